"""A primary measure that the clinician set, as it is kept."""

from __future__ import annotations

from typing import NamedTuple


class OwnPrimary(NamedTuple):
    """A primary measure that the clinician set on ``at`` (seconds since 1970), with the words of why, which may be none."""

    measure: str
    why: str
    at: float
    by: str
