"""What may be said of two scores, of a course, and of where a score stands: published examples first, then every pair of scores."""

from __future__ import annotations

from itertools import product

import pytest

from briefing_app.domain.change import Crossing, Reliable, Side, change, is_caseness, side_of, statements
from briefing_app.domain.measure import Measure
from briefing_app.domain.person_numbers import for_person
from briefing_app.domain.talking_therapies import paired_outcome
from briefing_app.services.measure import Catalogue

RANGES = (("PHQ-9", 0, 27), ("GAD-7", 0, 21), ("ORS", 0, 40), ("WHO-5", 0, 100), ("PCL-5", 0, 80))


@pytest.fixture(params=RANGES, ids=[name for name, _, _ in RANGES])
def every_pair(request: pytest.FixtureRequest, catalogue: Catalogue) -> tuple[Measure, list[tuple[int, int]]]:
    name, low, high = request.param
    totals = range(low, high + 1, 4 if name == "WHO-5" else 1)
    return for_person(catalogue(name), "female", 40), list(product(totals, totals))


@pytest.mark.parametrize(
    ("first", "last", "reliable", "response"),
    [
        (18, 9, Reliable.IMPROVED, True),
        (18, 10, Reliable.IMPROVED, False),
        (10, 4, Reliable.IMPROVED, True),
        (10, 5, Reliable.NONE, True),
        (12, 18, Reliable.WORSE, False),
        (6, 12, Reliable.WORSE, False),
        (27, 13, Reliable.IMPROVED, True),
        (5, 0, Reliable.NONE, True),
        (0, 0, Reliable.NONE, None),
    ],
)
def test_phq9_changes_are_classified_as_published(
    catalogue: Catalogue, first: float, last: float, reliable: Reliable, response: bool | None
) -> None:
    found = change(catalogue("PHQ-9"), first, last)
    assert (found.reliable, found.response, found.needed) == (reliable, response, 6)


def test_reliable_improvement_is_out_of_reach_below_six_on_the_phq9(catalogue: Catalogue) -> None:
    assert [first for first in range(28) if change(catalogue("PHQ-9"), first, 0).floor] == [0, 1, 2, 3, 4, 5]


def test_a_rise_is_better_where_higher_is_better(catalogue: Catalogue) -> None:
    assert change(catalogue("WHO-5"), 20, 44).worse == -24
    assert change(catalogue("WHO-5"), 44, 20).worse == 24
    assert change(catalogue("ORS"), 30.1, 25.1).worse == 5  # not 5.000000000000001


def test_a_number_without_a_source_makes_nothing_reliable(catalogue: Catalogue) -> None:
    for name in ("ORS", "ISI", "WSAS", "CORE-10", "BDI-II"):
        measure = catalogue(name)
        assert measure.reliable_change is not None
        low, high = measure.total_range or (0, 0)
        assert change(measure, high, low).reliable is Reliable.UNKNOWN
        assert change(measure, high, low).needed is None


def test_a_change_and_its_reverse_are_opposites(every_pair: tuple[Measure, list[tuple[int, int]]]) -> None:
    measure, pairs = every_pair
    opposite = {Reliable.IMPROVED: Reliable.WORSE, Reliable.WORSE: Reliable.IMPROVED}
    for first, last in pairs:
        there, back = change(measure, first, last), change(measure, last, first)
        assert back.reliable is opposite.get(there.reliable, there.reliable)
        assert back.worse == -there.worse


def test_the_words_of_a_change_agree_with_its_sign(every_pair: tuple[Measure, list[tuple[int, int]]]) -> None:
    measure, pairs = every_pair
    for first, last in pairs:
        found = change(measure, first, last)
        assert (found.worse > 0) is ((last < first) if measure.higher_is_better else (last > first))
        if found.reliable is Reliable.IMPROVED:
            assert found.worse < 0
            assert not found.floor
        if found.reliable is Reliable.WORSE:
            assert found.worse > 0


def test_no_two_statements_of_a_course_contradict(every_pair: tuple[Measure, list[tuple[int, int]]]) -> None:
    """Start, the same score twice: every statement that may be made of two in a row is made."""
    measure, pairs = every_pair
    for first, last in pairs:
        found = statements(measure, first, [first, last, last])
        moved = found.change
        assert moved is not None
        if found.crossing is Crossing.ENTERED:
            assert (moved.reliable, found.side, moved.worse > 0) == (Reliable.WORSE, Side.INSIDE, True)
        if found.crossing is Crossing.LEFT:
            assert (moved.reliable, found.side, moved.worse < 0) == (Reliable.IMPROVED, Side.OUTSIDE, True)
        if found.remission_scores or found.response:
            assert moved.worse < 0
            assert is_caseness(measure, first)
        if found.remission_scores:
            assert found.side is Side.OUTSIDE
        if found.expected_fall:
            assert moved.reliable is Reliable.IMPROVED


def test_the_range_is_left_and_entered_by_two_scores_and_a_reliable_change(catalogue: Catalogue) -> None:
    measure = catalogue("PHQ-9")
    assert statements(measure, 15, [15, 9, 9]).crossing is Crossing.LEFT
    assert statements(measure, 15, [15, 10, 9]).crossing is None  # the score before is still inside
    assert statements(measure, 14, [14, 9, 9]).crossing is None  # five points are not reliable
    assert statements(measure, 15, [15, 9]).crossing is None  # two scores only
    assert statements(measure, 15, [15, 9, 9], paired=False).crossing is None  # one is prorated, or they lie days apart
    assert statements(measure, 4, [4, 10, 12]).crossing is Crossing.ENTERED
    assert statements(measure, 10, [10, 18, 19]).crossing is None  # it was inside at the start


