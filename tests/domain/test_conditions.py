"""What lay outside a limit when: the first time, since when not, and the sentences that follow; never a verdict."""

from __future__ import annotations

from datetime import date, timedelta

from briefing_app.domain.conditions import Condition, inside_since, onsets, statement

MONDAYS = [date(2026, 9, 7) + timedelta(weeks=number) for number in range(12)]
INSIDE = (False,) * 12


def sessions(*outside: bool | None) -> Condition:
    return Condition("week_sessions", "26 sessions this week, your cap 24", outside, "Sessions in a week")


def test_what_changed_first_is_the_first_week_outside_after_one_inside() -> None:
    later = Condition("points", "", (False,) * 8 + (True,) * 4, "Load points")
    assert onsets([later, sessions(None, None, True, False, *(True,) * 8)], MONDAYS) == (
        (MONDAYS[4], "Sessions in a week"),
        (MONDAYS[8], "Load points"),
    )


def test_a_condition_that_was_never_known_to_be_inside_has_no_beginning() -> None:
    assert onsets([sessions(*(True,) * 12)], MONDAYS) == ()


def test_inside_again_is_said_by_the_number_of_weeks() -> None:
    (words,) = statement([sessions(*(False,) * 8, True, True, False, False)], [], "")
    assert "sessions in a week in 2 of the last 8 weeks" in words
    (words,) = statement([sessions(*(False,) * 11, True)], [], "")
    assert "26 sessions this week, your cap 24" in words


def test_weeks_inside_are_counted_back_to_the_first_unknown_or_outside() -> None:
    assert inside_since([sessions(*INSIDE), sessions(None, *INSIDE[1:])], MONDAYS) == MONDAYS[1]
    assert inside_since([sessions(*INSIDE[1:], True)], MONDAYS) == MONDAYS[-1]


def test_low_satisfaction_twice_is_said_only_when_everything_was_inside_for_twelve_weeks() -> None:
    low = [(date(2026, 8, 1), "low"), (date(2026, 11, 1), "low")]
    assert statement([sessions(*INSIDE)], low, "7 Sep")[0].startswith("Conditions have been inside your limits since 7 Sep")
    assert statement([sessions(None, *INSIDE[1:])], low, "7 Sep") == ()


def test_satisfaction_is_still_low_only_when_the_newest_check_says_so() -> None:
    before = [(date(2025, 1, 1), "low"), (date(2025, 6, 1), "low")]
    assert statement([sessions(*INSIDE)], [*before, (date(2026, 11, 1), "moderate")], "7 Sep") == ()
    assert statement([sessions(*INSIDE)], [*before, (date(2026, 8, 1), "high"), (date(2026, 11, 1), "low")], "7 Sep") == ()
    lately = [(date(2026, 10, 1), "low"), (date(2026, 11, 1), "low")]
    assert statement([sessions(*INSIDE)], [*before, (date(2026, 8, 1), "high"), *lately], "7 Sep") != ()
