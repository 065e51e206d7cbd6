"""Several clinicians at one meeting: it is a session of each of them, and one session of the client."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from briefing_app.documents.tables import schedule_row
from briefing_app.services.brief import brief_facts
from briefing_app.services.day import Session, open_day, schedule
from briefing_app.services.since import since_last
from briefing_app.services.waiting import waiting_without_session
from briefing_app.services.worktime import Work
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.viewmodels.consult import names_of
from briefing_app.viewmodels.day import FIRST_NAMED_ONLY, make_day
from tests.fhir import Resource, appointment, ndjson, patient
from tests.importing import HELD, NEW_YORK, take


@pytest.fixture
def private(tmp_path: Path) -> Iterator[PrivateStore]:
    opened = PrivateStore(tmp_path / "private.db", bytes(32))
    yield opened
    opened.close()


ROE = {"reference": "Practitioner/roe", "display": "Dr. Roe"}
POE = {"reference": "Practitioner/poe", "display": "Dr. Poe"}
ROLE = {"reference": "PractitionerRole/role", "display": "Dr. Roe"}
DAY = date(2024, 3, 13)
TEN = "2024-03-13T10:00:00-04:00"


def with_(*actors: Any, id: str = "a", start: str = TEN, **more: Any) -> Resource:
    made = appointment(id, start, **more)
    made["participant"] += [one if "actor" in one else {"actor": one} for one in actors]
    return made


def visit(*actors: Any, id: str = "e", start: str = TEN, end: str = "2024-03-13T10:50:00-04:00", **more: Any) -> Resource:
    return {
        "resourceType": "Encounter", "id": id, "status": "finished", "subject": {"reference": "Patient/ann"},
        "period": {"start": start, "end": end}, "participant": [{"individual": one} for one in actors], **more,
    }  # fmt: skip


def of_day(reader: PracticeReader, who: str = "", day: date = DAY) -> list[str]:
    return [one.meeting.resource_id for one in open_day(reader, day, NEW_YORK, who).sessions]


def only(reader: PracticeReader, who: str = "", day: date = DAY) -> Session:
    (found,) = open_day(reader, day, NEW_YORK, who).sessions
    return found


def test_a_session_of_two_stands_on_the_day_of_each_and_the_list_offers_both(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    alone = with_(ROE, id="alone", start="2024-03-13T12:00:00-04:00")
    take(store, ndjson(tmp_path / "x.ndjson", patient(), with_(ROE, POE), alone))
    assert (of_day(reader, "roe"), of_day(reader, "poe"), of_day(reader, "Dr. Po")) == (["a", "alone"], ["a"], ["a"])
    people = open_day(reader, DAY, NEW_YORK, "poe").practitioners
    assert [(one.id, one.name, one.sessions) for one in people] == [("roe", "Dr. Roe", 2), ("poe", "Dr. Poe", 1)]
    assert only(reader, "poe").meeting.led_by == "Dr. Roe and Dr. Poe"
    assert (only(reader, "poe").whose, open_day(reader, DAY, NEW_YORK).sessions[0].whose) == ("poe", "roe")


def test_the_session_counts_once_whoever_asks(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    before = [with_(ROE, POE, id=f"b{n}", start=f"2024-03-0{n}T10:00:00-05:00", status="fulfilled") for n in (4, 5, 6)]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *before, with_(POE, ROE)))
    assert [only(reader, who).number for who in ("", "roe", "poe")] == [4, 4, 4]
    rows = [schedule_row(day.isoformat(), one) for day, one in schedule(reader, date(2024, 3, 4), DAY, NEW_YORK)]
    assert [row["practitioner"] for row in rows] == ["Dr. Roe; Dr. Poe"] * 3 + ["Dr. Poe; Dr. Roe"]


def test_the_last_session_is_the_last_one_this_clinician_took_part_in(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    take(
        store,
        ndjson(
            tmp_path / "x.ndjson",
            patient(),
            with_(ROE, POE, id="both", start="2024-03-04T10:00:00-05:00", status="fulfilled"),
            with_(ROE, id="roe", start="2024-03-06T10:00:00-05:00", status="fulfilled"),
            with_(ROE, POE),
        ),
    )

    def last(who: str) -> str:
        session = only(reader, who)
        found = since_last(session.history, DAY, NEW_YORK, session)
        return found.last.meeting.resource_id if found.last else ""

    assert (last(""), last("roe"), last("poe")) == ("roe", "roe", "both")


def test_a_message_shown_to_one_of_them_is_still_new_to_the_other(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    message = {
        "resourceType": "Communication", "id": "m", "status": "completed", "sent": "2024-03-12T10:00:00-04:00",
        "subject": {"reference": "Patient/ann"}, "sender": {"reference": "Patient/ann"},
        "payload": [{"contentString": "Could we talk earlier?"}],
    }  # fmt: skip
    take(store, ndjson(tmp_path / "x.ndjson", patient(), message, with_(ROE, POE)))
    (found,) = [since_last(one.history, DAY, NEW_YORK, one) for one in [only(reader, "poe")]]
    assert (found.whose, [fact.detail or fact.title for fact in found.messages]) == ("poe", ["Could we talk earlier?"])
    waiting = waiting_without_session(reader, HELD, open_day(reader, date(2024, 3, 14), NEW_YORK, "poe"), NEW_YORK)
    assert [one.client.id for one in waiting] == ["ann"]


def test_the_hours_of_each_hold_the_session_once(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), with_(ROE, POE, status="fulfilled"), visit(ROE, POE)))
    now = datetime(2024, 3, 14, tzinfo=UTC)
    found = {who: Work(private, reader, now, NEW_YORK, who).kept(DAY, DAY) for who in ("", "roe", "poe", "nobody")}
    assert {who: len(sessions) for who, sessions in found.items()} == {"": 1, "roe": 1, "poe": 1, "nobody": 0}


def test_somebody_who_stands_in_the_encounter_alone_takes_part_too(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), with_(ROE, status="fulfilled"), visit(ROE, POE)))
    assert (of_day(reader, "poe"), of_day(reader, "roe")) == (["a"], ["a"])


def test_two_encounters_of_one_hour_are_one_session_of_both(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), visit(ROE), visit(POE, id="f", end="2024-03-13T10:45:00-04:00")))
    assert (of_day(reader, "roe"), of_day(reader, "poe"), of_day(reader)) == (["e"], ["e"], ["e"])


@pytest.mark.parametrize("actors", [(ROLE, ROE), (ROE, ROLE), (ROLE,)])
def test_a_role_is_its_person_under_both_ids(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, actors: tuple[Any, ...]
) -> None:
    role = {"resourceType": "PractitionerRole", "id": "role", "practitioner": {"reference": "Practitioner/roe"}}
    person = {"resourceType": "Practitioner", "id": "roe", "name": [{"text": "Dr. Roe"}]}
    take(store, ndjson(tmp_path / "x.ndjson", patient(), with_(*actors), role, person))
    assert [(one.id, one.name) for one in open_day(reader, DAY, NEW_YORK).practitioners] == [("roe", "Dr. Roe")]
    assert (of_day(reader, "roe"), only(reader).meeting.led_by) == (["a"], "Dr. Roe")
    assert of_day(reader, "role") == ([] if actors == (ROE, ROLE) else ["a"])


def test_who_declined_does_not_take_part_and_who_left_in_a_later_version_no_longer_does(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    declined = {"actor": POE, "status": "declined"}
    take(
        store,
        ndjson(tmp_path / "x.ndjson", patient(), with_(ROE, declined), with_(ROE, POE, id="b", meta={"versionId": "1"})),
    )
    assert of_day(reader, "poe") == ["b"]
    take(store, ndjson(tmp_path / "y.ndjson", with_(ROE, id="b", meta={"versionId": "2"})))
    assert (of_day(reader, "poe"), of_day(reader, "roe")) == ([], ["a", "b"])


def test_a_partial_copy_takes_nobody_away_and_the_same_export_again_changes_nothing(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    path = ndjson(tmp_path / "x.ndjson", patient(), with_(ROE, POE))
    take(store, path)
    again = take(store, path)
    assert (again.total("updated"), again.changed) == (0, False)
    partial = {"resourceType": "Appointment", "id": "a", "status": "booked", "meta": {"lastUpdated": "2024-03-12T10:00:00Z"}}
    take(store, ndjson(tmp_path / "z.ndjson", {**partial, "subject": {"reference": "Patient/ann"}}))
    assert of_day(reader, "poe") == ["a"]


def test_a_store_of_an_earlier_program_says_that_it_does_not_know_and_the_next_import_tells(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    path = ndjson(tmp_path / "x.ndjson", patient(), with_(ROE, POE))
    take(store, path)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE meeting SET clinicians = NULL")
    now = datetime(2024, 3, 13, 8, tzinfo=UTC)

    def note(who: str) -> str:
        return make_day(open_day(reader, DAY, NEW_YORK, who), HELD, now, NEW_YORK).note

    assert (of_day(reader, "poe"), note("poe"), note("roe"), note("")) == ([], FIRST_NAMED_ONLY, FIRST_NAMED_ONLY, "")
    take(store, path)
    assert (of_day(reader, "poe"), note("poe")) == (["a"], "")


def test_nobodys_name_is_left_in_a_text_that_is_to_name_nobody(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), with_(ROE, POE)))
    session = only(reader)
    facts = brief_facts(session.history, HELD, DAY, NEW_YORK, session)
    assert {"Dr. Roe", "Dr. Poe"} <= set(names_of(facts))


def test_a_name_that_a_later_mention_gives_is_kept(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    bare = {"reference": "Practitioner/poe"}
    take(
        store, ndjson(tmp_path / "x.ndjson", patient(), with_(ROE, bare), with_(POE, id="b", start="2024-03-14T10:00:00-04:00"))
    )
    assert only(reader, "poe").meeting.led_by == "Dr. Roe and Dr. Poe"
