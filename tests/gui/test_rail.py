"""The rail: seven sessions in sight, at most two chips each, and what became of the gaps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from briefing_app.domain.recovery import Status
from briefing_app.ui.rail import GAP, ROW, ROW_LOW, Rail
from briefing_app.viewmodels.chip import Chip
from briefing_app.viewmodels.day import Row
from briefing_app.viewmodels.recovery import GapWords

CALM = Row("c", "09:00", "Ann Invented", "Session 3 · 50 min", (), struck=False, past=False, similar=False, gap="10 min planned", begins=100.0, ends=200.0, short="Session 3")  # fmt: skip


def made(qtbot: QtBot, height: int) -> Rail:
    rail = Rail()
    qtbot.addWidget(rail)
    rail.resize(280, height)
    rail.show()
    return rail


@pytest.fixture
def rail(qtbot: QtBot) -> Rail:
    return made(qtbot, 800)


def chipped(*texts: str) -> Row:
    return replace(CALM, chips=tuple(Chip(one, "plain") for one in texts))


def heights(rail: Rail) -> list[int]:
    return [rail.visualRect(rail.day_model.index(row)).height() for row in range(len(rail.day_model.rows))]


def test_a_session_is_as_high_with_two_chips_as_with_none_and_a_third_takes_no_room(rail: Rail) -> None:
    rail.show_rows((CALM, chipped("due"), chipped("new message", "due"), chipped("new message", "due", "similar")), 0)
    assert heights(rail) == [ROW + GAP] * 4


def test_where_the_window_is_low_sessions_are_lower(qtbot: QtBot) -> None:
    low = made(qtbot, 600)
    low.show_rows((CALM,), 0)
    assert ROW_LOW < heights(low)[0] < ROW + GAP


def test_every_chip_is_there_in_words_and_so_is_what_became_of_the_gap(rail: Rail) -> None:
    rail.show_rows((chipped("new message", "due", "similar name"),), 0)
    said = rail.model().data(rail.day_model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "09:00 Ann Invented, Session 3 · 50 min. new message, due, similar name. 10 min planned"
    rail.show_gaps({200.0: GapWords("10 min planned, 8 taken", Status.TAKEN)})
    assert str(rail.model().data(rail.day_model.index(0), Qt.ItemDataRole.AccessibleTextRole)).endswith(
        "10 min planned, 8 taken"
    )
    assert rail.day_model.mark_of(CALM) is Status.TAKEN
    rail.grab()


def test_a_long_name_is_wrapped_and_never_cut(rail: Rail) -> None:
    rail.show_rows((replace(CALM, name="Anastasia Wilhelmina Featherstonehaugh Cholmondeley-Invented"),), 0)
    assert heights(rail)[0] > ROW + GAP
