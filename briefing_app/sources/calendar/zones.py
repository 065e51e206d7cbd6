"""Which clock a time of a calendar file is on: IANA names, Windows names, paths of vendors, the file's own VTIMEZONE, offsets, else the practice's.

Windows names are those of Unicode CLDR, windowsZones.xml, territory 001. A time that occurs twice means the first; one that is left out by the change of
the clock is read with the offset before it (RFC 5545, 3.3.5).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from briefing_app.domain.periods import local_instant, local_time
from briefing_app.domain.recurrence import read_rule, repeated_days

ALSO_WINDOWS = {
    "Alberta Standard Time": "America/Edmonton",
    "Manitoba Standard Time": "America/Winnipeg",
    "British Columbia Standard Time": "America/Vancouver",
}
CALLED = {  # of display names, in small letters, and what they are
    "eastern time": "America/New_York",
    "central time": "America/Chicago",
    "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles",
    "atlantic time": "America/Halifax",
    "arizona": "America/Phoenix",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "indiana (east)": "America/Indiana/Indianapolis",
    "newfoundland": "America/St_Johns",
    "brasilia": "America/Sao_Paulo",
    "western/central europe": "Europe/Berlin",
    "coordinated universal time": "Etc/UTC",
}
MOST_LOOKS = 20_000  # at days, for the rules of one VTIMEZONE
_OFFSET = re.compile(r"\(?\s*(?:UTC|GMT|Z)?\s*([+-])\s*(\d{1,2}):?(\d{2})?\s*\)?", re.I | re.ASCII)
_PLAIN_UTC = re.compile(r"\(?(?:UTC|GMT|Z|Etc/UTC|Etc/GMT|Zulu)\)?", re.I)
_BEFORE_DISPLAY = re.compile(r"^\((?:UTC|GMT)[^)]*\)\s*", re.I)

Change = tuple[datetime, timedelta, timedelta]
"""When a clock changes, as it shows before, and its offsets before and after."""


class Clock:
    """Wall time and instants of one zone; ``zone`` None is this computer's."""

    def __init__(self, zone: tzinfo | None) -> None:
        self._zone = zone

    def instant(self, wall: datetime) -> float:
        """Seconds since 1970. Raises OverflowError or ValueError at the ends of the calendar."""
        return local_instant(wall, self._zone)

    def wall(self, at: float) -> datetime:
        """What this clock shows at a moment."""
        return local_time(at, self._zone).replace(tzinfo=None)


class OwnClock(Clock):
    """The clock of a VTIMEZONE: the last change at or before a time says its offset."""

    def __init__(self, changes: list[Change]) -> None:
        super().__init__(UTC)
        self._changes = sorted(changes)
        self._walls = [one[0] for one in self._changes]
        self._instants = [(wall - before).replace(tzinfo=UTC).timestamp() for wall, before, _ in self._changes]

    def _offset(self, wall: datetime) -> timedelta:
        at = bisect_right(self._walls, wall) - 1
        if at < 0:
            return self._changes[0][1]
        when, before, after = self._changes[at]
        return before if wall < when + (after - before) else after

    def instant(self, wall: datetime) -> float:
        """Seconds since 1970 at which this clock shows a time."""
        return (wall - self._offset(wall)).replace(tzinfo=UTC).timestamp()

    def wall(self, at: float) -> datetime:
        """What this clock shows at a moment."""
        place = bisect_right(self._instants, at) - 1
        offset = self._changes[0][1] if place < 0 else self._changes[place][2]
        return datetime.fromtimestamp(at, UTC).replace(tzinfo=None) + offset


UTC_CLOCK = Clock(UTC)


class Observance:
    """STANDARD or DAYLIGHT of a VTIMEZONE as written."""

    def __init__(self) -> None:
        self.start = self.before = self.after = self.rule = ""
        self.days: list[str] = []

    def add(self, name: str, value: str) -> None:
        """One of its properties."""
        if name == "DTSTART":
            self.start = value
        elif name == "TZOFFSETFROM":
            self.before = value
        elif name == "TZOFFSETTO":
            self.after = value
        elif name == "RRULE":
            self.rule = value
        elif name == "RDATE":
            self.days += value.split(",")

    def changes(self, first: date, last: date) -> list[Change]:
        """Raises ValueError for what cannot be read."""
        before, after = _offset(self.before), _offset(self.after)
        start = _wall(self.start)
        days = {start, *(_wall(one) for one in self.days)}
        if self.rule:
            parts = [one for one in self.rule.split(";") if not one.upper().startswith(("BYHOUR", "BYMINUTE", "BYSECOND"))]
            looks = 0

            def look(count: int) -> None:
                nonlocal looks
                looks += count
                if looks > MOST_LOOKS:
                    raise ValueError("its rule goes too far")

            rule = read_rule(";".join(parts))
            days |= {datetime.combine(day, start.time()) for day in repeated_days(rule, start.date(), first, last, look)}
        return [(day, before, after) for day in days]


