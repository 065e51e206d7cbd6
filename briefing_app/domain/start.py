"""Where a course of treatment begins: the clinician's own date, an episode of care, or the first session after a gap (product rule)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from briefing_app.domain.periods import dated

GAP_DAYS = 90  # the least number of days without a held session after which a new course begins (product rule)
GAP_INTERVALS = 3  # and the least multiple of the client's usual interval (product rule)
WAITING_DAYS = 28  # an episode of care that opened this long before its first session does not explain a gap (product rule)
ONE_DAY = timedelta(days=1)


class Known(Enum):
    """How the start of a course is known; the first two are recorded, the others assumed."""

    OWN = "set by the clinician"
    EPISODE = "episode of care"
    GAP = "first session after a gap"
    FIRST_SESSION = "first session"


class Episode(NamedTuple):
    """An episode of care as recorded. ``ends`` None is open, unless ``ended`` says that it is over and the day is not known."""

    starts: date
    ends: date | None
    ended: bool


class OwnStart(NamedTuple):
    """A start that the clinician set on ``at`` (seconds since 1970), with the words of why."""

    day: date
    why: str
    at: float
    by: str


@dataclass(frozen=True, slots=True)
class Start:
    """The first day of a course. ``sessions`` are the days of its held sessions up to the day asked for, oldest first.

    Whatever is dated on or before ``after`` belongs to an earlier course; ``earlier`` are the first days of those. ``gap_days`` is the
    time without a session before ``day`` where that is how the start is known.
    """

    day: date
    known: Known
    sessions: tuple[date, ...] = ()
    after: date | None = None
    earlier: tuple[date, ...] = ()
    gap_days: int = 0
    own: OwnStart | None = None

    @property
    def words(self) -> str:
        """How the start is known, for a card and its Why."""
        if self.own is not None:
            why = f": {self.own.why}" if self.own.why else ""
            return f"start set to {dated(self.day)} by {self.own.by}{why}"
        if self.known is Known.EPISODE:
            return f"start of the episode of care, {dated(self.day)}"
        if self.known is Known.GAP:
            return f"start assumed: first score after {self.gap_days} days without a session"
        return f"start assumed: first session on record, {dated(self.day)}"

    @property
    def assumed(self) -> bool:
        """Whether nobody said it: a gap, or the first session, stands for it."""
        return self.known in (Known.GAP, Known.FIRST_SESSION)


def find_start(
    today: date,
    held: Sequence[date],
    perhaps: Sequence[date] = (),
    episodes: Sequence[Episode] = (),
    own: OwnStart | None = None,
) -> Start | None:
    """Where the course that ``today`` belongs to begins; None where neither an earlier session nor an episode is known.

    ``held`` are the days of held sessions, ``perhaps`` of those that may have been or will be: without a recorded outcome, or planned
    today. A clinician's own date stands. Else an episode that covers the day; one that ended counts only while no session followed it.
    A gap inside it, or one that it does not explain, begins a course anew.
    """
    past = sorted(day for day in held if day <= today)
    seen = sorted({*past, *(day for day in perhaps if day <= today)})
    gaps = _gaps(seen)
    known = [one for one in episodes if one.starts <= today]
    begins = sorted({*(one.starts for one in known), *(day for _, day in gaps), *seen[:1]})

    def start(day: date, how: Known, after: date | None, gap: int = 0) -> Start:
        earlier = tuple(one for one in begins if after is not None and one <= after)
        sessions = tuple(one for one in past if one >= day)
        return Start(day, how, sessions, after, earlier, gap, own if how is Known.OWN else None)

    if own is not None and own.day <= today:
        return start(own.day, Known.OWN, max((day for day in past if day < own.day), default=None))
    episode = _current(known, today, seen)
    if gaps and (episode is None or _unexplained(gaps[-1], episode)):
        last, first = gaps[-1]
        return start(first, Known.GAP, last, (first - last).days)
    if episode is not None:
        return start(episode.starts, Known.EPISODE, _before_episode(episode, known, past, gaps))
    return start(seen[0], Known.FIRST_SESSION, None) if seen and seen[0] < today else None


def _gaps(days: Sequence[date]) -> list[tuple[date, date]]:
    """The last session before, and the first after, each stretch without one that is long beside the client's other intervals."""
    pairs = list(pairwise(days))
    intervals = [(later - earlier).days for earlier, later in pairs]

    def is_gap(index: int) -> bool:
        others = intervals[:index] + intervals[index + 1 :]
        return intervals[index] >= max(GAP_DAYS, GAP_INTERVALS * median(others) if others else 0)

    return [pair for index, pair in enumerate(pairs) if intervals[index] >= GAP_DAYS and is_gap(index)]


def _current(episodes: Sequence[Episode], today: date, sessions: Sequence[date]) -> Episode | None:
    """The newest episode that covers the day, or that ended with nothing after it."""

    def counts(one: Episode) -> bool:
        if one.ends is None:
            return not one.ended
        return one.ends >= today or not any(day > one.ends for day in sessions)

    return max((one for one in episodes if counts(one)), key=lambda one: one.starts, default=None)


def _unexplained(gap: tuple[date, date], episode: Episode) -> bool:
    last, first = gap
    return last >= episode.starts or (first - episode.starts).days > WAITING_DAYS


def _before_episode(
    episode: Episode, known: Sequence[Episode], held: Sequence[date], gaps: Sequence[tuple[date, date]]
) -> date | None:
    """The last day of what went before an episode: of an earlier episode, or of sessions a gap earlier. None where nothing went before."""
    last_session = max((day for day in held if day < episode.starts), default=None)
    earlier = [one for one in known if one.starts < episode.starts]
    if earlier:
        ends = [one.ends for one in earlier if one.ends is not None]
        return min(max([*ends, *([last_session] if last_session else [])], default=episode.starts), episode.starts - ONE_DAY)
    return last_session if any(last == last_session for last, _ in gaps) else None
