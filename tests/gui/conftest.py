"""Windows under test open at five to nine, whatever the hour is outside: the demo's sessions follow the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time, tzinfo
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from briefing_app.controllers.window import Window
from briefing_app.system import keys
from briefing_app.system.paths import Profile
from briefing_app.viewmodels import day
from tests.gui.screenshots import options


@pytest.fixture
def at_hour(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int], None]:
    def set_clock(hour: int, minute: int) -> None:
        def now_in(zone: tzinfo | None) -> datetime:
            return datetime.combine(datetime.now(zone).date(), time(hour, minute)).astimezone(zone)

        monkeypatch.setattr(day, "now_in", now_in)

    return set_clock


@pytest.fixture(autouse=True)
def five_to_nine(at_hour: Callable[[int, int], None]) -> None:
    at_hour(8, 55)


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[Window]:
    made = Window(qapp, Profile(tmp_path / "demo"), options(demo=True))
    made.profile.make()
    made.shell.show()
    yield made
    made.close()
    made.shell.deleteLater()


@pytest.fixture
def empty(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setattr(keys, "unlock", lambda *_, **__: bytes(range(32)))
    profile = Profile(tmp_path / "own")
    profile.make()
    made = Window(qapp, profile, options(demo=False))
    made.shell.show()
    yield made
    made.close()
    made.shell.deleteLater()
