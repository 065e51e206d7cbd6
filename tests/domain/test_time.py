"""Clocks that are changed, sleep, crashes, midnight, far years and other zones: no second is made and none is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing_app.domain.clock import past_stretch
from briefing_app.domain.periods import day_bounds, local_day, local_instant, local_time, read_moment
from briefing_app.domain.timer import CONFIRMED, UNCONFIRMED, Stretch, Watch, after_restart, stretches

NEW_YORK, BERLIN, LORD_HOWE = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe")
ZONES = st.sampled_from([NEW_YORK, BERLIN, LORD_HOWE, ZoneInfo("Pacific/Apia"), ZoneInfo("Asia/Kathmandu"), UTC])
# The day, the hours it has, and a stretch over the change with the hours that it has.
CHANGES = [
    (NEW_YORK, date(2026, 3, 8), 23, "1:30-3:30", 1.0),
    (NEW_YORK, date(2026, 11, 1), 25, "0:30-2:30", 3.0),
    (BERLIN, date(2026, 3, 29), 23, "1:30-3:30", 1.0),
    (BERLIN, date(2026, 10, 25), 25, "1:30-3:30", 3.0),
    (LORD_HOWE, date(2026, 10, 4), 23.5, "1:30-3:30", 1.5),
    (LORD_HOWE, date(2026, 4, 5), 24.5, "1:15-3:30", 2.75),
]
FAR = st.datetimes(datetime(1970, 1, 3), datetime(9999, 12, 29)).map(lambda one: one.replace(tzinfo=UTC).timestamp())
unhurried = settings(derandomize=True, database=None)


class Simulated:
    """A timer as the program keeps it: a tick each five seconds; an absence ends its stretch and begins the next.

    ``tells`` is False on a machine without a clock that goes on in sleep.
    """

    def __init__(self, start: float, *, tells: bool = True) -> None:
        self.wall, self.steady, self.begun = start, 50.0, start
        self.elapsed = 950.0 if tells else None
        self.watch = Watch(start, 50.0, self.elapsed)
        self.kept: list[Stretch] = []
        self.kinds: list[str] = []
        self.shifts: list[float] = []

    def pass_time(self, wall: float, steady: float, elapsed: float) -> None:
        self.wall, self.steady = self.wall + wall, self.steady + steady
        if self.elapsed is not None:
            self.elapsed += elapsed
        absence = self.watch.tick(self.wall, self.steady, 0.0, elapsed=self.elapsed)
        if self.watch.shift:
            self.shifts.append(self.watch.shift)
            self.begun += self.watch.shift
        if absence is not None:
            self.kept += stretches(self.begun, 0.0, absence)
            self.kinds.append(absence.kind)
            self.begun = absence.end

    def work(self, minutes: int) -> None:
        for _ in range(minutes * 12):
            self.pass_time(5.0, 5.0, 5.0)

    def stop(self) -> float:
        """Seconds that count, without anybody saying more."""
        self.kept += stretches(self.begun, self.watch.seen)
        return sum(one.end - one.start for one in self.kept if one.state == CONFIRMED)


# -- T1: the days on which clocks are changed


@pytest.mark.parametrize(("zone", "day", "hours", "typed", "worked"), CHANGES)
def test_on_the_days_of_a_clock_change_no_second_is_wrong(
    zone: ZoneInfo, day: date, hours: float, typed: str, worked: float
) -> None:
    begins, ends = day_bounds(day, zone)
    assert ends - begins == hours * 3600
    timer = Simulated(begins + 1800)
    timer.work(180)
    assert timer.stop() == 180 * 60
    noon = datetime.fromtimestamp(local_instant(datetime(day.year, day.month, day.day, 12), zone), UTC)
    start, end = past_stretch(typed, noon, zone)
    assert end - start == worked * 3600
    last, ended = past_stretch("3 h ended 4:00", noon, zone)
    assert ended - last == 3 * 3600


def test_a_time_that_no_clock_showed_is_refused() -> None:
    with pytest.raises(ValueError, match="set forward: there was no 02:30"):
        past_stretch("2:30-3:30", datetime(2026, 3, 8, 16, tzinfo=UTC), NEW_YORK)


# -- T2, T3: clocks set by hand, and sleep


@given(
    before=st.integers(1, 90), after=st.integers(1, 90), step=st.sampled_from([-7200, -3600, -80, -2, 2, 30, 59, 61, 80, 3600])
)
@unhurried
def test_a_clock_that_is_set_makes_and_takes_no_time_and_the_entry_says_it(before: int, after: int, step: int) -> None:
    timer = Simulated(1_800_000_000.0)
    timer.work(before)
    timer.pass_time(5.0 + step, 5.0, 5.0)
    timer.work(after)
    assert timer.stop() == (before + after) * 60 + 5
    assert (timer.kinds, timer.shifts) == ([], [step])
    assert [one.end for one in timer.kept] == [timer.wall]


@given(
    before=st.integers(1, 90), after=st.integers(1, 90), step=st.sampled_from([-7200, -3600, -80, -2, 2, 30, 59, 61, 80, 3600])
)
@unhurried
def test_where_a_step_forward_may_have_been_sleep_it_is_no_work_and_no_more_is_said_than_away(
    before: int, after: int, step: int
) -> None:
    timer = Simulated(1_800_000_000.0, tells=False)
    timer.work(before)
    timer.pass_time(5.0 + step, 5.0, 0.0)
    timer.work(after)
    assert timer.stop() == (before + after) * 60 + 5
    assert (timer.kinds, timer.shifts) == (([], [step]) if step < 0 else (["away"], []))
    asked = [one.end - one.start for one in timer.kept if one.state == UNCONFIRMED]
    assert asked == ([step] if step >= 60 else [])


@pytest.mark.parametrize("each", [-0.4, -4.0, 0.4, 0.9, 4.0])
def test_a_clock_that_is_pushed_a_little_at_every_tick_makes_no_time(each: float) -> None:
    timer = Simulated(1_800_000_000.0)
    for _ in range(400):
        timer.pass_time(5.0 + each, 5.0, 5.0)
    assert abs(timer.stop() - 2000) <= 1
    assert timer.shifts


def test_clocks_that_differ_by_less_than_a_second_are_not_a_clock_that_was_set() -> None:
    timer = Simulated(1_800_000_000.0)
    for wobble in (0.3, -0.5, 0.9, -0.9, 0.6):
        timer.pass_time(5.0 + wobble, 5.0, 5.0)
    assert timer.shifts == []
    assert len(timer.kinds) == 0


@given(before=st.integers(1, 90), asleep=st.integers(61, 200_000), how=st.sampled_from(["sleep", "stopped", "unknown"]))
@unhurried
def test_sleep_is_never_counted_unasked(before: int, asleep: int, how: str) -> None:
    timer = Simulated(1_800_000_000.0, tells=how != "unknown")
    timer.work(before)
    awake = float(asleep) if how == "stopped" else 0.0  # the program stood still while the machine did not
    timer.pass_time(float(asleep), awake, float(asleep))
    timer.work(1)
    assert timer.kinds == ["sleep" if how == "sleep" else "away"]
    assert timer.shifts == []
    assert timer.stop() == (before + 1) * 60
    asked = [(one.end - one.start, one.mark) for one in timer.kept if one.state == UNCONFIRMED]
    assert asked == ([(float(asleep), timer.kinds[0])] if asleep <= 12 * 3600 else [])


@pytest.mark.parametrize(("gap", "asked"), [(59.0, []), (60.0, []), (61.0, [61.0]), (80.0, [80.0])])
def test_a_gap_of_more_than_a_minute_is_asked_about(gap: float, asked: list[float]) -> None:
    for awake in (0.0, gap):
        timer = Simulated(1_800_000_000.0)
        timer.work(10)
        timer.pass_time(gap, awake, gap)
        timer.work(10)
        counted = timer.stop()
        assert [one.end - one.start for one in timer.kept if one.state == UNCONFIRMED] == asked
        assert counted == 1200 + (0 if asked else gap)


def test_a_clock_that_was_set_during_sleep_is_both() -> None:
    timer = Simulated(1_800_000_000.0)
    timer.work(10)
    timer.pass_time(600.0 - 3600, 1.0, 600.0)
    timer.work(10)
    assert timer.stop() == 1200
    assert (timer.kinds, timer.shifts) == (["sleep"], [-3600])
    assert [one.end - one.start for one in timer.kept if one.state == UNCONFIRMED] == [600]


# -- T4: a crash


@given(ran=st.integers(0, 43_200), since=st.integers(0, 60), away=st.integers(-3600, 500_000))
@unhurried
def test_a_crash_loses_at_most_the_minute_since_the_last_beat(ran: int, since: int, away: int) -> None:
    start = 1_800_000_000.0
    seen = start + max(ran - since, 0)
    kept = after_restart(start, seen, start + ran + away)
    counted = sum(one.end - one.start for one in kept if one.state == CONFIRMED)
    assert ran - counted <= 60
    assert counted <= ran
    for one, two in pairwise(kept):
        assert one.end == two.start


# -- T6: midnight, far years, other zones


@given(at=FAR, zone=ZONES)
@unhurried
def test_every_moment_lies_in_its_own_day_and_days_meet(at: float, zone: ZoneInfo) -> None:
    day = local_day(at, "", zone)
    assert day is not None
    begins, ends = day_bounds(day, zone)
    assert begins <= at < ends
    assert day_bounds(day + timedelta(days=1), zone)[0] == ends
    assert day_bounds(day - timedelta(days=1), zone)[1] == begins


@given(at=FAR, zone=ZONES, there=ZONES)
@unhurried
def test_who_travels_has_the_same_moment_on_another_clock(at: float, zone: ZoneInfo, there: ZoneInfo) -> None:
    here = local_time(at, zone)
    assert local_time(here.timestamp(), there) == here
    assert read_moment(here.isoformat(timespec="seconds")).at == int(here.timestamp())


@pytest.mark.parametrize(
    "text", ["2038-01-19T03:14:07Z", "2038-01-19T03:14:08Z", "9998-12-31T23:59:59Z", "2106-02-07T06:28:16Z"]
)
def test_no_year_is_the_last(text: str) -> None:
    at = read_moment(text).at
    assert at is not None
    assert datetime.fromtimestamp(at, UTC) == datetime.fromisoformat(text)


@pytest.mark.parametrize("zone", [NEW_YORK, BERLIN, UTC, None])
def test_the_last_day_that_dates_know_has_an_end(zone: ZoneInfo | None) -> None:
    begins, ends = day_bounds(date.max, zone)
    assert ends - begins == 86_400
