"""Breaks between sessions in words: never more than is known of them."""

from __future__ import annotations

import pytest

from briefing_app.domain.recovery import RULE, Gap, Recovery, Status
from briefing_app.services.worktime import LongBlocks
from briefing_app.viewmodels.recovery import GapWords, gap_words, recovery_figure, say_gap, say_long_blocks, say_weeks


def gap(status: Status, taken: float | None = None, late: float = 0.0, planned: float = 10.0, begins: float = 100.0) -> Gap:
    return Gap((begins, begins + 60 * planned), (begins, begins + 60 * planned), planned, 8.0, taken, status, late=late)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (gap(Status.TAKEN, 9.0), "10 min planned, 9 taken"),
        (gap(Status.SHORT, 4.0), "10 min planned, 4 taken, short"),
        (gap(Status.SHORT, 4.0, late=6.0), "10 min planned, 4 taken, short: the session before ended 6 min late"),
        (gap(Status.SHORT, 4.0, late=0.6), "10 min planned, 4 taken, short: the session before ended 1 min late"),
        (gap(Status.SHORT, 4.0, late=0.4), "10 min planned, 4 taken, short"),
        (gap(Status.USED_FOR_NOTES, 2.0, late=3.0), "10 min planned, 2 taken, used for notes"),
        (gap(Status.USED_FOR_NOTES), "10 min planned, used for notes"),
        (gap(Status.NOT_KNOWN), "10 min planned, taken: not known"),
    ],
)
def test_what_became_of_a_gap(one: Gap, words: str) -> None:
    assert say_gap(one) == words


def test_gaps_that_were_not_planned_are_not_on_the_rail() -> None:
    assert gap_words([gap(Status.TAKEN, 9.0), gap(Status.NOT_KNOWN, planned=0.0, begins=7.0)]) == {
        100.0: GapWords("10 min planned, 9 taken", Status.TAKEN)
    }


@pytest.mark.parametrize(
    ("gaps", "value", "words"),
    [
        ([], "–", "no gaps between sessions yet"),
        ([gap(Status.TAKEN, 9.0)] * 2 + [gap(Status.SHORT, 1.0)], "2 of 3", "3 planned, 2 taken, 1 short, 0 used for notes, 0 not known"),
        (
            [gap(Status.TAKEN, 9.0), gap(Status.USED_FOR_NOTES), gap(Status.NOT_KNOWN)],
            "1 of 3",
            "3 planned, 1 taken, 0 short, 1 used for notes, 1 not known. Session ended (D) after each session, or a timed break (B),"
            " makes it known",
        ),
        (
            [gap(Status.NOT_KNOWN)] * 2,
            "not known",
            "2 planned, 0 taken, 0 short, 0 used for notes, 2 not known. Session ended (D) after each session, or a timed break (B),"
            " makes it known",
        ),
    ],
)  # fmt: skip
def test_the_figure_counts_and_is_not_known_where_nothing_is(gaps: list[Gap], value: str, words: str) -> None:
    assert recovery_figure(gaps, 0.8) == (value, words, RULE.format(share=80.0))


@pytest.mark.parametrize(
    ("weeks", "words"),
    [
        ([], ""),
        ([Recovery(10, 5, 5)], ""),  # half is not fewer than half
        ([Recovery(10, 4, 6)], "Fewer than half of the gaps were taken in 1 of 1 week."),
        ([Recovery(10, 4, 5, 0, 1)], ""),  # the one that is not known may have been taken
        ([Recovery(10, 4, 6), Recovery(0)], "Fewer than half of the gaps were taken in 1 of 1 week."),
        (
            [Recovery(10, 4, 6), Recovery(10, 8, 2), Recovery(10, 3, 2, 0, 5), Recovery(10, 5, 0, 0, 5)],
            "Fewer than half of the gaps were taken in 1 of 4 weeks; of 1 that is not known.",
        ),
        (
            [Recovery(10, 3, 6, 0, 1), Recovery(10, 4, 3, 0, 3)],
            "Fewer than half of the gaps were taken in 1 of 2 weeks; of 1 that is not known.",
        ),
    ],
)
def test_weeks_in_which_most_gaps_were_lost_are_counted_only_where_that_is_known(weeks: list[Recovery], words: str) -> None:
    assert say_weeks(weeks) == words


def test_half_an_hour_in_one_piece_is_counted_over_long_days() -> None:
    assert say_long_blocks(LongBlocks(0, 0, 0)) == ""
    assert (
        say_long_blocks(LongBlocks(days=5, had=3, not_known=0))
        == "Half an hour in one piece on 3 of 5 days of five hours or more."
    )
    assert say_long_blocks(LongBlocks(days=5, had=3, not_known=1)) == (
        "Half an hour in one piece on 3 of 5 days of five hours or more, 1 not known."
    )
