"""Invented clients whose true course is known, week by week, with the forms, sessions and errors of measurement that a practice would have.

Assumed, not data; nothing here is fitted to what the program says. Shares of kinds of courses: 34 % respond, 14 % respond late, 10 % partly, 15 %
not, 13 % are in maintenance, 6 % worsen, 5 % relapse, 3 % drop out. Courses are smooth and begin up to 26 weeks before the window or in its
first ten; maintenance up to 44. One weekly session each: 84 % held, 10 % cancelled, 6 % missed. PHQ-9 and GAD-7 every week (40 %) or every
second one, PCL-5 and WHO-5 for one client in five, the SRS for three in ten; 85 % of forms are filled in. The other measures are linear
images of one severity. The error has two parts, a split that is assumed: one independent from score to score, of the size that the smaller
published reliable change implies, and one that fades from week to week (0.7), which fills it up to the error of a repeated test.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import exp, sqrt

SHARES = {
    "responder": 34, "late responder": 14, "partial": 10, "unchanged": 15, "maintenance": 13, "worsening": 6, "relapse": 5, "drop-out": 3,
}  # fmt: skip
WEEKS, LONGEST = 20, 80
FILLED_IN, FADING = 0.85, 0.7
HELD, CANCELLED = 0.84, 0.10
TRULY = 6  # points of true PHQ-9 severity above the start or the best so far: truly worse (a reliable change)
ALLIANCE = "SRS"


@dataclass(frozen=True, slots=True)
class Scale:
    """An instrument as an image of the severity: ``slope`` and ``base``, the error from score to score and that of a repeated test."""

    slope: float
    base: float
    independent: float
    retest: float
    low: float
    high: float
    step: int = 1


SCALES = {
    "PHQ-9": Scale(1, 0, 1.88, 2.5, 0, 27),
    "GAD-7": Scale(0.75, 0, 1.27, 2.02, 0, 21),
    "PCL-5": Scale(3, 4, 5.4, 6.5, 0, 80),
    "WHO-5": Scale(-4, 92, 7.0, 8.51, 0, 100, 4),
}


@dataclass(frozen=True, slots=True)
class Person:
    """``begins`` is the week of the first session, of which the window's first is 0. ``sessions`` has a status for each week since then up to
    the end of the window, ``true`` the severity, ``totals`` what was filled in before the session of a week."""

    kind: str
    begins: int
    sessions: tuple[str, ...]
    true: tuple[float, ...]
    totals: dict[str, tuple[tuple[int, float], ...]]

    @property
    def worse(self) -> list[bool]:
        """Of each week, whether the client is truly worse than at the start or at the best so far."""
        best, found = self.true[0], []
        for level in self.true:
            best = min(best, level)
            found.append(level - self.true[0] >= TRULY or level - best >= TRULY)
        return found


def people(clients: int, seed: int, noise: float = 1) -> list[Person]:
    """A caseload; with ``noise`` every error of measurement is that many times as large."""
    chance = random.Random(seed)
    return [_person(chance, noise) for _ in range(clients)]


def _person(chance: random.Random, noise: float) -> Person:
    kind = chance.choices(list(SHARES), list(SHARES.values()))[0]
    true = severity(kind, chance)
    begins = chance.randrange(-44, -8) if kind == "maintenance" else chance.randrange(-26, 11)
    every = {"PHQ-9": 1 if chance.random() < 0.4 else 2}
    every["GAD-7"] = every["PHQ-9"]
    if chance.random() < 0.2:
        every["PCL-5"] = 4 if chance.random() < 0.6 else 2
    if chance.random() < 0.2:
        every["WHO-5"] = 2
    if chance.random() < 0.3:
        every[ALLIANCE] = 1
    gone = chance.randrange(6, 20) if kind == "drop-out" else LONGEST
    weeks = WEEKS - begins + 1
    totals = {name: tuple(_totals(name, gap, true[: min(weeks, gone)], chance, noise)) for name, gap in every.items()}
    return Person(kind, begins, tuple(_status(week, gone, chance) for week in range(weeks)), tuple(true[:weeks]), totals)


def _status(week: int, gone: int, chance: random.Random) -> str:
    drawn = chance.random()
    if week >= gone:
        return "noshow"
    return "fulfilled" if drawn < HELD or not week else "cancelled" if drawn < HELD + CANCELLED else "noshow"


def severity(kind: str, chance: random.Random) -> list[float]:
    """True PHQ-9 points by week since the start."""
    if kind == "maintenance":
        return [chance.uniform(3, 8)] * LONGEST
    first = min(max(chance.gauss(15, 3.5), 10.5), 23)
    low, pace, turn = first, 6.0, 0.0
    if kind in ("responder", "relapse", "drop-out"):
        low, pace = first * chance.uniform(0.25, 0.5), chance.uniform(3, 7)
    elif kind == "late responder":
        turn, low, pace = chance.uniform(6, 12), first * chance.uniform(0.3, 0.55), chance.uniform(3, 6)
    elif kind == "partial":
        low = first - chance.uniform(2, 4)
    course = [low + (first - low) * exp(-max(week - turn, 0) / pace) for week in range(LONGEST)]
    if kind == "worsening":
        onset, rise = chance.uniform(3, 26), chance.uniform(7, 11)
        course = [min(first, 15) + rise * _part(week, onset) for week in range(LONGEST)]
    elif kind == "relapse":
        onset, rise = chance.uniform(12, 34), chance.uniform(8, 12)
        course = [level + rise * _part(week, onset) for week, level in enumerate(course)]
    return [min(max(level, 0), 27) for level in course]


def _part(week: int, onset: float) -> float:
    """Of a rise that takes four weeks, how much is there."""
    return min(max((week - onset) / 4, 0), 1)


def _totals(name: str, every: int, true: list[float], chance: random.Random, noise: float) -> list[tuple[int, float]]:
    slow, found = chance.gauss(0, 1), []
    alliance = min(max(chance.gauss(37, 2.2), 28), 40)
    for week, level in enumerate(true):
        slow = FADING * slow + sqrt(1 - FADING**2) * chance.gauss(0, 1) if week else slow
        if week % every or (week and chance.random() > FILLED_IN):
            continue
        if name == ALLIANCE:
            found.append((week, round(min(max(alliance + chance.gauss(0, 1.5), 0), 40), 1)))
            continue
        one = SCALES[name]
        extra = sqrt(max(one.retest**2 - one.independent**2, 0))
        value = one.base + one.slope * level + noise * (chance.gauss(0, one.independent) + extra * slow)
        found.append((week, min(max(round(value / one.step) * one.step, one.low), one.high)))
    return found
