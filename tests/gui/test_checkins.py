"""Check-ins in the window: a code typed, a page written, files dropped, a table looked at before it is kept."""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.domain.checkin import CheckinPage, CheckinSource
from briefing_app.domain.written_day import Order
from briefing_app.services.checkin import checkins_of
from briefing_app.storage.checkin import pages_of
from tests.checkins import code_of
from tests.gui.test_entering import JONAH, MARISOL, ask, choose
from tests.gui.using import dialog, dialog_words, imports, ready, spoken, words_on

YESTERDAY = date.today() - timedelta(days=1)
CALM, POSITIVE = (1,) * 8 + (0,), (1,) * 9


@pytest.fixture
def page(qtbot: QtBot, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CheckinPage:
    """A page with the PHQ-9, written for Jonah in the panel, which stays open."""
    ready(qtbot, window)
    choose(window, JONAH)
    QTest.keyClick(window.today.rail, Qt.Key.Key_C)
    panel = dialog(qtbot)
    assert not panel._write.isEnabled()
    next(box for name, box in panel._boxes if name == "PHQ-9").setChecked(True)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(tmp_path))
    panel._write.click()
    qtbot.waitUntil(lambda: panel._written.count() == 1, timeout=5000)
    told = dialog(qtbot)
    assert "Whoever holds the page can make answers with it" in dialog_words(told)
    told.close()
    row = window.today.brief._brief.identity.row  # type: ignore[union-attr]
    (made,) = ask(qtbot, window, lambda desk: pages_of(desk.reader, row))
    assert isinstance(made, CheckinPage)
    return made


def panel_of(qtbot: QtBot) -> Any:
    return dialog(qtbot)


def kept(qtbot: QtBot, window: Window, client: int) -> Any:
    return ask(qtbot, window, lambda desk: checkins_of(desk.reader, client))


def test_a_page_is_written_with_what_may_ship_and_names_nobody(
    qtbot: QtBot, window: Window, page: CheckinPage, tmp_path: Path
) -> None:
    panel = panel_of(qtbot)
    assert [name for name, _ in panel._boxes] == ["AUDIT-C", "GAD-2", "GAD-7", "K6", "PCL-5", "PHQ-2", "PHQ-8", "PHQ-9"]
    (path,) = tmp_path.glob("check-in-*.html")
    text = path.read_text("utf-8")
    assert "Jonah" not in text
    assert "Whitlock" not in text
    assert json.loads(text.partition('id="page">')[2].partition("<")[0])["number"] == page.number
    panel._written.setCurrentRow(0)
    panel._end.click()
    qtbot.waitUntil(lambda: "ended" in panel._written.item(0).text(), timeout=5000)
    assert not panel._end.isEnabled()


def test_a_code_is_looked_at_while_it_is_typed_and_kept_with_enter(qtbot: QtBot, window: Window, page: CheckinPage) -> None:
    panel = panel_of(qtbot)
    code = code_of(page, YESTERDAY, "21:10", *CALM)
    assert "Check-in code" in spoken(panel._field)
    QTest.keyClicks(panel._field, code[:8])
    assert panel._said.text() == ""
    QTest.keyClicks(panel._field, "%")
    assert "Group 2 holds %" in panel._said.text()
    panel._field.clear()
    QTest.keyClicks(panel._field, code[:10] + ("0" if code[10] != "0" else "1") + code[11:])
    assert panel._said.text().startswith("Group 2, ")
    assert not panel._keep.isEnabled()
    panel._field.clear()
    QTest.keyClicks(panel._field, code.lower())
    qtbot.waitUntil(panel._keep.isEnabled, timeout=5000)
    assert "PHQ-9 8. Finished at home on" in panel._said.text()
    QTest.keyClick(panel._field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel._said.text().startswith("Kept: PHQ-9 8"), timeout=5000)
    assert "21:10: PHQ-9 8 (check-in page)" in panel._days.item(0).text()
    QTest.keyClicks(panel._field, code)
    qtbot.waitUntil(lambda: "kept already" in panel._said.text(), timeout=5000)
    panel.close()
    shown: Any = window.today.brief
    qtbot.waitUntil(lambda: "check-in page, finished at home" in str(shown._brief.cards[0].why.sources), timeout=5000)


def test_a_positive_answer_at_home_is_the_first_thing_that_is_asked_about(
    qtbot: QtBot, window: Window, page: CheckinPage
) -> None:
    panel = panel_of(qtbot)
    panel._field.setText(code_of(page, YESTERDAY, "21:10", *POSITIVE))
    qtbot.waitUntil(panel._keep.isEnabled, timeout=5000)
    assert "item 9 is 1" in panel._safety.text()
    panel._keep.click()
    qtbot.waitUntil(lambda: "988" in dialog_words(dialog(qtbot)), timeout=5000)
    dialog(qtbot).close()
    qtbot.waitUntil(lambda: "PHQ-9 item 9" in words_on(window), timeout=5000)


