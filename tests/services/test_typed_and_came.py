"""A client or a session that was typed in and later comes in a file: one person is asked for once, one session is known by its time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from briefing_app.domain.act import By
from briefing_app.domain.attendance import Outcome, outcome
from briefing_app.domain.client import History
from briefing_app.domain.own_client import OwnClient
from briefing_app.domain.own_fact import FactKind, OwnFact
from briefing_app.domain.own_session import ONCE, OwnSession
from briefing_app.domain.same_person import ONE, TWO, Tie
from briefing_app.services.day import open_day
from briefing_app.services.own_client import add_client, edit_client
from briefing_app.services.own_fact import enter_fact
from briefing_app.services.own_session import add_session
from briefing_app.services.same_person import say_of_records
from briefing_app.services.session_word import mark_note, say_of_session
from briefing_app.storage.deleted import delete_client
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import appointment, ndjson, patient, score
from tests.importing import CATALOGUE, NEW_YORK, take

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=NEW_YORK)
AT, BY = NOW.timestamp(), "A. B."
NINE = OwnSession(datetime(2026, 11, 30, 9, 0), mode="video")

ASKED = "the name of a client who was typed in: Patient ann and own:1; their briefs ask whether they are one person, nothing was merged"


@pytest.fixture(autouse=True)
def new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The computer's own clock shows New York's time."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def typed(store: PracticeStore) -> int:
    """Ann, typed in without a birth date, with a session, a problem and a note."""
    row = add_client(store, OwnClient("Ann Invented", pronouns="she/her"), AT, BY).number
    add_session(store, (row,), NINE, ONCE, AT, BY)
    enter_fact(store, row, OwnFact(FactKind.PROBLEM, "Low mood"), AT, BY)
    mark_note(store, "own:1", "session:1", "finished", AT, BY)
    return row


def history(reader: PracticeReader, source: str) -> History:
    row = reader.row_of(source)
    assert row is not None
    return reader.histories([row])[row]


def test_a_client_of_a_file_with_the_name_of_one_typed_in_is_asked_about_from_both_sides(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, typed: int
) -> None:
    report = take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s1", 18, "2026-11-01T09:00:00Z")))
    assert [one.reason for one in report.issues if "typed in" in one.reason] == [ASKED]
    assert [(one.id, one.tie) for one in history(reader, "own:1").others] == [("ann", Tie.TYPED_NAME)]
    assert [(one.id, one.tie) for one in history(reader, "ann").others] == [("own:1", Tie.TYPED_NAME)]


def test_two_birth_dates_make_two_people(tmp_path: Path, store: PracticeStore, reader: PracticeReader, typed: int) -> None:
    edit_client(store, typed, OwnClient("Ann Invented", "1960-01-01"), AT, BY)
    take(store, ndjson(tmp_path / "x.ndjson", patient(birthDate="1990-01-31")))
    assert history(reader, "ann").others == ()


def test_one_person_is_one_client_with_all_that_was_typed_and_is_parted_again(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, typed: int
) -> None:
    file = ndjson(tmp_path / "x.ndjson", patient(birthDate="1990-01-31"), score("s1", 18, "2026-11-01T09:00:00Z"))
    take(store, file)
    pair = (typed, reader.row_of("ann") or 0)  # as it is said on the page of the one who was typed in
    say_of_records(store, CATALOGUE, pair, ONE, "", By(BY, NOW))
    found = history(reader, "own:1")
    assert (found.client.id, found.client.birth_date, found.client.pronouns) == ("ann", "1990-01-31", "she/her")
    assert [one.resource_id for one in found.meetings] == ["session:1"]
    assert [(one.kind, one.title) for one in found.facts] == [("condition", "Low mood")]
    assert list(found.scores) == ["PHQ-9"]
    assert list(reader.note_marks()) == [("ann", "session:1")]
    assert not any("typed in" in one.reason for one in take(store, file).issues), "asked once"
    say_of_records(store, CATALOGUE, pair, "", "", By(BY, NOW))
    assert [one.resource_id for one in history(reader, "own:1").meetings] == ["session:1"]
    assert (history(reader, "ann").facts, history(reader, "ann").meetings) == ((), ())


def test_what_was_said_to_be_two_people_is_not_asked_again(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, typed: int
) -> None:
    file = ndjson(tmp_path / "x.ndjson", patient())
    take(store, file)
    say_of_records(store, CATALOGUE, (reader.row_of("ann") or 0, typed), TWO, "", By(BY, NOW))
    assert [one.tie for one in history(reader, "own:1").others] == [Tie.APART]
    assert not any("typed in" in one.reason for one in take(store, file).issues)


@pytest.fixture
def ann(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> int:
    """Ann of a file, with a session that was typed in."""
    take(store, ndjson(tmp_path / "ann.ndjson", patient()))
    row = reader.row_of("ann") or 0
    add_session(store, (row,), NINE, ONCE, AT, BY)
    return row


@pytest.mark.parametrize(
    ("clock", "sessions"), [("08:50:30", 1), ("09:00:00", 1), ("09:09:59", 1), ("09:10:00", 2), ("08:50:00", 2)]
)
def test_an_appointment_within_ten_minutes_is_the_session_that_was_typed(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, ann: int, clock: str, sessions: int
) -> None:
    take(store, ndjson(tmp_path / "y.ndjson", appointment("a", f"2026-11-30T{clock}-05:00", status="noshow")))
    found = open_day(reader, date(2026, 11, 30), NEW_YORK).sessions
    assert len(found) == len(reader.histories([ann])[ann].meetings) == sessions
    own = next(one.meeting for one in found if one.meeting.key == "session:1")
    assert (outcome(own), own.mode) == (Outcome.MISSED if sessions == 1 else Outcome.NOT_RECORDED, "video")


def test_what_the_clinician_said_of_it_goes_before_the_file(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, ann: int
) -> None:
    say_of_session(store, "session:1", (ann,), ("held", ""), AT, BY)
    take(store, ndjson(tmp_path / "y.ndjson", appointment("a", "2026-11-30T09:00:00-05:00", status="cancelled")))
    assert [outcome(one) for one in reader.histories([ann])[ann].meetings] == [Outcome.HELD]


def test_an_encounter_of_the_appointment_tells_that_it_was_held(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, ann: int
) -> None:
    held = {
        "resourceType": "Encounter", "id": "e", "status": "finished", "class": {"code": "AMB"}, "subject": {"reference": "Patient/ann"},
        "period": {"start": "2026-11-30T09:02:00-05:00", "end": "2026-11-30T09:50:00-05:00"}, "appointment": [{"reference": "Appointment/a"}],
    }  # fmt: skip
    take(store, ndjson(tmp_path / "y.ndjson", appointment("a", "2026-11-30T09:00:00-05:00", status="booked"), held))
    assert [(one.key, outcome(one)) for one in reader.histories([ann])[ann].meetings] == [("session:1", Outcome.HELD)]


def test_another_client_at_the_same_time_is_another_session(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, ann: int
) -> None:
    take(store, ndjson(tmp_path / "y.ndjson", patient("ben"), appointment("b", "2026-11-30T09:00:00-05:00", clients=("ben",))))
    assert len(open_day(reader, date(2026, 11, 30), NEW_YORK).sessions) == 2


def test_deleting_one_person_takes_both_records_and_all_that_was_typed(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, typed: int
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient()))
    lead = reader.row_of("ann") or 0
    say_of_records(store, CATALOGUE, (lead, typed), ONE, "", By(BY, NOW))
    gone = delete_client(store, lead, AT, BY)
    assert (gone["own_client"], gone["own_session"], gone["own_fact"]) == (1, 1, 1)
    assert reader.find_clients("") == []
