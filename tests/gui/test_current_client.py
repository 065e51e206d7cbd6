"""Whatever is pressed, it is done for the client whose name is on screen, or for nobody, and then that is said."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from briefing_app.controllers import timer as timekeeping
from briefing_app.controllers.note import Noting
from briefing_app.controllers.window import Window
from briefing_app.storage.note import notes
from tests.gui.screenshots import settle
from tests.gui.test_dialogs_stay import full_disk
from tests.gui.test_entering import ask, choose
from tests.gui.using import clients, dialog, dialog_words, noting, ready, rtm, says, the, worktime

STEPS = 220


pytestmark = pytest.mark.usefixtures("nobody_is_asked")


def with_ledger(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    qtbot.waitUntil(lambda: worktime(window) is not None and worktime(window).ready, timeout=10_000)


def find(qtbot: QtBot, window: Window, words: str) -> None:
    window.show_page("clients")
    clients(window).field.setText(words)
    clients(window).words_typed.emit(words)
    ask(qtbot, window, lambda desk: True)
    settle(5)


def press(window: Window, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    to_the_front(window)
    QTest.keyClick(QApplication.focusWidget() or window.shell, key, modifier)


def to_the_front(window: Window) -> None:
    """After a dialog was closed."""
    if QApplication.activeWindow() is None:
        window.shell.activateWindow()
        settle(1)


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_N, Qt.Key.Key_E, Qt.Key.Key_P, Qt.Key.Key_H, Qt.Key.Key_Q], ids=lambda key: key.name
)
def test_where_nobody_was_found_a_key_for_a_client_does_nothing_and_says_so(qtbot: QtBot, window: Window, key: Qt.Key) -> None:
    with_ledger(qtbot, window)
    find(qtbot, window, "Noor")
    assert says(window, "Noor Haldane")()
    find(qtbot, window, "nobody of this name")
    assert says(window, "Nobody found")()
    press(window, key, Qt.KeyboardModifier.ControlModifier)
    assert "No client is on screen." in dialog_words(dialog(qtbot))
    dialog(qtbot).close()
    assert window.shell.page_shown() == "clients"
    assert worktime(window).timed is None
    find(qtbot, window, "Noor")
    press(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: worktime(window).timed is not None, timeout=5000)
    assert worktime(window).timed.name == "Noor Haldane"


def test_what_is_kept_of_one_client_leaves_the_other_one_on_screen(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    find(qtbot, window, "Noor")
    other = ask(qtbot, window, lambda desk: desk.reader.row_of("demo-marisol-duarte"))
    window.context.practice_changed.emit(other)
    ask(qtbot, window, lambda desk: True)
    settle(5)
    page = clients(window)
    assert page.brief.shown.identity.name == "Noor Haldane"
    assert [one.name for one in page._model.found] == ["Noor Haldane"]


def test_until_the_chosen_client_is_read_nothing_is_asked_of_the_one_before(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    find(qtbot, window, "")
    page = clients(window)
    first = page.brief.shown.identity.row
    asked: list[int] = []
    page.brief.score_asked.connect(asked.append)
    page._step(1)
    page.brief.enter_score()
    assert (asked, window.context.current.brief) == ([], None)
    ask(qtbot, window, lambda desk: True)
    settle(5)
    page.brief.enter_score()
    assert asked == [page._model.found[1].row]
    assert first not in asked
    dialog(qtbot).close()


def test_a_dialog_keeps_the_client_it_was_opened_for_and_shows_the_name(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    choose(window, 2)
    brief = window.today.brief
    shown = brief.shown
    assert shown is not None
    brief.show_why_of_score()
    why = dialog(qtbot)
    assert shown.identity.name in dialog_words(why)
    line, answered = shown.waiting[0], list[int]()
    brief.answered.connect(lambda row, *_: answered.append(row))
    brief.show_brief(window.context.day.briefs[0], window.context.day.trends[0])  # type: ignore[union-attr]
    why.answer_asked.emit(line)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not why, timeout=5000)
    panel = dialog(qtbot)
    assert shown.identity.name in dialog_words(panel)
    panel.given.emit(line, "asked", "", "")
    assert answered == [shown.identity.row]
    panel.close()
    why.close()


def test_rtm_asks_for_whom_and_proposes_nobody_who_was_not_on_screen(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    window.show_page("rtm")
    qtbot.waitUntil(lambda: rtm(window) is not None, timeout=5000)
    window.context.current.forget()
    rtm(window).page.start_asked.emit()
    panel = dialog(qtbot)
    panel.keep.click()
    assert "Choose the client first." in dialog_words(panel)
    row = ask(qtbot, window, lambda desk: desk.reader.row_of("demo-noor-haldane"))
    panel._who.setCurrentIndex(panel._who.findData(row))
    assert "Noor Haldane" in dialog_words(panel)
    panel.keep.click()
    qtbot.waitUntil(lambda: any(card.name == "Noor Haldane" for card in rtm(window).page._page.cards), timeout=5000)


def test_words_of_a_note_that_was_left_unkept_are_kept_as_that_clients(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_ledger(qtbot, window)
    choose(window, 2)
    name = window.today.brief.shown.identity.name  # type: ignore[union-attr]
    row = window.today.brief.shown.identity.row  # type: ignore[union-attr]
    window.pages.notes.open()
    qtbot.waitUntil(lambda: noting(window) is not None and bool(noting(window).page.fields), timeout=10_000)
    with full_disk(monkeypatch):
        noting(window).page.fields[0].setPlainText("Only here so far.")
        noting(window).page.left.emit()
        choose(window, 0)
        window.pages.notes.open()
        qtbot.waitUntil(lambda: noting(window).page._name.text() not in ("", name), timeout=10_000)
        assert all("Only here" not in field.toPlainText() for field in noting(window).page.fields)
    qtbot.waitUntil(lambda: words_of(qtbot, window, row).count("Only here so far.") == 1, timeout=10_000)
    other = noting(window).facts.client.row
    assert other != row
    assert "Only here so far." not in words_of(qtbot, window, other)


def words_of(qtbot: QtBot, window: Window, client: int) -> list[str]:
    """The first section of each note of a client, as it is kept."""
    found: list[str] = ask(
        qtbot, window, lambda desk: [one.current.sections[0].text for one in notes(desk.reader, client) if one.signed is None]
    )
    return found


# -- a person who presses anything


class Watcher:
    """Notes for whom something was asked, beside the names that could be read when it was."""

    def __init__(self, window: Window, names: dict[int, str], ids: dict[str, str]) -> None:
        self.window, self.names, self.ids = window, names, ids
        self.acted: list[str] = []

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        open_note = Noting.open
        toggle, end = timekeeping.Timekeeping.begin, timekeeping.Timekeeping.end_session

        def opened(one: Noting, client: int, *rest: Any, **more: Any) -> None:
            self.acted.append(self.names[client])
            open_note(one, client, *rest, **more)

        def begun(one: Any, timed: Any) -> None:
            if timed.client:
                self.acted.append(self.ids[timed.client])
            toggle(one, timed)

        def ended(one: Any, client: str, *rest: Any) -> None:
            self.acted.append(self.ids[client])
            end(one, client, *rest)

        monkeypatch.setattr(Noting, "open", opened)
        monkeypatch.setattr(timekeeping.Timekeeping, "begin", begun)
        monkeypatch.setattr(timekeeping.Timekeeping, "end_session", ended)
        self.connect(self.window.today.brief)

    def connect(self, brief: Any) -> None:
        for signal in (
            brief.score_asked,
            brief.together_asked,
            brief.consult_asked,
            brief.checkins_asked,
            brief.answered,
            brief.decided,
        ):
            signal.connect(lambda row, *_: self.acted.append(self.names[row]))
        for signal in (brief.print_asked, brief.earlier_asked):
            signal.connect(lambda one: self.acted.append(one.identity.name))

    def readable(self) -> str:
        """What can be read where the page says whom it is about."""
        return "\n".join(
            one.text() for one in the(self.window.shell.stack.currentWidget()).findChildren(QLabel) if one.isVisible()
        )


def steps_of(window: Window, chance: random.Random) -> list[Callable[[], object]]:
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    plain = [getattr(Qt.Key, f"Key_{letter}") for letter in "NEPHQCAWDXTMIB"]
    keys: list[tuple[Qt.Key, Qt.KeyboardModifier]] = [(key, Qt.KeyboardModifier.NoModifier) for key in plain]
    keys += [(getattr(Qt.Key, f"Key_{letter}"), control) for letter in "1234NEHQGKMI"]
    keys += [
        (Qt.Key.Key_C, control | shift),
        (Qt.Key.Key_P, control | shift),
        (Qt.Key.Key_Return, control),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
    ]
    keys += [(one, Qt.KeyboardModifier.NoModifier) for one in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_Tab)]
    keys += [(Qt.Key.Key_Left, control), (Qt.Key.Key_Right, control), (Qt.Key.Key_Home, control)]

    def type_words() -> None:
        page = clients(window)
        if page is not None and page.isVisible():
            page.field.setText(chance.choice(["", "no", "mar", "zzz", "duarte", "1990"]))

    def click() -> None:
        stack = the(window.shell.stack.currentWidget())
        QTest.mouseClick(
            window.shell, Qt.MouseButton.LeftButton, pos=QPoint(chance.randrange(80, 420), chance.randrange(60, stack.height()))
        )

    made: list[Callable[[], object]] = [partial(press, window, *key) for key in keys]
    return [*made, *[type_words] * 6, *[click] * 8]


@pytest.mark.parametrize("seed", [14, 30])
def test_random_keys_and_clicks_never_act_on_a_client_whose_name_is_not_on_screen(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    with_ledger(qtbot, window)
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getSaveFileName", lambda *_, **__: ("", ""))
    names = ask(qtbot, window, lambda desk: {one.row: f"{one.given} {one.family}" for one in desk.reader.find_clients("")})
    ids = ask(qtbot, window, lambda desk: desk.reader.names())
    watcher, chance = Watcher(window, names, ids), random.Random(seed)
    watcher.watch(monkeypatch)
    window.show_page("clients")
    watcher.connect(clients(window).brief)
    acts = 0
    for number in range(STEPS):
        step = chance.choice(steps_of(window, chance))
        to_the_front(window)
        readable = watcher.readable()
        step()
        acted, watcher.acted = watcher.acted, []
        acts += len(acted)
        assert all(name in readable for name in acted), f"step {number}: {acted} with {readable[:200]!r} on screen"
        settle(chance.choice([0, 1, 3]))
        for name in watcher.acted:
            assert name in watcher.readable() or name in readable, f"after step {number}: {name}"
        watcher.acted = []
        while isinstance(panel := QApplication.activeModalWidget(), QDialog):
            panel.close()
            settle(1)
        if watcher.window.pages.in_hands:
            window.pages.briefs.forms.close()
        for popup in [
            one
            for one in QApplication.topLevelWidgets()
            if one is not window.shell and one.isVisible() and not isinstance(one, QLineEdit)
        ]:
            popup.close()
    assert acts > 3
