"""When the window locks: at a key, by itself after a while, with the screen; put off, never forgotten, while it cannot be."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from briefing_app.controllers.context import Context
from briefing_app.ui.lock_watch import LockWatch


class LockController(QObject):
    """``in_use`` keeps an idle window open, ``cannot_close`` says that a client fills in a form or the store is at work and cannot be closed.

    ``lock`` is then called once that is over, by ``settle``.
    """

    def __init__(
        self, context: Context, in_use: Callable[[], bool], cannot_close: Callable[[], bool], lock: Callable[[], None]
    ) -> None:
        super().__init__(context)
        self._context, self._cannot_close, self._lock = context, cannot_close, lock
        self.watch = LockWatch(context.app, lambda: context.settings.lock_minutes, in_use)
        self.watch.setParent(self)  # it goes with this window, not with the program
        self.watch.due.connect(self.now)
        context.form_returned.connect(self.settle)

    def start(self) -> None:
        self._context.lock_owed = False
        self.watch.start()

    def stop(self) -> None:
        self.watch.stop()

    def now(self) -> None:
        """Lock, or owe it."""
        self._context.lock_owed = self._cannot_close()
        if not self._context.lock_owed:
            self._lock()

    def settle(self) -> None:
        """What kept the window from being locked is over."""
        if self._context.lock_owed:
            self.now()
