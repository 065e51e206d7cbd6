"""The days of what the record says, in words; an export may know a year or a month only."""

from __future__ import annotations

from datetime import date

from briefing_app.domain.periods import dated, say_date


def day_words(day: str, today: date) -> str:
    return say_date(date.fromisoformat(day), today) if len(day) == 10 else day or "date not recorded"


def day_in_full(day: str) -> str:
    return dated(date.fromisoformat(day)) if len(day) == 10 else day
