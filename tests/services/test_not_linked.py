"""Who is named in words alone is shown by those words, as somebody of their own; what names nobody is no session; a group is its members."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from briefing_app.documents.day import day_as_text
from briefing_app.documents.tables import schedule_row
from briefing_app.services.day import open_day, schedule
from briefing_app.services.worktime import Work
from briefing_app.storage.deleted import delete_client
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.viewmodels.day import make_day
from tests.fhir import Resource, ndjson, patient, score
from tests.importing import HELD, NEW_YORK, everything, take

DAY = date(2024, 3, 13)
ROE = {"reference": "Practitioner/roe", "display": "Dr. Roe"}
NOW = datetime(2024, 3, 13, 8, tzinfo=UTC)


def at(hour: int, *actors: Any, id: str = "", **more: Any) -> Resource:
    return {
        "resourceType": "Appointment", "id": id or f"a{hour}", "status": "booked", "start": f"2024-03-13T{hour}:00:00-04:00",
        "minutesDuration": 50, "participant": [one if "actor" in one else {"actor": one} for one in actors], **more,
    }  # fmt: skip


def of_day(reader: PracticeReader) -> list[tuple[str, str, int | None]]:
    return [(f"{one.starts:%H}", one.history.client.name, one.number) for one in open_day(reader, DAY, NEW_YORK).sessions]


def page(reader: PracticeReader) -> str:
    return day_as_text(make_day(open_day(reader, DAY, NEW_YORK), HELD, NOW, NEW_YORK))


def test_three_who_are_named_in_words_are_three_people_of_whom_no_number_is_known(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    made = [
        at(10, {"display": "Bea Hale"}),
        at(12, {"display": "Bea Hale"}, ROE),
        at(14, {"type": "Patient", "display": "Max Low"}),
    ]
    take(store, ndjson(tmp_path / "x.ndjson", *made))
    assert of_day(reader) == [
        ("10", "Bea Hale (not linked)", None),
        ("12", "Bea Hale (not linked)", None),
        ("14", "Max Low (not linked)", None),
    ]
    said = page(reader)
    assert "whether there were sessions before is not known" in said
    assert "what may be on file of this person is not shown here" in said
    assert not [words for words in ("No measures yet", "session 1", "Unassigned") if words in said]


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        (
            {"type": "Patient", "display": "Bea Hale", "identifier": {"system": "urn:mrn", "value": "M-4"}},
            "Bea Hale (not linked)",
        ),
        ({"type": "Patient", "identifier": {"system": "urn:mrn", "value": "M-4"}}, "M-4 (not linked)"),
        ({"reference": "Patient/p7", "display": "HALE, BEA"}, "HALE, BEA (not linked)"),
        ({"reference": "Patient/p7"}, "p7 (not linked)"),
        ({"type": "RelatedPerson", "display": "Mother of Bea"}, "Mother of Bea (not linked)"),
        ({"reference": "#p"}, "Bea Hale (not linked)"),
    ],
)
def test_somebody_without_a_record_has_the_words_that_are_there(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, actor: Resource, name: str
) -> None:
    contained = {"resourceType": "Patient", "id": "p", "name": [{"family": "Hale", "given": ["Bea"]}]}
    take(store, ndjson(tmp_path / "x.ndjson", at(10, actor, ROE, contained=[contained])))
    assert [(one, words) for one, words, _ in of_day(reader)] == [("10", name)]


def test_one_identifier_is_one_person_and_their_record_takes_the_place_of_the_words(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    actor = {"type": "Patient", "display": "Bea H.", "identifier": {"system": "urn:mrn", "value": "M-4"}}
    take(store, ndjson(tmp_path / "x.ndjson", at(10, actor, status="fulfilled"), at(12, actor)))
    assert of_day(reader) == [("10", "Bea H. (not linked)", 1), ("12", "Bea H. (not linked)", 2)]
    take(store, ndjson(tmp_path / "y.ndjson", patient("bea", identifier=[{"system": "urn:mrn", "value": "M-4"}])))
    assert of_day(reader) == [("10", "Bea Invented", 1), ("12", "Bea Invented", 2)]
    assert [one.name for one in reader.find_clients("bea")] == ["Bea Invented"]


def test_a_clinician_named_in_words_is_no_client_and_a_room_is_nobody(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    known = {"resourceType": "Practitioner", "id": "thorn", "name": [{"family": "Thorn", "given": ["Ida"]}]}
    attends = {"type": [{"coding": [{"code": "ATND"}]}], "actor": {"display": "Max Veer"}}
    take(
        store,
        ndjson(
            tmp_path / "x.ndjson",
            at(10, {"display": "Bea Hale"}, {"display": "THORN, Ida MD"}, {"display": "Room 3"}),
            at(12, {"display": "Bea Hale"}, attends),
            at(14, {"display": "Ida Thorn"}, {"display": "Main office"}),
            at(16, {"display": "Bea Hale"}, {"display": "Somebody Else"}),
            known,
        ),
    )  # fmt: skip
    day = open_day(reader, DAY, NEW_YORK)
    assert [(one.history.client.name, one.meeting.practitioner_id) for one in day.sessions] == [
        ("Bea Hale (not linked)", "thorn"), ("Bea Hale (not linked)", "name:Max Veer"), ("Bea Hale, Somebody Else (not linked)", ""),
    ]  # fmt: skip
    assert [one.meeting.practitioner for one in day.blocks] == ["Ida Thorn"]


def test_a_hold_is_a_block_and_counts_nowhere(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, tmp_path_factory: pytest.TempPathFactory
) -> None:
    take(
        store,
        ndjson(
            tmp_path / "x.ndjson",
            patient("ann"),
            at(10, {"reference": "Patient/ann"}, ROE),
            at(13, ROE, description="Lunch / hold"),
            at(15, ROE, status="cancelled", description="Meeting"),
            {"resourceType": "Encounter", "id": "e", "status": "finished", "class": {"code": "AMB"},
             "period": {"start": "2024-03-13T16:00:00-04:00", "end": "2024-03-13T16:30:00-04:00"}},
        ),
    )  # fmt: skip
    day = make_day(open_day(reader, DAY, NEW_YORK), HELD, NOW, NEW_YORK)
    assert (day.count, [row.name for row in day.rows]) == ("1 session", ["Ann Invented"])
    assert day.note == (
        "Also in the schedule, without a client: 13:00–13:50 Lunch / hold; 16:00–16:30 a visit of somebody who is not named."
    )
    rows = [schedule_row(day.isoformat(), one) for day, one in schedule(reader, DAY, DAY, NEW_YORK)]
    assert [(row["start"][11:13], row["patient"], row["name"], row["number"]) for row in rows] == [
        ("10", "ann", "Ann Invented", 1), ("13", "", "", None), ("15", "", "", None), ("16", "", "", None),
    ]  # fmt: skip
    private = PrivateStore(tmp_path_factory.mktemp("own") / "private.db", bytes(32))
    work = Work(private, reader, datetime(2024, 3, 14, tzinfo=UTC), NEW_YORK, "")
    assert len(work.past(DAY, DAY)) == 1
    private.close()


def group(*members: Resource, id: str = "g", **more: Any) -> Resource:
    return {
        "resourceType": "Group",
        "id": id,
        "type": "person",
        "actual": True,
        "name": "Skills group",
        "member": list(members),
        **more,
    }


def member(id: str, **more: Any) -> Resource:
    return {"entity": {"reference": f"Patient/{id}"}, **more}


@pytest.mark.parametrize("group_last", [True, False])
def test_a_group_is_its_members_of_that_day(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, group_last: bool
) -> None:
    met = at(20, {"reference": "Group/g", "display": "Skills group"}, ROE)
    people = group(
        member("ann"), member("ben"), member("cyn", inactive=True), member("dan", period={"end": "2024-02-01"}),
        member("eve", period={"end": "2024-12-31"}),
    )  # fmt: skip
    path = ndjson(
        tmp_path / "x.ndjson",
        *(patient(one) for one in ("ann", "ben", "cyn", "dan", "eve")),
        *((met, people) if group_last else (people, met)),
    )
    take(store, path)
    assert [name for _, name, _ in of_day(reader)] == ["Ann Invented", "Ben Invented", "Eve Invented"]
    before = everything(store)
    assert take(store, path).changed is False
    assert everything(store) == before


@pytest.mark.parametrize("known", [[], [group()], [group(*(member(f"m{n}") for n in range(300)))]])
def test_a_group_without_members_or_with_a_crowd_of_them_stands_by_its_name(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, known: list[Resource]
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", at(20, {"reference": "Group/g", "display": "Skills group"}), *known))
    assert [name for _, name, _ in of_day(reader)] == ["Skills group (not linked)"]


def test_an_encounter_of_words_is_its_appointment_of_the_same_words(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    visit = {
        "resourceType": "Encounter", "id": "e", "status": "finished", "class": {"code": "AMB"}, "subject": {"display": "Bea Hale"},
        "period": {"start": "2024-03-13T10:05:00-04:00", "end": "2024-03-13T10:45:00-04:00"},
        "appointment": [{"reference": "Appointment/a10"}],
    }  # fmt: skip
    alone = {**visit, "id": "f", "appointment": [], "subject": {"reference": "Group/g", "display": "Skills group"}}
    take(store, ndjson(tmp_path / "x.ndjson", at(10, {"display": "Bea Hale"}), visit, alone))
    assert sorted(name for _, name, _ in of_day(reader)) == ["Bea Hale (not linked)", "Skills group (not linked)"]


def test_whoever_is_not_linked_can_be_deleted_and_stays_away(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    path = ndjson(tmp_path / "x.ndjson", patient("ann"), score("s", 7), at(10, {"display": "Bea Hale"}))
    take(store, path)
    (session,) = open_day(reader, DAY, NEW_YORK).sessions
    delete_client(store, session.history.client.row, 0.0, "me")
    take(store, path)
    assert of_day(reader) == []
