"""What of a brief has been on screen: its messages, each whole, and the brief itself, for five seconds with names visible."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtWidgets import QWidget

from briefing_app.ui.brief_view import BriefView
from briefing_app.viewmodels.brief import Brief

SHOWN_SECONDS = 5.0
LOOK_MS = 1000


class ShownWatch(QObject):
    """Looks at a brief every second while it can be seen. ``seen`` carries the client's row, the keys of what has been shown ("" is the brief
    itself), the start of the last session, in seconds since 1970, and the clinician whose brief it is.

    A message longer than the screen has been shown once its first and its last line were, and some of it for five seconds.
    """

    seen = Signal(object, object, float, str)

    def __init__(self, view: BriefView, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(view)
        self._view, self._clock = view, clock
        self._brief: Brief | None = None
        self._began: dict[str, float] = {}
        self._ends: dict[str, set[str]] = {}
        self._told: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """One look; what is not in sight now begins anew."""
        brief, now = self._view.shown, self._clock()
        if brief is None or brief.identity.hidden or not self._in_sight():
            self._forget()
            return
        if self._brief is None or (self._brief.identity.row, self._brief.whose) != (brief.identity.row, brief.whose):
            self._forget()
            self._told = set()
        self._brief = brief
        found = [""]
        for key, label in self._view.messages_on_screen():
            if ends := self._ends_in_sight(label):
                found.append(key)
                self._ends.setdefault(key, set()).update(ends)
        self._began = {key: self._began.get(key, now) for key in found}
        whole = [key for key in found if not key or self._ends[key] >= {"first", "last"}]
        ready = [key for key in whole if key not in self._told and now - self._began[key] >= SHOWN_SECONDS]
        if ready:
            self._told.update(ready)
            self.seen.emit(brief.identity.row, tuple(ready), brief.last_begun, brief.whose)

    def not_kept(self, keys: Iterable[str]) -> None:
        """It could not be written down that these were shown: they are told again."""
        self._told.difference_update(keys)

    def _forget(self) -> None:
        self._brief = None
        self._began, self._ends = {}, {}

    def _in_sight(self) -> bool:
        window = self._view.window()
        return self._view.isVisible() and window.isVisible() and not window.isMinimized()

    def _ends_in_sight(self, label: QWidget) -> set[str]:
        """Which ends of a line stand in the viewport; "part" where some of it does."""
        port = self._view.viewport()
        place = QRect(label.mapTo(port, QPoint(0, 0)), label.size())
        shown = place.intersected(port.rect())
        if shown.height() < min(place.height(), label.fontMetrics().height()):
            return set()
        found = {"part"}
        if place.top() >= 0:
            found.add("first")
        if place.bottom() <= port.rect().bottom():
            found.add("last")
        return found
