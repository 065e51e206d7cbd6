"""Days off and holidays from a calendar file (.ics): whole days only, repeated ones spelled out within the years asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from briefing_app.domain.problems import Problem
from briefing_app.domain.recurrence import read_rule, repeated_days
from briefing_app.domain.texts import clean, one_line
from briefing_app.sources.bounded_file import read_whole

LARGEST = 1_000_000  # bytes; the holidays of a country for twenty years take a fifth of that
MOST_EVENTS = 5000
MOST_LOOKS = 100_000  # at days, for all rules together
MOST_DAYS = 2000
LONGEST = 366  # days of one event
_FOLD = re.compile(r"\r?\n[ \t]")
_PROPERTY = re.compile(r'(DTSTART|DTEND|DURATION|EXDATE|RRULE|SUMMARY)(;[^":]*+(?:"[^"]*"[^":]*+)*+)?:(.*)', re.I | re.S)
_DAY = re.compile(r"\d{8}", re.ASCII)
_LENGTH = re.compile(r"\+?P(\d{1,4})([DW])", re.ASCII | re.I)
_ESCAPED = re.compile(r"\\([\\;,nN])")
REMEDY = "Choose an .ics file of holidays."

Event = dict[str, list[str]]


def read_holidays(path: Path, first: date, last: date) -> list[tuple[date, str]]:
    """Each whole day of each all-day event between two days, with its name. Raises Problem when it is no calendar file, or too much.

    Whatever the file holds, it is read within half a second.
    """
    name = one_line(path.name)
    looks = 0

    def look(days: int) -> None:
        nonlocal looks
        looks += days
        if looks > MOST_LOOKS:
            raise Problem(f"{name} repeats more days than are read.", REMEDY)

    found: dict[date, str] = {}
    text = read_whole(path, LARGEST, REMEDY).decode("utf-8-sig", "replace")
    if not text.lstrip()[:15].upper().startswith("BEGIN:VCALENDAR"):
        raise Problem(f"{name} cannot be read as a calendar.", REMEDY)
    for number, event in enumerate(_events(text), start=1):
        if number > MOST_EVENTS:
            raise Problem(f"{name} holds more than {MOST_EVENTS} events.", REMEDY)
        try:
            days = list(_days_of(event, first, last, look))
        except (ValueError, OverflowError) as fault:
            said = clean(_words(event)) or f"number {number}"
            raise Problem(f"{name} holds an event ({said}) that cannot be read: {fault}.", REMEDY) from fault
        for day in days:
            found.setdefault(day, clean(_words(event)))
    if not found:
        raise Problem(f"{name} holds no whole days between {first} and {last}.", "Choose a calendar of holidays.")
    return sorted(found.items())[:MOST_DAYS]


def _events(text: str) -> Iterator[Event]:
    """The properties of each event, of those that are needed; what an alarm inside an event says is not the event's."""
    inside: list[str] = []
    event: Event = {}
    for line in re.split(r"\r\n|\n|\r", _FOLD.sub("", text)):
        kind, _, what = line.partition(":")
        if kind.upper() == "BEGIN":
            inside.append(what.strip().upper())
            if inside[-1] == "VEVENT":
                event = {}
        elif kind.upper() == "END":
            if inside and inside.pop() == "VEVENT":
                yield event
        elif inside and inside[-1] == "VEVENT" and (found := _PROPERTY.match(line)):
            event.setdefault(found[1].upper(), []).append(found[3].strip())


def _days_of(event: Event, first: date, last: date, look: Callable[[int], None]) -> Iterator[date]:
    starts = event.get("DTSTART", [])
    if len(starts) != 1 or not _DAY.fullmatch(starts[0]):
        return  # an hour of a day is no day off
    start = _day(starts[0])
    length = min(max(_length(event, start), 1), LONGEST)
    earliest = first - timedelta(days=length - 1)
    begins = {start} if earliest <= start <= last else set()
    if rules := event.get("RRULE"):
        begins = {day for rule in rules for day in repeated_days(read_rule(rule), start, earliest, last, look)}
    begins -= {_day(one) for text in event.get("EXDATE", ()) for one in text.split(",") if _DAY.fullmatch(one)}
    for begin in begins:
        look(length)
        at = begin.toordinal()
        for day in range(max(at, first.toordinal()), min(at + length - 1, last.toordinal()) + 1):
            yield date.fromordinal(day)


def _length(event: Event, start: date) -> int:
    """In days; one where neither its end nor how long it takes is said."""
    for text in event.get("DTEND", ())[:1]:
        return (_day(text) - start).days if _DAY.fullmatch(text) else 1
    for text in event.get("DURATION", ())[:1]:
        if found := _LENGTH.fullmatch(text):
            return int(found[1]) * (7 if found[2] in "wW" else 1)
    return 1


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def _words(event: Event) -> str:
    text = next(iter(event.get("SUMMARY", ())), "")
    return _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], text[:2000])
