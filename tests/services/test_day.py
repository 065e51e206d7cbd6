"""Whose day it is, what stands on it, and what never does."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from briefing_app.services.day import open_day, schedule
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import Resource, appointment, ndjson, patient
from tests.importing import NEW_YORK, take

DAY = date(2024, 3, 13)


def encounter(id: str, start: str | None, end: str | None = None, **more: object) -> Resource:
    period = {key: value for key, value in (("start", start), ("end", end)) if value}
    return {
        "resourceType": "Encounter",
        "id": id,
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": {"reference": "Patient/ann"},
        "period": period,
        **more,
    }


def starts(reader: PracticeReader, day: date = DAY, practitioner: str = "") -> list[tuple[str, str, str]]:
    return [
        (f"{one.starts:%H:%M}", one.meeting.resource_id, one.history.client.id)
        for one in open_day(reader, day, NEW_YORK, practitioner).sessions
    ]


def test_an_evening_session_stands_on_its_local_day_and_groups_once_a_client(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    take(
        store,
        ndjson(
            tmp_path / "x.ndjson",
            patient(),
            patient("ben"),
            appointment("evening", "2024-03-14T00:30:00Z"),
            appointment("group", "2024-03-13T19:00:00-04:00", clients=("ann", "ben")),
        ),
    )
    assert starts(reader) == [("19:00", "group", "ann"), ("19:00", "group", "ben"), ("20:30", "evening", "ann")]


def test_cancelled_and_missed_are_struck_out_and_wishes_and_errors_absent(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    at = "2024-03-13T10:00:00-04:00"
    made = [
        appointment(status, at, status=status)
        for status in ("cancelled", "noshow", "entered-in-error", "proposed", "waitlist", "booked")
    ]
    made.append(appointment("wish", None, requestedPeriod=[{"start": at}]))
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *made))
    day = open_day(reader, DAY, NEW_YORK)
    assert {one.meeting.status: one.happens for one in day.sessions} == {"cancelled": False, "noshow": False, "booked": True}


def test_an_encounter_is_its_appointment_and_the_rest_stand_alone(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    named = encounter(
        "e", "2024-03-13T10:05:00-04:00", "2024-03-13T10:55:00-04:00", appointment=[{"reference": "Appointment/a"}]
    )
    take(store, ndjson(tmp_path / "x.ndjson", patient(), appointment("a", "2024-03-13T10:00:00-04:00"), named))
    assert starts(reader) == [("10:00", "a", "ann")]
    other = [
        encounter("good", "2024-03-20T10:00:00-04:00", "2024-03-20T10:50:00-04:00"),
        encounter("same meeting, another id", "2024-03-20T10:00:00-04:00", "2024-03-20T10:50:00-04:00"),
        encounter("years", "2019-03-20T10:00:00-04:00", "2024-03-20T10:50:00-04:00"),
        encounter("midnight", "2024-03-20T00:00:00-04:00", "2024-03-20T00:00:00-04:00"),
        encounter("ward", "2024-03-20T11:00:00-04:00", "2024-03-20T12:00:00-04:00", **{"class": {"code": "IMP"}}),
        encounter("planned", None, status="planned"),
    ]
    take(store, ndjson(tmp_path / "y.ndjson", *other))
    day = open_day(reader, date(2024, 3, 20), NEW_YORK)
    assert day.from_encounters
    assert [one.meeting.resource_id for one in day.sessions] == ["good"]


def test_a_slot_gives_its_times_to_an_appointment_without_any(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    slot: Resource = {
        "resourceType": "Slot",
        "id": "s",
        "start": "2024-03-13T09:00:00-04:00",
        "end": "2024-03-13T09:50:00-04:00",
    }
    slot["schedule"] = {"reference": "Schedule/roe"}
    schedule = {"resourceType": "Schedule", "id": "roe", "actor": [{"reference": "Practitioner/p1", "display": "Dr. Roe"}]}
    doctor = {"resourceType": "Practitioner", "id": "p1", "name": [{"family": "Roe", "given": ["Rosa"]}]}
    take(
        store,
        ndjson(
            tmp_path / "x.ndjson", patient(), appointment("a", None, slot=[{"reference": "Slot/s"}]), slot, schedule, doctor
        ),
    )
    assert starts(reader) == [("09:00", "a", "ann")]
    assert open_day(reader, DAY, NEW_YORK).sessions[0].meeting.practitioner == "Rosa Roe"


def test_a_start_without_zone_is_on_the_practices_clock(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), appointment("a", "2024-03-13T23:30:00")))
    assert starts(reader) == [("23:30", "a", "ann")]


def test_an_appointment_of_which_only_the_day_is_known_stands_on_its_day_without_a_time(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), appointment("a", "2024-03-13")))
    session = open_day(reader, DAY, NEW_YORK).sessions[0]
    assert (session.timed, session.number) == (False, 1)
    assert open_day(reader, date(2024, 3, 12), NEW_YORK).sessions == ()


def test_sessions_are_counted_from_the_start_of_the_episode(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    made = [
        appointment(f"a{day}", f"2024-0{month}-{day:02}T10:00:00-04:00", status=status)
        for month, day, status in (
            (1, 5, "fulfilled"),
            (2, 7, "fulfilled"),
            (2, 14, "noshow"),
            (2, 21, "fulfilled"),
            (3, 13, "booked"),
        )
    ]
    episode = {
        "resourceType": "EpisodeOfCare",
        "id": "e",
        "status": "active",
        "patient": {"reference": "Patient/ann"},
        "period": {"start": "2024-02-01"},
    }
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *made, episode))
    session = open_day(reader, DAY, NEW_YORK).sessions[0]
    assert session.start is not None
    assert (session.number, session.start.day, session.not_recorded) == (3, date(2024, 2, 1), 0)


def test_an_empty_day_names_its_neighbours_and_a_practitioner_only_sees_his_own(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    def with_person(id: str, start: str, who: str) -> Resource:
        made = appointment(id, start)
        made["participant"].append({"actor": {"reference": f"Practitioner/{who}", "display": f"Dr. {who.title()}"}})
        return made

    take(
        store,
        ndjson(
            tmp_path / "x.ndjson",
            patient(),
            with_person("a", "2024-03-11T10:00:00-04:00", "roe"),
            with_person("b", "2024-03-18T10:00:00-04:00", "roe"),
            with_person("c", "2024-03-18T12:00:00-04:00", "poe"),
        ),
    )
    day = open_day(reader, DAY, NEW_YORK)
    assert (day.sessions, day.earlier, day.later) == ((), date(2024, 3, 11), date(2024, 3, 18))
    assert [one.name for one in open_day(reader, date(2024, 3, 18), NEW_YORK).practitioners] == ["Dr. Poe", "Dr. Roe"]
    assert starts(reader, date(2024, 3, 18), "poe") == [("12:00", "c", "ann")]


def test_similar_names_on_one_day_are_marked(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    people = [
        patient(str(number), name=[{"family": family, "given": [given]}])
        for number, (given, family) in enumerate((("Maria", "Delgado"), ("Marta", "Delgada"), ("Ethan", "Clarke")))
    ]
    made = [appointment(f"a{number}", f"2024-03-13T1{number}:00:00-04:00", clients=(str(number),)) for number in range(3)]
    take(store, ndjson(tmp_path / "x.ndjson", *people, *made))
    assert [one.similar_name for one in open_day(reader, DAY, NEW_YORK).sessions] == [True, True, False]


ALIKE = [
    (("Lee", "Ann"), ("Lee", "Abe"), True), (("Lee", "Ann"), ("Kim", "Ann"), False), (("Hansen", "Ann"), ("Hanson", "Abe"), True),
    (("Hansen", "Ann"), ("Hansens", "Abe"), True), (("Hansen", "Ann"), ("Hanzon", "Abe"), False), (("Hansen", "Ann"), ("Hanson", "Ben"), False),
    (("Diaz", "Ann"), ("Dias", "Abe"), True), (("Roe", "Ann"), ("Poe", "Abe"), False), (("Kelly", "Ann"), ("Miller", "Abe"), False),
    (("Hansen", "Ann"), ("Hans", "Abe"), False),
]  # fmt: skip


def test_names_that_could_be_mistaken_are_alike_in_the_family_name_and_begin_the_same(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    """A pair a day: the same family name, or one letter apart where it has more than three, and given names with the same initial."""
    made = []
    for number, pair in enumerate(ALIKE):
        for side, (family, given) in enumerate(pair[:2]):
            made.append(patient(f"{number}-{side}", name=[{"family": family, "given": [given]}]))
            made.append(
                appointment(f"a{number}-{side}", f"2024-03-{number + 1:02}T1{side}:00:00-05:00", clients=(f"{number}-{side}",))
            )
    take(store, ndjson(tmp_path / "x.ndjson", *made))
    found = [
        [one.similar_name for one in open_day(reader, date(2024, 3, number + 1), NEW_YORK).sessions]
        for number in range(len(ALIKE))
    ]
    assert found == [[alike, alike] for _, _, alike in ALIKE]


def test_a_client_without_a_name_is_like_nobody(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    people = [
        patient("1", name=[]),
        patient("2", name=[]),
        patient("3", name=[{"family": "Roe"}]),
        patient("4", name=[{"family": "Roe"}]),
        patient("5", name=[{"family": "Roe", "given": ["Ann"]}]),
    ]
    made = [appointment(f"a{number}", f"2024-03-13T1{number}:00:00-04:00", clients=(str(number),)) for number in range(1, 6)]
    take(store, ndjson(tmp_path / "x.ndjson", *people, *made))
    assert [one.similar_name for one in open_day(reader, DAY, NEW_YORK).sessions] == [False] * 5


def test_clients_are_counted_on_a_day_without_sessions_and_whether_one_was_met_on_the_day_before(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    held = appointment("a", "2024-03-13T10:00:00-04:00", status="fulfilled")
    missed = appointment("b", "2024-03-15T10:00:00-04:00", status="noshow")
    take(store, ndjson(tmp_path / "x.ndjson", patient(), patient("ben"), held, missed))
    days = [open_day(reader, date(2024, 3, number), NEW_YORK) for number in (13, 14, 15, 16)]
    assert [(one.clients, one.seen) for one in days] == [(0, False), (2, True), (0, False), (2, False)]


def test_of_a_clinician_s_day_it_is_said_that_an_older_program_kept_only_who_was_named_first(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), appointment("a", "2024-03-13T10:00:00-04:00")))
    assert not open_day(reader, DAY, NEW_YORK, "roe").first_named_only
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE meeting SET clinicians = NULL")  # as an older program left it
    assert [open_day(reader, DAY, NEW_YORK, whose).first_named_only for whose in ("roe", "", " ")] == [True, False, False]


def test_a_day_shows_its_appointments_and_visits_without_one_and_a_schedule_runs_forward(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    made = [appointment(f"a{day}", f"2024-03-{day}T10:00:00-04:00") for day in (12, 13, 14)]
    take(
        store,
        ndjson(
            tmp_path / "x.ndjson", patient(), *made, encounter("e", "2024-03-13T15:00:00-04:00", "2024-03-13T15:50:00-04:00")
        ),
    )
    day = open_day(reader, DAY, NEW_YORK)
    assert [one.meeting.resource_id for one in day.sessions] == ["a13", "e"]
    assert not day.from_encounters
    found = schedule(reader, date(2024, 3, 12), date(2024, 3, 14), NEW_YORK)
    assert [(at.day, one.meeting.resource_id) for at, one in found] == [(12, "a12"), (13, "a13"), (13, "e"), (14, "a14")]
    assert schedule(reader, date(2024, 3, 15), date(2024, 3, 14), NEW_YORK) == []
    assert [at.day for at, _ in schedule(reader, date(2024, 3, 12), DAY, NEW_YORK)] == [12, 13, 13]


def test_an_appointment_of_a_day_alone_stands_at_its_local_midnight(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), appointment("a", "2024-03-13")))
    (session,) = open_day(reader, DAY, NEW_YORK).sessions
    assert (session.starts.isoformat(), session.ends, session.timed) == ("2024-03-13T00:00:00-04:00", None, False)


def test_the_number_counts_up_to_this_session_and_a_cancelled_one_has_none(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    days = [
        ("2024-03-04", "fulfilled"),
        ("2024-03-06", "cancelled"),
        ("2024-03-08", "fulfilled"),
        ("2024-03-13", "booked"),
        ("2024-03-20", "booked"),
    ]
    made = [appointment(f"a{day}", f"{day}T15:00:00Z", status=status) for day, status in days]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *made))
    (session,) = open_day(reader, DAY, NEW_YORK).sessions
    assert (session.number, session.since, session.happens) == (3, date(2024, 3, 4), True)
    (cancelled,) = open_day(reader, date(2024, 3, 6), NEW_YORK).sessions
    assert (cancelled.number, cancelled.happens) == (None, False)


def test_who_works_on_a_day_stands_by_number_of_sessions_and_one_may_be_found_by_part_of_a_name(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    made = []
    for number, who in enumerate(("poe", "roe", "roe", "")):
        one = appointment(f"a{number}", f"2024-03-13T1{number}:00:00-04:00")
        if who:
            one["participant"].append({"actor": {"reference": f"Practitioner/{who}", "display": f"Dr. {who.title()}"}})
        made.append(one)
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *made))
    assert [(one.id, one.name, one.sessions) for one in open_day(reader, DAY, NEW_YORK).practitioners] == [
        ("roe", "Dr. Roe", 2),
        ("poe", "Dr. Poe", 1),
    ]
    # One that names nobody may be anybody's: it stands on each day.
    assert [id for _, id, _ in starts(reader, DAY, " DR. R")] == ["a1", "a2", "a3"]
    assert [id for _, id, _ in starts(reader, DAY, "poe")] == ["a0", "a3"]


@pytest.mark.parametrize(
    ("status", "begins", "ends", "shown"),
    [
        ("fulfilled", "10:17", "10:58", ["a"]),
        ("fulfilled", "09:50", "10:05", ["a"]),
        ("noshow", "10:20", "10:25", ["a"]),
        ("booked", "10:50", "11:30", ["a", "e"]),
        ("booked", "09:00", "09:40", ["e", "a"]),
        ("cancelled", "10:20", "10:50", ["a", "e"]),
    ],
)
def test_an_encounter_that_overlaps_its_client_s_appointment_is_that_meeting(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, status: str, begins: str, ends: str, shown: list[str]
) -> None:
    """A no-show with a visit that documents it stays a no-show; what begins when a session is over is another meeting."""
    seen = encounter("e", f"2024-03-13T{begins}:00-04:00", f"2024-03-13T{ends}:00-04:00")
    take(store, ndjson(tmp_path / "x.ndjson", patient(), appointment("a", "2024-03-13T10:00:00-04:00", status=status), seen))
    day = open_day(reader, DAY, NEW_YORK)
    assert [one.meeting.resource_id for one in day.sessions] == shown
    assert next(one for one in day.sessions if one.meeting.resource_id == "a").meeting.status == status


def test_the_parts_of_a_visit_are_one_session(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    at = "2024-03-13T"
    visits = [
        encounter("first", f"{at}09:00:00-04:00", f"{at}09:50:00-04:00"),
        encounter("whole", f"{at}09:00:00-04:00", f"{at}11:00:00-04:00"),
        encounter("second", f"{at}10:00:00-04:00", f"{at}10:50:00-04:00"),
        encounter("later", f"{at}11:00:00-04:00", f"{at}11:50:00-04:00"),
        encounter("another's", f"{at}09:30:00-04:00", f"{at}10:20:00-04:00", subject={"reference": "Patient/ben"}),
    ]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), patient("ben"), *visits))
    day = open_day(reader, DAY, NEW_YORK)
    assert [(one.meeting.resource_id, one.number) for one in day.sessions] == [("whole", 1), ("another's", 1), ("later", 2)]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"status": "canceled"}, "cancelled"),
        ({"status": "Cancelled by Patient"}, "cancelled"),
        ({"status": "late-cancel"}, "cancelled"),
        ({"status": "No Show"}, "noshow"),
        ({"status": "no_show"}, "noshow"),
        ({"status": "Did not attend"}, "noshow"),
        ({"status": "cancelled", "cancelationReason": {"coding": [{"code": "noshow"}]}}, "noshow"),
        ({"status": "fulfilled", "cancellationReason": {"text": "No-show"}}, "fulfilled, but no-show is given as a reason"),
        ({"status": "Roomed"}, "roomed"),
        ({"status": "Checked In"}, "checked-in"),
    ],
)
def test_a_status_is_read_in_its_common_spellings_and_else_stays_as_written(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, given: dict[str, Any], status: str
) -> None:
    made = {**appointment("a", "2024-03-13T10:00:00-04:00"), **given}
    take(store, ndjson(tmp_path / "x.ndjson", patient(), made))
    assert [one.meeting.status for one in open_day(reader, DAY, NEW_YORK).sessions] == [status]


def part(id: str, begins: str, ends: str, of: str, day: str = "2024-03-13", **more: object) -> Resource:
    return encounter(id, f"{day}T{begins}:00-04:00", f"{day}T{ends}:00-04:00", partOf={"reference": f"Encounter/{of}"}, **more)


def test_a_visit_and_its_parts_are_one_also_where_a_part_goes_on_longer(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    whole = encounter("whole", "2024-03-13T09:00:00-04:00", "2024-03-13T10:00:00-04:00")
    deeper = part("c", "11:30", "11:45", "b")
    take(
        store,
        ndjson(
            tmp_path / "x.ndjson",
            patient(),
            part("a", "09:00", "09:50", "whole"),
            part("b", "10:30", "11:20", "whole"),
            whole,
            deeper,
        ),
    )
    assert [id for _, id, _ in starts(reader)] == ["whole"]


def test_a_part_of_another_day_or_of_a_stay_or_of_what_is_not_there_is_a_visit_of_its_own(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    stay = encounter("stay", "2024-03-10T09:00:00-04:00", "2024-03-20T10:00:00-04:00", **{"class": {"code": "IMP"}})
    first = encounter("first", "2024-03-06T09:00:00-05:00", "2024-03-06T10:00:00-05:00")
    made = [part("a", "09:00", "09:50", "stay"), part("b", "12:00", "12:20", "first"), part("c", "14:00", "14:50", "nowhere")]
    circle = [part("d", "16:00", "16:20", "e"), part("e", "17:00", "17:20", "d"), part("f", "18:00", "18:20", "f")]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), stay, first, *made, *circle))
    assert [id for _, id, _ in starts(reader)] == ["a", "b", "c", "d", "e", "f"]


def test_a_first_session_begins_the_course_on_its_day_although_others_are_booked(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    made = [appointment(f"a{day}", f"2024-03-{day}T10:00:00-04:00") for day in (13, 20)]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *made))
    (session,) = open_day(reader, DAY, NEW_YORK).sessions
    assert (session.number, session.start, session.since) == (1, None, DAY)
