"""Which of two scores of one day counts, said in the window: the answers are the scores themselves."""

from __future__ import annotations

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.ui.dialogs.answer import AnswerPanel
from briefing_app.ui.dialogs.why import WhyPanel
from briefing_app.viewmodels.line import About, Line
from briefing_app.viewmodels.why import Why
from tests.gui.using import dialog, ready

CHOICES = ("16 counts, the first of the day", "8 counts, the second of the day", "None of them counts")
LINE = Line(
    "question",
    "Say which PHQ-9 score of 24 Nov counts.",
    Why("scores of one day that differ", "two scores on 24 Nov, 16 (08:00) and 8 (08:30): which one counts?"),
    about=About("review", "two-scores", "PHQ-9", "2026-11-24 16@1;8@2", choices=CHOICES),
)


def test_the_answers_are_the_scores_and_one_needs_a_reason(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    panel = AnswerPanel(LINE, (), "", parent)
    assert tuple(choice.text() for choice in panel.findChildren(QRadioButton)) == CHOICES
    given: list[tuple[object, str, str]] = []
    panel.given.connect(lambda line, action, reason: given.append((line, action, reason)))
    panel._actions.button(1).click()
    assert not panel._done.isEnabled()
    QTest.keyClicks(panel._reason, "the paper form says 8")
    panel._done.click()
    assert given == [(LINE, "8 counts, the second of the day", "the paper form says 8")]
    panel.reject()


def test_why_offers_to_say_which_one_counts(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    panel = WhyPanel(LINE, parent)
    asked: list[object] = []
    panel.answer_asked.connect(asked.append)
    (answer,) = (one for one in panel.findChildren(QPushButton) if one.text() == "Say which counts …")
    answer.click()
    assert asked == [LINE]


def test_the_panel_opens_for_a_question_that_does_not_wait(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    window.today.brief._answer(LINE)
    panel = dialog(qtbot)
    assert isinstance(panel, AnswerPanel)
    panel.reject()
