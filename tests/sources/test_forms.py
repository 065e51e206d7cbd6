"""What a form says of its own questions: their codes, words and weights, and under which names a response finds it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from briefing_app.domain.records import KeptForm
from briefing_app.sources.fhir.context import CodeIndex, Context
from briefing_app.sources.fhir.forms import (
    LARGEST_FORM,
    MOST_WEIGHTS,
    Form,
    form_key,
    form_name,
    form_of,
    items_of,
    read_form,
    remember_questionnaire,
    remember_weights,
)
from tests.fhir import LOINC
from tests.importing import NEW_YORK

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


@pytest.fixture
def context() -> Context:
    return Context(CodeIndex.of([]), {}, NEW_YORK)


def weight(value: Any, url: str = ORDINAL, key: str = "valueDecimal") -> dict[str, Any]:
    return {"extension": [{"url": "urn:other", key: 9}, {"url": url, key: value}]}


def concept(code: str, display: str, value: Any = None) -> dict[str, Any]:
    return {"code": code, "display": display, **(weight(value) if value is not None else {})}


# -- its questions


def test_every_question_is_found_however_deep_it_stands() -> None:
    nested = {
        "item": [
            {"linkId": "1", "item": [{"linkId": "1.1", "answer": [{"item": [{"linkId": "1.1.a"}]}, {"valueInteger": 1}]}]},
            {"linkId": "2", "question": {"linkId": "2.1"}}, {"linkId": "3", "group": [{"linkId": "3.1"}]},
        ]
    }  # fmt: skip
    assert [one["linkId"] for one in items_of(nested)] == ["1", "1.1", "1.1.a", "2", "2.1", "3", "3.1"]
    assert [one["linkId"] for one in items_of({"group": {"linkId": "g"}})] == ["g"]
    assert list(items_of({})) == []


def test_questions_are_followed_down_to_a_limit() -> None:
    deep: dict[str, Any] = {}
    for number in range(80):
        deep = {"item": [{"linkId": str(number), **deep}]}
    assert len(list(items_of(deep))) == 65
    answers: dict[str, Any] = {}
    for number in range(80):
        answers = {"item": [{"linkId": str(number), "answer": [answers]}]}
    assert len(list(items_of(answers))) == 65


def test_a_question_has_its_codes_its_words_and_its_options(context: Context) -> None:
    item = {
        "linkId": "q", "text": "Sleep?", "code": [{"system": LOINC, "code": "1-1"}, {"system": "urn:own", "code": "x"}],
        "answerOption": [{"valueCoding": {"code": "a", "display": "Never"}, **weight(0)}, {"valueCoding": {"code": "b", **weight(1)}}],
        "option": [{"valueString": "Often", **weight(2)}, {"valueString": "Hm"}],
    }  # fmt: skip
    form = read_form({"item": [item, {"linkId": "p"}]}, context)
    assert (form.codes["q"], form.texts, form.whole) == (["1-1", "x"], {"q": "Sleep?", "p": ""}, True)
    assert form.weights["q"] == {"a": 0, "never": 0, "b": 1, "often": 2}
    assert form.weights["p"] == {}


def test_of_two_options_of_the_same_words_the_first_says_what_they_weigh(context: Context) -> None:
    options = [{"valueCoding": {"code": code, "display": "Often"}, **weight(value)} for code, value in (("a", 2), ("b", 3))]
    assert read_form({"item": [{"linkId": "q", "answerOption": options}]}, context).weights["q"] == {"often": 2, "a": 2, "b": 3}


@pytest.mark.parametrize(
    ("option", "weights"),
    [
        ({"valueCoding": {"code": "a"}, **weight(2, ORDINAL.upper())}, {"a": 2}),
        ({"valueCoding": {"code": "a"}, **weight(2, "urn:itemWeight", "valueInteger")}, {"a": 2}),
        ({"valueCoding": {"code": "a"}, **weight("?")}, {}),
        ({"valueCoding": {"code": "a"}, **weight(2, "urn:something")}, {}),
        ({"valueCoding": {"code": "a", "system": "urn:scale"}}, {"a": 7}),
        ({"valueCoding": {"code": "b", "system": "urn:scale"}}, {}),
        ({"valueCoding": {"code": "a", "system": "urn:scale"}, **weight(2)}, {"a": 2}),
        ({"valueCoding": {"display": " "}, **weight(2)}, {}),
    ],
)
def test_an_option_weighs_what_its_extension_says_else_what_its_code_system_does(
    context: Context, option: dict[str, Any], weights: dict[str, float]
) -> None:
    context.weights["urn:scale"] = {"a": 7.0}
    assert read_form({"item": [{"linkId": "q", "answerOption": [option]}]}, context).weights["q"] == weights


# -- value sets


def test_options_may_stand_in_a_value_set_within_the_form(context: Context) -> None:
    inside = {"resourceType": "ValueSet", "id": "v", "compose": {"include": [{"concept": [concept("a", "Never", 0)]}]}}
    form = read_form(
        {
            "contained": [{**inside, "resourceType": "List", "id": "l"}, inside],
            "item": [{"linkId": "q", "answerValueSet": "#v"}],
        },
        context,
    )
    assert (form.weights["q"], form.whole) == ({"a": 0, "never": 0}, True)
    old = read_form({"contained": [inside], "item": [{"linkId": "q", "options": {"reference": "#v"}}]}, context)
    assert old.weights["q"] == {"a": 0, "never": 0}


def test_a_value_set_without_weights_takes_those_of_the_code_systems_it_is_made_of(context: Context) -> None:
    context.weights["urn:scale"] = {"a": 7.0}
    made = {"resourceType": "ValueSet", "id": "v", "compose": {"include": [{"system": "urn:scale"}, {"system": "urn:other"}]}}
    assert read_form({"contained": [made], "item": [{"linkId": "q", "answerValueSet": "#v"}]}, context).weights["q"] == {"a": 7}


@pytest.mark.parametrize("named", ["urn:set", "urn:set|2.0", "https://x/ValueSet/s"])
def test_a_value_set_of_its_own_is_found_by_its_address_or_id_and_a_form_is_not_whole_without_it(
    context: Context, named: str
) -> None:
    form = {"item": [{"linkId": "q", "answerValueSet": named}]}
    assert not read_form(form, context).whole
    list(
        remember_weights(
            {"resourceType": "ValueSet", "url": "urn:set", "id": "s", "expansion": {"contains": [concept("a", "Never", 0)]}},
            context,
        )
    )
    assert (read_form(form, context).whole, read_form(form, context).weights["q"]) == (True, {"a": 0, "never": 0})


@pytest.mark.parametrize(
    "holder",
    [
        {"concept": [concept("a", "Never", 3)]},
        {"compose": {"include": [{"concept": [concept("a", "Never", 3)]}]}},
        {"expansion": {"contains": [concept("a", "Never", 3)]}},
        {
            "concept": [
                {
                    "code": "a",
                    "display": "Never",
                    "property": [{"code": "x", "valueDecimal": 1}, {"code": "itemWeight", "valueDecimal": 3}],
                }
            ]
        },
        {"concept": [{"code": "a", "display": "Never", "property": [{"code": "ordinalValue", "valueInteger": 3}]}]},
    ],
)
def test_a_code_system_or_value_set_states_weights_in_any_of_these_places(context: Context, holder: dict[str, Any]) -> None:
    (kept,) = remember_weights({"resourceType": "CodeSystem", "url": "urn:scale", "id": "s", **holder}, context)
    assert context.weights == {"urn:scale": {"a": 3, "never": 3}, "s": {"a": 3, "never": 3}}
    assert kept.key == "CodeSystem urn:scale"
    assert json.loads(kept.content)["id"] == "s"


def test_one_that_states_no_weight_is_not_kept(context: Context) -> None:
    assert list(remember_weights({"url": "urn:scale", "concept": [concept("a", "Never")]}, context)) == []
    assert context.weights == {}


# -- the form of a response


@pytest.mark.parametrize(
    ("named", "key"),
    [
        ("urn:phq|2", "urn:phq"), (" urn:phq ", "urn:phq"), ({"reference": "Questionnaire/q"}, "Questionnaire/q"),
        ({"identifier": {"value": "phq"}}, "phq"), (None, ""), ({}, ""),
    ],
)  # fmt: skip
def test_a_response_names_its_form(named: Any, key: str) -> None:
    assert form_key({"questionnaire": named}) == form_name({"questionnaire": named}) == key


def test_a_form_is_known_by_its_address_its_id_and_each_identifier(context: Context) -> None:
    made = {"url": "urn:phq", "id": "q1", "identifier": [{"value": "own"}, {}], "item": [{"linkId": "q", "text": "Sleep?"}]}
    (kept,) = remember_questionnaire(made, context)
    assert isinstance(kept, KeptForm)
    assert kept.key == "Questionnaire urn:phq"
    for named in ("urn:phq", "urn:phq|3", "Questionnaire/q1", "https://x/Questionnaire/q1", {"identifier": {"value": "own"}}):
        form = form_of({"questionnaire": named}, context)
        assert form is not None
        assert form.texts == {"q": "Sleep?"}
    assert form_of({"questionnaire": "urn:other"}, context) is None
    assert form_of({}, context) is None


def test_a_form_that_comes_again_takes_the_place_of_the_one_before(context: Context) -> None:
    list(remember_questionnaire({"url": "urn:phq", "item": [{"linkId": "a"}]}, context))
    first = form_of({"questionnaire": "urn:phq"}, context)
    assert first is form_of({"questionnaire": "urn:phq"}, context)
    list(remember_questionnaire({"url": "urn:phq", "item": [{"linkId": "b"}]}, context))
    second = form_of({"questionnaire": "urn:phq"}, context)
    assert second is not None
    assert list(second.texts) == ["b"]
    list(remember_weights({"resourceType": "ValueSet", "url": "urn:set", "concept": [concept("a", "Never", 0)]}, context))
    assert form_of({"questionnaire": "urn:phq"}, context) is not second


def test_a_form_within_the_response_is_the_one_that_it_names(context: Context) -> None:
    inside = [{"id": "x", "item": [{"linkId": "x"}]}, {"id": "form", "url": "urn:within", "item": [{"linkId": "q"}]}]
    form = form_of({"questionnaire": "#form", "contained": inside}, context)
    assert isinstance(form, Form)
    assert list(form.texts) == ["q"]
    assert form_name({"questionnaire": "#form", "contained": inside}) == "urn:within"
    assert form_of({"questionnaire": "#gone", "contained": inside}, context) is None
    assert form_name({"questionnaire": "#gone", "contained": inside}) == ""


def test_a_form_without_a_name_or_too_large_is_not_kept_for_later(context: Context) -> None:
    assert list(remember_questionnaire({"item": []}, context)) == []
    assert list(remember_questionnaire({"url": "urn:big", "title": "x" * LARGEST_FORM}, context)) == []
    (kept,) = remember_questionnaire({"id": "only"}, context)
    assert kept.key == "Questionnaire only"
    assert form_of({"questionnaire": "urn:big"}, context) is not None


@pytest.mark.parametrize(("already", "kept"), [(MOST_WEIGHTS, 1), (MOST_WEIGHTS + 1, 0)])
def test_weights_are_kept_up_to_a_limit_for_one_import(context: Context, already: int, kept: int) -> None:
    context.weights["urn:large"] = dict.fromkeys(map(str, range(already)), 0.0)
    assert MOST_WEIGHTS == 100_000
    assert len(list(remember_weights({"url": "urn:set", "concept": [concept("a", "Never", 0)]}, context))) == kept
    assert ("urn:set" in context.weights) is bool(kept)
