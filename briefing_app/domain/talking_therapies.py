"""NHS Talking Therapies rules over PHQ-9 and GAD-7 together (thresholds: facts, measures, section 6; clauses partly unverified)."""

from __future__ import annotations

from dataclasses import dataclass

PHQ9_CASENESS, GAD7_CASENESS = 10, 8
PHQ9_RELIABLE, GAD7_RELIABLE = 6, 4


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
