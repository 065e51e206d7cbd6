"""The window runs on one clock: midnight moves the day on every page, another time zone is taken, and a day chosen on purpose stays."""

from __future__ import annotations

import os
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.domain.periods import say_full_date
from briefing_app.system.wall_clock import Clock
from tests.gui.clock import CLOCK
from tests.gui.using import clients, noting, ready, says, the, words_on

ZONES = Path("/usr/share/zoneinfo")


def tomorrow() -> date:
    return datetime.now().date() + timedelta(days=1)


def turn(window: Window) -> None:
    CLOCK.day = tomorrow()
    window.context.look_at_clock()


@pytest.mark.parametrize("page", ["today", "clients", "rtm", "help"])
def test_midnight_moves_header_and_as_of_on_every_page(qtbot: QtBot, window: Window, page: str) -> None:
    ready(qtbot, window)
    window.show_page(page)
    turn(window)
    qtbot.waitUntil(says(window, say_full_date(tomorrow())), timeout=5000)
    assert say_full_date(datetime.now().date()) not in words_on(window)
    assert ", yesterday" in window.shell.as_of.text()
    assert window.context.day is not None
    assert (window.context.day.day, window.context.day.title) == (tomorrow(), "Today")


def test_a_day_chosen_on_purpose_keeps_its_date_at_midnight_and_the_next_opening_shows_today(
    qtbot: QtBot, window: Window
) -> None:
    ready(qtbot, window)
    chosen = datetime.now().date()
    window.day.show(chosen)
    turn(window)
    qtbot.waitUntil(lambda: the(window.context.day).title != "Today", timeout=5000)
    assert say_full_date(tomorrow()) in words_on(window)
    assert the(window.context.day).day == chosen
    window.lock()
    window.stores.unlock(None)
    qtbot.waitUntil(lambda: window.context.day is not None, timeout=10_000)
    assert the(window.context.day).day == tomorrow()


def test_a_note_that_is_typed_in_is_not_taken_away_at_midnight(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    window.pages.notes.open()
    qtbot.waitUntil(lambda: noting(window) is not None and bool(noting(window).page.fields), timeout=10_000)
    page = noting(window).page
    page.fields[3].setPlainText("walk past the site")
    turn(window)
    qtbot.waitUntil(says(window, say_full_date(tomorrow())), timeout=5000)
    assert window.shell.page_shown() == "note"
    assert page.fields[3].toPlainText() == "walk past the site"


def test_the_client_who_was_looked_at_stays_on_screen_at_midnight(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    window.show_page("clients")
    qtbot.waitUntil(lambda: clients(window).list.model().rowCount() == 24, timeout=5000)
    clients(window).list.setCurrentIndex(clients(window).list.model().index(5))
    qtbot.waitUntil(lambda: clients(window).brief.shown is not None, timeout=5000)
    chosen = clients(window).brief.shown.identity.row
    turn(window)
    qtbot.waitUntil(says(window, say_full_date(tomorrow())), timeout=5000)
    qtbot.wait(300)
    assert clients(window).brief.shown.identity.row == chosen


@pytest.fixture
def zone_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A zone file of the machine that can be replaced; the C library is told of it by TZ."""
    if sys.platform == "win32":
        pytest.skip("Windows follows by itself")
    if not ZONES.is_dir():
        pytest.skip("there are no zone files here")
    path = tmp_path / "localtime"
    path.write_bytes((ZONES / "America/New_York").read_bytes())
    before = os.environ.get("TZ")
    os.environ["TZ"] = f":{path}"
    time.tzset()
    yield path
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def test_another_time_zone_is_taken_without_a_restart(zone_file: Path) -> None:
    clock = Clock(str(zone_file))
    assert clock.now().utcoffset() in (timedelta(hours=-5), timedelta(hours=-4))
    replaced = zone_file.with_name("new")
    replaced.write_bytes((ZONES / "Pacific/Kiritimati").read_bytes())
    replaced.replace(zone_file)
    assert clock.now().utcoffset() == timedelta(hours=14)
