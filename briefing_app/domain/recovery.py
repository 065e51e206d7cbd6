"""Recovery between sessions, planned against taken (facts: clinician-load, 4). A scheduled gap is not recovery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from briefing_app.domain.spans import Span, longest, merged, minutes, within, without

SHORT_MINUTES = 5.0
LONG_DAY_MINUTES = 300.0
LONG_BLOCK_MINUTES = 30.0
DAY_OFF_MINUTES = 10.0

RULE = (
    "A gap runs from the actual end of a session to the actual start of the next. Taken is its longest stretch without a session, a"
    " documentation timer or a client call: TAKEN at your target or more, SHORT at 5 minutes or more; below that USED FOR NOTES when notes"
    " were written in it, OVERRUN when the session before ended late, else NONE."
)


class Status(StrEnum):
    TAKEN = "taken"
    SHORT = "short"
    USED_FOR_NOTES = "used for notes"
    OVERRUN = "overrun"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Targets:
    """Minutes: after any session, and after one tagged trauma-processing."""

    plain: float = 10.0
    after_trauma: float = 15.0


@dataclass(frozen=True, slots=True)
class Session:
    """``planned`` is the booked slot, ``actual`` what took place; ``trauma`` is the clinician's own tag."""

    planned: Span
    actual: Span
    trauma: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Minutes: ``planned`` between the booked slots, ``target``, ``taken`` as the rule finds it. ``span`` is the actual gap."""

    span: Span
    planned: float
    target: float
    taken: float
    status: Status
    after: str = ""


def gaps(sessions: Sequence[Session], busy: Sequence[Span], notes: Sequence[Span], targets: Targets) -> list[Gap]:
    """The gaps of one day. ``busy`` are client calls, ``notes`` documentation; both take from a gap."""
    ordered = sorted(sessions, key=lambda one: one.actual)
    found = []
    used = merged([*busy, *notes, *(one.actual for one in ordered)])
    until = list(accumulate((one.planned[1] for one in ordered), max))
    for before, after, booked_until in zip(ordered, ordered[1:], until, strict=False):
        span = (before.actual[1], max(after.actual[0], before.actual[1]))
        taken = longest(without([span], (one for one in used if one[1] > span[0] and one[0] < span[1])))
        target = targets.after_trauma if before.trauma else targets.plain
        planned = max(after.planned[0] - booked_until, 0.0) / 60
        found.append(Gap(span, planned, target, taken, _status(before, span, taken, target, notes), before.key))
    return found


def _status(before: Session, span: Span, taken: float, target: float, notes: Sequence[Span]) -> Status:
    if taken >= target:
        return Status.TAKEN
    if taken >= SHORT_MINUTES:
        return Status.SHORT
    if within([span], notes):
        return Status.USED_FOR_NOTES
    if before.actual[1] > before.planned[1]:
        return Status.OVERRUN
    return Status.NONE


def longest_run(sessions: Sequence[Session], targets: Targets) -> tuple[int, float]:
    """Sessions and minutes of the day's longest run without a gap of the target, as it is booked."""
    best, run = (0, 0.0), list[Session]()
    for one in sorted(sessions, key=lambda one: one.planned):
        target = targets.after_trauma if run and run[-1].trauma else targets.plain
        if run and (one.planned[0] - max(other.planned[1] for other in run)) / 60 >= target:
            run = []
        run.append(one)
        length = (max(other.planned[1] for other in run) - run[0].planned[0]) / 60
        best = max(best, (len(run), length), key=lambda found: found[1])
    return best


def long_block(sessions: Sequence[Session], busy: Sequence[Span]) -> bool | None:
    """Whether a day of five hours or more has its half hour in one piece; None on a shorter day."""
    if not sessions:
        return None
    day = (min(one.actual[0] for one in sessions), max(one.actual[1] for one in sessions))
    if (day[1] - day[0]) / 60 < LONG_DAY_MINUTES:
        return None
    return longest(without([day], [*busy, *(one.actual for one in sessions)])) >= LONG_BLOCK_MINUTES


def is_day_off(sessions: Sequence[Span], written: Sequence[Span]) -> bool:
    """No session, and less than ten minutes of documentation."""
    return not sessions and minutes(written) < DAY_OFF_MINUTES
