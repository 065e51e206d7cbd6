"""A proposed day as an iCalendar file, for a calendar program; initials only, because such files travel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from icalendar import Calendar, Event

from briefing_app.system.paths import write_private


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
