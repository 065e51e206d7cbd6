"""The primary measure of a client: set by the clinician, else the one made for a disorder that is diagnosed, else none but the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefing_app.domain.course import Course
from briefing_app.domain.own_primary import OwnPrimary
from briefing_app.domain.talking_therapies import Problem

USUAL = ("PHQ-9", "GAD-7")  # what comes first where nothing is set or made for a diagnosis (product rule)


@dataclass(frozen=True, slots=True)
class Primary:
    """``measures`` are the primary ones; a review point at which one of them did not improve waits for an answer (product rule).

    ``first`` is the order of cards, the primary ones before any other. ``problem`` is the diagnosis that they are made for, ``own`` what
    the clinician set.
    """

    measures: frozenset[str] = frozenset()
    first: tuple[str, ...] = USUAL
    problem: str = ""
    own: OwnPrimary | None = None

    def place(self, measure: str) -> int:
        """Where a measure stands among those that come first; after all of them where it is none of these."""
        return self.first.index(measure) if measure in self.first else len(self.first)


def find_primary(own: OwnPrimary | None, problems: Sequence[Problem], courses: Sequence[Course]) -> Primary:
    """The clinician's own stands whether it is in use or not; one made for a diagnosis only while it is."""
    if own is not None:
        return Primary(frozenset({own.measure}), (own.measure, *(one for one in USUAL if one != own.measure)), own=own)
    current = {one.measure.id for one in courses if one.current}
    found = [(problem, id) for problem in problems for id in problem.measures if id in current]
    if not found:
        return Primary()
    made = tuple(dict.fromkeys(id for _, id in found))
    names = " and ".join(dict.fromkeys(problem.name for problem, _ in found))
    return Primary(frozenset(made), (*made, *USUAL), names)
