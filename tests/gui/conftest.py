"""Windows under test open at five to nine, whatever the hour is outside: the demo's sessions follow the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, tzinfo

import pytest

from briefing_app.viewmodels import day


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
