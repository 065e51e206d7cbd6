"""One answer or one total, read by itself: its number in every spelling, and its words where it has none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from briefing_app.domain.measure import Measure
from briefing_app.services.measure import Catalogue
from briefing_app.sources.fhir.answers import (
    CONTRADICTION,
    NOTHING,
    Reading,
    absent_reason,
    in_words,
    read_answer,
    read_answers,
    squeezed,
    stated,
    stated_total,
    weight,
    words_of,
)
from briefing_app.system.resources import resources
from tests.fhir import ANSWERS, LOINC

MEASURES = Catalogue(resources() / "measures")
PHQ9, CSSRS, WHO5 = MEASURES("PHQ-9"), MEASURES("C-SSRS-SCREEN"), MEASURES("WHO-5")
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


def read(*answers: dict[str, Any], measure: Measure = PHQ9, item: int = 9, options: dict[str, Any] | None = None) -> Reading:
    return read_answers(list(answers), measure, item, [], options or {})


def coding(code: str = "", display: str = "", system: str = LOINC, **more: Any) -> dict[str, Any]:
    return {"valueCoding": {"system": system, "code": code, "display": display, **more}}


def weighted(value: Any, url: str = ORDINAL, key: str = "valueDecimal") -> dict[str, Any]:
    return {"extension": [{"url": url, key: value}]}


# -- the number of an answer


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        (coding(ANSWERS[2]), 2),
        (coding(ANSWERS[2], **weighted(2)), 2),
        (coding("x", "Several days", "urn:own"), 1),
        (coding("Several days", "", "urn:own"), 1),
        (coding("x", "", "urn:own", **weighted(3)), 3),
        (coding("x", "", "urn:own", **weighted(3, "http://hl7.org/fhir/StructureDefinition/itemWeight")), 3),
        (coding("x", "", "urn:own", **weighted(3, "urn:ISO21090-CO-value", "valueInteger")), 3),
        ({**coding("x", "", "urn:own"), **weighted(3)}, 3),
        ({"_valueString": weighted(3), "valueString": "?"}, 3),
        ({"value": {"Coding": {"system": LOINC, "code": ANSWERS[1]}}}, 1),
        ({"value": {"coding": {"system": LOINC, "code": ANSWERS[1]}}}, 1),
        ({"valueInteger": 2}, 2),
        ({"valueDecimal": 2.0}, 2),
        ({"valueQuantity": {"value": 2}}, 2),
        ({"valueString": "2"}, 2),
        ({"valueString": "Several days"}, 1),
        ({"value": {"string": "Several days"}}, 1),
        ({"value": {"integer": 2}}, 2),
        ({"value": {"Quantity": {"value": 2}}}, 2),
        ({"value": {"value": 2}}, 2),
    ],
)
def test_an_answer_has_its_number_in_any_of_these_shapes(answer: dict[str, Any], value: float) -> None:
    assert read(answer) == Reading(value)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"valueDecimal": 1.5}, "1.5"),
        ({"valueString": "now and then"}, "now and then"),
        ({"valueQuantity": {"value": 2, "comparator": "<"}}, "<2"),
        ({"valueQuantity": {"value": 40, "unit": "%"}}, "40 %"),
        (coding("x", "Hardly", "urn:own"), "Hardly"),
        (coding("x", "", "urn:own"), "x"),
        (coding("", "", "urn:own", **weighted(0.5)), "urn:own"),
        ({"valueBoolean": True}, "yes"),
        ({"valueBoolean": False}, "no"),
        ({"valueRatio": {"numerator": {"value": 1, "comparator": ">"}, "denominator": {"value": 2}}}, ">1/2"),
    ],
)
def test_an_answer_without_a_number_keeps_its_words(answer: dict[str, Any], words: str) -> None:
    found = read(answer)
    assert (found.value, found.bare) == (None, False)
    if words != "urn:own":
        assert found.words == words


def test_no_answer_is_nothing() -> None:
    nothing: list[Any] = [[], [{}], [{"valueString": " "}], [{"valueCoding": None}], "x", None]
    for answers in nothing:
        assert read_answers(answers, PHQ9, 9, [], {}) == NOTHING


def test_yes_and_no_are_numbers_only_where_a_question_has_just_these_two() -> None:
    assert [read({"valueBoolean": yes}, measure=CSSRS, item=1) for yes in (True, False)] == [Reading(1), Reading(0)]
    assert [in_words(text, CSSRS, 1) for text in ("Yes", "y", "TRUE", "No", "n", "false")] == [1, 1, 1, 0, 0, 0]
    assert in_words("y", PHQ9, 1) is None
    wordless = replace(CSSRS, answers={}, form=None)
    assert in_words("y", wordless, 1) is in_words("yes", wordless, 1) is None
    often = replace(PHQ9, answers={"words": {"yes": 3, "no": 0}}, form=None)
    assert (in_words("yes", often, 1), in_words("y", often, 1)) == (3, None)


def test_several_answers_that_say_the_same_are_one_and_of_those_that_differ_none_is_taken() -> None:
    assert read({"valueInteger": 2}, {"valueString": "2"}) == Reading(2)
    assert read({"valueString": "hm"}, {"valueInteger": 2}) == Reading(2)
    assert read({"valueInteger": 2}, {"valueInteger": 3}) == Reading(words="2 | 3")
    assert read({"valueString": "hm"}, {"valueString": "well"}) == Reading(words="hm")
    assert read({}, {"valueString": "well"}) == Reading(words="well")
    assert read(coding(ANSWERS[1]), coding(ANSWERS[1])) == Reading(1)


def test_a_local_number_is_taken_as_it_stands_and_marked() -> None:
    assert read(coding("2", "", "urn:own")) == Reading(2, bare=True)
    assert read(coding(" 2 ", "x", "urn:own")) == Reading(2, bare=True)
    assert read(coding("2", "2 - More than half the days", "urn:own")) == Reading(2)
    assert read(coding("2", "1 - More than half the days", "urn:own")) == Reading(words="1 - More than half the days")
    for system in (LOINC, "http://snomed.info/sct"):
        assert read(coding("2", "", system)) == Reading(words="2")


def test_what_the_form_itself_says_of_an_option_counts_by_code_and_by_words() -> None:
    options = {"b": 2.0, "half the time": 3.0}
    assert read(coding("b", "", "urn:own"), options=options) == Reading(2)
    assert read(coding("c", "Half the time.", "urn:own"), options=options) == Reading(3)
    assert read(coding("b", "Half the time", "urn:own"), options=options) == Reading(2)
    assert read({"valueString": "Half-the-time"}, options=options) == Reading(3)
    assert read({"valueString": "Several days"}, options=options) == Reading(1)
    assert read(coding(ANSWERS[1]), options={ANSWERS[1]: 1.0}) == Reading(1)


def test_a_weight_that_contradicts_a_code_is_told_once_and_the_weight_counts() -> None:
    flags: list[str] = []
    given = {"code": ANSWERS[1], **weighted(3)}
    assert (weight(given, PHQ9, 9, flags), weight(given, PHQ9, 9, flags), flags) == (3, 3, [CONTRADICTION])
    agreed: list[str] = []
    assert (weight({"code": ANSWERS[3], **weighted(3)}, PHQ9, 9, agreed, 3.0), agreed) == (3, [])
    form: list[str] = []
    assert (weight({"code": ANSWERS[1]}, PHQ9, 9, form, 2.0), form) == (2, [CONTRADICTION])
    assert weight({"code": "x", **weighted("?")}, PHQ9, 9, []) is None


# -- words with numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Several days", 1), (" several   DAYS. ", 1), ("Several-days", 1), ("several_days", 1), ("1", 1), ("1 - Several days", 1),
        ("1: Several days", 1), ("1. Several days", 1), ("1) Several days", 1), ("(1) Several days", 1), ("[1] Several days", 1),
        ("1.0 - Several days", 1), ("1 Several days", 1), ("Several days (1)", 1), ("Several days [ 1 ]", 1), ("Several days - 1", 1),
        ("Several days = 1", 1), ("2 - Several days", None), ("Several days (2)", None), ("1 - Once in a while", 1),
        ("Once in a while (1)", 1), ("1 once in a while", None), ("5 - Always", None), ("Once in a while", None), ("", None), ("12 days", None),
    ],
)  # fmt: skip
def test_words_and_number_have_to_agree(text: str, value: float | None) -> None:
    assert in_words(text, PHQ9, 9) == value


def test_the_words_of_the_item_itself_come_before_those_of_all() -> None:
    own = replace(PHQ9, answers={**PHQ9.answers, "words": {"often": 2}}, form=None)
    assert in_words("often", own, 1) == 2
    assert PHQ9.form is not None
    options = (((0, "often"),), *PHQ9.form.options[1:])
    turned = replace(own, form=replace(PHQ9.form, options=options))
    assert (
        in_words("often", turned, 1),
        in_words("often", turned, 2),
        in_words("often", turned, 0),
        in_words("often", turned, 99),
    ) == (0, 2, 2, 2)


def test_two_spellings_are_compared_without_capitals_joints_and_a_last_stop() -> None:
    assert squeezed(" More-than_half\u2013the  Days. ") == "more than half the days"


# -- a stated total


@pytest.mark.parametrize(
    ("resource", "measure", "total", "words"),
    [
        ({"valueInteger": 15}, PHQ9, 15, ""),
        ({"valueQuantity": {"value": 15, "unit": "{score}"}}, PHQ9, 15, ""),
        ({"valueString": "15/27"}, PHQ9, 15, ""),
        ({"valueString": "15 out of 27"}, PHQ9, 15, ""),
        ({"valueString": "15 of 27"}, PHQ9, 15, ""),
        ({"valueString": "15/21"}, PHQ9, None, "15/21"),
        ({"valueString": "15/27"}, CSSRS, None, "15/27"),
        ({"valueString": "60 %"}, WHO5, 60, ""),
        ({"valueString": "60 %"}, PHQ9, None, "60 %"),
        ({"valueString": "60 %"}, CSSRS, None, "60 %"),
        ({"valueQuantity": {"value": 60, "code": "%"}}, WHO5, 60, ""),
        ({"valueQuantity": {"value": 60, "unit": "Percent"}}, PHQ9, None, "60 Percent"),
        ({"valueQuantity": {"value": 15, "comparator": ">"}}, PHQ9, None, ">15"),
        ({"valueQuantity": {"value": "x"}}, PHQ9, None, "x"),
        ({"valueRatio": {"numerator": {"value": 15}, "denominator": {"value": 27}}}, PHQ9, 15, ""),
        ({"valueCodeableConcept": {"text": "moderate"}}, PHQ9, None, "moderate"),
        ({"value": {"Quantity": {"value": 15}}}, PHQ9, 15, ""),
        ({"value": {"valueInteger": 15}}, PHQ9, 15, ""),
        ({"value": {"value": 15, "comparator": "<"}}, PHQ9, None, "<15"),
        ({}, PHQ9, None, ""),
    ],
)
def test_a_total_is_its_number_of_points_or_words(
    resource: dict[str, Any], measure: Measure, total: float | None, words: str
) -> None:
    assert stated_total(resource, measure) == (total, words)


def test_a_number_of_any_kind_counts_before_words() -> None:
    assert stated({"valueString": "high", "valueInteger": 15}) == (15, "")
    assert stated({"valueQuantity": {"value": 3, "comparator": "<"}, "valueString": "about 3"}) == (None, "<3")


# -- words and reasons


def test_the_words_of_all_answers_stand_behind_one_another() -> None:
    assert (
        words_of([{"valueString": " hm "}, {}, coding("x", "Hardly", "urn:own"), {"valueDecimal": 0.5}]) == "hm | Hardly | 0.5"
    )
    assert words_of([]) == words_of(None) == ""


def test_words_of_a_coding_are_its_display_then_its_code() -> None:
    assert words_of([{"code": "c", "display": " "}]) == "c"
    assert words_of([{"code": "c", "display": "D"}]) == "D"
    assert words_of([{"valueAttachment": {"title": "scan"}}]) == '{"title": "scan"}'
    assert len(words_of([{"valueAttachment": {"title": "x" * 900}}])) == 400
    assert words_of([{"valueCodeableConcept": {"coding": [{"display": "Hardly"}]}}]) == "Hardly"


def test_why_an_answer_is_missing_is_its_code_or_its_words_or_that_no_reason_is_given() -> None:
    url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
    assert absent_reason([{"extension": [{"url": url, "valueCode": "asked-declined"}]}]) == "asked-declined"
    assert (
        absent_reason([{}, {"_valueString": {"extension": [{"url": url.upper(), "valueString": "paper lost"}]}}])
        == "paper lost"
    )
    assert absent_reason([{"extension": [{"url": url}]}]) == "no reason given"
    assert absent_reason([{"extension": [{"url": ORDINAL, "valueCode": "x"}]}]) == absent_reason([]) == ""


def test_a_single_answer_is_read_with_the_extensions_of_its_value() -> None:
    assert read_answer({"valueCoding": {"code": "x"}, "_valueCoding": weighted(2)}, PHQ9, 9, [], {}) == Reading(2)
    assert read_answer({"valueDecimal": 3, "_valueDecimal": weighted(2)}, PHQ9, 9, [], {}) == Reading(2)
