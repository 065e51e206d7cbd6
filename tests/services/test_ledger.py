"""The ledger of a week worked out from entries and a schedule, to the minute."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from briefing_app.documents.ledger import ledger_as_json, ledger_as_text
from briefing_app.domain.note import FINISHED, OPEN, NoteMark
from briefing_app.domain.periods import period_of
from briefing_app.domain.self_check import PROQOL
from briefing_app.domain.spans import moment
from briefing_app.domain.timer import UNCONFIRMED
from briefing_app.services.ledger import LedgerFacts, ledger
from briefing_app.services.owed import owed_by
from briefing_app.services.worktime import gaps_of_day
from briefing_app.storage.own import mark_notes
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore, SelfCheck, Support, TimeEntry
from briefing_app.viewmodels.conditions import make_over_time
from briefing_app.viewmodels.ledger import gap_words, make_ledger
from briefing_app.viewmodels.timed import say_minutes
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
    assert words["documentation"] == ("0 min", "beside 0 min of sessions; set against them from 8 h of sessions on")
    assert words["invisible"] == ("–", "known once you declare your working hours")
    assert words["recovery"] == ("–", "no gaps between sessions yet")
    assert page.grid_words == "Nothing was documented in this time."
    assert page.bars == ()
    assert not [line for line in page.conditions if "day off" in line]


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


def test_supervision_that_was_agreed_and_never_taken_is_over_its_due_day(reader: PracticeReader, private: PrivateStore) -> None:
    private.write([entry(date(2026, 9, 1), "9:00", "9:30")], NOW.timestamp(), "the first")
    due = {one.kind: one.days_over for one in facts(private, reader).support}
    assert due["reflective"] == 20
    private.choose("support:reflective", "", 1)
    assert [one.kind for one in facts(private, reader).support] == ["peer"]


def test_another_instrument_between_two_checks_says_nothing_of_satisfaction(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    starts = [f"{date(2026, 8, 24) + timedelta(weeks=week)}T10:00:00Z" for week in range(13)]
    booked(store, tmp_path, *starts)
    private.choose("cap:week_sessions", "40", 1)
    for name in ("reflective", "peer"):
        private.choose(f"support:{name}", "", 1)
    low = json.dumps({"compassion satisfaction": [20, "low"]})
    for day, instrument, scores in (("2026-09-01", PROQOL, low), ("2026-10-01", "STSS", "{}"), ("2026-11-01", PROQOL, low)):
        private.add_self_check(SelfCheck(instrument, day, "", scores), 1)
    page = make_ledger(facts(private, reader), {}, None, NEW_YORK)
    assert "compassion satisfaction is still low" in page.conditions[0]


def test_a_wrong_entry_that_was_taken_back_does_not_move_the_baseline(reader: PracticeReader, private: PrivateStore) -> None:
    private.write([entry(date(2024, 9, 1), "9:00", "9:30")], NOW.timestamp(), "a slip of the year")
    private.undo(NOW.timestamp())
    private.write([entry(date(2024, 9, 2), "9:00", "9:30", state=UNCONFIRMED)], NOW.timestamp(), "away")
    private.write([entry(date(2026, 9, 1), "9:00", "9:30")], NOW.timestamp(), "the first")
    assert facts(private, reader).timed_since == date(2026, 9, 1)


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


def test_conditions_over_time_stand_on_one_axis_beside_the_self_checks(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    booked(
        store, tmp_path, *(f"2026-{month}-{day}T10:00:00-05:00" for month, day in (("11", "03"), ("11", "10"), ("11", "11")))
    )
    office(private)
    private.write([entry(date(2026, 11, 10), "20:00", "23:00")], NOW.timestamp(), "one")
    private.choose("cap:week_sessions", "1", 1)
    private.choose("cap:invisible_hours", "2", 1)
    private.add_self_check(SelfCheck("ProQOL 5", "2026-11-04", "", json.dumps({"burnout": (30, "moderate")})), 1)
    private.add_self_check(SelfCheck("ProQOL 5", "2026-11-19", "", json.dumps({"burnout": (27, "moderate")})), 1)
    over_time = make_over_time(facts(private, reader))
    series = {one.title: one for one in over_time.series}
    assert [value for _, value in series["Sessions in a week"].points] == [1, 2, 0]
    assert series["Hours outside working time, per week"].points == ((date(2026, 11, 9), 3.0), (date(2026, 11, 16), 0.0))
    assert series["ProQOL 5: burnout"].points == ((date(2026, 11, 4), 30.0), (date(2026, 11, 19), 27.0))
    assert over_time.sentences == (
        "First outside your limits: sessions in a week (week of 9 Nov).",
        "ProQOL 5: burnout: 30 on 4 Nov, 27 on 19 Nov.",
        "Order in time is not cause.",
    )


def test_going_over_a_cap_is_counted_with_its_reason(reader: PracticeReader, private: PrivateStore) -> None:
    private.add_override("week_sessions", 25, "two crises", NOW.timestamp())
    page = make_ledger(facts(private, reader), {}, None, NEW_YORK)
    assert "Going over a cap was chosen 1 time, last on 20 Nov (sessions in a week: two crises)." in page.conditions


def test_booked_sessions_of_the_week_count_towards_the_cap_before_they_take_place(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    booked(store, tmp_path, "2026-11-20T10:00:00-05:00", "2026-11-21T10:00:00-05:00", status="booked")
    private.choose("cap:week_sessions", "2", 1)
    found = facts(private, reader)
    assert (found.week_sessions, found.projected_sessions, found.caps[0].state.value) == (1, 2, "at")
    assert "2 sessions this week with those booked; your cap is 2." in make_ledger(found, {}, None, NEW_YORK).conditions


def test_only_clients_of_the_chosen_practitioner_weigh(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    booked(store, tmp_path, "2026-11-16T10:00:00-05:00")
    assert len(facts(private, reader).active) == 1
    assert len(facts(private, reader, practitioner="somebody-else").active) == len(
        [one for one in reader.meetings_between(0, 9e9) if not one.practitioner_id]
    )


def test_a_session_owes_a_note_until_somebody_says_otherwise(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    booked(store, tmp_path, "2026-11-13T10:00:00-05:00", "2026-11-16T10:00:00-05:00", "2026-11-19T10:00:00-05:00")
    assert make_ledger(facts(private, reader), {}, None, NEW_YORK).figures[1].words == "counted from your first timed note on"
    private.write([entry(MONDAY, "10:50", "11:00", client="ann")], NOW.timestamp(), "one")
    page = make_ledger(facts(private, reader), reader.names(), None, NEW_YORK)
    assert [line.words for line in page.notes] == [
        "Ann Invented, 16 Nov 10:00: late since 19 Nov 10:50",
        "Ann Invented, 19 Nov 10:00: due by 21 Nov 10:50",
    ]
    assert owed_by(private, reader, NOW, "ann", NEW_YORK) == "a2"
    mark_notes(store, [("ann", "a1", NoteMark(FINISHED, clock(date(2026, 11, 17), "10:50")))], "R. V.")
    page = make_ledger(facts(private, reader), reader.names(), None, NEW_YORK)
    assert page.figures[1].value == "1"
    assert page.figures[1].words == "next due 21 Nov 10:50, done 24 h after the session, 10 min each"
    assert page.notes[-1].words == "Ann Invented, 16 Nov 10:00: finished after 24 h"
    mark_notes(store, [("ann", "a1", NoteMark(OPEN, NOW.timestamp()))], "R. V.")
    assert len(facts(private, reader).notes.owed) == 2


def test_an_evening_over_new_year_belongs_to_both_years_to_the_minute(
    store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    begin, end = clock(date(2025, 12, 31), "23:30"), clock(date(2026, 1, 1), "00:45")
    private.write([TimeEntry(begin, end, "America/New_York", "notes")], NOW.timestamp(), "one")
    of_month = [
        ledger(private, reader, NOW, "month", day, NEW_YORK).time.documented for day in (date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert of_month == [30, 45]
