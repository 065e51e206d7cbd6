"""The last score on this side and the first on the other: room on the scale, and which two scores may be two in a row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing_app.domain.change import Crossing, change, is_caseness, room_for_better, room_for_worse, statements
from briefing_app.services.measure import Catalogue


@pytest.mark.parametrize(
    ("first", "floor", "ceiling"), [(5, True, False), (6, False, False), (21, False, False), (22, False, True)]
)
def test_six_points_of_room_are_enough_on_the_phq9_and_five_are_not(
    catalogue: Catalogue, first: float, floor: bool, ceiling: bool
) -> None:
    found = change(catalogue("PHQ-9"), first, first)
    assert (found.floor, found.ceiling) == (floor, ceiling)


def test_where_the_range_is_not_known_there_is_always_room(catalogue: Catalogue) -> None:
    unknown = replace(catalogue("PHQ-9"), total_range=None)
    assert (room_for_better(unknown, 0), room_for_worse(unknown, 27)) == (float("inf"), float("inf"))


@pytest.mark.parametrize(
    ("paired", "close", "crossing", "remission"),
    [(True, False, Crossing.LEFT, 2), (False, False, None, 1), (True, True, None, 0)],
)
def test_two_scores_that_lie_too_close_or_are_no_pair_are_not_two_in_a_row(
    catalogue: Catalogue, paired: bool, close: bool, crossing: Crossing | None, remission: int
) -> None:
    """PHQ-9 20, then 4 and 3: both under the cut of 10 and in the remission range."""
    found = statements(catalogue("PHQ-9"), 20, [20, 4, 3], paired=paired, close=close)
    assert (found.crossing, found.remission_scores) == (crossing, remission)


def test_a_single_score_after_a_start_of_its_own_crosses_nothing_and_may_lie_in_the_remission_range(
    catalogue: Catalogue,
) -> None:
    """The start was a score of another time: 20 before, now one score of 4."""
    found = statements(catalogue("PHQ-9"), 20, [4])
    assert (found.crossing, found.remission_scores, found.change_before, found.two_scores) == (None, 1, None, False)


def test_a_crossing_is_told_in_these_words() -> None:
    assert [one.value for one in Crossing] == ["left the clinical range", "entered the clinical range"]


@pytest.mark.parametrize(("total", "case"), [(30, False), (31, None), (32, None), (33, True), (34, True)])
def test_between_two_published_cuts_nobody_says_whether_it_is_a_case(
    catalogue: Catalogue, total: float, case: bool | None
) -> None:
    assert is_caseness(catalogue("PCL-5"), total) is case
    assert is_caseness(catalogue("ORS"), total) is None  # its cut has no source


def test_of_exactly_two_scores_no_two_in_a_row_are_told(catalogue: Catalogue) -> None:
    found = statements(catalogue("PHQ-9"), 20, [4, 3])
    assert (found.two_scores, found.crossing, found.remission_scores) == (True, None, 1)
    three = statements(catalogue("PHQ-9"), 20, [20, 4, 3])
    assert (three.two_scores, three.crossing, three.remission_scores) == (False, Crossing.LEFT, 2)
