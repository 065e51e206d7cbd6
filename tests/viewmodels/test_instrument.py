"""One instrument in Help, fact by fact: what its file says, each with where it is from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing_app.domain.measure import Direction, Method, Subscale
from briefing_app.domain.published import Band, Cut, Threshold
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.instrument import OWN_FILE, Fact, instrument_facts


def facts(catalogue: Catalogue, name: str) -> list[Fact]:
    return list(instrument_facts(catalogue(name)))


@pytest.mark.parametrize(
    ("name", "what", "values"),
    [
        ("PHQ-9", "Answered by", ["the client; area: depression"]),
        ("Y-BOCS", "Answered by", ["a clinician; area: ocd"]),
        ("C-SSRS-SCREEN", "Answered by", ["an interviewer, or the client; area: suicide risk"]),
        ("PHQ-9", "Asks about", ["2 weeks"]),
        ("PHQ-A", "Made for ages", ["11 to 17"]),
        ("PHQ-9", "Cadence", ["every 14 days"]),
        ("PHQ-9", "Total", ["0 to 27, from 9 items; higher is worse"]),
        ("PHQ-A", "Total", ["0 to 27, from 9 items and 2 beside the total; higher is worse"]),
        ("ORS", "Total", ["0 to 40, from 4 items, 1 decimal; higher is better"]),
        ("WHO-5", "Total", ["0 to 100, from 5 items, times 4, raw points 0 to 25; higher is better"]),
        ("DASS-21", "Total", ["none, subscales only; 21 items"]),
        ("C-SSRS-SCREEN", "Total", ["none; 6 items and 1 beside the total"]),
        (
            "PROMIS-DEP-8A", "Total",
            ["38.2 to 81.3, looked up from 8 items added up, T-score, 1 decimal, raw points 8 to 40; higher is worse"],
        ),
        ("AUDIT", "Answers", ["0 to 4; item 9: 0, 2, 4; item 10: 0, 2, 4"]),
        ("CORE-10", "Which number stands for an answer", ["CORE-10: numbers as printed on the form, which runs 4 to 0 on items 2, 3"]),
        ("PHQ-9", "Missing items", ["mean, at most 2"]),
        ("K10", "Other numbers for the answers", ["0 to 4 on some forms; each answer is 1 higher here"]),
        (
            "AUDIT", "Questions that may be left out",
            ["where item 1 is 0, items 2, 3 count as 0 when left out", "where items 2, 3 are 0, items 4, 5, 6, 7, 8 count as 0 when left out"],
        ),
        ("K10", "Other bands, CRUfAD/clinical: “mild”", ["20 to 24"]),
        ("ISI", "Another cut-off", ["10 or more (community detection 86.1/87.7)", "11 or more (clinical samples), unverified"]),
        ("ORS", "Cut-off", ["25 or less"]),
        ("ORS", "Cut-off from 13 to 17 years", ["28"]),
        ("PCL-5", "Range of published cut-offs", ["31 to 33: neither in nor out under 33"]),
        ("GAD-7", "Cut-off for outcome", ["8 or more"]),
        ("PHQ-9", "Reliable change", ["6 points"]),
        ("ISI", "Reliable change", ["8 points; a reference only, nothing is judged by it"]),
        ("PHQ-9", "Worse in two scores, from", ["7 points"]),
        ("PHQ-9", "Much worse in one score, from", ["11 points"]),
        ("PHQ-9", "Error of a repeated test", ["2.5 points"]),
        ("PHQ-9", "Another least change that matters", ["1.7 points, 20 %"]),
        ("PHQ-9", "Response", ["50 % lower than the baseline"]),
        ("ISI", "Response (a reference)", ["8 points lower"]),
        ("PHQ-9", "Remission", ["4 or less"]),
        ("PHQ-9", "Clinically significant end (a reference)", ["9 or less, and 50 % lower"]),
        ("PCL-5", "Clinically significant end (a reference)", ["28 or less"]),
        ("PHQ-9", "Safety line", ["item 9 at 1 or more"]),
        (
            "PHQ-A", "Safety line",
            ["item 9 at 1 or more", "item 10 at 1 or more (supplement: serious thoughts past month)",
             "item 11 at 1 or more (supplement: lifetime attempt)"],
        ),
        ("PCL-5", "Named for review", ["item 16 at 3 or more (risk-taking behaviour)"]),
        ("SBQ-R", "Safety line", ["total at 7 or more (four questions on suicidal thoughts, threats, attempts and how likely one is)"]),
        (
            "C-SSRS-SCREEN", "Asked only after others",
            ["3 after a yes to item 2; 4 after a yes to item 2; 5 after a yes to item 2; 7 after a yes to item 6"],
        ),
        ("C-SSRS-SCREEN", "Plain when it stands alone, being about any time", ["item 6, where 7 is a no"]),
        ("C-SSRS-SCREEN", "Said before every other safety line", ["items 4, 5, 7: among the high-risk answers of its triage card"]),
        ("C-SSRS-SCREEN", "Code of the panel (LOINC)", ["93373-9 93245-9"]),
        ("PHQ-9", "Code of the total (LOINC)", ["44261-6"]),
        ("ASQ", "A refusal", ["counts as a yes"]),
        (
            "MDQ", "Positive screen",
            ["7 or more, several of them in the same period (item 14 at 1 or more) and moderate or serious trouble from them (item 15 at 2 or more)"],
        ),
        ("PCL-5", "A symptom counts", ["at an answer of 2 or more"]),
        ("EPDS", "Code that is not used", ["99046-5: total score; not confirmed at LOINC"]),
    ],
)  # fmt: skip
def test_a_fact_is_told_in_these_words(catalogue: Catalogue, name: str, what: str, values: list[str]) -> None:
    assert [one.value for one in facts(catalogue, name) if one.what == what] == values


def test_each_number_stands_with_its_own_source_and_a_missing_one_is_unverified(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    changed = replace(
        phq9,
        response_percent=Threshold(50, "of response"),
        remission_max=Threshold(4, "of remission"),
        monitor=Threshold(7, "of worse"),
        caseness=Cut(10, None, "of the cut-off"),
        doi="",
    )
    found = {one.what: one.source for one in instrument_facts(changed)}
    assert found["Response"] == "of response"
    assert found["Remission"] == "of remission"
    assert found["Worse in two scores, from"] == "of worse"
    assert found["Cut-off"] == "of the cut-off"
    assert found["Answered by"] == OWN_FILE
    assert "First published" not in found
    bare = {one.what: one.source for one in instrument_facts(replace(phq9, remission_max=Threshold(4, "")))}
    assert bare["Remission"] == "unverified"


def test_a_subscale_has_its_items_range_direction_and_what_it_needs_each_where_it_is_known(catalogue: Catalogue) -> None:
    whole = Subscale(
        "self_care", (4, 1, 2), (0, 9), (Band(0, 3, "low", "a study"),), "a study", 2, Cut(5, None, "unverified"),
        Direction.HIGHER_BETTER,
    )  # fmt: skip
    scaled = replace(catalogue("PHQ-9"), subscales=(whole, Subscale("rest", (3,), None, (), "")), subscales_note="two of them")
    found = [(one.what, one.value) for one in instrument_facts(scaled) if "ubscale" in one.what]
    assert found == [
        ("Subscale self care", "items 1, 2, 4; 0 to 9; higher is better; 2 symptoms needed"),
        ("Subscale self care, band “low”", "0 to 3"),
        ("Subscale self care, cut-off", "5 or more; a reference only"),
        ("Subscale rest", "items 3"),
        ("About the subscales", "two of them"),
    ]


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (Method.ENTERED, "0 to 27, read or typed in, never added up; higher is worse"),
        (Method.MEAN_TIMES_TEN, "0 to 27, ten times the mean of 9 items; higher is worse"),
        (Method.TABLE, "0 to 27, looked up from 9 items added up; higher is worse"),
        (Method.NONE, "none; 9 items"),
    ],
)
def test_how_a_total_comes_about_is_told_by_its_method(catalogue: Catalogue, method: Method, words: str) -> None:
    (total,) = [one for one in instrument_facts(replace(catalogue("PHQ-9"), method=method)) if one.what == "Total"]
    assert (total.value, total.source) == (words, "bands below")


def test_codes_are_told_item_by_item_and_a_missing_one_is_not_passed_over(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    some = replace(phq9.codes, items=("1-1", "", *phq9.codes.items[2:]), also=((2, "2-2"),), snomed=("30",), panels=("9-9",))
    found = {one.what: one.value for one in instrument_facts(replace(phq9, codes=some))}
    assert found["Codes of the items (LOINC)"].startswith("1-1, none known, ")
    assert found["Second codes of items (LOINC)"] == "item 2: 2-2"
    assert found["Codes of the total (SNOMED CT)"] == "30"
    assert found["Code of the panel (LOINC)"] == f"{phq9.codes.panel} 9-9"
    none = {one.what for one in instrument_facts(replace(phq9, codes=replace(some, items=(), total="", panel="", panels=())))}
    assert not {"Codes of the items (LOINC)", "Code of the total (LOINC)", "Code of the panel (LOINC)"} & none
