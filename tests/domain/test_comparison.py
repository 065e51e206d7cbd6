"""Before and after a dated change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from briefing_app.domain.comparison import compare, sample

CHANGE = date(2026, 10, 14)  # a Wednesday


def weeks(before: list[float | None], after: list[float | None]) -> list[tuple[date, float | None]]:
    first = date(2026, 10, 5) - timedelta(weeks=len(before) - 1)
    values = [*before, 99.0, *after]
    return [(first + timedelta(weeks=number), value) for number, value in enumerate(values)]


def test_medians_with_range_and_n_and_without_the_week_of_the_change() -> None:
    found = compare(weeks([3.0, 2.5, 2.0], [2.0, 1.0, 1.5, 1.2]), CHANGE, "new template")
    assert found is not None
    assert (found.before.median, found.before.low, found.before.high, found.before.n) == (2.5, 2.0, 3.0, 3)
    assert (found.after.median, found.after.low, found.after.high, found.after.n) == (1.35, 1.0, 2.0, 4)


def test_what_was_already_under_way_is_named_with_what_it_would_have_come_to() -> None:
    found = compare(weeks([3.0, 2.8, 2.6, 2.4], [2.0, 1.8, 1.6]), CHANGE, "x")
    assert found is not None
    assert found.trend is not None
    assert found.trend.slope == pytest.approx(-0.2)
    assert found.trend.expected == pytest.approx(1.8)


@pytest.mark.parametrize("before", [[3.0, 2.0, 3.0, 2.0], [2.0, 2.0, 2.0, 2.0], [3.0, 2.0, 1.0]])
def test_weeks_that_go_up_and_down_or_are_few_have_no_trend(before: list[float | None]) -> None:
    found = compare(weeks(before, [2.0, 1.8, 1.6]), CHANGE, "x")
    assert found is not None
    assert found.trend is None


def test_a_trend_is_not_carried_below_nought() -> None:
    found = compare(weeks([3.0, 2.0, 1.0, 0.5], [0.0, 0.0, 0.0]), CHANGE, "x")
    assert found is not None
    assert found.trend is not None
    assert found.trend.expected == 0


def test_undefined_weeks_do_not_count_and_two_are_too_few() -> None:
    assert compare(weeks([3.0, None, 2.0], [2.0, 1.0, 1.5]), CHANGE, "x") is None
    assert compare(weeks([3.0, 2.0, 2.0], [2.0, 1.0]), CHANGE, "x") is None


@pytest.mark.parametrize(("n", "low", "high"), [(5, 1, 5), (6, 1, 6), (8, 1, 8), (9, 2, 8), (12, 3, 10), (20, 6, 15)])
def test_the_interval_of_the_median_is_that_of_the_tables(n: int, low: int, high: int) -> None:
    """Order-statistic 95 % intervals of the median: ranks as in the usual sign-test tables (computed)."""
    found = sample([float(value) for value in range(1, n + 1)])
    assert (found.low, found.high) == (low, high)


def test_only_eight_weeks_on_a_side() -> None:
    found = compare(weeks([*[9.0] * 20, *[1.0] * 8], [*[1.0] * 8, *[9.0] * 3]), CHANGE, "x")
    assert found is not None
    assert (found.before.median, found.before.n, found.after.median, found.after.n) == (1.0, 8, 1.0, 8)
