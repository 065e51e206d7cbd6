"""Who has no session that day and yet wrote, or gave a safety answer that nobody has acknowledged: named above the sessions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from briefing_app.domain.client import Seen
from briefing_app.services.day import open_day
from briefing_app.services.waiting import waiting_without_session
from briefing_app.storage.entry import add_seen
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.day import say_waiting
from tests.fhir import Resource, appointment, ndjson, patient, response, score
from tests.importing import CATALOGUE, NEW_YORK, take
from tests.messages import message, session_with

DAY = date(2024, 3, 13)
ANN_TODAY = appointment("a", "2024-03-13T10:00:00-04:00")
BEN_BEFORE = appointment("b", "2024-03-06T10:00:00-05:00", clients=("ben",), status="fulfilled")


def said(tmp_path: Path, store: PracticeStore, *resources: Resource) -> str:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), patient("ben"), ANN_TODAY, BEN_BEFORE, *resources))
    return words(store)


def words(store: PracticeStore, today: date = DAY) -> str:
    reader = PracticeReader(store)
    found = waiting_without_session(reader, CATALOGUE, open_day(reader, DAY, NEW_YORK), NEW_YORK)
    reader.close()
    return say_waiting(found, DAY, today)


def test_somebody_without_a_session_who_wrote_is_named(tmp_path: Path, store: PracticeStore) -> None:
    mine = message("Hello", "2024-03-12T10:00:00-04:00", "m1")
    theirs = message("Please ring", "2024-03-12T10:00:00-04:00", "m2", client="ben")
    assert said(tmp_path, store, mine, theirs) == "No session today, new message: Ben Invented."
    assert words(store, date(2024, 3, 20)) == "No session that day, new message: Ben Invented."


def test_a_new_safety_answer_is_named_and_an_old_one_is_not(tmp_path: Path, store: PracticeStore) -> None:
    new = response("r", [1] * 8 + [2], "2024-03-11T09:00:00-04:00", client="ben")
    assert said(tmp_path, store, new) == "No session today, new safety answer: Ben Invented."


def test_what_was_there_at_the_last_session_waits_no_longer(tmp_path: Path, store: PracticeStore) -> None:
    old = response("r", [1] * 8 + [2], "2024-03-01T09:00:00-05:00", client="ben")
    before = message("Thanks", "2024-03-01T10:00:00-05:00", client="ben")
    assert said(tmp_path, store, old, before, score("s", 9, "2024-03-11T09:00:00-04:00", client="ben")) == ""


def test_a_message_that_was_shown_waits_no_longer(tmp_path: Path, store: PracticeStore) -> None:
    said(tmp_path, store, message("Please ring", "2024-03-12T10:00:00-04:00", client="ben"))
    reader = PracticeReader(store)
    row = reader.row_of("ben") or 0
    (fact,) = reader.histories([row])[row].facts
    reader.close()
    add_seen(store, [Seen(row, fact.key, 1_710_300_000.0, 0.0, "me")])
    assert words(store) == ""


def test_what_one_clinician_was_shown_waits_for_the_other(tmp_path: Path, store: PracticeStore) -> None:
    theirs = [session_with(f"s{who}", "2024-02-06T10:00:00-05:00", who) for who in ("thorn", "rook")]
    written = message("Please ring", "2024-03-12T10:00:00-04:00")
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *theirs, written))
    reader = PracticeReader(store)
    row = reader.row_of("ann") or 0
    fact = next(one for one in reader.histories([row])[row].facts if one.kind == "message")
    add_seen(store, [Seen(row, fact.key, 1_710_300_000.0, 0.0, "me", "thorn")])
    for who, waits in (("thorn", 0), ("Dr. Thorn", 0), ("rook", 1)):
        found = waiting_without_session(reader, CATALOGUE, open_day(reader, DAY, NEW_YORK, who), NEW_YORK)
        assert sum(one.messages for one in found) == waits
    reader.close()


def test_a_reminder_to_somebody_is_no_word_of_theirs(tmp_path: Path, store: PracticeStore) -> None:
    sent = message(
        "See you", "2024-03-12T10:00:00-04:00", client="ben", sender={"reference": "Organization/o"}, recipient=[{"reference": "Patient/ben"}]
    )  # fmt: skip
    assert said(tmp_path, store, sent) == ""
