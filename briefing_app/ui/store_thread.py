"""The one thread that owns the store: it is asked with a function and answers, in order, on the window's own thread."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from briefing_app.domain.problems import Busy, NotWritten, Problem
from briefing_app.system.crashes import place_of
from briefing_app.system.hindrance import words_of

PATIENCE_SECONDS = 60.0
log = logging.getLogger(__name__)
D = TypeVar("D")
T = TypeVar("T")
Deliver = Callable[[], object]
Otherwise = Callable[[Problem], object]


class StoreThread(QObject, Generic[D]):
    """``opened_practice`` runs first, in the thread; what it returns is handed to every piece of work. Problems go to ``failed``."""

    failed = Signal(object)
    _answered = Signal(object)

    def __init__(
        self, opened_practice: Callable[[], D], close_desk: Callable[[D], None], ending: Callable[[D], None] = lambda _: None
    ) -> None:
        """``ending`` is called in the thread, once it is told to end, before each piece of work that is left."""
        super().__init__()
        self._open, self._close, self._ending = opened_practice, close_desk, ending
        self._stopped = False
        self._turned = 0
        self._work: queue.SimpleQueue[tuple[Callable[[D], Deliver], Otherwise] | None] = queue.SimpleQueue()
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="store", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask(self, work: Callable[[D], T], then: Callable[[T], object], otherwise: Otherwise | None = None) -> None:
        """Queue ``work(desk)``; on the window's thread ``then(answer)`` is called, or ``otherwise(problem)``, else ``failed`` is told."""
        asked = self._turned

        def job(desk: D) -> Deliver:
            answer = self._done(work, desk)
            return lambda: then(answer) if asked == self._turned else None

        self._work.put((job, otherwise or self.failed.emit))

    def turn_page(self) -> None:
        """Nobody wants the answers to what was asked until now: they would show what must not be shown any more. The work is done all the same."""
        self._turned += 1

    def stop(self) -> bool:
        """End the thread once its work is done; answers that come now find nobody who wants them. False while it is still at work."""
        self._stopped = True
        self._work.put(None)
        if self._thread.is_alive():
            self._thread.join(10)
        return not self._thread.is_alive()

    def _run(self) -> None:
        desk = None
        try:
            desk = self._open()
            while (asked := self._work.get()) is not None:
                job, otherwise = asked
                try:
                    self._answered.emit(job(desk))
                except Problem as problem:
                    self._refuse(otherwise, problem)
                except Exception as fault:  # one piece of work failed; what comes after it must not be lost with it
                    self._refuse(otherwise, _told(fault))
        except Problem as problem:
            self._refuse(self.failed.emit, problem)
        except Exception as fault:
            self._refuse(self.failed.emit, _told(fault))
        finally:
            if desk is not None:
                self._close(desk)

    def _refuse(self, otherwise: Otherwise, problem: Problem) -> None:
        self._answered.emit(lambda: otherwise(problem))

    def _done(self, work: Callable[[D], T], desk: D) -> T:
        """Once the thread is told to end nobody hears that another program held the store, so work that found it busy waits for it."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                if self._stopped:
                    self._ending(desk)
                return work(desk)
            except Busy:
                if not self._stopped or time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def _deliver(self, deliver: Deliver) -> None:
        if not self._stopped:
            deliver()


def _told(fault: Exception) -> Problem:
    if isinstance(fault, OSError):  # the disk's doing, or the system's
        return NotWritten(*words_of(fault))
    log.error("work in the store thread failed: %s", place_of(fault))
    return Problem(
        "Something went wrong inside Briefing; this step was not done.", f"Please report it: {type(fault).__name__}."
    )
