"""The clock of windows under test: five to nine on this day, whatever the hour is outside, until a test sets it."""

from __future__ import annotations

from datetime import date, datetime, time

from briefing_app.system.wall_clock import Clock


class SetClock(Clock):
    """Its hour is set; what is timed in seconds runs on."""

    def __init__(self) -> None:
        super().__init__()
        self.at = time(8, 55)
        self.day: date | None = None

    def now(self) -> datetime:
        return datetime.combine(self.day or datetime.now().date(), self.at).astimezone()


CLOCK = SetClock()
