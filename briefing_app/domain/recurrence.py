"""Whole days that repeat by a calendar's rule (RFC 5545, RRULE): those between two days, found without going through all before them."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAILY, WEEKLY, MONTHLY, YEARLY = REPEATS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,5}", re.ASCII)
_UNTIL = re.compile(r"(\d{8})(?:T\d{6}Z?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rule:
    """``weekdays`` are the how-manieth (0 every, negative from the end) and the weekday; empty fields do not narrow anything down."""

    every: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    weekdays: frozenset[tuple[int, int]] = frozenset()
    positions: frozenset[int] = frozenset()
    week_start: int = 0
    weeks: frozenset[int] = frozenset()


def read_rule(text: str) -> Rule:
    """A rule of whole days. Raises ValueError for one of hours, an interval below 1, and what else is not read."""
    given: dict[str, str] = {}
    for part in text.upper().strip().rstrip(";").split(";"):
        name, _, value = part.partition("=")
        if name in given or not value:
            raise ValueError("a part of its rule is empty or stands twice")
        given[name] = value
    every = given.pop("FREQ", "")
    if every not in REPEATS:
        raise ValueError("it repeats by the hour or in no way that is read")
    rule = Rule(
        every,
        interval=_number(given.pop("INTERVAL", "1"), 1, 99_999),
        count=_number(given.pop("COUNT"), 1, 99_999) if "COUNT" in given else None,
        until=_day(given.pop("UNTIL")) if "UNTIL" in given else None,
        months=_numbers(given.pop("BYMONTH", ""), 12, negative=False),
        month_days=_numbers(given.pop("BYMONTHDAY", ""), 31),
        year_days=_numbers(given.pop("BYYEARDAY", ""), 366),
        weekdays=_weekdays(given.pop("BYDAY", "")),
        positions=_numbers(given.pop("BYSETPOS", ""), 366),
        week_start=_weekday(given.pop("WKST", "MO")),
        weeks=_numbers(given.pop("BYWEEKNO", ""), 53),
    )
    if given:
        raise ValueError("its rule has a part that is not read for whole days")
    narrow = every in (DAILY, WEEKLY)
    if (
        ((rule.year_days or rule.weeks) and every != YEARLY)
        or (rule.month_days and every == WEEKLY)
        or ((narrow or rule.weeks) and any(n for n, _ in rule.weekdays))
    ):
        raise ValueError("the parts of its rule do not go together")
    return rule


def _number(text: str, least: int, most: int) -> int:
    if not _NUMBER.fullmatch(text) or not least <= int(text) <= most:
        raise ValueError(f"its rule holds a number that is not between {least} and {most}")
    return int(text)


def _numbers(text: str, most: int, *, negative: bool = True) -> frozenset[int]:
    found = frozenset(_number(one, -most if negative else 1, most) for one in text.split(",")) if text else frozenset()
    if 0 in found:
        raise ValueError("its rule names a day 0")
    return found


def _weekdays(text: str) -> frozenset[tuple[int, int]]:
    found = [_WEEKDAY.fullmatch(one) for one in text.split(",")] if text else []
    if None in found or any(one and one[1] and not 1 <= abs(int(one[1])) <= 53 for one in found):
        raise ValueError("its rule names no day of the week")
    return frozenset((int(one[1] or 0), WEEKDAYS.index(one[2])) for one in found if one)


def _weekday(text: str) -> int:
    if text not in WEEKDAYS:
        raise ValueError("its rule names no day of the week")
    return WEEKDAYS.index(text)


def _day(text: str) -> date:
    found = _UNTIL.fullmatch(text)
    if found is None:
        raise ValueError("its rule ends on no day")
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def repeated_days(rule: Rule, start: date, first: date, last: date, look: Callable[[int], None]) -> Iterator[date]:
    """The days on which it falls between two days. ``look`` is told how many days are looked at and may end it by an exception.

    A rule with a count is followed from its start, any other from ``first`` on.
    """
    if rule.until is not None:
        last = min(last, rule.until)
    rule = _with_the_days_of_its_start(rule, start)
    left = rule.count
    for days in _periods(rule, start, start if left is not None else max(first, start), last, look):
        found = [day for day in days if _falls_on(rule, day)]
        if rule.positions:
            places = {at - 1 if at > 0 else len(found) + at for at in rule.positions}
            found = [day for at, day in enumerate(found) if at in places]
        for day in found:
            if day < start:
                continue
            if day > last or left == 0:
                return
            left = None if left is None else left - 1
            if day >= first:
                yield day


def _with_the_days_of_its_start(rule: Rule, start: date) -> Rule:
    """A rule that names no day falls on that of its start."""
    if rule.month_days or rule.year_days or rule.weekdays or rule.every == DAILY:
        return rule
    if rule.every == WEEKLY or rule.weeks:
        return replace(rule, weekdays=frozenset({(0, start.weekday())}))
    months = rule.months or (frozenset({start.month}) if rule.every == YEARLY else rule.months)
    return replace(rule, months=months, month_days=frozenset({start.day}))


def _periods(rule: Rule, start: date, first: date, last: date, look: Callable[[int], None]) -> Iterator[list[date]]:
    """The days of each day, week, month or year that is an interval's multiple from the start, and that lies between two days."""
    number, end = _period_of(rule, first), _period_of(rule, last)
    number += -(number - _period_of(rule, start)) % rule.interval
    for one in range(number, end + 1, rule.interval):
        days = _days_of(rule, one)
        look(1 + len(days))
        yield days


