"""Load by the clinician's own weights against the clinician's own caps; not a validated scale (facts: clinician-load, 2)."""

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
        return self.base + self.coordination + self.safety_plan


class CapState(StrEnum):
    UNDER = "under"
    NEAR = "near"
    AT = "at"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit the clinician set, and where things stand; ``over`` by how much."""

    name: str
    limit: float
    value: float

    @property
    def state(self) -> CapState:
        if self.value > self.limit:
            return CapState.OVER
        if self.value == self.limit:
            return CapState.AT
        return CapState.NEAR if self.value >= NEAR_SHARE * self.limit else CapState.UNDER

    @property
    def over(self) -> float:
        return max(self.value - self.limit, 0.0)


def load_points(active: Sequence[str], weights: Mapping[str, Weight]) -> int:
    """Points of the active clients; who has no weight yet counts as weekly, moderate."""
    return sum(weights.get(client, Weight()).points for client in active)


def trauma_ratio(kept: Sequence[bool]) -> float | None:
    """Share of kept sessions that were tagged trauma-processing, 0 to 1; None without sessions."""
    return sum(kept) / len(kept) if kept else None
