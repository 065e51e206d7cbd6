"""What is known of a client beside scores, typed in the window: entered, changed, taken back, and put back; the dialog stays for the next."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from briefing_app.controllers.window import Window
from briefing_app.domain.own_fact import FactKind
from briefing_app.domain.problems import NotWritten, Problem
from briefing_app.storage import act
from briefing_app.storage.importing import ImportTransaction
from briefing_app.viewmodels.record import typed_day
from tests.gui.test_by_hand import add_session
from tests.gui.using import dialog, dialog_words, ready, the, words_on

FULL = NotWritten("The disk is full; nothing of this step was kept.", "Free some space and try again.")


def refuse(*_: object, **__: object) -> None:
    raise FULL


def record_of(qtbot: QtBot, window: Window, name: str = "Noa Benedikt") -> Any:
    """The dialog of a client with a session at nine, opened by its key."""
    ready(qtbot, window)
    add_session(qtbot, window, name, 9)
    qtbot.waitUntil(lambda: window.today.brief.on_screen is not None, timeout=20_000)
    window.shell.activateWindow()
    qtbot.waitUntil(window.today.rail.hasFocus, timeout=5000)
    QTest.keyClick(window.today.rail, Qt.Key.Key_R)
    return dialog(qtbot)


def brief_words(window: Window) -> str:
    """All that the brief on screen says or keeps at hand: its lines, and its contacts."""
    brief = the(window.today.brief.on_screen)
    return "\n".join([*(line.text for line in brief.lines), *(str(part) for part in brief.contacts)])


def choose(panel: Any, kind: FactKind) -> None:
    panel.kind.setCurrentIndex([panel.kind.itemData(index).kind for index in range(panel.kind.count())].index(kind))


def entered(panel: Any) -> list[str]:
    return [panel.list.item(row).text() for row in range(panel.list.count())]


def give(qtbot: QtBot, panel: Any, kind: FactKind, **fields: str) -> None:
    """Type into the fields of a kind, and press Enter."""
    before = entered(panel)
    choose(panel, kind)
    for name, words in fields.items():
        QTest.keyClicks(getattr(panel, name), words)
    QTest.keyClick(panel.words, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: entered(panel) != before and panel.isEnabled(), timeout=20_000)


def test_what_is_typed_of_a_client_stands_in_the_brief_until_it_is_taken_back(qtbot: QtBot, empty: Window) -> None:
    panel = record_of(qtbot, empty)
    assert "Record: Noa Benedikt" in dialog_words(panel)
    assert panel.windowTitle() == "Record", "a title, which other programs see, names nobody"
    assert not panel.keep.isEnabled()
    give(qtbot, panel, FactKind.PROBLEM, words="Panic disorder", code="f41.0", since="3 Nov 2025")
    assert panel.words.text() == panel.code.text() == "", "it is kept, and the next can be typed"
    assert "Kept. Problem: Panic disorder, F41.0, from 3 Nov 2025" in dialog_words(panel)
    give(qtbot, panel, FactKind.MEDICATION, words="Sertraline", detail="50 mg", since="3 Nov 2025")
    give(qtbot, panel, FactKind.SAFETY_PLAN, detail="the paper chart", since="today")
    give(qtbot, panel, FactKind.GOAL, words="take the train again")
    give(qtbot, panel, FactKind.AGREED, words="One stop by tram on Friday", since="today")
    give(qtbot, panel, FactKind.EVENT, words="moved house", since="2025-11-20")
    give(qtbot, panel, FactKind.EPISODE, since="2025-10-01")
    assert entered(panel)[-1] == "Problem: Panic disorder, F41.0, from 3 Nov 2025"
    assert len(entered(panel)) == 7
    panel.reject()
    qtbot.waitUntil(lambda: not isValid(panel) or not panel.isVisible(), timeout=5000)
    for words in ("Panic disorder", "Sertraline", "take the train again", "One stop by tram on Friday"):
        qtbot.waitUntil(lambda words=words: words in brief_words(empty), timeout=20_000)  # type: ignore[misc]
    assert "One stop by tram on Friday" in words_on(empty)


def test_what_was_typed_is_changed_taken_back_and_put_back(qtbot: QtBot, empty: Window) -> None:
    panel = record_of(qtbot, empty)
    give(qtbot, panel, FactKind.MEDICATION, words="Sertraline", detail="50 mg")
    panel.list.setCurrentRow(0)
    panel.change.click()
    assert (panel.words.text(), panel.detail.text(), panel.kind.isEnabled()) == ("Sertraline", "50 mg", False)
    panel.detail.clear()
    give(qtbot, panel, FactKind.MEDICATION, detail="100 mg")
    assert entered(panel) == ["Medication: Sertraline, 100 mg"]
    panel.undo.click()
    qtbot.waitUntil(lambda: entered(panel) == ["Medication: Sertraline, 50 mg"], timeout=20_000)
    panel.list.setCurrentRow(0)
    panel.withdraw.click()
    qtbot.waitUntil(lambda: entered(panel) == [], timeout=20_000)
    assert "Taken back." in dialog_words(panel)
    panel.undo.click()
    qtbot.waitUntil(lambda: entered(panel) == ["Medication: Sertraline, 50 mg"], timeout=20_000)


def test_words_stay_until_they_are_kept_and_are_not_closed_away_unasked(
    qtbot: QtBot, empty: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = record_of(qtbot, empty)
    choose(panel, FactKind.AGREED)
    QTest.keyClicks(panel.words, "call the clinic")
    panel.keep.click()
    qtbot.waitUntil(lambda: "Agreed: the day is missing" in dialog_words(panel), timeout=20_000)
    QTest.keyClicks(panel.since, "3/4/2025")
    panel.keep.click()
    assert "3/4/2025 can be read day first or month first. Write it as 30 Nov 2026" in dialog_words(panel)
    panel.since.setText("3 Apr 2025")
    with monkeypatch.context() as broken:
        broken.setattr(act.Act, "__call__", refuse)
        panel.keep.click()
        qtbot.waitUntil(lambda: "Not kept. The disk is full" in dialog_words(panel), timeout=20_000)
    assert panel.words.text() == "call the clinic"
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.isVisible()
    assert "What stands above is not kept." in dialog_words(panel)
    panel.keep.click()
    qtbot.waitUntil(lambda: entered(panel) == ["Agreed: call the clinic, 3 Apr 2025"], timeout=20_000)
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(panel) or not panel.isVisible(), timeout=5000)


def press_more(window: Window, words: str) -> None:
    """What stands under More of the brief on screen."""
    more = next(one for one in window.today.brief.findChildren(QPushButton) if one.text() == "More")
    next(one for one in more.menu().actions() if words in one.text()).trigger()


def test_details_of_a_client_are_changed_and_the_change_is_taken_back(qtbot: QtBot, empty: Window) -> None:
    ready(qtbot, empty)
    add_session(qtbot, empty, "Noa Benedikt", 9)
    qtbot.waitUntil(lambda: empty.today.brief.on_screen is not None, timeout=20_000)
    press_more(empty, "Change name")
    panel = dialog(qtbot)
    assert (panel.name.text(), panel.windowTitle()) == ("Benedikt, Noa", "Change details")
    panel.name.setText("Noa Benedikt-Roy")
    panel.pronouns.setText("they/them")
    panel.born.setText("1984-03-09")
    panel.keep.click()
    qtbot.waitUntil(lambda: "Noa Benedikt-Roy" in words_on(empty) and "they/them" in words_on(empty), timeout=20_000)
    press_more(empty, "Undo what")
    panel = dialog(qtbot)
    assert "are as they were before" in dialog_words(panel)
    panel.keep.click()
    qtbot.waitUntil(lambda: "Benedikt-Roy" not in words_on(empty) and "they/them" not in words_on(empty), timeout=20_000)


def test_two_records_are_made_one_and_parted_again(qtbot: QtBot, empty: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(qtbot, empty)
    add_session(qtbot, empty, "Noa Benedikt", 9)
    add_session(qtbot, empty, "N. Benedikt", 14)
    rows = empty.today.rail.day_model
    qtbot.waitUntil(lambda: len(rows.rows) == 2, timeout=20_000)
    empty.today.rail.setCurrentIndex(rows.index(0))
    press_more(empty, "The same person")
    panel = dialog(qtbot)
    QTest.keyClicks(panel.other, "Somebody Else")
    assert not panel.keep.isEnabled()
    assert "Nobody else of this name" in dialog_words(panel)
    panel.other.setText("N. Benedikt")
    panel.why.setText("typed twice")
    with monkeypatch.context() as broken:
        broken.setattr(ImportTransaction, "commit", refuse)
        panel.keep.click()
        qtbot.waitUntil(lambda: "Not kept. The disk is full" in dialog_words(panel), timeout=20_000)
    assert panel.why.text() == "typed twice"
    panel.keep.click()
    qtbot.waitUntil(lambda: {row.name for row in rows.rows} == {"Noa Benedikt"}, timeout=20_000)
    assert [row.start for row in rows.rows] == ["09:00", "14:00"]
    press_more(empty, "Undo what")
    panel = dialog(qtbot)
    assert "each has again what was its own" in dialog_words(panel)
    panel.keep.click()
    qtbot.waitUntil(lambda: [row.name for row in rows.rows] == ["Noa Benedikt", "N. Benedikt"], timeout=20_000)


def test_a_day_is_read_as_people_write_it_and_never_guessed() -> None:
    today = date(2026, 3, 1)
    assert typed_day("  ", today) == ""
    assert typed_day("Today", today) == "2026-03-01"
    assert typed_day("30  Nov 2025", today) == "2025-11-30"
    assert typed_day("Nov 30, 2025", today) == "2025-11-30"
    assert typed_day("30/11/2025", today) == "2025-11-30"
    for words in ("3/4/2025", "31 Feb 2025", "soon", "1/2/25", "2025-11-30 10:00"):
        with pytest.raises(Problem):
            typed_day(words, today)
