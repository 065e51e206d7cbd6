"""What the entry panel says while answers are typed: which numbers are meant, what would be kept, and what is a safety answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from briefing_app.domain.act import By
from briefing_app.domain.problems import Problem
from briefing_app.services.entry import Filled, make_entry
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.entry import preview, read_answers, read_refusals, say_answers, say_positive

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("PHQ-9", "9 answers, 0 to 3; - where none was given. PHQ-9: numbers as printed on the form."),
        (
            "EPDS",
            "10 answers, 0 to 3; - where none was given. EPDS: 0-3 severity as on the scoring sheet, which runs 3 to 0 on items 3, 5, 6, 7,"
            " 8, 9, 10.",
        ),
        (
            "ASQ",
            "5 answers, 0 to 1; - where none was given, r where somebody would not answer. ASQ: numbers as printed on the form.",
        ),
        (
            "DAST-10",
            "10 answers, 0 to 1; - where none was given. DAST-10: numbers as printed on the form. Where item 3 says “always able to stop”,"
            " type 0 for yes and 1 for no.",
        ),
    ],
)
def test_the_panel_says_which_number_stands_for_an_answer(catalogue: Catalogue, measure: str, said: str) -> None:
    assert say_answers(catalogue(measure)) == said


@pytest.mark.parametrize(
    ("measure", "typed", "said"),
    [
        ("PHQ-9", "111111112", "Safety: item 9 is 2. It will stand in the brief, and waits for somebody to acknowledge it."),
        ("PHQ-9", "111111110", ""),
        ("EPDS", "0000000001", "Safety: item 10 is 1. It will stand in the brief, and waits for somebody to acknowledge it."),
        (
            "ASQ",
            "10001",
            "Safety: yes to a wish to be dead (past few weeks), yes to thoughts of killing oneself (right now). It will stand in the brief,"
            " and waits for somebody to acknowledge it.",
        ),
        (
            "ASQ",
            "0r000",
            "Safety: would not answer: the family better off without one (past few weeks). It will stand in the brief, and waits for"
            " somebody to acknowledge it.",
        ),
    ],
)
def test_a_safety_answer_is_told_while_it_is_typed(catalogue: Catalogue, measure: str, typed: str, said: str) -> None:
    shown = preview(catalogue(measure), "", typed, NOW.date(), NOW)
    assert (shown.ready, shown.safety) == (True, said)


def test_a_refusal_is_kept_with_the_form_and_is_typed_only_where_it_means_something(catalogue: Catalogue) -> None:
    asq = catalogue("ASQ")
    assert (read_answers(asq, "0 r 0 0 -"), read_refusals(asq, "0 r 0 0 -")) == ([0, None, 0, 0, None], (2,))
    entry = make_entry(asq, 1, NOW.date(), Filled(items=[0, None, 0, 0, None], refused=(2,)), By("", NOW))
    assert "item 2 not answered: asked-declined" in entry.flags.split("; ")
    with pytest.raises(Problem):
        read_answers(catalogue("PHQ-9"), "11111111r")
    assert say_positive(asq, [0, 0, 0, 0, None]) == ""


def test_one_answered_safety_item_may_be_kept_alone(catalogue: Catalogue) -> None:
    shown = preview(catalogue("PHQ-9"), "", "--------1", NOW.date(), NOW)
    assert (shown.ready, shown.words) == (True, "no total")
    assert shown.safety.startswith("Safety: item 9 is 1.")
