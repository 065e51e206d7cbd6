"""When a score falls due, what a form is compared with, and scores of one day of a measure of which nothing is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from briefing_app.domain.client import Score
from briefing_app.domain.course import Course, Due, Movement, compared_forms, course, item_movement
from briefing_app.domain.measure import Measure
from briefing_app.domain.start import Known, Start
from briefing_app.domain.two_scores import NONE_COUNTS
from briefing_app.services.measure import Catalogue
from tests.courses import TODAY, course_of, score, weekly

WEEK = timedelta(days=7)
LOW = (1, 1, 1, 1, 1, 1, 1, 1, 0)


def aged(measure: Measure, days: int) -> Course:
    return course_of(measure, weekly(measure, 12, last=TODAY - timedelta(days=days)))


@pytest.mark.parametrize(
    ("days", "due"),
    [
        (13, Due.CURRENT), (14, Due.DUE), (28, Due.DUE), (29, Due.LAPSED), (180, Due.LAPSED), (181, Due.NOT_SCHEDULED),
    ],
)  # fmt: skip
def test_a_fortnightly_measure_is_due_after_a_fortnight_and_lapses_after_two(catalogue: Catalogue, days: int, due: Due) -> None:
    assert aged(catalogue("PHQ-9"), days).due is due


def test_a_measure_without_a_cadence_or_a_score_is_not_scheduled(catalogue: Catalogue) -> None:
    assert aged(catalogue("PHQ-2"), 14).due is Due.NOT_SCHEDULED
    assert course_of(catalogue("PHQ-9"), []).due is Due.NOT_SCHEDULED


def test_a_score_of_the_last_day_before_a_course_makes_nothing_due_in_it(catalogue: Catalogue) -> None:
    last = TODAY - timedelta(days=100)
    start = Start(TODAY, Known.GAP, after=last)
    assert course_of(catalogue("PHQ-9"), weekly(catalogue("PHQ-9"), 12, last=last), start=start).days_since is None
    assert (
        course_of(catalogue("PHQ-9"), weekly(catalogue("PHQ-9"), 12, last=last + timedelta(days=1)), start=start).days_since
        == 99
    )


def test_the_words_of_what_is_due() -> None:
    assert [one.value for one in Due] == ["not scheduled", "current", "due", "lapsed"]


def test_what_comes_after_the_day_asked_for_is_not_known_then(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    scores = [score(phq9, TODAY - WEEK, 12), score(phq9, TODAY + timedelta(days=1), 20)]
    assert [point.score for point in course_of(phq9, scores).points] == [12]
    assert [point.score for point in course_of(phq9, scores, today=TODAY + timedelta(days=1)).points] == [12, 20]


@pytest.mark.parametrize(("second", "contradict"), [(12, False), (13, True)])
def test_where_neither_a_reliable_change_nor_a_range_is_known_only_the_same_score_is_no_contradiction(
    catalogue: Catalogue, second: float, contradict: bool
) -> None:
    unknown = replace(catalogue("PHQ-9"), reliable_change=None, total_range=None, bands=())
    found = course_of(unknown, [score(unknown, TODAY, 12), score(unknown, TODAY, second)])
    assert bool(found.conflicts) is contradict


def test_an_attempt_without_a_total_has_no_value(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    (point,) = course_of(phq9, [score(phq9, TODAY)]).points
    with pytest.raises(ValueError, match="without a total"):
        _ = point.value
    assert course_of(phq9, [score(phq9, TODAY)]).latest is None


# -- two forms, item by item


def forms(catalogue: Catalogue, *given: tuple[int, tuple[int | None, ...]]) -> list[Score]:
    """PHQ-9 forms so many days ago."""
    return [score(catalogue("PHQ-9"), TODAY - timedelta(days=ago), items=items) for ago, items in given]


def test_items_are_compared_between_the_two_newest_forms_and_the_largest_movement_comes_first(catalogue: Catalogue) -> None:
    scores = forms(catalogue, (14, (3,) * 9), (7, LOW), (0, (1, 2, 1, 1, 3, 0, 1, 1, 0)))
    one = course_of(catalogue("PHQ-9"), scores)
    pair = compared_forms(one)
    assert pair is not None
    assert [point.day for point in pair] == [TODAY - WEEK, TODAY]
    assert item_movement(one)[:3] == [Movement(5, 1, 3), Movement(2, 1, 2), Movement(6, 1, 0)]
    assert len(item_movement(one)) == 9


def test_an_item_left_blank_on_one_form_has_no_movement(catalogue: Catalogue) -> None:
    scores = forms(catalogue, (7, (None, *LOW[1:])), (0, (3, None, *LOW[2:])))
    assert [move.item for move in item_movement(course_of(catalogue("PHQ-9"), scores))] == [3, 4, 5, 6, 7, 8, 9]


def test_one_form_two_of_one_day_or_a_total_alone_are_compared_with_nothing(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    for scores in (
        forms(catalogue, (0, LOW)),
        forms(catalogue, (0, LOW), (0, LOW)),
        [score(phq9, TODAY - WEEK, 12), *forms(catalogue, (0, LOW))],
    ):
        one = course_of(phq9, scores)
        assert compared_forms(one) is None
        assert item_movement(one) == []


@pytest.mark.parametrize("ago", [0, 7])
def test_a_form_of_a_day_whose_scores_contradict_each_other_is_compared_with_nothing(catalogue: Catalogue, ago: int) -> None:
    phq9 = catalogue("PHQ-9")
    scores = forms(catalogue, (7 - ago, LOW), (ago, LOW))
    twice = [*scores, score(phq9, TODAY - timedelta(days=ago), 25)]
    assert compared_forms(course_of(phq9, scores)) is not None
    assert compared_forms(course_of(phq9, sorted(twice, key=lambda one: one.day))) is None


def test_where_none_of_two_scores_of_a_day_counts_their_forms_are_left_out_of_the_comparison(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    scores = forms(catalogue, (14, LOW), (7, (2, *LOW[1:])), (0, LOW), (0, (3,) * 9))
    dated = [(TODAY - timedelta(days=ago), one) for ago, one in zip((14, 7, 0, 0), scores, strict=True)]
    open_yet = course(phq9, dated, TODAY)
    (conflict,) = open_yet.conflicts
    assert list(conflict.totals) == [8, 27]
    decided = course(phq9, dated, TODAY, choices={conflict.basis: NONE_COUNTS})
    assert [point.score for point in decided.set_aside] == [8, 27]
    pair = compared_forms(decided)
    assert pair is not None
    assert [point.day for point in pair] == [TODAY - timedelta(days=14), TODAY - WEEK]
