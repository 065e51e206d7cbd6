"""What belongs to a course, what its baseline is, and what enters no statement."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

import pytest

from briefing_app.domain.client import Score
from briefing_app.domain.course import Course, Due, course, limit_days
from briefing_app.domain.start import Known, Start
from briefing_app.services.measure import Catalogue
from briefing_app.system.resources import resources
from tests.courses import TODAY, course_of, score, weekly

MEASURES = Catalogue(resources() / "measures")
PHQ9 = MEASURES("PHQ-9")
BEGAN = date(2026, 10, 1)
SESSIONS = tuple(BEGAN + timedelta(days=7 * number) for number in range(8))
STARTED = Start(BEGAN, Known.EPISODE, SESSIONS)


def on(*totals: tuple[int, float]) -> list[Score]:
    """PHQ-9 totals so many days after the start."""
    return [score(PHQ9, BEGAN + timedelta(days=days), total) for days, total in totals]


def begun(*totals: tuple[int, float], start: Start = STARTED) -> Course:
    return course_of(PHQ9, on(*totals), start=start)


def totals(points: object) -> list[float | None]:
    return [point.score for point in points]  # type: ignore[attr-defined]


@pytest.mark.parametrize("days", [-30, 0, 28])
def test_the_first_score_from_thirty_days_before_to_four_weeks_after_the_start_is_the_baseline(days: int) -> None:
    one = begun((days, 20), (35, 12))
    assert one.baseline is not None
    assert (one.baseline.score, one.intake_days, one.first_session) == (20, None, None)
    assert one.from_baseline is not None
    assert one.from_baseline.points == -8


@pytest.mark.parametrize("days", [-90, -31])
def test_an_intake_up_to_three_months_before_is_the_baseline_with_its_age(days: int) -> None:
    one = begun((days, 18), (35, 12))
    assert one.baseline is not None
    assert (one.baseline.score, one.intake_days) == (18, -days)


def test_a_score_around_the_start_is_preferred_to_an_older_intake() -> None:
    one = begun((-60, 24), (2, 18), (35, 12))
    assert (totals(one.solid), totals(one.earlier[0])) == ([18, 12], [24])


def test_an_intake_of_more_than_three_months_before_is_of_no_course_of_today() -> None:
    one = begun((-91, 18), (35, 12))
    assert (one.baseline, totals(one.solid), totals(one.earlier[0])) == (None, [12], [18])


def test_a_first_score_that_came_late_has_no_start_and_the_number_of_its_session() -> None:
    one = begun((29, 18), (42, 12))
    assert (one.baseline, one.from_baseline, one.first_session) == (None, None, 5)
    assert one.first is not None
    assert one.first.score == 18


def test_scores_of_an_earlier_course_are_never_baseline_or_previous() -> None:
    start = Start(BEGAN, Known.GAP, SESSIONS, BEGAN - timedelta(days=100), (BEGAN - timedelta(days=300),), 100)
    one = begun((-280, 24), (-200, 3), (-101, 6), (0, 16), (7, 15), start=start)
    assert (one.baseline, one.previous) == (one.solid[0], one.solid[0])
    assert totals(one.solid) == [16, 15]
    assert [totals(points) for points in one.earlier] == [[24, 3, 6]]


def test_earlier_courses_stand_apart() -> None:
    start = Start(BEGAN, Known.GAP, SESSIONS, BEGAN - timedelta(days=100), (date(2024, 1, 1), date(2025, 1, 1)), 100)
    old = [score(PHQ9, date(2024, 2, 1), 20), score(PHQ9, date(2024, 5, 1), 9), score(PHQ9, date(2025, 2, 1), 14)]
    one = course_of(PHQ9, [*old, *on((0, 16))], start=start)
    assert [totals(points) for points in one.earlier] == [[20, 9], [14]]


def test_after_a_gap_without_a_new_score_nothing_is_latest_and_nothing_is_due() -> None:
    start = Start(TODAY, Known.GAP, (), TODAY - timedelta(days=100), (date(2024, 1, 1),), 100)
    one = course_of(PHQ9, weekly(PHQ9, 20, 12, last=TODAY - timedelta(days=101)), start=start)
    assert (one.latest, one.days_since, one.due) == (None, None, Due.NOT_SCHEDULED)
    assert totals(one.earlier[0]) == [20, 12]


def test_without_any_known_start_the_first_score_is_the_baseline() -> None:
    one = course_of(PHQ9, weekly(PHQ9, 20, 18, 12))
    assert one.start is None
    assert one.baseline is not None
    assert one.baseline.score == 20


def at(hour: int, total: float, day: date = TODAY) -> Score:
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC).timestamp()
    return score(PHQ9, day, total)._replace(at=moment, precision="instant")


def test_two_scores_of_one_day_a_reliable_change_apart_enter_no_statement() -> None:
    one = course_of(PHQ9, [*weekly(PHQ9, 20, 18, last=TODAY - timedelta(days=7)), at(8, 16), at(9, 10)])
    assert [(conflict.day, totals(conflict.points)) for conflict in one.conflicts] == [(TODAY, [16, 10])]
    assert totals(one.solid) == [20, 18]
    assert one.days_since == 0


def test_of_two_scores_of_one_day_less_than_that_apart_the_later_counts() -> None:
    one = course_of(PHQ9, [*weekly(PHQ9, 20, 18, last=TODAY - timedelta(days=7)), at(8, 16), at(9, 11)])
    assert (one.conflicts, totals(one.solid)) == ((), [20, 18, 11])


@pytest.mark.parametrize(("apart", "contradict"), [(4, True), (3, False)])
def test_where_no_reliable_change_is_sourced_a_tenth_of_the_range_contradicts(apart: int, contradict: bool) -> None:
    k10 = MEASURES("K10")
    both = [score(k10, TODAY, 20)._replace(at=1.0), score(k10, TODAY, 20 + apart)._replace(at=2.0)]
    late = [one._replace(at=datetime(2026, 11, 24, 8, tzinfo=UTC).timestamp() + one.at) for one in both]
    assert bool(course_of(k10, late).conflicts) is contradict


def test_the_same_total_twice_on_one_day_is_one_score() -> None:
    assert totals(course_of(PHQ9, [at(8, 16), at(15, 16)]).solid) == [16]


def test_a_score_dated_after_its_import_is_in_no_course_even_when_its_day_has_come() -> None:
    far = TODAY + timedelta(days=20)
    ahead = score(PHQ9, far, 3, imported=TODAY)
    for today in (TODAY, far + timedelta(days=5)):
        one = course_of(PHQ9, [*weekly(PHQ9, 20, 18), ahead], today)
        assert (totals(one.points), totals(one.ahead), totals(one.solid)) == ([20, 18], [3], [20, 18])


def test_a_score_of_the_day_after_the_import_is_not_ahead() -> None:
    tomorrow = TODAY + timedelta(days=1)
    one = course_of(PHQ9, [score(PHQ9, tomorrow, 3, imported=TODAY)], tomorrow)
    assert (one.ahead, totals(one.solid)) == ((), [3])


def test_a_score_closer_than_four_days_is_latest_but_no_second_score() -> None:
    one = begun((0, 20), (7, 18), (10, 12), (14, 11))
    assert (totals(one.solid), totals(one.spaced)) == ([20, 18, 12, 11], [20, 18, 11])
    assert totals(begun((0, 20), (4, 18)).spaced) == [20, 18]


def test_a_prorated_score_is_no_half_of_two_in_a_row() -> None:
    scores = on((0, 20), (7, 18), (14, 12))
    scores[1] = scores[1]._replace(prorated=True)
    assert totals(course_of(PHQ9, scores, start=STARTED).spaced) == [20, 12]


@pytest.mark.parametrize(
    ("cadence", "limit"), [(None, 35), (7, 35), (14, 35), (28, 56), (30, 60), (31, 60), (90, 135), (365, 547.5)]
)
def test_how_long_a_score_may_be_spoken_of_in_the_present_tense(cadence: int | None, limit: float) -> None:
    assert limit_days(cadence) == limit


@pytest.mark.parametrize(("age", "current"), [(35, True), (36, False)])
def test_a_fortnightly_score_is_current_for_thirty_five_days(age: int, current: bool) -> None:
    one = course_of(PHQ9, weekly(PHQ9, 12, 10), TODAY + timedelta(days=age))
    assert (one.age_days, one.current) == (age, current)


@pytest.mark.parametrize(("age", "due"), [(180, Due.LAPSED), (181, Due.NOT_SCHEDULED)])
def test_after_half_a_year_a_score_makes_nothing_late(age: int, due: Due) -> None:
    assert course_of(PHQ9, weekly(PHQ9, 12), TODAY + timedelta(days=age)).due is due


@pytest.mark.parametrize(
    ("measure", "first", "floor", "ceiling"),
    [
        ("PHQ-9", 5, True, False),
        ("PHQ-9", 6, False, False),
        ("PHQ-9", 20, False, False),
        ("PHQ-9", 21, False, True),
        ("WHO-5", 24, False, False),
        ("WHO-5", 20, False, True),
        ("ORS", 36, True, False),
    ],
)
def test_where_the_range_leaves_no_room_for_change(measure: str, first: float, floor: bool, ceiling: bool) -> None:
    one = course_of(MEASURES(measure), weekly(MEASURES(measure), first, first))
    assert (one.floor, one.ceiling) == (floor, ceiling)


def test_the_order_in_which_scores_arrive_changes_no_part_of_a_course() -> None:
    scores = [*on(*((7 * index, total) for index, total in enumerate(accumulate((9, 3, -2, 4))))), at(8, 16), at(9, 2)]
    mixed = scores[::-1]
    dated = [(date.fromisoformat(one.day), one) for one in mixed]
    one, other = course_of(PHQ9, scores, start=STARTED), course(PHQ9, dated, TODAY, STARTED)
    assert (one.solid, one.conflicts, one.baseline) == (other.solid, other.conflicts, other.baseline)
