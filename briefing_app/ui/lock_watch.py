"""Watches for reasons to lock: nobody touched the window, the screen was locked, the machine slept."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from PySide6.QtCore import SLOT, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication

from briefing_app.domain.locking import Watch

LOOK_SECONDS = 5
TOUCHES = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.TouchBegin}
)
SCREEN_SAVERS = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
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
        app.focusWindowChanged.connect(self._watch_window)

    def start(self) -> None:
        """From now on; a start after an unlock begins with a fresh touch."""
        self._watch = Watch(time.time(), time.time())
        self._watch_window(self._app.focusWindow())
        self._look.start()
        if sys.platform.startswith("linux"):
            self._listen(connect=True)

    def stop(self) -> None:
        self._look.stop()
        if sys.platform.startswith("linux"):
            self._listen(connect=False)

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

    def _listen(self, *, connect: bool) -> None:
        """The desktop's word that the screen was locked or the machine goes to sleep; where nobody speaks D-Bus, the clock alone tells."""
        from PySide6.QtDBus import QDBusConnection

        for bus, signals in (
            (
                QDBusConnection.sessionBus(),
                [(path, name, "ActiveChanged", "screen_locked(bool)") for name, path in SCREEN_SAVERS],
            ),
            (
                QDBusConnection.systemBus(),
                [("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", "screen_locked(bool)")],
            ),
        ):
            if not bus.isConnected():
                continue
            for path, interface, name, slot in signals:
                (bus.connect if connect else bus.disconnect)("", path, interface, name, self, SLOT(slot).encode())

    @Slot(bool)
    def screen_locked(self, locked: bool) -> None:
        if locked:
            self.due.emit("")
