"""Days, times and lengths as a calendar file writes them (RFC 5545, 3.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from briefing_app.sources.calendar.lines import Line
from briefing_app.sources.calendar.zones import UTC_CLOCK, Clock, Zones

_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII | re.I)
_LENGTH = re.compile(
    r"([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?", re.ASCII | re.I
)
SHOWN = 40  # letters of a value that cannot be read


@dataclass(frozen=True, slots=True)
class When:
    """A day, or a time on a clock; ``at`` in seconds since 1970, 0 for a day."""

    wall: datetime
    clock: Clock
    whole_day: bool
    zone: str = ""

    @property
    def day(self) -> date:
        """The day on the event's own clock."""
        return self.wall.date()

    @property
    def at(self) -> float:
        """Seconds since 1970; 0 of a whole day, which has no moment."""
        return 0.0 if self.whole_day else self.clock.instant(self.wall)


def read_when(line: Line, zones: Zones, value: str | None = None) -> When:
    """A time of a property. A zone counts for a time on the wall alone; a day or a time in UTC needs none. Raises ValueError."""
    text = (line.value if value is None else value).strip()
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(f"{line.name} is no date or time ({text[:SHOWN] or 'nothing'})")
    year, month, day, hour, minute, second, offset = found.groups()
    try:
        on = datetime(int(year), int(month), int(day))
        if hour is None:
            return When(on, zones.practice, whole_day=True)
        wall = on.replace(hour=int(hour), minute=int(minute), second=min(int(second or 0), 59))
    except ValueError as fault:
        raise ValueError(f"{line.name} is no day or time that there is ({text[:SHOWN]})") from fault
    if offset:
        clock = UTC_CLOCK if offset in "Zz" else Clock(timezone(_offset(offset)))
        return When(wall, clock, whole_day=False, zone="UTC")
    name = line.parameters.get("TZID", "")
    return When(wall, zones.clock(name) if name else zones.practice, whole_day=False, zone=name)


def _offset(text: str) -> timedelta:
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timedelta(minutes=-minutes if text[0] == "-" else minutes)


def read_length(text: str) -> tuple[int, float]:
    """Days, which are as long as the clock makes them, and seconds beside them, which are exact. Raises ValueError, also for one below zero."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None or not any(found.groups()[1:]) or found[1] == "-":
        raise ValueError(f"its length cannot be read ({text[:SHOWN] or 'nothing'})")
    weeks, days, hours, minutes, seconds = (int(one or 0) for one in found.groups()[1:])
    return weeks * 7 + days, float(hours * 3600 + minutes * 60 + seconds)
