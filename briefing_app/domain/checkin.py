"""Check-ins between sessions: what a client sent back, and the days on which they did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import NamedTuple

from briefing_app.domain.entry import OwnScore

CHECKIN = "check-in"  # the resource type of a score that came by a check-in; its origin's file says how


class CheckinSource(StrEnum):
    """How a check-in came back. ``FHIR`` ones lie among the imported scores; the others in a table of their own."""

    PAGE = "page"
    CSV = "csv"
    DEVICE = "device"
    FHIR = "fhir"


SOURCE_WORDS = {
    CheckinSource.PAGE: "check-in page",
    CheckinSource.CSV: "CSV",
    CheckinSource.DEVICE: "device or app, by CSV",
    CheckinSource.FHIR: "FHIR export",
}


class Checkin(NamedTuple):
    """One measure of one check-in. ``day`` and ``clock`` ("" unknown) are the client's own; ``counts`` is False once it was taken back."""

    client: int
    measure: str
    day: date
    clock: str
    source: CheckinSource
    score: float | None
    received: float
    counts: bool


@dataclass(frozen=True, slots=True)
class CheckinDay:
    """A calendar day of the client's on which something of theirs was recorded between sessions, by one source."""

    day: date
    client: int
    measures: tuple[str, ...]
    source: CheckinSource


def checkin_days(checkins: Iterable[Checkin]) -> tuple[CheckinDay, ...]:
    """One entry a client, day and source, by date; two check-ins of one day are one day, and one that was taken back is none."""
    measures: dict[tuple[date, int, CheckinSource], set[str]] = defaultdict(set)
    for one in checkins:
        if one.counts:
            measures[one.day, one.client, one.source].add(one.measure)
    return tuple(
        CheckinDay(day, client, tuple(sorted(found)), source) for (day, client, source), found in sorted(measures.items())
    )


def finished_words(source: CheckinSource, day: str, clock: str) -> str:
    """How a score came, for its origin: ``check-in page, finished at home on 24 Nov 2026, 21:10``; ``day`` as it is to be read."""
    verb = "finished at home on" if source is CheckinSource.PAGE else "dated"
    return f"{SOURCE_WORDS[source]}, {verb} {day}{f', {clock}' if clock else ''}"


def clock_of(at: time) -> str:
    """Hours and minutes as 09:05."""
    return f"{at.hour:02}:{at.minute:02}"


Forms = tuple[tuple[str, tuple[tuple[int, ...], ...]], ...]  # per measure its id, and per question the values of its answers


class CheckinPage(NamedTuple):
    """A page written for a client: ``number`` is what its codes begin with; ``made`` and ``ended`` (0 in use) in seconds since 1970."""

    number: int
    client: int
    key: bytes
    forms: Forms
    made: float
    ended: float
    by: str

    @property
    def choices(self) -> tuple[int, ...]:
        """How many answers each question has, in the order of the page."""
        return tuple(len(values) for _, questions in self.forms for values in questions)


@dataclass(frozen=True, slots=True)
class Received:
    """One check-in, ready to be kept: ``reference`` is the same for the same check-in, ``scores`` one a measure."""

    client: int
    day: date
    clock: str
    source: CheckinSource
    reference: str
    scores: tuple[OwnScore, ...]
    page: int | None = None
