"""Watching a running timer: what idle, sleep and a changed clock do to it. Nothing is edited silently and no time is invented."""

from __future__ import annotations

from dataclasses import dataclass, field

from briefing_app.domain.spans import Span

AWAY_SECONDS = 300.0  # without input from then on; the absence begins with the last input
STALL_SECONDS = 90.0  # between two ticks: the machine slept or the program did not run
CLOCK_SLACK = 5.0  # by which the two clocks may differ between ticks
LONGEST_OPEN = 12 * 3600.0
LEAST_ASKED = 60.0  # seconds; a shorter absence, as of a restart, is neither counted nor worth a question
CONFIRMED, UNCONFIRMED = "confirmed", "unconfirmed"
Stretch = tuple[float, float, str]


@dataclass(frozen=True, slots=True)
class Absence:
    """The timer's stretch ends at ``start``; the next begins at ``end``. ``kind`` is away, sleep or clock; of a clock set back ``end`` < ``start``."""

    start: float
    end: float
    kind: str

    @property
    def span(self) -> Span | None:
        """What may be kept, dropped or split; nothing where the clock went back, under a minute, or over twelve hours."""
        return (self.start, self.end) if LEAST_ASKED <= self.end - self.start <= LONGEST_OPEN else None


@dataclass(slots=True)
class Watch:
    """Fed with ticks while a timer runs. ``wall`` is seconds since 1970, ``steady`` a clock that nobody sets and that stands still in sleep."""

    wall: float
    steady: float
    away_after: float = AWAY_SECONDS
    away_since: float | None = field(default=None)

    def tick(self, wall: float, steady: float, idle: float | None, *, meeting: bool = False) -> Absence | None:
        """An absence that has just ended. ``idle`` is seconds since the last input, None where nobody can tell; a session is never idle."""
        step, steady_step = wall - self.wall, steady - self.steady
        last, self.wall, self.steady = self.wall, wall, steady
        if step < steady_step - CLOCK_SLACK:
            self.away_since = None
            return Absence(last, wall, "clock")
        if step > STALL_SECONDS:
            since, self.away_since = self.away_since or last, None
            return Absence(since, wall, "sleep")
        if meeting or idle is None:
            if self.away_since is not None and meeting:
                since, self.away_since = self.away_since, None
                return Absence(since, wall, "away")
            return None
        if idle >= self.away_after:
            if self.away_since is None:
                self.away_since = wall - idle
            return None
        if self.away_since is not None:
            since, self.away_since = self.away_since, None
            return Absence(since, wall - idle, "away")
        return None

    @property
    def seen(self) -> float:
        """Until when the timer is known to have run: the last input where it is known that nobody is there."""
        return self.wall if self.away_since is None else self.away_since


def stretches(start: float, end: float, absence: Absence | None = None) -> list[Stretch]:
    """What a timer becomes: its open stretch, confirmed unless it is longer than anybody works, then the absence, unconfirmed."""
    until = absence.start if absence is not None else end
    state = CONFIRMED if until - start <= LONGEST_OPEN else UNCONFIRMED
    found: list[Stretch] = [(start, until, state)] if until > start else []
    if absence is not None and absence.span is not None:
        found.append((max(absence.span[0], start), absence.span[1], UNCONFIRMED))
    return [one for one in found if one[1] > one[0]]


def after_restart(start: float, seen: float, now: float) -> list[Stretch]:
    """A timer found running when the program starts: counted to when it was last seen; what lies between is for the clinician to say."""
    return stretches(start, now, Absence(max(seen, start), now, "sleep"))
