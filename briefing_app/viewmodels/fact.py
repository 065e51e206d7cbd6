"""The days of what the record says, in words; an export may know a year or a month only."""

from __future__ import annotations

from datetime import date

from briefing_app.domain.periods import dated, say_date


def day_words(day: str, today: date) -> str:
    """A day in few words; a month or a year stays as it is written."""
    return say_date(date.fromisoformat(day), today) if len(day) == 10 else day or "date not recorded"


def day_in_full(day: str) -> str:
    """A day with its year; a month or a year stays as it is written."""
    return dated(date.fromisoformat(day)) if len(day) == 10 else day
