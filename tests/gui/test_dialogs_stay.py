"""A dialog closes once its words are kept: where the store takes nothing they stay on screen, with one sentence, to be given again."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from briefing_app.controllers import note_help
from briefing_app.controllers.window import Window
from briefing_app.domain.act import By
from briefing_app.domain.goal import goal_id
from briefing_app.domain.problems import NotWritten
from briefing_app.services.enter import enter_goal, enter_score
from briefing_app.services.entry import Filled, make_entry
from briefing_app.storage import act
from briefing_app.storage.audit import deeds
from briefing_app.storage.importing import ImportTransaction
from briefing_app.storage.private import PrivateStore
from briefing_app.ui import dialogs
from briefing_app.ui.dialogs.dialog import Dialog
from tests.fhir import ndjson, patient, response
from tests.gui.screenshots import TABLE
from tests.gui.test_entering import ask, choose
from tests.gui.using import dialog, dialog_words, imports, noting, ready, rtm, worktime

MARISOL = "demo-marisol-duarte"
FULL = NotWritten("The disk is full; nothing of this step was kept.", "Free some space and try again.")


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No act is kept, in neither store, and no file is written."""

    def refuse(*_: Any, **__: Any) -> None:
        raise FULL

    def no_room(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(act.Act, "__call__", refuse)
        broken.setattr(ImportTransaction, "commit", refuse)
        for name in ("as_one", "_writing"):
            broken.setattr(PrivateStore, name, refuse)
        broken.setattr(note_help, "write_private", no_room)
        yield


def entry(qtbot: QtBot, window: Window, measure: str) -> Any:
    """The dialog of scores of a client on screen, with a measure chosen."""
    choose(window, 2)
    QTest.keyClick(window.today.rail, Qt.Key.Key_E)
    panel = dialog(qtbot)
    panel._measure.setCurrentIndex(panel._measure.findData(measure))
    return panel


def a_score(qtbot: QtBot, window: Window) -> tuple[Any, Callable[[], None], Callable[[], str]]:
    panel = entry(qtbot, window, "PHQ-9")
    panel._answers.setText("111111110")
    return panel, panel._keep.click, panel._answers.text


def a_correction(qtbot: QtBot, window: Window) -> tuple[Any, Callable[[], None], Callable[[], str]]:
    put_in(qtbot, window)
    panel = entry(qtbot, window, "PHQ-9")
    panel._list.setCurrentRow(0)
    panel._correct.click()
    panel._answers.setText("111111110")
    panel._reason.setText("misread")
    return panel, panel._keep.click, panel._reason.text


def a_withdrawal(qtbot: QtBot, window: Window) -> tuple[Any, Callable[[], None], Callable[[], str]]:
    put_in(qtbot, window)
    panel = entry(qtbot, window, "PHQ-9")
    panel._list.setCurrentRow(0)
    panel._correct.click()
    panel._reason.setText("another client's")
    return panel, panel._withdraw.click, panel._reason.text


def a_goals_end(qtbot: QtBot, window: Window) -> tuple[Any, Callable[[], None], Callable[[], str]]:
    panel = entry(qtbot, window, goal_id(a_goal(qtbot, window)))
    return panel, panel._end.click, panel._measure.currentData


def rules(qtbot: QtBot, window: Window) -> tuple[Any, Callable[[], None], Callable[[], str]]:
    window.pages.briefs.rules.open()
    panel = dialog(qtbot)
    panel._fields["silent_days"].setValue(35)
    save = next(one for one in panel.findChildren(QPushButton) if one.text() == "Save")
    return panel, save.click, lambda: f"{panel._fields['silent_days'].value():g}"


def put_in(qtbot: QtBot, window: Window) -> None:
    def work(desk: Any) -> int:
        row = desk.reader.row_of(MARISOL)
        now = window.context.now()
        one = make_entry(desk.catalogue("PHQ-9"), row, now.date(), Filled(7), By("A. B.", now))
        return enter_score(desk.store, one).number

    ask(qtbot, window, work)


def a_goal(qtbot: QtBot, window: Window) -> int:
    def work(desk: Any) -> int:
        row = desk.reader.row_of(MARISOL)
        now = window.context.now()
        score = make_entry(desk.catalogue("PHQ-9"), row, now.date(), Filled(7), By("A. B.", now))
        return enter_goal(desk.store, "sleep through", "higher", score).number

    return int(ask(qtbot, window, work))


DIALOGS = [a_score, a_correction, a_withdrawal, a_goals_end, rules]


@pytest.mark.parametrize("case", DIALOGS)
def test_a_dialog_stays_with_its_words_until_they_are_kept(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch, case: Any
) -> None:
    ready(qtbot, window)
    panel, give, words = case(qtbot, window)
    typed = words()
    rows = len(ask(qtbot, window, lambda desk: [True, *deeds(desk.reader)]))
    with full_disk(monkeypatch):
        give()
        qtbot.waitUntil(lambda: "Not kept. The disk is full" in dialog_words(panel), timeout=5000)
    assert panel.isVisible()
    assert words() == typed
    assert len(ask(qtbot, window, lambda desk: [True, *deeds(desk.reader)])) == rows, "and no row says that it was done"
    give()
    qtbot.waitUntil(lambda: not isValid(panel) or panel.result() == QDialog.DialogCode.Accepted, timeout=5000)
    assert len(ask(qtbot, window, lambda desk: [True, *deeds(desk.reader)])) == rows + 1


# -- the other pages: each of their dialogs in one window after the other

KEEP = {
    "AnswerPanel": "test_waiting_acts, test_deciding",
    "DecisionPanel": "test_deciding",
    "EntryPanel": "a_score, a_correction, a_withdrawal, a_goals_end",
    "RulesPanel": "rules",
    "ConfirmPanel": "test_confirming",
    "EpisodePanel": "rtm",
    "TimePanel": "rtm",
    "OwnDayPanel": "rtm",
    "ElsewherePanel": "rtm",
    "RecordsPanel": "rtm",
    "PayersPanel": "rtm",
    "PastPanel": "load",
    "LimitsPanel": "load",
    "SupportPanel": "load",
    "DatesPanel": "load",
    "CheckPanel": "load",
    "WeightsPanel": "load",
    "MadeOfPanel": "load",
    "NotesPanel": "load",
    "PhrasesPanel": "note",
    "TemplatePanel": "note",
    "ProcessPanel": "note",
    "TablePanel": "table",
    "TableDialog": "test_tables",
    "QuestionnairePanel": "questionnaire",
    "ClientPanel": "test_by_hand",
    "SamePersonPanel": "test_record",
    "UndoPanel": "test_record",
    "SessionPanel": "test_by_hand",
    "SessionWordPanel": "test_by_hand",
    "WhoPanel": "test_who",
    "AddCalledPanel": "test_who",
    "RecordPanel": "test_record, stays open at any answer",
    "CheckinPanel": "stays open at any answer",
}
KEEP_NOTHING = {
    "AuditPanel", "ConditionsPanel", "ConsultPanel", "ContactsPanel", "EconomicsPanel", "HandOverPanel", "KeysOverlay", "ReportPanel",
    "RevisionsPanel", "EarlierPanel", "WhatIfPanel", "WhyPanel", "Refusal", "TakeBackPanel",
}  # fmt: skip
WAIT_FOR_WORK_BESIDE = {
    "CodePanel",
    "PassphrasePanel",
    "WaysPanel",
    "NewKeyPanel",
    "RestorePanel",
    "OutagePanel",
    "DeletePanel",
}
NO_WORDS = {"SignPanel"}  # the note behind it keeps its words


def test_every_dialog_is_known_by_what_it_does_with_what_was_given() -> None:
    for one in pkgutil.iter_modules(dialogs.__path__):
        import_module(f"{dialogs.__name__}.{one.name}")
    shown: set[str] = set()
    below: list[type] = [Dialog]
    while below:
        kind = below.pop()
        below += kind.__subclasses__()
        if kind.__module__.startswith(dialogs.__name__) and not kind.__subclasses__():
            shown.add(kind.__name__)
    assert shown == {*KEEP, *KEEP_NOTHING, *WAIT_FOR_WORK_BESIDE, *NO_WORDS}


def stays(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, give: Callable[[], object], words: Callable[[], object]) -> None:
    """The dialog in front stays with its words while nothing can be kept, and closes once it is."""
    panel, typed = dialog(qtbot), words()
    name = type(panel).__name__
    assert typed, name
    with full_disk(monkeypatch):
        give()
        qtbot.waitUntil(lambda: "Not kept. " in dialog_words(panel), timeout=20_000)
    assert (panel.isVisible(), words()) == (True, typed), name
    give()
    qtbot.waitUntil(lambda: not isValid(panel) or not panel.isVisible(), timeout=20_000)


def test_dialogs_of_rtm_stay(qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(qtbot, window)
    window.show_page("rtm")
    page = rtm(window).page
    qtbot.waitUntil(lambda: page.table.rowCount() > 0, timeout=10_000)
    card = page._page.cards[0]
    page.change_asked.emit(card)
    panel = dialog(qtbot)
    panel._plan.setText("plan of June")
    stays(qtbot, monkeypatch, panel.keep.click, panel._plan.text)
    page.time_asked.emit(card)
    panel = dialog(qtbot)
    panel._day.setDate(panel._day.date().addDays(-1))
    panel._when.setText("12:00-12:06")
    stays(qtbot, monkeypatch, panel.keep.click, panel._when.text)
    page.day_asked.emit(card)
    panel = dialog(qtbot)
    panel._words.setText("diary")
    stays(qtbot, monkeypatch, panel.keep.click, panel._words.text)
    page.elsewhere_asked.emit(card)
    panel = dialog(qtbot)
    panel._note.setText("another condition")
    stays(qtbot, monkeypatch, panel.keep.click, panel._note.text)
    page.payers_asked.emit()
    panel = dialog(qtbot)
    panel._code.setText("98986")
    panel._amount.setText("40.00")
    stays(qtbot, monkeypatch, panel.keep.click, panel._amount.text)
    page.payers_asked.emit()
    panel = dialog(qtbot)
    panel._kind.setCurrentIndex(1)
    panel._payer.setText("Invented Mutual")
    stays(qtbot, monkeypatch, panel.keep.click, panel._payer.text)
    page.records_asked.emit(page._card())
    panel = dialog(qtbot)
    panel._reason.setText("never took place")
    stays(qtbot, monkeypatch, panel._back.click, panel._reason.text)


@pytest.mark.usefixtures("nobody_is_asked")
def test_dialogs_of_my_load_stay(qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(qtbot, window)
    qtbot.waitUntil(lambda: worktime(window) is not None and worktime(window).ready, timeout=10_000)
    window.show_page("load")
    page = worktime(window).page
    qtbot.waitUntil(lambda: page.figures[4].figure is not None, timeout=10_000)
    page.past_asked.emit()
    panel = dialog(qtbot)
    panel._day.setDate(panel._day.date().addDays(-1))
    panel._field.setText("12:00-12:06")
    stays(qtbot, monkeypatch, panel.keep.click, panel._field.text)
    page.limits_asked.emit()
    panel = dialog(qtbot)
    panel._limits["cap:points"].setValue(3)
    stays(qtbot, monkeypatch, panel.keep.click, panel._limits["cap:points"].value)
    page.support_asked.emit()
    panel = dialog(qtbot)
    panel._whom.setText("a colleague")
    stays(qtbot, monkeypatch, panel.keep.click, panel._whom.text)
    page.dates_asked.emit()
    panel = dialog(qtbot)
    panel._words.setText("holiday")
    stays(qtbot, monkeypatch, panel.keep.click, panel._words.text)
    page.check_asked.emit()
    panel = dialog(qtbot)
    panel.instrument.setCurrentIndex(1)
    score = panel.boxes["Copenhagen Burnout Inventory"]["work"]
    score.setText("53.6")
    stays(qtbot, monkeypatch, panel.keep.click, score.text)
    page.period_asked.emit("quarter", 0)
    qtbot.waitUntil(lambda: page._periods["quarter"].isChecked(), timeout=5000)
    page.figures[0].click()
    panel = dialog(qtbot)
    panel.list.setCurrentRow(0)
    assert panel._field.isEnabled()
    panel._field.setText("10:00-10:07")
    stays(qtbot, monkeypatch, panel._change, panel._field.text)
    qtbot.waitUntil(lambda: "of 3" in page.figures[4].figure.value, timeout=5000)
    page.figures[4].click()
    panel = dialog(qtbot)
    panel.reasons["points"].setText("two colleagues away")
    with full_disk(monkeypatch):
        panel.reasons["points"].returnPressed.emit()
        qtbot.waitUntil(lambda: "Not kept. " in dialog_words(panel), timeout=20_000)
    assert "Written down." not in dialog_words(panel)
    assert panel.reasons["points"].text() == "two colleagues away"
    panel.list.item(0).setCheckState(Qt.CheckState.Checked)
    save = next(one for one in panel.findChildren(QPushButton) if one.text() == "Save")
    stays(qtbot, monkeypatch, save.click, lambda: panel.list.item(0).checkState() is Qt.CheckState.Checked)


@pytest.mark.usefixtures("nobody_is_asked")
def test_a_note_that_could_not_be_marked_stays_in_the_list_of_those_owed(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(qtbot, window)
    qtbot.waitUntil(lambda: worktime(window) is not None and worktime(window).ready, timeout=10_000)
    window.show_page("load")
    page = worktime(window).page
    qtbot.waitUntil(lambda: page.figures[0].figure is not None, timeout=10_000)
    next(one for one in page.figures if one.figure is not None and one.figure.key == "notes").click()
    panel = dialog(qtbot)
    count = panel.list.count()
    with full_disk(monkeypatch):
        panel._buttons[0][0].click()
        qtbot.waitUntil(lambda: "Not kept. " in dialog_words(panel), timeout=20_000)
    assert panel.list.count() == count
    panel._buttons[0][0].click()
    qtbot.waitUntil(lambda: panel.list.count() == count - 1, timeout=5000)
    assert panel._buttons[0][0].isEnabled() or count == 1
    panel.close()


@pytest.mark.usefixtures("nobody_is_asked")
def test_dialogs_of_a_note_stay(qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(qtbot, window)
    qtbot.waitUntil(lambda: worktime(window) is not None and worktime(window).ready, timeout=10_000)
    choose(window, 2)
    window.pages.notes.open()
    qtbot.waitUntil(lambda: noting(window) is not None and bool(noting(window).page.fields), timeout=10_000)
    note = noting(window).page
    note.phrases_asked.emit()
    panel = dialog(qtbot)
    panel._short.setText("nsi")
    panel._words.setPlainText("no such idea")
    stays(qtbot, monkeypatch, panel.keep.click, panel._words.toPlainText)
    note.process_asked.emit()
    panel = dialog(qtbot)
    panel.text.setPlainText("I was tired.")
    stays(qtbot, monkeypatch, panel.reject, panel.text.toPlainText)
    note.process_asked.emit()
    panel = dialog(qtbot)
    assert panel.text.toPlainText() == "I was tired."
    panel.close()
    note.template_asked.emit()
    panel = dialog(qtbot)
    stays(qtbot, monkeypatch, panel.keep.click, panel.text.toPlainText)


def test_the_dialogs_of_a_table_and_of_a_questionnaire_stay(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ready(qtbot, window)
    table = tmp_path / "check-ins.csv"
    table.write_text(TABLE, "utf-8")
    window.pages.briefs.checkins.take_files([str(table)], print)
    panel = dialog(qtbot)
    panel._order.setCurrentIndex(panel._order.findData("day first"))
    panel.look()
    qtbot.waitUntil(panel._keep.isEnabled, timeout=5000)
    stays(qtbot, monkeypatch, panel._keep.click, panel.mapping)
    dialog(qtbot).close()
    items = [{"linkId": f"m{number}", "answer": [{"valueInteger": number % 4}]} for number in range(1, 10)]
    export = ndjson(tmp_path / "own.ndjson", patient(), response("r", (), item=items, questionnaire="urn:clinic:mood"))
    window.show_page("import")
    imports(window).start([str(export)])
    qtbot.waitUntil(lambda: imports(window).worker is None, timeout=30_000)
    imports(window).page.codes.form_asked.emit("urn:clinic:mood")
    panel = dialog(qtbot)
    panel.measure.setCurrentIndex(panel.measure.findData("PHQ-9"))
    panel._set_measure()
    panel._set_order()
    qtbot.waitUntil(panel._confirm.isEnabled, timeout=5000)
    stays(qtbot, monkeypatch, panel._confirm.click, panel.said)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=5000)


def test_a_dialog_that_lost_a_button_while_it_waited_says_all_the_same_that_nothing_was_kept(qtbot: QtBot) -> None:
    panel = Dialog("Something", None)
    other = QPushButton("laid anew", panel)
    qtbot.addWidget(panel)
    panel.hold()
    delete(other)
    panel.refuse("The disk is full.", "Make room.")
    assert "Not kept. The disk is full. Make room." in dialog_words(panel)
