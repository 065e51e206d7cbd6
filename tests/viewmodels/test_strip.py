"""Answers over time: one row an item, how severe each was, and what rose, said only of what was answered both times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.strip import Strip, make_strip
from tests.courses import TODAY, course_of, score


def strip(catalogue: Catalogue, *forms: Sequence[int | None], measure: str = "PHQ-9") -> Strip:
    kind = catalogue(measure)
    scores = [score(kind, TODAY - timedelta(days=7 * place), items=form) for place, form in enumerate(reversed(forms))]
    found = make_strip(course_of(kind, list(reversed(scores))), TODAY)
    assert found is not None
    return found


def test_each_item_has_a_row_with_its_answers_oldest_first_and_how_severe_they_are(catalogue: Catalogue) -> None:
    found = strip(catalogue, [0, 1, 2, 3, 0, 0, 0, 0, 1], [3, 1, 1, 3, 0, 0, 0, 0, 0])
    assert found.days == ("17 Nov", "24 Nov")
    assert [row.label for row in found.rows][:2] == ["1 Interest", "2 Low mood"]
    assert [row.safety for row in found.rows] == [False] * 8 + [True]
    assert [[(cell.words, cell.step) for cell in row.cells] for row in found.rows][:4] == [
        [("0", 0), ("3", 4)], [("1", 1), ("1", 1)], [("2", 3), ("1", 1)], [("3", 4), ("3", 4)],
    ]  # fmt: skip
    assert found.spoken == "PHQ-9 items over 2 administrations; more severe than the time before: 1 Interest."
    assert found.note == ""


def test_where_more_is_better_the_least_answer_is_the_most_severe(catalogue: Catalogue) -> None:
    found = strip(catalogue, [5, 0, 3, 2, 1], [4, 1, 3, 2, 1], measure="WHO-5")
    assert [[cell.step for cell in row.cells] for row in found.rows] == [[0, 1], [4, 3], [2, 2], [2, 2], [3, 3]]
    assert found.spoken == "WHO-5 items over 2 administrations; more severe than the time before: Item 1."


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ([1] * 9, [1] * 9, "none."),
        ([None, *[1] * 8], [2] * 9, "2 Low mood, 3 Sleep, 4 Tiredness, 5 Appetite, 6 Feeling bad about self, 7 Concentration,"
         " 8 Slowed or restless, 9 Thoughts of self-harm; not answered both times: 1 Interest."),
        ([1] * 9, [*[1] * 8, None], "none; not answered both times: 9 Thoughts of self-harm."),
    ],
)  # fmt: skip
def test_what_was_not_answered_both_times_has_neither_risen_nor_stayed(
    catalogue: Catalogue, before: list[int | None], now: list[int | None], words: str
) -> None:
    assert strip(catalogue, before, now).spoken.partition("the time before: ")[2] == words


def test_of_one_form_alone_nothing_is_said_of_a_time_before(catalogue: Catalogue) -> None:
    assert strip(catalogue, [1] * 9).spoken == "PHQ-9 items over 1 administration."


def test_fourteen_forms_are_shown_and_that_there_are_more_is_said(catalogue: Catalogue) -> None:
    found = strip(catalogue, *([place % 4] * 9 for place in range(16)))
    assert (len(found.days), found.days[-1], found.note) == (14, "24 Nov", "the newest 14 of 16 administrations")
    assert [cell.words for cell in found.rows[0].cells][-2:] == ["2", "3"]
    assert strip(catalogue, *([1] * 9 for _ in range(14))).note == ""


def test_an_item_that_only_some_forms_have_is_blank_on_the_others(catalogue: Catalogue) -> None:
    found = strip(catalogue, [1] * 9, [1] * 9 + [0, 1], measure="PHQ-A")
    assert len(found.rows) == 11
    assert [cell.words for cell in found.rows[10].cells] == ["", "1"]


def test_totals_alone_have_no_strip(catalogue: Catalogue) -> None:
    assert make_strip(course_of(catalogue("PHQ-9"), [score(catalogue("PHQ-9"), TODAY, 12)]), TODAY) is None


def test_two_items_that_were_left_out_are_both_named_and_a_blank_is_the_least_severe(catalogue: Catalogue) -> None:
    found = strip(catalogue, [None, None, *[1] * 7], [1] * 9)
    assert found.spoken.endswith("; not answered both times: 1 Interest, 2 Low mood.")
    assert [(cell.words, cell.step) for cell in found.rows[0].cells] == [("", 0), ("1", 1)]
