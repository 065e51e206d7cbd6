"""What somebody wrote down for a client stands whole after an import, however long: no word is cut off, and none without saying so."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from briefing_app.documents.day import brief_as_text
from briefing_app.sources.fhir.medications import dose_words
from briefing_app.storage.practice import PracticeStore
from tests.fhir import Resource, ndjson, patient
from tests.importing import take
from tests.sources.test_records import facts
from tests.viewmodels.test_since import HELD, NOW, briefed

LONG = "One walk before noon; " * 200 + "call the crisis line first"
ANN: Resource = {"subject": {"reference": "Patient/ann"}}


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def attached(text: str) -> dict[str, Any]:
    return {"contentType": "text/plain", "data": encoded(text)}


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("note", {"resourceType": "Composition", "section": [{"title": "Plan", "text": {"div": f"<div>{LONG}</div>"}}]}),
        ("note", {"resourceType": "DocumentReference", "content": [{"attachment": attached(f"Plan:\n{LONG}")}]}),
        (
            "note",
            {"resourceType": "DocumentReference", "content": [{"attachment": attached("x" * 400_000 + f"\nPlan:\n{LONG}")}]},
        ),
        ("plan", {"resourceType": "CarePlan", "description": LONG}),
        ("plan", {"resourceType": "CarePlan", "activity": [{"detail": {"description": LONG}}]}),
        ("plan", {"resourceType": "CarePlan", "activity": [{"detail": {"code": {"text": LONG}}}]}),
        ("goal", {"resourceType": "Goal", "description": {"text": "Go out"}, "note": [{"text": LONG}]}),
        ("goal", {"resourceType": "Goal", "description": {"text": "Go out"}, "achievementStatus": {"text": LONG}}),
        ("message", {"resourceType": "Communication", "payload": [{"contentCodeableConcept": {"text": LONG}}]}),
        (
            "message",
            {"resourceType": "Communication", "payload": [{"contentAttachment": attached("x" * 400_000 + f"\n{LONG}")}]},
        ),
    ],
)
def test_what_was_written_stands_whole(tmp_path: Path, store: PracticeStore, kind: str, made: Resource) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), {"id": "one", "status": "final", **ANN, **made}))
    ((_, detail, _),) = facts(store, kind)
    assert detail.endswith(LONG)


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("goal", {"resourceType": "Goal", "description": {"text": LONG}}),
        ("goal", {"resourceType": "Goal", "description": LONG}),
        ("goal", {"resourceType": "Goal", "description": {"coding": [{"display": LONG}]}}),
        ("plan", {"resourceType": "CarePlan", "title": LONG, "description": "x"}),
        ("flag", {"resourceType": "Flag", "code": {"text": LONG}}),
        ("task", {"resourceType": "Task", "description": LONG}),
        ("condition", {"resourceType": "Condition", "code": {"text": LONG}}),
        ("medication", {"resourceType": "MedicationRequest", "medicationCodeableConcept": {"text": LONG}}),
    ],
)
def test_what_something_is_called_stands_whole(tmp_path: Path, store: PracticeStore, kind: str, made: Resource) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), {"id": "one", "status": "active", **ANN, **made}))
    assert [title for title, _, _ in facts(store, kind)] == [LONG]


def test_every_step_of_a_dose_is_told_whole() -> None:
    steps = [{"sequence": number, "text": f"step {number} {LONG}"} for number in range(14)]
    words = dose_words({"dosageInstruction": steps})
    assert words.startswith("14 steps: ")
    assert all(f"step {number} {LONG}" in words for number in range(14))
    assert dose_words({"renderedDosageInstruction": LONG}) == LONG


def test_the_brief_tells_a_long_plan_and_leaves_whole_goals_out_for_it(tmp_path: Path, store: PracticeStore) -> None:
    goals: list[Resource] = [
        {"resourceType": "Goal", "id": f"g{at}", "lifecycleStatus": "active", **ANN, "description": {"text": f"{at} {LONG}"}}
        for at in range(4)
    ]
    note = {"resourceType": "Composition", "id": "n", "status": "final", "date": "2024-03-06", **ANN}
    note["section"] = [{"title": "Plan", "text": {"div": f"<div>{LONG}</div>"}}]
    brief = briefed(tmp_path, store, NOW, HELD, note, *goals)
    told = " ".join(brief_as_text(brief).split())
    assert told.count(LONG) == 3, "what was agreed, and two goals"
    assert [(one.what, len(one.lines)) for one in brief.left_off if one.what == "goals"] == [("goals", 2)]
    assert all(LONG in line.text for one in brief.left_off if one.what == "goals" for line in one.lines)
