"""The one rule for worse, at its thresholds and in both directions of a scale."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.domain.published import Threshold
from briefing_app.domain.worse import Kind, Worse, find_worse, start_of_course, threshold
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


# -- near the end of the range fewer points are enough: from 20 of 27 six, from 21 five, from 22 and 23 four


@pytest.mark.parametrize(
    ("level", "needed"), [(18, 7), (19, 7), (19.5, 6), (20, 6), (21, 5), (21.5, 5), (22, 4), (23, 4), (24, 4), (27, 4)]
)
def test_near_the_end_of_the_range_fewer_points_are_enough(level: float, needed: float) -> None:
    assert threshold(MEASURES("PHQ-9"), level) == needed


@pytest.mark.parametrize(("level", "needed"), [(28, 24), (24, 18), (20, 15), (16, 14), (8, 14)])
def test_where_higher_is_better_the_range_ends_at_nothing(level: float, needed: float) -> None:
    # WHO-5 in steps of 4, 24 to be worse: from 24 the end is 0, and 0.75 times 24 are 18; 0.55 times 24 are 13.2
    assert threshold(MEASURES("WHO-5"), -level) == needed


@pytest.mark.parametrize(
    ("totals", "says"),
    [
        ((19, 19, 19, 25, 26), Kind.REPEAT),
        ((19, 19, 19, 26, 26), Kind.START),
        ((21, 21, 21, 25, 26), Kind.REPEAT),
        ((21, 21, 21, 26, 26), Kind.START),
        ((23, 23, 23, 26, 27), Kind.REPEAT),
        ((23, 23, 23, 27, 27), Kind.START),
        ((24, 24, 24, 27, 27), None),  # 3 points of room: nothing can speak
        ((22, 22, 22, 27), Kind.REPEAT),  # one score by far still needs 11
        ((16, 16, 27), Kind.FAST),
        ((17, 17, 27), Kind.REPEAT),
    ],
)
def test_the_lower_threshold_holds_for_two_scores_and_never_for_one_by_far(
    totals: tuple[float, ...], says: Kind | None
) -> None:
    assert kind(*totals) is says


# -- the level that was kept


def test_the_level_kept_is_the_worse_of_two_in_a_row_and_the_best_such_pair() -> None:
    one = found(18, 9, 11, 12, 10, 18, 18)  # the pairs keep 18, 11, 12, 12
    assert one is not None
    assert (one.kind, one.reference.level, [point.score for point in one.reference.points]) == (Kind.LEVEL, 11, [9, 11])
    assert one.needed == 7
    assert one.points_worse == 7


def test_of_two_levels_that_are_the_same_the_newest_is_named() -> None:
    one = found(18, 9, 9, 14, 9, 9, 18, 18)
    assert one is not None
    assert [point.day for point in one.reference.points] == [TODAY - timedelta(weeks=3), TODAY - timedelta(weeks=2)]


def test_a_single_good_score_is_no_level() -> None:
    assert kind(16, 9, 16, 16, 16) is None
    assert kind(16, 9, 15, 16, 16) is None


def test_a_score_under_test_is_in_no_level_that_it_is_held_against() -> None:
    assert kind(18, 16, 9, 16, 17) is None  # 9 with 16 keeps 16
    assert kind(18, 9, 9, 16) is Kind.REPEAT
    assert kind(18, 9, 9, 20) is Kind.FAST  # 11 worse than the level, only 2 worse than the start


@pytest.mark.parametrize(("apart", "says"), [(70, Kind.LEVEL), (71, None)])
def test_two_scores_far_apart_keep_no_level(apart: int, says: Kind | None) -> None:
    phq9 = MEASURES("PHQ-9")
    last = TODAY - timedelta(days=14)  # then 16 and 16 follow
    scores = [
        *weekly(phq9, 18, 9, last=last - timedelta(days=apart)),
        *weekly(phq9, 9, last=last),
        *weekly(phq9, 16, 16),
    ]
    worse = find_worse(course_of(phq9, scores))
    assert (worse.kind if worse else None) is says


# -- what stands in for a second score


@pytest.mark.parametrize(("apart", "says"), [(3, Kind.REPEAT), (4, Kind.START)])
def test_a_second_score_counts_from_the_fourth_day_on(apart: int, says: Kind) -> None:
    phq9 = MEASURES("PHQ-9")
    worse = find_worse(course_of(phq9, [*weekly(phq9, 9, 8, 9, 17, last=TODAY - timedelta(days=apart)), *weekly(phq9, 17)]))
    assert worse is not None
    assert worse.kind is says


def test_a_score_within_three_days_that_is_much_worse_speaks_at_once() -> None:
    phq9 = MEASURES("PHQ-9")
    worse = find_worse(course_of(phq9, [*weekly(phq9, 9, 8, 9, last=TODAY - timedelta(days=3)), *weekly(phq9, 20)]))
    assert worse is not None
    assert (worse.kind, worse.tested[0].score, worse.needed) == (Kind.FAST, 20, 11)


def test_a_prorated_score_is_no_second_one() -> None:
    phq9 = MEASURES("PHQ-9")
    scores = weekly(phq9, 9, 8, 9, 17, 17)
    worse = find_worse(course_of(phq9, [*scores[:-1], scores[-1]._replace(prorated=True)]))
    assert worse is not None
    assert worse.kind is Kind.REPEAT


@pytest.mark.parametrize(
    ("first", "second", "every", "mean"),
    [(10, 15, 7, True), (10, 16, 7, False), (10, 4, 7, True), (10, 10, 21, True), (10, 10, 22, False)],
)
def test_the_steadier_start_needs_two_scores_within_three_weeks_and_no_early_rise(
    first: float, second: float, every: int, mean: bool
) -> None:
    phq9 = MEASURES("PHQ-9")
    start = start_of_course(phq9, course_of(phq9, weekly(phq9, first, second, 10, 10, every=every)).spaced)
    assert start is not None
    assert (start.mean, start.level) == (mean, (first + second) / 2 if mean else first)


def test_three_scores_have_the_first_as_their_start() -> None:
    phq9 = MEASURES("PHQ-9")
    start = start_of_course(phq9, course_of(phq9, weekly(phq9, 10, 12, 14)).spaced)
    assert start is not None
    assert (start.mean, start.level) == (False, 10)
    assert start_of_course(phq9, ()) is None


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


def test_the_kinds_are_told_in_these_words() -> None:
    assert [one.value for one in Kind] == [
        "two scores, start",
        "two scores, level kept",
        "one score",
        "one score, to be repeated",
    ]


@pytest.mark.parametrize("name", ["monitor", "fast"])
def test_a_measure_without_a_number_or_with_one_that_has_no_source_is_never_called_worse(name: str) -> None:
    phq9 = MEASURES("PHQ-9")
    number = getattr(phq9, name)
    for changed, says in ((number, Kind.START), (None, None), (replace(number, source="unverified"), None)):
        numbers: dict[str, Any] = {name: changed}
        one = replace(phq9, **numbers)
        worse = find_worse(course_of(one, weekly(one, 9, 8, 9, 20, 21)))
        assert (worse.kind if worse else None) is says


def test_what_was_known_until_a_day_is_judged_by_the_age_of_its_newest_score_then() -> None:
    one = course_of(MEASURES("PHQ-9"), weekly(MEASURES("PHQ-9"), 9, 8, 9, 16, 17), TODAY + timedelta(days=60))
    assert find_worse(one) is None  # today the newest score is two months old
    assert find_worse(one, TODAY + timedelta(days=35)) is not None
    assert find_worse(one, TODAY + timedelta(days=36)) is None
    assert find_worse(one, TODAY - timedelta(days=60)) is None  # before any score
    then = find_worse(one, TODAY - timedelta(days=7))
    assert then is not None
    assert then.kind is Kind.REPEAT


def test_two_scores_in_a_row_need_a_third_to_be_held_against_even_by_far() -> None:
    """From 9 to 17 and no score before the 9: the second asks to be repeated, and is no second of two."""
    assert kind(9, 17) is Kind.REPEAT
    assert kind(17, 17) is None


@pytest.mark.parametrize(
    ("measure", "level", "needed"),
    [("PHQ-9", 0, 7), ("PHQ-9", 19, 7), ("PHQ-9", 20, 6), ("PHQ-9", 22, 4), ("PHQ-9", 26, 4), ("WHO-5", -100, None)],
)
def test_how_much_worse_counts_is_less_near_the_end_of_the_range(measure: str, level: float, needed: float | None) -> None:
    one = MEASURES(measure)
    assert one.monitor is not None
    assert threshold(one, level) == (one.monitor.value if needed is None else needed)


def test_without_a_range_or_a_number_nothing_is_taken_off_and_nothing_is_asked() -> None:
    phq9 = MEASURES("PHQ-9")
    assert phq9.monitor is not None
    assert threshold(replace(phq9, total_range=None), 26) == phq9.monitor.value
    assert threshold(replace(phq9, monitor=None, total_range=None), 26) == 0


def test_the_last_step_of_a_scale_is_one_of_its_own_points() -> None:
    """What comes within one step of the end of the range has no room: a tenth on a scale of tenths, four on the WHO-5."""
    whole = MEASURES("PHQ-9")
    assert (threshold(whole, 19.5), threshold(replace(whole, decimals=1), 19.5)) == (6, 7)
    fours = replace(MEASURES("WHO-5"), monitor=whole.monitor, total_range=(0, 100))
    assert (fours.multiplier, fours.higher_is_better) == (4, True)
    assert (threshold(fours, -11), threshold(fours, -10), threshold(fours, -9), threshold(fours, -7)) == (7, 7, 7, 6)
    wide = replace(fours, monitor=Threshold(20, "a study"))
    assert (threshold(wide, -24), threshold(wide, -22)) == (20, 17)
