"""Messages as exports hold them, for tests: of the client unless something else is said."""

from __future__ import annotations

from typing import Any

from tests.fhir import Resource


def message(words: str, sent: str | None, id: str = "m", *, client: str = "ann", **more: Any) -> Resource:
    made: Resource = {
        "resourceType": "Communication",
        "id": id,
        "status": "completed",
        "subject": {"reference": f"Patient/{client}"},
        "sender": {"reference": f"Patient/{client}"},
        "payload": [{"contentString": words}],
        **({"sent": sent} if sent else {}),
    }
    return {**made, **more}


def session_with(id: str, start: str, who: str, status: str = "fulfilled", **more: Any) -> Resource:
    """An appointment of ann's with a clinician."""
    return {
        "resourceType": "Appointment",
        "id": id,
        "status": status,
        "start": start,
        "minutesDuration": 50,
        "participant": [
            {"actor": {"reference": "Patient/ann"}, "status": "accepted"},
            {"actor": {"reference": f"Practitioner/{who}", "display": f"Dr. {who.title()}"}, "status": "accepted"},
        ],
        **more,
    }
