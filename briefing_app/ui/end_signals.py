"""A terminal or a session that ends, or Ctrl+C, ends the window as its close button does: what was typed is kept first."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication

NAMES = ("SIGTERM", "SIGHUP", "SIGINT", "SIGBREAK")


class EndSignals(QObject):
    """The first signal quits the application; a second one ends it as if nobody listened."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._heard, self._rung = socket.socketpair()
        for end in (self._heard, self._rung):
            end.setblocking(False)
        self._watch = QSocketNotifier(self._heard.fileno(), QSocketNotifier.Type.Read, self)
        self._watch.activated.connect(self._wake)
        self._before = signal.set_wakeup_fd(self._rung.fileno(), warn_on_full_buffer=False)
        found = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
        self._signals = [one for one in found if signal.getsignal(one) is not signal.SIG_IGN]  # as in the background of a shell
        self._handlers = {one: signal.signal(one, self._end) for one in self._signals}

    def stop(self) -> None:
        """Listen no more."""
        self._watch.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        for one, handler in self._handlers.items():
            signal.signal(one, handler)
        self._heard.close()
        self._rung.close()

    def _wake(self) -> None:
        """Python hears a signal only while it runs: Qt's loop runs this, and then ``_end`` is called."""
        self._heard.recv(64)

    def _end(self, number: int, _: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        self._app.quit()
