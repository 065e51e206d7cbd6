"""Several clients on one measure: how many changed reliably, with those counted who cannot be judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from briefing_app.domain.change import Reliable
from briefing_app.domain.course import Course


@dataclass(frozen=True, slots=True)
class GroupReport:
    """``first`` and ``last`` are how many have a first score, and a later one; ``progress`` is the mean change for the better.

    Progress counts only those with both: a first score is never its own last. It is None where nobody has.
    """

    clients: int
    first: int
    last: int
    progress: float | None
    improved: int
    deteriorated: int
    unchanged: int

    @property
    def unmeasured(self) -> int:
        """Clients of whom nothing can be said: no second score, or no sourced threshold; with the other three all of them."""
        return self.clients - self.improved - self.deteriorated - self.unchanged

    @property
    def missing(self) -> int:
        """Clients of whom it cannot be said: no second score."""
        return self.clients - self.last


def group_report(courses: Iterable[Course], clients: int) -> GroupReport:
    """Courses of one measure, of ``clients`` people of whom some may have none."""
    begun = [one for one in courses if one.baseline is not None and one.baseline.score is not None]
    judged = [one for one in begun if one.from_baseline is not None and one.latest is not None]
    gains = [
        one.from_baseline.points if one.measure.higher_is_better else -one.from_baseline.points
        for one in judged
        if one.from_baseline
    ]
    kinds = [one.from_baseline.reliable for one in judged if one.from_baseline]
    return GroupReport(
        clients,
        len(begun),
        sum(one.latest is not None and one.latest.score is not None for one in judged),
        fmean(gains) if gains else None,
        kinds.count(Reliable.IMPROVED),
        kinds.count(Reliable.WORSE),
        kinds.count(Reliable.NONE),
    )
