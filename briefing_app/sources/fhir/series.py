"""A series of appointments told as one (HL7 FHIR R5, Appointment.recurrenceTemplate): on which days it meets, by the clock of its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from briefing_app.sources.fhir.context import Context
from briefing_app.sources.fhir.fields import Json, as_dict, as_list, as_number, as_text, code_of, concept_text, dicts

MOST_MEETINGS = 400  # of one series
AHEAD_DAYS = 366  # of a series without an end, from the day of the import
IN_R4 = "extension-Appointment.recurrenceTemplate"  # HL7's extension for R4
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1, "1": 0, "2": 1, "3": 2, "4": 3, "-1": -1}
_DAILY, _WEEKLY = frozenset({"d", "day", "daily"}), frozenset({"wk", "w", "week", "weekly"})
_MONTHLY, _YEARLY = frozenset({"mo", "month", "monthly"}), frozenset({"a", "y", "year", "yearly", "annually"})

_DayIn = Callable[[int, int], date | None]


class Place(NamedTuple):
    """One meeting of a series: its number, 1 the first, and its start in seconds since 1970."""

    number: int
    at: float


class NotUnderstood(Exception):
    """What of a template no rule reads, in words."""


def places_of(resource: Json, at: float, context: Context) -> list[Place]:
    """The meetings of a series that begins at ``at``; excluded ones take a number and are left out. Empty for what is no series.

    What is not understood, and where a series without an end was cut off, is said in the report.
    """
    templates = _templates(resource)
    if not templates or not at:
        return []
    try:
        zone = _zone(templates, context)
        first = datetime.fromtimestamp(at, zone)
        days = sorted({first.date(), *(day for one in templates for day in _days(one, first.date(), context))})
        left_out = {one for template in templates for one in _excluded(template, days)}
    except NotUnderstood as fault:
        context.issue(f"a series of appointments of which only the first meeting is in the schedule: {fault}")
        return []
    found = [
        Place(number, _same_clock(day, first, zone))
        for number, day in enumerate(days[:MOST_MEETINGS], 1)
        if day not in left_out
    ]
    if len(days) > MOST_MEETINGS:
        context.issue(f"a series of more than {MOST_MEETINGS} appointments; the later ones are not in the schedule")
    return found


def _same_clock(day: date, first: datetime, zone: tzinfo | None) -> float:
    """The first meeting's time of day on another one, also after the clocks have changed."""
    naive = datetime.combine(day, first.replace(tzinfo=None).time())
    return (naive.replace(tzinfo=zone) if zone else naive.astimezone()).timestamp()


def _templates(resource: Json) -> list[Json]:
    found = dicts(resource.get("recurrenceTemplate"))
    told = [one for one in dicts(resource.get("extension")) if as_text(one.get("url")).endswith(IN_R4)]
    return found + [_from_extension(one) for one in told]


def _from_extension(extension: Json) -> Json:
    """R4's extension of extensions as the element that it stands for."""
    found: dict[str, object] = {}
    for one in dicts(extension.get("extension")):
        name = as_text(one.get("url"))
        value = next((given for key, given in one.items() if key.startswith("value")), None)
        given = _from_extension(one) if value is None else value
        if name in ("excludingDate", "excludingRecurrenceId", "occurrenceDate"):
            found[name] = [*as_list(found.get(name)), given]
        else:
            found[name] = given
    return found


def _zone(templates: list[Json], context: Context) -> tzinfo | None:
    name = next((concept for one in templates if (concept := _plain(one.get("timezone")))), "")
    if not name:
        return context.zone
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as fault:
        raise NotUnderstood(f"its time zone is {name}") from fault


def _plain(concept: object) -> str:
    """A code as written: names of zones keep their capitals."""
    coded = [as_text(one.get("code")) for holder in dicts(concept) for one in dicts(holder.get("coding")) or [holder]]
    return next((one.strip() for one in coded if one.strip()), "") or concept_text(concept)


