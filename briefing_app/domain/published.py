"""Published numbers as they stand in a measure's file: bands, cut-offs, thresholds, each with its source."""

from __future__ import annotations

import re
from dataclasses import dataclass

UNVERIFIED = "unverified"
CONFIRMED = "confirmed by "  # how the source of a number begins that the practice itself stands for
_BETWEEN = re.compile(r";(?![^(]*\))")


def is_sourced(source: str) -> bool:
    """Whether a source carries a number (product rule): the practice confirmed it, or something in it is neither ``unverified`` nor a
    vendor's page.
    """
    if source.startswith(CONFIRMED):
        return True
    parts = [part.strip() for part in _BETWEEN.split(source)]
    return any(part and part != UNVERIFIED and not part.endswith("vendor)") for part in parts)


@dataclass(frozen=True, slots=True)
class Band:
    """An inclusive range of totals with its published word. Totals between two bands belong to the lower one."""

    min: float
    max: float
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Other:
    """Another published number for the same purpose, in words ("10 or more"), with the reason it is kept."""

    words: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A caseness threshold: ``min`` for measures where higher is worse, ``max`` where higher is better."""

    min: float | None
    max: float | None
    source: str
    why: str = ""
    others: tuple[Other, ...] = ()

    def reached_by(self, total: float) -> bool:
        """Whether a total lies at the cut or beyond it, on the side that the source names."""
        return total >= self.min if self.min is not None else self.max is not None and total <= self.max

    @property
    def value(self) -> float:
        """The number of the cut, whichever side it is of."""
        return self.min if self.min is not None else self.max or 0

    @property
    def sourced(self) -> bool:
        """Whether it may carry a statement; else it is shown as a reference and drives nothing."""
        return is_sourced(self.source)

    @property
    def words(self) -> str:
        """The cut as it is printed: ≥ 10 or ≤ 10."""
        return f"≥ {self.min:g}" if self.min is not None else f"≤ {self.max:g}"


@dataclass(frozen=True, slots=True)
class AgeCut:
    """The cut-off of one age group, ages in whole years, both included."""

    youngest: int
    oldest: int
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages that the instrument is made for, in whole years, both included."""

    youngest: int
    oldest: int
    source: str

    @property
    def words(self) -> str:
        """The ages as a person reads them; 100 stands for no upper end."""
        return f"{self.youngest} and older" if self.oldest >= 100 else f"{self.youngest} to {self.oldest}"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of score points, or a percentage, with its source; ``conflict`` says why sources that disagree keep it a reference."""

    value: float
    source: str
    why: str = ""
    others: tuple[Other, ...] = ()
    conflict: str = ""

    @property
    def sourced(self) -> bool:
        """Whether it may carry a statement; else it is shown as a reference and drives nothing."""
        return is_sourced(self.source) and not self.conflict


@dataclass(frozen=True, slots=True)
class SmallChange:
    """The minimal important change in words ("5 points", "20 %"): a reference, never a verdict."""

    words: str
    source: str
    others: tuple[Other, ...] = ()


@dataclass(frozen=True, slots=True)
class EndRange:
    """A published rule for a clinically significant end: at or under ``post_max``, and lower by ``percent`` where it says so."""

    post_max: float
    percent: float | None
    source: str


@dataclass(frozen=True, slots=True)
class NamedBand:
    """A band of another published set, named after who published it."""

    name: str
    band: Band
