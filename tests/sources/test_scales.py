"""Totals on another scale, and forms whose items have two codes, from import to score."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from briefing_app.storage.practice import PracticeStore
from tests.fhir import LOINC, Resource, ndjson, patient, score
from tests.importing import CATALOGUE, confirm_mapping, scores, take

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


def test_the_items_of_a_phq_15_stand_in_the_order_of_the_form() -> None:
    numbers = CATALOGUE("PHQ-15").codes.numbers
    assert [numbers[code] for code in ("69674-0", "69717-7", "69675-7", "69680-7", "69681-5", "69731-8", "69732-6")] == [
        4, 5, 6, 11, 12, 14, 15,
    ]  # fmt: skip


def test_a_code_that_is_not_verified_is_never_read(tmp_path: Path, store: PracticeStore) -> None:
    unverified = {code: one.id for one in CATALOGUE.all() for _, code in one.codes.unverified}
    assert unverified == {"99046-5": "EPDS", "77861-3": "PROMIS-DEP-8A", "77862-1": "PROMIS-ANX-8A"}
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *(score(f"s{n}", 12, code=code) for n, code in enumerate(unverified))))
    assert scores(store) == {}


def test_a_columbia_screen_is_known_by_the_code_of_its_panel(tmp_path: Path, store: PracticeStore) -> None:
    members = [
        {"code": {"coding": [{"system": LOINC, "code": code}]}, "valueCodeableConcept": {"coding": [{"code": answer}]}}
        for code, answer in (("93246-7", "LA33-6"), ("93247-5", "LA32-8"))
    ]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s", {"component": members}, code="93373-9")))
    found = scores(store)["s"]
    assert (found.measure, found.items.split(",")[:2]) == ("C-SSRS-SCREEN", ["1", "0"])
