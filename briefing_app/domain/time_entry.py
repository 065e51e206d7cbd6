"""The clinician's own time, support and self-checks, as they are kept."""

from __future__ import annotations

from typing import NamedTuple

from briefing_app.domain.timer import CONFIRMED

DELETED = "deleted"  # a state of an entry that was taken back
BREAK = "break"  # a category that is no documentation


class TimeEntry(NamedTuple):
    """Half-open [start, end) in seconds since 1970; ``zone`` is where it was recorded; ``client`` the source id, or empty.

    ``mark`` is that of a ``domain.timer.Stretch``.
    """

    start: float
    end: float
    zone: str
    category: str
    client: str = ""
    state: str = CONFIRMED
    id: int = 0
    mark: str = ""


class Running(NamedTuple):
    """The timer that runs. ``seen`` is when the program last knew that it did."""

    start: float
    seen: float
    zone: str
    category: str
    client: str
    mark: str = ""


class Support(NamedTuple):
    """Supervision or consultation: ``day`` as written (ISO), ``minutes`` long; ``cancelled_by`` is empty where it took place."""

    kind: str
    day: str
    minutes: float
    with_whom: str
    cancelled_by: str


class SelfCheck(NamedTuple):
    """One self-check on a day (ISO): answers as numbers with commas between ("" where only totals were typed), scores as JSON."""

    instrument: str
    day: str
    answers: str
    scores: str