def test_a_code_of_another_client_is_not_kept_here(qtbot: QtBot, window: Window, page: CheckinPage) -> None:
    panel_of(qtbot).close()
    choose(window, MARISOL)
    window.today.brief.ask_checkins()
    panel = panel_of(qtbot)
    panel._field.setText(code_of(page, YESTERDAY, "21:10", *CALM))
    qtbot.waitUntil(lambda: "another client's page" in panel._said.text(), timeout=5000)
    assert not panel._keep.isEnabled()
    panel.close()


def test_files_that_are_dropped_are_told_apart(qtbot: QtBot, window: Window, page: CheckinPage, tmp_path: Path) -> None:
    panel_of(qtbot).close()
    saved = tmp_path / "check-in.txt"
    saved.write_text(f"Briefing check-in\n{code_of(page, YESTERDAY, '21:10', *CALM)}\nABCDE-FGHJK\n", "utf-8")
    window.shell.dropped.emit([str(saved)])
    report = imports(window).page._report
    qtbot.waitUntil(lambda: "Jonah Whitlock: PHQ-9 8" in report.toPlainText(), timeout=5000)
    assert "ABCDE-FGHJK: Group 1" in report.toPlainText()
    assert imports(window).worker is None
    assert len([one for one in kept(qtbot, window, page.client) if one.source is CheckinSource.PAGE]) == 1


def test_a_table_is_kept_only_once_its_dates_are_said_how_to_read(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    ready(qtbot, window)
    path = tmp_path / "app.csv"
    path.write_text("who,date,mood\ndemo-jonah-whitlock,03/11/2025,12\nnobody,04/11/2025,9\n", "utf-8")
    window.pages.briefs.checkins.take_files([str(path)], print)
    panel = dialog(qtbot)
    qtbot.waitUntil(lambda: "client's id" in panel._asks.text(), timeout=5000)
    set_meaning(panel, 0, "\0client")
    set_meaning(panel, 2, "PHQ-9")
    qtbot.waitUntil(lambda: "03/04/2026" in panel._asks.text(), timeout=5000)
    assert not panel._keep.isEnabled()
    panel._order.setCurrentIndex(panel._order.findData(Order.DAY_FIRST.value))
    panel.look()
    qtbot.waitUntil(panel._keep.isEnabled, timeout=5000)
    assert panel._rows.item(0, 1).text() == "Jonah Whitlock"
    assert "Line 3: no client has the id nobody." in panel._refused.item(0).text()
    panel._keep.click()
    qtbot.waitUntil(lambda: "1 score kept" in dialog_words(dialog(qtbot)), timeout=5000)
    dialog(qtbot).close()
    window.shell.dropped.emit([str(path)])
    again = dialog(qtbot)
    qtbot.waitUntil(lambda: "kept already" in again._counts.text(), timeout=5000)
    assert "as the last time" in dialog_words(again)
    assert not again._keep.isEnabled()
    again.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_table_of_hostile_names_is_shown_in_plain_words(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    ready(qtbot, window)
    evil = "\x1b]0;x\x07\x9b31m\u202e"
    path = tmp_path / f"<b>a{evil}.csv"
    path.write_text(f"id,date,mo{evil}od,{'W' * 60_000}\nann{evil},2025-11-03,{'W' * 60_000},1\n", "utf-8")
    window.pages.briefs.checkins.take_files([str(path)], print)
    panel = dialog(qtbot)
    set_meaning(panel, 2, "PHQ-9")
    qtbot.waitUntil(lambda: panel._refused.count() == 1, timeout=5000)
    cells = [panel._list.item(row, place) for row in range(4) for place in (0, 1)]
    words = [
        dialog_words(panel),
        panel._refused.item(0).text(),
        *(cell.text() for cell in cells),
        spoken(panel),
        spoken(panel._choosers[2][0]),
    ]
    assert "<b>a" in words[0]
    assert all(one.isprintable() or one == "\n" for text in words for one in text), words
    assert max(len(text) for text in words[1:]) < 300
    panel.close()


def set_meaning(panel: Any, column: int, meaning: str) -> None:
    box = panel._choosers[column][0]
    box.setCurrentIndex(box.findData(meaning))
    box.activated.emit(box.currentIndex())


def test_a_column_has_one_role_and_items_are_offered_for_a_measure_alone(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    ready(qtbot, window)
    path = tmp_path / "app.csv"
    path.write_text("id,date,a,b\ndemo-jonah-whitlock,2025-11-03,1,2\n", "utf-8")
    window.pages.briefs.checkins.take_files([str(path)], print)
    panel = dialog(qtbot)
    set_meaning(panel, 2, "\0client")
    assert panel.mapping().client == "a"
    assert panel._choosers[0][0].currentData() == ""
    set_meaning(panel, 3, "GAD-7")
    offered = panel._choosers[3][1]
    assert [offered.itemText(index) for index in range(offered.count())] == [
        "total",
        *(f"item {number}" for number in range(1, 8)),
    ]
    assert not panel._choosers[0][1].isVisible()
    assert panel._choosers[3][1].accessibleName() == "Item of b"
    panel.close()
