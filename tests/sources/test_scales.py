"""Totals on another scale, and forms whose items have two codes, from import to score."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from briefing_app.storage.practice import PracticeStore, confirm_mapping
from tests.fhir import LOINC, Resource, ndjson, patient, score
from tests.importing import CATALOGUE, scores, take

OWN = "urn:practice:scales"


def stated(value: float, measure: str, **more: Any) -> Resource:
    return score("s", {"valueQuantity": {"value": value}}, code=measure) | {
        "code": {"coding": [{"system": OWN, "code": measure}], "text": more.pop("text", measure)},
        **more,
    }


@pytest.mark.parametrize(
    ("measure", "value", "more", "total", "solid", "flags"),
    [
        ("WHO-5", 18, {"referenceRange": [{"low": {"value": 0}, "high": {"value": 25}}]}, 72, True, "18 of 25 raw points"),
        ("WHO-5", 18, {"text": "WHO-5 raw score"}, 72, True, "18 of 25 raw points"),
        ("WHO-5", 20, {"referenceRange": [{"low": {"value": 0}, "high": {"value": 100}}]}, 20, True, ""),
        ("WHO-5", 52, {}, 52, True, ""),
        ("K10", 7, {}, 7, False, "out of range 10 to 50; looks numbered 0 to 4: 7 would be 17 here"),
    ],
)
def test_a_total_on_another_scale(
    tmp_path: Path,
    store: PracticeStore,
    measure: str,
    value: float,
    more: dict[str, Any],
    total: float,
    solid: bool,
    flags: str,
) -> None:
    confirm_mapping(store, OWN, measure, measure)
    take(store, ndjson(tmp_path / "x.ndjson", patient(), stated(value, measure, **more)))
    found = scores(store)["s"]
    assert (found.score, found.solid, found.flags) == (total, solid, flags)


@pytest.mark.parametrize("last", ["69732-6", "69687-2"])
def test_a_phq_15_is_whole_by_either_code_of_its_last_item(tmp_path: Path, store: PracticeStore, last: str) -> None:
    codes = [*CATALOGUE("PHQ-15").codes.items[:14], last]
    made = {
        "resourceType": "QuestionnaireResponse",
        "id": "q",
        "status": "completed",
        "subject": {"reference": "Patient/ann"},
        "authored": "2024-03-01T09:00:00Z",
        "item": [{"linkId": f"/{code}", "answer": [{"valueCoding": {"system": LOINC, "code": "LA18336-0"}}]} for code in codes],
    }
    take(store, ndjson(tmp_path / "x.ndjson", patient(), made))
    found = scores(store)["q"]
    assert (found.score, found.solid, found.severity, found.flags) == (30, True, "high", "")
