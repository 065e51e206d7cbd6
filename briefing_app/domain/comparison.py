"""Before and after a dated change: medians of weeks with their interval and n, never a claim about cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import comb
from statistics import median

MOST_WEEKS = 8
FEWEST_WEEKS = 3
TAIL = 0.025
RULE = (
    "Median of up to eight complete weeks on each side, the week of the change left out; in brackets the 95 % interval of the median by"
    " order statistics, with fewer than six weeks the range. Before and after is not because of."
)


@dataclass(frozen=True, slots=True)
class Sample:
    """``low`` to ``high`` is the 95 % interval of the median, or the range where fewer than six values allow none."""

    median: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Comparison:
    day: date
    words: str
    before: Sample
    after: Sample


def compare(weeks: Sequence[tuple[date, float | None]], day: date, words: str) -> Comparison | None:
    """``weeks`` are Mondays of complete weeks with a value, None where it is undefined. None with fewer than three on a side."""
    known = [(monday, value) for monday, value in weeks if value is not None]
    before = [value for monday, value in known if monday + timedelta(days=6) < day][-MOST_WEEKS:]
    after = [value for monday, value in known if monday >= day][:MOST_WEEKS]
    if min(len(before), len(after)) < FEWEST_WEEKS:
        return None
    return Comparison(day, words, sample(before), sample(after))


def sample(values: Sequence[float]) -> Sample:
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
