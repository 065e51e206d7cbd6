"""What single answers say beside a total: WHO-5, AUDIT-C, MDQ and PCL-5."""

from __future__ import annotations

import pytest

from briefing_app.domain.item_rules import Screen, rule_hits, screen, symptom_pattern
from briefing_app.services.measure import Catalogue


@pytest.mark.parametrize(
    ("measure", "answers", "items"),
    [
        ("WHO-5", [5, 5, 5, 5, 0], ((5, 0),)),
        ("WHO-5", [1, 5, 0, 5, 2], ((1, 1), (3, 0))),
        ("WHO-5", [2, 2, 2, 2, 2], ()),
        ("WHO-5", [None, 5, 5, 5, 5], ()),
        ("AUDIT-C", [4, 0, 0], ((1, 4),)),
        ("AUDIT-C", [0, 0, 0], ()),
        ("AUDIT-C", [4, 1, 0], ()),
        ("AUDIT-C", [4, 0, None], ()),
        ("AUDIT-C", [4], ()),
        ("PHQ-9", [0] * 9, ()),
    ],
)
def test_a_rule_on_items_holds_for_these_answers(
    catalogue: Catalogue, measure: str, answers: list[int | None], items: tuple[tuple[int, int], ...]
) -> None:
    assert [hit.items for hit in rule_hits(catalogue(measure), answers)] == ([items] if items else [])


@pytest.mark.parametrize(
    ("total", "same_period", "trouble", "result", "unanswered"),
    [
        (7, 1, 2, Screen.POSITIVE, []),
        (13, 1, 3, Screen.POSITIVE, []),
        (9, None, None, Screen.OPEN, [14, 15]),
        (9, 1, None, Screen.OPEN, [15]),
        (9, None, 3, Screen.OPEN, [14]),
        (9, 0, None, Screen.NOT, []),
        (9, None, 1, Screen.NOT, []),
        (9, 1, 1, Screen.NOT, []),
        (6, 1, 3, Screen.NOT, []),
        (6, None, None, Screen.NOT, []),
    ],
)
def test_an_mdq_is_positive_by_three_parts_alone(
    catalogue: Catalogue, total: float, same_period: int | None, trouble: int | None, result: Screen, unanswered: list[int]
) -> None:
    found = screen(catalogue("MDQ"), total, [1] * 13 + [same_period, trouble])
    assert found is not None
    assert (found.screen, [part.item for part in found.unanswered]) == (result, unanswered)


def test_an_mdq_read_as_a_total_leaves_its_other_questions_open(catalogue: Catalogue) -> None:
    found = screen(catalogue("MDQ"), 9, [])
    assert found is not None
    assert found.screen is Screen.OPEN
    assert screen(catalogue("MDQ"), None, []) is None
    assert screen(catalogue("PHQ-9"), 20, [3] * 9) is None


@pytest.mark.parametrize(
    ("answers", "counts"),
    [
        ([2] * 20, [5, 2, 7, 6]),
        ([1] * 20, [0, 0, 0, 0]),
        ([4, 3, 1, 0, 3, 3, 4, 1, 2, 0, 3, 1, 0, 0, 1, 2, 4, 0, 0, 3], [3, 2, 2, 3]),
    ],
)
def test_the_pcl_5_pattern_counts_symptoms_rated_two_or_more(
    catalogue: Catalogue, answers: list[int | None], counts: list[int]
) -> None:
    found = symptom_pattern(catalogue("PCL-5"), answers)
    assert [(name, needed) for name, _, needed in found] == [("B", 1), ("C", 1), ("D", 2), ("E", 2)]
    assert [count for _, count, _ in found] == counts


def test_a_pattern_needs_every_answer(catalogue: Catalogue) -> None:
    assert symptom_pattern(catalogue("PCL-5"), [None, *[2] * 19]) == ()
    assert symptom_pattern(catalogue("PCL-5"), [2] * 19) == ()
    assert symptom_pattern(catalogue("PHQ-9"), [2] * 9) == ()


def test_a_form_that_breaks_off_says_what_its_first_answers_say(catalogue: Catalogue) -> None:
    """WHO-5, two of five answers kept: the first is low, and the missing ones are no answer."""
    (hit,) = rule_hits(catalogue("WHO-5"), (1, 3))
    assert hit.items == ((1, 1),)
    assert rule_hits(catalogue("WHO-5"), ()) == ()


def test_a_screen_is_positive_not_positive_or_not_known() -> None:
    assert [one.value for one in Screen] == ["positive", "not positive", "not known"]
