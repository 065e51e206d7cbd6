"""What became of a session that the export still calls booked: the clinician's own word, until the export says so itself."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from briefing_app.domain.attendance import Outcome, outcome
from briefing_app.services.day import open_day
from briefing_app.services.ledger import ledger
from briefing_app.services.measure import Catalogue
from briefing_app.services.worktime import Work
from briefing_app.storage.audit import broken_at, deeds
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.storage.session_outcome import keep_outcome
from briefing_app.viewmodels.day import make_day
from tests.conftest import KEY
from tests.fhir import appointment, ndjson, patient
from tests.importing import NEW_YORK, take

DAY = date(2026, 11, 16)


@pytest.fixture
def ann(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> int:
    """Ann at 10 and at 15, both still booked."""
    made = [appointment(f"a{hour}", f"2026-11-16T{hour}:00:00-05:00") for hour in (10, 15)]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *made))
    return reader.row_of("ann") or 0


def at(hour: int) -> datetime:
    return datetime(2026, 11, 16, hour, 55, tzinfo=NEW_YORK)


def outcomes(reader: PracticeReader, client: int) -> list[Outcome]:
    return [outcome(one) for one in reader.histories([client])[client].meetings]


@pytest.mark.parametrize("words", ["held", "missed", "cancelled by the client", "cancelled by the practice"])
def test_what_was_said_counts_and_is_taken_back(store: PracticeStore, reader: PracticeReader, ann: int, words: str) -> None:
    assert outcomes(reader, ann) == [Outcome.NOT_RECORDED] * 2
    keep_outcome(store, ann, "a10", words, 1.0, "R. V.")
    assert [one.value for one in outcomes(reader, ann)] == [words, "outcome not recorded"]
    keep_outcome(store, ann, "a10", "", 2.0, "R. V.")
    assert outcomes(reader, ann) == [Outcome.NOT_RECORDED] * 2
    chain = deeds(reader)
    assert [(one.action, one.detail) for one in chain[-2:]] == [
        ("recorded an outcome", words),
        ("recorded an outcome", "taken back"),
    ]
    assert broken_at(chain) == 0


def test_the_export_has_the_last_word(tmp_path: Path, store: PracticeStore, reader: PracticeReader, ann: int) -> None:
    keep_outcome(store, ann, "a10", "missed", 1.0, "R. V.")
    later = appointment("a10", "2026-11-16T10:00:00-05:00", status="fulfilled", meta={"versionId": "2"})
    take(store, ndjson(tmp_path / "y.ndjson", patient(), later))
    assert outcomes(reader, ann)[0] is Outcome.HELD


def test_an_import_leaves_what_was_said(tmp_path: Path, store: PracticeStore, reader: PracticeReader, ann: int) -> None:
    keep_outcome(store, ann, "a10", "missed", 1.0, "R. V.")
    again = appointment("a10", "2026-11-16T10:30:00-05:00", meta={"versionId": "2"})
    take(store, ndjson(tmp_path / "y.ndjson", patient(), again))
    assert outcomes(reader, ann)[0] is Outcome.MISSED


def test_it_is_asked_once_the_last_session_of_the_day_is_over(
    store: PracticeStore, reader: PracticeReader, catalogue: Catalogue, ann: int
) -> None:
    def asked(now: datetime) -> list[str]:
        return [one.words for one in make_day(open_day(reader, DAY, NEW_YORK), catalogue, now, NEW_YORK).open]

    assert asked(at(14)) == []
    assert asked(at(15)) == ["Ann Invented, 10:00", "Ann Invented, 15:00"]
    keep_outcome(store, ann, "a10", "held", 1.0, "R. V.")
    assert asked(at(15)) == ["Ann Invented, 15:00"]


def test_it_counts_in_the_ledger(tmp_path: Path, store: PracticeStore, reader: PracticeReader, ann: int) -> None:
    private = PrivateStore(tmp_path / "private.db", KEY)
    keep_outcome(store, ann, "a10", "held", 1.0, "R. V.")
    found = ledger(Work(private, reader, at(18), NEW_YORK))
    assert (found.week_sessions, found.week_open) == (1, 1)
    private.close()
