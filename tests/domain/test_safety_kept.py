"""No answer to a safety item is lost behind another: not behind a form that left it out, nor one without a date, nor a lower one."""

from __future__ import annotations

from datetime import date, timedelta

from briefing_app.domain.client import Answer, Score
from briefing_app.domain.safety import SafetyLine, safety_lines
from briefing_app.domain.safety_finding import Standing
from briefing_app.services.measure import Catalogue
from tests.courses import TODAY, answered_of, score


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def form(catalogue: Catalogue, day: date, item9: int | None, unread: str = "") -> Score:
    one = score(catalogue("PHQ-9"), day, items=(*([1] * 8), item9))
    return one._replace(flags=f"item 9 could not be read: {unread}", solid=False) if unread else one


def lines_of(catalogue: Catalogue, *forms: Score, given: tuple[Answer, ...] = ()) -> list[SafetyLine]:
    return safety_lines([answered_of(catalogue("PHQ-9"), forms)], TODAY, given)


def acknowledged(line: SafetyLine) -> Answer:
    return Answer(
        1, "safety", line.level, line.measure.id, line.basis, "as shown", "Asked about it", "it has passed", 1.0, "A."
    )


def test_what_could_not_be_read_stands_although_a_newer_form_left_it_out(catalogue: Catalogue) -> None:
    lines = lines_of(catalogue, form(catalogue, ago(20), None, "7"), form(catalogue, ago(10), None))
    assert [(line.standing, line.day, line.waits) for line in lines] == [
        (Standing.SKIPPED, ago(10), True),
        (Standing.UNREAD, ago(20), True),
    ]


def test_what_could_not_be_read_stands_although_its_form_has_no_day(catalogue: Catalogue) -> None:
    undated = form(catalogue, TODAY, None, "7")._replace(date="", day="", precision="none")
    (line,) = lines_of(catalogue, undated)
    assert (line.standing, line.day, line.waits, line.findings[0].words) == (Standing.UNREAD, None, True, "7")


def test_a_higher_answer_before_a_no_is_told_with_a_lower_yes_after_it(catalogue: Catalogue) -> None:
    """And an acknowledgement of the line covers it; one that is more than ninety days older is past."""
    (line,) = lines_of(catalogue, form(catalogue, ago(30), 3), form(catalogue, ago(20), 0), form(catalogue, ago(10), 1))
    assert (line.findings[0].value, line.findings[0].before, line.findings[0].higher) == (1, 0, (3, ago(30), False))
    assert "3" in {key.rpartition("=")[2] for key in line.findings[0].keys}
    (old,) = lines_of(catalogue, form(catalogue, ago(101), 3), form(catalogue, ago(20), 0), form(catalogue, ago(10), 1))
    (edge,) = lines_of(catalogue, form(catalogue, ago(100), 3), form(catalogue, ago(20), 0), form(catalogue, ago(10), 1))
    assert (old.findings[0].higher, edge.findings[0].higher) == (None, (3, ago(100), False))


def test_an_acknowledgement_covers_no_second_form_that_says_the_same_on_the_same_day(catalogue: Catalogue) -> None:
    first, second = (form(catalogue, TODAY, 2)._replace(at=at) for at in (1_000.0, 40_000.0))
    (line,) = lines_of(catalogue, first)
    (again,) = lines_of(catalogue, first, second, given=(acknowledged(line),))
    assert again.waits
    (closed,) = lines_of(catalogue, first, second, given=(acknowledged(again),))
    assert closed.answer is not None


def test_an_acknowledgement_covers_no_second_form_without_a_day(catalogue: Catalogue) -> None:
    first = form(catalogue, TODAY, 2)._replace(date="", day="", precision="none")
    (line,) = lines_of(catalogue, first)
    second = first._replace(origin=first.origin._replace(resource_id="o2"))
    assert [one.waits for one in lines_of(catalogue, first, second, given=(acknowledged(line),))] == [True, False]
