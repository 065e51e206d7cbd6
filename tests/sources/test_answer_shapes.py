"""Every shape in which an export may carry an answer, from the file to the score and to the safety line, for forms that ask about suicide.

Expected values are the answers that the shape was made from: nothing is read off the program.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from briefing_app.services.day import open_day
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.day import briefs_of
from tests.fhir import ANSWERS, LOINC, PHQ9, Resource, appointment, ndjson, patient
from tests.importing import HELD, NEW_YORK, take

AT, TODAY = "2026-11-20T14:00:00Z", date(2026, 11, 24)
STRUCTURE = "http://hl7.org/fhir/StructureDefinition/"


class Asked(NamedTuple):
    """A form: its codes, and per answer its LOINC code and its words."""

    measure: str
    panel: str
    codes: Sequence[str]
    answer_codes: Sequence[str]
    words: Sequence[str]
    sums: bool
    system: str = LOINC

    @property
    def nothing(self) -> list[int]:
        return [0] * len(self.codes)

    def one(self, item: int) -> list[int]:
        """Nothing but the least answer to that item."""
        return [int(number == item) for number in range(1, len(self.codes) + 1)]


PHQ = Asked(
    "PHQ-9", "44249-1", PHQ9, ANSWERS, ("Not at all", "Several days", "More than half the days", "Nearly every day"), sums=True
)
COLUMBIA = Asked(
    "C-SSRS-SCREEN", "93245-9", ("93246-7", "93247-5", "93248-3", "93249-1", "93250-9", "93267-3", "93269-9"),
    ("LA32-8", "LA33-6"), ("No", "Yes"), sums=False,
)  # fmt: skip
Shape = Callable[[Asked, Sequence[int]], list[Resource]]


def coded(code: str, system: str = LOINC) -> Resource:
    return {"system": system, "code": code}


def response(items: list[Resource], **more: Any) -> list[Resource]:
    return [
        {
            "resourceType": "QuestionnaireResponse", "id": "r-WHO", "status": "completed", "authored": AT,
            "subject": {"reference": "Patient/WHO"}, "item": items, **more,
        }
    ]  # fmt: skip


def answered(asked: Asked, values: Sequence[int], answer: Callable[[int], Resource], link: str = "/{}") -> list[Resource]:
    """The items of a response, each with the answer that its value makes."""
    return [{"linkId": link.format(code), "answer": [answer(value)]} for code, value in zip(asked.codes, values, strict=True)]


def in_response(answer: Callable[[Asked, int], Resource], link: str = "/{}") -> Shape:
    return lambda asked, values: response(answered(asked, values, lambda value: answer(asked, value), link), **named(asked))


def named(asked: Asked) -> Resource:
    """A form under codes of the practice's own has a name, by which it was said what its questions are."""
    return {} if asked.system == LOINC else {"questionnaire": f"{asked.system}|2"}


def loinc(asked: Asked, value: int) -> Resource:
    return {"valueCoding": coded(asked.answer_codes[value])}


def usual(asked: Asked, value: int) -> Resource:
    """By the code of the answer, or by its number where the instrument has none."""
    return loinc(asked, value) if asked.answer_codes else {"valueInteger": value}


def weighted(url: str, kind: str, *, beside: bool = False) -> Callable[[Asked, int], Resource]:
    """A local code whose number stands in an extension of the coding, or of the answer beside it."""

    def answer(_: Asked, value: int) -> Resource:
        extension = {"extension": [{"url": url, kind: value}]}
        coding = coded(f"local-{value}", "urn:local")
        return {"valueCoding": coding, **extension} if beside else {"valueCoding": {**coding, **extension}}

    return answer


def by_definition(asked: Asked, values: Sequence[int]) -> list[Resource]:
    items = answered(asked, values, lambda value: usual(asked, value), "q-{}-x")
    return response(
        [
            {**one, "definition": f"http://loinc.org/fhir/DataElement/{code}"}
            for one, code in zip(items, asked.codes, strict=True)
        ]
    )


def in_groups(asked: Asked, values: Sequence[int]) -> list[Resource]:
    items = answered(asked, values, lambda value: usual(asked, value))
    groups = [{"linkId": "a", "item": items[:1]}, {"linkId": "b", "item": [{"linkId": "c", "item": items[1:]}]}]
    return response(groups, **named(asked))


def below_an_answer(asked: Asked, values: Sequence[int]) -> list[Resource]:
    items = answered(asked, values, lambda value: usual(asked, value))
    return response([{"linkId": "consent", "answer": [{"valueBoolean": True, "item": items}]}], **named(asked))


def as_group_and_question(asked: Asked, values: Sequence[int]) -> list[Resource]:
    """DSTU2."""
    made = response([], **named(asked))[0]
    del made["item"]
    return [{**made, "group": {"linkId": "g", "question": answered(asked, values, lambda value: usual(asked, value))}}]


