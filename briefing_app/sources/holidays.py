"""Days off and holidays from a calendar file (.ics): whole days only, repeated ones spelled out within the years asked for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from briefing_app.domain.problems import Problem
from briefing_app.domain.texts import clean

LARGEST = 5_000_000  # bytes
MOST_DAYS = 2000
REPEATS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


def read_holidays(path: Path, first: date, last: date) -> list[tuple[date, str]]:
    """Each whole day of each all-day event between two days, with its name. Raises Problem when it is no calendar file."""
    from dateutil.rrule import rrulestr
    from icalendar import Calendar

    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            raise Problem(f"{path.name} is no calendar file of at most {LARGEST // 1_000_000} MB.", "Choose an .ics file.")
        events: list[Any] = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    except (OSError, ValueError) as fault:
        raise Problem(f"{path.name} cannot be read as a calendar: {fault}.", "Choose an .ics file.") from fault
    found: dict[date, str] = {}
    for event in events:
        begins, ends = (event.get(name) for name in ("DTSTART", "DTEND"))
        start = getattr(begins, "dt", None)
        if not isinstance(start, date) or isinstance(start, datetime):
            continue  # an hour of a day is no day off
        end = getattr(ends, "dt", start + timedelta(days=1))
        length = max((end - start).days, 1) if isinstance(end, date) and not isinstance(end, datetime) else 1
        starts = [start]
        rule = event.get("RRULE")
        if rule is not None and str(rule.get("FREQ", [""])[0]).upper() in REPEATS:
            text = rule.to_ical().decode() if hasattr(rule, "to_ical") else str(rule)
            every = rrulestr(text, dtstart=datetime.combine(start, datetime.min.time()), ignoretz=True)
            window = (
                datetime.combine(first - timedelta(days=length), datetime.min.time()),
                datetime.combine(last, datetime.max.time()),
            )
            starts = [moment.date() for moment in every.between(*window, inc=True)]
        words = clean(str(event.get("SUMMARY", ""))).strip()
        for begin in starts:
            for number in range(min(length, 366)):
                day = begin + timedelta(days=number)
                if first <= day <= last:
                    found.setdefault(day, words)
    if not found:
        raise Problem(f"{path.name} holds no whole days between {first} and {last}.", "Choose a calendar of holidays.")
    return sorted(found.items())[:MOST_DAYS]
