"""The ledger of a week worked out from entries and a schedule, to the minute."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from briefing_app.documents.ledger import ledger_as_json, ledger_as_text
from briefing_app.domain.spans import moment
from briefing_app.domain.timer import UNCONFIRMED
from briefing_app.services.ledger import LedgerFacts, gaps_of_day, ledger, period_of
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore, Support, TimeEntry
from briefing_app.viewmodels.ledger import gap_words, make_ledger, say_minutes
from tests.conftest import KEY
from tests.fhir import appointment, ndjson, patient
from tests.importing import NEW_YORK, take

MONDAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 20, 18, 0, tzinfo=NEW_YORK)
NOT_SAID = ("wellness", "self-care", "mindful", "resilien", "great job", "streak", "burnout diagnosis", "take care", "!")


@pytest.fixture
def private(tmp_path: Path) -> Iterator[PrivateStore]:
    opened = PrivateStore(tmp_path / "private.db", KEY)
    yield opened
    opened.close()


def entry(day: date, begins: str, ends: str, **more: str) -> TimeEntry:
    return TimeEntry(clock(day, begins), clock(day, ends), "America/New_York", "notes", **more)  # type: ignore[arg-type]


def clock(day: date, text: str) -> float:
    hours, minutes = text.split(":")
    return moment(day, int(hours) * 60 + int(minutes), NEW_YORK)


def booked(store: PracticeStore, folder: Path, *starts: str, status: str = "fulfilled") -> None:
    made = [appointment(f"a{number}", start, status=status) for number, start in enumerate(starts)]
    take(store, ndjson(folder / "x.ndjson", patient(), *made))


def office(private: PrivateStore) -> None:
    private.set_working_hours("2026-01-01", json.dumps([[[540, 1020]]] * 5 + [[], []]), 1)


def facts(private: PrivateStore, reader: PracticeReader, **more: object) -> LedgerFacts:
    return ledger(private, reader, NOW, zone=NEW_YORK, **more)  # type: ignore[arg-type]


def test_a_week_to_the_minute(tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore) -> None:
    booked(store, tmp_path, "2026-11-16T10:00:00-05:00", "2026-11-16T11:00:00-05:00", "2026-11-16T12:00:00-05:00")
    office(private)
    private.write(
        [
            entry(MONDAY, "10:50", "10:57"),
            entry(MONDAY, "20:00", "20:30", client="ann"),
            entry(MONDAY, "13:00", "13:40", state=UNCONFIRMED),
        ],
        NOW.timestamp(),
        "three",
    )
    found = facts(private, reader)
    time = found.time
    assert (time.scheduled, time.documented, time.outside_sessions, time.invisible) == (150, 37, 37, 30)
    assert time.doc8 is None
    assert [gap.status.value for _, gap in found.gaps] == ["used for notes", "taken"]
    assert [(week.planned_gaps, week.taken_gaps) for week in found.weeks][-1] == (2, 1)
    assert len(found.unconfirmed) == 1
    assert found.long_blocks == (0, 0)
    assert {(cell.weekday, cell.hour): (cell.minutes, cell.invisible) for cell in found.grid} == {
        (0, 10): (7, 0),
        (0, 20): (30, 30),
    }


def test_the_page_and_the_document_say_the_same(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    booked(store, tmp_path, "2026-11-16T10:00:00-05:00", "2026-11-16T11:00:00-05:00")
    office(private)
    private.write([entry(MONDAY, "20:00", "20:30", client="ann")], NOW.timestamp(), "one")
    private.choose("cap:points", "2", 1)
    found = facts(private, reader)
    page = make_ledger(found, reader.names(), None, NEW_YORK)
    figures = {one.key: one for one in page.figures}
    assert figures["invisible"].value == "30 min"
    assert figures["invisible"].words.startswith("100 % of all documentation")
    assert figures["load"].value == "2 of 2"
    assert "at your cap" in figures["load"].words
    assert "16 Nov, 20:00–20:30, 30 min: Notes, Ann Invented" in page.entries[0].words
    printed = ledger_as_json(found, page)
    assert printed["time"]["invisible"] == 30
    assert printed["load"]["caps"] == [{"name": "points", "limit": 2.0, "value": 2.0, "state": "at"}]
    assert json.loads(json.dumps(printed)) == printed
    said = ledger_as_text(page).lower()
    assert not [word for word in NOT_SAID if word in said]


def test_what_is_undefined_is_said(reader: PracticeReader, private: PrivateStore) -> None:
    page = make_ledger(facts(private, reader), {}, None, NEW_YORK)
    words = {one.key: (one.value, one.words) for one in page.figures}
    assert words["documentation"] == ("0 min", "0 min scheduled; a ratio needs 8 h")
    assert words["invisible"] == ("–", "declare your working hours to see it")
    assert words["recovery"] == ("–", "no gaps between sessions yet")
    assert page.grid_words == "Nothing was documented in this time."


def test_a_noshow_held_its_slot_and_a_cancelled_one_did_not(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    booked(store, tmp_path, "2026-11-16T10:00:00-05:00", status="noshow")
    assert facts(private, reader).time.scheduled == 50
    take(
        store,
        ndjson(
            tmp_path / "y.ndjson",
            patient(),
            appointment("a0", "2026-11-16T10:00:00-05:00", status="cancelled", meta={"versionId": "2"}),
        ),
    )
    assert facts(private, reader).time.scheduled == 0


def test_sessions_of_later_today_do_not_count_yet(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    booked(store, tmp_path, "2026-11-20T17:00:00-05:00", "2026-11-20T19:00:00-05:00", status="booked")
    found = facts(private, reader)
    assert found.time.scheduled == 50
    assert found.week_sessions == 1
    assert found.run == (1, 50)


def test_supervision_that_was_cancelled_is_counted_and_said(reader: PracticeReader, private: PrivateStore) -> None:
    for one in (
        Support("reflective", "2026-09-10", 90, "R. V.", ""),
        Support("reflective", "2026-10-12", 0, "R. V.", "supervisor"),
    ):
        private.add_support(one, 1)
    page = make_ledger(facts(private, reader), {}, None, NEW_YORK)
    row = next(row for row in page.support if row.cells[0] == "Reflective supervision")
    assert row.cells[3:] == ("0 min of 90; cancelled 1, last by supervisor", "20 days over")
    assert "reflective supervision 20 days over" in page.conditions[0]


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("week", date(2026, 12, 28), date(2027, 1, 3)),
        ("month", date(2026, 12, 1), date(2026, 12, 31)),
        ("quarter", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_periods(period: str, first: date, last: date) -> None:
    assert period_of(date(2026, 12, 31), period) == (first, last)


def test_minutes_in_words() -> None:
    assert [say_minutes(minutes) for minutes in (0, 59.4, 60, 106, 600)] == ["0 min", "59 min", "1 h 00", "1 h 46", "10 h 00"]


def test_the_rail_says_what_became_of_a_gap(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    booked(store, tmp_path, "2026-11-16T10:00:00-05:00", "2026-11-16T11:00:00-05:00", "2026-11-16T12:00:00-05:00")
    private.write([entry(MONDAY, "10:50", "10:57")], NOW.timestamp(), "one")
    found = gap_words(gaps_of_day(private, reader, NOW, MONDAY, NEW_YORK))
    assert found == {
        clock(MONDAY, "10:50"): "10 min planned, 3 taken: used for notes",
        clock(MONDAY, "11:50"): "10 min planned, 10 taken",
    }
