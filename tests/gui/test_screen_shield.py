"""Windows are kept out of screenshots where the system can: here the test plays Windows and macOS, which nobody has run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.system.capture import BLACK, LEFT_OUT, NOBODY, READ_ONLY, SHOWN, capture_block, macos_block, windows_block
from briefing_app.system.settings import Settings
from briefing_app.ui.pages.settings import SettingsPage
from briefing_app.ui.screen_shield import NOT_OFFERED, ScreenShield
from tests.gui.using import ready, settings_page


def test_every_window_is_kept_out_and_those_that_come_later_too(qtbot: QtBot, qapp: QApplication) -> None:
    told: list[tuple[int, bool]] = []
    shield = ScreenShield(qapp, lambda window, out: told.append((window, out)))
    first, second = QWidget(), QWidget()
    qtbot.addWidget(first)
    qtbot.addWidget(second)
    first.show()
    shield.keep_out(True)
    assert (int(first.winId()), True) in told
    second.show()
    qapp.focusWindowChanged.emit(second.windowHandle())
    assert told[-1] == (int(second.winId()), True)
    shield.keep_out(False)
    assert {(int(one.winId()), False) for one in (first, second)} <= set(told)


@pytest.mark.parametrize("knows", [(SHOWN, BLACK, LEFT_OUT), (SHOWN, BLACK)])
def test_an_older_windows_makes_it_black(knows: tuple[int, ...]) -> None:
    asked: list[int] = []

    class User:
        SetWindowDisplayAffinity: Callable[..., bool]

    def affinity(_window: int, value: int) -> bool:
        asked.append(value)
        return value in knows

    user = User()
    user.SetWindowDisplayAffinity = affinity
    block = windows_block(user)
    block(7, True)
    assert asked[-1] == (LEFT_OUT if LEFT_OUT in knows else BLACK)
    block(7, False)
    assert asked[-1] == SHOWN


def test_macos_is_asked_to_share_the_windows_contents_with_nobody() -> None:
    sent: list[tuple[Any, ...]] = []

    class Cocoa:
        def send(self, *words: Any) -> str:
            sent.append(words)
            return "its window"

    block = macos_block(Cocoa())  # type: ignore[arg-type]
    block(7, True)
    assert sent == [(7, b"window"), ("its window", b"setSharingType:", NOBODY)]
    block(7, False)
    assert sent[-1] == ("its window", b"setSharingType:", READ_ONLY)


def test_where_the_system_offers_none_the_switch_says_so_and_changes_nothing(qtbot: QtBot, window: Window) -> None:
    if capture_block() is not None:
        pytest.skip("this system offers one")
    ready(qtbot, window)
    window.show_page("settings")
    page = settings_page(window)
    assert not page._capture.isEnabled()
    assert not page._capture.isChecked()
    assert any(label.text() == NOT_OFFERED for label in page.findChildren(QLabel))
    page._tell()
    assert window.context.settings.block_capture


def test_the_switch_is_on_from_the_start_and_can_be_turned_off(qtbot: QtBot) -> None:
    page = SettingsPage(Settings(), "/somewhere", shield=True)
    qtbot.addWidget(page)
    kept: list[Settings] = []
    page.changed.connect(kept.append)
    switch = next(one for one in page.findChildren(QCheckBox) if "screenshots" in one.text())
    assert switch.isChecked()
    switch.click()
    assert not kept[-1].block_capture
