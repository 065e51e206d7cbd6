"""What came in after this clinician's last session, by moment; each part with what lies just on its other side."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from briefing_app.domain.client import ENTERED, ClinicalFact, History, Meeting, Score
from briefing_app.domain.message import MESSAGE, OUTGOING
from briefing_app.services.day import Session
from briefing_app.services.measure import Catalogue
from briefing_app.services.since import SinceLast, since_last
from briefing_app.system.resources import resources
from tests.courses import ORIGIN, TODAY, history_of, meeting, score

MEASURES = Catalogue(resources() / "measures")
WEEK = timedelta(days=7)
LAST = TODAY - WEEK
MINE, COLLEAGUE = "p1", "p2"


def moment(day: date, hour: int, minute: int = 0) -> float:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC).timestamp()


def held(day: date = LAST, row: int = 1, who: str = MINE) -> Meeting:
    """From 9:00 to 9:50."""
    return meeting(day, row=row)._replace(practitioner_id=who, practitioner=f"Clinician {who}")


def day_only(day: date, row: int = 1, status: str = "fulfilled") -> Meeting:
    return meeting(day, status, row)._replace(at=0.0, ends=0.0, day=day.isoformat())


def timed(day: date, hour: int, minute: int = 0) -> Score:
    at = moment(day, hour, minute)
    return score(MEASURES("PHQ-9"), day, 12)._replace(at=at, precision="instant")


def fact(
    day: date, hour: int | None = None, kind: str = MESSAGE, author: str = "client", imported: date = TODAY
) -> ClinicalFact:
    at = moment(day, hour) if hour is not None else 0.0
    origin = ORIGIN._replace(imported=moment(imported, 8))
    return ClinicalFact(
        kind, 1, f"{kind} of {day} {hour}", "", "completed", at, day.isoformat(), "", origin, author, "", f"{day} {hour}"
    )


def since(
    *parts: Meeting | Score | ClinicalFact, today: date = TODAY, session: Session | None = None, whose: str = ""
) -> SinceLast:
    found = history_of(
        *[one for one in parts if isinstance(one, Score)], meetings=[one for one in parts if isinstance(one, Meeting)]
    )
    history = History(found.client, found.meetings, tuple(one for one in parts if isinstance(one, ClinicalFact)), found.scores)
    return since_last(history, today, UTC, session, whose)


def session_at(day: date, hour: int, whose: str = "", who: str = MINE) -> Session:
    begins = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    own = held(day, 99, who)._replace(at=begins.timestamp())
    return Session(own, history_of(), begins, None, True, 1, 0, None, None, False, whose)


# -- which session was the last


def test_the_last_session_is_the_newest_that_was_held() -> None:
    found = since(
        held(LAST - WEEK, 1), held(LAST, 2), meeting(LAST + timedelta(days=1), "noshow", 3), meeting(TODAY, "booked", 4)
    )
    assert found.last is not None
    assert (found.last.day, found.last.meeting.row, found.last_session) == (LAST, 2, LAST)
    assert (found.last.begun, found.last.ended, found.last.timed) == (moment(LAST, 9), moment(LAST, 9, 50), True)
    twice = since(held(LAST, 5), held(LAST, 3)).last
    assert twice is not None
    assert twice.meeting.row == 5


def test_a_recorded_end_counts_before_the_planned_one_and_without_either_the_start_does() -> None:
    for ends, ended, expected in (
        (moment(LAST, 9, 50), moment(LAST, 10, 5), moment(LAST, 10, 5)),
        (moment(LAST, 9, 50), 0.0, moment(LAST, 9, 50)),
        (0.0, 0.0, moment(LAST, 9)),
        (moment(LAST, 8), 0.0, moment(LAST, 9)),
    ):
        last = since(held()._replace(ends=ends, ended=ended)).last
        assert last is not None
        assert last.ended == expected


def test_a_session_of_which_only_the_day_is_known_begins_and_ends_with_it() -> None:
    last = since(day_only(LAST)).last
    assert last is not None
    assert (last.day, last.begun, last.ended, last.timed) == (LAST, moment(LAST, 0), moment(LAST + timedelta(days=1), 0), False)


def test_without_a_session_a_meeting_of_the_day_counts_once_it_is_known_what_became_of_it() -> None:
    assert since(held(LAST), held(TODAY, 2)).last_session == TODAY
    assert since(held(LAST), meeting(TODAY, "booked", 2)).last_session == LAST
    assert since(held(LAST), held(TODAY + timedelta(days=1), 2)).last_session == LAST
    assert since(held(LAST), meeting(TODAY, "noshow", 2)).missed == (meeting(TODAY, "noshow", 2),)


def test_in_the_brief_of_a_session_only_what_began_before_it_lies_behind() -> None:
    assert since(held(LAST), held(TODAY, 2), session=session_at(TODAY, 10)).last_session == TODAY
    assert since(held(LAST), held(TODAY, 2), session=session_at(TODAY, 9)).last_session == LAST
    booked = meeting(TODAY, "booked", 2)
    assert since(held(LAST), booked, session=session_at(TODAY, 10)).open_since == (booked,)


def test_where_no_session_was_held_nothing_is_since_but_what_is_open_and_what_was_written() -> None:
    booked = meeting(LAST, "booked")
    found = since(
        booked,
        meeting(LAST, "noshow", 2),
        timed(TODAY, 8),
        fact(LAST, 12),
        fact(LAST, 12, author=OUTGOING),
        fact(LAST, 12, "note"),
    )
    assert (found.last, found.last_session, found.open) == (None, None, (booked,))
    assert [one.author for one in found.messages] == ["client"]
    assert (found.scores, found.unclear, found.missed, found.elsewhere, found.open_since, found.sent, found.facts) == ((),) * 7
    assert found.whose == MINE


# -- whose client


def test_the_session_of_a_colleague_is_elsewhere_and_not_the_last() -> None:
    theirs = held(LAST + timedelta(days=2), 2, COLLEAGUE)
    found = since(held(LAST), theirs, session=session_at(TODAY, 9))
    assert (found.last_session, found.elsewhere, found.whose) == (LAST, (theirs,), MINE)
    assert since(held(LAST), theirs, session=session_at(TODAY, 9, who=COLLEAGUE)).last_session == LAST + timedelta(days=2)
    assert since(held(LAST), theirs, session=session_at(TODAY, 9, whose=COLLEAGUE)).whose == COLLEAGUE
    assert since(held(LAST), theirs, session=session_at(TODAY, 9), whose=COLLEAGUE).whose == COLLEAGUE


def test_a_session_that_names_nobody_may_have_been_anybodys() -> None:
    unnamed = held(LAST + timedelta(days=1), 2)._replace(practitioner="", practitioner_id="")
    assert since(held(LAST), unnamed, session=session_at(TODAY, 9)).last_session == LAST + timedelta(days=1)
    assert since(unnamed).whose == ""


def test_without_a_session_it_is_the_clinician_of_the_newest_meeting_that_was_not_called_off() -> None:
    next_week = meeting(TODAY + WEEK, "booked", 3)._replace(practitioner_id=COLLEAGUE)
    assert since(held(LAST), next_week).whose == COLLEAGUE
    assert since(held(LAST), next_week._replace(status="cancelled")).whose == MINE
    assert since(next_week._replace(status="proposed"), held(LAST)).whose == MINE
    assert since(held(LAST, 1), held(LAST, 2, COLLEAGUE)).whose == COLLEAGUE
    assert since(day_only(LAST), day_only(TODAY, 2)._replace(practitioner_id=COLLEAGUE)).whose == COLLEAGUE


# -- what is new


@pytest.mark.parametrize(
    ("one", "new", "unclear"),
    [
        (timed(LAST, 9, 50), 0, 0), (timed(LAST, 9, 51), 1, 0), (timed(LAST, 8), 0, 0), (timed(TODAY, 23), 1, 0),
        (timed(TODAY + timedelta(days=1), 8), 0, 0), (score(MEASURES("PHQ-9"), TODAY + timedelta(days=1), 12), 0, 0),
        (score(MEASURES("PHQ-9"), LAST, 12), 0, 1),
        (score(MEASURES("PHQ-9"), LAST + timedelta(days=1), 12), 1, 0), (score(MEASURES("PHQ-9"), LAST - timedelta(days=1), 12), 0, 0),
        (score(MEASURES("PHQ-9"), LAST, 12)._replace(day="2026-11", precision="month"), 0, 0),
    ],
)  # fmt: skip
def test_a_score_is_new_from_the_end_of_the_session_on_and_one_of_its_day_without_a_time_is_neither(
    one: Score, new: int, unclear: int
) -> None:
    found = since(held(), one)
    assert (len(found.scores), len(found.unclear)) == (new, unclear)


def test_what_was_typed_in_on_the_day_of_the_session_was_seen() -> None:
    typed = score(MEASURES("PHQ-9"), LAST, 12)
    assert since(held(), typed._replace(origin=typed.origin._replace(resource_type=ENTERED))).unclear == ()


def test_of_a_session_without_a_time_every_score_of_its_day_is_unclear() -> None:
    found = since(day_only(LAST), timed(LAST, 8))
    assert (len(found.scores), len(found.unclear)) == (0, 1)


def test_meetings_after_the_last_session_stand_by_what_became_of_them() -> None:
    missed, open_yet = meeting(LAST + timedelta(days=1), "noshow", 2), meeting(LAST + timedelta(days=2), "booked", 3)
    before, called_off = meeting(LAST - WEEK, "booked", 4), meeting(LAST - timedelta(days=1), "cancelled", 5)
    found = since(held(), missed, open_yet, before, called_off)
    assert found.missed == (missed,)
    assert set(found.open) == {open_yet, before}
    assert found.open_since == (open_yet,)
    assert found.elsewhere == ()


def test_messages_stand_from_the_start_of_the_session_and_everything_else_from_its_end() -> None:
    parts = [
        fact(LAST, 8), fact(LAST, 9), fact(LAST, 10), fact(LAST, 9, author=OUTGOING), fact(LAST, 10, author=OUTGOING),
        fact(LAST, 9, "note"), fact(LAST, 10, "note"), fact(LAST, None, "note"), fact(LAST + timedelta(days=1), None, "note"),
    ]  # fmt: skip
    found = since(held(), *parts)
    assert [one.at for one in found.messages] == [moment(LAST, 10), moment(LAST, 9)]
    assert [one.at for one in found.sent] == [moment(LAST, 10)]
    assert [(one.day, one.at) for one in found.facts] == [(str(LAST), moment(LAST, 10)), (str(LAST + timedelta(days=1)), 0.0)]


def test_what_is_dated_after_the_day_waits_for_it_but_a_message_dated_after_its_own_import_does_not() -> None:
    tomorrow, next_month = TODAY + timedelta(days=1), TODAY + timedelta(days=30)
    assert since(held(), fact(tomorrow, 9, "note")).facts == ()
    assert since(held(), fact(tomorrow, 7)).messages == ()  # within a day of its import: it waits
    assert len(since(held(), fact(next_month, 9)).messages) == 1
    assert since(held(), fact(next_month, 9), today=TODAY - timedelta(days=1)).messages == ()  # not imported yet
    undated = fact(TODAY)._replace(day="2026")
    assert len(since(held(), undated).messages) == 1
    assert since(held(), undated._replace(kind="note")).facts == ()


def test_a_blood_test_is_no_last_session_and_a_score_of_an_unknown_day_is_not_new() -> None:
    other = held(TODAY - timedelta(days=2), row=2)._replace(kind="encounter", title="Blood test")
    assert not other.is_session
    found = since(held(), other)
    assert found.last is not None
    assert found.last.day == LAST
    month = score(MEASURES("PHQ-9"), TODAY, 12)._replace(day="2026-11", precision="month")
    assert since(held(), month).scores == ()


def test_a_record_stands_on_the_day_of_its_moment_and_not_on_the_one_that_is_written_beside_it() -> None:
    written = fact(TODAY + timedelta(days=1), 9, "note")._replace(at=moment(TODAY, 9))
    assert len(since(held(), written).facts) == 1
    assert since(held(), written._replace(at=moment(TODAY + timedelta(days=1), 9), day=str(TODAY))).facts == ()
