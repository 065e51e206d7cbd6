"""What the clinician sets instead of what was assumed: from Why, kept before the panel closes, and taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QDate
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.domain.start import OwnStart
from briefing_app.services.start import set_start
from briefing_app.storage.course_start import STARTED, TAKEN_BACK
from briefing_app.ui.dialogs.decision import DecisionPanel
from briefing_app.viewmodels.decision import Decision
from tests.gui.test_entering import JONAH, ask, choose
from tests.gui.using import dialog, dialog_words, ready, the

TODAY = date.today()
OFFER = Decision(
    "start", "Set the start …", "Start assumed.", (("2026-03-02", "2 Mar 2026"), ("2026-10-24", "24 Oct 2026")),
    date(2026, 10, 24), needs_why=True,
)  # fmt: skip


def press(panel: QWidget, words: str) -> None:
    next(one for one in panel.findChildren(QPushButton) if one.text() == words).click()


def test_a_candidate_or_any_day_is_chosen_and_needs_a_reason(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    panel = DecisionPanel(OFFER, parent)
    given: list[tuple[str, str]] = []
    panel.given.connect(lambda value, why: given.append((value, why)))
    panel._choices.button(0).click()
    assert panel._day.date() == QDate(2026, 3, 2)
    assert not panel._done.isEnabled()
    QTest.keyClicks(panel._reason, "only paused")
    panel._done.click()
    assert given == [("2026-03-02", "only paused")]
    assert not panel._done.isEnabled()  # until it is kept or refused
    panel.refuse("The disk is full.", "Free some space.")
    assert panel._reason.toPlainText() == "only paused"
    panel._day.setDate(QDate(2026, 3, 9))
    panel._done.click()
    assert given[-1] == ("2026-03-09", "only paused")
    panel.reject()


def start_panel(qtbot: QtBot, window: Window) -> Any:
    window.today.brief.show_why_of_score()
    press(dialog(qtbot), "Set the start …")
    qtbot.waitUntil(lambda: isinstance(dialog(qtbot), DecisionPanel), timeout=5000)
    return dialog(qtbot)


def test_a_start_is_set_from_why_refused_aloud_and_taken_back(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    from briefing_app.domain.problems import Problem
    from briefing_app.storage import course_start
    from briefing_app.storage.audit import deeds

    def full(*_: object, **__: object) -> None:
        raise Problem("The disk is full; nothing of this step was kept.", "Free some space and try again.")

    def rows() -> list[str]:
        return [one.action for one in ask(qtbot, window, lambda desk: deeds(desk.reader)) if "start" in one.action]

    def spoken() -> str:
        return window.today.brief._brief.cards[0].spoken  # type: ignore[union-attr]

    ready(qtbot, window)
    choose(window, JONAH)
    row, day = window.today.brief._brief.identity.row, TODAY - timedelta(days=30)  # type: ignore[union-attr]
    before = OwnStart(day - timedelta(days=7), "as agreed", 1.0, "Robin")
    the(window.stores.practice).ask(
        lambda desk: set_start(desk.store, row, before, TODAY), lambda _: window.context.practice_changed.emit(row)
    )
    qtbot.waitUntil(lambda: "by Robin: as agreed" in spoken(), timeout=5000)
    panel = start_panel(qtbot, window)
    panel._day.setDate(QDate(day.year, day.month, day.day))
    QTest.keyClicks(panel._reason, "a new episode")
    with monkeypatch.context() as broken:
        broken.setattr(course_start, "append", full)
        panel._done.click()
        qtbot.waitUntil(lambda: "Not kept. The disk is full" in dialog_words(panel), timeout=5000)
    assert (panel._reason.toPlainText(), rows()) == ("a new episode", [STARTED])
    assert "by Robin: as agreed" in spoken()
    panel._done.click()
    qtbot.waitUntil(lambda: ": a new episode" in spoken(), timeout=5000)
    assert rows() == [STARTED, STARTED]
    press(start_panel(qtbot, window), "Take back")
    qtbot.waitUntil(lambda: "by Robin: as agreed" in spoken(), timeout=5000)
    assert rows() == [STARTED, STARTED, TAKEN_BACK]


def test_a_choice_without_a_day_needs_one_to_be_chosen_and_no_reason(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    offer = Decision("primary", "Set the primary measure …", "None.", (("PHQ-9", "PHQ-9"), ("GAD-7", "GAD-7")), own=True)
    panel = DecisionPanel(offer, parent)
    given: list[tuple[str, str]] = []
    panel.given.connect(lambda value, why: given.append((value, why)))
    assert not panel._done.isEnabled()
    panel._choices.button(1).click()
    panel._done.click()
    assert given == [("GAD-7", "")]
    panel.refuse("The disk is full.", "Free some space.")
    press(panel, "Take back")
    assert given[-1] == ("", "")
    panel.reject()


def test_the_primary_measure_is_set_from_why(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    choose(window, JONAH)
    row = window.today.brief._brief.identity.row  # type: ignore[union-attr]
    window.today.brief.show_why_of_score()
    press(dialog(qtbot), "Set the primary measure …")
    qtbot.waitUntil(lambda: isinstance(dialog(qtbot), DecisionPanel), timeout=5000)
    panel = dialog(qtbot)
    second = panel._decision.choices[1][0]
    panel._choices.button(1).click()
    panel._done.click()
    qtbot.waitUntil(lambda: window.today.brief._brief.cards[0].measure == second, timeout=5000)  # type: ignore[union-attr]
    assert ask(qtbot, window, lambda desk: desk.reader.histories([row])[row].primary).measure == second
