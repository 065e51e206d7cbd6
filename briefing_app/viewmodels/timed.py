"""Timed minutes in words, for the bottom bar: without the ledger behind them, which takes long to load."""

from __future__ import annotations

from datetime import date, tzinfo

from briefing_app.domain.periods import local_time, say_date
from briefing_app.storage.private import TimeEntry

CATEGORIES = {
    "notes": "Notes",
    "messages": "Messages",
    "letters": "Letters and forms",
    "coordination": "Care coordination",
    "billing": "Billing work",
    "supervision": "Supervision preparation",
    "other": "Other",
}


def say_minutes(minutes: float) -> str:
    """``1 h 46``, ``31 min``."""
    whole = round(minutes)
    return f"{whole // 60} h {whole % 60:02d}" if whole >= 60 else f"{whole} min"


def say_away(waiting: tuple[TimeEntry, ...], today: date, zone: tzinfo | None = None) -> str:
    """The one quiet row: ``12:10–12:40 away, not counted``; "" when nothing waits."""
    if not waiting:
        return ""
    begins, ends = local_time(waiting[0].start, zone), local_time(waiting[0].end, zone)
    day = "" if begins.date() == today else f"{say_date(begins.date(), today)}, "
    more = f" ({len(waiting) - 1} more)" if len(waiting) > 1 else ""
    return f"{day}{begins:%H:%M}–{ends:%H:%M} away, not counted{more}"
