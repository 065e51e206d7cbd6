"""The RTM page in use: an episode from the client on screen, time and days, what was billed, fees, the worksheet, the economics sheet."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.ui.dialogs.rtm import read_cents
from tests.gui.using import dialog, dialog_words, ready, rtm, words_on, worktime

pytestmark = pytest.mark.usefixtures("nobody_is_asked")


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> Any:
    ready(qtbot, window)
    window.today.rail.setCurrentIndex(window.today.rail.day_model.index(0))
    window.show_page("rtm")
    qtbot.waitUntil(lambda: rtm(window).page.table.rowCount() > 0, timeout=10_000)
    return rtm(window).page


def choose(page: Any, name: str) -> None:
    names = [card.name for card in page._page.cards]
    page.episodes.setCurrentRow(names.index(name))


def column(page: Any, place: int) -> list[str]:
    return [page.table.item(row, place).text() for row in range(page.table.rowCount())]


def test_every_line_shows_its_state_in_words_and_what_it_rests_on(page: Any, window: Window) -> None:
    choose(page, "Marisol Duarte")
    assert "It is evidence, not eligibility" in words_on(window)
    assert column(page, 4)[0] == "Billed"
    assert column(page, 6)[:2] == ["20.00", "no fee entered"]
    assert "Here: 2 distinct days" in words_on(window)
    assert "for review" in words_on(window)
    assert "stated: diary of the device" in words_on(window)
    choose(page, "Rafiq Osman")
    assert set(column(page, 4)) == {"Blocked"}
    assert "the device is not attested" in words_on(window)


def test_an_episode_begins_with_the_client_who_was_on_screen(qtbot: QtBot, page: Any, window: Window) -> None:
    page.start_asked.emit()
    panel = dialog(qtbot)
    assert "Amina Sorel" in dialog_words(panel)
    panel._ends._there.setChecked(True)
    day = date.today() - timedelta(days=3)
    panel._ends._day.setDate(QDate(day.year, day.month, day.day))
    panel.keep.click()
    assert "ends before it begins" in dialog_words(panel)
    panel._ends._there.setChecked(False)
    panel.keep.click()
    qtbot.waitUntil(lambda: len(page._page.cards) == 4, timeout=5000)
    choose(page, "Amina Sorel")
    assert "no consent is recorded" in words_on(window)


def test_it_begins_with_todays_client_when_another_page_was_seen_between(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    window.today.rail.setCurrentIndex(window.today.rail.day_model.index(1))
    window.show_page("settings")
    window.show_page("rtm")
    rtm(window).page.start_asked.emit()
    assert "Jonah Whitlock" in dialog_words(dialog(qtbot))
    dialog(qtbot).close()


def test_time_that_was_added_can_be_changed_and_taken_back_with_a_reason(qtbot: QtBot, page: Any, window: Window) -> None:
    choose(page, "Marisol Duarte")
    before = len(page._card().facts.rows)
    page.time_asked.emit(page._card())
    panel = dialog(qtbot)
    panel._when.setText("noonish")
    panel.keep.click()
    assert "noonish" in dialog_words(panel)
    day = date.today() - timedelta(days=1)
    panel._day.setDate(QDate(day.year, day.month, day.day))
    panel._when.setText("12:00-12:06")
    panel.keep.click()
    qtbot.waitUntil(lambda: len(page._card().facts.rows) == before + 1, timeout=5000)
    page.records_asked.emit(page._card())
    records = dialog(qtbot)
    assert "12:00 to 12:06, 6 min" in records.list.item(0).text()
    records._back.click()
    assert "Say in a few words why." in dialog_words(records)
    records._reason.setText("wrong client")
    records._back.click()
    qtbot.waitUntil(lambda: len(page._card().facts.rows) == before + 2, timeout=5000)
    page.records_asked.emit(page._card())
    again = dialog(qtbot)
    assert again.list.item(0).text().endswith("wrong client")
    again.reject()


def test_a_billed_line_is_frozen_and_a_struck_day_is_said_beside_it(qtbot: QtBot, page: Any, window: Window) -> None:
    choose(page, "Marisol Duarte")
    page.table.setCurrentCell(1, 0)
    assert page.bill.isEnabled()
    page.bill.click()
    qtbot.waitUntil(lambda: column(page, 4)[1] == "Billed", timeout=5000)
    page.table.setCurrentCell(1, 0)
    assert not page.bill.isEnabled()
    page.day_asked.emit(page._card())
    panel = dialog(qtbot)
    struck = page.stretch().line.evidence.days[1]
    panel._day.setDate(QDate(struck.year, struck.month, struck.day))
    panel._counts.setCurrentIndex(1)
    panel.keep.click()
    assert "Say what this rests on" in dialog_words(panel)
    panel._words.setText("the diary was a relative's")
    panel.keep.click()
    qtbot.waitUntil(lambda: "no longer a data day" in " ".join(page.stretch().reasons), timeout=5000)
    assert column(page, 4)[1] == "Billed"


def test_a_fee_is_a_row_of_ones_own_and_an_amount_typed_wrong_is_said(qtbot: QtBot, page: Any) -> None:
    page.payers_asked.emit()
    panel = dialog(qtbot)
    panel._code.setText("98986")
    panel._amount.setText("40,00")
    panel.keep.click()
    assert "“40,00” is not an amount like 110.00." in dialog_words(panel)
    panel._code.setText("9898")
    panel.keep.click()
    assert "“9898” is not a code of five letters and digits" in dialog_words(panel)
    panel._code.setText("98986")
    panel._amount.setText("40.00")
    panel._since.setDate(QDate(2020, 1, 1))
    panel.keep.click()
    choose(page, "Marisol Duarte")
    qtbot.waitUntil(lambda: "40.00" in column(page, 6), timeout=5000)


def test_the_worksheet_is_saved_as_csv_and_as_pdf(qtbot: QtBot, page: Any, window: Window, tmp_path: Path) -> None:
    rtm(window).save_to(tmp_path / "sheet.csv")
    dialog(qtbot).accept()
    rtm(window).save_to(tmp_path / "sheet.pdf")
    dialog(qtbot).accept()
    with (tmp_path / "sheet.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["state"] for row in rows} == {"ready", "not met", "blocked", "review", "billed"}
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


def test_the_economics_sheet_needs_the_ledger_and_says_what_it_rests_on(qtbot: QtBot, page: Any, window: Window) -> None:
    qtbot.waitUntil(lambda: worktime(window) is not None and worktime(window).ready, timeout=10_000)
    page.economics_asked.emit()
    panel = dialog(qtbot)
    panel._month.setCurrentIndex(1)
    qtbot.waitUntil(lambda: panel._sheet is not None and panel._sheet.first == panel._month.currentData(), timeout=5000)
    assert "Pay per worked hour with the evidence" in dialog_words(panel)
    assert panel._sheet.worked.sessions > 0
    sheet = panel._sheet
    assert sheet.receipts == 11_000 * sheet.worked.sessions
    assert sheet.sessions_for_the_same == sheet.worked.sessions - sheet.evidence // 11_000
    panel._receipts.setText("4.200,00")
    panel.ask()
    assert "is not an amount like 4200.00" in dialog_words(panel)
    panel.reject()


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("110", 11000), ("110.5", 11050), ("0.07", 7), ("1,10", None), ("-3", None), ("1.005", None), ("nan", None)],
)
def test_amounts_are_read_exactly_or_refused(typed: str, cents: int | None) -> None:
    assert read_cents(typed) == cents
