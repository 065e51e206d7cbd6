"""Documentation time as it was timed, against scheduled time and declared working hours."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from briefing_app.domain.intervals import Span, merged, minutes, moment, span_of, within, without
from briefing_app.domain.periods import week_start

LEAST_SCHEDULED = 480.0  # minutes; under 8 h of scheduled time there is no ratio
BASELINE_WEEKS = 4

RULE = (
    "D is all documentation that was timed, what overlaps counted once; where nothing was timed it is not known, and where a held session has"
    " nothing timed for its client after it, the sums are at least what was timed."
    " W is the part outside scheduled client time. V, the invisible hours, is the part"
    " of W outside your declared working hours, days off and holidays. Doc8, WOW8 and V8 are each for 8 scheduled hours; under 8"
    " scheduled hours there is no ratio. Compared only with your own first four complete weeks."
)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Declared hours from a day on: for Monday to Sunday the stretches as (from, to) in minutes since midnight."""

    since: date
    week: tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True, slots=True)
class Documented:
    """A period's minutes: scheduled, documented as timed, of it outside sessions, of that outside working hours. Ratios are hours for 8 hours.

    ``entries`` are how many stretches were timed, ``untimed`` the sessions held for whose client nothing was timed afterwards.
    """

    scheduled: float
    documented: float
    outside_sessions: float
    invisible: float
    entries: int = 1
    untimed: int = 0

    @property
    def known(self) -> bool:
        """Whether anything was timed; without, documentation is not known, and not nought."""
        return self.entries > 0

    @property
    def whole(self) -> bool:
        """Whether something was timed for every session; else the minutes are at least what was timed."""
        return self.known and not self.untimed

    def _ratio(self, part: float) -> float | None:
        return 8 * part / self.scheduled if self.known and self.scheduled >= LEAST_SCHEDULED else None

    @property
    def doc8(self) -> float | None:
        """All documentation, in hours for eight scheduled hours; None under eight of these, or where nothing was timed."""
        return self._ratio(self.documented)

    @property
    def wow8(self) -> float | None:
        """What of it was outside scheduled client time, in hours for eight scheduled hours."""
        return self._ratio(self.outside_sessions)

    @property
    def v8(self) -> float | None:
        """What of that was outside declared working hours, days off and holidays, in hours for eight scheduled hours."""
        return self._ratio(self.invisible)

    @property
    def share(self) -> float | None:
        """Invisible of all documented, 0 to 1; None where nothing was documented."""
        return self.invisible / self.documented if self.documented else None


def working_spans(
    versions: Sequence[WorkingHours], off: Collection[date], first: date, last: date, zone: tzinfo | None
) -> list[Span]:
    """Declared working time of these days. Each day has the hours declared for it then; a day off has none."""
    ordered = sorted(versions, key=lambda one: one.since)
    found: list[Span] = []
    day = first
    while day <= last:
        declared = [one for one in ordered if one.since <= day]
        if declared and day not in off:
            for begins, ends in declared[-1].week[day.weekday()]:
                found.append((moment(day, begins, zone), moment(day, ends, zone)))
        day += timedelta(days=1)
    return merged(found)


def documented(
    scheduled: Sequence[Span], entries: Sequence[Span], working: Sequence[Span], first: date, last: date, zone: tzinfo | None
) -> Documented:
    """The four sums of whole days, both included; what reaches over their edges is cut there."""
    bounds = [span_of(first, last, zone)]
    client_time = within(scheduled, bounds)
    written = within(entries, bounds)
    outside = without(written, client_time)
    invisible = minutes(without(outside, working))
    return Documented(minutes(client_time), minutes(written), minutes(outside), invisible, len(written))


def pooled(periods: Sequence[Documented]) -> Documented:
    """Several periods as one: sums, never means of ratios."""
    return Documented(
        sum(one.scheduled for one in periods),
        sum(one.documented for one in periods),
        sum(one.outside_sessions for one in periods),
        sum(one.invisible for one in periods),
        sum(one.entries for one in periods),
        sum(one.untimed for one in periods),
    )


def returned_minutes(baseline: Documented | None, period: Documented) -> float | None:
    """Minutes returned against the baseline at this period's scheduled time; None where either ratio is undefined or only part was timed."""
    if baseline is None or baseline.doc8 is None or period.doc8 is None or not (baseline.whole and period.whole):
        return None
    return (baseline.doc8 - period.doc8) * period.scheduled / 8


def complete_weeks(first_entry: date, today: date) -> list[date]:
    """Mondays of the weeks that began after the first entry (or with it) and are over."""
    begin = week_start(first_entry)
    if begin < first_entry:
        begin += timedelta(days=7)
    found = []
    while begin + timedelta(days=7) <= today:
        found.append(begin)
        begin += timedelta(days=7)
    return found
