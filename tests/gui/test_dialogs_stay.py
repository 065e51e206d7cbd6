"""A dialog closes once its words are kept: where the store takes nothing they stay on screen, with one sentence, to be given again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from briefing_app.controllers.window import Window
from briefing_app.domain.goal import goal_id
from briefing_app.domain.problems import NotWritten
from briefing_app.services.enter import enter_goal, enter_score
from briefing_app.services.entry import make_entry
from briefing_app.storage import act
from briefing_app.storage.audit import deeds
from tests.gui.test_entering import ask, choose
from tests.gui.using import dialog, dialog_words, ready

MARISOL = "demo-marisol-duarte"
FULL = NotWritten("The disk is full; nothing of this step was kept.", "Free some space and try again.")


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No act is kept."""

    def refuse(*_: Any, **__: Any) -> None:
        raise FULL

    with monkeypatch.context() as broken:
        broken.setattr(act.Act, "__call__", refuse)
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
    from PySide6.QtWidgets import QPushButton

    save = next(one for one in panel.findChildren(QPushButton) if one.text() == "Save")
    return panel, save.click, lambda: f"{panel._fields['silent_days'].value():g}"


def put_in(qtbot: QtBot, window: Window) -> None:
    def work(desk: Any) -> int:
        row = desk.reader.row_of(MARISOL)
        now = window.context.now()
        one = make_entry(desk.catalogue("PHQ-9"), row, now.date(), now, total=7, by="A. B.")
        return enter_score(desk.store, one).number

    ask(qtbot, window, work)


def a_goal(qtbot: QtBot, window: Window) -> int:
    def work(desk: Any) -> int:
        row = desk.reader.row_of(MARISOL)
        now = window.context.now()
        score = make_entry(desk.catalogue("PHQ-9"), row, now.date(), now, total=7, by="A. B.")
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
