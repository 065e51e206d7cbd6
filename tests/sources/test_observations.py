"""One Observation by itself: what it is of a measure, its value, its date, what it is linked to, and what is kept of it whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from briefing_app.domain.records import EvidenceRecord, MappedCode, UnreadRecord
from briefing_app.domain.scale import RAW, SHOWN
from briefing_app.domain.unread import A_SCORE, AN_ANSWER
from briefing_app.sources.fhir.answers import BY_LOCAL_CODE
from briefing_app.sources.fhir.context import CodeIndex, Context
from briefing_app.sources.fhir.observations import observation
from tests.fhir import ANSWERS, LOINC, PHQ9, score
from tests.importing import HELD, NEW_YORK

INDEX = CodeIndex.of(HELD.all())
TOTAL, PANEL, OWN = "44261-6", "44249-1", "urn:own"


def read(resource: dict[str, Any], *mapped: MappedCode, context: Context | None = None) -> list[EvidenceRecord | UnreadRecord]:
    mappings = {(one.system, one.code): one for one in mapped}
    return list(observation(resource, context or Context(INDEX, mappings, NEW_YORK)))


def part(resource: dict[str, Any], *mapped: MappedCode) -> EvidenceRecord:
    (found,) = (one for one in read(resource, *mapped) if isinstance(one, EvidenceRecord))
    return found


def coded(*codes: tuple[str, str], text: str = "", **more: Any) -> dict[str, Any]:
    concept = {"coding": [{"system": system, "code": code} for system, code in codes], **({"text": text} if text else {})}
    return score("o", 13, **{**more, "code": ""}) | {"code": concept}


def component(code: str, value: dict[str, Any], system: str = LOINC, text: str = "") -> dict[str, Any]:
    return {"code": {"coding": [{"system": system, "code": code}], "text": text}, **value}


# -- which part of which measure


@pytest.mark.parametrize(
    ("codes", "role", "item"),
    [
        ([(LOINC, TOTAL)], "total", 0), ([("", TOTAL)], "total", 0), ([(LOINC, PANEL)], "panel", 0), ([(LOINC, PHQ9[8])], "item", 9),
        ([(LOINC, PHQ9[8]), (LOINC, PANEL), (LOINC, TOTAL)], "total", 0), ([(LOINC, PHQ9[8]), (LOINC, PANEL)], "panel", 0),
        ([(OWN, TOTAL), (LOINC, PHQ9[0])], "item", 1), ([("http://snomed.info/sct", "720433000")], "total", 0),
    ],
)  # fmt: skip
def test_a_code_says_which_part_it_is_and_a_total_goes_before_a_panel_before_an_item(
    codes: list[tuple[str, str]], role: str, item: int
) -> None:
    found = part(coded(*codes))
    assert (found.measure, found.role, found.item, found.client) == ("PHQ-9", role, item, "ann")


@pytest.mark.parametrize("codes", [[(OWN, TOTAL)], [("http://snomed.info/sct", TOTAL)], [(LOINC, "720433000")], []])
def test_a_number_of_another_system_is_no_code_of_it(codes: list[tuple[str, str]]) -> None:
    assert read(coded(*codes)) == []


def test_what_the_clinician_said_of_a_code_counts_and_the_record_is_kept_whole() -> None:
    as_total = read(coded((OWN, "phq")), MappedCode(OWN, "phq", "PHQ-9"))
    assert [(type(one).__name__) for one in as_total] == ["EvidenceRecord", "UnreadRecord"]
    whole = as_total[1]
    assert isinstance(whole, UnreadRecord)
    assert (whole.kind, whole.reason, whole.client, whole.day) == (A_SCORE, "", "ann", "2024-03-01")
    assert json.loads(whole.content)["id"] == "o"
    item = part(coded((OWN, "q9"), valueInteger=1), MappedCode(OWN, "q9", "PHQ-9", 9))
    assert (item.role, item.item) == ("item", 9)
    by_words = part(coded(text="Our mood score"), MappedCode("", "Our mood score", "GAD-7"))
    assert (by_words.measure, by_words.role) == ("GAD-7", "total")
    assert read(coded((OWN, "other"), text="Our mood score"), MappedCode("", "Our mood score", "GAD-7")) == []


# -- its value


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ({"valueInteger": 1}, "1"), ({"valueCodeableConcept": {"coding": [{"system": LOINC, "code": ANSWERS[2]}]}}, "2"),
        ({"valueCodeableConcept": {"coding": [{"system": OWN, "code": "x"}, {"system": LOINC, "code": ANSWERS[2]}]}}, "2"),
        ({"valueCodeableConcept": {"coding": [{"system": OWN, "code": "3"}, {"system": LOINC, "code": ANSWERS[2]}]}}, "2"),
        ({"valueCodeableConcept": {"text": "Several days"}}, "1"),
        ({"valueCodeableConcept": {"text": "Several days", "coding": [{"system": OWN, "code": "3"}]}}, "1"),
    ],
)  # fmt: skip
def test_an_answer_is_its_number_by_code_before_words_before_a_local_number(value: dict[str, Any], number: str) -> None:
    found = part(score("o", value, code=PHQ9[8]))
    assert (found.value, found.flags) == (number, "")


def test_a_local_number_is_told_where_it_is_a_possible_answer() -> None:
    def answered(code: str) -> EvidenceRecord:
        return part(score("o", {"valueCodeableConcept": {"coding": [{"system": OWN, "code": code}]}}, code=PHQ9[8]))

    assert (answered("3").value, answered("3").flags) == ("3", BY_LOCAL_CODE)
    assert (answered("4").value, answered("4").flags) == ("4", "")


def test_words_that_are_no_answer_and_no_total_are_said_with_an_issue() -> None:
    context = Context(INDEX, {}, NEW_YORK)
    value = {"valueCodeableConcept": {"text": "now and then"}}
    (item,) = read(score("o", value, code=PHQ9[8]), context=context)
    (total,) = read(score("o", {"valueString": "moderate"}), context=context)
    assert isinstance(item, EvidenceRecord)
    assert isinstance(total, EvidenceRecord)
    assert (item.value, item.flags) == ("", "item 9 could not be read: now and then")
    assert (total.value, total.flags) == ("", "total could not be read: moderate")
    assert [one.reason for one in context.issues] == [
        "PHQ-9: no usable number in valueCodeableConcept: now and then", "PHQ-9: no usable number in valueString: moderate",
    ]  # fmt: skip


def test_why_a_number_is_missing_is_said_and_of_a_withdrawn_record_or_a_bare_panel_nothing_is() -> None:
    def said(**more: Any) -> list[str]:
        context = Context(INDEX, {}, NEW_YORK)
        list(observation(score("o", {}, **more), context))
        return [one.reason for one in context.issues]

    assert said() == ["PHQ-9: no usable number in it (no value at all)"]
    assert said(dataAbsentReason={"text": "declined"}) == ["PHQ-9: no usable number in it, and the reason is given: declined"]
    assert said(status="cancelled") == said(status="entered-in-error") == said(code=PANEL) == []
    assert len(said(code=PANEL, valueString="high")) == 1


def test_a_panel_holds_its_answers_and_its_total_in_components() -> None:
    parts = [component(code, {"valueInteger": number % 4}) for number, code in enumerate(PHQ9)]
    found = part(score("o", {}, code=PANEL, component=[*parts, component(TOTAL, {"valueInteger": 13})]))
    assert (found.value, found.items, found.flags) == ("13", "0,1,2,3,0,1,2,3,0", "")
    gap = part(score("o", {}, code=PANEL, component=[parts[0], component(PHQ9[8], {"valueString": "now and then"})]))
    assert (gap.value, gap.items, gap.flags) == ("", "0,,,,,,,,", "item 9 could not be read: now and then")
    stated = part(score("o", 12, code=PANEL, component=[component(TOTAL, {"valueInteger": 13})]))
    assert stated.value == "12"


def test_a_component_is_what_the_clinician_said_of_it_and_of_another_measure_it_is_nothing() -> None:
    own = [component("a", {"valueInteger": 2}, OWN), component("b", {"valueInteger": 5}, OWN)]
    panel = score("o", {}, code=PANEL, component=own)
    mine = part(panel, MappedCode(OWN, "a", "PHQ-9", 3), MappedCode(OWN, "b", "PHQ-9"))
    assert (mine.items, mine.value) == (",,2,,,,,,", "5")
    both = [
        one
        for one in read(panel, MappedCode(OWN, "a", "PHQ-9", 3), MappedCode(OWN, "b", "GAD-7", 1))
        if isinstance(one, EvidenceRecord)
    ]
    assert [(one.measure, one.role, one.items) for one in both] == [
        ("PHQ-9", "panel", ",,2,,,,,,"),
        ("GAD-7", "panel", "5,,,,,,"),
    ]


@pytest.mark.parametrize(
    ("more", "mark"),
    [
        ({"referenceRange": [{"low": {"value": 0}, "high": {"value": 25}}]}, RAW),
        ({"referenceRange": [{}, {"high": {"value": 100}}]}, SHOWN),
        ({"referenceRange": [{"text": "raw"}]}, RAW),
        ({"valueQuantity": {"value": 20, "unit": "%"}}, SHOWN),
        ({"valueQuantity": {"value": 20, "code": "%"}}, SHOWN),
        ({"text": "WHO-5 raw score"}, RAW),
        ({}, ""),
    ],
)
def test_a_total_says_on_which_scale_it_stands_by_range_unit_or_name(more: dict[str, Any], mark: str) -> None:
    one = coded((OWN, "who"), **{key: value for key, value in more.items() if key != "text"})
    named = {**one, "code": {**one["code"], "text": more.get("text", "")}}
    assert part(named, MappedCode(OWN, "who", "WHO-5")).flags == mark


# -- when, and beside what


@pytest.mark.parametrize(
    ("more", "date", "precision", "encounter"),
    [
        ({"effectiveDateTime": "2024-03-01T09:00:00Z"}, "2024-03-01T09:00:00Z", "instant", ""),
        ({"effectivePeriod": {"start": "2024-03-02"}}, "2024-03-02", "day", ""),
        ({"effectiveInstant": "2024-03-01T09:00:00Z"}, "2024-03-01T09:00:00Z", "instant", ""),
        ({"issued": "2024-03-04T09:00:00Z"}, "2024-03-04T09:00:00Z", "instant", ""),
        ({"issued": "2024-03-04T09:00:00Z", "encounter": {"reference": "Encounter/e"}}, "2024-03-04T09:00:00Z", "issued", "e"),
        ({"issued": "2024-03-04T09:00:00Z", "context": {"reference": "Encounter/e"}}, "2024-03-04T09:00:00Z", "issued", "e"),
        ({"context": {"reference": "EpisodeOfCare/e"}}, "", "none", ""),
        ({"effectiveDateTime": "2024-03-01T00:00:00-05:00"}, "2024-03-01T00:00:00-05:00", "day", ""),
        ({"meta": {"lastUpdated": "2024-03-04T09:00:00Z"}}, "", "none", ""),
    ],
)
def test_an_observation_is_dated_by_what_it_says_of_the_answer_then_by_its_encounter(
    more: dict[str, Any], date: str, precision: str, encounter: str
) -> None:
    found = part(score("o", 13, None, **more))
    assert (found.date, found.precision, found.encounter) == (date, precision, encounter)


def test_what_it_was_made_from_and_what_it_holds_is_named_and_nothing_else() -> None:
    one = score(
        "o", 13, derivedFrom=[{"reference": "QuestionnaireResponse/r"}, {"reference": "DocumentReference/d"}],
        hasMember=[{"reference": "Observation/a"}, {"reference": "b"}], related=[{"target": {"reference": "Observation/c"}}, {}],
    )  # fmt: skip
    assert part(one).part_of == "r a b c"
    assert part(score("o", 13)).part_of == ""
    many = score("o", 13, hasMember=[{"reference": f"Observation/{number}"} for number in range(250)])
    assert len(part(many).part_of.split()) == 200


def test_its_status_client_and_source_are_as_they_stand() -> None:
    found = part({**score("o", 13, status="Preliminary "), "subject": None, "patient": {"reference": "Patient/ben"}})
    assert (found.status, found.client, found.source.resource_id, found.source.resource_type) == (
        "preliminary",
        "ben",
        "o",
        "Observation",
    )


# -- what may be a measure


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("PHQ-9 total score", {"valueInteger": 13}, A_SCORE), ("PHQ-9 total score", {}, A_SCORE), ("PHQ 9", {"valueInteger": 13}, A_SCORE),
        ("PHQ-9", {"valueString": "done"}, ""), ("PHQ-9 severity", {"valueInteger": 2}, ""), ("PHQ-9 severity score", {"valueInteger": 13}, A_SCORE),
        ("PHQ-9 item 3", {"valueInteger": 2}, AN_ANSWER), ("PHQ-9 question 3", {"valueString": "often"}, AN_ANSWER), ("PHQ-9 item 3", {}, ""),
        ("PHQ-9 item 3 score", {"valueInteger": 2}, AN_ANSWER), ("Mood", {"valueInteger": 13}, ""), ("doctors on call", {"valueInteger": 2}, ""),
        ("ORS", {"valueInteger": 30}, A_SCORE), ("ors", {"valueInteger": 30}, ""),
    ],
)  # fmt: skip
def test_a_local_code_is_offered_where_its_words_name_a_measure(text: str, value: dict[str, Any], kind: str) -> None:
    context = Context(INDEX, {}, NEW_YORK)
    resource = {**score("o", value), "code": {"coding": [{"system": OWN, "code": "x", "display": text}]}}
    found = read(resource, context=context)
    assert [one.kind for one in found if isinstance(one, UnreadRecord)] == ([kind] if kind else [])
    assert [(one.system, one.code, one.display) for one in context.unmapped] == ([(OWN, "x", text)] if kind else [])
    if kind:
        (whole,) = found
        assert isinstance(whole, UnreadRecord)
        assert whole.reason == f"its local code is not said to be a measure yet: {text}"


def test_components_of_what_names_a_measure_are_offered_each_with_its_name() -> None:
    context = Context(INDEX, {}, NEW_YORK)
    inside = [
        component("a", {"valueInteger": 2}, OWN, "Sleep"),
        component("b", {}, OWN, "Mood"),
        component(PHQ9[0], {"valueInteger": 1}),
    ]
    resource = {**score("o", {}, component=inside), "code": {"text": "PHQ-9 of our clinic"}}
    (whole,) = read(resource, context=context)
    assert isinstance(whole, UnreadRecord)
    assert whole.kind == AN_ANSWER
    assert [(one.code, one.display) for one in context.unmapped] == [("a", "PHQ-9 of our clinic: Sleep")]
