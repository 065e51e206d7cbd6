"""Which messages are still to be read, each rule with what lies just on its other side."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from briefing_app.domain.client import ClinicalFact, Origin, Seen
from briefing_app.domain.message import dated_right, is_sent, new_messages, not_shown, sent_on, shown_to

IMPORTED = datetime(2026, 11, 24, 8, tzinfo=UTC).timestamp()
BEGUN = datetime(2026, 11, 17, 9, tzinfo=UTC).timestamp()
BEFORE = datetime(2026, 11, 10, 9, tzinfo=UTC).timestamp()
DAY = 86_400


def message(at: float = 0.0, day: str = "", *, key: str = "m", imported: float = IMPORTED, **more: str) -> ClinicalFact:
    origin = Origin("export", 1, "Communication", key, imported)
    status = more.pop("status", "completed")
    return ClinicalFact("message", 1, "", "Hello", status, at, day, "", origin, "client", key=key)._replace(**more)  # type: ignore[arg-type]


def new(*messages: ClinicalFact, seen: tuple[Seen, ...] = (), begun: float | None = BEGUN) -> list[str]:
    return [one.key for one in new_messages(messages, seen, begun, UTC)]


def shown(what: str, at: float, since: float = 0.0, whose: str = "") -> Seen:
    return Seen(1, what, at, since, "Robin", whose)


@pytest.mark.parametrize("status", ["preparation", "not-done", "entered-in-error"])
def test_a_draft_and_a_mistake_are_no_messages(status: str) -> None:
    assert new(message(BEGUN + 1), message(BEGUN + 2, status=status)) == ["m"]
    assert not is_sent(message(BEGUN, status=status))
    assert is_sent(message(BEGUN))
    assert not is_sent(message(BEGUN, kind="note"))


def test_where_nothing_was_shown_a_message_counts_from_the_beginning_of_the_session_on() -> None:
    assert new(message(BEGUN)) == ["m"]
    assert new(message(BEGUN - 1)) == []
    assert new(message(BEGUN - 1), begun=None) == ["m"]


def test_one_that_was_shown_stays_until_a_session_has_begun_after_it_was() -> None:
    for at, there in ((BEGUN, ["m"]), (BEGUN + 1, ["m"]), (BEGUN - 1, [])):
        assert new(message(BEGUN - 5), seen=(shown("m", at),)) == there
    assert new(message(BEGUN - 5), seen=(shown("m", BEGUN - 1),), begun=None) == ["m"]
    assert new(message(BEGUN - 5), seen=(shown("other", BEGUN + 1),)) == []


def test_once_a_brief_was_shown_what_came_in_later_counts_or_was_sent_after_the_session_before_it() -> None:
    brief = shown("", BEGUN - 60, BEFORE)
    assert new(message(BEFORE), seen=(brief,)) == ["m"]
    assert new(message(BEFORE - 1, imported=brief.at), seen=(brief,)) == []
    assert new(message(BEFORE - 1, imported=brief.at + 1), seen=(brief,)) == ["m"]
    first, later = shown("", BEGUN - 90, BEFORE), shown("", BEGUN - 30, BEGUN - 40)
    assert new(message(BEFORE, imported=BEFORE), seen=(later, first)) == ["m"], "the first brief that was shown counts"


def test_a_message_without_a_day_is_there_until_it_was_shown() -> None:
    undated = message(day="2026-11")
    assert new(undated) == new(undated, seen=(shown("", BEGUN, BEFORE),)) == ["m"]
    assert new(undated, seen=(shown("m", BEGUN - 1),)) == []


def test_the_newest_comes_first_and_one_of_a_day_stands_at_its_end() -> None:
    evening = datetime(2026, 11, 18, 23, 59, tzinfo=UTC).timestamp()
    next_day = datetime(2026, 11, 19, tzinfo=UTC).timestamp()
    found = new(message(day="2026-11-18", key="day"), message(evening, key="evening"), message(next_day, key="next"))
    assert found == ["next", "day", "evening"]
    assert new(message(day="2026-11-16"), begun=datetime(2026, 11, 17, tzinfo=UTC).timestamp()) == []
    assert new(message(day="2026-11-17")) == ["m"], "it may have been the evening"
    assert new(message(day="2026-11-18", key="a"), message(day="2026-11-18", key="b")) == ["b", "a"]


def test_what_another_clinician_has_seen_hides_nothing() -> None:
    mine, theirs, nobodys = (shown("m", 1.0, whose=whose) for whose in ("p1", "p2", ""))
    brief = shown("", 1.0, whose="p2")
    assert shown_to((mine, theirs, nobodys, brief), "p1") == (mine, nobodys, brief)
    assert shown_to((mine, theirs, nobodys, brief), "") == (mine, theirs, nobodys, brief)


def test_what_was_never_on_screen_or_paper_is_told_by_its_key() -> None:
    first, second = message(key="a"), message(key="b")
    assert not_shown((first, second), (shown("a", 1.0), shown("", 1.0))) == (second,)


@pytest.mark.parametrize(
    ("one", "day"),
    [
        (message(IMPORTED + DAY), date(2026, 11, 25)),
        (message(IMPORTED + DAY + 1), None),
        (message(day="2026-11-25"), date(2026, 11, 25)),
        (message(day="2026-11-26"), None),
        (message(day="2026-11"), None),
        (message(day=""), None),
        (message(BEGUN, day="2026-11-18"), date(2026, 11, 17)),
    ],
)
def test_a_date_a_day_ahead_of_the_import_or_none_cannot_be_relied_on(one: ClinicalFact, day: date | None) -> None:
    assert sent_on(one, UTC) == day
    assert dated_right(one, UTC) is (day is not None)


def test_the_day_is_that_of_the_practice() -> None:
    late = datetime(2026, 11, 18, 3, tzinfo=UTC).timestamp()
    assert sent_on(message(late), ZoneInfo("America/New_York")) == date(2026, 11, 17)
