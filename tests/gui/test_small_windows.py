"""A window of 1024 x 640 at 200 % text: no page makes it larger, and the day stands in one row above the brief."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.controllers import timer as timekeeping
from briefing_app.controllers.window import Window
from briefing_app.system.paths import Profile
from briefing_app.system.settings import Settings, write_settings
from briefing_app.ui import theme
from tests.gui.clock import CLOCK
from tests.gui.screenshots import options, settle
from tests.gui.using import ready

SMALL = QSize(1024, 640)
PAGES = ("today", "clients", "load", "rtm", "import", "help", "settings")


@pytest.fixture
def small(qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setattr(timekeeping, "idle_source", lambda: None)
    profile = Profile(tmp_path / "demo")
    profile.make()
    write_settings(profile.settings, Settings("light", 200))
    made = Window(qapp, profile, options(demo=True), CLOCK)
    made.shell.resize(SMALL)
    made.shell.show()
    ready(qtbot, made)
    yield made
    made.close()
    made.shell.deleteLater()
    theme.apply(qapp, "light", 100)


def within(widget: QWidget, window: QWidget) -> bool:
    return window.rect().contains(widget.mapTo(window, widget.rect().topLeft())) and window.rect().contains(
        widget.mapTo(window, widget.rect().bottomRight())
    )


def test_no_page_asks_for_a_larger_window_and_every_page_can_be_reached(qtbot: QtBot, small: Window) -> None:
    assert small.shell.minimumSize() == SMALL
    for name in PAGES:
        small.show_page(name)
        settle(10)
        assert small.shell.size() == SMALL, name
        least = small.shell.minimumSizeHint()
        assert (least.width() <= SMALL.width(), least.height() <= SMALL.height()) == (True, True), f"{name}: {least}"
    assert [one.text() for one in small.shell._buttons.values() if not within(one, small.shell)] == []
    assert all(one.accessibleName() for one in small.shell._buttons.values())


def test_in_one_column_the_day_is_a_row_that_opens_the_rail(qtbot: QtBot, small: Window) -> None:
    today = small.today
    assert (today.strip.isVisible(), today.schedule.isVisible()) == (True, False)
    whose = next(one for one in today.strip.findChildren(QPushButton) if ":" in one.text())
    shown = today.brief.shown
    assert shown is not None
    assert shown.identity.name in whose.text()
    assert QApplication.focusWidget() is whose
    QTest.keyClick(whose, Qt.Key.Key_J)
    after = today.brief.shown
    assert after is not None
    assert after.identity.row != shown.identity.row
    assert after.identity.name in whose.text()
    whose.click()
    assert (today.schedule.isVisible(), today.brief.isVisible()) == (True, False)
    assert today.rail.hasFocus()
    QTest.mouseClick(
        today.rail.viewport(), Qt.MouseButton.LeftButton, pos=today.rail.visualRect(today.rail.day_model.index(0)).center()
    )
    assert (today.schedule.isVisible(), today.brief.isVisible()) == (False, True)
    assert today.brief.shown is not None
    assert today.brief.shown.identity.name in whose.text()


def test_with_room_the_rail_stands_beside_the_brief_again(qtbot: QtBot, small: Window) -> None:
    small.shell.resize(2400, 1300)
    settle(5)
    assert (small.today.strip.isVisible(), small.today.schedule.isVisible()) == (False, True)
    assert small.today.schedule.width() == theme.scaled(296)
