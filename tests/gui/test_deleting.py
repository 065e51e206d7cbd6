"""Deleting a client from their page: nothing happens before the name is typed, and afterwards nothing on screen says it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.ui.dialogs.deletion import DeletePanel
from briefing_app.ui.dialogs.message import Refusal
from tests.gui.using import clients, dialog_words, ready, says, settings_page, words_on, worktime


def panel_of(qtbot: QtBot, window: Window) -> DeletePanel:
    QTest.mouseClick(clients(window).delete, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), DeletePanel), timeout=5000)
    found = QApplication.activeModalWidget()
    assert isinstance(found, DeletePanel)
    return found


def chosen(qtbot: QtBot, window: Window) -> str:
    """Open the second client of the list, whoever that is today."""
    ready(qtbot, window)
    window.show_page("clients")
    qtbot.waitUntil(lambda: clients(window).list.model().rowCount() > 3, timeout=5000)
    name = str(clients(window)._model.found[1].name)
    clients(window).list.setCurrentIndex(clients(window)._model.index(1))
    qtbot.waitUntil(lambda: clients(window).brief.shown is not None and clients(window).brief.shown.identity.name == name)
    return name


def test_the_name_is_typed_and_the_client_is_gone(qtbot: QtBot, window: Window) -> None:
    name = chosen(qtbot, window)
    panel = panel_of(qtbot, window)
    assert "imported answers and totals" in dialog_words(panel)
    assert "Backups made before" in dialog_words(panel)
    assert not panel.keep.isEnabled()
    QTest.keyClicks(panel.field, name[:-1])
    assert not panel.keep.isEnabled()
    QTest.keyClicks(panel.field, name[-1].upper())
    assert panel.keep.isEnabled()
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), Refusal), timeout=30_000)
    said = QApplication.activeModalWidget()
    assert said is not None
    assert "Deleted: " in dialog_words(said)
    said.close()
    qtbot.waitUntil(lambda: name not in [one.name for one in clients(window)._model.found], timeout=5000)
    qtbot.waitUntil(lambda: name not in words_on(window), timeout=5000)
    window.show_page("settings")
    qtbot.waitUntil(says(window, "A client, number "), timeout=5000)
    allow = next(one for one in settings_page(window).findChildren(QPushButton) if one.text() == "Allow again")
    QTest.mouseClick(allow, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not settings_page(window)._deleted.isVisible(), timeout=5000)


def test_closing_the_panel_changes_nothing(qtbot: QtBot, window: Window) -> None:
    name = chosen(qtbot, window)
    panel = panel_of(qtbot, window)
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert name in [one.name for one in clients(window)._model.found]


def test_a_client_who_is_timed_is_not_deleted(qtbot: QtBot, window: Window) -> None:
    chosen(qtbot, window)
    qtbot.waitUntil(lambda: worktime(window) is not None and worktime(window).ready, timeout=10_000)
    worktime(window).toggle()
    QTest.mouseClick(clients(window).delete, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), Refusal), timeout=5000)
    said = QApplication.activeModalWidget()
    assert said is not None
    assert "timer runs for this client" in dialog_words(said)
    said.close()
    worktime(window).finish()
