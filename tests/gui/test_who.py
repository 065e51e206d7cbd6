"""A calendar in the window: its sessions stand on the rail under its own words, and whose they are is one key."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from briefing_app.controllers.window import Window
from briefing_app.ui.dialogs.who import WhoPanel
from tests.calendars import event, written
from tests.gui.test_dialogs_stay import stays
from tests.gui.using import dialog, dialog_words, imports, ready, says

DAY = date.today() + timedelta(days=60)  # on which the demo has no sessions


def on(hour: int) -> str:
    return f"{DAY:%Y%m%d}T{hour:02}0000"


def asked(qtbot: QtBot, about: str) -> Any:
    """The panel that asks about these words."""
    qtbot.waitUntil(lambda: isinstance(dialog(qtbot), WhoPanel) and about in dialog_words(dialog(qtbot)), timeout=10_000)
    return dialog(qtbot)


def answer(panel: QWidget, words: str) -> QPushButton:
    return next(one for one in panel.findChildren(QPushButton) if words in one.text())


def press(qtbot: QtBot, panel: Any, words: str) -> None:
    """Answer, until it is kept."""
    answer(panel, words).click()
    qtbot.waitUntil(lambda: not isValid(panel) or not panel.isVisible(), timeout=10_000)


def test_names_of_a_calendar_are_asked_by_one_key_one_after_the_other(
    qtbot: QtBot, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(qtbot, window)
    path = written(
        tmp_path / "work.ics",
        event("1", on(9), "Marisol Duarte", zone=""),
        event("2", on(11), "Nedster", zone=""),
        event("3", on(12), "Lunch", zone=""),
    )
    window.show_page("import")
    imports(window).start([str(path)])
    qtbot.waitUntil(lambda: imports(window).worker is None, timeout=30_000)
    window.show_page("today")
    window.day.show(DAY)
    qtbot.waitUntil(lambda: window.today._who.text() == "2 names of a calendar: who is this?  Y", timeout=10_000)
    qtbot.waitUntil(lambda: [row.name for row in window.today.rail.day_model.rows] == ["Marisol Duarte"], timeout=5000)

    QTest.keyClick(window.today.rail, Qt.Key.Key_Y)
    panel = asked(qtbot, "Nedster")
    press(qtbot, panel, "All events of Work are sessions")
    panel = asked(qtbot, "Nedster")
    qtbot.waitUntil(says(window, "3 sessions"), timeout=5000)
    rows = window.today.rail.day_model.rows
    assert [row.name for row in rows] == ["Marisol Duarte", "“Nedster”", "“Lunch”"]
    assert [chip.text for chip in rows[1].chips] == ["who is this?"]
    stays(qtbot, monkeypatch, answer(panel, "Someone new").click, panel._name.text)
    panel = asked(qtbot, "Lunch")
    press(qtbot, panel, "No session")
    qtbot.waitUntil(lambda: not window.today._who.isVisible(), timeout=5000)
    qtbot.waitUntil(
        lambda: [row.name for row in window.today.rail.day_model.rows] == ["Marisol Duarte", "Nedster"], timeout=5000
    )