def _offset(text: str) -> timedelta:
    found = re.fullmatch(r"([+-])(\d{2}):?(\d{2}):?(\d{2})?", text.strip(), re.ASCII)
    if found is None or int(found[2]) > 23:
        raise ValueError("an offset that cannot be read")
    seconds = int(found[2]) * 3600 + int(found[3]) * 60 + int(found[4] or 0)
    return timedelta(seconds=-seconds if found[1] == "-" else seconds)


def _wall(text: str) -> datetime:
    found = re.fullmatch(r"(\d{8})(?:T(\d{6})Z?)?", text.strip(), re.ASCII)
    if found is None:
        raise ValueError("a start that cannot be read")
    return max(datetime.strptime(found[1] + (found[2] or "000000"), "%Y%m%d%H%M%S"), datetime(2, 1, 1))


class Zones:
    """The clocks of one file. ``doubts`` are sentences about those that were not certain."""

    def __init__(self, practice: tzinfo | None, first: date, last: date) -> None:
        self.practice = Clock(practice)
        self.doubts: dict[str, None] = {}
        self._own: dict[str, list[Observance]] = {}
        self._found: dict[str, Clock] = {}
        self._own_clocks: dict[str, OwnClock | None] = {}
        self._bounds = first, last

    def define(self, name: str, observances: list[Observance]) -> None:
        """A VTIMEZONE of the file; it may stand behind the events that name it."""
        self._own[name.strip()] = observances

    def clock(self, name: str) -> Clock:
        """The clock that a TZID names; the practice's, with a doubt, where nobody knows it."""
        name = name.strip()
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._find(name)
        return found

    def check(self, name: str, clock: Clock, wall: datetime) -> None:
        """Say it where a zone and the file's own table for it disagree at a time: the zone stands."""
        own = self._own_clock(name.strip())
        if own is not None and own is not clock and own.instant(wall) != clock.instant(wall):
            self.doubts[
                f"the file's own table for the zone {name.strip()} says another time than the zone: the zone stands"
            ] = None

    def _own_clock(self, name: str) -> OwnClock | None:
        if name not in self._own_clocks:
            self._own_clocks[name] = None
            changes: list[Change] = []
            for one in self._own.get(name, ()):
                try:
                    changes += one.changes(*self._bounds)
                except (ValueError, OverflowError):
                    continue
            if changes:
                self._own_clocks[name] = OwnClock(changes)
        return self._own_clocks[name]

    def _find(self, name: str) -> Clock:
        steps: list[Callable[[str], Clock | None]] = [_by_name, _by_windows_name, self._own_clock, _by_display, _by_offset]
        if name.lower().startswith("customized"):
            steps.insert(0, self._own_clock)
        for step in steps:
            if (clock := step(name)) is not None:
                return clock
        self.doubts[f"the zone {name} is not known: its times are read on the practice's clock"] = None
        return self.practice


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {one.lower(): one for one in available_timezones()}


def _zone(name: str) -> Clock | None:
    try:
        return Clock(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _by_name(name: str) -> Clock | None:
    """An IANA name in any spelling, also behind a vendor's path."""
    if not name or len(name) > 100:
        return None
    if _PLAIN_UTC.fullmatch(name):
        return UTC_CLOCK
    parts = name.strip("/").split("/")
    for start in range(len(parts)):
        shorter = "/".join(parts[start:])
        if (found := _names().get(shorter.lower())) is not None and (start == 0 or "/" in shorter):
            return _zone(found)
    return None


def _by_windows_name(name: str) -> Clock | None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    found = WINDOWS_TO_OLSON.get(name) or ALSO_WINDOWS.get(name)
    return _zone(str(found)) if found else None


def _by_display(name: str) -> Clock | None:
    """ "(UTC-05:00) Eastern Time (US & Canada)", "(UTC+01:00) Amsterdam, Berlin, Bern": by its words, or a city that a zone is called after."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    words = _BEFORE_DISPLAY.sub("", plain).strip().lower()
    for called, zone in CALLED.items():
        if words.startswith(called):
            return _zone(zone)
    if words == plain.strip().lower() and "," not in words:
        return None
    cities = {
        one.rpartition("/")[2]: full for one, full in _names().items() if one.count("/") == 1 and not one.startswith("etc/")
    }
    for city in words.split(","):
        if found := cities.get(city.strip().replace(" ", "_")):
            return _zone(found)
    return None


def _by_offset(name: str) -> Clock | None:
    found = (
        _OFFSET.fullmatch(name.strip()) or _OFFSET.match(name.strip())
        if name.strip().startswith("(")
        else _OFFSET.fullmatch(name)
    )
    if found is None or int(found[2]) > 14:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return Clock(timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes)))
