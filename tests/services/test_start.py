"""Where a course begins, from what a client's record holds: which meetings are sessions of it, and which episodes were opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from briefing_app.domain.client import ClinicalFact, Meeting
from briefing_app.domain.start import Known
from briefing_app.services.start import is_over, start_of
from tests.courses import ORIGIN, TODAY, history_of, meeting

FIRST = date(2026, 11, 3)


def episode(status: str, begins: str = "2026-01-05", ends: str = "", at: float = 0.0) -> ClinicalFact:
    return ClinicalFact("episode", 1, "Care", "", status, at, begins, ends, ORIGIN)


def began(*meetings: Meeting, facts: tuple[ClinicalFact, ...] = ()) -> tuple[date, Known] | None:
    found = start_of(replace(history_of(meetings=meetings), facts=facts), TODAY, UTC)
    return (found.day, found.known) if found else None


def day_alone(day: date, status: str = "fulfilled", row: int = 1) -> Meeting:
    return meeting(day, status, row)._replace(at=0.0, ends=0.0, day=day.isoformat())


@pytest.mark.parametrize("one", [meeting(FIRST), day_alone(FIRST), meeting(FIRST, "booked")])
def test_a_course_begins_with_the_first_session_that_was_held_or_may_have_been(one: Meeting) -> None:
    assert began(one, meeting(date(2026, 11, 10), row=2)) == (FIRST, Known.FIRST_SESSION)


@pytest.mark.parametrize(
    "one",
    [meeting(FIRST, "cancelled"), meeting(FIRST, "noshow"), meeting(FIRST)._replace(kind="encounter", title="Blood test")],
)
def test_a_session_that_was_called_off_and_a_meeting_of_another_kind_begin_none(one: Meeting) -> None:
    assert began(one, meeting(date(2026, 11, 10), row=2)) == (date(2026, 11, 10), Known.FIRST_SESSION)


def test_a_session_that_is_booked_for_later_begins_nothing_yet() -> None:
    assert began(meeting(date(2026, 11, 25), "booked")) is None
    assert began(day_alone(date(2026, 11, 25), "booked")) is None


@pytest.mark.parametrize("status", ["cancelled", "planned", "waitlist", "entered-in-error"])
def test_an_episode_that_was_not_opened_neither_begins_a_course_nor_holds_one_open(status: str) -> None:
    assert began(meeting(FIRST), facts=(episode("active"),)) == (date(2026, 1, 5), Known.EPISODE)
    assert began(meeting(FIRST), facts=(episode(status),)) == (FIRST, Known.FIRST_SESSION)
    over = episode("finished", ends="2026-11-01")
    assert is_over(replace(history_of(), facts=(over,)), TODAY, UTC)
    assert is_over(replace(history_of(), facts=(over, episode(status))), TODAY, UTC)
    assert not is_over(replace(history_of(), facts=(over, episode("active"))), TODAY, UTC)


def test_an_episode_of_which_the_moment_is_known_begins_on_its_day() -> None:
    at = datetime(2026, 2, 7, 8, tzinfo=UTC).timestamp()
    assert began(meeting(FIRST), facts=(episode("active", "", at=at),)) == (date(2026, 2, 7), Known.EPISODE)
    assert began(meeting(FIRST), facts=(episode("active", "2026-02"),)) == (FIRST, Known.FIRST_SESSION)


def test_a_session_of_which_only_the_day_is_known_follows_an_episode_that_ended() -> None:
    over = episode("finished", ends="2026-11-01")
    for last, ended in ((date(2026, 11, 1), True), (date(2026, 11, 2), False)):
        assert is_over(replace(history_of(meetings=(day_alone(last),)), facts=(over,)), TODAY, UTC) is ended
