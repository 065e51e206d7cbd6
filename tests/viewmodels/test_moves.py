"""Which answers moved between the two newest forms: the safety item first, then the largest movement, six at most."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from briefing_app.domain.client import Score
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.moves import ItemMove, moves
from tests.courses import TODAY, history_of, score


def form(catalogue: Catalogue, answers: Sequence[int | None], days_ago: int, measure: str = "PHQ-9") -> Score:
    return score(catalogue(measure), TODAY - timedelta(days=days_ago), items=answers)


def moved(catalogue: Catalogue, *scores: Score) -> tuple[str, list[tuple[str, int, int]]]:
    title, found = moves(brief_facts(history_of(*scores), catalogue, TODAY))
    return title, [(one.label.partition(" ")[0], one.before, one.after) for one in found]


def test_the_safety_item_stands_first_though_it_stood_still_and_then_the_largest_movement(catalogue: Catalogue) -> None:
    before, after = [0, 3, 1, 1, 0, 2, 1, 0, 1], [1, 0, 3, 1, 1, 2, 1, 0, 1]
    assert moved(catalogue, form(catalogue, before, 14), form(catalogue, after, 0)) == (
        "PHQ-9 items, 10 Nov to 24 Nov",
        [("9", 1, 1), ("2", 3, 0), ("3", 1, 3), ("1", 0, 1), ("5", 0, 1)],
    )


def test_six_are_named_and_no_more(catalogue: Catalogue) -> None:
    before, after = [3, 3, 3, 3, 3, 3, 3, 3, 0], [0, 1, 0, 1, 0, 1, 0, 2, 0]
    _, found = moved(catalogue, form(catalogue, before, 14), form(catalogue, after, 0))
    assert found == [("9", 0, 0), ("1", 3, 0), ("3", 3, 0), ("5", 3, 0), ("7", 3, 0), ("2", 3, 1)]


def test_only_a_positive_safety_answer_has_the_tone_of_one(catalogue: Catalogue) -> None:
    for answer, tone in ((0, "plain"), (1, "safety")):
        forms = form(catalogue, [1] * 9, 14), form(catalogue, [2] * 8 + [answer], 0)
        _, found = moves(brief_facts(history_of(*forms), catalogue, TODAY))
        assert found[0] == ItemMove("9 Thoughts of self-harm", 1, answer, tone)
        assert {one.tone for one in found[1:]} == {"plain"}


def test_of_two_measures_the_one_with_the_newest_form_is_told(catalogue: Catalogue) -> None:
    phq = form(catalogue, [1] * 9, 34), form(catalogue, [1] * 9, 20), form(catalogue, [2] * 9, 6)
    gad = form(catalogue, [1] * 7, 30, "GAD-7"), form(catalogue, [3] * 7, 3, "GAD-7")
    later = form(catalogue, [1] * 7, 19, "GAD-7"), form(catalogue, [3] * 7, 8, "GAD-7")
    assert moved(catalogue, *phq, *gad)[0] == "GAD-7 items, 25 Oct to 21 Nov"
    assert moved(catalogue, *phq, *later)[0] == "PHQ-9 items, 4 Nov to 18 Nov"


def test_a_total_without_answers_between_two_forms_is_passed_over(catalogue: Catalogue) -> None:
    total = score(catalogue("PHQ-9"), TODAY - timedelta(days=7), 12)
    title, found = moved(catalogue, form(catalogue, [1] * 9, 14), total, form(catalogue, [2] + [1] * 8, 0))
    assert (title, found) == ("PHQ-9 items, 10 Nov to 24 Nov", [("9", 1, 1), ("1", 1, 2)])


def test_with_one_form_alone_nothing_has_moved(catalogue: Catalogue) -> None:
    assert moved(catalogue, form(catalogue, [1] * 9, 0)) == ("", [])
