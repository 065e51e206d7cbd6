"""Before and after a dated change: medians of weeks with their interval and n, and the trend there was before; never a claim about cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from math import comb
from statistics import median

MOST_WEEKS = 8
FEWEST_WEEKS = 3
TREND_WEEKS = 4
LEAST_TAU = 0.5
TAIL = 0.025
RULE = (
    "Median of up to eight complete weeks on each side, the week of the change left out; in brackets the 95 % interval of the median by"
    " order statistics, with fewer than six weeks the range. The trend before is the median of the slopes between its weeks, said where three"
    " pairs of weeks of four go one way. Before and after is not because of."
)


@dataclass(frozen=True, slots=True)
class Sample:
    """``low`` to ``high`` is the 95 % interval of the median, or the range where fewer than six values allow none."""

    median: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Trend:
    """What was already under way: ``slope`` a week, and the ``expected`` value in the middle of the weeks after, had it gone on."""

    slope: float
    expected: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """``trend`` is that of the weeks before the change; None where they went up and down alike, or are fewer than four."""

    day: date
    words: str
    before: Sample
    after: Sample
    trend: Trend | None = None


def compare(weeks: Sequence[tuple[date, float | None]], day: date, words: str) -> Comparison | None:
    """``weeks`` are Mondays of complete weeks with a value, None where it is undefined. None with fewer than three on a side."""
    known = [(monday, value) for monday, value in weeks if value is not None]
    before = [(monday, value) for monday, value in known if monday + timedelta(days=6) < day][-MOST_WEEKS:]
    after = [(monday, value) for monday, value in known if monday >= day][:MOST_WEEKS]
    if min(len(before), len(after)) < FEWEST_WEEKS:
        return None
    middle = median([monday.toordinal() / 7 for monday, _ in after])
    points = [(monday.toordinal() / 7, value) for monday, value in before]
    return Comparison(
        day, words, sample([value for _, value in before]), sample([value for _, value in after]), _trend(points, middle)
    )


def _trend(points: Sequence[tuple[float, float]], when: float) -> Trend | None:
    """The median of all slopes between two weeks (Theil and Sen), where at least three quarters of the pairs go one way (Kendall's tau 0.5)."""
    if len(points) < TREND_WEEKS:
        return None
    slopes = [(late[1] - early[1]) / (late[0] - early[0]) for early, late in combinations(points, 2)]
    rising, falling = sum(one > 0 for one in slopes), sum(one < 0 for one in slopes)
    if abs(rising - falling) < LEAST_TAU * len(slopes):
        return None
    slope = median(slopes)
    return Trend(slope, max(median([value - slope * at for at, value in points]) + slope * when, 0.0))


def sample(values: Sequence[float]) -> Sample:
    """The median with the distribution-free interval that the ranks give, and how many values there are."""
    ordered = sorted(values)
    rank = _rank(len(ordered))
    return Sample(median(ordered), ordered[rank], ordered[-1 - rank], len(ordered))


def _rank(n: int) -> int:
    """How many values to leave out at each end so that the rest still holds the median with 95 %; 0 where even the range does not."""
    rank, below = 0, 0.0
    while rank < n // 2:
        below += comb(n, rank) / 2**n
        if below > TAIL:
            break
        rank += 1
    return max(rank - 1, 0)
