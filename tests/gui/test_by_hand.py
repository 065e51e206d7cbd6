"""Clients and sessions typed in, in the window: added, moved, cancelled, missed; a dialog closes once its words are kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt, QTime
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from briefing_app.controllers.window import Window
from briefing_app.domain.own_session import Repeats
from briefing_app.domain.problems import NotWritten
from briefing_app.storage import act
from briefing_app.ui.dialogs.own_session import END, MOVE, REPEAT
from briefing_app.viewmodels.typed import Known, say_alike, whom
from tests.gui.clock import CLOCK
from tests.gui.using import clients, dialog, dialog_words, ready, the, words_on

FULL = NotWritten("The disk is full; nothing of this step was kept.", "Free some space and try again.")


def refuse(*_: object, **__: object) -> None:
    raise FULL


def gone(panel: object) -> bool:
    return not isValid(panel) or not panel.isVisible()  # type: ignore[attr-defined]


def choose(panel: object, kind: str) -> None:
    """Press the button of what becomes of it."""
    panel._choices.button(panel._kinds.index(kind)).click()  # type: ignore[attr-defined]


def add_session(qtbot: QtBot, window: Window, name: str, hour: int, repeats: Repeats = Repeats.ONCE) -> None:
    window.context.new_session_asked.emit("")
    panel = dialog(qtbot)
    panel.client.setText(name)
    panel.at.setTime(QTime(hour, 0))
    panel.repeats.setCurrentIndex(panel.repeats.findData(repeats))
    panel.keep.click()
    qtbot.waitUntil(lambda: gone(panel), timeout=20_000)


def starts(window: Window) -> list[str]:
    return [row.start for row in window.today.rail.day_model.rows]


def test_a_client_and_sessions_are_typed_in_moved_and_called_off(
    qtbot: QtBot, empty: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(qtbot, empty)
    empty.show_page("clients")
    empty.context.new_client_asked.emit()
    panel = dialog(qtbot)
    assert not panel.keep.isEnabled()
    QTest.keyClicks(panel.name, "Noa Benedikt")
    panel.born.setText("9 of March")
    panel.keep.click()
    qtbot.waitUntil(lambda: "9 of March is not a day" in dialog_words(panel), timeout=20_000)
    panel.born.setText("1984-03-09")
    panel.keep.click()
    qtbot.waitUntil(lambda: gone(panel), timeout=20_000)
    qtbot.waitUntil(lambda: clients(empty).list.model().rowCount() == 1, timeout=20_000)
    qtbot.waitUntil(lambda: clients(empty).brief.shown is not None, timeout=20_000)
    empty.show_page("today")
    empty.context.new_session_asked.emit("Noa Benedikt")
    panel = dialog(qtbot)
    assert "Noa Benedikt (42, born 9 Mar 1984" in dialog_words(panel)
    assert "the last on" not in dialog_words(panel), "it happens once"
    with monkeypatch.context() as broken:
        broken.setattr(act.Act, "__call__", refuse)
        panel.keep.click()
        qtbot.waitUntil(lambda: "Not kept. The disk is full" in dialog_words(panel), timeout=20_000)
    assert panel.client.text() == "Noa Benedikt"
    panel.keep.click()
    qtbot.waitUntil(lambda: gone(panel) and starts(empty) == ["09:00"], timeout=20_000)
    add_session(qtbot, empty, "Ivo New", 14, Repeats.WEEKLY)
    qtbot.waitUntil(lambda: starts(empty) == ["09:00", "14:00"], timeout=20_000)
    empty.today.rail.setCurrentIndex(empty.today.rail.day_model.index(1))
    empty.today.ask_session_word()
    panel = dialog(qtbot)
    assert set(panel._kinds) == {"cancelled by the client", "cancelled by the practice", MOVE, REPEAT, END}, "it has not begun"
    assert not panel.at.isEnabled()
    choose(panel, MOVE)
    panel.at.setTime(QTime(16, 0))
    panel.following.click()
    panel.keep.click()
    qtbot.waitUntil(lambda: gone(panel) and starts(empty) == ["09:00", "16:00"], timeout=20_000)
    empty.day.show(CLOCK.now().date() + timedelta(weeks=1))
    qtbot.waitUntil(lambda: starts(empty) == ["16:00"], timeout=20_000)
    empty.today.ask_session_word()
    panel = dialog(qtbot)
    choose(panel, "cancelled by the client")
    panel.keep.click()
    qtbot.waitUntil(lambda: gone(panel) and "1 cancelled or missed" in words_on(empty), timeout=20_000)


def test_a_session_is_held_elsewhere_and_comes_again(qtbot: QtBot, empty: Window) -> None:
    ready(qtbot, empty)
    add_session(qtbot, empty, "Noa Benedikt", 9)
    qtbot.waitUntil(lambda: starts(empty) == ["09:00"], timeout=20_000)
    empty.today.ask_session_word()
    panel = dialog(qtbot)
    assert END not in panel._kinds, "it is no series"
    choose(panel, MOVE)
    panel.mode.setCurrentIndex(panel.mode.findData("video"))
    panel.place.setText("the small room")
    panel.keep.click()
    qtbot.waitUntil(lambda: gone(panel) and "the small room" in words_on(empty), timeout=20_000)
    empty.today.ask_session_word()
    panel = dialog(qtbot)
    assert panel.place.text() == "the small room"
    choose(panel, REPEAT)
    panel.until.setDate(panel.day.date())
    assert not panel.keep.isEnabled(), "no session comes up to that day"
    panel.repeats.setCurrentIndex(panel.repeats.findData(Repeats.EVERY_TWO_WEEKS))
    panel.until.setDate(panel.day.date().addDays(15))
    panel.keep.click()
    qtbot.waitUntil(lambda: gone(panel), timeout=20_000)
    empty.day.show(CLOCK.now().date() + timedelta(weeks=2))
    qtbot.waitUntil(lambda: "the small room" in words_on(empty) and starts(empty) == ["09:00"], timeout=20_000)
    empty.today.ask_session_word()
    panel = dialog(qtbot)
    assert END in panel._kinds, "it is a series now"
    panel.close()
    empty.day.show(CLOCK.now().date() + timedelta(weeks=1))
    qtbot.waitUntil(lambda: starts(empty) == [], timeout=20_000)


def test_a_session_of_a_file_is_said_to_be_cancelled_but_not_moved(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    window.today.rail.setCurrentIndex(window.today.rail.day_model.index(6))
    QTest.keyClick(window.today.rail, Qt.Key.Key_S)
    panel = dialog(qtbot)
    assert not {MOVE, REPEAT} & set(panel._kinds)
    assert "its time is changed where it is kept" in dialog_words(panel)
    choose(panel, "cancelled by the practice")
    panel.keep.click()
    qtbot.waitUntil(lambda: gone(panel) and window.today.rail.day_model.rows[6].struck, timeout=20_000)
    assert the(window.context.day).rows[6].struck


def test_two_clients_of_one_name_are_never_guessed() -> None:
    known = (
        Known(3, "Ada Brown", "Ada Brown (34)"),
        Known(4, "Ada Brown", "Ada Brown (58)"),
        Known(5, "Ben Gray", "Ben Gray (20)"),
    )
    assert whom("ada  brown", known).row is None
    assert "choose one from the list" in whom("Ada Brown", known).said
    assert whom("Ada Brown (58)", known).row == 4
    assert whom("ben gray", known).row == 5
    assert whom("Cleo Ash", known).row == 0
    assert whom(" , ", known).row is None
    assert say_alike("Ben Gray", known) == "Ben Gray (20) is in your practice already; this adds another person."
    assert say_alike("Cleo Ash", known) == ""
