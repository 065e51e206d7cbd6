"""Clients and sessions entered by hand: they stand on the pages like those of any file, and no import touches them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from briefing_app.domain.own_client import OwnClient, checked
from briefing_app.domain.own_session import ONCE, OwnSession, Repeats, Series, starts_of
from briefing_app.domain.periods import local_instant, local_time
from briefing_app.domain.problems import Problem
from briefing_app.services.caseload import caseload_rows
from briefing_app.services.day import open_day
from briefing_app.services.own_client import add_client, edit_client, take_client_back
from briefing_app.services.own_session import add_session, take_sessions_back
from briefing_app.storage.deleted import delete_client
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import appointment, ndjson, patient
from tests.importing import NEW_YORK, take

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=NEW_YORK)
AT, BY = NOW.timestamp(), "A. B."
ADA = OwnClient("Ada Brown", "1984-03-09", "she/her", ("555-0100",))
NINE = OwnSession(datetime(2026, 11, 30, 9, 0), mode="video")


@pytest.fixture(autouse=True)
def new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The computer's own clock shows New York's time."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def ada(store: PracticeStore) -> int:
    return add_client(store, ADA, AT, BY).number


def starts(reader: PracticeReader, client: int) -> list[str]:
    found = reader.histories([client])[client].meetings
    return [f"{local_time(one.at, NEW_YORK):%d %b %Y %H:%M}" for one in found]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ada Brown", ("Brown", "Ada")),
        ("Brown, Ada", ("Brown", "Ada")),
        ("Ada May Brown", ("Brown", "Ada May")),
        ("van der Berg, Ada", ("van der Berg", "Ada")),
        ("Ada", ("", "Ada")),
        ("Brown,", ("", "Brown")),
    ],
)
def test_a_name_is_kept_as_it_is_said(name: str, parts: tuple[str, str]) -> None:
    assert OwnClient(name).parts == parts


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (OwnClient("  "), "A client has a name"),
        (OwnClient(", "), "A client has a name"),
        (OwnClient("Ada", "9 March"), "9 March is not a day"),
        (OwnClient("Ada", "2026-12-01"), "Nobody was born on 2026-12-01"),
        (OwnClient("Ada", "1884-03-09"), "Nobody was born on 1884-03-09"),
        (OwnClient("A" * 201), "too long"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(one: OwnClient, words: str) -> None:
    with pytest.raises(Problem, match=words):
        checked(one, date(2026, 11, 30))


def test_a_client_entered_by_hand_is_found_shown_and_on_the_caseload(reader: PracticeReader, ada: int) -> None:
    history = reader.histories([ada])[ada]
    assert (history.client.name, history.client.id, history.client.birth_date) == ("Ada Brown", "own:1", "1984-03-09")
    assert [one.reach for one in history.contacts] == [("555-0100",)]
    assert [one.row for one in reader.find_clients("bro")] == [one.row for one in reader.find_clients("9 March 1984")] == [ada]
    assert reader.row_of("own:1") == ada
    assert caseload_rows(reader, NOW.date(), NEW_YORK)[0] == [ada]


def test_a_session_stands_on_its_day_and_its_neighbours_know_it(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    add_session(store, (ada,), NINE, ONCE, AT, BY)
    day = open_day(reader, date(2026, 11, 30), NEW_YORK)
    assert [(one.history.client.name, f"{one.starts:%H:%M}", one.meeting.mode, one.number) for one in day.sessions] == [
        ("Ada Brown", "09:00", "video", 1)
    ]
    assert reader.nearest_meetings(AT, AT) == (None, local_instant(datetime(2026, 11, 30, 9, 0), NEW_YORK))
    assert open_day(reader, date(2026, 12, 1), NEW_YORK).sessions == ()


def test_a_weekly_session_stays_at_its_time_on_the_wall(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    first = OwnSession(datetime(2026, 10, 19, 9, 0))
    add_session(store, (ada,), first, Series(Repeats.EVERY_TWO_WEEKS, date(2026, 11, 20)), AT, BY)
    assert starts(reader, ada) == ["19 Oct 2026 09:00", "02 Nov 2026 09:00", "16 Nov 2026 09:00"]
    utc = [datetime.fromtimestamp(one.at, UTC).hour for one in reader.histories([ada])[ada].meetings]
    assert utc == [13, 14, 14]


def test_a_session_in_the_hour_that_is_not_there_is_read_before_the_change_and_lasts_as_long(
    store: PracticeStore, reader: PracticeReader, ada: int
) -> None:
    add_session(store, (ada,), OwnSession(datetime(2026, 3, 8, 2, 30), minutes=60), ONCE, AT, BY)
    (one,) = reader.histories([ada])[ada].meetings
    assert f"{local_time(one.at, NEW_YORK):%H:%M}" == "03:30"
    assert one.ends - one.at == 3600


@pytest.mark.parametrize(
    ("series", "words"),
    [
        (Series(Repeats.WEEKLY), "needs a last day"),
        (Series(Repeats.WEEKLY, date(2026, 11, 29)), "before the first session"),
        (Series(Repeats.WEEKLY, date(2029, 11, 30)), "at most 2 years"),
        (Series(Repeats.ONCE, date(2026, 12, 30)), "does not repeat"),
    ],
)
def test_a_series_has_an_end_that_can_be(series: Series, words: str) -> None:
    with pytest.raises(Problem, match=words):
        starts_of(datetime(2026, 11, 30, 9, 0), series)


def test_the_last_day_of_a_series_is_one_of_its_days() -> None:
    found = starts_of(datetime(2026, 11, 30, 9, 0), Series(Repeats.WEEKLY, date(2026, 12, 14)))
    assert [one.day for one in found] == [30, 7, 14]


def test_a_client_is_not_booked_twice_within_ten_minutes(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    add_session(store, (ada,), NINE, ONCE, AT, BY)
    near = OwnSession(NINE.starts + timedelta(minutes=9))
    with pytest.raises(Problem, match="has a session on 30 Nov 2026, 09:00 already"):
        add_session(store, (ada,), near, ONCE, AT, BY)
    add_session(store, (ada,), OwnSession(NINE.starts + timedelta(minutes=10)), ONCE, AT, BY)
    assert len(starts(reader, ada)) == 2


def test_a_booked_appointment_of_a_file_is_not_doubled(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), appointment("a", "2026-11-30T09:05:00-05:00", status="booked")))
    with pytest.raises(Problem, match="has a session on 30 Nov 2026, 09:05 already"):
        add_session(store, (reader.row_of("ann") or 0,), NINE, ONCE, AT, BY)


def test_a_group_is_one_session_of_several_clients(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    ben = add_client(store, OwnClient("Ben Okri"), AT, BY).number
    add_session(store, (ada, ben), OwnSession(NINE.starts, 90, title="Skills group"), ONCE, AT, BY)
    found = open_day(reader, NOW.date(), NEW_YORK).sessions
    assert {(one.history.client.name, one.meeting.key, one.meeting.title) for one in found} == {
        ("Ada Brown", "session:1", "Skills group"), ("Ben Okri", "session:1", "Skills group"),
    }  # fmt: skip


def test_an_import_touches_nothing_that_was_entered(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader, ada: int
) -> None:
    add_session(store, (ada,), NINE, ONCE, AT, BY)
    before = reader.histories([ada])[ada]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), appointment("a", "2026-11-30T10:00:00-05:00")))
    assert reader.histories([ada])[ada] == before
    assert [one.history.client.name for one in open_day(reader, NOW.date(), NEW_YORK).sessions] == ["Ada Brown", "Ann Invented"]
    row = reader.row_of("ann")
    assert row is not None
    assert row < ada, "rows of imports stay below those of clients entered by hand"


def test_what_is_typed_of_a_client_of_a_file_stands_before_it_and_outlives_the_next_import(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient()))
    row = reader.row_of("ann") or 0
    before = reader.histories([row])[row].client
    edit_client(store, row, OwnClient("Annie Invented", pronouns="they/them"), AT, BY)
    take(store, ndjson(tmp_path / "y.ndjson", patient(gender="female", meta={"lastUpdated": "2026-12-01T00:00:00Z"})))
    after = reader.histories([row])[row].client
    assert (after.name, after.pronouns, after.birth_date) == ("Annie Invented", "they/them", before.birth_date)


def test_a_client_of_whom_something_was_entered_is_not_taken_back(
    store: PracticeStore, reader: PracticeReader, ada: int
) -> None:
    done = add_session(store, (ada,), NINE, ONCE, AT, BY)
    with pytest.raises(Problem, match="entered since"):
        take_client_back(store, ada, AT, BY)
    assert done.number == 1
    take_sessions_back(store, ("session:1",), AT, BY)
    take_client_back(store, ada, AT, BY)
    assert reader.find_clients("") == []
    assert reader.caseload(0.0) == []


def test_deleting_a_client_takes_everything_that_was_entered_of_them(
    store: PracticeStore, reader: PracticeReader, ada: int
) -> None:
    ben = add_client(store, OwnClient("Ben Okri"), AT, BY).number
    add_session(store, (ada, ben), NINE, ONCE, AT, BY)
    gone = delete_client(store, ada, AT, BY)
    assert (gone["own_client"], gone["own_session"]) == (1, 1)
    assert [one.history.client.name for one in open_day(reader, NOW.date(), NEW_YORK).sessions] == ["Ben Okri"]
    assert add_client(store, ADA, AT, BY).number > ben, "the row of a deleted client is nobody else's"
