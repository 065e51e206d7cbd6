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


def test_a_blood_test_in_the_hour_of_a_session_is_not_that_session(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    booked = appointment("a", "2024-03-13T14:00:00Z", serviceType=[{"text": "Psychotherapy"}])
    take(
        store,
        ndjson(tmp_path / "x.ndjson", patient(), booked, visit("2024-03-13", "Blood test"), visit("2024-03-13", "Lab", 12)),
    )
    day = open_day(reader, DAY, NEW_YORK)
    assert [(one.meeting.title, one.meeting.status, one.number) for one in day.sessions] == [
        ("Psychotherapy", "booked", 1), ("Blood test", "finished", None), ("Lab", "finished", None),
    ]  # fmt: skip


def test_a_session_inside_a_check_up_stays_a_session(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    long = {**visit("2024-03-13", "Check-up"), "id": "long"}
    long["period"] = {"start": "2024-03-13T09:00:00-04:00", "end": "2024-03-13T12:00:00-04:00"}
    part = {**visit("2024-03-13", "Psychotherapy", 11), "id": "part", "partOf": {"reference": "Encounter/long"}}
    take(store, ndjson(tmp_path / "x.ndjson", patient(), long, part, visit("2024-03-13", "Psychotherapy")))
    numbers = [(one.meeting.title, one.number) for one in open_day(reader, DAY, NEW_YORK).sessions]
    assert numbers == [("Check-up", None), ("Psychotherapy", 1), ("Psychotherapy", 2)]


@pytest.mark.parametrize(("kind", "title"), [([], "Vaccination"), ([{"text": "Follow-up"}], "Follow-up: Vaccination")])
def test_what_a_booking_was_for_is_told_by_its_visit(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, kind: list[Resource], title: str
) -> None:
    booked = appointment("a", "2024-03-13T14:00:00Z", serviceType=kind)
    take(store, ndjson(tmp_path / "x.ndjson", patient(), booked, visit("2024-03-13", "Vaccination")))
    (session,) = open_day(reader, DAY, NEW_YORK).sessions
    assert (session.meeting.title, session.meeting.status, session.number) == (title, "finished", None)
