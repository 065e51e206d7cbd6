"""Where safety lines begin, end and fall together: each edge with the case on its other side."""

from __future__ import annotations

from datetime import timedelta

import pytest

from briefing_app.domain.client import Answer, Score
from briefing_app.domain.safety import SafetyLine, Standing, safety_lines
from briefing_app.services.measure import Catalogue
from tests.courses import TODAY, answered_of, score

WEEK = timedelta(days=7)


def lines_of(catalogue: Catalogue, measure: str, *scores: Score, given: tuple[Answer, ...] = ()) -> list[SafetyLine]:
    return safety_lines([answered_of(catalogue(measure), scores)], TODAY, given)


@pytest.mark.parametrize(
    ("rest", "solid", "fell"),
    [
        ((3, 1), (True, True), True), ((1, 3), (True, True), False), ((1, 1), (True, True), False), ((3, 1), (False, True), False),
        ((3, 1), (True, False), False),
    ],
)  # fmt: skip
def test_that_the_total_fell_is_said_only_of_two_totals_that_nothing_speaks_against(
    catalogue: Catalogue, rest: tuple[int, int], solid: tuple[bool, bool], fell: bool
) -> None:
    """Item 9 rises from 0 to 1; with equal other answers the total rises by just that."""
    phq9 = catalogue("PHQ-9")
    before = score(phq9, TODAY - WEEK, items=(*([rest[0]] * 8), 0))._replace(solid=solid[0])
    after = score(phq9, TODAY, items=(*([rest[1]] * 8), 1))._replace(solid=solid[1])
    (line,) = lines_of(catalogue, "PHQ-9", before, after)
    assert (line.findings[0].before, line.findings[0].value, line.findings[0].total_fell) == (0, 1, fell)


def test_a_question_left_out_stands_in_the_line_of_its_own_form_and_not_of_another_day(catalogue: Catalogue) -> None:
    """Question 1 is always asked; 6 too. Here 1 is left out on the same day, or on a newer form, as the yes to 2."""
    screen = catalogue("C-SSRS-SCREEN")
    same = lines_of(catalogue, "C-SSRS-SCREEN", score(screen, TODAY, items=(None, 1, 0, 0, 0, 0)))
    assert [[(one.item, one.standing) for one in (*line.findings, *line.unanswered)] for line in same] == [
        [(2, Standing.POSITIVE), (1, Standing.SKIPPED)]
    ]
    apart = lines_of(
        catalogue, "C-SSRS-SCREEN", score(screen, TODAY - WEEK, items=(0, 1, 0, 0, 0, 0)), score(screen, TODAY, items=(None, 1, 0, 0, 0, 0))
    )  # fmt: skip
    assert len(apart) == len(same) == 1
    assert [one.item for one in apart[0].unanswered] == [1]
    older = lines_of(
        catalogue, "C-SSRS-SCREEN", score(screen, TODAY - WEEK, items=(0, 1, 0, 0, 0, 0)), score(screen, TODAY, items=(None, None, 0, 0, 0, 0))
    )  # fmt: skip
    assert {(line.standing, tuple(one.item for one in line.findings), line.day) for line in older} == {
        (Standing.POSITIVE, (2,), TODAY - WEEK), (Standing.SKIPPED, (1, 2), TODAY),
    } or {line.standing for line in older} == {Standing.POSITIVE, Standing.SKIPPED}  # fmt: skip


@pytest.mark.parametrize(("age", "value", "lines"), [(0, 3, 1), (90, 3, 1), (91, 3, 0), (0, 2, 0)])
def test_what_is_only_for_review_is_named_for_ninety_days_from_its_own_threshold(
    catalogue: Catalogue, age: int, value: int, lines: int
) -> None:
    """PCL-5 item 16, risk-taking, from 3 on."""
    items = (*([1] * 15), value, *([1] * 4))
    assert len(lines_of(catalogue, "PCL-5", score(catalogue("PCL-5"), TODAY - timedelta(days=age), items=items))) == lines


def test_an_answer_that_cannot_be_read_can_be_acknowledged_though_its_words_hold_blanks(catalogue: Catalogue) -> None:
    one = score(catalogue("PHQ-9"), TODAY, items=(*([1] * 8), None))._replace(
        flags="item 9 could not be read: most of the days"
    )
    (line,) = lines_of(catalogue, "PHQ-9", one)
    assert (line.standing, line.answer, len(line.basis.split())) == (Standing.UNREAD, None, 1)
    given = Answer(1, "safety", line.level, "PHQ-9", line.basis, "as shown", "Asked about it", "by phone", 1_000.0, "A.")
    (after,) = lines_of(catalogue, "PHQ-9", one, given=(given,))
    assert after.answer == given


def test_of_two_forms_of_one_day_the_higher_answer_counts_and_an_acknowledgement_names_the_positive_one(
    catalogue: Catalogue,
) -> None:
    phq9 = catalogue("PHQ-9")
    forms = (score(phq9, TODAY, items=(*([1] * 8), 0)), score(phq9, TODAY, items=(*([1] * 8), 2)))
    (line,) = lines_of(catalogue, "PHQ-9", *forms)
    finding = line.findings[0]
    assert (finding.value, finding.lower) == (2, 0)
    assert [key.rpartition("=")[2] for key in finding.keys] == ["2"]
