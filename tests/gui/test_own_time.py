"""The note timer and My load in use: one key, nothing invented, everything undone, and figures that open what they are made of."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.domain.problems import Problem
from briefing_app.domain.time_entry import TimeEntry
from briefing_app.domain.timer import SLEEP, UNCONFIRMED
from briefing_app.storage.private import PrivateStore
from briefing_app.viewmodels.timed import Timed
from tests.gui.clock import CLOCK
from tests.gui.using import dialog, dialog_words, ready, says, words_on, worktime

pytestmark = pytest.mark.usefixtures("nobody_is_asked")


def keeping(qtbot: QtBot, window: Window) -> Any:
    ready(qtbot, window)
    qtbot.waitUntil(lambda: worktime(window) is not None and worktime(window).ready, timeout=10_000)
    return worktime(window).keeping


def answered(qtbot: QtBot, own: Any, work: Any) -> Any:
    found: list[Any] = []
    own.ask(work, found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5000)
    return found[0]


def calendar(*lines: str) -> str:
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//test//",
            "BEGIN:VEVENT",
            "UID:1",
            *lines,
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )


def test_one_key_starts_and_stops_the_timer_of_the_client_on_screen(qtbot: QtBot, window: Window) -> None:
    own = keeping(qtbot, window)
    window.today.rail.setCurrentIndex(window.today.rail.day_model.index(2))
    QTest.keyClick(window.today.rail, Qt.Key.Key_N)
    assert own.timed == Timed("demo-marisol-duarte", "Marisol Duarte")
    assert "Notes: Marisol Duarte" in words_on(window)
    own.begun -= 600
    own._watch.wall -= 0
    running = answered(qtbot, own, lambda desk: desk.private.running())
    assert running.client == "demo-marisol-duarte"
    QTest.keyClick(window.today.rail, Qt.Key.Key_N)
    assert own.timed is None
    now = time.time()
    (entry,) = answered(qtbot, own, lambda desk: desk.private.entries(now - 900, now + 5))
    assert entry.end - entry.start == pytest.approx(600, abs=3)
    assert entry.client == "demo-marisol-duarte"
    assert "Marisol" not in str(answered(qtbot, own, lambda desk: desk.private.everything()))
    assert answered(qtbot, own, lambda desk: desk.private.running()) is None


def test_a_running_timer_is_told_what_it_is_for(qtbot: QtBot, window: Window) -> None:
    own = keeping(qtbot, window)
    QTest.keyClick(window.today.rail, Qt.Key.Key_N)
    own.begun -= 600
    letters = next(one for one in worktime(window).bar._what_for.menu().actions() if one.text() == "Letters and forms")
    letters.trigger()
    qtbot.waitUntil(lambda: "Letters and forms: " in words_on(window), timeout=5000)
    assert answered(qtbot, own, lambda desk: desk.private.running()).category == "letters"
    QTest.keyClick(window.today.rail, Qt.Key.Key_N)
    assert own.timed is None
    now = time.time()
    (entry,) = answered(qtbot, own, lambda desk: desk.private.entries(now - 900, now + 5))
    assert entry.category == "letters"
    assert entry.end - entry.start == pytest.approx(600, abs=3)


def test_a_timer_that_could_not_be_written_does_not_count_on(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = keeping(qtbot, window)

    def full(*_: object) -> None:
        raise Problem("The disk is full.")

    monkeypatch.setattr(PrivateStore, "start_timer", full)
    QTest.keyClick(window.today.rail, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: "The disk is full" in dialog_words(dialog(qtbot)), timeout=5000)
    assert own.timed is None
    dialog(qtbot).close()


def test_the_timer_of_another_client_stops_the_first(qtbot: QtBot, window: Window) -> None:
    own = keeping(qtbot, window)
    rail = window.today.rail
    rail.setCurrentIndex(rail.day_model.index(2))
    QTest.keyClick(rail, Qt.Key.Key_N)
    window.show_page("today")
    rail.setCurrentIndex(rail.day_model.index(1))
    QTest.keyClick(rail, Qt.Key.Key_N)
    assert own.timed.name == "Jonah Whitlock"


def test_undo_and_redo_by_key(qtbot: QtBot, window: Window) -> None:
    own = keeping(qtbot, window)
    now = time.time()
    own.write([TimeEntry(now - 300, now - 60, "UTC", "letters")], "past time added")
    qtbot.waitUntil(lambda: own.status.undo == "past time added", timeout=5000)
    QTest.keyClick(window.shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: own.status.redo == "past time added", timeout=5000)
    found = answered(qtbot, own, lambda desk: desk.private.entries(now - 300, now))
    assert [one.category for one in found if one.category == "letters"] == []
    own.undo(again=True)
    qtbot.waitUntil(lambda: own.status.undo == "past time added", timeout=5000)


def test_time_away_is_one_quiet_row_and_counts_only_when_kept(qtbot: QtBot, window: Window) -> None:
    own = keeping(qtbot, window)
    now = time.time()
    before = own.status.today
    own.write([TimeEntry(now - 1860, now - 60, "UTC", "notes", "", UNCONFIRMED)], "away")
    qtbot.waitUntil(lambda: worktime(window).away.isVisible(), timeout=5000)
    assert "away, not counted" in words_on(window)
    assert own.status.today == before
    assert own.settle_away(keep=True, until="soon") == "Write a time such as 12:20."
    own.settle_away(keep=True)
    qtbot.waitUntil(lambda: not worktime(window).away.isVisible(), timeout=5000)
    assert own.status.today >= min(before, 30)


def test_a_clock_that_is_set_while_the_timer_runs_moves_it_and_its_entry_says_so(qtbot: QtBot, window: Window) -> None:
    own = keeping(qtbot, window)
    own.begin(Timed("demo-marisol-duarte", "Marisol Duarte"))
    begun, watch = own.begun, own._watch
    watch.wall += 3600  # as a clock that was an hour ahead until now
    own._on_tick()
    assert own.begun == pytest.approx(begun - 3600, abs=2)
    assert answered(qtbot, own, lambda desk: desk.private.running()).start == pytest.approx(begun - 3600, abs=2)
    own.finish()
    own.write([TimeEntry(begun - 400, begun - 300, "UTC", "letters", mark=SLEEP)], "kept")
    qtbot.waitUntil(lambda: own.status.undo == "kept", timeout=5000)
    window.show_page("load")
    qtbot.waitUntil(
        lambda: worktime(window).my_load is not None and worktime(window).my_load._shown is not None, timeout=10_000
    )
    words = [line.words for line in worktime(window).my_load._shown.entries]
    assert any("clock changed" in one for one in words)
    assert any("Letters" in one and "the computer slept" in one for one in words)


def test_sleep_is_said_as_sleep(qtbot: QtBot, window: Window) -> None:
    own = keeping(qtbot, window)
    now = time.time()
    own.write([TimeEntry(now - 1860, now - 60, "UTC", "notes", "", UNCONFIRMED, mark=SLEEP)], "sleep")
    qtbot.waitUntil(lambda: worktime(window).away.isVisible(), timeout=5000)
    assert "computer asleep, not counted" in words_on(window)


def test_a_break_stops_the_timer_and_goes_on_with_the_same_client(qtbot: QtBot, window: Window) -> None:
    own = keeping(qtbot, window)
    own.begin(Timed("c", "Somebody"))
    QTest.keyClick(window.shell, Qt.Key.Key_B)
    assert own.timed is None
    assert "Break since" in words_on(window)
    worktime(window).bar._break.click()
    assert "Break since" not in words_on(window)
    assert worktime(window).bar._break.text() == "Break  B"
    worktime(window)._resume()
    assert own.timed == Timed("c", "Somebody")


def test_a_timer_left_running_is_known_again(qtbot: QtBot, qapp: QApplication, window: Window, tmp_path: Path) -> None:
    from tests.gui.screenshots import options

    own = keeping(qtbot, window)
    own.begin(Timed("demo-marisol-duarte", "Marisol Duarte"))
    answered(qtbot, own, lambda desk: desk.private.running())
    window.close()
    again = Window(qapp, window.profile, options(demo=True), CLOCK)
    again.shell.show()
    found = keeping(qtbot, again)
    assert found.timed == Timed("demo-marisol-duarte", "Marisol Duarte")
    again.close()
    again.shell.deleteLater()


def test_my_load_says_the_figures_and_opens_what_they_are_made_of(qtbot: QtBot, window: Window) -> None:
    own = keeping(qtbot, window)
    window.show_page("load")
    page = worktime(window).page
    qtbot.waitUntil(lambda: page.figures[0].figure is not None, timeout=10_000)
    page.period_asked.emit("quarter", 0)
    qtbot.waitUntil(lambda: page._periods["quarter"].isChecked(), timeout=5000)
    said = words_on(window)
    assert "does not say when you are away" in said
    assert "never part of a client export" in said
    assert "Reflective supervision" in said
    assert "PHQ-9, start to last score, 24 clients: " in said
    titles = [one.figure.title for one in page.figures]
    assert titles == [
        "Documentation for 8 h of sessions",
        "Notes owed",
        "Outside working time",
        "Breaks taken",
        "Load points",
    ]
    page.figures[0].click()
    panel = dialog(qtbot)
    assert "W is the part outside scheduled client time" in dialog_words(panel)
    count = panel.list.count()
    assert count > 40
    panel.list.setCurrentRow(0)
    panel._remove()
    qtbot.waitUntil(lambda: own.status.undo == "entry deleted", timeout=5000)
    for chart in (page.grid, page.bars):
        assert chart.accessibleDescription()


def test_hours_and_limits_are_checked_and_kept(qtbot: QtBot, window: Window) -> None:
    own = keeping(qtbot, window)
    window.show_page("load")
    page = worktime(window).page
    qtbot.waitUntil(lambda: page.figures[0].figure is not None, timeout=10_000)
    page.limits_asked.emit()
    panel = dialog(qtbot)
    panel._days[0].setText("9-17")
    panel._give()
    assert "not understood" in panel.said.text()
    panel._days[0].setText("9:00-12:00, 13:00-17:00")
    panel._limits["cap:points"].setValue(20)
    panel._give()
    hours = answered(qtbot, own, lambda desk: desk.private.working_hours())
    assert hours[-1][1].startswith("[[[540, 720], [780, 1020]]")
    qtbot.waitUntil(lambda: "of 20" in page.figures[4].figure.value, timeout=5000)
    for name in ("cap:points", "support:peer"):  # none, and asked for again
        page.limits_asked.emit()
        again = dialog(qtbot)
        again._limits[name].setValue(0)
        again._give()
        assert answered(qtbot, own, lambda desk: desk.private.choices())[name] == ""
    page.limits_asked.emit()
    assert dialog(qtbot)._limits["cap:points"].value() == dialog(qtbot)._limits["support:peer"].value() == 0
    dialog(qtbot).close()


def test_weights_and_tags_are_the_clinicians_own(qtbot: QtBot, window: Window) -> None:
    own = keeping(qtbot, window)
    window.show_page("load")
    page = worktime(window).page
    qtbot.waitUntil(lambda: page.figures[4].figure is not None, timeout=10_000)
    before = int(page.figures[4].figure.value.split()[0])
    page.figures[4].click()
    panel = dialog(qtbot)
    assert "not a validated scale" in dialog_words(panel)
    base, coordination, _ = panel._fields[0]
    points = base.currentData() + coordination.isChecked()
    base.setCurrentIndex(2)
    coordination.setChecked(True)
    item = panel.list.item(0)
    item.setCheckState(Qt.CheckState.Checked)
    tagged = item.data(Qt.ItemDataRole.UserRole).key
    panel._give()
    qtbot.waitUntil(lambda: int(page.figures[4].figure.value.split()[0]) == before + 4 - points, timeout=5000)
    assert tagged in answered(qtbot, own, lambda desk: desk.private.tagged_sessions())


def test_days_off_and_changes_are_entered_and_taken_back(qtbot: QtBot, window: Window) -> None:
    own = keeping(qtbot, window)
    window.show_page("load")
    page = worktime(window).page
    qtbot.waitUntil(lambda: page.figures[0].figure is not None, timeout=10_000)
    qtbot.waitUntil(says(window, "notes begun in the session"), timeout=5000)
    page.dates_asked.emit()
    panel = dialog(qtbot)
    panel._kind.setCurrentIndex(1)
    panel._give()
    assert "what changed" in panel.said.text()
    panel._kind.setCurrentIndex(0)
    panel._words.setText("holiday")
    panel._give()
    assert list(answered(qtbot, own, lambda desk: desk.private.days_off()).values()) == ["holiday"]
    qtbot.waitUntil(lambda: bool(worktime(window).my_load._facts.days_off), timeout=5000)
    page.dates_asked.emit()
    panel = dialog(qtbot)
    panel.list.setCurrentRow(0)
    panel._take_back()
    assert answered(qtbot, own, lambda desk: desk.private.days_off()) == {}


def test_a_report_holds_only_what_was_chosen_and_the_preview_is_the_page(
    qtbot: QtBot, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QFileDialog

    keeping(qtbot, window)
    window.show_page("load")
    page = worktime(window).page
    qtbot.waitUntil(lambda: page.figures[0].figure is not None, timeout=10_000)
    page.report_asked.emit()
    panel = dialog(qtbot)
    assert panel.preview.toPlainText() == ""
    assert not panel.save.isEnabled()
    titles = {panel.list.item(number).text(): number for number in range(panel.list.count())}
    panel.list.item(titles["Breaks taken"]).setCheckState(Qt.CheckState.Checked)
    said = panel.preview.toPlainText()
    assert "Breaks taken: " in said
    assert "Outside working time" not in said
    assert "Hudnall Stamm" not in said
    check = next(number for title, number in titles.items() if title.startswith("ProQOL"))
    panel.list.item(check).setCheckState(Qt.CheckState.Checked)
    assert "Hudnall Stamm" in panel.preview.toPlainText()
    target = tmp_path / "conditions.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    panel.save.click()
    assert target.read_bytes().startswith(b"%PDF")
    panel.close()


def test_a_copy_of_the_day_is_moved_buffered_and_saved(
    qtbot: QtBot, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QFileDialog

    keeping(qtbot, window)
    QTest.keyClick(window.today.rail, Qt.Key.Key_X)
    panel = dialog(qtbot)
    assert panel.list.count() == 7
    assert "As booked" in dialog_words(panel)
    panel.list.setCurrentRow(1)
    QTest.keyClick(panel.list, Qt.Key.Key_Left)
    QTest.keyClick(panel.list, Qt.Key.Key_Left)
    QTest.keyClick(panel.list, Qt.Key.Key_Left)
    assert "Jonah Whitlock  −15 min" in panel.list.item(1).text()
    assert "Amina Sorel and Jonah Whitlock overlap" in dialog_words(panel)
    panel.buffer()
    assert "overlap" not in dialog_words(panel)
    target = tmp_path / "day.ics"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    panel.save_asked.emit(panel.proposed)
    assert target.read_text("utf-8").count("BEGIN:VEVENT") == 7
    panel.close()


def test_past_time_is_understood_before_it_is_kept(qtbot: QtBot) -> None:
    from datetime import datetime

    from briefing_app.ui.dialogs.ledger import PastPanel

    host = QLabel("host")
    qtbot.addWidget(host)
    panel = PastPanel(host, datetime(2026, 11, 24, 15, 0).astimezone())
    panel._field.setText("30m")
    assert not panel.keep.isEnabled()
    panel._field.setText("30 min ended 14:30")
    given: list[tuple[float, float, str]] = []
    panel.given.connect(lambda *values: given.append(values))
    if panel._day.date().toPython() == datetime(2026, 11, 24).date():
        assert panel.said.text() == "30 min, ends 14:30"
    panel._give()
    assert given[0][1] - given[0][0] == 1800


def test_a_self_check_needs_all_thirty_and_shows_the_credit(qtbot: QtBot) -> None:
    from datetime import date, timedelta

    from briefing_app.ui.dialogs.self_check import CheckPanel

    host = QLabel("host")
    qtbot.addWidget(host)
    panel = CheckPanel({}, host)
    assert "Hudnall Stamm" in dialog_words(panel)
    panel.field.setText("1" * 29)
    assert not panel.keep.isEnabled()
    panel.field.setText("1" * 30)
    assert panel._scales.text() == "Compassion satisfaction 10, low. Burnout 30, moderate. Secondary traumatic stress 10, low"
    assert panel.keep.isEnabled()
    early = CheckPanel({"ProQOL 5": date.today() - timedelta(days=27)}, host)
    early.field.setText("1" * 30)
    assert not early.keep.isEnabled()


def test_a_note_owed_is_finished_from_its_list_and_from_the_bar(qtbot: QtBot, window: Window) -> None:
    own = keeping(qtbot, window)
    window.show_page("load")
    page = worktime(window).page
    qtbot.waitUntil(lambda: page.figures[1].figure is not None, timeout=10_000)
    before = int(page.figures[1].figure.value)
    page.figures[1].click()
    panel = dialog(qtbot)
    assert "Due after 48 h and late after 72 h" in dialog_words(panel)
    client = panel._line().client
    finished, _, again = (made for made, _ in panel._buttons)
    assert (finished.isEnabled(), again.isEnabled()) == (True, False)
    finished.click()
    panel.close()
    qtbot.waitUntil(lambda: int(page.figures[1].figure.value) == before - 1, timeout=5000)
    page.figures[1].click()
    other = dialog(qtbot)._line().client
    dialog(qtbot).close()
    assert client
    own.begin(Timed(other, "Somebody"))
    worktime(window).finish()
    qtbot.waitUntil(worktime(window).bar._note.isVisible, timeout=5000)
    worktime(window).bar._note.click()
    qtbot.waitUntil(lambda: int(page.figures[1].figure.value) == before - 2, timeout=5000)
    assert not worktime(window).bar._note.isVisible()


def test_conditions_over_time_have_a_line_to_move_and_a_table_twin(qtbot: QtBot, window: Window) -> None:
    keeping(qtbot, window)
    window.show_page("load")
    page = worktime(window).page
    qtbot.waitUntil(lambda: page.figures[0].figure is not None, timeout=10_000)
    page.over_time_asked.emit()
    panel = dialog(qtbot)
    newest = panel.chart.chosen
    QTest.keyClick(panel.chart, Qt.Key.Key_Left)
    assert panel.chart.chosen < newest
    assert "Sessions in a week" in panel.chart.accessibleDescription()
    panel.toggle_table()
    assert panel.table.isVisible()
    assert panel.table.columnCount() == len(panel.chart._over.series) + 1
    panel.close()


def test_other_self_checks_are_entered_as_scores_within_their_range(qtbot: QtBot, window: Window) -> None:
    own = keeping(qtbot, window)
    window.show_page("load")
    page = worktime(window).page
    qtbot.waitUntil(lambda: page.figures[0].figure is not None, timeout=10_000)
    page.check_asked.emit()
    panel = dialog(qtbot)
    panel.instrument.setCurrentIndex(1)
    panel.boxes["Copenhagen Burnout Inventory"]["work"].setText("101")
    assert "Work: write a number from 0 to 100." in dialog_words(panel)
    assert not panel.keep.isEnabled()
    panel.boxes["Copenhagen Burnout Inventory"]["work"].setText("53,6")
    panel._give()
    qtbot.waitUntil(says(window, "work"), timeout=5000)
    found = answered(qtbot, own, lambda desk: desk.private.self_checks())
    assert json.loads(found[-1].scores) == {"personal": [None, ""], "work": [53.6, "at or above 50"], "client": [None, ""]}


def test_holidays_come_from_a_calendar_file(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    own = keeping(qtbot, window)
    window.show_page("load")
    page = worktime(window).page
    qtbot.waitUntil(lambda: page.figures[0].figure is not None, timeout=10_000)
    page.dates_asked.emit()
    panel = dialog(qtbot)
    (tmp_path / "bad.ics").write_text("nothing")
    panel.read_holidays(tmp_path / "bad.ics")
    assert "bad.ics cannot be read as a calendar" in dialog_words(panel)
    year = time.localtime().tm_year
    (tmp_path / "good.ics").write_text(calendar(f"DTSTART;VALUE=DATE:{year - 6}0704", "RRULE:FREQ=YEARLY", "SUMMARY:A holiday"))
    panel.read_holidays(tmp_path / "good.ics")
    assert f"3 days: {year}-07-04 A holiday" in dialog_words(panel)
    panel._give()
    qtbot.waitUntil(lambda: f"{year + 2}-07-04" in answered(qtbot, own, lambda desk: desk.private.days_off()), timeout=5000)


def test_going_over_a_cap_asks_for_a_reason(qtbot: QtBot, window: Window) -> None:
    own = keeping(qtbot, window)
    answered(qtbot, own, lambda desk: desk.private.choose("cap:points", "3", time.time()))
    window.show_page("load")
    page = worktime(window).page
    qtbot.waitUntil(lambda: page.figures[0].figure is not None, timeout=10_000)
    page.figures[4].click()
    panel = dialog(qtbot)
    assert "your cap is 3" in dialog_words(panel)
    panel._override(next(cap for cap in worktime(window).my_load._facts.caps if cap.name == "points"))
    assert "Say in a few words why." in dialog_words(panel)
    panel.reasons["points"].setText("two colleagues away")
    panel.reasons["points"].returnPressed.emit()
    panel.close()
    qtbot.waitUntil(says(window, "Going over a cap was chosen 1 time"), timeout=5000)
    assert "two colleagues away" in words_on(window)


def test_my_load_is_left_when_a_session_begins_and_a_gap_is_said_after_it(qtbot: QtBot, window: Window) -> None:
    keeping(qtbot, window)
    window.show_page("load")
    own, now = worktime(window).gaps, time.time()
    own.watch([(now - 60, now + 600), (now + 1200, now + 4200)])
    own.look()
    assert window.shell.stack.currentWidget() is window.today
    assert "Gap until" not in words_on(window)
    own.watch([(now - 3600, now - 60), (now + 600, now + 4200)])
    assert "Gap until" in words_on(window)
    assert own._boundary.isActive()
    own.watch([(now - 3600, now - 60)])
    assert "Gap until" not in words_on(window)


def test_a_reminder_can_be_off(qtbot: QtBot, window: Window) -> None:
    own = keeping(qtbot, window)
    answered(qtbot, own, lambda desk: desk.private.choose("reminder:gap", "off", time.time()))
    own.undo()
    qtbot.waitUntil(lambda: not own.status.reminders, timeout=5000)
    now = time.time()
    worktime(window).gaps.watch([(now - 3600, now - 60), (now + 600, now + 4200)])
    assert "Gap until" not in words_on(window)


def test_the_menu_names_what_undo_would_do(qtbot: QtBot, window: Window) -> None:
    own = keeping(qtbot, window)
    now = time.time()
    own.write([TimeEntry(now - 300, now - 60, "UTC", "letters")], "past time added")
    window.show_page("load")
    page = worktime(window).page
    qtbot.waitUntil(lambda: page._undo.text().startswith("Undo: past time added"), timeout=10_000)
    page._undo.trigger()
    qtbot.waitUntil(lambda: page._redo.text().startswith("Redo: past time added"), timeout=5000)


def test_everything_can_be_taken_away_and_then_deleted_for_good(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    own = keeping(qtbot, window)
    window.show_page("load")
    page = worktime(window).page
    qtbot.waitUntil(lambda: page.figures[0].figure is not None, timeout=10_000)
    worktime(window).my_load.export_to(tmp_path / "mine")
    qtbot.waitUntil((tmp_path / "mine" / "ledger.json").is_file, timeout=5000)
    dialog(qtbot).close()
    page.delete_asked.emit()
    panel = dialog(qtbot)
    assert not panel.keep.isEnabled()
    panel.field.setText("Delete")
    panel._give()
    assert not list(window.profile.folder.glob("private*"))
    assert "its key file" in words_on(window)
    assert own is not worktime(window).keeping
    window.show_page("load")
    qtbot.waitUntil(lambda: worktime(window).ready, timeout=10_000)


def test_a_what_if_knows_the_clinicians_targets_tags_and_caps(qtbot: QtBot, window: Window) -> None:
    keeping(qtbot, window)
    window.context.what_if_asked.emit(window.context.day)
    panel = dialog(qtbot)
    assert "load points; your cap is 48" in dialog_words(panel)
    panel.list.setCurrentRow(0)
    before = panel.list.currentItem().text()
    panel.tag_chosen()
    assert panel.list.currentItem().text() != before
    panel.close()
