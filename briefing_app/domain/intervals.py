"""Stretches of time as half-open pairs of seconds since 1970, and what can be worked out with sets of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

Span = tuple[float, float]


def merged(spans: Iterable[Span]) -> list[Span]:
    """In order, overlapping and touching ones joined, empty ones left out."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[1] > span[0]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def within(spans: Iterable[Span], bounds: Iterable[Span]) -> list[Span]:
    """What lies in both."""
    left, right = merged(spans), merged(bounds)
    found: list[Span] = []
    index = 0
    for start, end in left:
        while index and right[index - 1][1] > start:
            index -= 1
        while index < len(right) and right[index][0] < end:
            low, high = max(start, right[index][0]), min(end, right[index][1])
            if high > low:
                found.append((low, high))
            index += 1
    return found


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of the first when the second is taken away."""
    found: list[Span] = []
    gone = merged(taken)
    for start, end in merged(spans):
        at = start
        for low, high in gone:
            if high <= at:
                continue
            if low >= end:
                break
            if low > at:
                found.append((at, low))
            at = max(at, high)
        if at < end:
            found.append((at, end))
    return found


def minutes(spans: Iterable[Span]) -> float:
    """Elapsed minutes; what overlaps counts once."""
    return sum(end - start for start, end in merged(spans)) / 60


def longest(spans: Iterable[Span]) -> float:
    """Minutes of the longest stretch; 0 when there is none."""
    return max((end - start for start, end in merged(spans)), default=0.0) / 60


def moment(day: date, minute: int, zone: tzinfo | None) -> float:
    """Seconds since 1970 of a wall-clock minute; 1440 is the next midnight. ``zone`` None is the machine's own."""
    return (datetime.combine(day, datetime.min.time(), zone) + timedelta(minutes=minute)).timestamp()


def day_span(day: date, zone: tzinfo | None) -> Span:
    """One local day: 23 or 25 hours where the clock changes."""
    return moment(day, 0, zone), moment(day + timedelta(days=1), 0, zone)


def span_of(first: date, last: date, zone: tzinfo | None) -> Span:
    """Whole days, both included."""
    return moment(first, 0, zone), moment(last + timedelta(days=1), 0, zone)
