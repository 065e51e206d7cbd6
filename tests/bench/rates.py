"""How often lines about worse are wrong, and how soon they are heard: the program's rules read over invented clients (``caseload_truth``).

Each brief rests on what was known that day; nobody answers a line. What is counted as right is the true severity, which the program never
sees. Under real weekly fluctuation more lines are fluctuations than these figures say.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from briefing_app.domain.client import Meeting, Origin, Score
from briefing_app.domain.course import Course, course
from briefing_app.domain.engagement import engagement
from briefing_app.domain.review import Asked, Signal, signals
from briefing_app.domain.rules import Rule
from briefing_app.domain.start import Known, Start
from briefing_app.services.measure import Catalogue
from briefing_app.system.resources import resources
from tests.bench.caseload_truth import ALLIANCE, WEEKS, Person, people
from tests.bench.gates import Figure, print_figures

TODAY = date(2026, 11, 30)
PROJECT = Path(__file__).parents[2]
TOOL = (
    PROJECT.parent / "shared" / "tools" / "alert_rates.py"
)  # reads whole days of the program, where it lies beside the project
ORIGIN = Origin("simulated", 1, "Observation", "s", 2e9)
LEAST_BRIEFS = 10  # of a client never truly worse, to be counted among those who could be called worse
SEEDS, CLIENTS = (1, 2, 3, 4, 5), 240
NOISIER = 1.2  # times the error: an error of the PHQ-9 over a week of 2.5 points in place of 2.09


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

    def add(self, other: Counts) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(frozen=True, slots=True)
class Read:
    """One brief of the window: the week of the course, whether the client is truly worse, and what the brief says."""

    week: int
    truly: bool
    found: tuple[Signal, ...]

    @property
    def said(self) -> bool:
        return any(one.rule is Rule.WORSE for one in self.found)

    @property
    def asked(self) -> bool:
        return any(one.rule in (Rule.WORSE, Rule.REPEAT) for one in self.found)


class Records:
    """What a practice has of one person, as of any session."""

    def __init__(self, person: Person, catalogue: Catalogue) -> None:
        self.person = person
        self.days = [TODAY + timedelta(weeks=person.begins - WEEKS + week) for week in range(len(person.true))]
        self.meetings = [(day, _meeting(day, status)) for day, status in zip(self.days, person.sessions, strict=True)]
        self.held = [day for day, status in zip(self.days, person.sessions, strict=True) if status == "fulfilled"]
        self.taken = [
            (catalogue(name), [(self._day(name, week), _score(name, self._day(name, week), total)) for week, total in totals])
            for name, totals in person.totals.items()
        ]
        self.courses = cache(self._courses)

    def _day(self, name: str, week: int) -> date:
        """Forms come in on the evening before; the alliance is asked about in the session, and is known at the next one."""
        return self.days[week] - timedelta(days=name != ALLIANCE)

    def _courses(self, on: date) -> tuple[Course, ...]:
        start = Start(self.days[0], Known.EPISODE, tuple(day for day in self.held if day < on))
        found = []
        for measure, scores in self.taken:
            known = [(day, one) for day, one in scores if day < on]
            found.append(course(measure, known, on, start))
        return tuple(found)

    def brief(self, week: int) -> tuple[Signal, ...]:
        """What waits at the session of a week. Every brief of a session that was held was looked at."""
        day, past = self.days[week], self.meetings[:week]
        courses = self.courses(day)
        since = next((on for on, one in reversed(past) if one.status != "cancelled"), None)
        shown = tuple(on for on in self.held if on < day)
        silence = engagement(courses, past, (), day)
        return tuple(signals(courses, Asked(day, silence, True, since, shown=shown, held=self.courses)))


def _meeting(day: date, status: str) -> Meeting:
    return Meeting(1, "appointment", 1, "", "p", 0, 0, day.isoformat(), status, "", "", "", "a", ORIGIN)


def _score(name: str, day: date, total: float) -> Score:
    text = day.isoformat()
    return Score(1, name, text, 0.0, text, "day", total, None, "", "", "final", "", True, False, ORIGIN)


def read(person: Person, catalogue: Catalogue) -> list[Read]:
    """A brief at every weekly session of the window that was not cancelled."""
    records, worse = Records(person, catalogue), person.worse
    first = max(-person.begins, 0)
    return [
        Read(week, worse[week], records.brief(week))
        for week in range(first, len(person.true))
        if person.sessions[week] != "cancelled"
    ]


def count(person: Person, briefs: list[Read]) -> Counts:
    """What the briefs of one client add to the figures; the time to be heard counts from a true onset inside the window."""
    found = Counts(
        len(briefs),
        sum(any(signal.attention for signal in one.found) for one in briefs),
        sum(one.said for one in briefs),
        sum(one.said and one.truly for one in briefs),
    )
    if not any(one.truly for one in briefs):
        found.stable = int(person.kind != "drop-out" and len(briefs) >= LEAST_BRIEFS)
        found.stable_false = int(bool(found.stable) and any(one.said for one in briefs[:WEEKS]))
        return found
    place = next(index for index, one in enumerate(briefs) if one.truly)
    onset = person.worse.index(True)
    if briefs[place].week - onset <= 1 and len(briefs) - place >= 4:
        found.onsets = 1
        found.asked_by_2 = int(any(one.asked for one in briefs[place : place + 2]))
        found.heard_by_4 = int(any(one.said for one in briefs[place : place + 4]))
    return found


def simulate(clients: int, seeds: tuple[int, ...], noise: float = 1) -> Counts:
    """The counts of a caseload for each seed, together."""
    catalogue, counts = Catalogue(resources() / "measures"), Counts()
    for seed in seeds:
        for person in people(clients, seed, noise):
            counts.add(count(person, read(person, catalogue)))
    return counts


def figures(clients: int = CLIENTS, seeds: tuple[int, ...] = SEEDS) -> list[Figure]:
    """The rates of all caseloads together, with what they may be."""
    found = simulate(clients, seeds)

    def share(name: str, part: int, whole: int, limit: int, *, least: bool) -> Figure:
        percent = 100 * part / max(whole, 1)
        held = percent >= limit if least else percent <= limit
        words = f"at {'least' if least else 'most'} {limit} %"
        return Figure(name, f"{percent:.0f} %", words, held, f"{part} of {whole}, {len(seeds)} × {clients} invented clients")

    return [
        share("briefs with a review line", found.review, found.briefs, 20, least=False),
        share("lines about worse that are true", found.said_true, found.said, 70, least=True),
        share("unchanged clients falsely worse in 20 briefs", found.stable_false, found.stable, 15, least=False),
        share("truly worse: heard or asked again by brief 2", found.asked_by_2, found.onsets, 90, least=True),
        share("truly worse: heard by brief 4", found.heard_by_4, found.onsets, 85, least=True),
    ]


def noisier(clients: int = CLIENTS, seeds: tuple[int, ...] = SEEDS) -> list[Figure]:
    """What the figures become where scores fluctuate more from week to week; nothing is claimed of them."""
    found = simulate(clients, seeds, NOISIER)
    shares = {
        "lines about worse that are true": (found.said_true, found.said),
        "unchanged clients falsely worse in 20 briefs": (found.stable_false, found.stable),
        "truly worse: heard by brief 4": (found.heard_by_4, found.onsets),
    }
    return [
        Figure(f"{NOISIER:g} times the error: {name}", f"{100 * part / max(whole, 1):.0f} %", "", True, f"{part} of {whole}")
        for name, (part, whole) in shares.items()
    ]


def rates() -> list[Figure]:
    """Print and return them."""
    found = [*figures(), *noisier()]
    print_figures(found)
    return found


def by_tool(place: Path) -> list[Figure]:
    """The same question asked of the whole program by the tool beside the project, on two caseloads; nothing where there is none."""
    if not TOOL.is_file():
        return []
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    for seed in ("1", "2"):
        out, profile = str(place / f"caseload-{seed}"), str(place / f"profile-{seed}")
        for command in (
            ["generate", out, "--seed", seed],
            ["product", out, "--main", str(PROJECT), "--profile", profile],
            ["score", out, "product"],
        ):
            subprocess.run([sys.executable, str(TOOL), *command], env=environment, check=True)
    found = pooled([place / f"caseload-{seed}" for seed in ("1", "2")])
    print_figures(found)
    return found


def pooled(caseloads: Sequence[Path]) -> list[Figure]:
    """What the tool's own count makes of what the program said of each caseload, put together."""
    spec = spec_from_file_location("alert_rates", TOOL)
    if spec is None or spec.loader is None:
        return []
    tool = module_from_spec(spec)
    spec.loader.exec_module(tool)
    scored: list[dict[str, float]] = []
    for one in caseloads:
        raw, product = (json.loads((one / name).read_text("utf-8")) for name in ("raw.json", "product.json"))
        every = tool.score(raw, product, "", quiet=True)
        scored.append(
            {**every, "asked": every["asked"][2], "heard": every["heard"][4], "said": every["w_share"] * every["briefs"]}
        )

    def share(name: str, part: str, weight: str, limit: int, *, least: bool) -> Figure:
        whole = sum(one[weight] for one in scored)
        percent = 100 * sum(one[part] * one[weight] for one in scored) / whole if whole else 0.0
        held = percent >= limit if least else percent <= limit
        words = f"at {'least' if least else 'most'} {limit} %"
        return Figure(name, f"{percent:.0f} %", words, held, f"{len(scored)} caseloads read whole, by {whole:.0f}")

    return [
        share("the whole program, 2 × 240 clients: briefs with a review line", "flagged", "briefs", 20, least=False),
        share("    lines about worse that are true", "ppv", "said", 70, least=True),
        share("    unchanged clients falsely worse in 20 briefs", "any20", "stable", 15, least=False),
        share("    truly worse: heard or asked again by brief 2", "asked", "worse_clients", 90, least=True),
        share("    truly worse: heard by brief 4", "heard", "worse_clients", 85, least=True),
    ]
