"""Supervision and peer consultation: agreed minutes per calendar month or year against those that took place (facts: clinician-load, 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

KINDS = ("administrative", "clinical", "reflective", "peer")
MONTH, YEAR = "month", "year"


@dataclass(frozen=True, slots=True)
class Agreed:
    """``minutes`` per calendar ``per`` (month or year)."""

    minutes: float
    per: str


DEFAULTS = {"reflective": Agreed(90, MONTH), "peer": Agreed(600, YEAR)}


@dataclass(frozen=True, slots=True)
class SupportState:
    """``done`` minutes of this period. ``due`` is the end of the oldest open period among this and the one before; None without agreement."""

    kind: str
    agreed: Agreed | None
    done: float
    last: date | None
    cancelled: tuple[tuple[date, str], ...]
    due: date | None
    days_over: int


def support_state(
    kind: str, agreed: Agreed | None, meetings: Sequence[tuple[date, float, str]], since: date, today: date
) -> SupportState:
    """``meetings`` are day, minutes and by whom cancelled ("" = took place). Nothing is owed for a period that began before ``since``."""
    happened = [(day, minutes) for day, minutes, cancelled in meetings if not cancelled and day <= today]
    called_off = tuple((day, who) for day, _, who in meetings if who and day <= today)
    last = max((day for day, _ in happened), default=None)
    if agreed is None:
        return SupportState(kind, None, sum(minutes for _, minutes in happened), last, called_off, None, 0)
    first, end = _period(today, agreed.per)
    done = _done(happened, first, end)
    before_first, before_end = _period(first - timedelta(days=1), agreed.per)
    owed = before_first >= since and _done(happened, before_first, before_end) < agreed.minutes
    if owed and done < agreed.minutes:
        return SupportState(kind, agreed, done, last, called_off, before_end, (today - before_end).days)
    due = end if done < agreed.minutes else _period(end + timedelta(days=1), agreed.per)[1]
    return SupportState(kind, agreed, done, last, called_off, due, 0)


def _done(happened: Sequence[tuple[date, float]], first: date, last: date) -> float:
    return sum(minutes for day, minutes in happened if first <= day <= last)


def _period(day: date, per: str) -> tuple[date, date]:
    """First and last day of the calendar month or year of a day."""
    if per == YEAR:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following - timedelta(days=1)
