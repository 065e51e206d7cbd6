"""Invented FHIR resources for tests, in the shapes that real exports use."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Resource = dict[str, Any]
LOINC = "http://loinc.org"
PHQ9 = ("44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8")
ANSWERS = ("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9")


def patient(id: str = "ann", **more: Any) -> Resource:
    return {
        "resourceType": "Patient",
        "id": id,
        "name": [{"family": "Invented", "given": [id.capitalize()]}],
        "birthDate": "1990-05-01",
        **more,
    }


def score(
    id: str, value: Any, date: str | None = "2024-03-01T09:00:00Z", *, client: str = "ann", code: str = "44261-6", **more: Any
) -> Resource:
    made: Resource = {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": code}]},
        "subject": {"reference": f"Patient/{client}"},
        **({"effectiveDateTime": date} if date else {}),
        **(value if isinstance(value, dict) else {"valueInteger": value}),
    }
    return {**made, **more}


def response(
    id: str,
    answers: Sequence[int | None],
    date: str | None = "2024-03-01T09:00:00Z",
    *,
    client: str = "ann",
    total: Any = None,
    **more: Any,
) -> Resource:
    items: list[Resource] = [
        {
            "linkId": f"/{code}",
            **({"answer": [{"valueCoding": {"system": LOINC, "code": ANSWERS[value]}}]} if value is not None else {}),
        }
        for code, value in zip(PHQ9, answers, strict=False)
    ]
    if total is not None:
        items.append({"linkId": "/44261-6", "answer": [{"valueDecimal": total}]})
    made = {
        "resourceType": "QuestionnaireResponse",
        "id": id,
        "status": "completed",
        "subject": {"reference": f"Patient/{client}"},
        "item": items,
        **({"authored": date} if date else {}),
    }
    return {**made, **more}


def appointment(
    id: str, start: str | None, *, clients: tuple[str, ...] = ("ann",), status: str = "booked", minutes: int = 50, **more: Any
) -> Resource:
    made = {
        "resourceType": "Appointment",
        "id": id,
        "status": status,
        **({"start": start, "minutesDuration": minutes} if start else {}),
        "participant": [{"actor": {"reference": f"Patient/{client}"}, "status": "accepted"} for client in clients],
    }
    return {**made, **more}


def bundle(*resources: Resource, kind: str = "collection", **more: Any) -> Resource:
    return {
        "resourceType": "Bundle",
        "type": kind,
        "entry": [{"fullUrl": f"urn:uuid:{one.get('id')}", "resource": one} for one in resources],
        **more,
    }


def ndjson(path: Path, *resources: Resource) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in resources), "utf-8")
    return path


def document(path: Path, resource: Any, *, indent: int | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(resource, indent=indent), "utf-8")
    return path
