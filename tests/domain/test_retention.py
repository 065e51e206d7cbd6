"""Which backups stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from briefing_app.domain.retention import RULE, kept

NOW = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)


def test_a_year_of_half_hours_is_thinned_to_days_weeks_and_months() -> None:
    made = [NOW - timedelta(minutes=30 * number) for number in range(48 * 365)]
    found = sorted(kept(made, NOW), reverse=True)
    assert found[:3] == made[:3]
    assert len({one.date() for one in found} & {(NOW - timedelta(days=number)).date() for number in range(7)}) == 7
    assert len({one.isocalendar()[:2] for one in found}) >= 4
    assert len({(one.year, one.month) for one in found}) == 6
    assert len(found) <= 3 + 7 + 4 + 6


def test_weeks_without_work_do_not_cost_a_backup() -> None:
    made = [NOW - timedelta(days=100 * number) for number in range(5)]
    assert kept(made, NOW) == frozenset(made)


def test_backups_of_a_clock_that_was_ahead_take_no_place_of_a_day() -> None:
    ahead = [NOW + timedelta(days=365 + number) for number in range(10)]
    made = [NOW - timedelta(hours=8 * number) for number in range(180)]
    found = kept([*ahead, *made], NOW)
    assert found == kept(made, NOW) | set(ahead[-3:])
    assert kept(found, NOW) == found


@given(st.lists(st.integers(-(10**5), 10**6), max_size=60))
def test_thinning_twice_is_thinning_once_and_the_newest_stays(minutes: list[int]) -> None:
    made = [NOW - timedelta(minutes=one) for one in minutes]
    once = kept(made, NOW)
    assert kept(once, NOW) == once
    assert once <= set(made)
    assert not made or max(made) in once


def noon(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_of_one_backup_a_day_seven_days_four_weeks_and_six_months_stay() -> None:
    """25 Nov 2026 is a Wednesday: the weeks end on 22, 15 and 8 Nov, the months on their last day."""
    made = [noon(2026, 11, 25) - timedelta(days=number) for number in range(400)]
    assert kept(made, NOW) == {
        *(noon(2026, 11, day) for day in (25, 24, 23, 22, 21, 20, 19)), noon(2026, 11, 15), noon(2026, 11, 8),
        noon(2026, 10, 31), noon(2026, 9, 30), noon(2026, 8, 31), noon(2026, 7, 31), noon(2026, 6, 30),
    }  # fmt: skip
    assert RULE == ("The newest 3 backups stay, and the newest of each of the last 7 days, 4 weeks and 6 months that have one.")


def test_of_one_day_the_newest_three_stay_and_of_the_day_before_the_newest() -> None:
    made = [noon(2026, 11, day, hour) for day in (24, 25) for hour in (8, 9, 10, 11, 12)]
    assert kept(made, NOW) == {noon(2026, 11, 25, 12), noon(2026, 11, 25, 11), noon(2026, 11, 25, 10), noon(2026, 11, 24, 12)}


def test_a_month_and_a_week_of_another_year_are_another_month_and_week() -> None:
    """Each November from 16 to 25: of the weeks the newest two of 2026 and of 2025, of the months the newest of six years."""
    made = [noon(year, 11, day) for year in range(2019, 2027) for day in range(16, 26)]
    assert kept(made, NOW) == {
        *(noon(2026, 11, day) for day in (25, 24, 23, 22, 21, 20, 19)), noon(2025, 11, 25), noon(2025, 11, 23),
        noon(2024, 11, 25), noon(2023, 11, 25), noon(2022, 11, 25), noon(2021, 11, 25),
    }  # fmt: skip


def test_a_backup_of_this_very_moment_is_none_of_a_clock_that_was_ahead() -> None:
    made = [NOW - timedelta(hours=number) for number in range(5)]
    assert kept(made, NOW) == set(made[:3])
    assert kept([], NOW) == frozenset()
