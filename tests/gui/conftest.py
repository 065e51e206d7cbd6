"""Windows under test open at five to nine, whatever the hour is outside: the demo's sessions follow the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from briefing_app.controllers import timer
from briefing_app.controllers.window import Window
from briefing_app.system import keys
from briefing_app.system.paths import Profile
from tests.gui.clock import CLOCK
from tests.gui.screenshots import options


@pytest.fixture
def at_hour() -> Callable[[int, int], None]:
    def set_clock(hour: int, minute: int) -> None:
        CLOCK.at = time(hour, minute)

    return set_clock


@pytest.fixture(autouse=True)
def five_to_nine() -> None:
    CLOCK.at, CLOCK.day = time(8, 55), None


@pytest.fixture
def nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer does not tell when nobody uses it, so that no timer notices that a test types nothing."""
    monkeypatch.setattr(timer, "idle_source", lambda: None)


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path, demo_at: Callable[[Path], Profile]) -> Iterator[Window]:
    made = Window(qapp, demo_at(tmp_path / "demo"), options(demo=True), CLOCK)
    made.shell.show()
    yield made
    made.close()
    made.shell.deleteLater()


@pytest.fixture
def empty(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setattr(keys, "unlock", lambda *_, **__: bytes(range(32)))
    profile = Profile(tmp_path / "own")
    profile.make()
    made = Window(qapp, profile, options(demo=False), CLOCK)
    made.shell.show()
    yield made
    made.close()
    made.shell.deleteLater()
