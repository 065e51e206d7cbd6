"""The events of a calendar file as they are written: each with what is kept of it, and each that cannot be read refused alone.

Of an event only what is listed in ``KEPT`` is looked at: descriptions, links, addresses of those invited and texts of alarms are never held.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from briefing_app.domain.texts import clean
from briefing_app.sources.calendar.lines import Line, content_line, decoded, read_text, several, unescaped, unfolded
from briefing_app.sources.calendar.times import When, read_length, read_when
from briefing_app.sources.calendar.zones import Observance, Zones

KEPT = frozenset(
    {
        "UID",
        "DTSTART",
        "DTEND",
        "DURATION",
        "RRULE",
        "RDATE",
        "EXDATE",
        "RECURRENCE-ID",
        "SUMMARY",
        "CATEGORIES",
        "STATUS",
        "SEQUENCE",
        "DTSTAMP",
    }
    | {"LAST-MODIFIED", "LOCATION"}
)
_KEPT = frozenset(one.encode() for one in KEPT)
OF_A_CALENDAR = frozenset({"METHOD", "PRODID", "X-WR-CALNAME", "NAME", "X-WR-TIMEZONE", "X-WR-RELCALID"})
MOST_EVENTS = 50_000
MOST_DATES = 5000  # of one event that are added to its rule or left out
DEEPEST = 20
OTHERS = ("VTODO", "VJOURNAL", "VFREEBUSY")
_LINK = re.compile(r"https?:|www\.|://|\b(?:zoom|meet|teams)\.", re.I)


@dataclass(slots=True)
class Event:
    """One VEVENT: ``days`` and ``seconds`` are its length (``None`` days: whole days that its end tells), ``doubts`` what is not certain about it."""

    number: int
    line: int
    start: When
    days: int
    seconds: float
    nominal: bool = False
    uid: str = ""
    rule: str = ""
    original: When | None = None
    and_future: bool = False
    dates: list[tuple[When, float]] = field(default_factory=list)
    excluded: list[When] = field(default_factory=list)
    words: str = ""
    categories: str = ""
    place: str = ""
    status: str = ""
    sequence: int = 0
    stamp: float = 0.0
    doubts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class File:
    """What a file holds: ``said`` of its calendar, events as property lines with their number, how many components of other types, and whether it
    ends where a calendar ends."""

    said: dict[str, str] = field(default_factory=dict)
    events: list[tuple[int, int, list[Line], bool]] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)
    wrapped: bool = False
    too_many: int = 0
    whole: bool = True


class _Components:
    """The place in a file's components where reading stands."""

    def __init__(self, zones: Zones) -> None:
        self.file = File()
        self._zones = zones
        self._inside: list[str] = []
        self._properties: list[Line] = []
        self._begun = self._number = 0
        self._observances: list[Observance] = []
        self._zone = ""

    def add(self, at: int, raw: bytes) -> None:
        """One content line."""
        name = raw[:40].partition(b":")[0].partition(b";")[0].strip().upper()
        inside = self._inside[-1] if self._inside else ""
        if name == b"BEGIN":
            self._begin(at, _kind(raw))
            return
        if name == b"END":
            self._end(_kind(raw))
            return
        if inside == "VEVENT" and name not in _KEPT:
            return
        head = name.decode("ascii", "replace")
        if inside == "VEVENT":
            if line := content_line(at, decoded(raw)):
                self._properties.append(line)
        elif inside == "VTIMEZONE":
            if head == "TZID":
                self._zone = self._zone or decoded(raw).partition(":")[2].strip()
        elif inside in ("STANDARD", "DAYLIGHT"):
            if self._observances and (line := content_line(at, decoded(raw))):
                self._observances[-1].add(line.name, line.value)
        elif inside in ("", "VCALENDAR") and head in OF_A_CALENDAR and (line := content_line(at, decoded(raw))):
            self.file.said.setdefault(line.name, clean(unescaped(line.value)))

    def end(self) -> File:
        """The file is read."""
        if "VEVENT" in self._inside:
            self._end_event(whole=False)
        self.file.whole = not self._inside
        return self.file

    def _begin(self, at: int, kind: str) -> None:
        if kind == "VEVENT":
            if "VEVENT" in self._inside:
                self._end_event(whole=False)
                del self._inside[self._inside.index("VEVENT") :]
            self._number, self._begun, self._properties = self._number + 1, at, []
        elif kind == "VCALENDAR":
            self.file.wrapped = True
        elif kind == "VTIMEZONE":
            self._observances, self._zone = [], ""
        elif kind in ("STANDARD", "DAYLIGHT"):
            self._observances.append(Observance())
        elif kind in OTHERS:
            self.file.others[kind] = self.file.others.get(kind, 0) + 1
        if len(self._inside) < DEEPEST:
            self._inside.append(kind)

    def _end(self, kind: str) -> None:
        if kind not in self._inside:
            return
        del self._inside[len(self._inside) - 1 - self._inside[::-1].index(kind) :]
        if kind == "VEVENT":
            self._end_event(whole=True)
        elif kind == "VTIMEZONE" and self._zone:
            self._zones.define(self._zone, self._observances)

    def _end_event(self, *, whole: bool) -> None:
        if len(self.file.events) < MOST_EVENTS:
            self.file.events.append((self._number, self._begun, self._properties, whole))
        else:
            self.file.too_many += 1


def _kind(raw: bytes) -> str:
    return decoded(raw.partition(b":")[2]).strip().upper()


def read_components(data: bytes, zones: Zones, beat: Callable[[], None]) -> File:
    """All components of a file. An event that another begins inside, or that the file ends in, has no end (the last of its four parts is False)."""
    components = _Components(zones)
    for count, (at, raw) in enumerate(unfolded(read_text(data))):
        if not count % 4096:
            beat()
        components.add(at, raw)
    return components.end()


