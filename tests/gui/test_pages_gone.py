"""An answer that comes when its page was made anew, or the window locked, is dropped in silence."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from briefing_app.controllers.stores import State
from briefing_app.controllers.window import Window
from tests.gui.using import clients, imports, locked, ready, rtm, settings_page, the

ASKED: dict[str, Callable[[Window], object]] = {
    "clients": lambda window: clients(window).words_typed.emit("a"),
    "one client": lambda window: clients(window).client_asked.emit(1),
    "the wall": lambda window: clients(window).toggle_wall(),
    "help": lambda window: window.show_page("help"),
    "rtm": lambda window: rtm(window).refresh(),
    "imports": lambda window: imports(window).show_history(),
    "the day": lambda window: window.day.show(None),
    "settings": lambda window: settings_page(window).allow_asked.emit(0),
}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("leave", ["text size", "lock"])
def test_nothing_is_raised_for_a_page_that_is_gone(qtbot: QtBot, window: Window, asked: str, leave: str) -> None:
    ready(qtbot, window)
    for page in ("clients", "rtm", "import", "settings"):
        window.show_page(page)
    qtbot.waitUntil(lambda: clients(window).list.model().rowCount() == 24, timeout=5000)
    the(window.stores.practice).ask(lambda _: time.sleep(0.4), lambda _: None)
    ASKED[asked](window)
    if leave == "lock":
        window.lock()
        assert locked(window)
    else:
        window.context.change_settings(replace(window.context.settings, text_percent=125))
    qtbot.wait(900)


def test_a_lock_that_is_asked_for_while_the_store_opens_comes_as_soon_as_it_is_open(qtbot: QtBot, empty: Window) -> None:
    qtbot.waitUntil(lambda: empty.stores.state is State.OPENING, timeout=5000)
    empty.lock()
    qtbot.waitUntil(lambda: locked(empty), timeout=10_000)
    assert empty.stores.open_keys() == {}
    assert empty.stores.practice is None
