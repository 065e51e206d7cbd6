"""When documentation is written: minutes by weekday and hour, summed with pandas, which only this module imports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

import pandas as pd

from briefing_app.domain.intervals import Span, span_of, within, without
from briefing_app.domain.periods import local_time
from briefing_app.services.worktime import Work

SESSION_TIME, WORKING, INVISIBLE = "in a session", "in working hours", "outside working hours"


@dataclass(frozen=True, slots=True)
class GridCell:
    """Minutes timed in one hour of one weekday over the period, and how many of them were invisible.

    ``unknown``: sessions began in it, and nothing was timed in that hour of any such day.
    """

    weekday: int
    hour: int
    minutes: float
    invisible: float
    unknown: bool = False


def hour_grid(work: Work, first: date, last: date) -> tuple[GridCell, ...]:
    """Documented minutes by weekday and hour, each minute in one of three kinds."""
    bounds = [span_of(first, last, work.zone)]
    written = within(work.written(first, last), bounds)
    in_session = within(written, work.scheduled(first, last))
    outside = without(written, in_session)
    invisible = without(outside, work.working(first, last))
    kinds = {SESSION_TIME: in_session, WORKING: without(outside, invisible), INVISIBLE: invisible}
    pieces = [
        (at.weekday(), at.hour, kind, length)
        for kind, spans in kinds.items()
        for span in spans
        for at, length in _hourly(span, work.zone)
    ]
    frame = pd.DataFrame(pieces, columns=["weekday", "hour", "kind", "minutes"])
    begun = {(at.weekday(), at.hour) for at in (local_time(one.planned[0], work.zone) for _, one in work.past(first, last))}
    bare = sorted(begun - {(weekday, hour) for weekday, hour, _, _ in pieces})
    unknown = tuple(GridCell(weekday, hour, 0.0, 0.0, unknown=True) for weekday, hour in bare)
    if frame.empty:
        return unknown
    table = frame.pivot_table(index=["weekday", "hour"], columns="kind", values="minutes", aggfunc="sum", fill_value=0.0)
    total = table.sum(axis=1)
    unseen = table[INVISIBLE] if INVISIBLE in table else total * 0.0
    timed = tuple(
        GridCell(int(weekday), int(hour), round(float(total[weekday, hour]), 2), round(float(unseen[weekday, hour]), 2))
        for weekday, hour in table.index
    )
    return timed + unknown


def _hourly(span: Span, zone: tzinfo | None) -> list[tuple[datetime, float]]:
    """A stretch cut at the hours of the wall clock, each piece with its local time and minutes."""
    found = []
    at = span[0]
    while at < span[1]:
        local = local_time(at, zone)
        rest = 3600 - (local.minute * 60 + local.second + local.microsecond / 1e6)
        until = min(at + rest, span[1])
        found.append((local, (until - at) / 60))
        at = until
    return found
