"""Safety items: what brings a line up, what keeps it, and what opens it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from briefing_app.domain.client import Answer
from briefing_app.domain.measure import Method
from briefing_app.domain.rules import Rules
from briefing_app.domain.safety import SafetyLine, item_is_positive, safety_lines
from briefing_app.domain.scoring import scored_answer
from briefing_app.services.measure import Catalogue
from briefing_app.system.resources import resources
from tests.courses import TODAY, course_of, score

NONE = (0, 0, 0, 0, 0, 0, 0, 0, 0)


def phq9(item9: int, rest: int = 1) -> tuple[int, ...]:
    return (*([rest] * 8), item9)


def lines_of(
    catalogue: Catalogue, *answers: tuple[date, tuple[int | None, ...]], given: tuple[Answer, ...] = (), today: date = TODAY,
    measure: str = "PHQ-9", rules: Rules | None = None, imported: date = TODAY,
) -> list[SafetyLine]:  # fmt: skip
    scores = [score(catalogue(measure), day, items=items, imported=imported) for day, items in answers]
    return safety_lines([course_of(catalogue(measure), scores, today)], today, given, rules or Rules())


def acknowledged(line: SafetyLine, at: float = 1_000.0) -> Answer:
    return Answer(
        1, "safety", line.level, line.measure.id, line.basis, "as shown", "Asked about it", "said it has passed", at, "A."
    )


def test_item_nine_is_shown_although_the_total_is_low(catalogue: Catalogue) -> None:
    (line,) = lines_of(catalogue, (TODAY, phq9(1, rest=0)))
    assert (line.findings[0].item, line.findings[0].value, line.answer) == (9, 1, None)


def test_a_rise_under_a_falling_total_is_told(catalogue: Catalogue) -> None:
    (line,) = lines_of(catalogue, (TODAY - timedelta(days=7), phq9(1, rest=3)), (TODAY, phq9(2, rest=1)))
    finding = line.findings[0]
    assert (finding.before, finding.value, finding.total_fell) == (1, 2, True)


def test_a_safety_item_counts_when_the_total_is_missing(catalogue: Catalogue) -> None:
    partial: tuple[int | None, ...] = (None, None, None, None, None, None, None, None, 2)
    (line,) = lines_of(catalogue, (TODAY, partial))
    assert line.findings[0].value == 2


def test_a_later_zero_does_not_erase_the_positive_answer(catalogue: Catalogue) -> None:
    (line,) = lines_of(catalogue, (TODAY - timedelta(days=30), phq9(2)), (TODAY, NONE))
    assert (line.findings[0].value, line.findings[0].newest_value) == (2, 0)


def test_a_positive_answer_that_nobody_acknowledged_stays_after_the_look_back(catalogue: Catalogue) -> None:
    day = TODAY - timedelta(days=60)
    late = TODAY + timedelta(days=400)
    assert lines_of(catalogue, (day, phq9(1)), today=late)
    (line,) = lines_of(catalogue, (day, phq9(1)))
    assert not lines_of(catalogue, (day, phq9(1)), today=late, given=(acknowledged(line),))


def test_an_answer_that_was_old_when_it_was_imported_brings_up_no_line(catalogue: Catalogue) -> None:
    assert not lines_of(catalogue, (TODAY - timedelta(days=91), phq9(3)))
    assert lines_of(catalogue, (TODAY - timedelta(days=91), phq9(3)), rules=Rules(look_back_days=180))


def test_a_new_positive_answer_opens_the_line_again(catalogue: Catalogue) -> None:
    first = (TODAY - timedelta(days=14), phq9(1))
    (line,) = lines_of(catalogue, first)
    (closed,) = lines_of(catalogue, first, given=(acknowledged(line),))
    assert closed.answer is not None
    (opened,) = lines_of(catalogue, first, (TODAY, phq9(1)), given=(acknowledged(line),))
    assert opened.answer is None


def test_a_positive_answer_that_arrives_late_opens_the_line_again(catalogue: Catalogue) -> None:
    newest = (TODAY, phq9(1))
    (line,) = lines_of(catalogue, newest)
    (opened,) = lines_of(catalogue, (TODAY - timedelta(days=20), phq9(3)), newest, given=(acknowledged(line),))
    assert opened.answer is None


def test_what_nobody_acknowledged_comes_first(catalogue: Catalogue) -> None:
    epds, phq = catalogue("EPDS"), catalogue("PHQ-9")
    courses = [
        course_of(phq, [score(phq, TODAY, items=phq9(1))]),
        course_of(epds, [score(epds, TODAY, items=(0,) * 9 + (1,))]),
    ]
    first = safety_lines(courses, TODAY)
    again = safety_lines(courses, TODAY, (acknowledged(first[0]),))
    assert [line.measure.id for line in again] == ["EPDS", "PHQ-9"]


WATCHED = sorted(path.stem for path in (resources() / "measures").glob("*.toml") if "[[safety]]" in path.read_text("utf-8"))


@pytest.mark.parametrize("name", WATCHED)
def test_the_worst_form_of_an_instrument_has_its_safety_line_and_the_best_has_none(catalogue: Catalogue, name: str) -> None:
    """Whatever counts most in the total is what a safety rule looks at: one form, read in one direction."""
    measure = catalogue(name.upper() if name.upper() != "OQ-45-2" else "OQ-45.2")
    low, high = measure.item_range or (0, 0)
    worst, best = [], []
    for item in range(1, measure.asked + 1):
        possible = sorted(
            measure.item_allowed.get(item, range(low, high + 1)), key=lambda value: scored_answer(measure, item, value)
        )
        worst.append(possible[-1])
        best.append(possible[0])
    if measure.method is Method.ENTERED:
        assert measure.total_range is not None
        forms = [[score(measure, TODAY, total)] for total in measure.total_range]
    else:
        forms = [[score(measure, TODAY, items=best)], [score(measure, TODAY, items=worst)]]
        if measure.has_total:
            assert (forms[0][0].score, forms[1][0].score) == measure.total_range
    assert not safety_lines([course_of(measure, forms[0])], TODAY)
    assert safety_lines([course_of(measure, forms[1])], TODAY)


def test_a_rule_looks_at_what_an_answer_counts_where_the_form_prints_it_the_other_way_round(catalogue: Catalogue) -> None:
    own = replace(catalogue("EPDS"), reverse=frozenset({10}))
    for answer, expected in ((0, 3), (3, None)):
        lines = safety_lines([course_of(own, [score(own, TODAY, items=(0,) * 9 + (answer,))])], TODAY)
        assert [finding.value for line in lines for finding in line.findings] == ([expected] if expected else [])
        assert item_is_positive(own, 10, answer) is (expected is not None)


@pytest.mark.parametrize(
    ("measure", "items", "expected"),
    [
        ("C-SSRS-SCREEN", (1, 0, None, None, None, 0, None), [1]),
        ("ASQ", (0, 0, 0, 1, 0), [4]),
        ("EPDS", (0, 0, 0, 0, 0, 0, 0, 0, 0, 1), [10]),
        ("CORE-10", (0, 0, 0, 0, 0, 1, 0, 0, 0, 0), [6]),
        ("PHQ-9", (3, 3, 3, 3, 3, 3, 3, 3, 0), []),
        ("PHQ-8", (3, 3, 3, 3, 3, 3, 3, 3), []),
        ("GAD-7", (3, 3, 3, 3, 3, 3, 3), []),
    ],
)
def test_each_instrument_has_its_own_triggers(
    catalogue: Catalogue, measure: str, items: tuple[int | None, ...], expected: list[int]
) -> None:
    found = lines_of(catalogue, (TODAY, items), measure=measure)
    assert [finding.item for line in found for finding in line.findings] == expected
