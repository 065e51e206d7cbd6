"""Watches for reasons to lock: nobody touched the window, the screen was locked, the machine slept."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication

from briefing_app.domain.locking import Watch
from briefing_app.system.lock_signals import away_source

LOOK_SECONDS = 5
TOUCHES = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.TouchBegin}
)


class LockWatch(QObject):
    """``minutes`` without a touch, ``in_use`` when a session's page or a client's form must not be closed. ``due`` asks to lock."""

    due = Signal(str)

    def __init__(self, app: QApplication, minutes: Callable[[], float], in_use: Callable[[], bool]) -> None:
        super().__init__(app)
        self._app, self._minutes, self._in_use = app, minutes, in_use
        self._watch = Watch(time.time(), time.time())
        self._look = QTimer(self)
        self._look.setInterval(LOOK_SECONDS * 1000)
        self._look.timeout.connect(self.look)
        self._away = away_source(lambda: self.due.emit(""))
        app.focusWindowChanged.connect(self._watch_window)

    def start(self) -> None:
        """From now on; a start after an unlock begins with a fresh touch."""
        self._watch = Watch(time.time(), time.time())
        self._watch_window(self._app.focusWindow())
        self._look.start()
        if self._away is not None:
            self._away.start()

    def stop(self) -> None:
        self._look.stop()
        if self._away is not None:
            self._away.stop()

    def _watch_window(self, window: QWindow | None) -> None:
        """Only what comes to a window from outside is looked at; a filter on the whole program would cost each paint."""
        if window is not None:
            window.installEventFilter(self)
            self._watch.touch(time.time())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in TOUCHES:
            self._watch.touch(time.time())
        return False

    def look(self) -> None:
        if self._watch.due(time.time(), self._minutes(), in_use=self._in_use()):
            self.due.emit("")
