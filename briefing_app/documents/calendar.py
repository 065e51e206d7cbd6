"""Sessions, and a proposed day, as an iCalendar file for a calendar program; initials only, because such files travel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from icalendar import Calendar, Event

from briefing_app.system.paths import write_private

MAKER = "-//Briefing//Sessions//EN"


@dataclass(frozen=True, slots=True)
class CalendarSession:
    """One session as it leaves: a stable key, start and end in seconds since 1970 (``ends`` 0 = not known), initials, and whether it was called off."""

    key: str
    at: float
    ends: float
    initials: str
    cancelled: bool


def write_sessions(sessions: Sequence[CalendarSession], path: Path, now: datetime) -> None:
    """Sessions for another calendar: times and initials, nothing else. A key that is written again later takes the place of the one before."""
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for one in sessions:
        event = Event()
        event.add("uid", f"{one.key}@briefing.invalid")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("sequence", int(now.timestamp()))
        event.add("dtstart", datetime.fromtimestamp(one.at, UTC))
        if one.ends:
            event.add("dtend", datetime.fromtimestamp(one.ends, UTC))
        event.add("summary", f"Session {one.initials}")
        event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
        calendar.add_component(event)
    write_private(path, calendar.to_ical())


def write_calendar(sessions: Sequence[tuple[str, float, float, str]], path: Path, now: datetime) -> None:
    """``sessions`` are a stable key, start and end in seconds since 1970, and initials. The events are tentative."""
    calendar = Calendar()
    calendar.add("prodid", "-//Briefing//What if//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for key, start, end, initials in sessions:
        event = Event()
        event.add("uid", f"{key}@briefing.invalid")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", datetime.fromtimestamp(start, UTC))
        event.add("dtend", datetime.fromtimestamp(end, UTC))
        event.add("summary", f"Session {initials} (proposed)")
        event.add("status", "TENTATIVE")
        calendar.add_component(event)
    write_private(path, calendar.to_ical())
