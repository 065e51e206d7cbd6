"""Dates as exports write them, and local days through clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from briefing_app.domain.periods import day_bounds, local_day, read_moment, say_age, say_date, years_between


@pytest.mark.parametrize(
    ("text", "precision", "day"),
    [
        ("2024", "year", ""),
        ("2024-03", "month", ""),
        ("2024-03-09", "day", "2024-03-09"),
        ("2024-03-09T10:00:00Z", "instant", "2024-03-09"),
        ("2024-03-09T10:00:00.1234567+02:00", "instant", "2024-03-09"),
        ("2024-03-09T10:00:60Z", "instant", "2024-03-09"),
        ("2024-03-09T24:00:00Z", "instant", "2024-03-09"),
        ("2024-03-09T10:00:00", "local", "2024-03-09"),
        ("2023-08-01T16: 09: 08.000Z", "none", ""),
        ("2021-11-11T12:011:30+00:00", "none", ""),
        ("10/2/2017 5:13:51 PM", "none", ""),
        ("2024-02-30", "none", ""),
        ("2024-13", "none", ""),
        ("0000-01-01", "none", ""),
        ("9999-12-31T23:59:59-14:00", "none", ""),
        ("٢٠٢٤-03-09", "none", ""),
        ("1_000", "none", ""),
        ("", "none", ""),
        (20240309, "none", ""),
        ({}, "none", ""),
    ],
)
def test_a_date_keeps_the_precision_it_was_given_with(text: object, precision: str, day: str) -> None:
    found = read_moment(text)
    assert (found.precision, found.day) == (precision, day)


def test_both_half_past_ones_of_a_clock_change_are_an_hour_apart() -> None:
    first, second = read_moment("2024-11-03T01:30:00-04:00").at, read_moment("2024-11-03T01:30:00-05:00").at
    assert first is not None
    assert second is not None
    assert second - first == 3600


@pytest.mark.parametrize(("day", "hours"), [(date(2024, 3, 10), 23), (date(2024, 11, 3), 25), (date(2024, 7, 1), 24)])
def test_a_local_day_is_as_long_as_it_is(day: date, hours: int) -> None:
    begins, ends = day_bounds(day, ZoneInfo("America/New_York"))
    assert ends - begins == hours * 3600


def test_an_evening_session_stays_on_its_local_day() -> None:
    at = datetime(2024, 1, 16, 0, 30, tzinfo=UTC).timestamp()
    assert local_day(at, "", ZoneInfo("America/New_York")) == date(2024, 1, 15)
    assert local_day(None, "2024-01-16", ZoneInfo("America/New_York")) == date(2024, 1, 16)


def test_dates_and_ages_in_words() -> None:
    assert say_date(date(2026, 11, 3), date(2026, 11, 24)) == "3 Nov"
    assert say_date(date(2025, 11, 3), date(2026, 11, 24)) == "3 Nov 2025"
    assert [say_age(days) for days in (0, 1, 12, 150, 1100)] == [
        "today",
        "yesterday",
        "12 days ago",
        "5 months ago",
        "3 years ago",
    ]
    assert years_between(date(1992, 2, 29), date(2026, 2, 28)) == 33
