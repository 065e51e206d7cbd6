"""What the details of a measure say beside its total, word for word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from briefing_app.domain.measure import Measure
from briefing_app.domain.person_numbers import for_person
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.brief import make_brief
from briefing_app.viewmodels.reading import make_readings
from tests.courses import TODAY, course_of, history_of, score, weekly

Answers = Sequence[int | None]


def said(catalogue: Catalogue, name: str, *forms: Answers, total: float | None = None) -> list[str]:
    measure = catalogue(name)
    scores = [
        score(measure, TODAY - timedelta(days=7 * back), total, items)
        for back, items in zip(range(len(forms) - 1, -1, -1), forms, strict=True)
    ]
    return [line.text for line in make_readings(course_of(measure, scores or weekly(measure, total or 0)), TODAY)]


@pytest.mark.parametrize(
    ("name", "items", "total", "sentence"),
    [
        ("WHO-5", [5, 5, 5, 5, 0], None, "WHO-5, 24 Nov: item 5 is 0; an answer of 0 or 1 is followed up, whatever the total."),
        (
            "AUDIT-C",
            [4, 0, 0],
            None,
            "AUDIT-C, 24 Nov: item 1 is 4; all points come from the first question: probably below the limits.",
        ),
        (
            "MDQ",
            [],
            9,
            "9 alone is no positive screen: the two other questions are not there"
            " (several of them in the same period; moderate or serious trouble from them).",
        ),
        (
            "MDQ",
            [1] * 8 + [0] * 5 + [1, 2],
            None,
            "A positive screen, which is no diagnosis: 8, several of them in the same period and moderate or serious trouble from them.",
        ),
        (
            "MDQ",
            [1] * 8 + [0] * 5 + [0, 2],
            None,
            "No positive screen: that needs 7 or more, several of them in the same period and moderate or serious trouble from them.",
        ),
        ("PCL-5", [], 31, "31 lies in the published range of cut-offs, 31 to 33: to be clarified."),
        ("PCL-5", [], 33, "33 lies in the published range of cut-offs, 31 to 33: to be clarified."),
        (
            "PCL-5",
            [2] * 20,
            None,
            "The provisional symptom pattern is there: answers of 2 or more,"
            " B 5 of 1 needed, C 2 of 1 needed, D 7 of 2 needed, E 6 of 2 needed. It is no diagnosis.",
        ),
        (
            "PCL-5",
            [1] * 20,
            None,
            "The provisional symptom pattern is not there: answers of 2 or more,"
            " B 0 of 1 needed, C 0 of 1 needed, D 0 of 2 needed, E 0 of 2 needed. It is no diagnosis.",
        ),
        ("PROMIS-DEP-8A", [2] * 7 + [1], None, "54.1 is the T-score of 15 raw points; its standard error is 1.8."),
        ("K10", [], 27, "By the bands of CRUfAD/clinical: moderate (25 to 29)."),
        ("ISI", [], 9, "A fall of 8 points has been called a response (unverified)."),
        ("ISI", [], 9, "Reference, unverified: 8 points are called a reliable change; nothing here is judged by it."),
        (
            "OASIS",
            [],
            9,
            "Reference, unverified: 5 points are called a reliable change (another 4 is in use); nothing here is judged by it.",
        ),
        (
            "WHO-5",
            [],
            52,
            "The least change that matters is given as 10 points; it is no verdict here.",
        ),
        ("PCL-5", [], 40, "An end at 28 or less has been called clinically significant."),
        ("PCL-5", [], 40, "Other cut-offs: 31 or more (VA range 31-33); 32 or more (NHS Talking Therapies, unverified)."),
        (
            "PHQ-15",
            [],
            12,
            "Other cut-offs: three or more items of 2 (somatoform disorder: sensitivity 78 %, specificity 71 %).",
        ),
        ("Y-BOCS", [], 12, "Other ranges of remission: 12 or less (wellness; expert consensus, unverified)."),
    ],
)
def test_a_sentence_of_the_details(catalogue: Catalogue, name: str, items: Answers, total: float | None, sentence: str) -> None:
    forms = [items] if items else []
    assert sentence in said(catalogue, name, *forms, total=total)


def test_a_range_of_cut_offs_ends_where_it_ends(catalogue: Catalogue) -> None:
    for total in (30, 34):
        assert not [line for line in said(catalogue, "PCL-5", total=total) if "range of cut-offs" in line]


def test_subscales_of_an_instrument_with_a_total_have_band_cut_off_and_earlier_values(catalogue: Catalogue) -> None:
    low, high = [0] * 41, [2] * 41
    lines = said(catalogue, "SCARED", low, high, high)
    assert "Subscale separation: 16 of 16 on 24 Nov, at its cut-off (≥ 5); before 16 (17 Nov), 0 (10 Nov)." in lines
    assert "Subscale gad: 0 of 18 on 24 Nov, not at its cut-off (≥ 9)." in said(catalogue, "SCARED", low)


def test_a_brief_names_a_low_who_5_item_and_a_measure_of_another_age(catalogue: Catalogue) -> None:
    history = history_of(score(catalogue("WHO-5"), TODAY, items=[5, 5, 5, 5, 0]), score(catalogue("PHQ-A"), TODAY, 12))
    brief = make_brief(brief_facts(history, catalogue, TODAY, None, None))
    assert any("item 5 is 0" in line.text for line in brief.lines)
    phq_a = next(card for card in brief.cards if card.measure == "PHQ-A")
    assert "Not for this age (made for 11 to 17): no band and no cut-off here." in [line.text for line in phq_a.changes]
    assert "moderate" not in phq_a.spoken


def test_a_low_item_of_an_old_form_stays_in_the_details(catalogue: Catalogue) -> None:
    history = history_of(score(catalogue("WHO-5"), TODAY - timedelta(days=36), items=[5, 5, 5, 5, 0]))
    brief = make_brief(brief_facts(history, catalogue, TODAY, None, None))
    assert not any("item 5 is 0" in line.text for line in brief.lines)
    assert any("item 5 is 0" in line.text for line in brief.cards[0].changes)


def test_the_dass_21_has_a_card_for_each_subscale_and_none_for_itself(catalogue: Catalogue) -> None:
    dass = catalogue("DASS-21")
    history = history_of(score(dass, TODAY - timedelta(days=14), items=[2] * 21), score(dass, TODAY, items=[1] * 21))
    brief = make_brief(brief_facts(history, catalogue, TODAY, None, None))
    assert [(card.measure, card.value, card.was) for card in brief.cards] == [
        ("DASS-21 anxiety", "14", "28 on 10 Nov"),
        ("DASS-21 depression", "14", "28 on 10 Nov"),
        ("DASS-21 stress", "14", "28 on 10 Nov"),
    ]
    assert ["moderate" in card.spoken for card in brief.cards] == [True, True, False]


def test_without_answers_an_instrument_of_subscales_keeps_its_own_card(catalogue: Catalogue) -> None:
    history = history_of(score(catalogue("DASS-21"), TODAY, items=[None] * 20 + [1]))
    brief = make_brief(brief_facts(history, catalogue, TODAY, None, None))
    assert "DASS-21" in [card.measure for card in brief.cards]


@pytest.mark.parametrize(
    ("name", "items", "age", "caution"),
    [
        ("PCL-5", [2] * 20, 9, "Not for this age (its numbers are for adults): no band and no cut-off here."),
        ("MDQ", [1] * 8 + [0] * 5 + [1, 2], 14, "Not for this age (its numbers are for adults): no band and no cut-off here."),
        ("AUDIT-C", [4, 0, 0], 12, "Not for this age (its numbers are for adults): no band and no cut-off here."),
        ("K10", [3] * 10, 10, "Not for this age (its numbers are for adults): no band and no cut-off here."),
    ],
)
def test_of_a_form_that_is_not_for_this_age_nothing_is_called_positive_a_pattern_a_band_or_a_change_that_matters(
    catalogue: Catalogue, name: str, items: Answers, age: int, caution: str
) -> None:
    adult, child = catalogue(name), for_person(catalogue(name), "", age)

    def judged(measure: Measure) -> list[str]:
        one = course_of(measure, [score(measure, TODAY, None, items)])
        return [line.text for line in make_readings(one, TODAY) if not line.text.startswith("Subscale")]

    assert judged(child) == [caution]
    assert len(judged(adult)) > 0
    assert caution not in judged(adult)
    assert [(one.bands, one.cut, one.symptom_minimum) for one in child.subscales] == [((), None, None)] * len(child.subscales)