def questionnaire(asked: Asked, **more: Any) -> Resource:
    """A form of a practice's own, which alone says what its questions are and what its answers weigh."""
    options = [
        {
            "valueCoding": coded(f"o{value}", "urn:local"),
            "extension": [{"url": f"{STRUCTURE}ordinalValue", "valueDecimal": value}],
        }
        for value in range(len(asked.words))
    ]
    items = [
        {"linkId": f"q{number}", "code": [coded(code)], "answerOption": options}
        for number, code in enumerate(asked.codes, start=1)
    ]
    return {"resourceType": "Questionnaire", "id": "form-WHO", "url": "urn:form-WHO", "item": items, **more}


def local(asked: Asked, values: Sequence[int]) -> list[Resource]:
    return [
        {"linkId": f"q{number}", "answer": [{"valueCoding": coded(f"o{value}", "urn:local")}]}
        for number, value in enumerate(values, start=1)
    ]


def of_a_form(asked: Asked, values: Sequence[int]) -> list[Resource]:
    return [questionnaire(asked), *response(local(asked, values), questionnaire="urn:form-WHO|2")]


def of_a_later_form(asked: Asked, values: Sequence[int]) -> list[Resource]:
    return [*response(local(asked, values), questionnaire="urn:form-WHO"), questionnaire(asked)]


def of_a_referenced_form(asked: Asked, values: Sequence[int]) -> list[Resource]:
    """STU3, where the form is a reference."""
    return [questionnaire(asked), *response(local(asked, values), questionnaire={"reference": "Questionnaire/form-WHO"})]


def of_a_contained_form(asked: Asked, values: Sequence[int]) -> list[Resource]:
    other = {"resourceType": "Questionnaire", "id": "other", "item": []}
    return response(local(asked, values), contained=[other, questionnaire(asked)], questionnaire="#form-WHO")


def of_options_in_a_value_set(asked: Asked, values: Sequence[int]) -> list[Resource]:
    concepts = [
        {"code": f"o{value}", "extension": [{"url": f"{STRUCTURE}ordinalValue", "valueDecimal": value}]}
        for value in range(len(asked.words))
    ]
    value_set = {
        "resourceType": "ValueSet",
        "id": "set",
        "compose": {"include": [{"system": "urn:local", "concept": concepts}]},
    }
    form = questionnaire(asked, contained=[value_set])
    for item in form["item"]:
        del item["answerOption"]
        item["answerValueSet"] = "#set"
    return [form, *response(local(asked, values), questionnaire="urn:form-WHO")]


def of_options_of_stu3(asked: Asked, values: Sequence[int]) -> list[Resource]:
    form = questionnaire(asked)
    for item in form["item"]:
        item["option"] = [
            {"valueCoding": {**one["valueCoding"], "extension": one["extension"]}} for one in item.pop("answerOption")
        ]
    return [form, *response(local(asked, values), questionnaire="urn:form-WHO")]


def observed(code: str, value: Resource, system: str = LOINC, **more: Any) -> Resource:
    return {
        "resourceType": "Observation", "id": f"o-WHO-{code}", "status": "final", "code": {"coding": [coded(code, system)]},
        "subject": {"reference": "Patient/WHO"}, "effectiveDateTime": AT, **value, **more,
    }  # fmt: skip


def in_observations(value: Callable[[Asked, int], Resource]) -> Shape:
    return lambda asked, values: [
        observed(code, value(asked, one), asked.system) for code, one in zip(asked.codes, values, strict=True)
    ]


def concept(asked: Asked, value: int) -> Resource:
    if not asked.answer_codes:
        return {"valueInteger": value}
    return {"valueCodeableConcept": {"coding": [coded("x", "urn:local"), coded(asked.answer_codes[value])]}}


def in_components(asked: Asked, values: Sequence[int]) -> list[Resource]:
    parts = [
        {"code": {"coding": [coded(code, asked.system)]}, **concept(asked, value)}
        for code, value in zip(asked.codes, values, strict=True)
    ]
    return [observed(asked.panel, {}, asked.system, component=parts)]


def in_members(asked: Asked, values: Sequence[int]) -> list[Resource]:
    members = in_observations(concept)(asked, values)
    return [
        *members,
        observed(asked.panel, {}, asked.system, hasMember=[{"reference": f"Observation/{one['id']}"} for one in members]),
    ]


