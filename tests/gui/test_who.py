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
from briefing_app.ui.dialogs.add_called import AddCalledPanel
from briefing_app.ui.dialogs.who import WhoPanel
from tests.calendars import event, written
from tests.gui.clock import CLOCK
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


def test_a_newcomer_with_nothing_but_a_calendar_reads_todays_sessions_by_keys_alone(
    qtbot: QtBot, empty: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(qtbot, empty)
    today = f"{CLOCK.now().date():%Y%m%d}"
    path = written(
        tmp_path / "work.ics",
        event("1", f"{today}T090000", "Ada Brown", zone=""),
        event("2", f"{today}T110000", "J.R.", zone=""),
        event("3", f"{today}T130000", "Ben Gray", zone=""),
        event("4", f"{today}T150000", "Cleo Ash (video)", zone=""),
    )
    imports(empty).start([str(path)])
    qtbot.waitUntil(lambda: imports(empty).worker is None, timeout=30_000)
    qtbot.waitUntil(lambda: empty.today._who.text() == "4 names of a calendar: who is this?  Y", timeout=10_000)
    empty.shell.activateWindow()
    QTest.keyClick(empty.today, Qt.Key.Key_Y)
    panel = asked(qtbot, "Ada Brown")
    assert [one.text() for one in panel.findChildren(QPushButton)][:2] == [
        "1  Someone new",
        "2  Add these 4 as clients, in one answer …",
    ]
    QTest.keyClick(panel, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: isinstance(dialog(qtbot), AddCalledPanel), timeout=10_000)
    listed = dialog(qtbot)
    assert [tick.isChecked() for tick in listed.ticks] == [True, False, True, True], (
        "initials are nobody's until they are ticked"
    )
    listed.ticks[3].click()
    assert listed.keep.text() == "Add 2 clients"
    QTest.keyClicks(listed.names[3], " Elm")
    assert listed.ticks[3].isChecked(), "who is renamed is meant"
    listed.names[1].setText("Ada Brown")
    assert not listed.ticks[1].isChecked()
    stays(qtbot, monkeypatch, lambda: QTest.keyClick(listed.names[0], Qt.Key.Key_Return), listed.names[3].text)
    rows = empty.today.rail.day_model
    qtbot.waitUntil(lambda: [row.name for row in rows.rows] == ["Ada Brown", "Ben Gray", "Cleo Ash Elm"], timeout=10_000)
    qtbot.waitUntil(lambda: empty.today._who.text() == "1 name of a calendar: who is this?  Y", timeout=5000)
