"""Published scoring vectors, and the rules for missing items."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.domain.measure import Measure, Method
from briefing_app.domain.scoring import READING, half_up, score_items
from briefing_app.services.measure import Catalogue
from briefing_app.system.resources import resources


@pytest.mark.parametrize(
    ("measure", "items", "total", "band"),
    [
        ("PHQ-9", [3, 0, 1, 2, 0, 0, 1, 0, 3], 10, "moderate"),
        ("PHQ-8", [3, 0, 1, 2, 0, 0, 1, 0], 7, "mild"),
        ("GAD-7", [3, 0, 1, 2, 0, 0, 1], 7, "mild"),
        ("PHQ-2", [2, 1], 3, "positive"),
        ("PHQ-2", [3, 0], 3, "positive"),
        ("ISI", [1, 2, 1, 0, 0, 3, 2], 9, "subthreshold"),
        ("WHO-5", [4, 1, 0, 2, 3], 40, "low"),
        ("WHO-5", [3, 3, 3, 3, 3], 60, "adequate"),
        ("AUDIT", [4, 1, 2, 3, 3, 1, 4, 2, 2, 2], 24, "zone IV possible dependence"),
        ("AUDIT", [2] * 10, 20, "zone IV possible dependence"),
        ("DAST-10", [1, 0, 1, 1, 0, 0, 1, 0, 0, 0], 4, "moderate"),
        ("DAST-10", [1, 1, 1, 1, 1, 0, 0, 0, 0, 0], 5, "moderate"),
    ],
)
def test_a_published_vector_gives_its_total_and_band(
    catalogue: Catalogue, measure: str, items: list[int], total: float, band: str
) -> None:
    scored = score_items(catalogue(measure), items)
    assert scored.total == total
    found = catalogue(measure).band(total)
    assert found is not None
    assert found.label == band


def test_the_pcl5_vector_gives_its_clusters_and_the_provisional_pattern(catalogue: Catalogue) -> None:
    items = [4, 3, 1, 0, 3, 3, 4, 1, 2, 0, 3, 1, 0, 0, 1, 2, 4, 0, 0, 3]
    scored = score_items(catalogue("PCL-5"), items)
    assert scored.total == 35
    assert dict(scored.subscales) == {"B": 11, "C": 7, "D": 7, "E": 10}


def test_the_audit_vector_gives_its_subscales(catalogue: Catalogue) -> None:
    scored = score_items(catalogue("AUDIT"), [4, 1, 2, 3, 3, 1, 4, 2, 2, 2])
    assert dict(scored.subscales) == {"consumption": 7, "dependence": 7, "problems": 10}


def test_the_core_om_vector_is_the_plain_sum_of_the_numbers_that_the_form_prints(catalogue: Catalogue) -> None:
    printed = [2, 0, 4, 0, 0, 0, 1, 1, 0, 0, 0, 4, 1, 1, 0, 0, 0, 0, 0, 0, 4, 1, 0, 0, 1, 0, 0, 0, 2, 1, 1, 4, 0, 0]
    core = catalogue("CORE-OM")
    scored = score_items(core, printed)
    assert scored.raw_sum == 28
    assert dict(scored.subscales) == {"wellbeing": 2, "problems": 3, "functioning": 22, "risk": 1}
    assert scored.total == 8.2


def test_core_10_prorates_nine_answers_to_twenty(catalogue: Catalogue) -> None:
    core = catalogue("CORE-10")
    scored = score_items(core, [2, 2, 2, 2, 2, 2, 2, 2, 2, None])
    assert scored.raw_sum == 18
    assert (scored.total, scored.prorated) == (20.0, True)


@pytest.mark.parametrize(
    ("measure", "answers", "total"),
    [
        ("EPDS", [3] * 10, 30),
        ("EPDS", [0] * 10, 0),
        ("EPDS", [0] * 9 + [1], 1),
        ("CORE-10", [4] * 10, 40),
        ("CORE-10", [0] * 10, 0),
        ("CORE-10", [0, 4, 4, 0, 0, 0, 0, 0, 0, 0], 8),
        ("CORE-10", [2] * 10, 20),
        ("CORE-OM", [4] * 34, 40),
        ("CORE-OM", [0] * 34, 0),
    ],
)
def test_every_answer_carries_its_severity(catalogue: Catalogue, measure: str, answers: list[int], total: float) -> None:
    assert score_items(catalogue(measure), answers).total == total


def test_only_a_form_that_prints_its_numbers_the_other_way_round_is_turned(catalogue: Catalogue) -> None:
    """The self-check of the clinician prints 1 to 5 everywhere and counts five of its items backwards."""
    assert {one.id for one in catalogue.all() if one.reverse} == {"PROQOL-5"}


def test_each_instrument_says_which_number_stands_for_an_answer(catalogue: Catalogue) -> None:
    said = {one.id: one.answers_are for one in catalogue.all()}
    assert said["EPDS"] == "EPDS: 0-3 severity as on the scoring sheet, which runs 3 to 0 on items 3, 5, 6, 7, 8, 9, 10"
    assert said["CORE-10"] == "CORE-10: numbers as printed on the form, which runs 4 to 0 on items 2, 3"
    assert said["PHQ-9"] == "PHQ-9: numbers as printed on the form"


def test_audit_counts_legally_skipped_items_as_zero(catalogue: Catalogue) -> None:
    scored = score_items(catalogue("AUDIT"), [0, None, None, None, None, None, None, None, 2, 0])
    assert (scored.total, scored.answered) == (2, 10)
    assert score_items(catalogue("AUDIT"), [1, None, None, None, None, None, None, None, 2, 0]).total is None
    after_two_and_three = score_items(catalogue("AUDIT"), [3, 0, 0, None, None, None, None, None, 2, 0])
    assert (after_two_and_three.total, after_two_and_three.answered) == (5, 10)
    assert score_items(catalogue("AUDIT"), [3, 0, 2, None, None, None, None, None, 2, 0]).total is None
    assert score_items(catalogue("AUDIT"), [3, 2, 0, None, None, None, None, None, 2, 0]).total is None


@pytest.mark.parametrize("item", [1, 5, 9])
def test_an_item_that_counts_backwards_is_turned_by_its_own_number(catalogue: Catalogue, item: int) -> None:
    backwards = replace(catalogue("PHQ-9"), reverse=frozenset({item}))
    answers = [0] * 9
    answers[item - 1] = 3
    assert score_items(backwards, answers).total == 0
    assert score_items(backwards, [0] * 9).total == 3


def test_totals_that_stores_keep_are_computed_under_this_name() -> None:
    """Another name makes every store compute its totals anew."""
    assert READING == "answers carry their severity"


def test_no_trauma_is_a_total_of_zero_without_the_other_questions(catalogue: Catalogue) -> None:
    gate = catalogue("PC-PTSD-5")
    assert score_items(gate, [None, None, None, None, None, 0]).total == 0
    assert score_items(gate, [None, None, None, None, None, 1]).total is None
    assert score_items(gate, [1, 1, 1, 0, 0]).total == 3


def test_two_missing_phq9_items_are_prorated_half_up_and_three_give_no_total(catalogue: Catalogue) -> None:
    two = score_items(catalogue("PHQ-9"), [1, 1, 1, 1, 1, 1, 1, None, None])
    assert (two.total, two.prorated, two.answered) == (9, True, 7)
    three = score_items(catalogue("PHQ-9"), [1, 1, 1, 1, 1, 1, None, None, None])
    assert (three.total, three.prorated) == (None, False)


def test_a_form_that_is_never_summed_has_no_total(catalogue: Catalogue) -> None:
    assert score_items(catalogue("C-SSRS-SCREEN"), [1, 1, 0, 0, 0, 0]).total is None


def test_an_impossible_answer_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(ValueError, match="item 9: 4"):
        score_items(catalogue("PHQ-9"), [0] * 8 + [4])
    with pytest.raises(ValueError, match="item 9: 1"):
        score_items(catalogue("AUDIT"), [0] * 8 + [1, 0])


def test_promis_depression_reads_its_table(catalogue: Catalogue) -> None:
    promis = catalogue("PROMIS-DEP-8A")
    assert score_items(promis, [1] * 8).total == 38.2
    assert score_items(promis, [3] * 8).total == 62.1
    assert score_items(promis, [3] * 7 + [None]).total is None


@pytest.mark.parametrize(("value", "rounded"), [(4.5, 5), (5.5, 6), (4.4, 4), (0.5, 1)])
def test_half_is_rounded_up_and_not_to_the_even_neighbour(value: float, rounded: float) -> None:
    assert half_up(value) == rounded


def possible(measure: Measure, item: int) -> list[int]:
    low, high = measure.item_range or (0, 1)
    return sorted(measure.item_allowed.get(item, range(low, high + 1)))


def forms(measure: Measure) -> st.SearchStrategy[tuple[Measure, tuple[int | None, ...]]]:
    """Answers that a form of a measure can hold, each of them possibly left out."""
    answers = (st.sampled_from([*possible(measure, item), None]) for item in range(1, measure.items + 1))
    return st.tuples(st.just(measure), st.tuples(*answers))


SUMMED = [one for one in Catalogue(resources() / "measures").all() if one.has_total and one.method is not Method.ENTERED]


@given(st.one_of([forms(one) for one in SUMMED]), st.integers(0, 33))
def test_any_possible_answers_give_a_possible_total(form: tuple[Measure, tuple[int | None, ...]], place: int) -> None:
    """Bounds hold for every instrument, with items left out too, and a more severe answer never makes a total less severe."""
    measure, answers = form
    found = score_items(measure, answers)
    if found.total is None:
        return
    assert measure.in_range(found.total)
    assert found.answered >= measure.items - measure.missing.max_missing
    item = place % measure.items
    higher = [value for value in possible(measure, item + 1) if answers[item] is not None and value > (answers[item] or 0)]
    if higher and not measure.legal_skips:
        raised = score_items(measure, [*answers[:item], higher[0], *answers[item + 1 :]]).total
        assert raised is not None
        assert raised <= found.total if item + 1 in measure.reverse else raised >= found.total
