"""Widgets that nobody holds any more are destroyed on the window's own thread, whatever another thread allocates."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.system.paths import Profile
from briefing_app.ui.garbage import GarbageCollector
from tests.gui.clock import CLOCK
from tests.gui.screenshots import options
from tests.gui.using import ready


def test_a_window_leaves_no_collection_to_the_threads_of_its_stores(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    assert not gc.isenabled()
    assert window.garbage._timer.isActive()


def test_what_another_thread_allocates_destroys_no_object_of_qt(qapp: QApplication) -> None:
    collector = GarbageCollector()
    gone: list[str] = []

    class Held(QObject):
        def __del__(self) -> None:
            gone.append(threading.current_thread().name)

    one = Held()
    one.itself = one  # type: ignore[attr-defined]
    del one
    made: list[list[object]] = []
    worker = threading.Thread(target=lambda: made.extend([] for _ in range(200_000)), name="store")
    worker.start()
    worker.join()
    assert gone == []
    collector.look()
    assert gone == ["MainThread"]
    collector.stop()


def test_nothing_of_a_closed_window_stays_in_memory(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, demo_at: Callable[[Path], Profile]
) -> None:
    """What a window showed of clients would stay with it, and each later one would be slower."""
    made = Window(qapp, demo_at(tmp_path / "demo"), options(demo=True), CLOCK)
    made.shell.show()
    ready(qtbot, made)
    left = weakref.ref(made.shell)
    made.close()
    made.shell.deleteLater()
    del made
    gc.unfreeze()
    qtbot.waitUntil(lambda: gc.collect() >= 0 and left() is None, timeout=5000)
