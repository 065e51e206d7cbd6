"""Several measures on one time axis, with one focus line: what stood where on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from briefing_app.domain.periods import say_date
from briefing_app.viewmodels.trend import Mark, Tick, Trend

MOST_PANELS = 5


@dataclass(frozen=True, slots=True)
class Together:
    """Panels share ``first_day`` to ``last_day``; ``days`` are those that hold a score of any of them."""

    panels: tuple[Trend, ...]
    first_day: int
    last_day: int
    day_labels: tuple[tuple[int, str], ...]
    ticks: tuple[Tick, ...]
    days: tuple[int, ...]
    spoken: str
    note: str


def make_together(trends: tuple[Trend, ...], today: date) -> Together | None:
    """The first measures with scores on one axis; None where there are none."""
    panels = tuple(trend for trend in trends if trend.segments)[:MOST_PANELS]
    if not panels:
        return None
    longest = max(panels, key=lambda one: (one.last_day - one.first_day, one.last_day))
    first, last = min(one.first_day for one in panels), max(one.last_day for one in panels)
    days = sorted({mark.day for one in panels for mark in marks_of(one)})
    labels = longest.day_labels if (longest.first_day, longest.last_day) == (first, last) else _ends(first, last, today)
    ticks = tuple(sorted({tick for one in panels for tick in one.ticks}, key=lambda tick: (tick.day, tick.kind)))
    left_out = sum(1 for trend in trends if trend.segments) - len(panels)
    note = f"{left_out} more {'measure' if left_out == 1 else 'measures'} not shown here" if left_out else ""
    return Together(panels, first, last, labels, ticks, tuple(days), " ".join(one.spoken for one in panels), note)


def _ends(first: int, last: int, today: date) -> tuple[tuple[int, str], ...]:
    return tuple((day, say_date(date.fromordinal(day), today)) for day in (first, (first + last) // 2, last))


def marks_of(trend: Trend) -> list[Mark]:
    """Every mark of a trend by its day, also those that are hollow."""
    return sorted([mark for segment in trend.segments for mark in segment] + list(trend.hollow), key=lambda mark: mark.day)


def words_at(together: Together, day: int, today: date) -> str:
    """What each measure was on a day, or when last before it."""
    parts = []
    for trend in together.panels:
        before = [mark for mark in marks_of(trend) if mark.day <= day]
        if before:
            mark = before[-1]
            parts.append(
                f"{trend.measure} {mark.words}" if mark.day != day or mark.hollow else f"{trend.measure} {mark.value:g}"
            )
    near = [tick.words for tick in together.ticks if abs(tick.day - day) <= 1 and tick.kind != "session"]
    return "; ".join([say_date(date.fromordinal(day), today), *parts, *dict.fromkeys(near)])
