"""The conditions of the work beside the self-check: which lie outside the clinician's own limits, never a verdict (facts: clinician-load, 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

LOOK_BACK_WEEKS = 8
STEADY_WEEKS = 12
LOW_APART_DAYS = 30


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: ``outside`` per week, newest last, None where it was not known; ``words`` say the number and the limit."""

    name: str
    words: str
    outside: tuple[bool | None, ...]

    @property
    def recently_outside(self) -> bool:
        return any(self.outside[-LOOK_BACK_WEEKS:])

    @property
    def steadily_inside(self) -> bool:
        return len(self.outside) >= STEADY_WEEKS and all(one is False for one in self.outside[-STEADY_WEEKS:])


def statement(conditions: Sequence[Condition], satisfaction: Sequence[tuple[date, str]], since: str) -> tuple[str, ...]:
    """The sentences that the stated logic allows; ``satisfaction`` are days and bands of compassion satisfaction; none is a verdict."""
    outside = [one.words for one in conditions if one.recently_outside]
    if outside:
        return (f"These conditions are outside the limits you set: {'; '.join(outside)}. Scores are read together with them.",)
    low = [day for day, band in satisfaction if band == "low"]
    twice = len(low) >= 2 and (max(low) - min(low)).days >= LOW_APART_DAYS
    if conditions and twice and all(one.steadily_inside for one in conditions):
        return (
            f"Conditions have been inside your limits since {since}; compassion satisfaction is still low.",
            "Questions about fit are yours; bring them to supervision if you want.",
        )
    return ()
