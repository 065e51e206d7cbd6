"""A dropped table in the window: looked at, its columns and names said, then read; the next one is read without asking."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.domain.written_day import Order
from tests.gui.test_dialogs_stay import stays
from tests.gui.using import dialog, dialog_words, imports, ready

SCORES = (
    "Scores of autumn\n\nWho,Day,PHQ,Bill\nJonah Whitlock,03/11/2025,12,90837\nJonah Whitlock,04/11/2025,31,90837\n"
    "Nobody Known,05/11/2025,7,90837\nTotal,,50,\n"
)


def set_column(panel: Any, column: int, meaning: str) -> None:
    box = panel._column_boxes[column][0]
    box.setCurrentIndex(box.findData(meaning))
    panel._choose(column)


def press(panel: Any, words: str) -> None:
    next(one for one in panel.findChildren(QPushButton) if one.text().startswith(words)).click()


def drop(qtbot: QtBot, window: Window, path: Path) -> Any:
    window.shell.dropped.emit([str(path)])
    return dialog(qtbot)


def imported(qtbot: QtBot, window: Window) -> str:
    qtbot.waitUntil(
        lambda: imports(window).worker is None and imports(window).page._report.toPlainText() != "", timeout=120_000
    )
    return str(imports(window).page._report.toPlainText())


def test_a_table_is_kept_once_its_columns_its_dates_and_its_names_are_said(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ready(qtbot, window)
    path = tmp_path / "autumn.csv"
    path.write_text(SCORES, "utf-8")
    panel = drop(qtbot, window, path)
    assert type(panel).__name__ == "TableDialog"
    assert "Header in line 3, 4 rows below it. Nothing is kept yet." in dialog_words(panel)
    press(panel, "Scores")
    qtbot.waitUntil(lambda: "names the client" in panel._asks.text(), timeout=20_000)
    for column, meaning in ((0, "client"), (1, "date"), (2, "PHQ-9")):
        set_column(panel, column, meaning)
    qtbot.waitUntil(lambda: "day first or month first: say which" in panel._asks.text(), timeout=20_000)
    assert not panel._keep.isEnabled()
    panel._order.setCurrentIndex(panel._order.findData(Order.DAY_FIRST.value))
    panel.look()
    qtbot.waitUntil(lambda: "1 waits for you" in panel._counts.text(), timeout=20_000)
    rest = [tuple(panel._rest.item(row, place).text() for place in range(3)) for row in range(panel._rest.rowCount())]
    assert rest == [
        ("Line 4", "Client is “Jonah Whitlock”", "The name alone: is it this client?"),
        ("Line 5", "PHQ is 31", "PHQ-9 goes from 0 to 27."),
        ("Line 6", "Nobody Known", "No client is called so."),
        ("Line 7", "", "A row of totals, no client."),
    ]
    press(panel, "Jonah Whitlock")
    qtbot.waitUntil(lambda: panel._keep.text() == "Keep 1 score", timeout=20_000)
    assert [panel._rows.item(0, place).text() for place in range(5)] == ["4", "Jonah Whitlock", "3 Nov 2025", "12", "new"]
    stays(qtbot, monkeypatch, panel._keep.click, panel.mapping)
    report = imported(qtbot, window)
    assert "1 new" in report
    path.write_text(SCORES.replace(",12,", ",13,"), "utf-8")
    imports(window).page.show_report("")
    window.shell.dropped.emit([str(path)])
    assert "Read as tables with these columns are: scores." in imported(qtbot, window), "nothing is asked the second time"
    assert QApplication.activeModalWidget() is None


def test_a_table_of_check_ins_is_one_of_the_kinds(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    ready(qtbot, window)
    path = tmp_path / "app.csv"
    path.write_text("id,date,PHQ-9\ndemo-jonah-whitlock,2025-11-03,12\n", "utf-8")
    panel = drop(qtbot, window, path)
    press(panel, "Check-ins")
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() not in (None, panel), timeout=20_000)
    checkins = dialog(qtbot)
    qtbot.waitUntil(checkins._keep.isEnabled, timeout=20_000)
    assert checkins.mapping().values == (("PHQ-9", "PHQ-9", 0),)
    checkins.close()


def test_escape_keeps_nothing_and_goes_on_with_the_other_files(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    ready(qtbot, window)
    path = tmp_path / "autumn.csv"
    path.write_text(SCORES, "utf-8")
    odd = tmp_path / "odd.xlsx"
    odd.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    window.shell.dropped.emit([str(path), str(odd)])
    dialog(qtbot).reject()
    report = imported(qtbot, window)
    assert "an Excel or Word file of the old kind" in report
    assert "autumn.csv" not in report