def test_gad7_is_judged_by_its_cut_for_outcomes(catalogue: Catalogue) -> None:
    measure = catalogue("GAD-7")
    assert [side_of(measure, one) for one in (7, 8, 9, 10)] == [Side.OUTSIDE, Side.INSIDE, Side.INSIDE, Side.INSIDE]
    assert statements(measure, 12, [12, 9, 8]).crossing is None
    assert statements(measure, 12, [12, 7, 7]).crossing is Crossing.LEFT


def test_the_ors_is_in_the_clinical_range_at_25_or_less_and_its_unverified_cut_crosses_nothing(catalogue: Catalogue) -> None:
    measure = for_person(catalogue("ORS"), "female", 40)
    assert [side_of(measure, one) for one in (24, 25, 25.1, 30)] == [Side.INSIDE, Side.INSIDE, Side.OUTSIDE, Side.OUTSIDE]
    assert is_caseness(measure, 18) is None
    assert statements(measure, 18, [18, 30, 30]).crossing is None


def test_pcl5_of_31_to_33_is_on_neither_side(catalogue: Catalogue) -> None:
    measure = catalogue("PCL-5")
    assert [side_of(measure, one) for one in (30, 31, 32, 33, 34)] == [Side.OUTSIDE, *[Side.UNCLEAR] * 3, Side.INSIDE]
    assert statements(measure, 50, [50, 31, 31]).crossing is None
    assert statements(measure, 50, [50, 30, 30]).crossing is Crossing.LEFT


def test_remission_and_response_need_a_start_in_the_clinical_range(catalogue: Catalogue) -> None:
    measure = catalogue("PHQ-9")
    assert statements(measure, 10, [10, 4, 4]).remission_scores == 2
    assert statements(measure, 10, [10, 5, 4]).remission_scores == 1
    assert statements(measure, 10, [10, 4]).remission_scores == 1  # two scores only: never "for two"
    assert statements(measure, 10, [10, 4, 5]).remission_scores == 0
    assert statements(measure, 9, [9, 4, 4]).remission_scores == 0
    assert statements(measure, 10, [10, 4, 4], recent=False).remission_scores == 0
    assert statements(measure, 10, [10, 5]).response
    assert not statements(measure, 9, [9, 4]).response
    assert not statements(measure, 11, [11, 6]).response


def test_gad7_has_no_sourced_response_and_no_sourced_remission(catalogue: Catalogue) -> None:
    found = statements(catalogue("GAD-7"), 15, [15, 2, 2])
    assert (found.response, found.remission_scores) == (False, 0)


def test_a_fall_is_expected_after_a_first_score_in_the_outermost_band(catalogue: Catalogue) -> None:
    measure = catalogue("PHQ-9")
    assert statements(measure, 20, [20, 14]).expected_fall
    assert statements(measure, 20, [20, 17, 14]).expected_fall
    assert not statements(measure, 20, [20, 17, 16, 14]).expected_fall  # four scores
    assert not statements(measure, 20, [20, 15]).expected_fall  # not reliable
    assert not statements(measure, 19, [19, 12]).expected_fall  # not the outermost band


def test_a_score_close_to_the_one_before_gets_no_verdict(catalogue: Catalogue) -> None:
    found = statements(catalogue("PHQ-9"), 20, [20, 12, 4], close=True)
    assert found.change is not None
    assert (found.points_only, found.change_before, found.crossing, found.response, found.remission_scores) == (
        True, None, None, False, 0,
    )  # fmt: skip
    assert found.side is Side.UNKNOWN


def test_without_a_start_there_is_no_change(catalogue: Catalogue) -> None:
    found = statements(catalogue("PHQ-9"), None, [12])
    assert (found.change, found.change_before, found.side) == (None, None, Side.INSIDE)


@pytest.mark.parametrize(
    ("phq9", "gad7", "expected"),
    [
        ((18, 8), (15, 6), "yyyny"),
        ((11, 9), (8, 7), "yynnn"),
        ((20, 14), (16, 12), "ynynn"),
        ((20, 15), (16, 13), "ynnnn"),
        ((12, 18), (9, 9), "ynnyn"),
        ((14, 7), (6, 10), "ynnnn"),
        ((9, 4), (7, 2), "nnynn"),
        ((10, 10), (8, 4), "ynynn"),
        ((10, 9), (8, 4), "yyyny"),
        ((9, 3), (8, 8), "ynynn"),
        ((27, 27), (21, 21), "ynnnn"),
        ((0, 0), (0, 0), "nnnnn"),
    ],
)
def test_talking_therapies_outcomes(phq9: tuple[int, int], gad7: tuple[int, int], expected: str) -> None:
    found = paired_outcome(phq9, gad7)
    said = [found.caseness, found.recovery, found.reliable_improvement, found.reliable_deterioration, found.reliable_recovery]
    assert said == [letter == "y" for letter in expected]


def test_the_audit_c_cut_follows_its_source_for_women_and_men(catalogue: Catalogue) -> None:
    audit_c = catalogue("AUDIT-C")
    for gender, side in (("male", Side.OUTSIDE), ("female", Side.INSIDE), ("", Side.INSIDE)):
        assert side_of(for_person(audit_c, gender, 40), 3) is side
