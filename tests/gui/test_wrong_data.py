"""Data that are wrong, and answers that are taken back, in the window: which score it is, and a button where the answer stands."""

from __future__ import annotations

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.domain.client import Answer
from briefing_app.ui.dialogs.answer import AnswerPanel
from briefing_app.ui.dialogs.decision import DecisionPanel
from briefing_app.ui.dialogs.why import WhyPanel
from briefing_app.viewmodels.answer import REVIEW_ACTIONS, WRONG_DATA
from briefing_app.viewmodels.decision import Decision, take_back_answers
from briefing_app.viewmodels.line import About, Line, NamedScore
from briefing_app.viewmodels.why import Why

SCORES = (
    NamedScore("PHQ-9", "2026-11-23 17@1", "PHQ-9 17 on 23 Nov"),
    NamedScore("PHQ-9", "2026-11-16 16@2", "PHQ-9 16 on 16 Nov"),
)
LINE = Line(
    "review",
    "Worse in the last two scores: PHQ-9 16, 17.",
    Why("worse"),
    "attention",
    about=About("review", "worse", "PHQ-9", "c", scores=SCORES),
)
SAID = Answer(1, "review", "worse", "PHQ-9", "c", LINE.text, REVIEW_ACTIONS[0], "–", 5.0, "R. V.")


def test_where_the_data_are_wrong_it_is_said_which_score_is(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    panel = AnswerPanel(LINE, (), "", parent)
    boxes = panel.findChildren(QCheckBox)
    assert [box.text() for box in boxes] == ["PHQ-9 17 on 23 Nov is wrong", "PHQ-9 16 on 16 Nov is wrong"]
    assert not any(box.isEnabled() for box in boxes)
    given: list[Line] = []
    panel.given.connect(lambda line, *_: given.append(line))
    panel._actions.button(REVIEW_ACTIONS.index(WRONG_DATA)).click()
    QTest.keyClicks(panel._reason, "another client's form")
    assert not panel._done.isEnabled(), "which score is wrong is still to be said"
    boxes[0].click()
    panel._done.click()
    assert [one.about.scores for one in given if one.about] == [SCORES[:1]]


def test_another_answer_says_nothing_about_scores(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    panel = AnswerPanel(LINE, (), "", parent)
    given: list[Line] = []
    panel.given.connect(lambda line, *_: given.append(line))
    panel._actions.button(REVIEW_ACTIONS.index(WRONG_DATA)).click()
    panel.findChildren(QCheckBox)[0].click()
    panel._actions.button(0).click()
    panel._done.click()
    assert [one.about.scores for one in given if one.about] == [()]


def test_why_offers_to_take_an_answer_back_and_asks_for_no_more_than_a_click(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    why = WhyPanel(Line("review", "1 set aside", Why("aside", decisions=take_back_answers(SAID))), parent)
    asked: list[Decision] = []
    why.decision_asked.connect(asked.append)
    (offered,) = (one for one in why.findChildren(QPushButton) if one.text() == "Take back …")
    offered.click()
    (decision,) = asked
    assert decision.answer is SAID
    panel = DecisionPanel(decision, parent)
    shown = [one.text() for one in panel.findChildren(QPushButton) if not one.isHidden()]
    assert "Take back" in shown
    assert "Keep" not in shown
    given: list[tuple[str, str]] = []
    panel.given.connect(lambda value, reason: given.append((value, reason)))
    panel._back.click()
    assert given == [("", "")]


def test_of_several_answers_each_has_a_button_that_names_its_measures() -> None:
    others = [SAID._replace(measure="PHQ-9 GAD-7"), SAID._replace(rule="unknown", measure="")]
    assert [one.asked for one in take_back_answers(*others)] == ["Take back: PHQ-9, GAD-7 …", "Take back: silence …"]
