"""Which of two scores of a day counts is said once, and can be taken back: in the window and from the command line, audited."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from briefing_app.domain.client import Answer
from briefing_app.domain.problems import Problem
from briefing_app.domain.two_scores import ASK_AGAIN, RULE
from briefing_app.services.acknowledge import acknowledge, ask_again
from briefing_app.storage.audit import broken_at, deeds
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.ui.brief_view import BriefView
from briefing_app.ui.dialogs.answer import AnswerPanel
from briefing_app.ui.dialogs.why import WhyPanel
from briefing_app.viewmodels.client import ClientPage, make_client
from tests.fhir import ndjson, patient, score
from tests.importing import CATALOGUE, take

DAY, NOW = date(2026, 11, 24), datetime(2026, 11, 25, 12, tzinfo=UTC)
SECOND = "8 counts, the second of the day"


@pytest.fixture
def ann(tmp_path: Path, store: PracticeStore, reader: PracticeReader) -> int:
    made = [score("a", 16, "2026-11-24T08:00:00Z"), score("b", 8, "2026-11-24T08:30:00Z")]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *made))
    return reader.row_of("ann") or 0


def page(reader: PracticeReader, row: int) -> ClientPage:
    return make_client(reader.histories([row])[row], CATALOGUE, date(2026, 11, 25), UTC)


def choose(store: PracticeStore, reader: PracticeReader, row: int) -> None:
    (line,) = page(reader, row).brief.of("question")
    assert line.about is not None
    acknowledge(
        store, Answer(row, "review", RULE, "PHQ-9", line.about.basis, line.text, SECOND, "on paper", NOW.timestamp(), "R. V.")
    )


def test_a_choice_is_taken_back_by_a_row_of_its_own_with_its_row_in_the_audit(
    store: PracticeStore, reader: PracticeReader, ann: int
) -> None:
    choose(store, reader, ann)
    assert (page(reader, ann).brief.of("question"), page(reader, ann).brief.cards[0].value) == ((), "8")
    assert ask_again(store, reader, (ann, "PHQ-9", DAY), NOW.timestamp() + 60, "R. V.") == SECOND
    assert [line.text for line in page(reader, ann).brief.of("question")] == ["Say which PHQ-9 score of 24 Nov counts."]
    assert [one.action for one in reader.histories([ann])[ann].answers] == [SECOND, ASK_AGAIN]
    chain = deeds(reader)
    assert ([one.detail for one in chain[-2:]], broken_at(chain)) == (["review", "review, a choice taken back"], 0)


def test_only_a_choice_that_stands_is_taken_back(store: PracticeStore, reader: PracticeReader, ann: int) -> None:
    for about in ((ann, "PHQ-9", DAY), (ann, "GAD-7", DAY), (ann, "PHQ-9", date(2026, 11, 23))):
        with pytest.raises(Problem, match="no choice or answer stands"):
            ask_again(store, reader, about, NOW.timestamp(), "R. V.")
    choose(store, reader, ann)
    ask_again(store, reader, (ann, "PHQ-9", DAY), NOW.timestamp() + 60, "R. V.")
    with pytest.raises(Problem, match="no choice or answer stands"):
        ask_again(store, reader, (ann, "PHQ-9", DAY), NOW.timestamp() + 90, "R. V.")


@pytest.mark.parametrize("before", [True, False])
def test_why_of_the_line_opens_the_choice_and_takes_it_back(
    qtbot: QtBot, store: PracticeStore, reader: PracticeReader, ann: int, before: bool
) -> None:
    if before:
        choose(store, reader, ann)
    found = page(reader, ann)
    (line,) = [one for one in found.brief.lines if one.about is not None and one.about.rule == RULE]
    view = BriefView()
    qtbot.addWidget(view)
    view.show_brief(found.brief, found.trends)
    given: list[object] = []
    view.answered.connect(lambda *words: given.extend(words[:3]))
    view._show_why(line)
    why = view.findChild(WhyPanel)
    assert why is not None
    (answer,) = [one for one in why.findChildren(QPushButton) if one.text() in ("Take back or change …", "Say which counts …")]
    assert answer.text().startswith("Take back") is before
    answer.click()
    panel = view.findChild(AnswerPanel)
    assert panel is not None
    panel._actions.button(0).click()
    assert panel._done.isEnabled() is before, "to take back needs no words, to choose does"
    panel._reason.setPlainText("on paper")
    panel._done.click()
    assert given == [ann, line, ASK_AGAIN if before else "16 counts, the first of the day"]
