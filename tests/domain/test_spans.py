"""Sets of stretches of time, in whole numbers worked out by hand."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from briefing_app.domain.intervals import Span, day_span, longest, merged, minutes, moment, span_of, within, without

NEW_YORK = ZoneInfo("America/New_York")


def test_stretches_apart_stay_apart_and_one_that_lies_inside_another_ends_nothing() -> None:
    assert merged([(20, 40), (0, 10), (25, 30)]) == [(0, 10), (20, 40)]
    assert merged([(0, 10), (10, 20), (21, 22)]) == [(0, 20), (21, 22)]
    assert merged([(5, 5), (7, 6)]) == []


def test_what_lies_in_both_touches_nothing_beyond() -> None:
    assert within([(0, 10), (20, 30)], [(5, 22), (25, 26), (30, 40)]) == [(5, 10), (20, 22), (25, 26)]
    assert within([(0, 10)], [(10, 20)]) == []
    assert within([(10, 20)], [(0, 10)]) == []
    assert within([(0, 3), (4, 8)], [(1, 6)]) == [(1, 3), (4, 6)]
    assert within([(0, 100)], [(1, 2), (3, 4), (5, 6)]) == [(1, 2), (3, 4), (5, 6)]
    assert within([(0, 2), (3, 5), (6, 9)], [(1, 4), (8, 10)]) == [(1, 2), (3, 4), (8, 9)]


def test_what_is_left_begins_where_the_taken_ends() -> None:
    whole: list[Span] = [(0, 100)]
    assert without(whole, [(0, 10), (20, 30), (90, 100)]) == [(10, 20), (30, 90)]
    assert without(whole, [(-5, 0), (100, 110)]) == whole
    assert without([(0, 10), (50, 60)], [(10, 50)]) == [(0, 10), (50, 60)]
    assert without([(0, 10), (20, 30)], [(5, 25)]) == [(0, 5), (25, 30)]
    assert without([(10, 20)], [(0, 30)]) == []
    assert without([(0, 10), (20, 30)], [(2, 3), (22, 23)]) == [(0, 2), (3, 10), (20, 22), (23, 30)]


def test_minutes_count_once_and_the_longest_is_one_stretch() -> None:
    assert minutes([(0, 600), (300, 900)]) == 15
    assert longest([(0, 600), (600, 660), (1000, 1300)]) == 11
    assert longest([]) == 0


def test_a_local_day_and_several_days_are_as_long_as_they_are() -> None:
    def hours(span: Span) -> float:
        return (span[1] - span[0]) / 3600

    assert hours(day_span(date(2026, 11, 1), NEW_YORK)) == 25
    assert hours(day_span(date(2026, 11, 2), NEW_YORK)) == 24
    assert hours(span_of(date(2026, 10, 31), date(2026, 11, 2), NEW_YORK)) == 73
    assert moment(date(2026, 11, 2), 61, NEW_YORK) - moment(date(2026, 11, 2), 0, NEW_YORK) == 61 * 60