CODED: dict[str, Shape] = {
    "LOINC answer code": in_response(loinc),
    "linkId without a slash": in_response(loinc, "{}"),
    "code at the end of the definition": by_definition,
    "ordinalValue, decimal": in_response(weighted(f"{STRUCTURE}ordinalValue", "valueDecimal")),
    "itemWeight of R5, integer": in_response(weighted(f"{STRUCTURE}itemWeight", "valueInteger")),
    "iso21090-CO-value": in_response(weighted(f"{STRUCTURE}iso21090-CO-value", "valueDecimal")),
    "ordinalValue beside the coding": in_response(weighted(f"{STRUCTURE}ordinalValue", "valueDecimal", beside=True)),
    "words of a coding alone": in_response(lambda asked, value: {"valueCoding": {"display": asked.words[value]}}),
    "words of a coding in capitals": in_response(lambda asked, value: {"valueCoding": {"display": asked.words[value].upper()}}),
    "words as a code": in_response(
        lambda asked, value: {"valueCoding": {"code": asked.words[value].lower().replace(" ", "-")}}
    ),
    "valueInteger": in_response(lambda _, value: {"valueInteger": value}),
    "valueDecimal": in_response(lambda _, value: {"valueDecimal": float(value)}),
    "valueString, a number": in_response(lambda _, value: {"valueString": str(value)}),
    "valueQuantity": in_response(lambda _, value: {"valueQuantity": {"value": value}}),
    "value with its type inside": in_response(lambda asked, value: {"value": {"Coding": coded(asked.answer_codes[value])}}),
    "items in groups": in_groups,
    "items below an answer": below_an_answer,
    "group and question of DSTU2": as_group_and_question,
    "a form with weights": of_a_form,
    "a form that comes later": of_a_later_form,
    "a form by reference": of_a_referenced_form,
    "a contained form among others": of_a_contained_form,
    "options in a contained value set": of_options_in_a_value_set,
    "options of STU3": of_options_of_stu3,
    "Observations by LOINC answer code": in_observations(concept),
    "Observations by words of the concept": in_observations(
        lambda asked, value: {"valueCodeableConcept": {"text": asked.words[value]}}
    ),
    "Observations by words of a coding": in_observations(
        lambda asked, value: {"valueCodeableConcept": {"coding": [{"display": asked.words[value]}]}}
    ),
    "Observations by number": in_observations(lambda _, value: {"valueInteger": value}),
    "Observations by quantity": in_observations(lambda _, value: {"valueQuantity": {"value": value, "unit": "{score}"}}),
    "components of a panel": in_components,
    "a panel with members": in_members,
}


class Found(NamedTuple):
    measure: str
    total: float | None
    items: str
    safety: int


def made_for(client: str, resources: Sequence[Resource]) -> list[Resource]:
    """The resources of one client, told from those of the others in the same file."""
    found: list[Resource] = json.loads(json.dumps(resources).replace("WHO", client))
    return [patient(client), appointment(f"today-{client}", "2026-11-24T15:00:00Z", clients=(client,)), *found]


def imported(tmp_path: Path, store: PracticeStore, clients: dict[str, list[Resource]]) -> dict[str, Found]:
    """What the one score of each client holds after one import, and how many safety lines the client's brief has."""
    every = [one for client, resources in clients.items() for one in made_for(client, resources)]
    take(store, ndjson(tmp_path / "x.ndjson", *every))
    reader = PracticeReader(store)
    safety = {
        one.brief.identity.name.split()[0].lower(): len(one.brief.safety)
        for one in briefs_of(open_day(reader, TODAY, NEW_YORK), HELD, NEW_YORK)
    }
    found = {client: Found(score.measure, score.score, score.items, safety[client]) for client, score in reader.scores()}
    assert len(list(reader.scores())) == len(found)
    reader.close()
    return found


def expected(asked: Asked, values: Sequence[int]) -> Found:
    return Found(asked.measure, float(sum(values)) if asked.sums else None, ",".join(map(str, values)), int(any(values)))


@pytest.mark.parametrize("shape", CODED)
def test_an_answer_in_any_shape_is_scored_and_a_positive_one_is_a_safety_line(
    tmp_path: Path, store: PracticeStore, shape: str
) -> None:
    forms = {
        "ann": (PHQ, PHQ.one(9)), "ben": (PHQ, PHQ.nothing), "cleo": (COLUMBIA, COLUMBIA.one(2)), "dora": (COLUMBIA, COLUMBIA.one(7)),
        "emil": (COLUMBIA, COLUMBIA.nothing),
    }  # fmt: skip
    found = imported(tmp_path, store, {client: CODED[shape](*form) for client, form in forms.items()})
    assert found == {client: expected(*form) for client, form in forms.items()}


def test_a_yes_that_is_a_boolean_is_a_yes(tmp_path: Path, store: PracticeStore) -> None:
    forms = {f"client{item}": COLUMBIA.one(item) for item in range(8)}
    shape = in_response(lambda _, value: {"valueBoolean": bool(value)})
    found = imported(tmp_path, store, {client: shape(COLUMBIA, values) for client, values in forms.items()})
    assert found == {client: expected(COLUMBIA, values) for client, values in forms.items()}


def test_item_nine_alone_as_an_observation_is_no_total_and_a_safety_line(tmp_path: Path, store: PracticeStore) -> None:
    found = imported(tmp_path, store, {"ann": [observed(PHQ9[8], concept(PHQ, 1))]})
    assert found == {"ann": Found("PHQ-9", None, ",,,,,,,,1", 1)}
