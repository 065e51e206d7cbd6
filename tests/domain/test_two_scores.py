"""Two scores of one day that contradict each other: what may be chosen, in words, and which one was."""

from __future__ import annotations

from datetime import date

import pytest

from briefing_app.domain.two_scores import ASK_AGAIN, NONE_COUNTS, RULE, basis_of, choices_of, chosen

DAY = date(2026, 11, 24)


def test_each_score_may_count_or_none_in_the_order_of_the_day() -> None:
    assert choices_of([5, 20.5, 7, 8, 9]) == (
        "5 counts, the first of the day", "20.5 counts, the second of the day", "7 counts, the third of the day",
        "8 counts, the fourth of the day", "9 counts, the 5th of the day", "None of them counts",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("action", "place"),
    [
        ("5 counts, the first of the day", 0), ("20 counts, the second of the day", 1), (NONE_COUNTS, None), (ASK_AGAIN, None),
        ("20 counts, the third of the day", None), ("", None),
    ],
)  # fmt: skip
def test_which_score_counts_is_told_by_the_words_of_the_answer(action: str, place: int | None) -> None:
    assert chosen([5, 20], action) == place


def test_a_choice_rests_on_every_score_of_the_day_with_its_moment() -> None:
    assert basis_of(DAY, [(5, 1000.4), (20.5, 0.0)]) == "2026-11-24 5@1000;20.5@0"
    assert basis_of(DAY, [(5, 1000.4)]) == "2026-11-24 5@1000"


def test_answers_about_them_are_kept_under_this_name() -> None:
    assert RULE == "two-scores"
