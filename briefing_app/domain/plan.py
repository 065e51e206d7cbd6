"""What if: a copy of a day whose sessions may be moved or given room, and what that does to runs, recovery and the day's end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from briefing_app.domain.intervals import Span
from briefing_app.domain.recovery import Session, Targets, longest_run


@dataclass(frozen=True, slots=True)
class Outlook:
    """``run`` in sessions and minutes; ``recovery`` minutes between sessions, each gap counted up to its target; ``full`` of ``gaps`` reach it."""

    run: tuple[int, float]
    recovery: float
    full: int
    gaps: int
    ends: float


def outlook(sessions: Sequence[Session], targets: Targets) -> Outlook:
    """What a day holds as it is booked."""
    ordered = sorted(sessions, key=lambda one: one.planned)
    recovery, full = 0.0, 0
    for before, after in pairwise(ordered):
        target = _target(before, targets)
        room = max(after.planned[0] - before.planned[1], 0.0) / 60
        recovery += min(room, target)
        full += room >= target
    return Outlook(
        longest_run(ordered, targets),
        recovery,
        full,
        max(len(ordered) - 1, 0),
        max((one.planned[1] for one in ordered), default=0.0),
    )


def moved(sessions: Sequence[Session], key: str, minutes: float) -> tuple[Session, ...]:
    """One session earlier or later; the others stay where they are, and may then overlap."""
    return tuple(_shifted(one, minutes) if one.key == key else one for one in sessions)


def buffered(sessions: Sequence[Session], targets: Targets) -> tuple[Session, ...]:
    """Each session begins no earlier than the target after the one before; the first stays, nothing moves forward in time."""
    found: list[Session] = []
    for one in sorted(sessions, key=lambda one: one.planned):
        if found:
            earliest = found[-1].planned[1] + 60 * _target(found[-1], targets)
            one = _shifted(one, max(earliest - one.planned[0], 0.0) / 60)
        found.append(one)
    return tuple(found)


def overlaps(sessions: Sequence[Session]) -> tuple[tuple[str, str], ...]:
    """Keys of sessions that would take place at the same time."""
    ordered = sorted(sessions, key=lambda one: one.planned)
    return tuple((before.key, after.key) for before, after in pairwise(ordered) if after.planned[0] < before.planned[1])


def _target(one: Session, targets: Targets) -> float:
    return targets.after_trauma if one.trauma else targets.plain


def _shifted(one: Session, minutes: float) -> Session:
    def later(span: Span) -> Span:
        return (span[0] + 60 * minutes, span[1] + 60 * minutes)

    return replace(one, planned=later(one.planned)) if minutes else one
