"""Every instrument with a safety item, under a practice's own codes: said question by question, from any shape of an answer to the safety line.

EPDS, ASQ, BDI-II, CORE and OQ-45 have no codes of their own and come into a brief in this way alone. An answer is the number that the form
prints, or the severity that its scoring sheet gives; so every total here is the plain sum, or ten times the mean for the CORE-OM.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from briefing_app.domain.measure import Measure, Method
from briefing_app.domain.records import MappedCode
from briefing_app.services.day import open_day
from briefing_app.services.importing import map_codes
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.day import briefs_of
from tests.fhir import Resource, ndjson
from tests.importing import HELD, NEW_YORK, take
from tests.sources.test_answer_shapes import (
    AT,
    CODED,
    TODAY,
    Asked,
    Found,
    Shape,
    answered,
    imported,
    in_response,
    made_for,
    named,
    observed,
    response,
)

LINKS = ("{}", "/{}")
NUMBERS = (
    "ordinalValue, decimal", "itemWeight of R5, integer", "iso21090-CO-value", "ordinalValue beside the coding", "valueInteger",
    "valueDecimal", "valueString, a number", "valueQuantity", "items in groups", "items below an answer", "group and question of DSTU2",
    "a form with weights", "a form that comes later", "a form by reference", "a contained form among others",
    "options in a contained value set", "options of STU3", "Observations by number", "Observations by quantity", "components of a panel",
    "a panel with members",
)  # fmt: skip
SHAPES: dict[str, Shape] = {name: CODED[name] for name in NUMBERS} | {
    "a local code that is the number": in_response(
        lambda _, value: {"valueCoding": {"system": "urn:local", "code": str(value), "display": "as printed"}}
    ),
    "the number before words": in_response(lambda _, value: {"valueString": f"{value} - as printed"}),
}


def own(measure: Measure) -> Asked:
    """An instrument whose questions go by codes of the practice's own, its answers by number."""
    codes = [f"{measure.id}-{number}" for number in range(1, measure.items + measure.supplements + 1)]
    return Asked(measure.id, f"{measure.id}-panel", codes, (), ("",) * 5, sums=True, system=f"urn:clinic:{measure.id}")


SAFETY: dict[str, tuple[Asked, list[int]]] = {
    one.id: (own(one), [item for rule in one.safety if rule.level == "safety" for item in rule.items])
    for one in HELD.all()
    if any(0 not in rule.items and rule.level == "safety" for rule in one.safety)
}


def said_of(asked: Asked, form: str) -> list[MappedCode]:
    """What somebody has said of each question: by its code, by its linkId, and by its linkId in a form that the export holds."""
    return [
        one
        for number, code in enumerate(asked.codes, start=1)
        for one in (
            *(MappedCode(asked.system, link.format(code), asked.measure, number) for link in LINKS),
            *(MappedCode(one, f"q{number}", asked.measure, number) for one in (form, form.replace("urn:", "Questionnaire/"))),
        )
    ]


def total_of(asked: Asked, values: Sequence[int]) -> float | None:
    measure = HELD(asked.measure)
    if measure.method is Method.NONE:
        return None
    counted = sum(values[: measure.items])
    return float(counted) if measure.method is Method.SUM else round(10 * counted / measure.items, 1)


def test_the_instruments_that_can_speak_of_safety_are_these() -> None:
    assert {name: items for name, (_, items) in SAFETY.items()} == {
        "ASQ": [1, 2, 3, 4, 5], "BDI-II": [9], "C-SSRS-SCREEN": [1, 2, 3, 4, 5, 6, 7], "CORE-10": [6], "CORE-OM": [6, 9, 16, 22, 24, 34],
        "EPDS": [10], "OQ-45.2": [8], "PHQ-9": [9], "PHQ-A": [9, 10, 11],
    }  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_the_least_answer_to_any_safety_item_is_a_safety_line_and_none_without_one(
    tmp_path: Path, store: PracticeStore, shape: str
) -> None:
    clients, expected, said = dict[str, list[Resource]](), dict[str, Found](), list[MappedCode]()
    for asked, items in SAFETY.values():
        for item in (0, *items):
            client, values = f"{asked.measure.lower().replace('.', '-')}-{item}", asked.one(item)
            clients[client] = SHAPES[shape](asked, values)
            expected[client] = Found(asked.measure, total_of(asked, values), ",".join(map(str, values)), int(item > 0))
            said += said_of(asked, f"urn:form-{client}")
    map_codes(store, HELD, said, "me", zone=NEW_YORK)
    assert imported(tmp_path, store, clients) == expected


