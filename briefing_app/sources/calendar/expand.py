"""When the events of a calendar take place: series by their rule, what is left out and added, moved and cancelled instances (RFC 5545, 3.8.4 and 3.8.5)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from operator import itemgetter

from briefing_app.domain.calendar import EventRecord
from briefing_app.domain.periods import local_midnight
from briefing_app.domain.recurrence import DAILY, WEEKLY, Rule, read_rule, repeated_days
from briefing_app.sources.calendar.events import Event, newer, utc_text
from briefing_app.sources.calendar.lines import Line
from briefing_app.sources.calendar.times import When, read_when
from briefing_app.sources.calendar.zones import Clock, Zones

MOST_OF_A_SERIES = 2000
MOST_LOOKS = 30_000  # at days, for one rule
MOST_LOOKS_IN_ALL = 500_000
LONGEST = 366  # days of one event that may reach into the days that are read
_TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")


class TooFar(Exception):
    """A rule that would be followed for too long."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are read, the first one and the one behind the last, and the moments at which they begin on the practice's clock."""

    first: date
    last: date
    begins: float
    behind: float

    @staticmethod
    def of(first: date, last: date, clock: Clock) -> Window:
        """From the midnight that begins the first day to the one that begins the last."""
        begins, behind = (clock.instant(datetime.combine(day, time())) for day in (first, last))
        return Window(first, last, begins, behind)


Starts = dict[object, tuple[When, float]]
"""Original starts of a series with their length in seconds, by the day or the instant that they are."""


