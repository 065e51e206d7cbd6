"""The one rule for worse, at its thresholds and in both directions of a scale."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.domain.worse import Kind, Worse, find_worse
from briefing_app.services.measure import Catalogue
from briefing_app.system.resources import resources
from tests.courses import TODAY, course_of, weekly

MEASURES = Catalogue(resources() / "measures")


def found(*totals: float, measure: str = "PHQ-9", every: int = 7) -> Worse | None:
    return find_worse(course_of(MEASURES(measure), weekly(MEASURES(measure), *totals, every=every)))


def kind(*totals: float, measure: str = "PHQ-9") -> Kind | None:
    one = found(*totals, measure=measure)
    return None if one is None else one.kind


@pytest.mark.parametrize(
    ("totals", "says"),
    [
        ((9, 8, 9, 16), Kind.REPEAT),
        ((9, 8, 9, 16, 17), Kind.START),
        ((9, 9, 20), Kind.FAST),
        ((18, 9, 9, 15), None),
        ((18, 9, 9, 15, 16), Kind.REPEAT),
        ((18, 9, 9, 16, 16), Kind.LEVEL),
        ((10, 17, 17, 17), Kind.START),
        ((20, 20, 20, 26, 26), Kind.START),
        ((22, 22, 23, 26, 26), Kind.START),
        ((20, 20, 20, 25, 26), Kind.REPEAT),
        ((12, 19), Kind.REPEAT),
        ((12, 18), None),
        ((12, 22), Kind.REPEAT),
        ((12, 23), Kind.FAST),
        ((9, 15, 15), None),
        ((9, 16, 16), Kind.START),
        ((12,), None),
    ],
)
def test_worse_needs_two_scores_or_one_by_far(totals: tuple[float, ...], says: Kind | None) -> None:
    assert kind(*totals) is says


@pytest.mark.parametrize(
    ("totals", "says"),
    [
        ((64, 68, 64, 40), Kind.REPEAT),
        ((64, 68, 64, 40, 36), Kind.START),
        ((64, 64, 28), Kind.FAST),
        ((28, 64, 64, 40, 40), Kind.LEVEL),
        ((28, 64, 64, 44, 44), None),
        ((40, 64, 68), None),
    ],
)
def test_where_higher_is_better_everything_turns_round(totals: tuple[float, ...], says: Kind | None) -> None:
    assert kind(*totals, measure="WHO-5") is says


@pytest.mark.parametrize("measure", ["ORS", "CORE-10", "BDI-II", "PHQ-8", "ISI", "OASIS", "SRS"])
def test_without_a_sourced_number_nothing_is_called_worse(measure: str) -> None:
    low, high = MEASURES(measure).total_range or (0, 0)
    best, worst = (high, low) if MEASURES(measure).higher_is_better else (low, high)
    assert kind(best, best, worst, worst, measure=measure) is None


def test_a_low_pair_before_the_26_newest_is_no_reference() -> None:
    assert kind(16, 9, 9, *[16] * 26, 16, 16) is None
    assert kind(16, 9, 9, *[16] * 24, 16, 16) is Kind.LEVEL


def test_the_mean_of_the_first_two_is_the_start_only_once_there_are_four_and_they_lie_close() -> None:
    assert kind(9, 12, 17, 17) is None  # 17 is 6.5 worse than the mean of 9 and 12
    assert kind(9, 12, 17) is Kind.REPEAT  # three scores: the first is the start, and 17 is 8 worse
    far = found(9, 12, 17, 17, every=22)
    assert far is not None
    assert (far.kind, far.reference.points[0].score) == (Kind.START, 9)


@pytest.mark.parametrize(("age", "says"), [(35, Kind.START), (36, None)])
def test_an_old_score_is_not_said_to_be_worse(age: int, says: Kind | None) -> None:
    one = course_of(MEASURES("PHQ-9"), weekly(MEASURES("PHQ-9"), 9, 8, 16, 17), TODAY + timedelta(days=age))
    worse = find_worse(one)
    assert (worse.kind if worse else None) is says


@pytest.mark.parametrize(("apart", "says"), [(70, Kind.START), (71, Kind.REPEAT)])
def test_two_scores_far_apart_are_no_two_in_a_row(apart: int, says: Kind) -> None:
    phq9 = MEASURES("PHQ-9")
    scores = [*weekly(phq9, 9, 8, 9, 17, last=TODAY - timedelta(days=apart)), *weekly(phq9, 17)]
    worse = find_worse(course_of(phq9, scores))
    assert worse is not None
    assert worse.kind is says


def test_a_second_score_within_three_days_neither_confirms_nor_clears() -> None:
    phq9 = MEASURES("PHQ-9")
    before = weekly(phq9, 9, 8, 9, 17, last=TODAY - timedelta(days=3))
    for second in (17, 9):
        worse = find_worse(course_of(phq9, [*before, *weekly(phq9, second)]))
        assert worse is not None
        assert (worse.kind, worse.tested[0].score) == (Kind.REPEAT, 17)


def test_what_was_said_on_an_earlier_day_can_be_asked_for() -> None:
    one = course_of(MEASURES("PHQ-9"), weekly(MEASURES("PHQ-9"), 9, 8, 9, 16, 17, 9))
    assert find_worse(one) is None
    before = find_worse(one, TODAY - timedelta(days=7))
    assert before is not None
    assert [point.score for point in before.tested] == [16, 17]


@given(st.lists(st.integers(0, 27), min_size=1, max_size=14))
def test_worse_is_never_said_of_a_score_that_is_not_worse_than_its_reference(totals: list[int]) -> None:
    worse = found(*totals)
    if worse is not None:
        assert worse.points_worse >= worse.needed
        assert all(point.value - worse.reference.level >= worse.needed for point in worse.tested)
        assert all(point.day < worse.tested[0].day for point in worse.reference.points)


@given(st.lists(st.integers(0, 25), min_size=1, max_size=14))
def test_both_directions_say_the_same_of_mirrored_scores(steps: list[int]) -> None:
    who = MEASURES("WHO-5")
    there, back = [4.0 * step for step in steps], [100 - 4.0 * step for step in steps]
    lower = find_worse(course_of(who, weekly(who, *there)))
    from dataclasses import replace

    from briefing_app.domain.measure import Direction

    turned_round = replace(who, direction=Direction.HIGHER_WORSE)
    higher = find_worse(course_of(turned_round, weekly(turned_round, *back)))
    assert (lower and lower.kind) == (higher and higher.kind)
