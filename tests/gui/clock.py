"""The clock of windows under test: five to nine on this day, whatever the hour is outside, until a test sets it."""

from __future__ import annotations

from datetime import date, datetime, time

from briefing_app.system.wall_clock import Clock


class SetClock(Clock):
    """Its hour is set, None for the real one; what is timed in seconds runs on."""

    def __init__(self) -> None:
        super().__init__()
        self.at: time | None = time(8, 55)
        self.day: date | None = None

    def now(self) -> datetime:
        if self.at is None:
            return super().now()
        return datetime.combine(self.day or datetime.now().date(), self.at).astimezone()


CLOCK = SetClock()
