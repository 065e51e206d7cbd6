"""Acts about a measure file of the profile that has the name of a shipped instrument."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """``MET`` was found in the profile and does not count; ``COUNTS`` was confirmed; ``ENDED`` was confirmed and taken back."""

    MET = "met"
    COUNTS = "counts"
    ENDED = "ended"


class OwnVersion(NamedTuple):
    """One act about one file: the instrument, the file's SHA-256, what it is since ``at`` (seconds since 1970), and by whom."""

    measure: str
    digest: str
    state: str
    at: float
    by: str
