"""Tables in dialogs: a client's name and a rule's name are never cut, whatever the size of the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.ui import theme
from tests.gui.screenshots import TABLE, settle
from tests.gui.using import dialog, dialog_words, ready


def cut(table: QTableWidget, column: int) -> list[str]:
    """The words of a column that are wider than it."""
    items = [found for row in range(table.rowCount()) if (found := table.item(row, column)) is not None]
    assert items
    metrics = QFontMetrics(table.font())
    return [item.text() for item in items if metrics.horizontalAdvance(item.text()) > table.columnWidth(column)]


def test_names_in_a_table_of_check_ins_are_whole_and_the_button_is_the_one_named(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    ready(qtbot, window)
    file = tmp_path / "check-ins.csv"
    file.write_text(TABLE, "utf-8")
    window.pages.briefs.checkins.take_files([str(file)], print)
    panel = dialog(qtbot)
    qtbot.waitUntil(lambda: panel._rows.rowCount() > 0)
    settle(5)
    assert cut(panel._rows, 1) == []
    assert "before you choose Save." in dialog_words(panel)
    assert "Save" in [one.text() for one in panel.findChildren(QPushButton)]
    panel.close()


@pytest.mark.parametrize("percent", [100, 200])
def test_the_names_of_rules_are_whole(qtbot: QtBot, qapp: QApplication, window: Window, percent: int) -> None:
    ready(qtbot, window)
    theme.apply(qapp, "light", percent)
    try:
        window.pages.briefs.rules.open()
        panel = dialog(qtbot)
        qtbot.waitUntil(lambda: panel._table.item(0, 1) is not None)
        settle(5)
        assert cut(panel._table, 1) == []
        assert panel._table.height() >= panel._table.rowCount() * theme.scaled(30)
        panel.close()
    finally:
        theme.apply(qapp, "light", 100)