@pytest.mark.parametrize(
    ("answer", "items", "lines"),
    [
        ({"valueBoolean": True}, "1,0,0,0,0", ["ASQ, 20 Nov, 4 days ago: yes to a wish to be dead (past few weeks, counted from 20 Nov 2026)."]),
        ({"valueString": "Yes"}, "1,0,0,0,0", ["ASQ, 20 Nov, 4 days ago: yes to a wish to be dead (past few weeks, counted from 20 Nov 2026)."]),
        ({"valueCoding": {"code": "LA33-6"}}, "1,0,0,0,0", ["ASQ, 20 Nov, 4 days ago: yes to a wish to be dead (past few weeks, counted from 20 Nov 2026)."]),
        (
            {"valueString": "Maybe"}, ",0,0,0,0",
            ["ASQ a wish to be dead (past few weeks, counted from 20 Nov 2026) cannot be read (“Maybe”), 20 Nov, 4 days ago: see the form."],
        ),
    ],
    ids=["boolean", "word", "code", "other word"],
)  # fmt: skip
def test_a_yes_to_the_asq_is_one_in_words_too_and_another_word_is_said_as_it_stands(
    tmp_path: Path, store: PracticeStore, answer: Resource, items: str, lines: list[str]
) -> None:
    asked, _ = SAFETY["ASQ"]
    no = {"valueString": "No"} if "valueString" in answer else {"valueBoolean": False}
    made = response(answered(asked, asked.one(1), lambda value: answer if value else no), **named(asked))
    assert told(tmp_path, store, asked, made) == (items, lines)


def test_an_answer_of_the_epds_that_is_only_words_is_a_line_of_its_own(tmp_path: Path, store: PracticeStore) -> None:
    asked, _ = SAFETY["EPDS"]
    made = response(
        answered(asked, asked.one(10), lambda value: {"valueString": "Sometimes"} if value else {"valueInteger": 0}),
        **named(asked),
    )
    assert told(tmp_path, store, asked, made) == (
        "0,0,0,0,0,0,0,0,0,", ["EPDS item 10 cannot be read (“Sometimes”), 20 Nov, 4 days ago: see the form."],
    )  # fmt: skip


@pytest.mark.parametrize("asked", [asked for asked, _ in SAFETY.values()], ids=SAFETY)
def test_one_safety_item_alone_as_an_observation_is_no_total_and_a_safety_line(
    tmp_path: Path, store: PracticeStore, asked: Asked
) -> None:
    item = SAFETY[asked.measure][1][-1]
    items, lines = told(tmp_path, store, asked, [observed(asked.codes[item - 1], {"valueInteger": 1}, asked.system)])
    assert items.strip(",") == "1"
    assert len(lines) == 1


@pytest.mark.parametrize(("total", "safety"), [(6, 0), (7, 1), (18, 1)])
def test_a_total_of_the_sbq_r_is_a_safety_line_from_seven_on(
    tmp_path: Path, store: PracticeStore, total: int, safety: int
) -> None:
    map_codes(store, HELD, [MappedCode("urn:clinic:sbq", "sbq", "SBQ-R")], "me", zone=NEW_YORK)
    found = imported(tmp_path, store, {"ann": [observed("sbq", {"valueInteger": total}, "urn:clinic:sbq")]})
    assert found == {"ann": Found("SBQ-R", total, "", safety)}


def told(tmp_path: Path, store: PracticeStore, asked: Asked, made: list[Resource]) -> tuple[str, list[str]]:
    """The items of the one score after an import, and the safety lines, without what is said of a plan."""
    map_codes(store, HELD, said_of(asked, "urn:form-ann"), "me", zone=NEW_YORK)
    take(store, ndjson(tmp_path / "x.ndjson", *made_for("ann", made)))
    reader = PracticeReader(store)
    ((_, score),) = reader.scores()
    (found,) = briefs_of(open_day(reader, TODAY, NEW_YORK), HELD, NEW_YORK)
    reader.close()
    assert score.date == AT
    return score.items, [line.text.removesuffix(" A safety plan is not in your files.") for line in found.brief.safety]
