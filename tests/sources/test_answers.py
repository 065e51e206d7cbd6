"""One answer in every spelling that exports use, and what is said of one that no rule can read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from briefing_app.domain.unread import unread_items
from briefing_app.storage.practice import PracticeStore
from tests.fhir import LOINC, PHQ9, Resource, ndjson, patient, response, score
from tests.importing import scores, shown, take

ANSWERED = (2, 3, 1, 2, 1, 2, 1, 0, 1)
WORDS = ("Not at all", "Several days", "More than half the days", "Nearly every day")
ABROAD = ("Nunca", "Varios días", "Más de la mitad de los días", "Casi todos los días")
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
GAD7 = ("69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7")


def with_answers(*answers: dict[str, Any], links: tuple[str, ...] = PHQ9, id: str = "r", **more: Any) -> Resource:
    items = [{"linkId": f"/{link}", "answer": [answer]} for link, answer in zip(links, answers, strict=True)]
    return response(id, (), item=items, **more)


@pytest.mark.parametrize(
    "answer",
    [
        lambda value: {"valueString": WORDS[value]},
        lambda value: {"valueString": WORDS[value].upper()},
        lambda value: {"valueString": f"{value} - {WORDS[value]}"},
        lambda value: {"valueString": f"{WORDS[value]} ({value})"},
        lambda value: {"valueString": f"{value} – {ABROAD[value]}"},
        lambda value: {"valueString": f"{value}"},
        lambda value: {"valueString": f"{value}.0"},
        lambda value: {"valueCoding": {"system": "urn:clinic", "code": f"{value}", "display": ABROAD[value]}},
        lambda value: {"valueCoding": {"code": f"{value}"}},
        lambda value: {"valueCoding": {"code": f"A{value}", "display": WORDS[value].lower()}},
        lambda value: {"valueCoding": {"code": WORDS[value].replace(" ", "-")}},
        lambda value: {"valueCoding": {"code": f"A{value}", "extension": [{"url": ORDINAL, "valueDecimal": value}]}},
        lambda value: {"valueCoding": {"code": f"A{value}"}, "extension": [{"url": ORDINAL, "valueInteger": value}]},
        lambda value: {"valueString": "x", "_valueString": {"extension": [{"url": ORDINAL, "valueDecimal": value}]}},
        lambda value: {"valueQuantity": {"value": f"{value}"}},
        lambda value: {"valueDecimal": float(value)},
        lambda value: {"value": {"string": WORDS[value]}},
    ],
)
def test_an_answer_is_read_in_every_spelling(tmp_path: Path, store: PracticeStore, answer: Any) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), with_answers(*map(answer, ANSWERED))))
    found = scores(store)["r"]
    assert (found.score, found.items, found.solid) == (13, "2,3,1,2,1,2,1,0,1", True)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"valueString": "sometimes"}, "sometimes"),
        ({"valueString": "2 - Several days"}, "2 - Several days"),
        ({"valueString": "2 weeks"}, "2 weeks"),
        ({"valueString": "1-2 days"}, "1-2 days"),
        ({"valueString": "1.5"}, "1.5"),
        ({"valueCoding": {"code": "prefer-not", "display": "Prefer not to answer"}}, "Prefer not to answer"),
        ({"valueCoding": {"code": "A7"}}, "A7"),
        ({"valueQuantity": {"value": 1, "comparator": ">"}}, ">1"),
        ({"valueBoolean": True}, "yes"),
    ],
)
@pytest.mark.parametrize("alone", [False, True])
def test_an_answer_that_no_rule_can_read_keeps_its_words_and_is_never_a_nought(
    tmp_path: Path, store: PracticeStore, answer: dict[str, Any], words: str, *, alone: bool
) -> None:
    """As the ninth answer of a response, and as the ninth Observation of a panel."""
    if alone:
        value = {"valueCodeableConcept": {"coding": [answer["valueCoding"]]}} if "valueCoding" in answer else answer
        made = [score(code, 1, code=code) for code in PHQ9[:8]] + [score("r", value, code=PHQ9[8])]
    else:
        made = [with_answers(*[{"valueInteger": 1}] * 8, answer)]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *made))
    (found,) = scores(store).values()
    assert unread_items(found.flags) == {9: words}
    assert (found.items, found.solid) == ("1,1,1,1,1,1,1,1,", False)


def test_two_answers_that_differ_are_both_said(tmp_path: Path, store: PracticeStore) -> None:
    items = [{"linkId": f"/{code}", "answer": [{"valueInteger": 1}]} for code in PHQ9]
    items[8]["answer"] = [{"valueInteger": 0}, {"valueString": "Nearly every day"}]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), response("r", (), item=items)))
    assert unread_items(scores(store)["r"].flags) == {9: "0 | Nearly every day"}


def test_local_codes_from_one_to_four_are_not_taken_for_nought_to_three(tmp_path: Path, store: PracticeStore) -> None:
    coded = [{"valueCoding": {"code": f"{value + 1}"}} for value in (*ANSWERED[:8], 3)]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), with_answers(*coded)))
    found = scores(store)["r"]
    assert (found.score, found.items) == (None, "")
    assert unread_items(found.flags)[9] == "4"


def test_that_answers_were_read_from_local_codes_is_said(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), with_answers(*[{"valueCoding": {"code": "1"}}] * 9)))
    assert "local codes" in scores(store)["r"].flags


def test_why_an_answer_is_missing_is_said(tmp_path: Path, store: PracticeStore) -> None:
    reason = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "asked-declined"}
    absent = {"_valueInteger": {"extension": [reason]}}
    take(store, ndjson(tmp_path / "x.ndjson", patient(), with_answers(*[{"valueInteger": 1}] * 8, absent)))
    assert "item 9 not answered: asked-declined" in scores(store)["r"].flags


def choice(form: str, code: str = "b") -> Resource:
    coding = {"valueCoding": {"system": "urn:freq", "code": code, "display": "some"}}
    items = [{"linkId": f"q{number}", "answer": [coding]} for number in range(1, 10)]
    return response("r", (), item=items, questionnaire=form)


def asked(**options: Any) -> Resource:
    items = [{"linkId": f"q{n}", "code": [{"system": LOINC, "code": code}], **options} for n, code in enumerate(PHQ9, start=1)]
    return {"resourceType": "Questionnaire", "id": "f", "url": "urn:form", "item": items}


WEIGHTED = [
    {"code": code, "display": words, "extension": [{"url": ORDINAL, "valueDecimal": value}]}
    for value, (code, words) in enumerate([("a", "never"), ("b", "some"), ("c", "often"), ("d", "always")])
]


@pytest.mark.parametrize(
    "form",
    [
        [asked(answerOption=[{"valueCoding": one} for one in WEIGHTED])],
        [asked(answerOption=[{"valueString": one["display"], "extension": one["extension"]} for one in WEIGHTED])],
        [
            asked(answerValueSet="urn:set"),
            {"resourceType": "ValueSet", "id": "s", "url": "urn:set", "compose": {"include": [{"concept": WEIGHTED}]}},
        ],
        [
            asked(answerValueSet="urn:set|2"),
            {"resourceType": "ValueSet", "id": "s", "url": "urn:set", "expansion": {"contains": WEIGHTED}},
        ],
        [
            asked(answerOption=[{"valueCoding": {"system": "urn:freq", "code": one["code"]}} for one in WEIGHTED]),
            {"resourceType": "CodeSystem", "id": "c", "url": "urn:freq", "concept": WEIGHTED},
        ],
    ],
)
@pytest.mark.parametrize("first", [False, True])
def test_weights_stand_in_the_form_in_a_value_set_or_in_a_code_system_before_or_behind_the_answers(
    tmp_path: Path, store: PracticeStore, form: list[Resource], *, first: bool
) -> None:
    made = [choice("urn:form|2"), *form] if first else [*form, choice("urn:form")]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *made))
    assert shown(store) == [("ann", "PHQ-9", 9)]


def test_several_measures_of_one_form_are_all_read_and_no_short_form_is_made_of_them(
    tmp_path: Path, store: PracticeStore
) -> None:
    both = with_answers(*[{"valueInteger": 1}] * 16, links=(*PHQ9, *GAD7))
    take(store, ndjson(tmp_path / "x.ndjson", patient(), both))
    assert sorted(shown(store)) == [("ann", "GAD-7", 7), ("ann", "PHQ-9", 9)]


def test_each_measure_of_a_form_keeps_its_own_total(tmp_path: Path, store: PracticeStore) -> None:
    both = with_answers(*[{"valueInteger": 1}] * 16, links=(*PHQ9, *GAD7))
    both["item"] += [
        {"linkId": "t1", "text": "GAD-7 total", "answer": [{"valueInteger": 8}]},
        {"linkId": "t2", "text": "Total score of all", "answer": [{"valueInteger": 17}]},
        {"linkId": "/44261-6", "answer": [{"valueInteger": 9}]},
    ]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), both))
    assert sorted(shown(store)) == [("ann", "GAD-7", 8), ("ann", "PHQ-9", 9)]


def test_a_total_in_an_extension_is_the_stated_one(tmp_path: Path, store: PracticeStore) -> None:
    url = "http://hl7.org/fhir/StructureDefinition/questionnaireresponse-score"
    made = with_answers(*[{"valueInteger": 1}] * 9, extension=[{"url": url, "valueDecimal": 11}])
    take(store, ndjson(tmp_path / "x.ndjson", patient(), made))
    assert "differs from the sum of its items, 9" in scores(store)["r"].flags


@pytest.mark.parametrize(
    "system",
    ["http://LOINC.org", "urn:oid:2.16.840.1.113883.6.1", "LN", "LOINC", "http://loinc.org|2.76", " http://loinc.org/ "],
)
def test_loinc_goes_by_many_names(tmp_path: Path, store: PracticeStore, system: str) -> None:
    made = score("s", 14, code="44261-6") | {"code": {"coding": [{"system": system, "code": "44261-6"}]}}
    take(store, ndjson(tmp_path / "x.ndjson", patient(), made))
    assert shown(store) == [("ann", "PHQ-9", 14)]


@pytest.mark.parametrize("system", ["http://snomed.info/sct", "urn:oid:2.16.840.1.113883.6.96", "SNOMED CT", "SCT"])
def test_so_does_snomed(tmp_path: Path, store: PracticeStore, system: str) -> None:
    made = score("s", 14) | {"code": {"coding": [{"system": system, "code": "720433000"}]}}
    take(store, ndjson(tmp_path / "x.ndjson", patient(), made))
    assert shown(store) == [("ann", "PHQ-9", 14)]


@pytest.mark.parametrize(
    ("code", "offered"),
    [
        ({"coding": [{"system": "urn:ehr", "code": "9911", "display": "PHQ9"}]}, ["9911"]),
        ({"text": "PHQ-9 Total Score"}, ["PHQ-9 Total Score"]),
        ({"coding": [{"system": "urn:ehr", "code": "12", "display": "PHQ 9 item 3"}]}, ["12"]),
        ({"coding": [{"system": "urn:ehr", "code": "13", "display": "Visited two doctors"}]}, []),
    ],
)
def test_a_code_that_names_a_measure_is_offered_and_never_guessed(
    tmp_path: Path, store: PracticeStore, code: Resource, offered: list[str]
) -> None:
    report = take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s", 14) | {"code": code}))
    assert [one.code for one in report.codes_to_map] == offered
    assert shown(store) == []
