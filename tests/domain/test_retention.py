"""Which backups stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from briefing_app.domain.retention import kept

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
