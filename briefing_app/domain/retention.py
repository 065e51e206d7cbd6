"""Which backups stay: the newest three, one a day for seven days, one a week for four weeks, one a month for six months."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

NEWEST, DAYS, WEEKS, MONTHS = 3, 7, 4, 6
RULE = f"The newest {NEWEST} backups stay, and the newest of each of the last {DAYS} days, {WEEKS} weeks and {MONTHS} months that have one."


def kept(moments: Iterable[datetime], now: datetime) -> frozenset[datetime]:
    """The moments whose backups stay; days, weeks and months are those of the moments' own zone.

    Of those that a clock made which was ahead, the newest stay beside the others and take no place of a day, week or month.
    """
    every = sorted(moments, reverse=True)
    ordered = [one for one in every if one <= now]
    found = {*ordered[:NEWEST], *every[:NEWEST]}
    groups: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (DAYS, lambda one: one.date()),
        (WEEKS, lambda one: one.isocalendar()[:2]),
        (MONTHS, lambda one: (one.year, one.month)),
    )
    for most, group in groups:
        newest: dict[object, datetime] = {}
        for one in ordered:
            newest.setdefault(group(one), one)
        found |= set(list(newest.values())[:most])
    return frozenset(found)
