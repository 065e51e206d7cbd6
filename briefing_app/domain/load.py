"""Load by the clinician's own weights against the clinician's own caps; not a validated scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

NEAR_SHARE = 0.9
BASES = {1: "maintenance", 2: "weekly, moderate", 3: "high acuity or active trauma processing"}
NOTE = "Your weights, not a validated scale."


@dataclass(frozen=True, slots=True)
class Weight:
    """What one client counts: a base of 1 to 3, one more for heavy coordination, one more for an active safety plan."""

    base: int = 2
    coordination: bool = False
    safety_plan: bool = False

    @property
    def points(self) -> int:
        """The client's points, as the clinician weighs them."""
        return self.base + self.coordination + self.safety_plan


class CapState(StrEnum):
    """How near the clinician's own cap is what is booked."""

    UNDER = "under"
    NEAR = "near"
    AT = "at"
    OVER = "over"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit the clinician set, and where things stand; ``value`` None where nobody knows; ``at_least`` it is no less; ``over`` by how much."""

    name: str
    limit: float
    value: float | None
    at_least: bool = False

    @property
    def state(self) -> CapState:
        """Over, at, under; not known where the value is not, or where it is only a least one that lies below."""
        if self.value is not None and self.value > self.limit:
            return CapState.OVER
        if self.value is None or self.at_least:
            return CapState.NOT_KNOWN
        if self.value == self.limit:
            return CapState.AT
        return CapState.NEAR if self.value >= NEAR_SHARE * self.limit else CapState.UNDER

    @property
    def over(self) -> float:
        """By how much the limit is exceeded; 0 where it is not, or nothing is known."""
        return max((self.value or 0.0) - self.limit, 0.0)


def load_points(active: Sequence[str], weights: Mapping[str, Weight]) -> int:
    """Points of the active clients; who has no weight yet counts as weekly, moderate."""
    return sum(weights.get(client, Weight()).points for client in active)


@dataclass(frozen=True, slots=True)
class TraumaTags:
    """Held sessions by the clinician's own tag: trauma sessions, others, and those of which nothing was said."""

    yes: int = 0
    no: int = 0
    unsaid: int = 0

    @property
    def sessions(self) -> int:
        """All of them, tagged or not."""
        return self.yes + self.no + self.unsaid

    @property
    def least(self) -> float | None:
        """The share, 0 to 1, that it is at least; None without sessions, or where none carries a tag."""
        return self.yes / self.sessions if self.yes + self.no else None

    @property
    def share(self) -> float | None:
        """The share of all, 0 to 1; None unless every session carries a tag."""
        return None if self.unsaid else self.least


def trauma_tags(held: Sequence[bool | None]) -> TraumaTags:
    """Sessions of a stretch by whether they were tagged; None is a session of which nothing was said."""
    return TraumaTags(held.count(True), held.count(False), held.count(None))
