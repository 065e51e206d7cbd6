"""A day: who comes when, what lies between, and everything known of each of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from briefing_app.domain.attendance import Outcome, outcome
from briefing_app.domain.calendar import UNSAID
from briefing_app.domain.client import CANCELLED, History, Meeting
from briefing_app.domain.imports import ImportRun
from briefing_app.domain.periods import day_bounds, local_day, local_midnight, local_time
from briefing_app.domain.rules import Rules
from briefing_app.domain.start import Start
from briefing_app.domain.twins import without_twins
from briefing_app.services.start import start_of
from briefing_app.storage.practice import PracticeReader


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting of the day.

    ``timed`` is False for an appointment of which only the day is known; ``starts`` is then its midnight.
    ``whose`` is the clinician of the day, as the export calls them, where one was asked for; else who is named first.
    ``number`` counts held sessions since ``since`` and this one, None for one that does not take place, is another service, or of somebody known by it alone;
    ``not_recorded`` are past appointments of the course that may have been sessions too; ``start`` is where the course begins, and how that is known.
    """

    meeting: Meeting
    history: History
    starts: datetime
    ends: datetime | None
    timed: bool
    number: int | None
    not_recorded: int
    start: Start | None
    since: date | None
    similar_name: bool
    whose: str = ""

    @property
    def happens(self) -> bool:
        """Whether it was not called off."""
        return self.meeting.status not in CANCELLED


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the schedule that names no client: a hold, a lunch, a visit of nobody who is named, or what a calendar holds."""

    meeting: Meeting
    starts: datetime
    ends: datetime | None
    timed: bool

    @property
    def happens(self) -> bool:
        """Whether it was not called off."""
        return self.meeting.status not in CANCELLED

    @property
    def unsaid(self) -> bool:
        """Whether a calendar holds it, and nobody has said whether it is a session."""
        return self.happens and self.meeting.mode == UNSAID


@dataclass(frozen=True, slots=True)
class Practitioner:
    """A clinician of the day, with how many sessions are theirs."""

    id: str
    name: str
    sessions: int


@dataclass(frozen=True, slots=True)
class Day:
    """``from_encounters`` says that the export held no appointment for this day; ``earlier`` and ``later`` are the nearest days with sessions.

    ``first_named_only``: the day of one clinician, of whose meetings an older program kept none but the first that each names.
    ``clients`` is how many there are in all, counted for a day without sessions alone; ``seen`` whether one was met on the day ``earlier``.
    """

    day: date
    sessions: tuple[Session, ...]
    practitioners: tuple[Practitioner, ...]
    practitioner: str
    from_encounters: bool
    last_import: ImportRun | None
    earlier: date | None
    later: date | None
    rules: Rules
    first_named_only: bool = False
    blocks: tuple[Block, ...] = ()
    clients: int = 0
    seen: bool = False


def open_day(reader: PracticeReader, day: date, zone: tzinfo | None = None, practitioner: str = "") -> Day:
    """The schedule of one local day. ``practitioner`` is an id or part of a name; "" means everybody's day."""
    begins, ends = day_bounds(day, zone)
    placed = [one for one in without_twins(reader.meetings_between(begins, ends, day.isoformat())) if one.is_placed]
    found = [one for one in placed if one.is_met]
    appointments = [one for one in found if one.kind == "appointment"]
    meetings = found
    practitioners = _practitioners(meetings)
    meetings = [one for one in meetings if one.is_of(practitioner)]
    histories = reader.histories(sorted({one.client for one in meetings}))
    similar = _similar_names([histories[row] for row in sorted({one.client for one in meetings})])
    earlier, later = reader.nearest_meetings(begins, ends)
    return Day(
        day=day,
        sessions=tuple(
            replace(_session(one, histories[one.client], zone, one.client in similar), whose=_whose(one, practitioner))
            for one in meetings
        ),
        practitioners=practitioners,
        practitioner=practitioner,
        from_encounters=bool(found) and not appointments,
        last_import=reader.last_import(),
        earlier=local_day(earlier, "", zone),
        later=local_day(later, "", zone),
        rules=reader.rules(),
        blocks=tuple(_block(one, zone) for one in placed if not one.is_met and one.is_of(practitioner)),
        first_named_only=bool(practitioner.strip()) and not all(one.all_named for one in found),
        clients=0 if meetings else reader.client_count(),
        seen=not meetings and earlier is not None and _was_met(reader, earlier, zone),
    )