def read_event(number: int, begun: int, lines: list[Line], zones: Zones) -> Event:
    """One event from its properties. Raises ValueError with the reason where it has no start that can be read."""
    first: dict[str, Line] = {}
    for line in lines:
        first.setdefault(line.name, line)
    if "DTSTART" not in first:
        raise ValueError("it has no start (DTSTART)")
    start = read_when(first["DTSTART"], zones)
    if not start.whole_day:
        _ = start.at  # out of the calendar's range: refused here
        if start.zone and start.zone != "UTC":
            zones.check(start.zone, start.clock, start.wall)
    event = Event(number, begun, start, 0, 0.0)
    _read_length(event, first, zones)
    event.uid = clean(first["UID"].value) if "UID" in first else ""
    event.words = clean(unescaped(first["SUMMARY"].value)) if "SUMMARY" in first else ""
    event.categories = "\n".join(
        dict.fromkeys(clean(one) for line in lines if line.name == "CATEGORIES" for one in several(line.value) if one)
    )
    place = clean(unescaped(first["LOCATION"].value)) if "LOCATION" in first else ""
    event.place = "" if _LINK.search(place) else place
    status = first["STATUS"].value.strip().lower() if "STATUS" in first else ""
    event.status = {"cancelled": "cancelled", "canceled": "cancelled", "tentative": "tentative"}.get(status, "")
    sequence = first["SEQUENCE"].value if "SEQUENCE" in first else ""
    event.sequence = int(sequence) if sequence.isdecimal() and len(sequence) < 10 else 0
    event.stamp = max((_stamp(first[name], zones) for name in ("DTSTAMP", "LAST-MODIFIED") if name in first), default=0.0)
    event.rule = first["RRULE"].value if "RRULE" in first else ""
    if "RECURRENCE-ID" in first:
        event.original = read_when(first["RECURRENCE-ID"], zones)
        event.and_future = first["RECURRENCE-ID"].parameters.get("RANGE", "").upper() == "THISANDFUTURE"
    _read_dates(event, lines, zones)
    return event


def _stamp(line: Line, zones: Zones) -> float:
    try:
        return read_when(line, zones).at
    except (ValueError, OverflowError):
        return 0.0


def _read_length(event: Event, first: dict[str, Line], zones: Zones) -> None:
    start = event.start
    event.days = 1 if start.whole_day else 0
    try:
        if "DTEND" in first:
            end = read_when(first["DTEND"], zones)
            if end.whole_day != start.whole_day:
                event.doubts.append("its end is of another kind than its start")
            if start.whole_day:
                event.days = (end.day - start.day).days
            elif not end.whole_day:
                event.seconds = end.at - start.at
        elif "DURATION" in first:
            event.days, event.seconds = read_length(first["DURATION"].value)
            event.nominal = True
            if start.whole_day:
                event.days, event.seconds = event.days + int(event.seconds // 86_400), 0.0
    except (ValueError, OverflowError) as fault:
        event.doubts.append(f"its end was not read: {fault}")
    if start.whole_day and event.days < 1:
        event.days = 1
    elif not start.whole_day and (event.seconds < 0 or event.days < 0):
        event.days, event.seconds = 0, 0.0
        event.doubts.append("it ends before it begins: taken as without length")


def _read_dates(event: Event, lines: list[Line], zones: Zones) -> None:
    """The days beside its rule and those that are left out."""
    for line in lines:
        if line.name not in ("RDATE", "EXDATE"):
            continue
        if len(event.dates) + len(event.excluded) > MOST_DATES:
            event.doubts.append(f"it names more than {MOST_DATES:,} days beside its rule: those behind were left out")
            return
        for value in line.value.split(","):
            begins, _, ends = value.partition("/")
            try:
                when = read_when(line, zones, begins)
                if line.name == "EXDATE":
                    event.excluded.append(when)
                    continue
                event.dates.append((when, _period(when, line, ends, zones)))
            except (ValueError, OverflowError) as fault:
                event.doubts.append(f"one of its days was not read: {fault}")


def _period(when: When, line: Line, ends: str, zones: Zones) -> float:
    """Seconds of a PERIOD; -1 where none is given."""
    if not ends:
        return -1.0
    if ends.upper().startswith(("P", "+P")):
        days, seconds = read_length(ends)
        return days * 86_400 + seconds
    return max(0.0, read_when(line, zones, ends).at - when.at)


def is_far(lines: list[Line], first: date, zones: Zones) -> bool:
    """Whether an event that does not repeat was over before the days that are read. Raises ValueError where it has no start that can be read."""
    said = {line.name: line for line in lines}
    if "DTSTART" not in said or said.keys() & {"RRULE", "RDATE", "RECURRENCE-ID"}:
        return False
    if any(letter in said["DURATION"].value.upper().partition("T")[0] for letter in "WD") if "DURATION" in said else False:
        return False
    last = said.get("DTEND", said["DTSTART"]).value
    return (
        last[:8].isdecimal()
        and last[:8] < f"{first - timedelta(days=3):%Y%m%d}"
        and read_when(said["DTSTART"], zones).day < first
    )


def newer(one: Event, other: Event) -> Event:
    """Which of two copies of one event stands (RFC 5546, 2.1.5): the higher sequence, then the later stamp, then the later in the file."""
    return max(one, other, key=_order)


def _order(event: Event) -> tuple[int, float, int]:
    return event.sequence, event.stamp, event.number


def utc_text(at: float) -> str:
    """An instant as the file would write it."""
    from datetime import UTC

    return f"{datetime.fromtimestamp(at, UTC):%Y%m%dT%H%M%SZ}"
