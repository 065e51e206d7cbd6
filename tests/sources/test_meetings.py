"""Who meets whom, and when: every form in which an Appointment or an Encounter says it, read field by field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from briefing_app.domain.records import MeetingRecord
from briefing_app.sources.fhir.context import CodeIndex, Context
from briefing_app.sources.fhir.meetings import appointment, encounter, schedule, slot
from tests.fhir import Resource
from tests.importing import NEW_YORK

NINE = datetime(2026, 11, 24, 14, tzinfo=UTC).timestamp()  # 09:00 in New York
ROE = {"reference": "Practitioner/roe", "display": "Dr. Roe"}
POE = {"reference": "Practitioner/poe", "display": "Dr. Poe"}
ANN = {"reference": "Patient/ann"}


def context() -> Context:
    return Context(CodeIndex.of([]), {}, NEW_YORK)


def booked(*actors: Any, **more: Any) -> list[MeetingRecord]:
    made = {"resourceType": "Appointment", "id": "a", "status": "booked", "start": "2026-11-24T09:00:00-05:00", **more}
    return list(appointment({"participant": [{"actor": one} for one in actors], **made}, context()) or ())


def met(**more: Any) -> MeetingRecord:
    made: Resource = {"resourceType": "Encounter", "id": "e", "status": "finished", "subject": ANN}
    (found,) = encounter(
        {"period": {"start": "2026-11-24T09:00:00-05:00", "end": "2026-11-24T09:50:00-05:00"}, **made, **more}, context()
    )
    return found


# -- appointments


def test_an_appointment_is_the_clients_own_with_the_practitioner_who_leads_it() -> None:
    (found,) = booked(ROE, ANN, end="2026-11-24T09:50:00-05:00", description="First talk")
    assert (found.kind, found.client, found.practitioner, found.practitioner_name) == ("appointment", "ann", "roe", "Dr. Roe")
    assert (found.at, found.ends, found.day, found.date) == (NINE, NINE + 3000, "", "2026-11-24T09:00:00-05:00")
    assert (found.status, found.title, found.mode, found.slot, found.appointment) == ("booked", "First talk", "", "", "")


def test_a_practitioner_role_leads_too_and_of_two_the_first() -> None:
    role = {"reference": "PractitionerRole/r1", "display": "Dr. Roe, clinic"}
    (found,) = booked(ANN, role, POE)
    assert (found.practitioner, found.practitioner_name) == ("r1", "Dr. Roe, clinic")
    (other,) = booked(POE, ANN, role)
    assert (other.practitioner, other.practitioner_name) == ("poe", "Dr. Poe")


def test_each_client_of_a_group_has_a_line_and_a_place_is_nobody() -> None:
    place = {"reference": "Location/room", "display": "Room 2"}
    found = booked(ANN, {"reference": "Patient/ben"}, ANN, place, ROE)
    assert [(one.client, one.practitioner) for one in found] == [("ann", "roe"), ("ben", "roe")]


def test_a_participant_named_by_a_urn_or_by_an_identifier_is_the_client() -> None:
    (by_urn,) = booked({"reference": "urn:uuid:0a1b"}, ROE)
    assert (by_urn.client, by_urn.practitioner) == ("0a1b", "roe")
    (by_identifier,) = booked({"type": "Patient", "identifier": {"system": "urn:mrn", "value": "17"}})
    assert by_identifier.client == "urn:mrn|17"
    (bare,) = booked({"reference": "somebody"}, subject={"reference": "Patient/ben"})
    assert bare.client == "ben"


def test_an_appointment_without_a_client_among_its_participants_takes_its_subject_or_nobody() -> None:
    assert [one.client for one in booked(ROE, subject=ANN)] == ["ann"]
    assert [one.client for one in booked(ROE)] == [""]


@pytest.mark.parametrize(
    ("more", "minutes"),
    [
        ({"minutesDuration": 50}, 50), ({"minutesDuration": 50, "end": "2026-11-24T10:00:00-05:00"}, 60), ({"minutesDuration": 0}, None),
        ({"minutesDuration": -5}, None), ({"end": "2026-11-24T09:00:00-05:00"}, None), ({"end": "2026-11-24T08:00:00-05:00"}, None), ({}, None),
    ],
)  # fmt: skip
def test_an_end_is_the_stated_one_or_the_minutes_and_never_before_the_start(more: dict[str, Any], minutes: int | None) -> None:
    (found,) = booked(ANN, **more)
    assert found.ends == (NINE + 60 * minutes if minutes else 0.0)


def test_an_appointment_of_a_day_alone_has_its_day_and_no_time() -> None:
    (found,) = booked(ANN, start="2026-11-24", minutesDuration=50)
    assert (found.at, found.ends, found.day, found.date) == (0.0, 0.0, "2026-11-24", "2026-11-24")
    (timed,) = booked(ANN, start="2026-11-24T09:00:00")
    assert (timed.at, timed.day) == (NINE, "")


def test_the_title_is_the_service_then_the_kind_then_the_description_and_its_words_tell_the_mode() -> None:
    service, kind = {"text": "Video visit"}, {"coding": [{"code": "FOLLOWUP", "display": "Follow up"}]}
    (first,) = booked(ANN, serviceType=[service], appointmentType=kind, description="x")
    assert (first.title, first.mode) == ("Video visit", "video")
    (second,) = booked(ANN, appointmentType=kind, description="x")
    assert (second.title, second.mode) == ("Follow up", "")
    (third,) = booked(ANN, description="Phone call after discharge")
    assert (third.title, third.mode) == ("Phone call after discharge", "phone")
    (fourth,) = booked(ANN, description="VR exposure")
    assert fourth.mode == ""


def test_a_slot_and_whose_cancellation_it_was_are_kept() -> None:
    reason = {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason", "code": "pat-cpp"}]
    }
    (found,) = booked(
        ANN, status="Cancelled ", slot=[{"reference": "Slot/s1"}, {"reference": "Slot/s2"}], cancelationReason=reason
    )
    assert (found.status, found.slot, found.cancelled_by) == ("cancelled", "s1", "client")


@pytest.mark.parametrize(
    ("status", "read"),
    [
        ("booked", "booked"), ("Scheduled", "booked"), ("checked in", "checked-in"), ("Checked-In", "checked-in"), ("in_progress", "in-progress"),
        ("Entered in Error", "entered-in-error"), ("cancelled", "cancelled"), ("canceled", "cancelled"), ("Cancelled by client", "cancelled"),
        ("late cancellation", "cancelled"), ("late-cancel", "cancelled"), ("called off", "cancelled"), ("No Show", "noshow"), ("no-show", "noshow"),
        ("DNA", "noshow"), ("did not attend", "noshow"), ("missed", "noshow"), ("absent", "noshow"), ("on hold for now", "on hold for now"),
    ],
)  # fmt: skip
def test_a_status_is_read_in_its_common_spellings_and_stays_as_written_in_others(status: str, read: str) -> None:
    (found,) = booked(ANN, status=status)
    assert found.status == read


@pytest.mark.parametrize(
    ("status", "reason", "read"),
    [
        ("cancelled", {"text": "No show"}, "noshow"), ("cancelled", {"coding": [{"code": "NOSHOW"}]}, "noshow"), ("cancelled", {"text": "ill"}, "cancelled"),
        ("cancelled", None, "cancelled"), ("noshow", {"text": "No show"}, "noshow"), ("entered-in-error", {"text": "No show"}, "entered-in-error"),
        ("fulfilled", {"text": "No show"}, "fulfilled, but no-show is given as a reason"), (None, {"text": "No show"}, "noshow"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["cancelationReason", "cancellationReason"])
def test_a_reason_that_says_no_show_makes_a_cancelled_meeting_a_missed_one(
    status: str | None, reason: Any, read: str, name: str
) -> None:
    (found,) = booked(ANN, status=status, **{name: reason})
    assert found.status == read


def test_a_status_may_stand_in_an_extension_of_the_missing_one() -> None:
    for value in ({"valueCode": "Fulfilled"}, {"valueString": "fulfilled"}):
        (found,) = booked(ANN, status=None, _status={"extension": [{"valueInteger": 1}, value]})
        assert found.status == "fulfilled"


@pytest.mark.parametrize(
    ("coding", "whose"),
    [
        ({"code": "pat-crs"}, "client"), ({"code": "prov-pers"}, "practice"), ({"code": "maint"}, ""), ({"code": "pat", "system": "urn:own"}, ""),
        ({"code": "prov", "system": "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"}, "practice"),
    ],
)  # fmt: skip
def test_whose_cancellation_it_was_is_told_by_the_code_of_its_reason_alone(coding: Resource, whose: str) -> None:
    for name in ("cancelationReason", "cancellationReason"):
        (found,) = booked(ANN, status="cancelled", **{name: {"coding": [coding]}})
        assert found.cancelled_by == whose


def test_a_practitioner_who_declined_takes_no_part_and_a_client_who_did_is_the_client_all_the_same() -> None:
    participants = [
        {"actor": ROE, "status": "declined"},
        {"actor": {"type": "Practitioner", "display": "Dr. Doe"}, "status": "declined"},
        {"actor": POE, "status": "accepted"},
        {"actor": ANN, "status": "declined"},
    ]
    (found,) = booked(participant=participants)
    assert (found.client, found.practitioner, found.others) == ("ann", "poe", ())


def test_everybody_who_takes_part_is_kept_once_by_id_or_by_name() -> None:
    doe = {"type": "Practitioner", "display": "Dr. Doe"}
    moe = {"type": "Practitioner", "display": "Dr. Moe"}
    (found,) = booked(ANN, doe, moe, doe, {"reference": "Practitioner/roe"}, ROE, {"type": "Practitioner"})
    assert (found.practitioner, found.practitioner_name) == ("", "Dr. Doe")
    assert found.others == (("", "Dr. Moe"), ("roe", "Dr. Roe"))


# -- encounters


def test_an_encounter_has_its_times_its_class_and_its_appointment() -> None:
    found = met(type=[{"text": "Psychotherapy"}], appointment=[{"reference": "Appointment/a9"}], **{"class": {"code": "AMB"}})
    assert (found.kind, found.client, found.at, found.ends, found.day) == ("encounter", "ann", NINE, NINE + 3000, "")
    assert (found.title, found.mode, found.appointment, found.status) == ("Psychotherapy", "amb", "a9", "finished")


@pytest.mark.parametrize(
    ("given", "mode"),
    [({"code": "VR"}, "video"), ([{"coding": [{"code": "VR"}]}], "video"), ({"code": "PHONE"}, "phone"), ("VR", "video")],
)
def test_a_virtual_class_is_video_in_r4_and_r5(given: Any, mode: str) -> None:
    assert met(**{"class": given}).mode == mode


@pytest.mark.parametrize(
    "participant",
    [
        {"individual": ROE}, {"actor": ROE}, {"type": [{"coding": [{"code": "PPRF"}]}], "individual": ROE},
        {"individual": {"identifier": {"system": "urn:npi", "value": "1"}, "display": "Dr. Roe"}},
    ],
)  # fmt: skip
def test_who_leads_an_encounter_is_read_from_r4_and_r5_with_and_without_a_type(participant: Resource) -> None:
    found = met(
        participant=[
            {"type": [{"text": "empty"}]},
            {"individual": {"reference": "RelatedPerson/mother"}},
            participant,
            {"individual": POE},
        ]
    )
    assert found.practitioner_name == "Dr. Roe"
    assert found.practitioner in ("roe", "urn:npi|1")


def test_nobody_leads_an_encounter_whose_participants_are_no_practitioners() -> None:
    found = met(participant=[{"individual": {"reference": "RelatedPerson/mother", "display": "Mother"}}])
    assert (found.practitioner, found.practitioner_name) == ("", "")


@pytest.mark.parametrize(
    "period",
    [
        {"start": "2026-11-24"}, {"start": "2026-11-24", "end": "2026-11-24"},
        {"start": "2026-11-24T00:00:00-05:00", "end": "2026-11-24T00:00:00-05:00"}, {"start": "2026-11-24T00:00:00-05:00"},
    ],
)  # fmt: skip
def test_an_encounter_of_a_day_alone_or_of_no_minutes_at_midnight_is_a_day_without_a_time(period: Resource) -> None:
    found = met(period=period)
    assert (found.at, found.ends, found.day) == (0.0, 0.0, "2026-11-24")


def test_a_real_hour_after_midnight_keeps_its_times_and_an_end_at_the_start_is_none() -> None:
    night = met(period={"start": "2026-11-24T00:00:00-05:00", "end": "2026-11-24T01:00:00-05:00"})
    assert (night.ends - night.at, night.day) == (3600, "")
    same = met(period={"start": "2026-11-24T09:00:00-05:00", "end": "2026-11-24T09:00:00-05:00"})
    assert (same.at, same.ends, same.day) == (NINE, 0.0, "")


def test_the_times_of_r5_count_and_planned_ones_where_there_are_no_others() -> None:
    actual = {"start": "2026-11-24T09:00:00-05:00", "end": "2026-11-24T09:30:00-05:00"}
    planned = {"plannedStartDate": "2026-11-24T08:00:00-05:00", "plannedEndDate": "2026-11-24T08:20:00-05:00"}
    found = met(period=None, actualPeriod=actual, **planned)
    assert (found.at, found.ends) == (NINE, NINE + 1800)
    found = met(period=None, **planned)
    assert (found.at, found.ends) == (NINE - 3600, NINE - 2400)
    found = met(period=None)
    assert (found.at, found.ends, found.day, found.date) == (0.0, 0.0, "", "")


def test_the_client_of_an_encounter_stands_under_subject_or_in_old_exports_under_patient() -> None:
    assert met(subject=None, patient={"reference": "Patient/ben"}).client == "ben"


# -- schedules and slots


def test_a_schedule_is_a_name_for_its_practitioner_and_a_slot_has_its_schedule() -> None:
    actors = [{"reference": "Location/room"}, ROE, POE]
    (found,) = schedule({"resourceType": "Schedule", "id": "s", "actor": actors}, context())
    assert (found.id, found.name, found.stands_for) == ("Schedule/s", "Dr. Roe", "roe")
    assert list(schedule({"id": "s", "actor": actors[:1]}, context())) == []
    made = {
        "id": "t",
        "start": "2026-11-24T09:00:00-05:00",
        "end": "2026-11-24T09:50:00-05:00",
        "schedule": {"reference": "Schedule/s"},
    }
    (place,) = slot(made, context())
    assert tuple(place) == ("t", NINE, NINE + 3000, "s", 0)
    assert list(slot({**made, "start": "2026-11-24"}, context())) == []
