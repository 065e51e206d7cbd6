"""Timed minutes in words, for the bottom bar: without the ledger behind them, which takes long to load."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, tzinfo

from briefing_app.domain.periods import local_time, say_date
from briefing_app.domain.time_entry import BREAK, TimeEntry
from briefing_app.domain.timer import AWAY, CLOCK, SLEEP

CATEGORIES = {
    "notes": "Notes",
    "messages": "Messages",
    "letters": "Letters and forms",
    "coordination": "Care coordination",
    "billing": "Billing work",
    "supervision": "Supervision preparation",
    "other": "Other",
}
NAMES = {**CATEGORIES, BREAK: "Break"}

MARKS = {AWAY: "time away", SLEEP: "the computer slept", CLOCK: "clock changed"}


@dataclass(frozen=True, slots=True)
class Timed:
    """What is timed: the client's id in the export (empty: no client), the name on screen, and the category."""

    client: str = ""
    name: str = field(default="", compare=False)
    category: str = "notes"


def say_minutes(minutes: float) -> str:
    """``1 h 46``, ``31 min``."""
    whole = round(minutes)
    return f"{whole // 60} h {whole % 60:02d}" if whole >= 60 else f"{whole} min"


def say_away(waiting: tuple[TimeEntry, ...], today: date, zone: tzinfo | None = None) -> str:
    """The one quiet row: ``12:10–12:40 away, not counted``, or that the computer slept; "" when nothing waits."""
    if not waiting:
        return ""
    begins, ends = local_time(waiting[0].start, zone), local_time(waiting[0].end, zone)
    day = "" if begins.date() == today else f"{say_date(begins.date(), today)}, "
    more = f" ({len(waiting) - 1} more)" if len(waiting) > 1 else ""
    what = "computer asleep" if waiting[0].mark == SLEEP else "away"
    return f"{day}{begins:%H:%M}–{ends:%H:%M} {what}, not counted{more}"


def say_closed(since: float | None, zone: tzinfo | None = None) -> str:
    """Why nothing can be timed while the ledger is closed; ``since`` when a timer runs all the same, in seconds since 1970."""
    if since is None:
        return "Your ledger is closed"
    return f"The note timer runs since {local_time(since, zone):%H:%M}; your ledger is closed"
