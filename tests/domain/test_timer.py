"""The timer under idle, sleep, crashes and changed clocks: exact minutes for each."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from briefing_app.domain.timer import AWAY, CONFIRMED, SLEEP, UNCONFIRMED, Absence, Stretch, Watch, after_restart, stretches

START = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("America/New_York")).timestamp()


def minute(number: float) -> float:
    return START + 60 * number


class Desk:
    """Ticks every five seconds, as the program does."""

    def __init__(self) -> None:
        self.wall, self.steady, self.elapsed = START, 1000.0, 1000.0
        self.watch = Watch(self.wall, self.steady, self.elapsed)
        self.absences: list[Absence] = []

    def run(self, minutes: float, idle_from: float | None = None, *, meeting: bool = False, can_tell: bool = True) -> None:
        """``idle_from``: seconds without input when this begins; None is somebody typing."""
        idle = idle_from
        for _ in range(int(minutes * 12)):
            self.wall += 5
            self.steady += 5
            self.elapsed += 5
            if idle is not None:
                idle += 5
            told = (idle or 0.0) if can_tell else None
            found = self.watch.tick(self.wall, self.steady, told, elapsed=self.elapsed, meeting=meeting)
            if found:
                self.absences.append(found)

    def jump(self, wall: float, steady: float, elapsed: float) -> None:
        self.wall += wall
        self.steady += steady
        self.elapsed += elapsed
        found = self.watch.tick(self.wall, self.steady, 0.0, elapsed=self.elapsed)
        if found:
            self.absences.append(found)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_an_absence_begins_with_the_last_input_and_is_not_counted(desk: Desk) -> None:
    desk.run(10)
    desk.run(30, idle_from=0)
    desk.run(1)
    (absence,) = desk.absences
    assert (absence.start, absence.kind) == (minute(10), "away")
    assert absence.end == pytest.approx(minute(40), abs=5)
    assert stretches(START, 0, absence) == [(START, minute(10), CONFIRMED, ""), (minute(10), absence.end, UNCONFIRMED, AWAY)]


def test_less_than_five_minutes_is_thinking(desk: Desk) -> None:
    desk.run(10)
    desk.run(4.9, idle_from=0)
    desk.run(1)
    assert desk.absences == []


def test_a_session_is_a_meeting_and_not_idle(desk: Desk) -> None:
    desk.run(50, idle_from=0, meeting=True)
    desk.run(1)
    assert desk.absences == []


def test_twelve_hours_of_sleep_are_not_work_and_longer_is_not_even_asked(desk: Desk) -> None:
    desk.run(10)
    desk.jump(12 * 3600, 1, 12 * 3600)
    (absence,) = desk.absences
    assert (absence.start, absence.end, absence.kind) == (minute(10), minute(10) + 12 * 3600, "sleep")
    assert stretches(START, 0, absence)[1] == (minute(10), minute(10) + 12 * 3600, UNCONFIRMED, SLEEP)
    desk.jump(48 * 3600, 1, 48 * 3600)
    assert desk.absences[-1].span is None
    assert stretches(minute(800), 0, desk.absences[-1])[1:] == []


def test_a_program_that_stood_still_was_away_and_did_not_sleep(desk: Desk) -> None:
    desk.run(10)
    desk.jump(3600, 3600, 3600)
    assert desk.absences[0].kind == "away"


def test_an_absence_moves_with_the_clock_that_is_set_meanwhile(desk: Desk) -> None:
    desk.run(10)
    desk.run(20, idle_from=0)
    desk.wall -= 3600
    desk.run(10, idle_from=1200)
    desk.run(1)
    (absence,) = desk.absences
    assert absence.start == minute(10) - 3600
    assert absence.end == pytest.approx(minute(40) - 3600, abs=5)


def test_where_nobody_can_tell_the_timer_runs_until_it_is_stopped(desk: Desk) -> None:
    desk.run(30, idle_from=0, can_tell=False)
    assert desk.absences == []
    assert stretches(START, minute(30)) == [Stretch(START, minute(30), CONFIRMED)]


def test_a_timer_that_was_forgotten_is_never_counted_whole() -> None:
    assert stretches(START, START + 12 * 3600 + 1) == [Stretch(START, START + 12 * 3600 + 1, UNCONFIRMED)]


def test_daylight_saving_does_not_change_elapsed_time() -> None:
    zone = ZoneInfo("America/New_York")
    begins = datetime(2026, 11, 1, 0, 30, tzinfo=zone).timestamp()
    watch = Watch(begins, 0.0)
    for step in range(1, 2 * 720 + 1):
        assert watch.tick(begins + 5 * step, 5.0 * step, 0.0) is None
    assert stretches(begins, watch.wall) == [Stretch(begins, begins + 7200, CONFIRMED)]


@pytest.mark.parametrize(
    ("seen", "now", "expected"),
    [
        (10, 12, [(0, 10, CONFIRMED), (10, 12, UNCONFIRMED)]),
        (10, 10, [(0, 10, CONFIRMED)]),
        (10, 10 + 2 * 24 * 60, [(0, 10, CONFIRMED)]),
        (0, 30, [(0, 30, UNCONFIRMED)]),
        (10, 5, [(0, 10, CONFIRMED)]),
    ],
)
def test_after_a_crash_what_was_seen_counts_and_the_rest_is_asked(
    seen: float, now: float, expected: list[tuple[float, float, str]]
) -> None:
    found = after_restart(START, minute(seen), minute(now))
    assert [((one.start - START) / 60, (one.end - START) / 60, one.state) for one in found] == expected


@pytest.mark.parametrize(("idle", "away"), [(299.0, False), (300.0, True)])
def test_five_minutes_without_input_are_an_absence_and_a_second_less_is_none(idle: float, away: bool) -> None:
    watch = Watch(START, 0.0, 0.0)
    assert watch.tick(START + 5, 5.0, idle, elapsed=5.0) is None
    assert watch.away_since == (START + 5 - 300 if away else None)
    assert watch.seen == (START - 295 if away else START + 5)
    ended = watch.tick(START + 10, 10.0, 2.0, elapsed=10.0)
    assert ended == (Absence(START - 295, START + 8, AWAY) if away else None)


@pytest.mark.parametrize(("step", "absent"), [(60.0, False), (61.0, True)])
def test_a_minute_between_two_ticks_is_none_and_a_second_more_is_an_absence(step: float, absent: bool) -> None:
    watch = Watch(START, 0.0, 0.0)
    found = watch.tick(START + step, step, 0.0, elapsed=step)
    assert found == (Absence(START, START + step, AWAY) if absent else None)


@pytest.mark.parametrize(("behind", "kind"), [(1.0, AWAY), (1.5, SLEEP)])
def test_a_gap_is_sleep_where_the_clock_that_stands_still_in_sleep_lacks_more_than_a_second(behind: float, kind: str) -> None:
    watch = Watch(START, 0.0, 0.0)
    found = watch.tick(START + 100, 100.0 - behind, 0.0, elapsed=100.0)
    assert found == Absence(START, START + 100, kind)


@pytest.mark.parametrize(("by", "shift"), [(1.0, 0.0), (-1.0, 0.0), (1.5, 1.5), (-1.5, -1.5)])
def test_clocks_that_differ_by_a_second_are_not_set_and_by_more_they_are(by: float, shift: float) -> None:
    watch = Watch(START, 0.0, 0.0)
    assert watch.tick(START + 5 + by, 5.0, 0.0, elapsed=5.0) is None
    assert watch.shift == shift
    assert watch.tick(START + 10 + by, 10.0, 0.0, elapsed=10.0) is None
    assert watch.shift == 0.0


def test_small_differences_add_up_to_a_clock_that_was_set() -> None:
    watch = Watch(START, 0.0, 0.0)
    shifts = []
    for step in range(1, 5):
        watch.tick(START + 5.5 * step, 5.0 * step, 0.0, elapsed=5.0 * step)
        shifts.append(watch.shift)
    assert shifts == [0.0, 0.0, 1.5, 0.0]


def test_without_a_clock_that_goes_on_in_sleep_a_step_forward_is_an_absence_and_one_back_is_a_clock_that_was_set() -> None:
    watch = Watch(START, 0.0)
    assert watch.tick(START + 35, 5.0, 0.0) == Absence(START, START + 30, AWAY)
    assert watch.shift == 0.0
    assert watch.tick(START + 10, 10.0, 0.0) is None
    assert watch.shift == -30.0


def test_a_clock_that_stops_telling_midway_is_taken_for_one_that_never_told() -> None:
    watch = Watch(START, 0.0, 0.0)
    assert watch.tick(START + 5, 5.0, 0.0, elapsed=5.0) is None
    assert watch.tick(START + 10, 10.0, 0.0) is None
    assert watch.tick(START + 3610, 15.0, 0.0) == Absence(START + 10, START + 3605, AWAY)
    assert watch.tick(START + 3615, 20.0, 0.0, elapsed=20.0) is None
    assert (watch.shift, watch.seen) == (0.0, START + 3615)


def test_a_session_that_begins_ends_an_absence_and_where_nobody_can_tell_it_goes_on() -> None:
    watch = Watch(START, 0.0, 0.0)
    watch.tick(START + 5, 5.0, 305.0, elapsed=5.0)
    assert watch.tick(START + 10, 10.0, None, elapsed=10.0) is None
    assert watch.away_since == START - 300
    assert watch.tick(START + 15, 15.0, None, elapsed=15.0, meeting=True) == Absence(START - 300, START + 15, AWAY)
    assert watch.tick(START + 20, 20.0, 900.0, elapsed=20.0, meeting=True) is None


@pytest.mark.parametrize(("seconds", "asked"), [(59.0, False), (60.0, True), (12 * 3600.0, True), (12 * 3600.0 + 1, False)])
def test_an_absence_is_asked_about_from_a_minute_to_twelve_hours(seconds: float, asked: bool) -> None:
    span = (START, START + seconds) if asked else None
    assert Absence(START, START + seconds, AWAY).span == span


def test_twelve_hours_are_confirmed_and_an_absence_from_before_the_start_is_cut_to_it() -> None:
    assert stretches(START, START + 12 * 3600) == [Stretch(START, START + 12 * 3600, CONFIRMED)]
    assert stretches(START, 0, Absence(START - 600, START + 600, AWAY)) == [Stretch(START, START + 600, UNCONFIRMED, AWAY)]
    assert stretches(START, START) == []


def test_where_the_clock_that_goes_on_in_sleep_stops_telling_a_step_forward_may_have_been_sleep() -> None:
    watch = Watch(1_000.0, 1_000.0, 1_000.0)
    assert watch.shift == 0.0
    assert watch.tick(1_110.0, 1_010.0, 0.0) == Absence(1_000.0, 1_100.0, AWAY)
    assert watch.shift == 0.0
    told = Watch(1_000.0, 1_000.0, 1_000.0)
    assert told.tick(1_110.0, 1_010.0, 0.0, elapsed=1_010.0) is None
    assert told.shift == 100.0


def test_the_states_of_a_stretch_are_kept_under_these_words() -> None:
    assert [one.state for one in stretches(0.0, 100.0, Absence(40.0, 100.0, AWAY))] == ["confirmed", "unconfirmed"]
