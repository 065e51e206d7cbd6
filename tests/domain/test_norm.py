"""Numbers without a source in hand drive nothing; each is named as a reference, in words, with what it stands on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing_app.domain.measure import Method
from briefing_app.domain.norm import (
    band_word,
    bands,
    has_sourced_cut,
    references,
    reliable_change,
    remission,
    response,
    say_cut,
    why_no_reliable_change,
)
from briefing_app.domain.published import UNVERIFIED, Band, Cut, Threshold
from briefing_app.services.measure import Catalogue


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("PHQ-9", []),
        ("GAD-7", ["response from 50 % lower on", "a remission range up to 4"]),
        ("OASIS", ["a remission range up to 7"]),
        ("BDI-II", ["response from 50 % lower on", "a remission range up to 10", "a cut of 14 or more"]),
        ("ORS", ["a cut of 25 or less"]),
        ("WHO-5", ["the bands 0 to 28 poor, 29 to 50 low, 51 to 100 adequate"]),
        ("SBQ-R", ["a cut of 7 or more", "the bands 3 to 6 below cut (general population), 7 to 18 at or above cut"]),
        ("C-SSRS-SCREEN", []),
    ],
)
def test_what_has_no_source_is_named_in_the_details(catalogue: Catalogue, measure: str, words: list[str]) -> None:
    assert [one.words for one in references(catalogue(measure))] == words


def test_a_reference_names_where_its_number_stands(catalogue: Catalogue) -> None:
    (cut,) = references(catalogue("ORS"))
    stated = catalogue("ORS").outcome_caseness
    assert stated is not None
    assert cut.source == stated.source
    (named,) = references(catalogue("WHO-5"))
    assert named.source == "; ".join(dict.fromkeys(one.source for one in catalogue("WHO-5").bands))


def test_a_sourced_response_on_a_cut_without_a_source_is_a_reference(catalogue: Catalogue) -> None:
    """PHQ-A: the 50 % have a source, the cut of 10 that they need a start above has none."""
    measure = catalogue("PHQ-A")
    percent = measure.response_percent
    assert percent is not None
    assert percent.sourced
    assert not has_sourced_cut(measure)
    assert "response from 50 % lower on" in [one.words for one in references(measure)]


def test_one_band_without_a_source_takes_the_word_from_all(catalogue: Catalogue) -> None:
    measure = catalogue("PHQ-9")
    assert bands(measure) == measure.bands
    assert band_word(measure, 14) == "moderate"
    first = replace(measure.bands[0], source=UNVERIFIED)
    mixed = replace(measure, bands=(first, *measure.bands[1:]))
    assert bands(mixed) == ()
    assert band_word(mixed, 14) == ""
    assert [one.words[:28] for one in references(mixed)] == ["the bands 0 to 4 none or min"]


def test_bands_that_only_say_on_which_side_of_the_cut_a_total_lies_are_not_named_again(catalogue: Catalogue) -> None:
    sides = (Band(0, 9, "out of the clinical range", UNVERIFIED), Band(10, 27, "in the clinical range", UNVERIFIED))
    measure = replace(catalogue("PHQ-9"), bands=sides)
    assert references(measure) == ()
    one_more = replace(
        measure, bands=(*sides[:1], Band(10, 19, "some", UNVERIFIED), Band(20, 27, "in the clinical range", UNVERIFIED))
    )
    assert len(references(one_more)) == 1


def test_a_number_without_a_source_in_hand_is_not_given_out(catalogue: Catalogue) -> None:
    bdi, phq9 = catalogue("BDI-II"), catalogue("PHQ-9")
    assert (reliable_change(bdi), remission(bdi), response(bdi)) == (None, None, None)
    assert (reliable_change(phq9), response(phq9)) == (phq9.reliable_change, phq9.response_percent)
    contested = replace(phq9, reliable_change=Threshold(6, "a study", conflict="two studies disagree"))
    assert reliable_change(contested) is None


def test_the_scores_in_the_clinical_range_lie_on_the_side_that_is_worse(catalogue: Catalogue) -> None:
    assert (say_cut(10, higher_is_better=False), say_cut(35.9, higher_is_better=True)) == ("10 or more", "35.9 or less")
    turned = replace(catalogue("PHQ-9"), caseness=Cut(None, 7.5, UNVERIFIED))
    assert "a cut of 7.5 or less" in [one.words for one in references(turned)]


def test_of_a_measure_without_a_total_no_band_is_said_and_without_a_cut_none_is_sourced(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    assert band_word(phq9, 12) == "moderate"
    assert band_word(replace(phq9, method=Method.NONE), 12) == ""
    assert has_sourced_cut(phq9)
    assert not has_sourced_cut(replace(phq9, caseness=None, outcome_cut=None))
    assert why_no_reliable_change(replace(phq9, reliable_change=None)) == "no sourced number for a reliable change"
