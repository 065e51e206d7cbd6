"""Calendars in the practice: whose their events are, which are sessions, and what a second reading changes."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from briefing_app.commands.practice import write_ics
from briefing_app.documents.day import day_as_text
from briefing_app.documents.tables import schedule_row
from briefing_app.domain.client import NOT_LINKED
from briefing_app.domain.own_client import OwnClient
from briefing_app.domain.own_session import ONCE, OwnSession
from briefing_app.domain.problems import Problem
from briefing_app.services.acts import take_act_back
from briefing_app.services.calendar_clients import add_called, addable
from briefing_app.services.calendar_names import asked_for, name_words, people, place_of, rule_events, rules_of
from briefing_app.services.day import Session, open_day, schedule
from briefing_app.services.importing import ImportReport
from briefing_app.services.own_client import add_client
from briefing_app.services.own_session import add_session
from briefing_app.storage.deleted import delete_client
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.calendar_names import say_asked, say_offers, say_rule
from briefing_app.viewmodels.day import make_day
from tests.calendars import calendar, event, written
from tests.fhir import appointment, ndjson, patient
from tests.importing import HELD, NEW_YORK, take

TODAY = date.today()
WORK = "name Work by Google Inc"
AT, BY = datetime.now(UTC).timestamp(), "A. B."
NOW = datetime.now(UTC).astimezone(NEW_YORK)


def on(days: int, hour: int = 9) -> str:
    """A start so many days from today, as a calendar writes it."""
    return f"{TODAY + timedelta(days=days):%Y%m%d}T{hour:02}0000"


def utc(days: int, hour: int, minute: int = 0) -> str:
    at = datetime.combine(TODAY + timedelta(days=days), datetime.min.time(), NEW_YORK).replace(hour=hour, minute=minute)
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def rows(reader: PracticeReader, days: int = 40) -> list[tuple[str, str, str]]:
    """Who comes on the coming days, on which of them, and as what."""
    found = schedule(reader, TODAY, TODAY + timedelta(days=days), NEW_YORK)
    return [(one["start"][5:16].replace(f"{day:%m-%d}", str((day - TODAY).days)), one["name"], one["status"]) for day, session in found
            for one in [schedule_row(day.isoformat(), session)]]  # fmt: skip


def of_tomorrow(reader: PracticeReader) -> list[str]:
    return [one.history.client.name for one in open_day(reader, TODAY + timedelta(days=1), NEW_YORK).sessions]


def client(store: PracticeStore, name: str) -> int:
    return add_client(store, OwnClient(name), AT, BY).number


def said(report: ImportReport) -> list[str]:
    return [one.reason for one in report.issues]


def say(store: PracticeStore, words: str, *clients: int, series: str = "") -> None:
    name_words(store, (WORK, words, series), clients, AT, BY)


def all_are_sessions(store: PracticeStore) -> None:
    rule_events(store, (WORK, "all", ""), 1, AT, BY)


def test_a_calendar_alone_is_a_schedule_under_its_own_words(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    report = take(store, written(tmp_path / "a.ics", event("1", on(1), "Orla Vale"), event("2", on(1, 12), "Lunch")))
    assert (report.total("read"), report.total("kept"), report.changed) == (2, 2, True)
    assert rows(reader) == [("1T09:00", "Orla Vale", "booked"), ("1T12:00", "Lunch", "booked")]
    page = make_day(open_day(reader, TODAY + timedelta(days=1), NEW_YORK), HELD, NOW, NEW_YORK)
    assert page.count.startswith("0 sessions, 2 events of which is not known whether they are")
    assert page.empty.startswith("Whether there are sessions on ")
    assert "without a client: 09:00–09:50 Orla Vale; 12:00–12:50 Lunch" in page.note
    assert [one for one in said(report) if "which of them are sessions is not known" in one]


def test_what_are_sessions_is_said_once_by_a_calendar_a_word_or_a_category(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    parts = (
        event("1", on(1), "Orla Vale"), event("2", on(1, 12), "Lunch"), event("3", on(1, 14), "Intake", "CATEGORIES:Clients,Blue"),
        event("4", on(1, 16), "Launch of a book", "CATEGORIES:Own"),
    )  # fmt: skip
    path = written(tmp_path / "a.ics", *parts)
    take(store, path)
    all_are_sessions(store)
    done = rule_events(store, (WORK, "word", "lunch"), 0, AT, BY)
    rule_events(store, (WORK, "category", "own"), 0, AT, BY)
    names = ["“Orla Vale”", "“Intake”"]
    assert of_tomorrow(reader) == names
    assert [name for _, name, _ in rows(reader)] == ["Orla Vale", "Lunch", "Intake", "Launch of a book"]
    page = make_day(open_day(reader, TODAY + timedelta(days=1), NEW_YORK), HELD, NOW, NEW_YORK)
    assert page.count.startswith("2 sessions")
    assert [chip.text for chip in page.rows[0].chips] == ["who is this?"]
    assert [say_rule(one) for one in rules_of(reader)] == [
        "all events of Work by Google Inc are sessions",
        "events of Work by Google Inc with the word lunch are no sessions",
        "events of Work by Google Inc in the category own are no sessions",
    ]
    assert take(store, path).changed is False
    assert of_tomorrow(reader) == names
    take_act_back(store, done, AT, BY)
    assert of_tomorrow(reader) == ["“Orla Vale”", "“Lunch”", "“Intake”"]


def test_a_brief_of_somebody_known_by_a_calendars_words_alone_invents_nothing(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    take(store, written(tmp_path / "a.ics", event("1", on(1), "Orla Vale")))
    all_are_sessions(store)
    text = day_as_text(make_day(open_day(reader, TODAY + timedelta(days=1), NEW_YORK), HELD, NOW, NEW_YORK))
    assert "“Orla Vale”" in text
    assert "what may be on file of this person is not shown here" in text
    reader.hide_names = True
    hidden = day_as_text(make_day(open_day(reader, TODAY + timedelta(days=1), NEW_YORK), HELD, NOW, NEW_YORK))
    assert "Orla" not in hidden
    assert "Vale" not in hidden


def test_the_words_of_what_is_no_session_are_hidden_with_the_names(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    take(store, written(tmp_path / "a.ics", event("1", on(1), "Orla Vale")))
    reader.hide_names = True
    page = make_day(open_day(reader, TODAY + timedelta(days=1), NEW_YORK), HELD, NOW, NEW_YORK)
    assert "Vale" not in page.note
    assert "words hidden with the names" in page.note


@pytest.mark.parametrize(
    "words", ["Orla Vale", "ORLA  VALE", "Orla Vale (video)", "Orla Vale - 90834", "Orla Vale: phone", "Orla Vale / room 2"]
)
def test_an_exact_full_name_is_taken_unasked(tmp_path: Path, store: PracticeStore, reader: PracticeReader, words: str) -> None:
    client(store, "Vale, Orla")
    take(store, written(tmp_path / "a.ics", event("1", on(1), words)))
    assert rows(reader) == [("1T09:00", "Orla Vale", "booked")]
    assert asked_for(reader, NOW, NEW_YORK) == ()


@pytest.mark.parametrize(
    ("words", "guess"),
    [
        ("O.V.", "the same initials, which nobody else has"),
        ("OV", "the same initials, which nobody else has"),
        ("Orla V.", "the first name and an initial"),
        ("Vale, Orla – Einzelsitzung", "the name as Last, First"),
        ("Örla Vale", "the same name without accents"),
        ("Orla", ""),
        ("Call Orla Vale's school", ""),
    ],
)
def test_what_is_only_like_a_name_is_asked_and_never_taken(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, words: str, guess: str
) -> None:
    client(store, "Vale, Orla")
    take(store, written(tmp_path / "a.ics", event("1", on(1), words)))
    assert rows(reader) == [("1T09:00", words, "booked")]
    (asked,) = asked_for(reader, NOW, NEW_YORK)
    assert (asked.guess.why if asked.guess else "") == guess


def test_two_clients_of_one_name_or_of_the_same_initials_are_never_guessed(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    for name in ("Vale, Orla", "Vale, Orla", "Lowe, Ned", "Lamb, Nora"):
        client(store, name)
    take(store, written(tmp_path / "a.ics", event("1", on(1), "Orla Vale"), event("2", on(2), "N.L.")))
    assert [name for _, name, _ in rows(reader)] == ["Orla Vale", "N.L."]
    assert [one.guess for one in asked_for(reader, NOW, NEW_YORK)] == [None, None]


def test_an_id_that_stands_as_a_word_of_its_own_is_taken(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    ann = patient()
    ann["identifier"] = [{"system": "urn:practice", "value": "1042"}]
    take(store, ndjson(tmp_path / "x.ndjson", ann))
    take(
        store, written(tmp_path / "a.ics", event("1", on(1), "Client 1042 - 90834"), event("2", on(2), "Client 10421 - 90834"))
    )
    names = [name for _, name, _ in rows(reader)]
    assert names[0] != "Client 1042 - 90834"
    assert names[1] == "Client 10421 - 90834"


def test_an_answer_is_remembered_for_words_and_for_a_series(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    ned, nora = client(store, "Lowe, Ned"), client(store, "Lamb, Nora")
    weekly = "RRULE:FREQ=WEEKLY;COUNT=3"
    parts = (
        event("1", on(1), "N.L.", weekly),
        event("2", on(2), "N.L.", weekly),
        event("3", on(3), "Nedster"),
        event("4", on(4), "Busy", weekly),
    )
    path = written(tmp_path / "a.ics", *parts)
    take(store, path)
    assert len(asked_for(reader, NOW, NEW_YORK)) == 4
    with pytest.raises(Problem, match="2 series"):
        place_of(reader, "N.L.", "", "")
    with pytest.raises(Problem, match="names nobody"):
        name_words(store, (WORK, "Busy", ""), (ned,), AT, BY)
    for uid, who in (("1", ned), ("2", nora)):
        name_words(store, place_of(reader, "N.L.", uid, ""), (who,), AT, BY)
    name_words(store, place_of(reader, "nedster", "", ""), (ned,), AT, BY)
    name_words(store, place_of(reader, "Busy", "4", ""), (nora,), AT, BY)
    expected = ["Ned Lowe", "Nora Lamb", "Ned Lowe", "Nora Lamb"]
    assert [name for _, name, _ in rows(reader, 6)] == expected
    take(store, path)
    take(store, written(path, *parts, event("5", on(5), "Nedster")))
    assert [name for _, name, _ in rows(reader, 6)] == [*expected, "Ned Lowe"]
    assert asked_for(reader, NOW, NEW_YORK) == ()


def test_a_couple_is_two_clients_of_one_session(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    ned, nora = client(store, "Lowe, Ned"), client(store, "Lamb, Nora")
    take(store, written(tmp_path / "a.ics", event("1", on(1), "N & N (couple)")))
    say(store, "N & N (couple)", ned, nora)
    assert sorted(name for _, name, _ in rows(reader)) == ["Ned Lowe", "Nora Lamb"]


def test_times_without_series_and_words_are_asked_about_by_weekday_and_hour(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    ned = client(store, "Lowe, Ned")
    parts = [event(f"m{week}", on(1 + 7 * week), "Appointment") for week in range(3)]
    parts += [event(f"t{week}", on(2 + 7 * week), "Appointment") for week in range(3)]
    path = written(tmp_path / "a.ics", *parts)
    take(store, path)
    first, second = asked_for(reader, NOW, NEW_YORK)
    assert (first.times, second.times) == (3, 3)
    name_words(store, (WORK, "Appointment", first.series), (ned,), AT, BY)
    take(store, path)
    assert [name for _, name, _ in rows(reader)] == ["Ned Lowe", "Appointment"] * 3


def test_whole_days_and_events_without_length_are_asked_about_never(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    off = f"BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:{TODAY:%Y%m%d}\r\nSUMMARY:PTO\r\nEND:VEVENT"
    take(store, written(tmp_path / "a.ics", off, event("2", on(1), "Pick up kids", minutes=0)))
    all_are_sessions(store)
    assert asked_for(reader, NOW, NEW_YORK) == ()
    assert rows(reader) == [("1T09:00", "Pick up kids", "booked")]


def test_words_cancel_only_at_the_beginning_and_before_somebody_who_is_known(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    client(store, "Vale, Orla")
    parts = (
        event("1", on(1), "Cancel: Orla Vale"),
        event("2", on(2), "Cancel insurance call?"),
        event("3", on(3), "Orla Vale cancel"),
    )
    take(store, written(tmp_path / "a.ics", *parts))
    rule_events(store, (WORK, "cancelled", "Cancel"), 1, AT, BY)
    assert rows(reader) == [
        ("1T09:00", "Orla Vale", "cancelled"), ("2T09:00", "Cancel insurance call?", "booked"), ("3T09:00", "Orla Vale cancel", "booked"),
    ]  # fmt: skip


def test_names_as_last_first_are_taken_once_that_is_said(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    client(store, "Vale, Orla")
    take(store, written(tmp_path / "a.ics", event("1", on(1), "Vale\\, Orla – Einzelsitzung\\, 50 Minuten")))
    rule_events(store, (WORK, "last first", ""), 1, AT, BY)
    assert [name for _, name, _ in rows(reader)] == ["Orla Vale"]


# -- read again


def second(tmp_path: Path, store: PracticeStore, before: tuple[str, ...], after: tuple[str, ...]) -> list[str]:
    """What a second reading of a calendar says."""
    take(store, written(tmp_path / "a.ics", *before))
    return said(take(store, written(tmp_path / "a.ics", *after)))


FIRST, LAST = event("first", on(0, 1), "First"), event("last", on(30), "Last")


def test_a_second_reading_changes_only_what_changed(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    for name in ("Vale, Orla", "Lowe, Ned", "Lamb, Nora", "Kane, Bea"):
        client(store, name)
    before = (
        event("1", on(1), "Orla Vale"),
        event("2", on(2), "Ned Lowe"),
        event("3", on(3), "Nora Lamb"),
        event("4", on(4), "Bea Kane"),
    )
    after = (
        event("1", on(1, 11), "Orla Vale", "SEQUENCE:1"),
        event("2", on(2), "Ned Lowe", "STATUS:CANCELLED", "SEQUENCE:1"),
        event("3", on(3), "Nora"),
    )
    words = second(tmp_path, store, (*before, LAST), (*after, event("5", on(5), "Somebody new"), LAST))
    kept = {name: (at, status) for at, name, status in rows(reader)}
    assert kept["Orla Vale"] == ("1T11:00", "booked")
    assert kept["Ned Lowe"] == ("2T09:00", "cancelled")
    assert kept["Nora Lamb"] == ("3T09:00", "booked")  # under another name: the same event
    assert kept["Bea Kane"] == ("4T09:00", "booked")
    assert kept["Somebody new"] == ("5T09:00", "booked")
    told = [one for one in words if "which of them" not in one]
    assert [one.split(":")[0].split(",")[0] for one in told] == ["Orla Vale", "Ned Lowe", "Nora Lamb is called Nora now; it stays with the client whom it was of",
                                                                 "Bea Kane"]  # fmt: skip
    assert "moved from" in told[0]
    assert told[1].endswith("cancelled in the calendar")
    assert told[3].endswith("is no longer in the calendar; it is kept, and marked")


WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=8"


@pytest.mark.parametrize(("days", "hour"), [(2, 9), (-3, 9), (0, 11)])
def test_a_series_that_is_moved_as_a_whole_stays_the_same_sessions(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, days: int, hour: int
) -> None:
    client(store, "Vale, Orla")
    start = -14 - TODAY.weekday()  # a Monday
    before = event("1", on(start), "Orla Vale", WEEKLY)
    after = event("1", on(start + days, hour), "Orla Vale", WEEKLY, "SEQUENCE:1")
    take(store, written(tmp_path / "a.ics", FIRST, before, LAST))
    names = {session.meeting.key for _, session in schedule(reader, TODAY, TODAY + timedelta(days=60), NEW_YORK)}
    report = take(store, written(tmp_path / "a.ics", FIRST, after, LAST))
    (told,) = [one for one in said(report) if "Orla" in one]
    assert "Orla Vale: the series was moved, " in told
    assert "no longer" not in "".join(said(report))
    found = schedule(reader, TODAY + timedelta(days=7), TODAY + timedelta(days=60), NEW_YORK)
    sessions = [one for _, one in found if isinstance(one, Session)]
    assert {one.meeting.key for one in sessions} <= names
    assert {(one.starts.weekday(), one.starts.hour) for one in sessions} == {(days % 7, hour)}
    past = schedule(reader, TODAY - timedelta(days=30), TODAY - timedelta(days=7), NEW_YORK)
    assert {one.starts.weekday() for _, one in past if isinstance(one, Session)} == {0}, "what was held stays as it was"
    assert not take(store, tmp_path / "a.ics").changed


def test_what_left_the_file_is_marked_and_comes_back(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    client(store, "Vale, Orla")
    orla = event("1", on(1), "Orla Vale")
    second(tmp_path, store, (FIRST, orla, LAST), (FIRST, LAST))
    session = next(one for one in open_day(reader, TODAY + timedelta(days=1), NEW_YORK).sessions)
    assert session.meeting.title == "no longer in the calendar"
    report = take(store, written(tmp_path / "a.ics", FIRST, orla, LAST))
    assert [one for one in said(report) if "is in the calendar again" in one]
    assert open_day(reader, TODAY + timedelta(days=1), NEW_YORK).sessions[0].meeting.title == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((event("1", on(-3), "Orla Vale"), LAST), (LAST,)),  # past: files roll on
        ((event("1", on(40), "Orla Vale"), LAST), (LAST,)),  # behind the last event of the file
        (
            (FIRST, event("1", on(1), "Orla Vale"), LAST),
            ("BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT", FIRST, LAST),
        ),  # refused, not gone
        ((FIRST, event("1", on(1), "Orla Vale"), LAST), ()),
    ],
)
def test_what_a_file_does_not_tell_of_is_not_gone(
    tmp_path: Path, store: PracticeStore, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    assert not [one for one in second(tmp_path, store, before, after) if "no longer" in one]


def test_a_file_with_a_lower_sequence_changes_nothing(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    client(store, "Vale, Orla")
    newer, older = event("1", on(1, 11), "Orla Vale", "SEQUENCE:2"), event("1", on(1), "Orla Vale", "SEQUENCE:1")
    take(store, written(tmp_path / "a.ics", newer))
    report = take(store, written(tmp_path / "a.ics", older))
    assert (report.total("older"), report.changed) == (1, False)
    assert rows(reader) == [("1T11:00", "Orla Vale", "booked")]


def test_what_was_said_of_a_session_outlives_every_reading_and_follows_the_answer(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    from briefing_app.services.session_word import record_outcome

    path = written(tmp_path / "a.ics", event("1", on(-1), "Nedster"), LAST)
    take(store, path)
    all_are_sessions(store)
    (session,) = open_day(reader, TODAY - timedelta(days=1), NEW_YORK).sessions
    assert session.history.client.id.startswith(NOT_LINKED)
    record_outcome(store, session.meeting.client, session.meeting.key, "missed", AT, BY)
    take(store, path)
    say(store, "Nedster", client(store, "Lowe, Ned"))
    (session,) = open_day(reader, TODAY - timedelta(days=1), NEW_YORK).sessions
    assert (session.history.client.name, session.meeting.status) == ("Ned Lowe", "noshow")
    take(store, written(path, event("1", on(-1, 11), "Nedster", "SEQUENCE:1"), LAST))
    (session,) = open_day(reader, TODAY - timedelta(days=1), NEW_YORK).sessions
    assert (session.starts.hour, session.meeting.status) == (11, "noshow")


# -- other sources, and what leaves


@pytest.mark.parametrize(("minute", "sessions"), [(0, 1), (10, 1), (11, 2)])
@pytest.mark.parametrize("calendar_first", [True, False])
def test_a_session_of_an_export_and_an_event_within_ten_minutes_are_one(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, minute: int, sessions: int, calendar_first: bool
) -> None:
    export = ndjson(tmp_path / "x.ndjson", patient(), appointment("v", utc(1, 9, minute)))
    take(store, ndjson(tmp_path / "p.ndjson", patient()))
    name = rows_name(reader)
    paths = [written(tmp_path / "a.ics", event("1", on(1), name)), export]
    for path in paths if calendar_first else reversed(paths):
        take(store, path)
    assert len(open_day(reader, TODAY + timedelta(days=1), NEW_YORK).sessions) == sessions


def rows_name(reader: PracticeReader) -> str:
    ((given, family),) = reader.rows("SELECT given, family FROM client WHERE known = 1")
    return f"{given} {family}"


def test_a_client_who_was_deleted_is_not_brought_back_by_a_calendar(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    ned = client(store, "Lowe, Ned")
    path = written(tmp_path / "a.ics", event("1", on(1), "Nedster"), event("2", on(2), "Lunch"))
    take(store, path)
    say(store, "Nedster", ned)
    delete_client(store, ned, AT, BY)
    assert reader.rows("SELECT count(*) FROM calendar_name") == [(0,)]
    report = take(store, path)
    assert report.total("left_out") == 1
    assert [name for _, name, _ in rows(reader)] == ["Lunch"]
    assert not [text for (text,) in reader.rows("SELECT words FROM calendar_event") if "Ned" in text]


def test_what_is_asked_is_said_with_days_and_a_guess(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    client(store, "Vale, Orla")
    daily = event("2", on(1, 12), "Lunch", "RRULE:FREQ=DAILY;COUNT=3")
    take(store, written(tmp_path / "a.ics", event("1", on(1), "O.V.", "RRULE:FREQ=WEEKLY;COUNT=3"), daily))
    orla, lunch = (say_asked(one) for one in asked_for(reader, NOW, NEW_YORK))
    day = TODAY + timedelta(days=1)
    assert f"{day:%A}s 09:00, 3 times from {day.day} " in orla
    assert "perhaps Orla Vale" in orla
    assert f"3 times from {day:%A} {day.day} " in lunch


def test_sessions_leave_as_a_calendar_with_initials_and_are_not_read_back(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    ned, nora = client(store, "Lowe, Ned"), client(store, "Lamb, Nora")
    start = datetime.combine(TODAY + timedelta(days=1), datetime.min.time()).replace(hour=9)
    add_session(store, (ned, nora), OwnSession(start), ONCE, AT, BY)
    take(store, written(tmp_path / "a.ics", event("1", on(2), "Ned Lowe")))
    out = tmp_path / "out.ics"
    sessions = [one for _, one in schedule(reader, TODAY, TODAY + timedelta(days=3)) if isinstance(one, Session)]
    assert len(sessions) == 3
    write_ics(sessions, out)
    text = out.read_text("utf-8")
    assert text.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Session NL\\, NL" in text
    assert not [word for word in ("Lowe", "Lamb", "Ned", "Nora") if word in text]
    report = take(store, out)
    assert (report.changed, report.total("passed_over")) == (False, 1)


def test_rules_that_words_may_stand_for_are_offered_and_never_assumed(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    client(store, "Vale, Orla")
    words = ("Lunch", "Lunch with Ann", "Launch", "Canceled: Orla Vale", "Cancel insurance call?")
    take(store, written(tmp_path / "a.ics", *(event(str(at), on(at), one) for at, one in enumerate(words, start=1))))
    asked = asked_for(reader, NOW, NEW_YORK)
    assert say_offers(asked) == [
        "No event of Work with the word Lunch is a session? briefing names rule word 'Lunch' --no-session",
        "“Canceled:” begins what is cancelled in Work? briefing names rule cancelled 'Canceled:'",
    ]
    rule_events(store, (WORK, "word", "Lunch"), 0, AT, BY)
    rule_events(store, (WORK, "cancelled", "Canceled:"), 1, AT, BY)
    assert [one.words for one in asked_for(reader, NOW, NEW_YORK)] == ["Launch", "Cancel insurance call?"]


def test_a_client_is_known_by_every_name_of_theirs_that_is_in_use(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    ann = patient()
    ann["name"] = [
        {"use": "official", "family": "Vale", "given": ["Orlanda"]}, {"use": "usual", "family": "Vale", "given": ["Orla"]},
        {"use": "maiden", "family": "Kane", "given": ["Orlanda"]},
    ]  # fmt: skip
    path = ndjson(tmp_path / "x.ndjson", ann)
    take(store, path)
    words = ("Orlanda Vale", "Orla Vale", "Orlanda Kane")
    take(store, written(tmp_path / "a.ics", *(event(str(at), on(at), one) for at, one in enumerate(words, start=1))))
    assert [name for _, name, _ in rows(reader)] == ["Orla Vale", "Orla Vale", "Orlanda Kane"]
    ann["name"] = ann["name"][1:2]
    ann["meta"] = {"lastUpdated": "2026-11-01T00:00:00Z"}
    take(store, ndjson(path, ann))
    assert [name for _, name, _ in rows(reader)] == ["Orlanda Vale", "Orla Vale", "Orlanda Kane"]


def test_a_zip_of_calendars_is_read_file_by_file(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as made:
        made.writestr("work@x.invalid.ics", calendar(event("1", on(1), "Orla Vale"), name="Work"))
        made.writestr("own@x.invalid.ics", calendar(event("1", on(2), "Dentist"), name="Own"))
        made.writestr("broken.ics", "<!DOCTYPE html><html>Sign in</html>")
    report = take(store, tmp_path / "all.zip")
    assert [name for _, name, _ in rows(reader)] == ["Orla Vale", "Dentist"]
    assert [one.file for one in report.issues if one.weight == "rejected"] == ["all.zip/broken.ics"]
    rule_events(store, (WORK, "all", ""), 1, AT, BY)
    assert [one.calendar for one in asked_for(reader, NOW, NEW_YORK) if one.session] == [WORK]


def test_a_calendar_in_two_files_of_one_import_leaves_nothing_out(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    odd, even = (
        (event(str(at), on(at), f"Person {at}") for at in (1, 3)),
        (event(str(at), on(at), f"Person {at}") for at in (2, 4)),
    )
    one, other = written(tmp_path / "1.ics", *odd), written(tmp_path / "2.ics", *even)
    take(store, one, other)
    report = take(store, one, other)
    assert (report.changed, report.total("unchanged")) == (False, 4)
    assert not [words for words in said(report) if "no longer" in words]


def test_a_client_who_is_entered_later_is_known_to_the_calendar_at_once(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    take(store, written(tmp_path / "a.ics", event("1", on(1), "Orla Vale")))
    all_are_sessions(store)
    assert of_tomorrow(reader) == ["“Orla Vale”"]
    done = add_client(store, OwnClient("Vale, Orla"), AT, BY)
    assert of_tomorrow(reader) == ["Orla Vale"]
    take_act_back(store, done, AT, BY)
    assert of_tomorrow(reader) == ["“Orla Vale”"]


def who_may_be_added(reader: PracticeReader) -> list[tuple[str, bool]]:
    return [(one.name, one.whole) for one in addable(asked_for(reader, NOW, NEW_YORK), [name for _, name, _ in people(reader)])]


def test_all_whole_names_of_a_calendar_become_clients_in_one_answer_that_is_taken_back(
    store: PracticeStore, reader: PracticeReader, tmp_path: Path
) -> None:
    client(store, "Cleo Ash")
    path = written(
        tmp_path / "work.ics",
        event("1", on(1, 9), "Ada Brown"),
        event("2", on(1, 11), "Brown, Ada"),
        event("3", on(1, 12), "J.R.", "RRULE:FREQ=WEEKLY;COUNT=3"),
        event("4", on(1, 13), "J.R.", "RRULE:FREQ=WEEKLY;COUNT=3"),
        event("5", on(1, 14), "Cleo A."),
        event("6", on(1, 15), "Lunch with Ben"),
        event("7", on(1, 16), "appointment"),
        event("8", on(1, 17), "Ben Gray (video)"),
    )
    take(store, path)
    assert who_may_be_added(reader) == [("Ada Brown", True), ("J.R.", False), ("J.R.", False), ("Ben Gray", True)]
    found = addable(asked_for(reader, NOW, NEW_YORK), [])
    whole = tuple((one.name, one.places) for one in found if one.whole)
    with pytest.raises(Problem, match="Cleo Ash is in your practice already"):
        add_called(store, (*whole, ("cleo  ash", found[1].places)), AT, BY)
    assert people(reader) == ((1 << 40, "Cleo Ash", ""),), "none of them, where one cannot be"
    done = add_called(store, (*whole, ("Jamal Reyes", found[1].places)), AT, BY)
    assert done.number == 3
    assert of_tomorrow(reader) == ["Ada Brown", "Ada Brown", "Jamal Reyes", "Ben Gray"]
    take_act_back(store, done, AT, BY)
    assert [name for _, name, _ in people(reader)] == ["Cleo Ash"]
    assert of_tomorrow(reader) == []
    assert ("Ada Brown", True) in who_may_be_added(reader)
