"""The clock that tells sleep from a clock that was set."""

from __future__ import annotations

import sys
import time

import pytest

from briefing_app.system.elapsed import elapsed


def test_it_goes_on_as_the_steady_one_does_while_nobody_sleeps() -> None:
    before, steady = elapsed(), time.monotonic()
    time.sleep(0.05)
    after = elapsed()
    assert before is not None
    assert after is not None
    assert after - before == pytest.approx(time.monotonic() - steady, abs=0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has CLOCK_BOOTTIME")
def test_where_it_is_not_known_nothing_is_said_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(time, "CLOCK_BOOTTIME")
    assert elapsed() is None
