"""Collects cyclic garbage on the window's own thread and on no other.

A collection that the store's thread happens to start would destroy widgets there: the destructor of a QObject holds a lock of Qt's while it
waits for the interpreter, the window's thread holds the interpreter while it waits for that lock, and both wait for ever.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 2000


class GarbageCollector(QObject):
    """Automatic collection is off from here on, until ``stop``; this looks every two seconds whether a generation is full."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """Collect the oldest generation that is full, with all younger ones."""
        full = [
            number for number, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > most
        ]
        if full:
            gc.collect(full[-1])
