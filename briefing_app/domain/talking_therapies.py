"""NHS Talking Therapies rules over PHQ-9 and an anxiety measure (PMC8411661, table 1; the clause on the other measure is unverified)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from briefing_app.domain.client import History
from briefing_app.domain.course import Course, Point

PAIR_DAYS = 14  # the first scores of a pair lie this close together, and the last ones (product rule)
LEAST_SESSIONS = 2


class Problem(NamedTuple):
    """A problem descriptor with its words in a diagnosis, and the instruments made for it (which stands for which: PMC5942544, table 2)."""

    name: str
    words: tuple[str, ...]
    measures: tuple[str, ...]


PROBLEMS = (
    Problem("PTSD", ("post-traumatic", "posttraumatic", "post traumatic", "ptsd"), ("PCL-5", "IES-R")),
    Problem("OCD", ("obsessive",), ("OCI-R", "Y-BOCS", "OCI")),
    Problem("Social anxiety", ("social anxiety", "social phobia"), ("SPIN",)),
    Problem("Panic disorder", ("panic",), ("PDSS-SR",)),
    Problem("Health anxiety", ("health anxiety", "hypochondria", "illness anxiety"), ("HAI",)),
    Problem("Agoraphobia", ("agoraphobia",), ("MI",)),
)
PHQ9_CASENESS, GAD7_CASENESS = 10, 8
PHQ9_RELIABLE, GAD7_RELIABLE = 6, 4
NO_LONGER = frozenset({"resolved", "inactive", "remission"})


@dataclass(frozen=True, slots=True)
class PairedOutcome:
    """What the rules say of two measures; ``opposite`` is that one improved reliably and the other worsened: neither counts then."""

    caseness: bool
    recovery: bool
    reliable_improvement: bool
    reliable_deterioration: bool
    reliable_recovery: bool
    opposite: bool


def paired_outcome(
    phq9: tuple[float, float], anxiety: tuple[float, float], case: float = GAD7_CASENESS, reliable: float = GAD7_RELIABLE
) -> PairedOutcome:
    """First and last score of each measure; ``case`` and ``reliable`` are the anxiety measure's, GAD-7's where none are given.

    Opposite reliable movements are neither improvement nor deterioration.
    """
    caseness = phq9[0] >= PHQ9_CASENESS or anxiety[0] >= case
    recovery = caseness and phq9[1] < PHQ9_CASENESS and anxiety[1] < case
    falls = [phq9[0] - phq9[1] >= PHQ9_RELIABLE, anxiety[0] - anxiety[1] >= reliable]
    rises = [phq9[1] - phq9[0] >= PHQ9_RELIABLE, anxiety[1] - anxiety[0] >= reliable]
    improvement = any(falls) and not any(rises)
    deterioration = any(rises) and not any(falls)
    return PairedOutcome(caseness, recovery, improvement, deterioration, recovery and improvement, any(falls) and any(rises))


@dataclass(frozen=True, slots=True)
class Pair:
    """PHQ-9 with the anxiety measure of the problem. ``outcome`` None: that measure's thresholds are not confirmed, so there is no verdict.

    ``case`` and ``reliable`` are the anxiety measure's; ``confirmed`` says by whom and from which source, empty for GAD-7.
    """

    phq9: Course
    anxiety: Course
    problem: str
    outcome: PairedOutcome | None
    case: float = GAD7_CASENESS
    reliable: float = GAD7_RELIABLE
    confirmed: tuple[str, ...] = ()


def find_pair(history: History, courses: Sequence[Course], held: int) -> Pair | None:
    """The pair of the client's problem, where both were first taken within two weeks of each other, and last, and both are current.

    A measure made for the problem replaces GAD-7, which stands only where that is not recorded.
    """
    by_id = {one.measure.id: one for one in courses if one.solid}
    phq9 = by_id.get("PHQ-9")
    specific = next(((one, by_id[id]) for one in problems_of(history) for id in one.measures if id in by_id), None)
    anxiety = specific[1] if specific is not None else by_id.get("GAD-7")
    if phq9 is None or anxiety is None or held < LEAST_SESSIONS or not (phq9.current and anxiety.current):
        return None
    if not (_close(phq9.baseline, anxiety.baseline) and _close(phq9.latest, anxiety.latest)):
        return None
    if phq9.from_baseline is None or anxiety.from_baseline is None:
        return None
    first, last = phq9.from_baseline, anxiety.from_baseline
    scores = (first.first, first.last), (last.first, last.last)
    if specific is None:
        return Pair(phq9, anxiety, "", paired_outcome(*scores))
    case, reliable = anxiety.measure.pair_case, anxiety.measure.pair_reliable
    if case is None or reliable is None:
        return Pair(phq9, anxiety, specific[0].name, None)
    outcome = paired_outcome(*scores, case.value, reliable.value)
    sources = tuple(dict.fromkeys((case.source, reliable.source)))
    return Pair(phq9, anxiety, specific[0].name, outcome, case.value, reliable.value, sources)


def _close(one: Point | None, other: Point | None) -> bool:
    return one is not None and other is not None and abs((one.day - other.day).days) <= PAIR_DAYS


def problems_of(history: History) -> list[Problem]:
    """The problems with instruments of their own that the client is diagnosed with and that are not over."""
    titles = [fact.title.lower() for fact in history.facts if fact.kind == "condition" and fact.status not in NO_LONGER]
    return [one for one in PROBLEMS if any(word in title for title in titles for word in one.words)]
