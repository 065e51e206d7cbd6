"""The ledger of a week worked out from entries and a schedule, to the minute."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from briefing_app.documents.ledger import ledger_as_json, ledger_as_text
from briefing_app.domain.intervals import moment
from briefing_app.domain.note import FINISHED, OPEN, NoteMark
from briefing_app.domain.periods import period_of
from briefing_app.domain.recovery import Recovery
from briefing_app.domain.self_check import PROQOL
from briefing_app.domain.session_end import BY_THEN, ENDED, SessionEnd
from briefing_app.domain.time_entry import BREAK, SelfCheck, Support, TimeEntry
from briefing_app.domain.timer import UNCONFIRMED
from briefing_app.services.ledger import LedgerFacts, ledger
from briefing_app.services.owed import owed_by
from briefing_app.services.worktime import Work, gaps_of_day
from briefing_app.storage.entry import mark_notes
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.viewmodels.conditions import make_over_time
from briefing_app.viewmodels.ledger import make_ledger
from briefing_app.viewmodels.recovery import gap_words
from briefing_app.viewmodels.timed import say_minutes
from tests.conftest import KEY
from tests.fhir import Resource, appointment, ndjson, patient
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


def encounter(id: str, begins: str, ends: str, of: str) -> Resource:
    return {
        "resourceType": "Encounter",
        "id": id,
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": {"reference": "Patient/ann"},
        "appointment": [{"reference": f"Appointment/{of}"}],
        "period": {"start": begins, "end": ends},
    }


def ended(private: PrivateStore, *ends: str, day: date = MONDAY) -> None:
    """Say of the sessions in their order when they ended; "" leaves one out."""
    for number, text in enumerate(ends):
        if text:
            private.end_sessions([SessionEnd(f"a{number}", "ann", clock(day, text), ENDED)], NOW.timestamp(), "session ended")


def office(private: PrivateStore) -> None:
    private.set_working_hours("2026-01-01", json.dumps([[[540, 1020]]] * 5 + [[], []]), 1)


def facts(private: PrivateStore, reader: PracticeReader, practitioner: str = "", **more: object) -> LedgerFacts:
    return ledger(Work(private, reader, NOW, NEW_YORK, practitioner), **more)  # type: ignore[arg-type]


def test_a_week_to_the_minute(tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore) -> None:
    booked(store, tmp_path, "2026-11-16T10:00:00-05:00", "2026-11-16T11:00:00-05:00", "2026-11-16T12:00:00-05:00")
    office(private)
    ended(private, "10:50", "11:50", "12:50")
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
    assert found.weeks[-1].recovery == Recovery(2, taken=1, notes=1)
    assert (time.known, time.untimed, time.whole) == (True, 2, False)
    assert len(found.unconfirmed) == 1
    assert found.long_blocks == (0, 0, 0)
    assert {(cell.weekday, cell.hour): (cell.minutes, cell.invisible) for cell in found.grid} == {
        (0, 10): (7, 0),
        (0, 20): (30, 30),
        (0, 11): (0, 0),
        (0, 12): (0, 0),
    }
    assert [(cell.weekday, cell.hour) for cell in found.grid if cell.unknown] == [(0, 11), (0, 12)]


def test_where_nothing_was_recorded_everything_is_not_known(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    """Ten sessions a day apart by ten minutes, nothing timed: neither 100 % taken nor nought documented."""
    booked(store, tmp_path, *(f"2026-11-16T{hour:02}:00:00-05:00" for hour in range(8, 18)))
    office(private)
    private.choose("cap:trauma_percent", "40", 1)
    private.choose("cap:invisible_hours", "2", 1)
    private.choose("target:taken_percent", "50", 1)
    found = facts(private, reader)
    assert found.weeks[-1].recovery == Recovery(9, not_known=9)
    assert found.time.doc8 is None
    page = make_ledger(found, reader.names(), None, NEW_YORK)
    words = {one.key: (one.value, one.words) for one in page.figures}
    assert words["documentation"] == ("not known", "not timed; nothing timed after 10 sessions; N times it")
    assert words["invisible"] == ("not known", "not timed; nothing timed after 10 sessions")
    assert words["recovery"][0] == "not known"
    assert words["recovery"][1].startswith("9 planned, 0 taken, 0 short, 0 used for notes, 9 not known. Session ended (D)")
    assert "Trauma sessions: not known; none of 10 sessions of the last 28 days carries a tag." in page.conditions
    assert "Trauma sessions, % of 28 days: not known; your cap is 40 %." in page.conditions
    assert "Hours outside working time, per week: not known; your cap is 2." in page.conditions
    assert not [line for line in page.conditions if line.startswith("These conditions are outside")]
    assert page.bars[-1].hours is None
    assert all(cell.unknown for cell in page.cells)
    printed = ledger_as_json(found, page)
    assert (printed["time"]["documented"], printed["time"]["share_invisible"]) == (None, None)
    assert {gap["status"] for gap in printed["gaps"]} == {"not known"}
    assert {gap["taken"] for gap in printed["gaps"]} == {None}
    assert [one["state"] for one in printed["load"]["caps"]] == ["not known", "not known"]
    assert "100 %" not in ledger_as_text(page)


def test_where_some_was_recorded_the_rest_stays_not_known(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    booked(store, tmp_path, *(f"2026-11-16T{hour:02}:00:00-05:00" for hour in range(8, 18)))
    office(private)
    ended(private, "8:50", "9:50", "", "11:57", "12:50")
    private.write([entry(MONDAY, "20:00", "21:30", client="ann")], NOW.timestamp(), "one")
    private.tag_session("a0", True, 1)
    private.tag_session("a1", False, 1)
    private.choose("cap:invisible_hours", "1", 1)
    private.choose("cap:trauma_percent", "40", 1)
    found = facts(private, reader)
    assert found.weeks[-1].recovery == Recovery(9, taken=1, short=1, not_known=7)
    page = make_ledger(found, reader.names(), None, NEW_YORK)
    words = {one.key: (one.value, one.words) for one in page.figures}
    assert words["documentation"][0] == "at least 1 h 26"
    assert words["invisible"] == ("at least 1 h 30", "of 1 h 30 timed; nothing timed after 9 sessions")
    assert words["recovery"][0] == "1 of 9"
    assert page.bars[-1].at_least
    assert (
        "Trauma sessions: 1 of 10 sessions of the last 28 days are tagged so, 8 carry no tag; the share is not known."
        in page.conditions
    )
    assert "at least 1.5 h outside working time this week, your cap 1" in page.conditions[0]
    assert (
        "Trauma sessions at least 10 % of the last 28 days; your cap is 40 %; whether it is over is not known."
        in page.conditions
    )


def test_where_all_was_recorded_nothing_is_called_unknown(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    starts = [f"2026-11-16T{hour:02}:00:00-05:00" for hour in range(8, 18)]
    booked(store, tmp_path, *starts)
    office(private)
    ended(private, *(f"{hour}:50" for hour in range(8, 18)))
    private.write([entry(MONDAY, f"{hour}:50", f"{hour}:51", client="ann") for hour in range(8, 18)], NOW.timestamp(), "each")
    for number in range(10):
        private.tag_session(f"a{number}", number == 0, 1)
    found = facts(private, reader)
    assert found.weeks[-1].recovery == Recovery(9, taken=9)
    assert found.time.whole
    page = make_ledger(found, reader.names(), None, NEW_YORK)
    words = {one.key: (one.value, one.words) for one in page.figures}
    assert words["documentation"][0] == "10 min"
    assert words["recovery"] == ("9 of 9", "9 planned, 9 taken, 0 short, 0 used for notes, 0 not known")
    assert "Trauma sessions 10 % of the last 28 days (1 of 10), by your own tags." in page.conditions
    assert not page.bars[-1].at_least
    assert "not known" not in " ".join(line for line in page.conditions if "week" not in line)


def test_a_past_session_that_is_still_booked_is_neither_held_nor_missed(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    booked(store, tmp_path, "2026-11-16T10:00:00-05:00", "2026-11-16T11:00:00-05:00", status="booked")
    private.choose("cap:week_sessions", "1", 1)
    found = facts(private, reader)
    assert (found.week_sessions, found.week_open, found.open, len(found.held)) == (0, 2, 2, 0)
    assert found.time.scheduled == 100
    page = make_ledger(found, reader.names(), None, NEW_YORK)
    assert page.note.startswith("2 past sessions have no recorded outcome: neither held nor missed")
    private.end_sessions([SessionEnd("a1", "ann", clock(MONDAY, "11:55"), BY_THEN)], NOW.timestamp(), "note begun")
    assert facts(private, reader).week_open == 2
    private.write([entry(MONDAY, "9:00", "9:10", client="ann")], NOW.timestamp(), "the first")
    notes = make_ledger(facts(private, reader), {}, None, NEW_YORK).figures[1]
    assert (notes.value, notes.words) == ("0", "2 past sessions without an outcome may owe one")
    ended(private, "10:50")
    assert (facts(private, reader).week_sessions, facts(private, reader).open) == (1, 1)


def test_an_encounter_with_times_says_when_a_session_began_and_ended(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    booked(store, tmp_path, "2026-11-16T10:00:00-05:00", "2026-11-16T11:00:00-05:00", status="booked")
    met = [
        encounter(f"e{number}", f"2026-11-16T{begins}:00-05:00", f"2026-11-16T{ends}:00-05:00", f"a{number}")
        for number, (begins, ends) in enumerate((("10:00", "10:50"), ("11:03", "11:50")))
    ]
    take(store, ndjson(tmp_path / "y.ndjson", patient(), *met))
    found = facts(private, reader)
    assert [(gap.status.value, gap.planned, gap.taken) for _, gap in found.gaps] == [("taken", 10, 13)]
    assert found.week_sessions == 2


def test_a_timed_break_is_an_observation_and_no_documentation(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    booked(store, tmp_path, "2026-11-16T10:00:00-05:00", "2026-11-16T11:00:00-05:00")
    private.write([entry(MONDAY, "10:51", "10:59")._replace(category=BREAK)], NOW.timestamp(), "a break")
    found = facts(private, reader)
    assert [(gap.status.value, gap.taken) for _, gap in found.gaps] == [("taken", 8)]
    assert not found.time.known


@pytest.mark.parametrize(("cap", "tone"), [("48", "plain"), ("2.1", "plain"), ("2", "attention"), ("1", "attention")])
def test_load_is_amber_only_at_a_cap_or_over_it(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore, cap: str, tone: str
) -> None:
    booked(store, tmp_path, "2026-11-16T10:00:00-05:00", "2026-11-16T11:00:00-05:00")
    private.choose("cap:points", cap, 1)
    (load,) = [one for one in make_ledger(facts(private, reader), reader.names(), None, NEW_YORK).figures if one.key == "load"]
    assert (load.value, load.tone) == (f"2 of {cap}", tone)


def test_the_page_and_the_document_say_the_same(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, private: PrivateStore
) -> None:
    booked(store, tmp_path, "2026-11-16T10:00:00-05:00", "2026-11-16T11:00:00-05:00")
    office(private)
    private.write(
        [entry(MONDAY, "10:55", "10:56", client="ann"), entry(MONDAY, "20:00", "20:30", client="ann")], NOW.timestamp(), "two"
    )
    private.choose("cap:points", "2", 1)
    found = facts(private, reader)
    page = make_ledger(found, reader.names(), None, NEW_YORK)
    figures = {one.key: one for one in page.figures}
    assert figures["invisible"].value == "30 min"
    assert figures["invisible"].words == "of 31 min timed"
    assert figures["load"].value == "2 of 2"
    assert "at your cap" in figures["load"].words
    assert "16 Nov, 20:00–20:30, 30 min: Notes, Ann Invented" in page.entries[1].words
    printed = ledger_as_json(found, page)
    assert printed["time"]["invisible"] == 30
    assert printed["load"]["caps"] == [{"name": "points", "limit": 2.0, "value": 2.0, "at_least": False, "state": "at"}]
    assert json.loads(json.dumps(printed)) == printed
    said = ledger_as_text(page).lower()
    assert not [word for word in NOT_SAID if word in said]


def test_what_is_undefined_is_said(reader: PracticeReader, private: PrivateStore) -> None:
    page = make_ledger(facts(private, reader), {}, None, NEW_YORK)
    words = {one.key: (one.value, one.words) for one in page.figures}
    assert words["documentation"] == ("not known", "not timed; N times it")
    assert words["invisible"] == ("–", "known once you declare your working hours")
    assert words["recovery"] == ("–", "no gaps between sessions yet")
    assert page.grid_words == "Nothing was timed in this time: when documentation happened is not known."
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
    assert (found.week_sessions, found.week_open) == (0, 1)
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

    def words() -> list[str]:
        found = gap_words(gaps_of_day(private, reader, NOW, MONDAY, NEW_YORK))
        assert list(found) == [clock(MONDAY, "10:50"), clock(MONDAY, "11:50")]
        return [one.words for one in found.values()]

    assert words() == ["10 min planned, used for notes", "10 min planned, taken: not known"]
    ended(private, "10:50", "11:50", "12:50")
    assert words() == ["10 min planned, 3 taken, used for notes", "10 min planned, 10 taken"]
    ended(private, "", "11:57")
    assert words()[1] == "10 min planned, 3 taken, short: the session before ended 7 min late"


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
    assert "Hours outside working time, per week" not in series
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
    assert (found.week_sessions, found.week_open, found.projected_sessions, found.caps[0].state.value) == (0, 1, 2, "at")
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
        ledger(Work(private, reader, NOW, NEW_YORK), "month", day).time.documented
        for day in (date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert of_month == [30, 45]
