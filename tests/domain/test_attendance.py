"""What became of past meetings, counted: held, missed, cancelled by whom, and what nobody recorded."""

from __future__ import annotations

import pytest

from briefing_app.domain.attendance import NOT_HELD, NOT_KEPT, Attendance, Outcome, attendance_of, outcome, say_told
from tests.courses import TODAY, meeting


@pytest.mark.parametrize(
    ("status", "by", "found"),
    [
        ("fulfilled", "", Outcome.HELD), ("finished", "", Outcome.HELD), ("noshow", "", Outcome.MISSED),
        ("cancelled", "client", Outcome.BY_CLIENT), ("cancelled", "practice", Outcome.BY_PRACTICE), ("cancelled", "", Outcome.CANCELLED),
        ("booked", "", Outcome.NOT_RECORDED),
    ],
)  # fmt: skip
def test_a_past_meeting_is_what_was_recorded_of_it(status: str, by: str, found: Outcome) -> None:
    assert outcome(meeting(TODAY, status)._replace(cancelled_by=by)) is found


def test_each_outcome_is_counted_for_itself_and_only_the_clients_own_are_not_kept() -> None:
    statuses = [
        *[("fulfilled", "")] * 6, *[("noshow", "")] * 5, *[("cancelled", "client")] * 4, *[("cancelled", "practice")] * 3,
        *[("cancelled", "")] * 2, ("booked", ""),
    ]  # fmt: skip
    found = attendance_of(meeting(TODAY, status)._replace(cancelled_by=by) for status, by in statuses)
    assert found == Attendance(held=6, missed=5, by_client=4, by_practice=3, cancelled=2, not_recorded=1)
    assert found.not_kept == 9


def test_nothing_is_counted_where_there_was_no_meeting() -> None:
    found = attendance_of([])
    assert (found.held, found.missed, found.by_client, found.by_practice, found.cancelled, found.not_recorded) == (0,) * 6
    assert found == Attendance()


def test_what_was_not_held_is_every_outcome_but_held_and_not_recorded() -> None:
    assert set(Outcome) - NOT_HELD == {Outcome.HELD, Outcome.NOT_RECORDED}
    assert {Outcome.MISSED, Outcome.BY_CLIENT} == NOT_KEPT


def test_what_became_of_a_meeting_is_told_in_these_words() -> None:
    assert [one.value for one in Outcome] == [
        "held", "missed", "cancelled by the client", "cancelled by the practice", "cancelled, by whom not recorded", "outcome not recorded",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (Outcome.BY_CLIENT, "cancelled by the client, said on 9 Nov 2026"),
        (Outcome.BY_PRACTICE, "cancelled by the practice, said on 9 Nov 2026"),
        (Outcome.CANCELLED, "cancelled, by whom not recorded, said on 9 Nov 2026"),
        (Outcome.HELD, "held"),
        (Outcome.MISSED, "missed"),
        (Outcome.NOT_RECORDED, "outcome not recorded"),
    ],
)
def test_when_a_meeting_was_called_off_is_told_where_that_is_known_and_of_no_other(what: Outcome, words: str) -> None:
    told = meeting(TODAY)._replace(told="2026-11-09")
    assert say_told(what, told) == words
    assert say_told(what, told._replace(told="")) == what.value
