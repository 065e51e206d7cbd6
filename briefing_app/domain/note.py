"""Notes owed: which sessions have no finished note, when each is due, and how long notes took to be finished."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median
from typing import NamedTuple

from briefing_app.domain.intervals import Span, minutes, within

DUE_HOURS, LATE_HOURS = 48.0, 72.0
CRISIS_HOURS = 24.0
LOOK_BACK_DAYS = 60
FINISHED, NOT_NEEDED, OPEN = "finished", "not needed", "open"
RULE = (
    "A session that took place owes a note until you say that it is finished, or not needed, or an import brings a note of that client from"
    " that day or later. Due after {due:g} h and late after {late:g} h, counted from the end of the session; both are yours to set, and a"
    " payer's own hours go before them. A session with a crisis note is late after 24 h."
    " Sessions before your first timed entry are not counted. The lag is the median from the end of the session to the finished note;"
    " minutes per note are what was timed as notes for that client from the start of the session to the finished note."
)


class NoteState(StrEnum):
    """How the note of a session stands to its hours."""

    NOT_YET_DUE = "not yet due"
    DUE = "due"
    LATE = "late"


class NoteMark(NamedTuple):
    """What was last said of a session's note, and when (seconds since 1970)."""

    state: str
    at: float


class HeldSession(NamedTuple):
    """A session that took place; ``key`` as the ledger calls it, ``client`` the export's id."""

    key: str
    client: str
    begins: float
    ends: float


@dataclass(frozen=True, slots=True)
class OwedNote:
    """A session whose note is not finished; ``due`` and ``late`` in seconds since 1970."""

    session: HeldSession
    due: float
    late: float
    state: NoteState


@dataclass(frozen=True, slots=True)
class Notes:
    """``owed`` by due time; ``finished`` sessions with their mark, newest first. Lag in hours, None without a finished note."""

    owed: tuple[OwedNote, ...]
    finished: tuple[tuple[HeldSession, NoteMark], ...]
    lag_hours: float | None
    minutes_per_note: float | None


@dataclass(frozen=True, slots=True)
class Deadlines:
    """When a note is due and when it is late, in hours after its session.

    ``crisis`` names the sessions, by (client, session), whose note is due in a day; ``by_client`` the hours of those whose payer has its own.
    """

    hours: tuple[float, float] = (DUE_HOURS, LATE_HOURS)
    crisis: Collection[tuple[str, str]] = ()
    by_client: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def notes_of(
    held: Sequence[HeldSession],
    marks: Mapping[tuple[str, str], NoteMark],
    imported: Sequence[tuple[str, float]],
    timed: Sequence[tuple[str, Span]],
    now: float,
    deadlines: Deadlines | None = None,
) -> Notes:
    """``marks`` by (client, session), ``imported`` notes as (client, moment), ``timed`` stretches of notes as (client, span)."""
    due = deadlines or Deadlines()
    owed, finished = [], []
    begins: dict[str, list[float]] = defaultdict(list)
    brought: dict[str, list[float]] = defaultdict(list)
    for one in sorted(held, key=lambda one: one.begins):
        begins[one.client].append(one.begins)
    for client, at in sorted(imported, key=lambda note: note[1]):
        brought[client].append(at)
    for one in sorted(held, key=lambda one: one.ends):
        mark = marks.get((one.client, one.key)) or _imported(one, begins[one.client], brought[one.client])
        if mark is None or mark.state == OPEN:
            urgent = (one.client, one.key) in due.crisis
            own = due.by_client.get(one.client, due.hours)
            owed.append(_owed(one, now, (CRISIS_HOURS, CRISIS_HOURS) if urgent else own))
        elif mark.state == FINISHED:
            finished.append((one, mark))
    lags = [max(mark.at - one.ends, 0.0) / 3600 for one, mark in finished]
    taken = [_minutes(one, mark, timed) for one, mark in finished]
    known = [length for length in taken if length > 0]
    return Notes(
        tuple(sorted(owed, key=lambda one: one.due)),
        tuple(reversed(finished)),
        median(lags) if lags else None,
        sum(known) / len(known) if known else None,
    )


def _owed(one: HeldSession, now: float, hours: tuple[float, float]) -> OwedNote:
    due, late = one.ends + hours[0] * 3600, one.ends + hours[1] * 3600
    state = NoteState.LATE if now >= late else NoteState.DUE if now >= due else NoteState.NOT_YET_DUE
    return OwedNote(one, due, late, state)


def _imported(one: HeldSession, begins: Sequence[float], brought: Sequence[float]) -> NoteMark | None:
    """The first note of this client after the session began and before their next one did."""
    place, following = bisect_left(brought, one.begins), bisect_right(begins, one.begins)
    if place == len(brought) or (following < len(begins) and brought[place] >= begins[following]):
        return None
    return NoteMark(FINISHED, max(brought[place], one.ends))


def _minutes(one: HeldSession, mark: NoteMark, timed: Sequence[tuple[str, Span]]) -> float:
    own = [span for client, span in timed if client == one.client]
    return minutes(within(own, [(one.begins, max(mark.at, one.begins))]))
