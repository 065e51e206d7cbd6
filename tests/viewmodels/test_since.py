"""What is new since the last session: by moment, by this clinician's own sessions, and by what has been shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from briefing_app.domain.client import Score, Seen
from briefing_app.services.brief import brief_facts
from briefing_app.services.day import Session, open_day
from briefing_app.services.measure import Catalogue
from briefing_app.storage.entry import add_seen
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.brief import Brief, make_brief
from briefing_app.viewmodels.day import briefs_of
from tests import courses
from tests.courses import history_of, meeting
from tests.fhir import Resource, appointment, ndjson, patient, score
from tests.importing import CATALOGUE, NEW_YORK, take
from tests.messages import message, session_with

TODAY = date(2024, 3, 13)
NOW = appointment("today", "2024-03-13T10:00:00-04:00")
HELD = appointment("before", "2024-03-06T10:00:00-05:00", status="fulfilled")


def brief_of(store: PracticeStore, who: str = "", day: date = TODAY) -> Brief:
    reader = PracticeReader(store)
    found = briefs_of(open_day(reader, day, NEW_YORK, who), CATALOGUE, NEW_YORK)
    reader.close()
    return found[0].brief


def briefed(tmp_path: Path, store: PracticeStore, *resources: Resource, who: str = "") -> Brief:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *resources))
    return brief_of(store, who)


def said(brief: Brief, *kinds: str) -> list[str]:
    return [line.text for line in brief.of(*kinds)]


def show_now(store: PracticeStore, day: date, at: float, *, brief_only: bool = False, who: str = "") -> None:
    """Keep that the brief of a day was on screen at a moment, with its messages."""
    brief = brief_of(store, who, day)
    keys = ["", *(() if brief_only else (line.key for line in brief.messages))]
    add_seen(store, [Seen(brief.identity.row, key, at, brief.last_begun, "me", brief.whose) for key in keys])


# -- by moment


@pytest.mark.parametrize(
    "last",
    [
        HELD,
        {
            "resourceType": "Encounter",
            "id": "e",
            "status": "finished",
            "class": {"code": "AMB"},
            "subject": {"reference": "Patient/ann"},
            "period": {"start": "2024-03-06T10:00:00-05:00", "end": "2024-03-06T10:50:00-05:00"},
        },
    ],
    ids=["appointment", "encounter"],
)
def test_a_message_and_a_score_of_the_evening_of_the_last_session_are_new(
    tmp_path: Path, store: PracticeStore, last: Resource
) -> None:
    evening = "2024-03-06T20:15:00-05:00"
    brief = briefed(tmp_path, store, NOW, last, message("I do not feel safe tonight", evening), score("s", 12, evening))
    assert said(brief, "message") == ["6 Mar 20:15: I do not feel safe tonight"]
    assert said(brief, "scores") == ["New scores: PHQ-9"]
    assert said(brief, "since") == []


def test_what_came_before_the_session_is_not_new_and_what_was_looked_at_is_named(tmp_path: Path, store: PracticeStore) -> None:
    morning = "2024-03-06T08:15:00-05:00"
    brief = briefed(tmp_path, store, NOW, HELD, message("See you later", morning), score("s", 12, morning))
    assert said(brief, "message", "scores") == []
    assert said(brief, "since") == ["Nothing new: no score, message or appointment since 6 Mar 10:50."]


def test_a_message_sent_while_the_session_went_on_was_not_read_before_it(tmp_path: Path, store: PracticeStore) -> None:
    brief = briefed(tmp_path, store, NOW, HELD, message("I am outside", "2024-03-06T10:02:00-05:00"))
    assert said(brief, "message") == ["6 Mar 10:02: I am outside"]


def test_a_score_taken_before_the_recorded_end_of_a_long_session_is_not_new(tmp_path: Path, store: PracticeStore) -> None:
    overran = {
        "resourceType": "Encounter",
        "id": "e",
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": {"reference": "Patient/ann"},
        "appointment": [{"reference": "Appointment/before"}],
        "period": {"start": "2024-03-06T10:00:00-05:00", "end": "2024-03-06T11:20:00-05:00"},
    }
    brief = briefed(tmp_path, store, NOW, HELD, overran, score("s", 12, "2024-03-06T11:10:00-05:00"))
    assert said(brief, "scores") == []
    assert said(brief, "since") == ["Nothing new: no score, message or appointment since 6 Mar 11:20."]


def test_a_score_of_that_day_without_a_time_is_neither_new_nor_old(tmp_path: Path, store: PracticeStore) -> None:
    brief = briefed(tmp_path, store, NOW, HELD, score("s", 12, "2024-03-06"))
    assert said(brief, "since") == ["PHQ-9 of 6 Mar, the day of that session: taken before it or after is not recorded."]


def test_a_message_of_that_day_without_a_time_is_shown(tmp_path: Path, store: PracticeStore) -> None:
    brief = briefed(tmp_path, store, NOW, HELD, message("Please ring", "2024-03-06"), message("When?", None, "n"))
    assert said(brief, "message") == ["date not recorded: When?", "6 Mar: Please ring"]


def test_an_appointment_that_a_finished_encounter_names_was_held_though_nobody_closed_it(
    tmp_path: Path, store: PracticeStore
) -> None:
    still_booked = appointment("before", "2024-03-06T10:00:00-05:00")
    finished = {
        "resourceType": "Encounter",
        "id": "e",
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": {"reference": "Patient/ann"},
        "appointment": [{"reference": "Appointment/before"}],
        "period": {"start": "2024-03-06T10:00:00-05:00"},
    }
    brief = briefed(tmp_path, store, NOW, still_booked, finished)
    assert said(brief, "since") == ["Nothing new: no score, message or appointment since 6 Mar 10:50."]


# -- whose session


def test_a_colleagues_session_does_not_hide_what_came_before_it(tmp_path: Path, store: PracticeStore) -> None:
    mine = [
        session_with("a", "2024-03-06T10:00:00-05:00", "thorn"),
        session_with("b", "2024-03-13T10:00:00-04:00", "thorn", "booked"),
    ]
    theirs = session_with("c", "2024-03-11T10:00:00-04:00", "rook")
    brief = briefed(
        tmp_path, store, *mine, theirs, message("Ring me", "2024-03-09T10:00:00-05:00"), score("s", 12, "2024-03-11T10:30:00-04:00"),
        who="thorn",
    )  # fmt: skip
    assert said(brief, "message") == ["9 Mar 10:00: Ring me"]
    assert said(brief, "since") == ["Session with Dr. Rook, 11 Mar"]
    assert said(brief, "scores") == ["New scores: PHQ-9"]
    assert brief.of("since")[0].heading == "Since 6 Mar"


# -- what has been shown

AFTER = "2024-03-09T10:00:00-05:00"
SHOWN_BEFORE, SESSION = 1_710_330_000.0, date(2024, 3, 20)  # 13 March 2024, 07:40 in New York: before the session at 10:00


def test_what_was_shown_before_the_last_session_is_not_shown_again(tmp_path: Path, store: PracticeStore) -> None:
    briefed(
        tmp_path,
        store,
        {**NOW, "status": "fulfilled"},
        HELD,
        message("Ring me", AFTER),
        appointment("next", "2024-03-20T10:00:00-04:00"),
    )
    assert said(brief_of(store), "message") == ["9 Mar 10:00: Ring me"]
    show_now(store, TODAY, SHOWN_BEFORE)
    assert said(brief_of(store, day=SESSION), "message") == []


def test_what_one_clinician_was_shown_hides_nothing_from_the_other(tmp_path: Path, store: PracticeStore) -> None:
    days = ("2024-03-06", "2024-03-13", "2024-03-20")
    both = [
        session_with(f"{who}{day}", f"{day}T{hour}:00:00-05:00", who, "booked" if day == days[-1] else "fulfilled")
        for who, hour in (("thorn", 10), ("rook", 15))
        for day in days
    ]
    briefed(tmp_path, store, *both, message("Ring me", AFTER), who="thorn")
    show_now(store, TODAY, SHOWN_BEFORE, who="thorn")
    assert said(brief_of(store, "thorn", SESSION), "message") == []
    assert said(brief_of(store, "rook", SESSION), "message") == ["9 Mar 10:00: Ring me"]
    show_now(store, SESSION, SHOWN_BEFORE + 7 * 86_400, who="rook")
    assert said(brief_of(store, "rook", SESSION), "message") == ["9 Mar 10:00: Ring me"], "until a session of theirs began"


def test_what_was_shown_where_nobody_was_named_was_shown_to_everybody(tmp_path: Path, store: PracticeStore) -> None:
    named = [
        session_with("a", "2024-03-13T10:00:00-04:00", "thorn"),
        session_with("b", "2024-03-20T10:00:00-04:00", "thorn", "booked"),
    ]
    briefed(tmp_path, store, HELD, *named, message("Ring me", AFTER))
    for whose, words in (("rook", ["9 Mar 10:00: Ring me"]), ("", [])):
        row = brief_of(store, day=SESSION).identity.row
        key = brief_of(store).messages[0].key
        add_seen(store, [Seen(row, key, SHOWN_BEFORE, 0.0, "me", whose), Seen(row, "", SHOWN_BEFORE, 0.0, "me", whose)])
        assert said(brief_of(store, day=SESSION), "message") == words


def test_what_was_not_on_screen_before_the_last_session_comes_again(tmp_path: Path, store: PracticeStore) -> None:
    briefed(
        tmp_path,
        store,
        {**NOW, "status": "fulfilled"},
        HELD,
        message("Ring me", AFTER),
        appointment("next", "2024-03-20T10:00:00-04:00"),
    )
    show_now(store, TODAY, SHOWN_BEFORE, brief_only=True)
    assert said(brief_of(store, day=SESSION), "message") == ["9 Mar 10:00: Ring me"]


def test_a_message_that_was_changed_since_it_was_shown_is_another_one(tmp_path: Path, store: PracticeStore) -> None:
    old = message("Ring me", AFTER, meta={"versionId": "1"})
    briefed(tmp_path, store, {**NOW, "status": "fulfilled"}, HELD, old, appointment("next", "2024-03-20T10:00:00-04:00"))
    show_now(store, TODAY, SHOWN_BEFORE)
    take(store, ndjson(tmp_path / "y.ndjson", message("Do not ring me", AFTER, meta={"versionId": "2"})))
    assert said(brief_of(store, day=SESSION), "message") == ["9 Mar 10:00: Do not ring me"]


def test_a_message_of_long_ago_that_only_came_in_now_is_new_once_briefs_have_been_shown(
    tmp_path: Path, store: PracticeStore
) -> None:
    briefed(tmp_path, store, {**NOW, "status": "fulfilled"}, HELD, appointment("next", "2024-03-20T10:00:00-04:00"))
    show_now(store, TODAY, SHOWN_BEFORE)
    take(store, ndjson(tmp_path / "y.ndjson", message("I never sent this", "2024-01-09T10:00:00-05:00")))
    assert said(brief_of(store, day=SESSION), "message") == ["9 Jan 10:00: I never sent this"]


def test_an_earlier_message_of_a_first_import_is_left_to_the_time_before(tmp_path: Path, store: PracticeStore) -> None:
    brief = briefed(tmp_path, store, NOW, HELD, message("Old news", "2024-01-09T10:00:00-05:00"))
    assert said(brief, "message") == []


def test_what_was_shown_first_is_what_is_kept(store: PracticeStore, tmp_path: Path) -> None:
    briefed(tmp_path, store, NOW)
    reader = PracticeReader(store)
    row = reader.row_of("ann") or 0
    for at in (10.0, 20.0):
        add_seen(store, [Seen(row, "k", at, 0.0, "me")])
    assert [one.at for one in reader.histories([row])[row].seen] == [10.0]
    reader.close()


# -- who wrote, and what is no message of the client's


def test_who_wrote_a_message_is_named_where_it_is_not_the_client(tmp_path: Path, store: PracticeStore) -> None:
    mother = {"reference": "RelatedPerson/r", "display": "mother"}
    brief = briefed(
        tmp_path,
        store,
        NOW,
        HELD,
        message("She does not eat", "2024-03-08T10:00:00-05:00", "a", sender=mother),
        message("Unsigned", "2024-03-07T10:00:00-05:00", "b", sender={}),
    )
    assert said(brief, "message") == [
        "8 Mar 10:00, from mother: She does not eat",
        "7 Mar 10:00, who wrote it is not recorded: Unsigned",
    ]


def test_a_reminder_is_counted_and_is_no_message_of_the_client(tmp_path: Path, store: PracticeStore) -> None:
    reminder = message(
        "Your appointment is on Wednesday",
        "2024-03-11T10:00:00-04:00",
        sender={"reference": "Organization/practice"},
        recipient=[{"reference": "Patient/ann"}],
    )
    brief = briefed(tmp_path, store, NOW, HELD, reminder)
    assert said(brief, "message", "since", "news") == ["1 message sent to the client, 11 Mar"]


# -- where nothing was held

UNKNOWN_FORM: Resource = {
    "resourceType": "QuestionnaireResponse",
    "id": "q",
    "status": "completed",
    "questionnaire": "urn:example:nobody-knows-it",
    "authored": "2024-03-06T10:00:00-05:00",
    "subject": {"reference": "Patient/ann"},
    "item": [{"linkId": "1", "text": "A question of somebody's own", "answer": [{"valueInteger": 3}]}],
}


@pytest.mark.parametrize(
    ("resources", "words"),
    [
        ([], "First session: nothing earlier is on file."),
        ([score("s", 12, "2024-03-06T10:00:00-05:00")], "First session here; measures are on file."),
        ([message("Hello", "2024-03-06T10:00:00-05:00")], "First session here; no measure is on file."),
        ([UNKNOWN_FORM], "First session here; not everything on file could be read."),
        ([UNKNOWN_FORM, score("s", 12, "2024-03-06T10:00:00-05:00")], "First session here; measures are on file."),
        ([{**HELD, "status": "noshow"}], "No session held yet: 1 appointment was missed."),
        (
            [{**HELD, "status": "booked"}],
            "No session is recorded as held; of 1 past appointment the outcome is not recorded.",
        ),
        ([{**HELD, "status": "cancelled"}], "First session here; no measure is on file."),
        (
            [
                {
                    "resourceType": "Condition",
                    "id": "c",
                    "subject": {"reference": "Patient/ann"},
                    "code": {"text": "Panic disorder"},
                }
            ],
            "First session here; no measure is on file.",
        ),
    ],
)
def test_a_first_session_says_what_is_true_of_it(
    tmp_path: Path, store: PracticeStore, resources: list[Resource], words: str
) -> None:
    assert said(briefed(tmp_path, store, NOW, *resources), "since") == [words]


def test_a_first_session_with_this_clinician_is_not_the_first(tmp_path: Path, store: PracticeStore) -> None:
    brief = briefed(
        tmp_path, store, session_with("a", "2024-03-06T10:00:00-05:00", "rook"), session_with("b", "2024-03-13T10:00:00-04:00", "thorn", "booked"),
        who="thorn",
    )  # fmt: skip
    assert said(brief, "since") == ["First session with this clinician; earlier ones were held by others."]


def test_nothing_new_is_not_said_where_an_appointment_since_has_no_outcome(tmp_path: Path, store: PracticeStore) -> None:
    brief = briefed(tmp_path, store, NOW, HELD, appointment("open", "2024-03-08T10:00:00-05:00"))
    assert said(brief, "since") == []


def test_nothing_new_is_not_said_where_a_score_since_is_dated_ahead(tmp_path: Path, store: PracticeStore) -> None:
    brief = briefed(tmp_path, store, NOW, HELD, score("s", 12, "2024-03-14T10:00:00-04:00"))
    assert said(brief, "since") == []


def test_an_appointment_of_which_only_the_day_is_known_is_missed_on_that_day(catalogue: Catalogue) -> None:
    held, missed = meeting(courses.TODAY - timedelta(days=7)), meeting(courses.TODAY - timedelta(days=4), "noshow", 2)
    missed = missed._replace(at=0.0, ends=0.0, day="2026-11-20")
    other = meeting(courses.TODAY - timedelta(days=3), row=3)._replace(
        at=0.0, ends=0.0, day="2026-11-21", practitioner_id="p2", practitioner="B. Clinician"
    )
    today = meeting(courses.TODAY, "booked", 4)
    history = history_of(meetings=[held, missed, other, today])
    begins = datetime(2026, 11, 24, 9, tzinfo=UTC)
    session = Session(today, history, begins, None, True, 2, 0, None, None, False)
    brief = make_brief(brief_facts(history, catalogue, courses.TODAY, UTC, session))
    assert said(brief, "since") == ["Missed 20 Nov", "Session with B. Clinician, 21 Nov"]


def test_a_form_that_is_never_summed_is_named_as_new_unless_a_safety_line_names_it(catalogue: Catalogue) -> None:
    def told(*scores: Score) -> list[str]:
        history = history_of(*scores, meetings=[meeting(courses.TODAY - timedelta(days=7))])
        return said(make_brief(brief_facts(history, catalogue, courses.TODAY, UTC)), "scores")

    asq, phq = catalogue("ASQ"), catalogue("PHQ-9")
    no = courses.score(asq, courses.TODAY, items=(0, 0, 0, 0))
    assert told(no) == ["New answers: ASQ"]
    assert told(no, courses.score(phq, courses.TODAY, 9)) == ["New scores: PHQ-9; New answers: ASQ"]
    assert told(courses.score(asq, courses.TODAY, items=(1, 0, 0, 0))) == [], "it is in a safety line"
    assert told(courses.score(asq, courses.TODAY, items=(None,) * 4)) == [], "it holds no answer"
    assert told(courses.score(asq, courses.TODAY - timedelta(days=14), items=(0, 0, 0, 0))) == []
    dass = courses.score(catalogue("DASS-21"), courses.TODAY, items=[1] * 20 + [0])
    assert told(dass) == ["New answers: DASS-21"]