def _days(template: Json, first: date, context: Context) -> Iterator[date]:
    listed = [_read_day(one) for one in as_list(template.get("occurrenceDate"))]
    if listed:
        yield from sorted(listed)[:MOST_MEETINGS]
        return
    pattern = _pattern(template, first)
    count = as_number(template.get("occurrenceCount"))
    until = _read_day(template["lastOccurrenceDate"]) if template.get("lastOccurrenceDate") else None
    horizon = max(first, date.fromisoformat(context.today)) + timedelta(days=AHEAD_DAYS)
    most = int(count) if count and count > 0 else MOST_MEETINGS + 1
    if until is None and not count:
        context.issue(f"a series of appointments without an end: its meetings up to {horizon.isoformat()} are in the schedule")
        until = horizon
    for day in islice(pattern, min(most, MOST_MEETINGS + 1)):
        if until is not None and day > until:
            return
        yield day


def _pattern(template: Json, first: date) -> Iterable[date]:
    """The days of a pattern from the first on, without an end but that of the calendar."""
    kind = code_of(template.get("recurrenceType")) or concept_text(template.get("recurrenceType")).lower()
    if kind in _DAILY:
        return _daily(first)
    if kind in _WEEKLY:
        return _weekly(as_dict(template.get("weeklyTemplate")), first)
    if kind in _MONTHLY:
        return _monthly(as_dict(template.get("monthlyTemplate")), first)
    if kind in _YEARLY:
        step = 12 * _interval(as_dict(template.get("yearlyTemplate")), "yearInterval")
        return _in_months(first, step, lambda year, month: _day_of(year, month, first.day))
    raise NotUnderstood(f"it repeats by {kind or 'no kind that is given'}")


def _daily(first: date) -> Iterator[date]:
    for ahead in range((date.max - first).days):
        yield first + timedelta(days=ahead)


def _weekly(template: Json, first: date) -> Iterator[date]:
    coded = {code_of(one)[:3] for one in as_list(template.get("dayOfWeek"))}  # codes in place of R5's flags
    wanted = {number for number, name in enumerate(DAYS) if template.get(name) is True or name[:3] in coded}
    wanted = wanted or {first.weekday()}
    every = _interval(template, "weekInterval")
    week = first - timedelta(days=first.weekday())
    for ahead in range((date.max - week).days):
        day = week + timedelta(days=ahead)
        if day >= first and not ahead // 7 % every and day.weekday() in wanted:
            yield day


def _monthly(template: Json, first: date) -> Iterator[date]:
    every = _interval(template, "monthInterval")
    nth, weekday = code_of(template.get("nthWeekOfMonth")), code_of(template.get("dayOfWeek"))[:3]
    if not nth and not weekday:
        number = int(as_number(template.get("dayOfMonth")) or first.day)
        return _in_months(first, every, lambda year, month: _day_of(year, month, number))
    place, names = _WEEKS.get(nth), [name[:3] for name in DAYS]
    if place is None or weekday not in names:
        raise NotUnderstood(f"it meets on the {nth or 'unnamed'} {weekday or 'day'} of a month")
    return _in_months(first, every, lambda year, month: _nth(year, month, place, names.index(weekday)))


def _in_months(first: date, step: int, day_in: _DayIn) -> Iterator[date]:
    month = first.year * 12 + first.month - 1
    while month // 12 < date.max.year:
        day = day_in(month // 12, month % 12 + 1)
        if day is not None and day >= first:
            yield day
        month += step


def _day_of(year: int, month: int, number: int) -> date | None:
    """A day of a month that has it."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _nth(year: int, month: int, place: int, weekday: int) -> date | None:
    days = [day for number in range(1, 32) if (day := _day_of(year, month, number)) and day.weekday() == weekday]
    return days[place]


def _interval(template: Json, name: str) -> int:
    return max(int(as_number(template.get(name)) or 1), 1)


def _excluded(template: Json, days: list[date]) -> Iterator[date]:
    yield from (_read_day(one) for one in as_list(template.get("excludingDate")))
    numbers = template.get("excludingRecurrenceId")
    for one in numbers if isinstance(numbers, list) else [numbers]:
        number = as_number(one)
        if number and 0 < number <= len(days):
            yield days[int(number) - 1]


def _read_day(given: object) -> date:
    try:
        return date.fromisoformat(as_text(given)[:10])
    except ValueError as fault:
        raise NotUnderstood(f"one of its days is {as_text(given) or 'no text'}") from fault
