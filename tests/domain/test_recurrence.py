"""Days that repeat by a calendar's rule, against a slow expansion that looks at every day and knows RFC 5545 by its tables alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import groupby

import pytest

from briefing_app.domain.recurrence import WEEKDAYS, read_rule, repeated_days

LAST = date(2028, 12, 31)
DAY = timedelta(days=1)


def drawn(draw: random.Random) -> tuple[str, date]:
    """A rule and the day on which it starts."""
    every = draw.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    parts = {"INTERVAL": str(draw.randint(1, 4)), "BYMONTH": several(draw, 1, 12), "WKST": draw.choice(WEEKDAYS)}
    parts["COUNT"] = str(draw.randint(1, 40))
    parts["UNTIL"] = f"{date(2026, 1, 1) + draw.randrange(1000) * DAY:%Y%m%d}"
    parts["BYDAY"] = ",".join(draw.sample(WEEKDAYS, draw.randint(1, 3)))
    if every != "WEEKLY":
        parts["BYMONTHDAY"] = several(draw, 1, 31, signed=True)
    if every == "YEARLY":
        parts["BYYEARDAY"] = several(draw, 1, 366, signed=True)
        parts["BYWEEKNO"] = several(draw, 1, 53, signed=True)
    chosen = draw.sample(sorted(parts), draw.randint(0, 4))
    if {"COUNT", "UNTIL"} <= set(chosen):
        chosen.remove("UNTIL")
    if every in ("MONTHLY", "YEARLY") and "BYWEEKNO" not in chosen and draw.random() < 0.5:
        parts["BYDAY"] = ",".join(f"{draw.choice([1, 2, 3, 4, 5, -1, -2])}{day}" for day in draw.sample(WEEKDAYS, 2))
    if set(chosen) & {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"} and draw.random() < 0.4:
        chosen.append("BYSETPOS")
        parts["BYSETPOS"] = draw.choice(["1", "-1", "2", "1,-1", "-2"])
    start = date(2024, 1, 1) + draw.randrange(800) * DAY
    return ";".join([f"FREQ={every}", *(f"{name}={parts[name]}" for name in chosen)]), start


def several(draw: random.Random, least: int, most: int, *, signed: bool = False) -> str:
    numbers = [draw.randint(least, most) * (draw.choice([1, 1, -1]) if signed else 1) for _ in range(draw.randint(1, 3))]
    return ",".join(map(str, numbers))


class Slow:
    """A rule read anew, and every day asked for itself."""

    def __init__(self, text: str, start: date) -> None:
        self.parts = dict(part.split("=") for part in text.split(";"))
        self.every, self.start = self.parts["FREQ"], start
        self.week_start = WEEKDAYS.index(self.parts.get("WKST", "MO"))
        if not self.parts.keys() & {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"}:
            if self.every == "WEEKLY":
                self.parts["BYDAY"] = WEEKDAYS[start.weekday()]
            elif self.every != "DAILY":
                self.parts["BYMONTHDAY"] = str(start.day)
            if self.every == "YEARLY":
                self.parts.setdefault("BYMONTH", str(start.month))
        elif "BYWEEKNO" in self.parts and not self.parts.keys() & {"BYDAY", "BYMONTHDAY", "BYYEARDAY"}:
            self.parts["BYDAY"] = WEEKDAYS[start.weekday()]
        self.wanted = {
            name: set(map(int, text.split(",")))
            for name, text in self.parts.items()
            if name in ("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS")
        }

        self.weekdays = set(self.parts.get("BYDAY", "").split(","))

    def period(self, day: date) -> int:
        """Which day, week, month or year it is, counted from any."""
        week = (day - date(2000, 1, 3 + self.week_start)).days // 7
        return {"DAILY": day.toordinal(), "WEEKLY": week, "MONTHLY": day.year * 12 + day.month, "YEARLY": day.year}[self.every]

    def falls_on(self, day: date) -> bool:
        if "BYMONTH" in self.wanted and day.month not in self.wanted["BYMONTH"]:
            return False
        if "BYWEEKNO" in self.wanted and not self.wanted["BYWEEKNO"] & week_of(day, self.week_start):
            return False
        for name, month in (("BYMONTHDAY", day.month), ("BYYEARDAY", 0)):
            if name in self.wanted and not self.wanted[name] & places(day.year, month)[day]:
                return False
        if "BYDAY" not in self.parts:
            return True
        around = day.month if self.every == "MONTHLY" or "BYMONTH" in self.parts else 0
        name = WEEKDAYS[day.weekday()]
        return bool(self.weekdays & {name, *(f"{place}{name}" for place in places(day.year, around, name)[day])})

    def days(self) -> Iterator[date]:
        first = self.start - 400 * DAY
        found = [day for day in days_between(first, LAST + 32 * DAY) if self.falls_on(day)]
        count = int(self.parts.get("COUNT", "100000"))
        last = min(f"{LAST:%Y%m%d}", self.parts.get("UNTIL", "99999999"))
        for period, group in groupby(found, self.period):
            if (period - self.period(self.start)) % int(self.parts.get("INTERVAL", "1")):
                continue
            days = list(group)
            if "BYSETPOS" in self.wanted:
                days = [one for one, at in placed(days).items() if self.wanted["BYSETPOS"] & at]
            for day in days:
                if day >= self.start and count and f"{day:%Y%m%d}" <= last:
                    count -= 1
                    yield day


def days_between(first: date, behind: date) -> list[date]:
    return [first + at * DAY for at in range((behind - first).days)]


@cache
def places(year: int, month: int = 0, name: str = "") -> dict[date, set[int]]:
    """The places of the days of a year or a month, of those of one weekday alone, from the front (1) and from the end (-1)."""
    days = days_between(date(year, 1, 1), date(year + 1, 1, 1))
    return placed([one for one in days if month in (0, one.month) and name in ("", WEEKDAYS[one.weekday()])])


def placed(days: list[date]) -> dict[date, set[int]]:
    return {day: {at + 1, at - len(days)} for at, day in enumerate(days)}


@cache
def week_of(day: date, week_start: int) -> set[int]:
    """The number of its week from the front and from the end, of the year in which most of its days lie."""
    week = [day - (day.weekday() - week_start) % 7 * DAY + at * DAY for at in range(7)]
    return weeks_of(week[3].year, week_start)[week[0]]


@cache
def weeks_of(year: int, week_start: int) -> dict[date, set[int]]:
    """The weeks of which four days or more lie in a year, by their first day."""
    begins = [one for one in days_between(date(year - 1, 12, 20), date(year + 1, 1, 10)) if one.weekday() == week_start]
    return placed([one for one in begins if sum((one + at * DAY).year == year for at in range(7)) >= 4])


def differing(count: int, seed: int) -> list[tuple[str, date]]:
    draw = random.Random(seed)
    rules = [drawn(draw) for _ in range(count)]
    return [
        (text, start)
        for text, start in rules
        if list(repeated_days(read_rule(text), start, start, LAST, lambda _: None)) != list(Slow(text, start).days())
    ]


def test_two_hundred_drawn_rules_fall_on_the_days_of_a_slow_expansion() -> None:
    assert differing(200, seed=60) == []


@pytest.mark.slow
def test_two_thousand_drawn_rules_fall_on_the_days_of_a_slow_expansion() -> None:
    assert differing(2000, seed=2000) == []


@pytest.mark.parametrize(
    ("text", "start", "days"),
    [  # the first is an example of RFC 5545, 3.8.5.3
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", date(1997, 5, 12), ["1997-05-12", "1998-05-11", "1999-05-17"]),
        (
            "FREQ=YEARLY;BYWEEKNO=1;BYDAY=WE",
            date(2025, 1, 1),
            ["2025-01-01", "2025-12-31", "2027-01-06"],
        ),  # week 1 of the next year
        ("FREQ=YEARLY;BYWEEKNO=-1", date(2026, 12, 29), ["2026-12-29", "2027-12-28"]),  # on the day of its start
    ],
)
def test_a_week_is_counted_as_iso_8601_does(text: str, start: date, days: list[str]) -> None:
    found = repeated_days(read_rule(text), start, start, date(start.year + 4, 1, 1), lambda _: None)
    assert [one.isoformat() for one in found][: len(days)] == days


def test_a_numbered_weekday_of_a_numbered_week_is_no_rule() -> None:
    with pytest.raises(ValueError, match="do not go together"):
        read_rule("FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO")
