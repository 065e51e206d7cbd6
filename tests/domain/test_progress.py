"""Review points: when one is reached, how sessions are counted, and which measures have not moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from briefing_app.domain.course import Course
from briefing_app.domain.measure import Measure
from briefing_app.domain.progress import is_better, progress, review_point, session_count
from briefing_app.domain.published import UNVERIFIED, Threshold
from briefing_app.domain.rules import Rules
from briefing_app.domain.start import Known, Start
from briefing_app.services.measure import Catalogue
from tests.courses import TODAY, course_of, score, weekly


@pytest.mark.parametrize(
    ("sessions", "days", "point"),
    [
        (12, 62, 0), (12, 63, 1), (11, 63, 0), (19, 63, 1), (20, 63, 2), (28, 63, 3),
        (0, 139, 0), (0, 140, 1), (0, 251, 1), (0, 252, 2), (0, 364, 3), (20, 140, 2), (12, 252, 2),
    ],
)  # fmt: skip
def test_a_review_point_comes_at_the_twelfth_session_or_after_twenty_weeks_then_every_eight_or_sixteen(
    sessions: int, days: int, point: int
) -> None:
    assert review_point(sessions, days, Rules(review_session=12)) == point


def course_at(measure: Measure, *totals: float) -> Course:
    """A score every week up to today, since the first session."""
    first = TODAY - timedelta(days=7 * (len(totals) - 1))
    sessions = tuple(first + timedelta(days=7 * week) for week in range(len(totals) - 1))
    return course_of(measure, weekly(measure, *totals), start=Start(first, Known.FIRST_SESSION, sessions))


def stuck(measure: Measure, *last: float, first: float = 20) -> bool:
    """Whether it stands still at the twelfth session, with these for the last two scores."""
    (found,) = progress([course_at(measure, *[first] * 10, *last)], TODAY, meets_today=True)
    return found.stuck


def test_sessions_are_counted_from_the_first_score_and_today_counts_where_they_meet(catalogue: Catalogue) -> None:
    one = course_at(catalogue("PHQ-9"), *[16] * 12)
    assert session_count(one, TODAY, meets_today=False) == 11
    assert session_count(one, TODAY, meets_today=True) == 12
    assert session_count(one, TODAY - timedelta(days=7), meets_today=False) == 10
    later = course_of(one.measure, weekly(one.measure, 16, 16, 16), start=one.start)
    assert session_count(later, TODAY, meets_today=False) == 2  # the first score is two weeks old


def test_without_a_score_or_a_start_no_session_is_counted(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    start = course_at(phq9, *[16] * 12).start
    assert session_count(course_of(phq9, [], start=start), TODAY, meets_today=True) == 0
    assert session_count(course_of(phq9, weekly(phq9, 16, 16, 16)), TODAY, meets_today=True) == 0


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ((20, 20), True),
        ((15, 15), True),
        ((14, 14), False),
        ((15, 13), False),
        ((13, 16), True),
        ((13, 15), False),
        ((22, 9), False),
    ],
)
def test_stuck_is_the_mean_of_the_last_two_unimproved_and_both_in_the_clinical_range(
    catalogue: Catalogue, last: tuple[float, float], expected: bool
) -> None:
    """From 20 on the PHQ-9 a mean of 14 is six points better; a last score of 14 alone is, too."""
    assert stuck(catalogue("PHQ-9"), *last) is expected


def test_a_response_that_has_a_source_is_no_standstill_and_one_that_has_none_says_nothing(catalogue: Catalogue) -> None:
    """With twelve points for a reliable change, from 20 to 10 and 10 is half, in the clinical range, and not reliably better."""
    wide = replace(catalogue("PHQ-9"), reliable_change=Threshold(12, "a study"))
    assert not stuck(wide, 10, 10)
    assert stuck(wide, 11, 10.5)
    assert wide.response_percent is not None
    assert stuck(replace(wide, response_percent=replace(wide.response_percent, source=UNVERIFIED)), 10, 10)
    assert stuck(replace(wide, response_percent=None), 10, 10)


def test_what_began_outside_the_clinical_range_has_no_review_point(catalogue: Catalogue) -> None:
    assert progress([course_at(catalogue("PHQ-9"), *[9] * 12)], TODAY, meets_today=True) == []
    assert len(progress([course_at(catalogue("PHQ-9"), *[10] * 12)], TODAY, meets_today=True)) == 1


def test_better_is_reliably_better_than_the_start_and_nothing_less(catalogue: Catalogue) -> None:
    def better(*totals: float) -> bool:
        (found,) = progress([course_at(catalogue("PHQ-9"), *totals)], TODAY, meets_today=True)
        return is_better(found)

    assert better(*[20] * 11, 14)
    assert not better(*[20] * 11, 15)
    assert not better(*[14] * 11, 20)
    (late,) = progress([replace(course_at(catalogue("PHQ-9"), *[20] * 11, 14), from_baseline=None)], TODAY, meets_today=True)
    assert not is_better(late)


def test_where_the_start_is_the_mean_of_the_first_two_a_response_is_measured_from_there(catalogue: Catalogue) -> None:
    """From 20 and 24 the start is 22: two scores of 11 are half of it, and not half of 20."""
    wide = replace(catalogue("PHQ-9"), reliable_change=Threshold(12, "a study"))
    for last, expected in (((11, 11), False), ((12, 11), True)):
        (found,) = progress([course_at(wide, 20, 24, *[20] * 8, *last)], TODAY, meets_today=True)
        assert found.stuck is expected, last


def test_two_scores_are_too_few_for_a_review_point(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    first = TODAY - timedelta(days=70)
    start = Start(first, Known.FIRST_SESSION, tuple(first + timedelta(days=5 * number) for number in range(14)))
    for days, points in (((70, 0), 0), ((70, 30, 0), 1)):
        scores = [score(phq9, TODAY - timedelta(days=ago), 16) for ago in days]
        assert len(progress([course_of(phq9, scores, start=start)], TODAY, meets_today=True)) == points
