"""Dates as exports write them, and local days through clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from briefing_app.domain.periods import (
    Moment,
    age_on,
    dated,
    dated_at,
    day_bounds,
    local_day,
    local_instant,
    local_time,
    period_of,
    read_moment,
    say_age,
    say_date,
    say_full_date,
    week_start,
    years_between,
)

NEW_YORK = ZoneInfo("America/New_York")


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


def utc(*parts: int) -> float:
    return datetime(*parts, tzinfo=UTC).timestamp()  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-03-01T10:00:00-05:00", utc(2026, 3, 1, 15)),
        ("2026-03-01T10:00-0500", utc(2026, 3, 1, 15)),
        ("2026-03-01T10:00+11:00", utc(2026, 2, 28, 23)),
        ("2026-03-01 10:00:07+05:45", utc(2026, 3, 1, 4, 15, 7)),
        ("2026-03-01T10:00z", utc(2026, 3, 1, 10)),
        (" 2026-03-01T10:00:00Z ", utc(2026, 3, 1, 10)),
        ("2026-03-01T10:00:00.25Z", utc(2026, 3, 1, 10) + 0.25),
        ("2026-03-01T10:00:60.5Z", utc(2026, 3, 1, 10, 1) + 0.5),
        ("2026-03-01T10:00:60.123456789Z", utc(2026, 3, 1, 10, 1) + 0.123456),
        ("2026-03-01T10:00:60Z", utc(2026, 3, 1, 10, 1)),
        ("2026-03-01T24:00:00Z", utc(2026, 3, 2)),
        ("2026-03-01T10:59Z", utc(2026, 3, 1, 10, 59)),
    ],
)
def test_a_moment_with_a_zone_is_the_right_instant_however_it_is_written(text: str, at: float) -> None:
    found = read_moment(text)
    assert (found.precision, found.day) == ("instant", "2026-03-01")
    assert found.text == text.strip()
    assert found.at == pytest.approx(at, abs=1e-6)


def test_a_moment_without_a_zone_keeps_what_the_clock_showed() -> None:
    assert read_moment("2026-03-01T10:30") == Moment("2026-03-01T10:30", "local", utc(2026, 3, 1, 10, 30), "2026-03-01")


@pytest.mark.parametrize(
    "text", ["2026-03-01T25:00Z", "2026-03-01T10:60Z", "2026-03-01T10:00:61Z", "2026-00", "2026-13", "2026-02-29"]
)
def test_what_no_clock_or_calendar_shows_is_no_moment_and_its_words_are_kept(text: str) -> None:
    assert read_moment(text) == Moment(text, "none")


@pytest.mark.parametrize("start", ["", "2026-02-30T", "2026-13-", "0000-13"])
def test_of_a_text_that_is_no_date_forty_characters_are_kept(start: str) -> None:
    found = read_moment(start + "x" * 60)
    assert (found.precision, found.day, found.at) == ("none", "", None)
    assert found.text.removesuffix("…") == (start + "x" * 60)[: len(found.text.removesuffix("…"))]
    assert len(found.text) == 40


def test_the_first_and_the_last_month_are_months() -> None:
    assert [read_moment(text).precision for text in ("2026-01", "2026-12", "0002", "0001")] == [
        "month",
        "month",
        "year",
        "none",
    ]


def test_the_last_day_of_all_has_an_end() -> None:
    begins, ends = day_bounds(date.max, UTC)
    assert ends - begins == 86_400


def test_a_clock_that_shows_an_hour_twice_means_the_first() -> None:
    assert local_instant(datetime(2024, 11, 3, 1, 30), NEW_YORK) == utc(2024, 11, 3, 5, 30)
    assert local_time(utc(2024, 11, 3, 6, 30), NEW_YORK).strftime("%H:%M") == "01:30"
    assert local_day(None, "", NEW_YORK) is None


def test_days_are_written_with_their_month_in_letters() -> None:
    assert [say_full_date(date(2026, 11, 23 + number)) for number in range(7)] == [
        "Monday 23 Nov 2026", "Tuesday 24 Nov 2026", "Wednesday 25 Nov 2026", "Thursday 26 Nov 2026", "Friday 27 Nov 2026",
        "Saturday 28 Nov 2026", "Sunday 29 Nov 2026",
    ]  # fmt: skip
    assert [say_date(date(2026, month, 1), date(2026, 1, 1)) for month in range(1, 13)] == [
        "1 Jan", "1 Feb", "1 Mar", "1 Apr", "1 May", "1 Jun", "1 Jul", "1 Aug", "1 Sep", "1 Oct", "1 Nov", "1 Dec",
    ]  # fmt: skip
    assert dated(date(2026, 11, 23)) == "23 Nov 2026"
    assert dated_at(datetime(2026, 11, 23, 8, 5)) == "23 Nov 2026, 08:05"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-2, "in 2 days"), (-1, "tomorrow"), (2, "2 days ago"), (120, "120 days ago"), (121, "4 months ago"), (149, "4 months ago"),
        (730, "24 months ago"), (731, "2 years ago"), (1095, "3 years ago"),
    ],
)  # fmt: skip
def test_an_age_is_told_in_days_up_to_120_and_in_months_up_to_730(days: int, words: str) -> None:
    assert say_age(days) == words


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        (date(1990, 11, 24), 36),
        (date(1990, 11, 25), 35),
        (date(1990, 12, 1), 35),
        (date(1990, 10, 31), 36),
        (date(1990, 1, 31), 36),
    ],
)
def test_the_day_before_the_birthday_the_age_is_one_less_in_another_month_too(birth: date, age: int) -> None:
    assert years_between(birth, date(2026, 11, 24)) == age


@pytest.mark.parametrize(
    ("born", "age"),
    [
        ("2012-11-25", 13), ("2012-11-24", 14), ("2026-11-24", 0), ("2026-11-25", None), ("2031-01-01", None), ("2012-11-24T00:00:00Z", None), ("", None), ("unknown", None), ("1990-13", None),
        ("1990", 35), ("2008", None), ("2007", 18), ("2008-11", None), ("2008-10", 18),
    ],
)  # fmt: skip
def test_of_a_birth_month_or_year_the_least_age_counts_and_of_a_child_it_is_not_known(born: str, age: int | None) -> None:
    assert age_on(born, date(2026, 11, 24)) == age


def test_a_week_begins_on_monday_and_a_period_holds_its_first_and_last_day() -> None:
    assert [week_start(date(2026, 11, day)) for day in (23, 29)] == [date(2026, 11, 23)] * 2
    assert period_of(date(2026, 11, 29), "week") == (date(2026, 11, 23), date(2026, 11, 29))
    assert period_of(date(2026, 2, 28), "month") == (date(2026, 2, 1), date(2026, 2, 28))
    assert period_of(date(2026, 12, 1), "month") == (date(2026, 12, 1), date(2026, 12, 31))
    for month, first, last in ((1, date(2026, 1, 1), date(2026, 3, 31)), (6, date(2026, 4, 1), date(2026, 6, 30)), (9, date(2026, 7, 1), date(2026, 9, 30)), (10, date(2026, 10, 1), date(2026, 12, 31))):  # fmt: skip
        assert period_of(date(2026, month, 15), "quarter") == (first, last)
