"""The clinician's ledger: spans, documentation time, recovery, load and the ProQOL, with the vectors of the facts."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.domain.documentation import (
    Documented,
    WorkingHours,
    complete_weeks,
    documented,
    pooled,
    returned_minutes,
    working_spans,
)
from briefing_app.domain.intervals import Span, day_span, merged, minutes, moment, within, without
from briefing_app.domain.load import Cap, CapState, Weight, load_points, trauma_tags
from briefing_app.domain.proqol import SCALES, band_of, score
from briefing_app.domain.recovery import is_day_off

NEW_YORK = ZoneInfo("America/New_York")
OFFICE = WorkingHours(date(2026, 1, 1), ((((9 * 60), 17 * 60),),) * 5 + ((),) * 2)
spans = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda pair: (float(min(pair)), float(max(pair)))))


def at(day: date, clock: str) -> float:
    hours, mins = clock.split(":")
    return moment(day, int(hours) * 60 + int(mins), NEW_YORK)


def span(day: date, begins: str, ends: str) -> Span:
    return at(day, begins), at(day, ends)


# -- spans


@given(spans, spans)
def test_what_is_inside_and_what_is_outside_make_the_whole(one: list[Span], two: list[Span]) -> None:
    assert minutes(within(one, two)) + minutes(without(one, two)) == pytest.approx(minutes(one))
    assert within(one, two) == within(two, one)
    assert merged(merged(one)) == merged(one)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 11, 24), 24), (date(2026, 12, 31), 24)]
)
def test_a_day_has_the_hours_its_clock_gives_it(day: date, hours: int) -> None:
    begins, ends = day_span(day, NEW_YORK)
    assert (ends - begins) / 3600 == hours


# -- documentation


def week(day: date, entries: list[Span], sessions: list[Span]) -> Documented:
    last = date.fromordinal(day.toordinal() + 6)
    return documented(sessions, entries, working_spans([OFFICE], (), day, last, NEW_YORK), day, last, NEW_YORK)


def test_the_worked_example_of_the_facts() -> None:
    baseline = Documented(24 * 60, 9.5 * 60, 9.5 * 60, 4.5 * 60)
    later = Documented(22 * 60, 6.4 * 60, 6.4 * 60, 0)
    assert baseline.doc8 == pytest.approx(3.17, abs=0.005)
    assert baseline.wow8 == pytest.approx(3.17, abs=0.005)
    assert baseline.v8 == pytest.approx(1.50)
    assert baseline.share == pytest.approx(0.47, abs=0.005)
    assert later.doc8 == pytest.approx(2.33, abs=0.005)
    returned = returned_minutes(baseline, later)
    assert returned is not None
    assert returned / 60 == pytest.approx(2.31, abs=0.005)


def test_under_eight_scheduled_hours_there_is_no_ratio() -> None:
    short = Documented(479, 60, 60, 0)
    assert (short.doc8, short.wow8, short.v8) == (None, None, None)
    assert Documented(480, 60, 60, 0).doc8 == 1
    assert Documented(480, 0, 0, 0).share is None
    assert returned_minutes(None, short) is None
    assert returned_minutes(short, Documented(480, 60, 60, 0)) is None


def test_where_nothing_was_timed_there_is_no_ratio_and_where_part_was_nothing_is_compared() -> None:
    nothing, part, whole = Documented(600, 0, 0, 0, 0), Documented(600, 60, 60, 0, 3, 2), Documented(600, 60, 60, 0, 3)
    assert (nothing.known, nothing.doc8, nothing.whole) == (False, None, False)
    assert (part.known, part.doc8, part.whole) == (True, 0.8, False)
    assert returned_minutes(whole, part) is None
    assert returned_minutes(part, whole) is None
    assert returned_minutes(whole, whole) == 0
    day = date(1970, 1, 1)
    assert not documented([], [], [], day, day, ZoneInfo("UTC")).known


def test_minutes_go_to_sessions_working_time_or_neither() -> None:
    monday = date(2026, 11, 16)
    found = week(
        monday,
        [span(monday, "09:30", "10:10"), span(monday, "16:45", "17:20"), span(monday, "23:40", "24:00")],
        [span(monday, "10:00", "10:50")],
    )
    assert (found.scheduled, found.documented) == (50, 95)
    assert found.outside_sessions == 85
    assert found.invisible == 40


def test_what_overlaps_counts_once_and_midnight_belongs_to_both_weeks() -> None:
    sunday = date(2026, 11, 22)
    over_midnight = (at(sunday, "23:30"), at(sunday, "24:30"))
    before = week(date(2026, 11, 16), [over_midnight, span(sunday, "23:30", "23:40")], [])
    after = week(date(2026, 11, 23), [over_midnight], [])
    assert (before.documented, after.documented) == (30, 30)


def test_an_evening_on_the_day_the_clock_goes_back_has_its_real_minutes() -> None:
    sunday = date(2026, 11, 1)
    found = week(date(2026, 10, 26), [(at(sunday, "0:30"), at(sunday, "0:30") + 2 * 3600)], [])
    assert found.documented == 120
    assert found.invisible == 120


def test_declared_hours_hold_from_their_day_on_and_days_off_have_none() -> None:
    shorter = WorkingHours(date(2026, 11, 18), (((9 * 60, 12 * 60),),) * 5 + ((),) * 2)
    monday, friday = date(2026, 11, 16), date(2026, 11, 20)
    hours = [
        minutes(working_spans([shorter, OFFICE], {friday}, day, day, NEW_YORK)) / 60
        for day in (monday, date(2026, 11, 18), friday)
    ]
    assert hours == [8, 3, 0]
    assert working_spans([OFFICE], (), date(2025, 12, 1), date(2025, 12, 1), NEW_YORK) == []


@given(spans, spans, spans)
def test_invisible_is_part_of_outside_and_outside_part_of_all(
    entries: list[Span], sessions: list[Span], working: list[Span]
) -> None:
    day = date(1970, 1, 1)
    found = documented(sessions, entries, working, day, day, ZoneInfo("UTC"))
    assert 0 <= found.invisible <= found.outside_sessions + 1e-9
    assert found.outside_sessions <= found.documented + 1e-9


def test_the_baseline_takes_whole_weeks_and_sums() -> None:
    assert complete_weeks(date(2026, 11, 4), date(2026, 11, 24)) == [date(2026, 11, 9), date(2026, 11, 16)]
    assert complete_weeks(date(2026, 11, 2), date(2026, 11, 9)) == [date(2026, 11, 2)]
    both = pooled([Documented(600, 60, 50, 10), Documented(300, 60, 60, 60)])
    assert (both.scheduled, both.documented) == (900, 120)
    assert both.doc8 == pytest.approx(1.0667, abs=1e-3)


# -- days off and load


DAY = date(2026, 11, 24)


def test_ten_minutes_of_notes_end_a_day_off() -> None:
    assert is_day_off([], [span(DAY, "9:00", "9:09")])
    assert not is_day_off([], [span(DAY, "9:00", "9:10")])
    assert not is_day_off([span(DAY, "9:00", "9:50")], [])


def test_points_and_caps() -> None:
    weights = {"a": Weight(3, coordination=True, safety_plan=True), "b": Weight(1)}
    assert load_points(["a", "b", "nobody yet"], weights) == 5 + 1 + 2
    states = [Cap("points", 30, value).state for value in (26.9, 27, 30, 31.5)]
    assert states == [CapState.UNDER, CapState.NEAR, CapState.AT, CapState.OVER]
    assert Cap("points", 30, 31.5).over == 1.5


def test_a_cap_that_is_known_in_part_is_over_or_not_known_and_never_under() -> None:
    assert Cap("trauma_percent", 40, None).state is CapState.NOT_KNOWN
    assert Cap("trauma_percent", 40, 0.0, at_least=True).state is CapState.NOT_KNOWN
    assert Cap("trauma_percent", 40, 40.0, at_least=True).state is CapState.NOT_KNOWN
    assert Cap("trauma_percent", 40, 41.0, at_least=True).state is CapState.OVER


def test_sessions_without_a_tag_are_on_neither_side_of_the_share() -> None:
    nothing, part, all_of_them = trauma_tags([None, None]), trauma_tags([True, None]), trauma_tags([True, False, False, True])
    assert (nothing.share, nothing.least) == (None, None)
    assert (part.share, part.least) == (None, 0.5)
    assert (all_of_them.share, all_of_them.least) == (0.5, 0.5)
    assert trauma_tags([]).share is None
    assert trauma_tags([False]).share == 0


# -- ProQOL


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([1] * 30, (10, 30, 10)),
        ([3] * 30, (30, 30, 30)),
        ([5] * 30, (50, 30, 50)),
        (
            [5 if item in SCALES["compassion satisfaction"] or item in (1, 4, 15, 17, 29) else 1 for item in range(1, 31)],
            (50, 10, 10),
        ),
        (
            [1 if item in SCALES["compassion satisfaction"] or item in (1, 4, 15, 17, 29) else 5 for item in range(1, 31)],
            (10, 50, 50),
        ),
    ],
)
def test_the_vectors_of_the_facts(answers: list[int], expected: tuple[int, ...]) -> None:
    assert tuple(scale.raw for scale in score(answers)) == expected


def test_bands_and_what_is_not_scored() -> None:
    assert [band_of(raw) for raw in (22, 23, 41, 42)] == ["low", "moderate", "moderate", "high"]
    left_out = score([None, *[3] * 29])
    assert [(scale.raw, scale.band) for scale in left_out] == [(30, "moderate"), (None, ""), (30, "moderate")]
    with pytest.raises(ValueError, match="30 items"):
        score([1] * 29)
    with pytest.raises(ValueError, match="item 2: 6"):
        score([1, 6, *[1] * 28])


def test_each_item_belongs_to_one_scale() -> None:
    assert sorted(item for items in SCALES.values() for item in items) == list(range(1, 31))
