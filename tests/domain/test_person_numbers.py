"""The numbers of an instrument for one person: which hold at an age, and where the bands are divided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing_app.domain.measure import Measure
from briefing_app.domain.person_numbers import for_person
from briefing_app.domain.published import AgeCut, Band
from briefing_app.services.measure import Catalogue


def bands(measure: Measure) -> list[tuple[float, float, str]]:
    return [(one.min, one.max, one.label) for one in measure.bands]


@pytest.mark.parametrize(
    ("age", "cut"), [(5, None), (6, 32), (12, 32), (13, 28), (17, 28), (18, 25), (120, 25), (121, None), (None, None)]
)
def test_the_cut_off_of_an_age_divides_the_bands(catalogue: Catalogue, age: int | None, cut: float | None) -> None:
    found = for_person(catalogue("ORS"), "", age)
    if cut is None:
        assert (found.caseness, found.bands) == (None, ())
        assert found.caution == (
            "age not known, and its cut-off depends on age" if age is None else "not for this age (no cut-off is published)"
        )
        return
    assert found.caseness is not None
    assert (found.caseness.max, found.caseness.min) == (cut, None)
    assert bands(found) == [(0, cut, "in the clinical range"), (cut + 0.1, 40, "out of the clinical range")]
    assert found.caution == ""


def test_a_third_band_of_a_scale_by_age_keeps_its_place(catalogue: Catalogue) -> None:
    ors = catalogue("ORS")
    upper = replace(ors.bands[1], min=35.1, label="well out of it")
    three = replace(ors, bands=(ors.bands[0], replace(ors.bands[1], max=35), upper))
    assert bands(for_person(three, "", 15)) == [
        (0, 28, "in the clinical range"), (28.1, 35, "out of the clinical range"), (35.1, 40, "well out of it"),
    ]  # fmt: skip


def test_a_cut_off_by_age_of_a_scale_on_which_more_is_worse_moves_the_band_that_begins_there(catalogue: Catalogue) -> None:
    gad7 = replace(catalogue("GAD-7"), caseness_by_age=(AgeCut(13, 17, 11, "own"), AgeCut(18, 99, 10, "own")))
    assert gad7.caseness is not None
    gad7 = replace(gad7, caseness=replace(gad7.caseness, min=10))
    young = for_person(gad7, "", 13)
    assert bands(young) == [(0, 4, "minimal"), (5, 10, "mild"), (11, 14, "moderate"), (15, 21, "severe")]
    assert young.caseness is not None
    assert (young.caseness.min, young.caseness.max, young.caseness.source) == (11, None, "own")
    assert bands(for_person(gad7, "", 18)) == bands(catalogue("GAD-7"))


@pytest.mark.parametrize(("age", "words"), [(17, "not for this age (its numbers are for adults)"), (18, ""), (None, "")])
def test_a_measure_that_names_no_ages_has_its_numbers_from_adults(catalogue: Catalogue, age: int | None, words: str) -> None:
    found = for_person(replace(catalogue("PHQ-9"), ages=None), "", age)
    assert found.caution == words
    assert (found.caseness is None, found.reliable_change is None, found.bands == ()) == (bool(words),) * 3
    assert found.safety == catalogue("PHQ-9").safety


@pytest.mark.parametrize(
    ("sex", "words"),
    [
        ("female", "at the cut-off for women"),
        ("other", "at the cut-off where the sex is not known"),
        ("", "at the cut-off where the sex is not known"),
        ("male", None),
    ],
)
def test_a_lower_cut_off_for_women_divides_the_band_under_it(catalogue: Catalogue, sex: str, words: str | None) -> None:
    found = for_person(catalogue("AUDIT-C"), sex, 40)
    assert found.caseness is not None
    assert found.caseness.min == (4 if words is None else 3)
    assert bands(found)[: 1 if words is None else 2] == ([(0, 3, "low")] if words is None else [(0, 2, "low"), (3, 3, words)])
    assert bands(found)[-3:] == [(4, 5, "hazardous"), (6, 7, "harmful"), (8, 12, "severe")]


def test_where_a_band_begins_at_the_lower_cut_off_no_band_is_divided(catalogue: Catalogue) -> None:
    audit = catalogue("AUDIT-C")
    assert audit.caseness is not None
    parts = (Band(0, 2, "none", "own"), Band(3, 3, "few", "own"), *audit.bands[1:])
    found = for_person(replace(audit, bands=parts), "female", 40)
    assert found.bands == parts
