"""NHS Talking Therapies rules over PHQ-9 and GAD-7 together (thresholds: facts, measures, section 6; clauses partly unverified)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefing_app.domain.client import History
from briefing_app.domain.course import Course

# Words of a diagnosis, and the instruments that are made for it (product rule; which instrument stands for which problem: PMC5942544, table 2).
SPECIFIC = (
    (("post-traumatic", "posttraumatic", "post traumatic", "ptsd"), ("PCL-5",)),
    (("obsessive",), ("OCI-R", "Y-BOCS")),
)
PHQ9_CASENESS, GAD7_CASENESS = 10, 8
PHQ9_RELIABLE, GAD7_RELIABLE = 6, 4
NO_LONGER = frozenset({"resolved", "inactive", "remission"})


@dataclass(frozen=True, slots=True)
class PairedOutcome:
    caseness: bool
    recovery: bool
    reliable_improvement: bool
    reliable_deterioration: bool
    reliable_recovery: bool


def paired_outcome(phq9: tuple[int, int], gad7: tuple[int, int]) -> PairedOutcome:
    """First and last score of each measure. Opposite reliable movements are neither improvement nor deterioration."""
    caseness = phq9[0] >= PHQ9_CASENESS or gad7[0] >= GAD7_CASENESS
    recovery = caseness and phq9[1] < PHQ9_CASENESS and gad7[1] < GAD7_CASENESS
    falls = [phq9[0] - phq9[1] >= PHQ9_RELIABLE, gad7[0] - gad7[1] >= GAD7_RELIABLE]
    rises = [phq9[1] - phq9[0] >= PHQ9_RELIABLE, gad7[1] - gad7[0] >= GAD7_RELIABLE]
    improvement = any(falls) and not any(rises)
    deterioration = any(rises) and not any(falls)
    return PairedOutcome(caseness, recovery, improvement, deterioration, recovery and improvement)


def primary_measures(history: History, courses: Sequence[Course]) -> frozenset[str]:
    """The instruments made for a disorder that the client is diagnosed with, of those in use. Empty where there is none."""
    titles = [fact.title.lower() for fact in history.facts if fact.kind == "condition" and fact.status not in NO_LONGER]
    wanted = {id for words, ids in SPECIFIC if any(word in title for title in titles for word in words) for id in ids}
    return frozenset(one.measure.id for one in courses if one.measure.id in wanted and one.current)
