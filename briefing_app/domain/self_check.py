"""Self-checks that are entered as scores: ranges alone, because their wording is not ours to ship (facts: clinician-load, 1.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

CADENCE_DAYS = 30  # never offered more often, whatever the instrument
PROQOL = "ProQOL 5"


@dataclass(frozen=True, slots=True)
class ScoreField:
    """A scale of an instrument with its published range; ``line`` is the one value that is marked, None where none is."""

    name: str
    low: float
    high: float
    line: float | None = None

    def read(self, text: str) -> float | None:
        """A score as typed, None where nothing is. Raises ValueError with a sentence."""
        bare = text.strip().replace(",", ".")
        if not bare:
            return None
        digits = bare.replace(".", "", 1)
        if not (digits.isascii() and digits.isdigit() and self.low <= float(bare) <= self.high):
            raise ValueError(f"{self.name.capitalize()}: write a number from {self.low:g} to {self.high:g}.")
        return float(bare)

    def band(self, value: float) -> str:
        """At or above the published line, "" below it or where there is none."""
        return f"at or above {self.line:g}" if self.line is not None and value >= self.line else ""


SCORED = {
    "Copenhagen Burnout Inventory": (
        ScoreField("personal", 0, 100, 50),
        ScoreField("work", 0, 100, 50),
        ScoreField("client", 0, 100, 50),
    ),
    "STSS": (ScoreField("total", 17, 85),),
    "Single-item burnout": (ScoreField("answer", 1, 5),),
}
CBI_NOTE = "Each CBI scale is the mean of its items, 0 to 100; sources disagree on further cut-offs, so only 50 is marked."


def earliest(instrument: str, days: dict[str, date]) -> date | None:
    """The first day on which an instrument may be entered again; None when it may be now."""
    last = days.get(instrument)
    return last + timedelta(days=CADENCE_DAYS) if last is not None else None
