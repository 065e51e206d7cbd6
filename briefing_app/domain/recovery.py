"""Recovery between sessions, planned against what was observed of it. A gap in a schedule is a policy, not an observation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from briefing_app.domain.intervals import Span, longest, merged, minutes, within, without

TAKEN_SHARE = 0.8  # of the planned minutes, in one piece; a product rule, and the clinician's to set
LONG_DAY_MINUTES = 300.0
LONG_BLOCK_MINUTES = 30.0
DAY_OFF_MINUTES = 10.0

RULE = (
    "A planned gap lies between two booked sessions. What became of it is known where the ends of both sessions were recorded (Session ended,"
    " D, or an encounter with times), or where a break was timed in it. It runs from the recorded end to the recorded start of the next"
    " session, else to its booked start. Taken: its longest stretch without a session, a documentation timer or a client call is at least"
    " {share:.0f} % of the planned minutes; short: less. Used for notes: notes were timed in it and too little was left. Everything else is"
    " not known, and counts on neither side."
)


class Status(StrEnum):
    """What became of a gap between two sessions."""

    TAKEN = "taken"
    SHORT = "short"
    USED_FOR_NOTES = "used for notes"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Targets:
    """Minutes to plan: after any session, and after one tagged trauma-processing."""

    plain: float = 10.0
    after_trauma: float = 15.0


@dataclass(frozen=True, slots=True)
class Session:
    """``planned`` is the booked slot; ``begun`` and ``ended`` what was recorded of it, None where nobody did; ``trauma`` the own tag, None unsaid.

    ``ended_by`` is a moment at which it was over already: it ended then or before.
    """

    planned: Span
    begun: float | None = None
    ended: float | None = None
    trauma: bool | None = None
    key: str = ""
    ended_by: float | None = None

    @property
    def span(self) -> Span:
        """Recorded times where there are any, else the booked ones; never to be called actual."""
        begins = self.planned[0] if self.begun is None else self.begun
        return begins, max(begins, self.planned[1] if self.ended is None else self.ended)

    @property
    def is_timed(self) -> bool:
        """Whether both its times were recorded."""
        return self.begun is not None and self.ended is not None


@dataclass(frozen=True, slots=True)
class Gap:
    """Minutes: ``planned`` between the booked slots, ``needed`` of them to be taken, ``taken`` as observed, None where nobody knows.

    ``booked`` is the planned gap, ``span`` what is known of the real one; ``late`` by how much the session before ended after its booked end.
    """

    booked: Span
    span: Span
    planned: float
    needed: float
    taken: float | None
    status: Status
    after: str = ""
    late: float = 0.0


@dataclass(frozen=True, slots=True)
class Recovery:
    """Planned gaps by what became of them; the four parts make the whole."""

    planned: int = 0
    taken: int = 0
    short: int = 0
    notes: int = 0
    not_known: int = 0


def recovery_of(found: Iterable[Gap]) -> Recovery:
    """How many gaps were planned, and what became of each."""
    statuses = [gap.status for gap in found if gap.planned > 0]
    parts = (Status.TAKEN, Status.SHORT, Status.USED_FOR_NOTES, Status.NOT_KNOWN)
    return Recovery(len(statuses), *(statuses.count(one) for one in parts))


@dataclass(frozen=True, slots=True)
class Observed:
    """What was timed between the sessions of a day: client calls, documentation, breaks."""

    calls: Sequence[Span] = ()
    notes: Sequence[Span] = ()
    breaks: Sequence[Span] = ()


def gaps(sessions: Sequence[Session], observed: Observed, share: float = TAKEN_SHARE) -> list[Gap]:
    """The gaps of one day; ``share`` of the planned minutes must be free in one piece for a gap to be taken."""
    ordered = sorted(sessions, key=lambda one: one.span)
    used = merged([*observed.calls, *observed.notes])
    found = []
    for number, after in enumerate(ordered[1:], start=1):
        before = max(ordered[:number], key=lambda one: one.span[1])
        booked_until = max(one.planned[1] for one in ordered[:number])
        booked = (booked_until, max(after.planned[0], booked_until))
        span = (before.span[1], max(after.span[0], before.span[1]))
        planned = (booked[1] - booked[0]) / 60
        known = before.ended is not None and after.ended is not None
        rested = longest(without(within([booked], observed.breaks), used))
        free = longest(without([span], used)) if known else rested
        late = max((before.ended or 0.0) - before.planned[1], 0.0) / 60
        status = _status(free, planned * share, known, booked, span, observed)
        taken = free if known or status is Status.TAKEN else None
        found.append(Gap(booked, span, planned, planned * share, taken, status, before.key, late))
    return found


def _status(free: float, needed: float, known: bool, booked: Span, span: Span, observed: Observed) -> Status:
    if free >= needed > 0:
        return Status.TAKEN
    window = span if known else booked
    noted = within([window], observed.notes)
    left = longest(without([window], [*observed.notes, *observed.calls]))
    if noted and left < needed:
        return Status.USED_FOR_NOTES
    return Status.SHORT if known else Status.NOT_KNOWN


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


def is_long_day(sessions: Sequence[Session]) -> bool:
    """Five hours or more from the first session to the last."""
    if not sessions:
        return False
    return max(one.span[1] for one in sessions) - min(one.span[0] for one in sessions) >= LONG_DAY_MINUTES * 60


def long_block(sessions: Sequence[Session], observed: Observed) -> bool | None:
    """Whether a long day had half an hour in one piece; None where the ends of its sessions were not recorded and no such break was timed."""
    used = [*observed.calls, *observed.notes, *(one.span for one in sessions)]
    if longest(without(observed.breaks, used)) >= LONG_BLOCK_MINUTES:
        return True
    if any(one.ended is None for one in sessions):
        return None
    day = (min(one.span[0] for one in sessions), max(one.span[1] for one in sessions))
    return longest(without([day], used)) >= LONG_BLOCK_MINUTES


def is_day_off(sessions: Sequence[Span], written: Sequence[Span]) -> bool:
    """No session, and less than ten minutes of documentation."""
    return not sessions and minutes(written) < DAY_OFF_MINUTES
