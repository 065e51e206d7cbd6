"""The outage pack from the window: one key, a warning before pages are written, and the work beside the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.ui.dialogs.message import Refusal
from briefing_app.ui.dialogs.outage import OutagePanel
from tests.gui.using import backups, dialog_words, ready


def test_one_key_writes_pages_after_saying_that_they_are_plain(
    qtbot: QtBot, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(qtbot, window)
    qtbot.waitUntil(lambda: backups(window) is not None, timeout=5000)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "stick"))
    window.shell.activateWindow()
    QTest.keyClick(window.shell, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), OutagePanel), timeout=5000)
    panel = QApplication.activeModalWidget()
    assert isinstance(panel, OutagePanel)
    assert "not encrypted: whoever finds the files" in dialog_words(panel)
    assert not panel.initials.isEnabled()
    panel.prints.click()
    panel.initials.click()
    panel.days.setValue(1)
    panel.keep.click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), Refusal), timeout=30_000)
    said = QApplication.activeModalWidget()
    assert said is not None
    assert "pages in" in dialog_words(said)
    said.close()
    page = window.context.day
    assert page is not None
    assert len(list((tmp_path / "stick").glob("session-*.pdf"))) == len([row for row in page.rows if not row.struck])
