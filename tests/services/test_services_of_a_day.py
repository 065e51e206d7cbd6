"""A blood test or a vaccination stands on the day and is no session; where nobody says what visits were for, they are called visits."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from briefing_app.services.brief import brief_facts
from briefing_app.services.day import Session, open_day
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.attendance import attendance
from briefing_app.viewmodels.day import make_day
from tests.fhir import Resource, appointment, ndjson, patient
from tests.importing import HELD, NEW_YORK, take

DAY = date(2024, 3, 13)


def visit(day: str, words: str, hour: int = 10) -> Resource:
    return {
        "resourceType": "Encounter", "id": f"e-{day}-{hour}", "status": "finished", "class": {"code": "AMB"},
        "subject": {"reference": "Patient/ann"}, "type": [{"text": words}] if words else [],
        "period": {"start": f"{day}T{hour}:00:00-04:00", "end": f"{day}T{hour}:50:00-04:00"},
    }  # fmt: skip


def of_day(reader: PracticeReader) -> Session:
    return open_day(reader, DAY, NEW_YORK).sessions[-1]


def said(reader: PracticeReader) -> tuple[str, str]:
    """The last row of the day, and how the client kept what was booked."""
    page = make_day(open_day(reader, DAY, NEW_YORK), HELD, datetime(2024, 3, 14, tzinfo=UTC), NEW_YORK)
    session = of_day(reader)
    lines = attendance(brief_facts(session.history, HELD, DAY, NEW_YORK, session))
    return page.rows[-1].details, "".join(line.text for line in lines)


def test_what_is_said_to_be_another_service_counts_nowhere(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    take(
        store,
        ndjson(
            tmp_path / "x.ndjson",
            patient(),
            visit("2024-03-01", "Psychotherapy"),
            visit("2024-03-04", "Administration of vaccine"),
            visit("2024-03-05", "Blood test"),
            appointment("lab", "2024-03-13T13:00:00Z", serviceType=[{"text": "Laboratory"}]),
            appointment("a", "2024-03-13T16:00:00Z", serviceType=[{"text": "Psychotherapy"}]),
        ),
    )
    page = make_day(open_day(reader, DAY, NEW_YORK), HELD, datetime(2024, 3, 13, tzinfo=UTC), NEW_YORK)
    assert page.count == "1 session, 1 other service"
    assert page.rows[0].details == "No session: Laboratory · 50 min"
    assert (of_day(reader).number, of_day(reader).since) == (2, date(2024, 3, 1))
    assert said(reader) == ("Session 2 · 50 min", "Kept 1 of 1 session")
    assert page.briefs[0].identity.details.endswith("no session: Laboratory · 09:00–09:50")


def test_visits_of_which_nobody_says_what_they_were_for_are_visits_beside_other_services(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    made = [
        visit("2024-03-01", "Encounter for problem"),
        visit("2024-03-04", "Well child visit"),
        visit("2024-03-13", "Encounter for symptom"),
    ]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *made))
    assert said(reader) == ("Visit 2 · 50 min", "Kept 1 of 1 visit")


@pytest.mark.parametrize("words", ["", "Office visit", "Psychotherapy"])
def test_without_other_services_they_are_sessions(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, words: str
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), visit("2024-03-01", words), visit("2024-03-13", words)))
    assert said(reader) == ("Session 2 · 50 min", "Kept 1 of 1 session")
