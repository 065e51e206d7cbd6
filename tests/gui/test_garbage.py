"""Widgets that nobody holds any more are destroyed on the window's own thread, whatever another thread allocates."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.ui.garbage import GarbageCollector
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
