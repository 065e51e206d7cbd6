"""Several clients together: vector V8 of the facts on measures."""

from __future__ import annotations

import pytest

from briefing_app.domain.group import group_report
from briefing_app.services.measure import Catalogue
from tests.courses import course_of, weekly


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (((8, 2), (6, 3), (4, 4)), (3, 3, 3.0)),
        (((8,), (6, 3), (4, 3)), (3, 2, 2.0)),
        (((8,),), (1, 0, None)),
    ],
)
def test_a_first_score_is_never_its_own_last(
    catalogue: Catalogue, people: tuple[tuple[int, ...], ...], expected: tuple[float | None, ...]
) -> None:
    measure = catalogue("CORE-10")
    found = group_report([course_of(measure, weekly(measure, *scores)) for scores in people], len(people))
    assert (found.first, found.last, found.progress) == expected


def test_those_who_cannot_be_judged_are_counted(catalogue: Catalogue) -> None:
    measure = catalogue("PHQ-9")
    people = [course_of(measure, weekly(measure, *scores)) for scores in ((20, 10), (10, 20), (12, 11), (9,))]
    found = group_report(people, clients=6)
    assert (found.improved, found.deteriorated, found.missing) == (1, 1, 3)
    assert (found.unchanged, found.unmeasured) == (1, 3)


def test_without_a_threshold_everybody_is_unmeasured(catalogue: Catalogue) -> None:
    measure = catalogue("WHO-5")
    found = group_report([course_of(measure, weekly(measure, *scores)) for scores in ((20, 80), (80, 20))], 2)
    assert (found.improved, found.deteriorated, found.unchanged, found.unmeasured) == (0, 0, 0, 2)
