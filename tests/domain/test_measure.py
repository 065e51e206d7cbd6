"""Whose numbers: an instrument for a person of a sex and an age, and which numbers may carry a statement."""

from __future__ import annotations

from datetime import date

import pytest

from briefing_app.domain.periods import age_on
from briefing_app.domain.person_numbers import for_person
from briefing_app.domain.published import is_sourced
from briefing_app.services.measure import Catalogue


@pytest.mark.parametrize(
    ("gender", "word"),
    [
        ("male", "low"),
        ("female", "at the cut-off for women"),
        ("", "at the cut-off where the sex is not known"),
        ("other", "at the cut-off where the sex is not known"),
    ],
)
def test_an_audit_c_of_three_is_low_for_a_man_alone(catalogue: Catalogue, gender: str, word: str) -> None:
    measure = for_person(catalogue("AUDIT-C"), gender, 40)
    bands = [measure.band(total) for total in (2, 3, 4)]
    assert [band.label if band else None for band in bands] == ["low", word, "hazardous"]
    assert measure.caseness is not None
    assert measure.caseness.reached_by(3) is (gender != "male")


@pytest.mark.parametrize(
    ("age", "cut", "at_30"),
    [
        (10, 32, "in the clinical range"),
        (15, 28, "out of the clinical range"),
        (18, 25, "out of the clinical range"),
        (80, 25, "out of the clinical range"),
    ],
)
def test_the_ors_has_a_cut_off_for_each_age(catalogue: Catalogue, age: int, cut: float, at_30: str) -> None:
    measure = for_person(catalogue("ORS"), "", age)
    assert measure.caseness is not None
    assert measure.caseness.max == cut
    for total, word in ((cut, "in the clinical range"), (cut + 0.1, "out of the clinical range"), (30, at_30)):
        band = measure.band(total)
        assert band is not None
        assert band.label == word
    assert measure.caution == ""


@pytest.mark.parametrize(("age", "said"), [(None, "age not known"), (5, "not for this age (no cut-off is published)")])
def test_without_a_cut_off_for_the_age_nothing_is_said_but_that(catalogue: Catalogue, age: int | None, said: str) -> None:
    measure = for_person(catalogue("ORS"), "", age)
    assert (measure.bands, measure.caseness, measure.outcome_caseness, measure.reliable_change) == ((), None, None, None)
    assert measure.caution.startswith(said)


@pytest.mark.parametrize(("age", "made_for"), [(10, False), (11, True), (17, True), (18, False), (None, True)])
def test_outside_its_ages_an_instrument_has_no_band_and_no_cut_off(
    catalogue: Catalogue, age: int | None, made_for: bool
) -> None:
    measure = for_person(catalogue("PHQ-A"), "female", age)
    assert (measure.band(12) is not None) is made_for
    assert (measure.outcome_caseness is not None) is made_for
    assert measure.caution == ("" if made_for else "not for this age (made for 11 to 17)")


@pytest.mark.parametrize(
    ("born", "age"),
    [("2016-12-01", 9), ("2016-11-30", 10), ("1990", 35), ("1990-11", 40 - 4), ("2010", None), ("2012-05", None), ("", None)],
)
def test_an_age_is_known_or_not(born: str, age: int | None) -> None:
    assert age_on(born, date(2026, 11, 30)) == age


@pytest.mark.parametrize(
    ("source", "sourced"),
    [
        ("unverified", False),
        ("", False),
        ("hiboop.com/assessments/ors (vendor)", False),
        ("hiboop.com/assessments/ors (vendor); unverified", False),
        ("ebchelp.blueprint.ai 3945380 (BAM; vendor)", False),
        ("cbtwatch.com (quotes the IAPT manual; secondary)", True),
        ("oqmeasures.com/faqs", True),
        ("oqmeasures.com/faqs; unverified", True),
    ],
)
def test_a_number_rests_on_a_source_that_is_neither_a_vendor_nor_unverified(source: str, sourced: bool) -> None:
    assert is_sourced(source) is sourced


def test_the_reliable_changes_that_may_be_said_are_these(catalogue: Catalogue) -> None:
    said = {one.id: one.reliable_change.value for one in catalogue.all() if one.reliable_change and one.reliable_change.sourced}
    assert said == {"PHQ-9": 6, "GAD-7": 4, "PCL-5": 15, "OQ-45.2": 14}


@pytest.mark.parametrize(("age", "has_numbers"), [(17, False), (18, True), (19, True), (None, True)])
def test_numbers_from_adults_hold_from_the_eighteenth_birthday_on(
    catalogue: Catalogue, age: int | None, has_numbers: bool
) -> None:
    assert (for_person(catalogue("PHQ-9"), "", age).caseness is not None) is has_numbers


@pytest.mark.parametrize(("age", "cut"), [(6, 32), (12, 32), (13, 28), (17, 28), (18, 25)])
def test_the_last_year_of_an_age_group_belongs_to_it(catalogue: Catalogue, age: int, cut: float) -> None:
    caseness = for_person(catalogue("ORS"), "", age).caseness
    assert caseness is not None
    assert caseness.max == cut
