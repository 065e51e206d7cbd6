"""The days on which clocks are changed, in three zones, through the services and the timer: no second is wrong, and no day."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from briefing_app.domain.act import By
from briefing_app.domain.checkin_table import Mapping
from briefing_app.domain.clock import time_within
from briefing_app.domain.intervals import minutes
from briefing_app.domain.periods import day_bounds, local_instant, local_time
from briefing_app.domain.time_entry import TimeEntry
from briefing_app.services.checkin import checkin_days_of, read_code
from briefing_app.services.checkin_table import open_table, preview
from briefing_app.services.day import open_day
from briefing_app.services.importing import run_import
from briefing_app.services.ledger import ledger
from briefing_app.services.worktime import Work
from briefing_app.storage.checkin import add_checkins
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.viewmodels.day import make_day
from tests.checkins import code_of, page_for
from tests.conftest import KEY
from tests.fhir import appointment, ndjson, patient
from tests.importing import CATALOGUE

NEW_YORK, BERLIN, LORD_HOWE = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe")
# The day, and the hours that pass on it before a clock shows four in the morning.
CHANGES = [
    pytest.param(NEW_YORK, date(2026, 3, 8), 3.0, id="New York, spring"),
    pytest.param(NEW_YORK, date(2026, 11, 1), 5.0, id="New York, autumn"),
    pytest.param(BERLIN, date(2026, 3, 29), 3.0, id="Berlin, spring"),
    pytest.param(BERLIN, date(2026, 10, 25), 5.0, id="Berlin, autumn"),
    pytest.param(LORD_HOWE, date(2026, 10, 4), 3.5, id="Lord Howe, spring"),
    pytest.param(LORD_HOWE, date(2026, 4, 5), 4.5, id="Lord Howe, autumn"),
]
CALM = (1, 1, 1, 1, 1, 1, 1, 1, 0)


def at(zone: ZoneInfo, day: date, hour: int, minute: int = 0) -> float:
    return local_instant(datetime(day.year, day.month, day.day, hour, minute), zone)


@pytest.fixture
def private(tmp_path: Path) -> Iterator[PrivateStore]:
    opened = PrivateStore(tmp_path / "private.db", KEY)
    yield opened
    opened.close()


@pytest.mark.parametrize(("zone", "day", "early"), CHANGES)
def test_a_session_of_that_day_is_on_it_and_its_minutes_are_in_the_ledger(
    store: PracticeStore, reader: PracticeReader, private: PrivateStore, tmp_path: Path, zone: ZoneInfo, day: date, early: float
) -> None:
    midnight, end = day_bounds(day, zone)
    made = [
        appointment(name, datetime.fromtimestamp(begins, UTC).isoformat(), minutes=30)
        for name, begins in (("before", midnight - 1800), ("first", midnight), ("last", end - 1800), ("after", end))
    ]
    run_import(store, CATALOGUE, [ndjson(tmp_path / "x.ndjson", patient(), *made)], zone=zone)
    assert [one.starts.timestamp() for one in open_day(reader, day, zone).sessions] == [midnight, end - 1800]
    stretch = TimeEntry(midnight - 3600, at(zone, day, 4), str(zone), "notes")
    private.write([stretch], end, "one")
    facts = ledger(Work(private, reader, local_time(at(zone, day, 12), zone), zone), "week", day)
    assert facts.time.documented == minutes([(stretch.start, stretch.end)]) == 60 + early * 60


@pytest.mark.parametrize(("zone", "day", "early"), CHANGES)
def test_a_session_over_the_change_is_as_long_as_it_was(
    store: PracticeStore, reader: PracticeReader, tmp_path: Path, zone: ZoneInfo, day: date, early: float
) -> None:
    begins, ends = at(zone, day, 0, 30), at(zone, day, 4)
    whole = round(ends - begins) // 60
    made = [
        appointment("over", datetime.fromtimestamp(begins, UTC).isoformat(), minutes=whole),
        appointment("next", datetime.fromtimestamp(ends + 1800, UTC).isoformat()),
    ]
    run_import(store, CATALOGUE, [ndjson(tmp_path / "x.ndjson", patient(), *made)], zone=zone)
    found = open_day(reader, day, zone)
    page = make_day(found, CATALOGUE, local_time(ends - 60, zone), zone)
    assert f"{whole} min" in page.rows[0].details
    assert whole == early * 60 - 30
    assert page.rows[0].gap == "30 min planned"
    assert not page.rows[0].past


@pytest.mark.parametrize(("zone", "day", "early"), CHANGES)
def test_a_time_in_a_stretch_over_the_change_is_the_one_that_the_clock_showed(zone: ZoneInfo, day: date, early: float) -> None:
    begins, ends = at(zone, day, 0, 30), at(zone, day, 4)
    assert time_within("3:30", begins, ends, zone) == at(zone, day, 3, 30) == at(zone, day, 0) + (early - 0.5) * 3600
    evening = at(zone, day - timedelta(days=1), 22)
    assert time_within("3:30", evening, ends, zone) == at(zone, day, 3, 30)
    with pytest.raises(ValueError, match="not in this stretch"):
        time_within("4:30", begins, ends, zone)


def test_a_time_that_the_clock_showed_twice_is_the_one_in_the_stretch_and_one_that_it_skipped_is_none() -> None:
    day = date(2026, 11, 1)
    assert time_within("1:45", at(NEW_YORK, day, 0), at(NEW_YORK, day, 4), NEW_YORK) == at(NEW_YORK, day, 1, 45)
    again = at(NEW_YORK, day, 1, 15) + 3600
    assert time_within("1:45", again, at(NEW_YORK, day, 4), NEW_YORK) == at(NEW_YORK, day, 1, 45) + 3600
    spring = date(2026, 3, 8)
    with pytest.raises(ValueError, match="not in this stretch"):
        time_within("2:30", at(NEW_YORK, spring, 0), at(NEW_YORK, spring, 4), NEW_YORK)
    for words in ("25:00", "12:60", "noon", "12"):
        with pytest.raises(ValueError, match="such as 12:20"):
            time_within(words, again, again + 60, NEW_YORK)


@pytest.mark.parametrize("zone", [NEW_YORK, BERLIN, LORD_HOWE])
def test_a_check_in_of_one_half_of_the_year_that_is_read_in_the_other_keeps_its_day_and_time(
    store: PracticeStore, reader: PracticeReader, tmp_path: Path, zone: ZoneInfo
) -> None:
    run_import(store, CATALOGUE, [ndjson(tmp_path / "x.ndjson", patient())], zone=zone)
    client = reader.row_of("ann")
    assert client is not None
    today = datetime.fromtimestamp(at(zone, date(2026, 11, 26), 12), UTC)
    page = page_for(store, client, "PHQ-9")
    for day, clock in ((date(2026, 7, 1), "23:30"), (date(2026, 7, 2), "00:10"), (date(2026, 1, 15), "23:30")):
        expected = at(zone, day, int(clock[:2]), int(clock[3:]))
        received = read_code(reader, CATALOGUE, code_of(page, day, clock, *CALM), today, "A. B.", zone)
        assert [one.at for one in received.scores] == [expected]
        add_checkins(store, [received], today.timestamp(), "A. B.")
        table = tmp_path / f"{day}.csv"
        table.write_text(f"id,date,PHQ-9\nann,{day} {clock},5\n", "utf-8")
        mapping = Mapping("id", "date", values=(("PHQ-9", "PHQ-9", 0),))
        (row,) = preview(reader, CATALOGUE, open_table(table), mapping, By("A. B.", today), zone).rows
        assert row.received.scores[0].at == expected
    found = [local_time(one.at, zone) for one in reader.histories([client])[client].scores["PHQ-9"] if one.at]
    assert sorted(f"{one:%d %b %H:%M}" for one in found) == ["01 Jul 23:30", "02 Jul 00:10", "15 Jan 23:30"]
    assert [one.day for one in checkin_days_of(reader, client, zone)] == [date(2026, 1, 15), date(2026, 7, 1), date(2026, 7, 2)]


SYSTEM = """
import os, sys, time
from datetime import date, datetime
from types import SimpleNamespace
from pathlib import Path
from briefing_app.controllers import timer as timekeeping
from briefing_app.domain.periods import local_instant
from briefing_app.storage.private import PrivateStore
from briefing_app.domain.time_entry import TimeEntry

time.tzset()
day = date.fromisoformat(sys.argv[2])
at = lambda hour: local_instant(datetime(day.year, day.month, day.day, hour), None)
private = PrivateStore(Path(sys.argv[1]), bytes(range(32)))
private.write([TimeEntry(at(0) - 3600, at(0), "", "notes"), TimeEntry(at(0), at(4), "", "notes")], at(12), "two")
for hour in (5, 12, 23):
    print(timekeeping._status(SimpleNamespace(private=private), at(hour)).today)
private.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the zone of a process cannot be set")
@pytest.mark.parametrize(("zone", "day", "early"), CHANGES)
def test_what_the_bottom_bar_says_of_today_begins_at_its_midnight(
    tmp_path: Path, zone: ZoneInfo, day: date, early: float
) -> None:
    said = subprocess.run(
        [sys.executable, "-c", SYSTEM, str(tmp_path / "private.db"), day.isoformat()],
        env={**os.environ, "TZ": str(zone)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert [float(line) for line in said.stdout.split()] == [early * 60] * 3
