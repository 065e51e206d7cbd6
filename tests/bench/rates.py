"""How often lines about worse are wrong, and how soon they are heard: an invented caseload whose true course is known.

Assumed: kinds of courses and their shares, begun up to half a year before the window or within it, smooth courses, attendance, 85 % of forms filled in, GAD-7 and PCL-5 as linear images of one
severity, an error of two parts (one independent from score to score, one that fades from week to week). Under real weekly fluctuation more
lines are fluctuations than these figures say.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, sqrt
from pathlib import Path

from briefing_app.domain.client import Origin, Score
from briefing_app.domain.course import Course, course
from briefing_app.domain.engagement import Engagement
from briefing_app.domain.measure import Measure
from briefing_app.domain.review import Asked, signals
from briefing_app.domain.rules import Rule
from briefing_app.domain.start import Known, Start
from briefing_app.services.measure import Catalogue
from briefing_app.system.resources import resources
from tests.bench.gates import Figure, print_figures

TODAY = date(2026, 11, 30)
PROJECT = Path(__file__).parents[2]
TOOL = (
    PROJECT.parent / "shared" / "tools" / "alert_rates.py"
)  # reads whole days of the program, where it lies beside the project
WEEKS, WINDOW = 60, 20
TRULY = 6  # points of true PHQ-9 severity above the start or the best so far: truly worse (a reliable change)
FADING = 0.7
ORIGIN = Origin("simulated", 1, "Observation", "s", 0.0)
KNOWN = Engagement(None, None, (), (), False, "")
SHARES = {"responder": 48, "partial": 10, "unchanged": 15, "maintenance": 16, "worsening": 6, "relapse": 5}


@dataclass(frozen=True, slots=True)
class Scale:
    """An instrument as an image of the severity: ``slope`` and ``base``, the error from score to score and that of a repeated test."""

    id: str
    slope: float
    base: float
    independent: float
    retest: float


SCALES = (Scale("PHQ-9", 1, 0, 1.88, 2.5), Scale("GAD-7", 0.75, 0, 1.27, 2.02), Scale("PCL-5", 3, 4, 5.4, 6.49))


@dataclass(slots=True)
class Counts:
    briefs: int = 0
    review: int = 0
    said: int = 0
    said_true: int = 0
    stable: int = 0
    stable_false: int = 0
    onsets: int = 0
    asked_by_2: int = 0
    heard_by_4: int = 0


def severity(kind: str, weeks: int, chance: random.Random) -> list[float]:
    """True PHQ-9 points by week of the course."""
    if kind == "maintenance":
        return [chance.uniform(3, 8)] * weeks
    first = min(max(chance.gauss(15, 3.5), 10.5), 23)
    low = first * chance.uniform(0.25, 0.5) if kind in ("responder", "relapse") else first
    if kind == "partial":
        low = first - chance.uniform(2, 4)
    pace = chance.uniform(3, 7)
    course = [low + (first - low) * exp(-week / pace) for week in range(weeks)]
    if kind in ("worsening", "relapse"):
        onset = chance.uniform(max(weeks - WINDOW - 8, 3), max(weeks - 6, 4))
        rise = chance.uniform(7, 11)
        base = min(first, 15.0) if kind == "worsening" else None
        course = [
            min((base if base is not None else level) + rise * min(max((week - onset) / 4, 0), 1), 27)
            for week, level in enumerate(course)
        ]
    return course


def series(scale: Scale, measure: Measure, true: list[float], every: int, chance: random.Random) -> list[tuple[int, float]]:
    """Totals by week, some forms missing."""
    slow, extra = chance.gauss(0, 1), sqrt(max(scale.retest**2 - scale.independent**2, 0))
    low, high = measure.total_range or (0, 0)
    found = []
    for week, level in enumerate(true):
        slow = FADING * slow + sqrt(1 - FADING**2) * chance.gauss(0, 1)
        if week % every or (week and chance.random() > 0.85):
            continue
        value = scale.base + scale.slope * level + chance.gauss(0, scale.independent) + extra * slow
        found.append((week, min(max(round(value), low), high)))
    return found


def simulate(clients: int, seed: int) -> Counts:
    """Read a brief at every weekly session of the window, on what was known that day."""
    chance, catalogue, counts = random.Random(seed), Catalogue(resources() / "measures"), Counts()
    kinds, shares = list(SHARES), list(SHARES.values())
    for _ in range(clients):
        kind = chance.choices(kinds, shares)[0]
        begins = chance.randrange(0, 33) if kind == "maintenance" else chance.randrange(14, WEEKS - WINDOW + 11)
        true = severity(kind, WEEKS - begins, chance)
        every = 1 if chance.random() < 0.4 else 2
        chosen = [scale for scale in SCALES if scale.id != "PCL-5" or chance.random() < 0.2]
        taken = [(catalogue(one.id), series(one, catalogue(one.id), true, every, chance)) for one in chosen]
        _read(list(_sessions(true, taken, chance)), counts)
    return counts


def _sessions(
    true: list[float], taken: list[tuple[Measure, list[tuple[int, float]]]], chance: random.Random
) -> Iterator[tuple[bool, bool, bool, bool]]:
    """Of each session in the window: truly worse, any review line, a line about worse, a request to repeat. One in ten is cancelled."""
    first = TODAY - timedelta(weeks=len(true) - 1)
    days = [first + timedelta(weeks=week) for week in range(len(true))]
    best = true[0]
    shown: list[date] = []
    for week, day in enumerate(days):
        best = min(best, true[week])
        if week < len(true) - WINDOW or chance.random() < 0.1:
            continue
        start = Start(first, Known.EPISODE, tuple(days[:week]))
        courses = [_course(measure, totals, days, day, start) for measure, totals in taken]
        before = days[week - 1] if week else None
        asked = Asked(day, KNOWN, True, before, shown=tuple(shown), held=lambda on: _known(taken, days, on))
        found = signals(courses, asked)
        shown.append(day)
        worse = true[week] - true[0] >= TRULY or true[week] - best >= TRULY
        named = {one.rule for one in found}
        yield worse, any(one.attention for one in found), Rule.WORSE in named, Rule.REPEAT in named


def _known(taken: list[tuple[Measure, list[tuple[int, float]]]], days: list[date], on: date) -> list[Course]:
    start = Start(days[0], Known.EPISODE, tuple(day for day in days if day < on))
    return [_course(measure, found, days, on, start) for measure, found in taken]


def _course(measure: Measure, found: list[tuple[int, float]], days: list[date], day: date, start: Start) -> Course:
    """What was filled in on the evening before each session, up to a day."""
    scores: list[Score] = []
    on: dict[int, date | None] = {}
    for week, total in found:
        taken = days[week] - timedelta(days=1)
        if taken <= day:
            on[len(scores)] = taken
            origin = ORIGIN._replace(imported=2e9)
            text = taken.isoformat()
            scores.append(Score(1, measure.id, text, 0.0, text, "day", total, None, "", "", "final", "", True, False, origin))
    return course(measure, scores, on, day, start)


def _read(sessions: list[tuple[bool, bool, bool, bool]], counts: Counts) -> None:
    counts.briefs += len(sessions)
    counts.review += sum(any_line for _, any_line, _, _ in sessions)
    counts.said += sum(said for _, _, said, _ in sessions)
    counts.said_true += sum(said and truly for truly, _, said, _ in sessions)
    if not any(truly for truly, _, _, _ in sessions):
        counts.stable += len(sessions) >= WINDOW // 2
        counts.stable_false += len(sessions) >= WINDOW // 2 and any(said for _, _, said, _ in sessions)
        return
    onset = next(index for index, one in enumerate(sessions) if one[0])
    if onset and len(sessions) - onset >= 4:
        counts.onsets += 1
        counts.asked_by_2 += any(said or repeat for _, _, said, repeat in sessions[onset : onset + 2])
        counts.heard_by_4 += any(said for _, _, said, _ in sessions[onset : onset + 4])


def figures(clients: int = 600, seed: int = 1) -> list[Figure]:
    """The rates with what they may be."""
    found = simulate(clients, seed)

    def share(name: str, part: int, whole: int, limit: int, *, least: bool) -> Figure:
        percent = 100 * part / max(whole, 1)
        held = percent >= limit if least else percent <= limit
        words = f"at {'least' if least else 'most'} {limit} %"
        return Figure(name, f"{percent:.0f} %", words, held, f"{part} of {whole}, {clients} invented clients")

    return [
        share("briefs with a review line", found.review, found.briefs, 20, least=False),
        share("lines about worse that are true", found.said_true, found.said, 70, least=True),
        share("unchanged clients falsely worse in 20 briefs", found.stable_false, found.stable, 15, least=False),
        share("truly worse: heard or asked again by brief 2", found.asked_by_2, found.onsets, 90, least=True),
        share("truly worse: heard by brief 4", found.heard_by_4, found.onsets, 85, least=True),
    ]


def rates() -> list[Figure]:
    """Print and return them."""
    found = figures()
    print_figures(found)
    return found


def by_tool(place: Path) -> None:
    """The same question asked of the whole program by the tool beside the project, on two caseloads; nothing where there is none."""
    if not TOOL.is_file():
        return
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    for seed in ("1", "2"):
        out, profile = str(place / f"caseload-{seed}"), str(place / f"profile-{seed}")
        for command in (
            ["generate", out, "--seed", seed],
            ["product", out, "--main", str(PROJECT), "--profile", profile],
            ["score", out, "product"],
        ):
            subprocess.run([sys.executable, str(TOOL), *command], env=environment, check=True)