def _was_met(reader: PracticeReader, at: float, zone: tzinfo | None) -> bool:
    """Whether somebody was met on the day of this moment."""
    begins, ends = day_bounds(local_time(at, zone).date(), zone)
    return any(outcome(one) is Outcome.HELD for one in without_twins(reader.meetings_between(begins, ends)) if one.is_met)


def _block(meeting: Meeting, zone: tzinfo | None) -> Block:
    ends = local_time(meeting.ends, zone) if meeting.ends else None
    return Block(meeting, local_time(_begins(meeting, zone), zone), ends, bool(meeting.at))


def schedule(
    reader: PracticeReader, first: date, last: date, zone: tzinfo | None = None, practitioner: str = ""
) -> list[tuple[date, Session | Block]]:
    """Every session and block from ``first`` to ``last``, day by day in the order of time, by the same rules as one day."""
    found: list[tuple[date, Session | Block]] = []
    for offset in range((last - first).days + 1):
        day = open_day(reader, first + timedelta(days=offset), zone, practitioner)
        placed: list[Session | Block] = [*day.sessions, *day.blocks]
        found += [(day.day, one) for one in sorted(placed, key=lambda one: one.meeting.at)]
    return found


def _session(meeting: Meeting, history: History, zone: tzinfo | None, similar: bool) -> Session:
    begins = _begins(meeting, zone)
    start = start_of(history, local_time(begins, zone).date(), zone)
    sessions = [
        (at, one) for one in history.meetings if one.is_session and one.status not in CANCELLED and (at := _begins(one, zone))
    ]
    first = min((at for at, _ in sessions), default=None)
    before = [
        outcome(one) for at, one in sessions if at < begins and (start is None or local_time(at, zone).date() >= start.day)
    ]
    return Session(
        meeting=meeting,
        history=history,
        starts=local_time(begins, zone),
        ends=local_time(meeting.ends, zone) if meeting.ends else None,
        timed=bool(meeting.at),
        number=None
        if meeting.status in CANCELLED or not meeting.is_session or history.client.of_one_meeting
        else before.count(Outcome.HELD) + 1,
        not_recorded=before.count(Outcome.NOT_RECORDED),
        start=start,
        since=start.day if start else local_day(first, "", zone),
        similar_name=similar,
    )


def _begins(meeting: Meeting, zone: tzinfo | None) -> float:
    """When a meeting begins; one of day precision at its local midnight."""
    return meeting.at or (local_midnight(date.fromisoformat(meeting.day), zone) if meeting.day else 0.0)


def _whose(meeting: Meeting, practitioner: str) -> str:
    asked = meeting.clinician(practitioner)
    return asked.id if asked else meeting.practitioner_id


def _practitioners(meetings: list[Meeting]) -> tuple[Practitioner, ...]:
    """Everybody who takes part in a meeting of the day, each with their own number of them."""
    counted: dict[str, Practitioner] = {}
    for one in meetings:
        for who in one.clinicians:
            seen = counted.get(who.id)
            counted[who.id] = Practitioner(who.id, who.name, (seen.sessions if seen else 0) + 1)
    return tuple(sorted(counted.values(), key=lambda one: (-one.sessions, one.name)))


def _similar_names(histories: list[History]) -> set[int]:
    """Clients of one day whose names could be mistaken: the same family name, or the same given name with a like family name."""
    found: set[int] = set()
    for index, one in enumerate(histories):
        for other in histories[index + 1 :]:
            if _alike(one.client.family, other.client.family) and _alike(one.client.given, other.client.given, initial=True):
                found.update((one.client.row, other.client.row))
    return found


def _alike(one: str, other: str, *, initial: bool = False) -> bool:
    one, other = one.lower(), other.lower()
    if not one or not other:
        return False
    if initial:
        return one[0] == other[0]
    return one == other or (
        abs(len(one) - len(other)) <= 1 and sum(a != b for a, b in zip(one, other, strict=False)) <= 1 and len(one) > 3
    )