class Expander:
    """The occurrences of one file's events within a window. ``notes`` are sentences about what was left out, with their lines."""

    def __init__(self, window: Window, zones: Zones) -> None:
        self._window = window
        self._zones = zones
        self._looks = 0
        self.notes: list[tuple[int, str]] = []

    def expand(self, events: list[Event]) -> Iterator[EventRecord]:
        """Events of one UID belong together; of copies the later one stands."""
        groups: dict[object, list[Event]] = {}
        for event in events:
            groups.setdefault(event.uid or event.number, []).append(event)
        for group in groups.values():
            try:
                yield from self._group(group)
            except (OverflowError, ValueError, OSError):  # such as a length of thousands of years
                self.notes.append((group[0].line, "its times reach beyond what a calendar can hold; those were left out"))

    def _group(self, group: list[Event]) -> Iterator[EventRecord]:
        master: Event | None = None
        moved: dict[object, Event] = {}
        for event in group:
            if event.original is None:
                master = event if master is None else newer(master, event)
            else:
                key = _key(event.original)
                moved[key] = newer(moved[key], event) if key in moved else event
        starts = self._starts(master) if master is not None else {}
        repeats = bool(moved) or (master is not None and bool(master.rule or master.dates))
        by_day = _by_day(starts) if moved else {}
        for event in moved.values():
            original = event.original or event.start
            hit = next((key for key in _found(original, starts, by_day, master) if key in starts), None) if master else None
            when = starts.pop(hit)[0] if hit is not None else original
            yield from self._occurrence(event, event.start, event.seconds, _name(when))
        ranges = sorted(((_place(one), one) for one in moved.values() if one.and_future), key=itemgetter(0))
        places = [place for place, _ in ranges]
        for when, seconds in starts.values():
            name = _name(when) if repeats else ""
            if at := bisect_left(places, _place_of(when)):
                shift = ranges[at - 1][1]
                yield from self._occurrence(shift, _shifted(shift, when), shift.seconds, name)
            elif master is not None:
                yield from self._occurrence(master, when, seconds, name)

    def _occurrence(self, event: Event, when: When, seconds: float, name: str) -> Iterator[EventRecord]:
        window = self._window
        at = ends = 0.0
        day = end_day = ""
        try:
            if when.whole_day:
                last_day = when.day + timedelta(days=event.days)
                if when.day >= window.last or last_day <= window.first:
                    return
                day, end_day = when.day.isoformat(), last_day.isoformat()
            else:
                at = when.at
                ends = at + seconds
                if event.nominal and event.days:
                    ends = when.clock.instant(when.wall + timedelta(days=event.days)) + event.seconds
                if at >= window.behind or (ends <= window.begins and at < window.begins):
                    return
        except (OverflowError, ValueError, OSError):
            return
        yield EventRecord(
            event.uid, name, at, ends, day, end_day, event.status, event.words, event.categories, event.place, event.sequence, event.stamp,
            "; ".join(dict.fromkeys(event.doubts)), event.line,
        )  # fmt: skip

    def _starts(self, event: Event) -> Starts:
        """The original starts near the window."""
        found: Starts = {_key(event.start): (event.start, event.seconds)}
        if event.rule:
            try:
                series = read_series(event, self._zones)
            except ValueError as fault:
                event.doubts.append(f"its rule was not read, so only its first time is shown: {fault}")
            else:
                try:
                    for when in self._repeated(event, series):
                        found.setdefault(_key(when), (when, event.seconds))
                except TooFar as fault:
                    self.notes.append((event.line, str(fault)))
        for when, seconds in event.dates:
            if event.start.whole_day or not when.whole_day:
                start = replace(when, whole_day=event.start.whole_day)
            else:
                start = replace(event.start, wall=datetime.combine(when.day, event.start.wall.time()))
            if seconds >= 0:
                found[_key(start)] = start, seconds
            else:
                found.setdefault(_key(start), (start, event.seconds))
        by_day = _by_day(found) if event.excluded else {}
        for out in event.excluded:
            for key in _found(out, found, by_day, event):
                found.pop(key, None)
        return found

    def _repeated(self, event: Event, series: Series) -> Iterator[When]:
        start = event.start
        first = self._window.first - timedelta(days=min(LONGEST, max(0, event.days) + int(event.seconds // 86_400)) + 2)
        last = self._window.last + timedelta(days=2)
        own = 0

        def look(days: int) -> None:
            nonlocal own
            own += days
            self._looks += days
            if own > MOST_LOOKS or self._looks > MOST_LOOKS_IN_ALL:
                raise TooFar("it repeats for longer than is followed: the times behind that were left out")

        rule = series.rule
        if (
            rule.count is not None
            and next(iter(repeated_days(replace(rule, count=1), start.day, start.day, start.day, look)), None) is None
        ):
            if rule.count == 1:
                return
            rule = replace(rule, count=rule.count - 1)  # the start counts, though its rule does not hit it
        begins, rule = _ahead(start.day, rule, first)
        for number, day in enumerate(repeated_days(rule, begins, first, last, look)):
            when = replace(start, wall=datetime.combine(day, start.wall.time()))
            if series.ends_before(when):
                return
            if number >= MOST_OF_A_SERIES:
                raise TooFar(f"it takes place more than {MOST_OF_A_SERIES:,} times: the times behind that were left out")
            yield when


@dataclass(frozen=True, slots=True)
class Series:
    """A rule and the moment of its end: UNTIL in UTC is an instant, any other a time on the wall or a whole day, all included."""

    rule: Rule
    until: When | None

    def ends_before(self, when: When) -> bool:
        """Whether the rule's UNTIL lies before a time: by days where one of them is a day, in UTC where UNTIL is (RFC 5545, 3.3.10)."""
        if self.until is None:
            return False
        if self.until.whole_day or when.whole_day:
            return when.day > self.until.day
        if self.until.zone == "UTC":
            return when.at > self.until.at
        return when.wall > self.until.wall


def read_series(event: Event, zones: Zones) -> Series:
    """The rule of a series, without what vendors add to it. Raises ValueError with the reason."""
    parts: dict[str, str] = {}
    for part in event.rule.upper().replace("RRULE:", "").split(";"):
        name, equals, value = (one.strip() for one in part.partition("="))
        if equals and not name.startswith("X-"):
            parts[name] = value
    for name, own in zip(_TIMES, (event.start.wall.hour, event.start.wall.minute, event.start.wall.second), strict=True):
        if name in parts and parts[name].lstrip("0") == str(own).lstrip("0"):
            del parts[name]
    until = None
    if "UNTIL" in parts:
        until = read_when(Line("UNTIL", {}, parts.pop("UNTIL"), event.line), zones)
    if parts.get("FREQ") in ("SECONDLY", "MINUTELY", "HOURLY"):
        raise ValueError("it repeats more often than daily")
    rule = read_rule(";".join(f"{name}={value}" for name, value in parts.items()))
    if until is not None and until.wall.year < 9000:
        rule = replace(rule, until=until.day + timedelta(days=2))
    return Series(rule, until)


def _key(when: When) -> object:
    return when.day if when.whole_day else when.at


def _ahead(start: date, rule: Rule, first: date) -> tuple[date, Rule]:
    """A rule with a count, begun anew near the days that are read: of days and weeks without more conditions as many fall in each whole period."""
    if (
        rule.count is None
        or rule.every not in (DAILY, WEEKLY)
        or rule.months
        or rule.month_days
        or rule.year_days
        or rule.positions
    ):
        return start, rule
    if rule.every == DAILY and rule.weekdays:
        return start, rule
    days = rule.interval * (7 if rule.every == WEEKLY else 1)
    each = max(1, len(rule.weekdays)) if rule.every == WEEKLY else 1
    periods = min(max(0, (first - start).days // days - 1), (rule.count - 1) // each)
    rest = (
        rule
        if not periods or rule.weekdays or rule.every == DAILY
        else replace(rule, weekdays=frozenset({(0, start.weekday())}))
    )
    return start + timedelta(days=periods * days), replace(rest, count=rule.count - periods * each)


def _by_day(starts: Starts) -> dict[date, list[object]]:
    found: dict[date, list[object]] = {}
    for key, (when, _) in starts.items():
        found.setdefault(when.day, []).append(key)
    return found


def _found(when: When, starts: Starts, by_day: dict[date, list[object]], series: Event) -> list[object]:
    """Which starts of a series a time means: that instant, or all on that day where one of the two is a day."""
    if series.start.whole_day:
        return [when.day] if when.day in starts else []
    if when.whole_day:
        return by_day.get(when.day, [])
    return [when.at] if when.at in starts else []


def _place(event: Event) -> tuple[float, int]:
    return _place_of(event.original or event.start)[0], event.number


def _place_of(when: When) -> tuple[float, int]:
    return (local_midnight(when.day, None) if when.whole_day else when.at), 1 << 60


def _shifted(change: Event, when: When) -> When:
    """A start of a series from which on it was changed: by as much as the start that the change names, on the clock of the change."""
    original = change.original or change.start
    if original.whole_day or change.start.whole_day:
        return replace(change.start, wall=when.wall + (change.start.wall - original.wall))
    clock = change.start.clock
    return replace(change.start, wall=clock.wall(when.at) + (change.start.wall - clock.wall(original.at)))


def _name(when: When) -> str:
    return f"{when.day:%Y%m%d}" if when.whole_day else utc_text(when.at)
