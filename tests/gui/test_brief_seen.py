"""A brief as it is seen: each of its lines stands on the screen whole, whichever brief was there before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.viewmodels.brief import APART, Brief
from briefing_app.viewmodels.budget import WORD_BUDGET
from tests.gui.screenshots import settle
from tests.gui.using import painted_words, ready

DAYS = range(5)
PLACED_ELSEWHERE = {
    "score",
    "scores",
    "older",
    *APART,
    "not_shown",
}  # rows say scores, in parts, and what is apart stands with the large chart; of the line that names what is missing see below


@pytest.fixture
def brief_by_brief(qtbot: QtBot, window: Window) -> Iterator[Brief]:
    """Each brief of the demo's first five days on a screen of 1366 x 768, one after the other."""

    def briefs() -> Iterator[Brief]:
        ready(qtbot, window)
        window.shell.resize(1366, 768)
        rail = window.today.rail
        for day in DAYS:
            if day:
                window.today._move(1)
                qtbot.waitUntil(partial(_is_of, window, date.today() + timedelta(days=day)), timeout=10_000)
            for row in range(len(rail.day_model.rows)):
                rail.setCurrentIndex(rail.day_model.index(row))
                settle(5)
                shown = window.today.brief.shown
                assert shown is not None
                yield shown

    return briefs()


def test_every_line_of_every_brief_stands_on_the_screen_whole(window: Window, brief_by_brief: Iterator[Brief]) -> None:
    seen = 0
    for brief in brief_by_brief:
        labels = [one for one in window.today.brief.findChildren(QLabel) if one.isVisible() and one.text()]
        words = {one.text() for one in labels}
        lines = [line for line in brief.in_order() if line.kind != "not_shown"] + list(brief.left_off_screen)
        missing = [line.text for line in lines if line.kind not in PLACED_ELSEWHERE and (line.quote or line.text) not in words]
        assert missing == [], brief.identity.name
        cut = [one.text() for one in labels if _is_cut(one)]
        assert cut == [], brief.identity.name
        told = painted_words(window.today.brief)
        assert len(told) <= WORD_BUDGET, f"{brief.identity.name}: {' '.join(told)}"
        seen += 1
    assert seen == 24


def _is_of(window: Window, day: date) -> bool:
    return window.today._page is not None and window.today._page.day == day


def _is_cut(label: QLabel) -> bool:
    around = label.parentWidget()
    within = around is not None and around.rect().contains(label.geometry())
    return not within or (label.wordWrap() and label.height() < label.heightForWidth(label.width()))


def test_a_table_asked_for_before_the_chart_was_made_stands_alone(
    qtbot: QtBot, window: Window, at_hour: Callable[[int, int], None]
) -> None:
    at_hour(16, 30)  # the demo's intake is next: no chart is made for it
    ready(qtbot, window)
    brief = window.today.brief
    window.today.rail.setCurrentIndex(window.today.rail.day_model.index(2))
    brief.toggle_table()
    assert brief.scores._table is not None
    assert (brief.chart.isVisible(), brief.scores._table.isVisible()) == (False, True)
