"""Stretches of time as people type them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from briefing_app.domain.clock import day_hours, past_stretch, say_hours

NOW = datetime(2026, 11, 24, 15, 0, 30, tzinfo=UTC)


def said(text: str) -> str:
    start, end = (datetime.fromtimestamp(at, UTC) for at in past_stretch(text, NOW, UTC))
    return f"{start:%d %H:%M}-{end:%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30 min ended 14:30", "24 14:00-24 14:30"),
        ("1 h 30 min ended 14:30", "24 13:00-24 14:30"),
        ("1h30min ended 0:30", "23 23:00-24 00:30"),
        ("14:00-14:30", "24 14:00-24 14:30"),
        ("23:50 to 0:20", "23 23:50-24 00:20"),
    ],
)
def test_a_stretch_is_read_strictly(text: str, expected: str) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("30m ended 14:30", "not understood"),
        ("30", "not understood"),
        ("ended 14:30", "not understood"),
        ("30 min ended 25:00", "no 25:00 on the clock"),
        ("30 min ended 15:30", "15:30 lies in the future"),
        ("0 min ended 14:30", "empty"),
    ],
)
def test_what_could_mean_something_else_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        past_stretch(text, NOW, UTC)


def test_working_hours_are_read_and_said() -> None:
    assert day_hours("8:30-12:00, 13:00 to 17:30") == ((510, 720), (780, 1050))
    assert day_hours(" ") == ()
    assert day_hours("18:00-24:00") == ((1080, 1440),)
    assert say_hours(((510, 720), (780, 1050))) == "8:30-12:00, 13:00-17:30"


@pytest.mark.parametrize("text", ["9-17", "17:00-9:00", "9:00-9:00", "9:00-12:00, 11:00-13:00", "9:00-25:00", "9:70-10:00"])
def test_impossible_hours_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not understood|does not end|begins before"):
        day_hours(text)
