"""One rule for "worse": the last two scores, or one by far, against the start of the course or a level that two scores kept.

A reliable change holds for two given scores; the best of many is another statistic, so nothing here is compared with it (product rule after
Jacobson and Truax 1991). ``monitor`` and ``fast`` are the measure's own numbers; where they have no source, nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from briefing_app.domain.course import Course, Point, limit_days
from briefing_app.domain.measure import Measure

ALLIANCE = "alliance"
NEWEST_PAIRS = 26  # an older level is no reference, else long courses cry wolf (product rule, by simulation)
START_DAYS = 21  # two first scores this close together make a steadier start (product rule)
LEAST_SHARE, ROOM_SHARE = (
    0.55,
    0.75,
)  # of the threshold, and of the room to the end of the range, where that is near (product rule)


class Kind(Enum):
    """Both of the last two scores against the start, or against a level kept; one score by far; one score that asks to be repeated."""

    START = "two scores, start"
    LEVEL = "two scores, level kept"
    FAST = "one score"
    REPEAT = "one score, to be repeated"


class Reference(NamedTuple):
    """What a score is held against: ``points`` one or two scores, ``level`` their mean or the worse of them, turned so that higher is worse."""

    level: float
    points: tuple[Point, ...]
    mean: bool


@dataclass(frozen=True, slots=True)
class Worse:
    """The rule's finding for one measure. ``tested`` are one or two scores, oldest first; ``needed`` the points that had to be reached."""

    measure: Measure
    kind: Kind
    tested: tuple[Point, ...]
    reference: Reference
    needed: float

    @property
    def points_worse(self) -> float:
        """How many points worse the newest tested score is than the reference."""
        return turned(self.measure, self.tested[-1].value) - self.reference.level


def find_worse(one: Course, until: date | None = None) -> Worse | None:
    """What the rule says of a course on its newest score, or on what was known of it ``until`` a day. None where it says nothing.

    It needs a current score: at most ``limit_days`` old on the day asked for.
    """
    measure = one.measure
    if measure.domain == ALLIANCE or measure.monitor is None or measure.fast is None:
        return None
    if not (measure.monitor.sourced and measure.fast.sourced):
        return None
    solid = [point for point in one.solid if until is None or point.day <= until]
    spaced = [point for point in one.spaced if until is None or point.day <= until]
    current = one.current if until is None else bool(solid) and (until - solid[-1].day).days <= one.limit_days
    if not solid or not current:
        return None
    return _two(measure, spaced) or _one(measure, spaced, solid[-1])


def turned(measure: Measure, value: float) -> float:
    """A value turned so that higher is worse."""
    return -value if measure.higher_is_better else value


def start_of_course(measure: Measure, spaced: Sequence[Point]) -> Reference | None:
    """The first score, or the mean of the first two once there are four that lie close together without an early rise."""
    if not spaced:
        return None
    first = spaced[0]
    if len(spaced) >= 4:
        second = spaced[1]
        limit = measure.reliable_change or measure.monitor
        rise = turned(measure, second.value) - turned(measure, first.value)
        if (second.day - first.day).days <= START_DAYS and limit is not None and rise < limit.value:
            mean = (turned(measure, first.value) + turned(measure, second.value)) / 2
            return Reference(mean, (first, second), mean=True)
    return Reference(turned(measure, first.value), (first,), mean=False)


def threshold(measure: Measure, level: float) -> float:
    """How many points worse than a level, turned, count: fewer where the range ends before ``monitor`` can be reached."""
    wanted = measure.monitor.value if measure.monitor is not None else 0.0
    if measure.total_range is None:
        return wanted
    low, high = measure.total_range
    most = -low if measure.higher_is_better else high
    step = measure.multiplier if measure.decimals == 0 else 10**-measure.decimals
    if level + wanted <= most - step:
        return wanted
    return max(ceil(LEAST_SHARE * wanted), min(wanted, ceil(ROOM_SHARE * (most - level))))


def _kept_level(measure: Measure, points: Sequence[Point]) -> Reference | None:
    """The best level that two scores in a row both kept, among the newest pairs; the newest of equal ones."""
    most = 2 * limit_days(measure.cadence_days)
    pairs = [(a, b) for a, b in pairwise(points) if (b.day - a.day).days <= most][-NEWEST_PAIRS:]
    best: Reference | None = None
    for pair in pairs:
        level = max(turned(measure, point.value) for point in pair)
        if best is None or level <= best.level:
            best = Reference(level, pair, mean=False)
    return best


def _two(measure: Measure, spaced: Sequence[Point]) -> Worse | None:
    """A and B: both of the last two scores worse than the start, or than the level kept before them."""
    if len(spaced) < 3 or (spaced[-1].day - spaced[-2].day).days > 2 * limit_days(measure.cadence_days):
        return None
    last = (spaced[-2], spaced[-1])
    better = min(turned(measure, point.value) for point in last)
    start = start_of_course(measure, spaced)
    if start is not None and better - start.level >= threshold(measure, start.level):
        return Worse(measure, Kind.START, last, start, threshold(measure, start.level))
    level = _kept_level(measure, spaced[:-2])
    if level is not None and better - level.level >= threshold(measure, level.level):
        return Worse(measure, Kind.LEVEL, last, level, threshold(measure, level.level))
    return None


def _one(measure: Measure, spaced: Sequence[Point], latest: Point) -> Worse | None:
    """C, and what asks to be repeated: the last score, and where that lies too close to the one before, that one as well."""
    tested = dict.fromkeys([latest, *spaced[-1:]])
    fast = measure.fast.value if measure.fast is not None else 0.0
    asked: Worse | None = None
    for point in tested:
        value = turned(measure, point.value)
        before = [other for other in spaced if other.day < point.day]
        start = start_of_course(measure, [*before, point]) if before else None
        for reference in (start, _kept_level(measure, before)):
            if reference is None:
                continue
            if value - reference.level >= fast:
                return Worse(measure, Kind.FAST, (point,), reference, fast)
            needed = threshold(measure, reference.level)
            if asked is None and value - reference.level >= needed:
                asked = Worse(measure, Kind.REPEAT, (point,), reference, needed)
    return asked