def _period_of(rule: Rule, day: date) -> int:
    match rule.every:
        case "DAILY":
            return day.toordinal()
        case "WEEKLY":
            return (day.toordinal() - 1 - rule.week_start) // 7
        case "MONTHLY":
            return day.year * 12 + day.month - 1
        case _:
            return day.year


def _days_of(rule: Rule, period: int) -> list[date]:
    match rule.every:
        case "DAILY":
            return [date.fromordinal(period)]
        case "WEEKLY":
            monday = period * 7 + rule.week_start + 1
            return [date.fromordinal(day) for day in range(monday, monday + 7) if 1 <= day <= date.max.toordinal()]
        case "MONTHLY":
            months = [divmod(period, 12)]
        case _:
            months = [(period, month - 1) for month in sorted(rule.months or range(1, 13))]
    return [date(year, at + 1, day) for year, at in months for day in range(1, monthrange(year, at + 1)[1] + 1)]


def _falls_on(rule: Rule, day: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days and day.day not in rule.month_days:
        from_the_end = day.day - monthrange(day.year, day.month)[1] - 1
        if from_the_end not in rule.month_days:
            return False
    if rule.weeks and not rule.weeks & set(_week_of(day, rule.week_start)):
        return False
    if not (rule.year_days or rule.weekdays):
        return True
    of_year, year = day.timetuple().tm_yday, 366 if isleap(day.year) else 365
    if rule.year_days and not {of_year, of_year - year - 1} & rule.year_days:
        return False
    by_month = rule.every == MONTHLY or rule.months
    at, length = (day.day, monthrange(day.year, day.month)[1]) if by_month else (of_year, year)
    weeks = (0, (at - 1) // 7 + 1, -((length - at) // 7 + 1))
    return not rule.weekdays or any((week, day.weekday()) in rule.weekdays for week in weeks)


def _week_of(day: date, week_start: int) -> tuple[int, int]:
    """Which week of its year a day lies in, from the front and from the end: a week is the year's that holds its fourth day (RFC 5545, BYWEEKNO)."""
    fourth = day.toordinal() - (day.weekday() - week_start) % 7 + 3
    middle = date.fromordinal(min(max(fourth, 1), date.max.toordinal()))
    ends = date(middle.year, 12, 31)
    number, last = (
        (one.timetuple().tm_yday - 1) // 7 + 1
        for one in (middle, date.fromordinal(ends.toordinal() - (ends.weekday() - middle.weekday()) % 7))
    )
    return number, number - last - 1
