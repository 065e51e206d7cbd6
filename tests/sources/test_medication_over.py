"""Medication that a later order or a later import ends or changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from briefing_app.services.brief import brief_facts
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import Resource, ndjson, patient
from tests.importing import CATALOGUE, take


def order(id: str, drug: str, day: str = "2024-01-01", **more: Any) -> Resource:
    return {
        "resourceType": "MedicationRequest",
        "id": id,
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/ann"},
        "medicationCodeableConcept": {"text": drug},
        "authoredOn": day,
        **more,
    }


def taken(store: PracticeStore) -> list[str]:
    reader = PracticeReader(store)
    row = reader.row_of("ann")
    assert row is not None
    facts = brief_facts(reader.histories([row])[row], CATALOGUE, date(2024, 3, 10))
    reader.close()
    return [f"{one.title} {one.detail}".strip() for one in facts.current("medication")]


def test_an_order_that_names_the_one_before_it_replaces_that(tmp_path: Path, store: PracticeStore) -> None:
    prior: dict[str, Any] = {"priorPrescription": {"reference": "MedicationRequest/m1"}}
    take(store, ndjson(tmp_path / "a.ndjson", patient(), order("m1", "Sertraline 50 mg")))
    take(store, ndjson(tmp_path / "b.ndjson", order("m2", "Sertraline 100 mg", "2024-02-01", **prior)))
    assert taken(store) == ["Sertraline 100 mg"]


@pytest.mark.parametrize(
    "state", [{"status": "draft"}, {"status": "cancelled"}, {"intent": "proposal"}, {"doNotPerform": True}]
)
def test_what_is_no_order_in_force_replaces_nothing(tmp_path: Path, store: PracticeStore, state: dict[str, Any]) -> None:
    prior: dict[str, Any] = {"priorPrescription": {"reference": "MedicationRequest/m1"}}
    take(
        store,
        ndjson(
            tmp_path / "a.ndjson",
            patient(),
            order("m1", "Sertraline 50 mg"),
            order("m2", "Sertraline 100 mg", **prior, **state),
        ),
    )
    assert taken(store) == ["Sertraline 50 mg"]


def test_a_later_import_ends_an_order_and_changes_a_dose(tmp_path: Path, store: PracticeStore) -> None:
    def version(day: int, **more: Any) -> Resource:
        return order("m1", "Lamotrigine", meta={"lastUpdated": f"2024-03-0{day}T00:00:00Z"}, **more)

    take(store, ndjson(tmp_path / "a.ndjson", patient(), version(1, dosageInstruction=[{"text": "25 mg at night"}])))
    take(store, ndjson(tmp_path / "b.ndjson", version(2, dosageInstruction=[{"text": "50 mg at night"}])))
    assert taken(store) == ["Lamotrigine 50 mg at night"]
    take(store, ndjson(tmp_path / "c.ndjson", version(3, status="stopped")))
    assert taken(store) == []
    take(store, ndjson(tmp_path / "d.ndjson", version(2, dosageInstruction=[{"text": "50 mg at night"}])))
    assert taken(store) == []


def step(end: str | None) -> dict[str, Any]:
    return {
        "text": "1 tablet",
        "timing": {"repeat": {"boundsPeriod": {"start": "2024-01-01", **({"end": end} if end else {})}}},
    }


@pytest.mark.parametrize(
    ("steps", "goes_on"),
    [
        ([step("2024-02-01")], False),
        ([step("2024-02-01"), step("2024-03-01")], False),
        ([step("2024-02-01"), step("2024-04-01")], True),
        ([step("2024-02-01"), step(None)], True),
        ([step(None)], True),
        ([], True),
    ],
)
def test_an_order_is_over_with_the_last_step_of_its_dose(
    tmp_path: Path, store: PracticeStore, steps: list[dict[str, Any]], goes_on: bool
) -> None:
    take(store, ndjson(tmp_path / "a.ndjson", patient(), order("m1", "Prednisone", dosageInstruction=steps)))
    assert bool(taken(store)) is goes_on
