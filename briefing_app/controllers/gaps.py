"""Today's sessions as they begin and end: when the ledger's page is left, and what the bar says of the gap between two."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from briefing_app.controllers.context import Context

if TYPE_CHECKING:
    from briefing_app.viewmodels.day import DayPage

LATEST_SECONDS = 3600.0  # after its booked end a session's end is no longer asked for


class GapWatch(QObject):
    """Only the page of today knows when sessions begin and end. ``began``: a session did; ``changed``: one began or ended, or others are known."""

    began = Signal()
    changed = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._sessions: list[tuple[float, float]] = []
        self.words = ""
        self._boundary = QTimer(self)
        self._boundary.setSingleShot(True)
        self._boundary.timeout.connect(self.look)
        context.day_shown.connect(self.watch_day)

    def stop(self) -> None:
        self._boundary.stop()

    def watch_day(self, page: DayPage) -> None:
        """Watch the sessions of a page, where it is today's."""
        if page.day == self._context.now().date():
            self.watch([(row.begins, row.ends) for row in page.rows if row.ends > row.begins > 0 and not row.struck])

    def watch(self, sessions: list[tuple[float, float]]) -> None:
        """Today's sessions as (begin, end), in seconds since 1970."""
        self._sessions = sorted(sessions)
        self.look(started=False)

    def may_end(self) -> bool:
        """Whether one runs now, or ended so lately that its end may be said."""
        now = self._context.moment()
        return any(begins <= now <= ends + LATEST_SECONDS for begins, ends in self._sessions)

    def look(self, *, started: bool = True) -> None:
        """Set up for the next beginning or end; nothing is said while a session runs."""
        now = self._context.moment()
        running = any(begins <= now < ends for begins, ends in self._sessions)
        self.words = "" if running else _say_gap(self._sessions, now)
        ahead = [moment - now for one in self._sessions for moment in one if moment > now]
        if ahead:
            self._boundary.start(int(min(ahead) * 1000) + 500)
        if running and started:
            self.began.emit()
        self.changed.emit()


def _say_gap(sessions: list[tuple[float, float]], now: float) -> str:
    """``Gap until 11:00: 10 min`` between two sessions of today; "" before the first, after the last, and in a session."""
    following = min((begins for begins, _ in sessions if begins > now), default=None)
    if following is None or not any(ends <= now for _, ends in sessions):
        return ""
    return f"Gap until {datetime.fromtimestamp(following):%H:%M}: {(following - now) / 60:.0f} min"
