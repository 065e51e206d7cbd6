"""ProQOL 5: three scales of ten items, never a total; raw bands alone (facts: clinician-load, 1.1 and 1.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ITEMS = 30
SCALES = {
    "compassion satisfaction": (3, 6, 12, 16, 18, 20, 22, 24, 27, 30),
    "burnout": (1, 4, 8, 10, 15, 17, 19, 21, 26, 29),
    "secondary traumatic stress": (2, 5, 7, 9, 11, 13, 14, 23, 25, 28),
}
REVERSED = frozenset({1, 4, 15, 17, 29})
LOW_MAX, MODERATE_MAX = 22, 41
CREDIT = (
    "© B. Hudnall Stamm, 2009-2012. Professional Quality of Life: Compassion Satisfaction and Fatigue Version 5 (ProQOL)."
    " www.proqol.org. This test may be freely copied as long as (a) author is credited, (b) no changes are made, and (c) it is not sold."
    " Those interested in using the test should visit www.proqol.org to verify that the copy they are using is the most current version of"
    " the test. ProQOL is made available by The Center for Victims of Torture, www.ProQOL.org."
)


@dataclass(frozen=True, slots=True)
class Scale:
    """``raw`` 10 to 50, or None when one of its items was left out: nothing is imputed."""

    name: str
    raw: int | None

    @property
    def band(self) -> str:
        """The band of the raw score, "" where an answer is missing."""
        return "" if self.raw is None else band_of(self.raw)


def band_of(raw: int) -> str:
    """Low, moderate or high by the cut scores of the ProQOL-5 manual (Stamm, 2010)."""
    return "low" if raw <= LOW_MAX else "moderate" if raw <= MODERATE_MAX else "high"


def score(answers: Sequence[int | None]) -> tuple[Scale, ...]:
    """Thirty answers from 1 to 5 in the order of the form (None = left out). Raises ValueError for anything else."""
    if len(answers) != ITEMS:
        raise ValueError(f"the ProQOL has {ITEMS} items, not {len(answers)}")
    for number, answer in enumerate(answers, start=1):
        if answer is not None and not 1 <= answer <= 5:
            raise ValueError(f"item {number}: {answer} is not an answer from 1 to 5")
    return tuple(Scale(name, _raw(items, answers)) for name, items in SCALES.items())


def _raw(items: Sequence[int], answers: Sequence[int | None]) -> int | None:
    total = 0
    for item in items:
        answer = answers[item - 1]
        if answer is None:
            return None
        total += 6 - answer if item in REVERSED else answer
    return total
