"""Whole days of a calendar file: those that RFC 5545 says, from any file at once, or one sentence."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing_app.domain.problems import Problem
from briefing_app.domain.recurrence import WEEKDAYS, read_rule, repeated_days
from briefing_app.sources.holidays import LARGEST, read_holidays

FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)
MOST_SECONDS = 1.5  # of the processor, on a machine that does other things too; alone it stays below a half


def calendar(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\nUID:1\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}END:VCALENDAR\r\n".encode()


def days(tmp_path: Path, data: bytes) -> list[tuple[str, str]]:
    path = tmp_path / "x.ics"
    path.write_bytes(data)
    return [(day.isoformat(), name) for day, name in read_holidays(path, FIRST, LAST)]


@pytest.mark.parametrize(
    ("event", "found"),
    [
        ("DTSTART;VALUE=DATE:20260704\r\nSUMMARY:Fourth\\, of\r\n  July", ["2026-07-04"]),
        ("DTSTART;VALUE=DATE:19701126\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", ["2026-11-26", "2027-11-25", "2028-11-23"]),
        ("DTSTART;VALUE=DATE:20040229\r\nRRULE:FREQ=YEARLY", ["2028-02-29"]),
        ("DTSTART;VALUE=DATE:20251231\r\nDTEND;VALUE=DATE:20260103", ["2026-01-01", "2026-01-02"]),
        ("DTSTART;VALUE=DATE:20281230\r\nDURATION:P1W", ["2028-12-30", "2028-12-31"]),
        (
            "DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE;VALUE=DATE:20260108",
            ["2026-01-01", "2026-01-15"],
        ),
        ("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=DAILY;UNTIL=20260102T000000Z", ["2026-01-01", "2026-01-02"]),
        (
            "DTSTART;VALUE=DATE:20260101\r\nBEGIN:VALARM\r\nDTSTART;VALUE=DATE:20270101\r\nSUMMARY:x\r\nEND:VALARM",
            ["2026-01-01"],
        ),
        (
            "DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;COUNT=1\r\nRRULE:FREQ=YEARLY;INTERVAL=2",
            ["2026-01-01", "2028-01-01"],
        ),
    ],
)
def test_whole_days_are_read(tmp_path: Path, event: str, found: list[str]) -> None:
    assert [day for day, _ in days(tmp_path, calendar(event, "DTSTART:20260101T090000Z\r\nSUMMARY:an hour"))] == found


def test_a_name_is_plain_words(tmp_path: Path) -> None:
    assert days(
        tmp_path, calendar('DTSTART;VALUE=DATE:20260704\r\nSUMMARY;LANGUAGE="a:b":Fourth\\, of\r\n  \u202eJuly\x1b')
    ) == [("2026-07-04", "Fourth, of \ufffdJuly")]


DAILY = "DTSTART;VALUE=DATE:00010101\r\nRRULE:FREQ=DAILY"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (calendar("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=DAILY;INTERVAL=0"), "number that is not between 1"),
        (calendar("DTSTART;VALUE=DATE:20260101\r\nSUMMARY:A day\r\nRRULE:FREQ=DAILY;BYHOUR=1,2,3"), "(A day) that cannot be read"),
        (calendar("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=SECONDLY"), "repeats by the hour"),
        (calendar("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;BYMONTH=13"), "between 1 and 12"),
        (calendar("DTSTART;VALUE=DATE:20261301"), "cannot be read"),
        (calendar("DTSTART;VALUE=DATE:99991231\r\nDTEND;VALUE=DATE:99991231"), "no whole days"),
        (calendar(*[DAILY] * 100), "repeats more days than are read"),
        (calendar(*[f"{DAILY};COUNT=90000"] * 100), "repeats more days than are read"),
        (calendar(*[f"{DAILY};BYMONTH=2;BYMONTHDAY=30"] * 100), "repeats more days than are read"),
        (calendar(*["DTSTART;VALUE=DATE:00010101\r\nDTEND;VALUE=DATE:99991231"] * 5001), "more than 5000 events"),
        (calendar("DTSTART;VALUE=DATE:00010101\r\n" + "BEGIN:VALARM\r\n" * 30_000), "no whole days"),
        (b"BEGIN:VCALENDAR" + b"\n " * 400_000, "no whole days"),
        (b"BEGIN:VCALENDAR" + b"\n" * 900_000, "no whole days"),
        (calendar("DTSTART;VALUE=DATE:20260101\r\nSUMMARY" + ';a="' * 200_000), ""),
        (calendar("DTSTART;VALUE=DATE:20260101\r\nRRULE:" + "BYDAY=MO;" * 50_000), "stands twice"),
        (calendar("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;BYDAY=" + "1MO," * 100_000 + "MO"), ""),
        (calendar("DTSTART;VALUE=DATE:20260101\r\nEXDATE:" + "20270101," * 80_000), ""),
        (b"x" * (LARGEST + 1), "larger than 1 MB"),
        (b"\0" * 1000, "cannot be read as a calendar"),
        (b"", "cannot be read as a calendar"),
    ],
)  # fmt: skip
def test_what_no_calendar_of_holidays_holds_is_read_or_refused_at_once(tmp_path: Path, data: bytes, words: str) -> None:
    began = time.process_time()
    if words:
        with pytest.raises(Problem) as problem:
            days(tmp_path, data)
        assert words in str(problem.value)
        assert len(str(problem.value)) < 400
    else:
        assert days(tmp_path, data)[0][0] == "2026-01-01" or b"BYDAY" in data
    assert time.process_time() - began < MOST_SECONDS


# Each weekday of a list with a number, or none: of both, dateutil takes those that are in both.
SOME_WEEKDAYS = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=3)
NUMBERED = st.lists(st.sampled_from(["1MO", "-1FR", "2TU", "4TH", "-2SU", "5WE"]), min_size=1, max_size=2)
STARTS = st.dates(date(1995, 1, 1), date(2028, 6, 30))


@st.composite
def rules(draw: st.DrawFn) -> str:
    every = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = {
        "INTERVAL": st.integers(1, 5),
        "BYMONTH": st.integers(1, 12),
        "COUNT": st.integers(1, 60),
        "WKST": st.sampled_from(WEEKDAYS),
    }
    if every != "WEEKLY":
        parts["BYMONTHDAY"] = st.integers(1, 31) | st.integers(-31, -1)
    if every == "YEARLY":
        parts["BYYEARDAY"] = st.integers(1, 366) | st.integers(-366, -1)
    parts["BYDAY"] = (NUMBERED if every in ("MONTHLY", "YEARLY") and draw(st.booleans()) else SOME_WEEKDAYS).map(",".join)
    chosen = draw(st.lists(st.sampled_from(list(parts)), unique=True, max_size=3))
    text = "".join(f";{name}={draw(parts[name])}" for name in chosen)
    # Of a week that begins before the start dateutil counts the places from the start on; RFC 5545 has the whole week, as tests/domain tries.
    if every != "WEEKLY" and any(name in ("BYDAY", "BYMONTHDAY", "BYYEARDAY") for name in chosen) and draw(st.booleans()):
        text += f";BYSETPOS={draw(st.sampled_from(['1', '-1', '2', '1,-1', '-2']))}"
    return f"FREQ={every}{text}"


@settings(database=None)
@given(text=rules(), start=STARTS)
def test_a_rule_falls_on_the_days_that_dateutil_says(text: str, start: date) -> None:
    midnight = datetime.min.time()
    ends = f"{text};UNTIL={LAST:%Y%m%d}" if "COUNT" not in text else text
    # A rule that never falls on a day would be followed to the year 9999.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dateutil.rrule.datetime.MAXYEAR", 2030)
        every = rrulestr(ends, dtstart=datetime.combine(start, midnight))
        moments = every.between(datetime.combine(FIRST, midnight), datetime.combine(LAST, midnight), inc=True)
    assert list(repeated_days(read_rule(text), start, FIRST, LAST, lambda _: None)) == [one.date() for one in moments]


PIECES = st.sampled_from(
    ["BEGIN:VEVENT", "END:VEVENT", "BEGIN:VCALENDAR", "DTSTART;VALUE=DATE:20260101", "DTSTART:00010101", "DTSTART;VALUE=DATE:99991231", "DTEND:99991231",
     "DTEND;VALUE=DATE:00000000", "DURATION:P9999W", "RRULE:FREQ=DAILY", "RRULE:FREQ=YEARLY;BYDAY=5MO;BYSETPOS=-1", "RRULE:FREQ=WEEKLY;INTERVAL=99999",
     "RRULE:FREQ=MONTHLY;COUNT=99999", "RRULE:FREQ=YEARLY;UNTIL=99991231", "RRULE:FREQ=DAILY;UNTIL=00010101", "RRULE:", "EXDATE:20260101,x", "SUMMARY:a", "SUMMARY", " x", "\u202e"]
)  # fmt: skip


@settings(database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=100) | st.lists(PIECES | rules().map(lambda rule: f"RRULE:{rule}") | st.text(max_size=9), max_size=25).map("\n".join).map(str.encode))  # fmt: skip
def test_whatever_the_bytes_only_a_problem_leaves(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.ics").write_bytes(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + data)
    try:
        found = read_holidays(tmp_path / "x.ics", FIRST, LAST)
    except Problem:
        return
    assert all(FIRST <= day <= LAST for day, _ in found)
