"""Watching a running timer: what idle, sleep and a changed clock do to it. Nothing is edited silently and no time is invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from briefing_app.domain.intervals import Span

AWAY_SECONDS = 300.0  # without input from then on; the absence begins with the last input
GAP_SECONDS = 60.0  # between two ticks: the machine slept or the program did not run
CLOCK_SLACK = 1.0  # by which the clocks may differ, all ticks taken together
LONGEST_OPEN = 12 * 3600.0
LEAST_ASKED = 60.0  # seconds; a shorter absence, as of a restart, is neither counted nor worth a question
CONFIRMED, UNCONFIRMED = "confirmed", "unconfirmed"
AWAY, SLEEP, CLOCK = "away", "sleep", "clock"  # why a stretch is what it is; away is also all that nobody can tell


class Stretch(NamedTuple):
    """``mark`` is away or sleep for what is asked about, clock for time during which the clock was set, else empty."""

    start: float
    end: float
    state: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """The timer's stretch ends at ``start``; the next begins at ``end``. ``kind`` is away or sleep."""

    start: float
    end: float
    kind: str

    @property
    def span(self) -> Span | None:
        """What may be kept, dropped or split; nothing under a minute, or over twelve hours."""
        return (self.start, self.end) if LEAST_ASKED <= self.end - self.start <= LONGEST_OPEN else None


@dataclass(slots=True)
class Watch:
    """Fed with ticks while a timer runs. ``wall`` is seconds since 1970; nobody sets the two other clocks.

    ``steady`` stands still in sleep, ``elapsed`` goes on, None where there is no such clock. How far the wall clock runs from them is how
    far it was set. Without ``elapsed`` a step forward may as well be sleep, so it is an absence that says no more than away.
    """

    wall: float
    steady: float
    elapsed: float | None = None
    away_after: float = AWAY_SECONDS
    away_since: float | None = field(default=None)
    shift: float = field(default=0.0)
    _apart: float = field(default=0.0)

    def tick(
        self, wall: float, steady: float, idle: float | None, *, elapsed: float | None = None, meeting: bool = False
    ) -> Absence | None:
        """An absence that has just ended. ``idle`` is seconds since the last input, None where nobody can tell; a session is never idle.

        Then ``shift`` is by how much the clock was set: all that was timed until now moves with it, so that its length stays what it was.
        """
        step, awake = wall - self.wall, steady - self.steady
        known = elapsed is not None and self.elapsed is not None
        passed = elapsed - self.elapsed if elapsed is not None and self.elapsed is not None else awake
        self.wall, self.steady, self.elapsed = wall, steady, elapsed
        self._apart += step - passed
        lost = self._set_or_lost(known=known)
        if passed > GAP_SECONDS or lost:
            kind = SLEEP if passed - awake > CLOCK_SLACK else AWAY
            return self._back(wall if passed > GAP_SECONDS else wall - passed, wall - passed - lost, kind)
        if meeting or idle is None:
            return self._back(wall, wall, AWAY) if self.away_since is not None and meeting else None
        if idle >= self.away_after:
            if self.away_since is None:
                self.away_since = wall - idle
            return None
        return self._back(wall - idle, wall, AWAY) if self.away_since is not None else None

    def _set_or_lost(self, *, known: bool) -> float:
        """Tell ``shift``. Seconds that the wall clock alone says have passed, where they may have been sleep."""
        apart, self.shift = self._apart, 0.0
        if abs(apart) <= CLOCK_SLACK:
            return 0.0
        self._apart = 0.0
        if apart > 0 and not known:
            return apart
        self.shift = apart
        if self.away_since is not None:
            self.away_since += apart
        return 0.0

    def _back(self, end: float, start: float, kind: str) -> Absence:
        """Somebody is there again. An absence that was known already began then."""
        since, self.away_since = self.away_since, None
        return Absence(start if since is None else since, end, kind)

    @property
    def seen(self) -> float:
        """Until when the timer is known to have run: the last input where it is known that nobody is there."""
        return self.wall if self.away_since is None else self.away_since


def stretches(start: float, end: float, absence: Absence | None = None) -> list[Stretch]:
    """What a timer becomes: its open stretch, confirmed unless it is longer than anybody works, then the absence, unconfirmed."""
    until = absence.start if absence is not None else end
    state = CONFIRMED if until - start <= LONGEST_OPEN else UNCONFIRMED
    found = [Stretch(start, until, state)]
    if absence is not None and absence.span is not None:
        found.append(Stretch(max(absence.span[0], start), absence.span[1], UNCONFIRMED, absence.kind))
    return [one for one in found if one.end > one.start]


def after_restart(start: float, seen: float, now: float) -> list[Stretch]:
    """A timer found running when the program starts: counted to when it was last seen; what lies between is for the clinician to say."""
    return stretches(start, now, Absence(max(seen, start), now, AWAY))
