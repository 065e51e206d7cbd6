"""The clinician's time: entries and sessions, gaps and days off, each stretch read once."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

from briefing_app.domain.client import CANCELLED, HELD, SAME_MEETING, Meeting
from briefing_app.domain.documentation import Documented, WorkingHours, documented, working_spans
from briefing_app.domain.intervals import Span, day_span, merged, minutes, span_of, within, without
from briefing_app.domain.load import Weight
from briefing_app.domain.note import NOT_NEEDED
from briefing_app.domain.periods import local_time
from briefing_app.domain.recovery import (
    TAKEN_SHARE,
    Gap,
    Observed,
    Session,
    Targets,
    gaps,
    is_day_off,
    is_long_day,
    long_block,
)
from briefing_app.domain.session_end import BY_THEN, ENDED
from briefing_app.domain.time_entry import BREAK
from briefing_app.domain.timer import CONFIRMED
from briefing_app.domain.twins import without_twins
from briefing_app.storage.practice import PracticeReader
from briefing_app.storage.private import PrivateStore

AROUND_DAYS = 28  # who was seen so many days ago, or is booked in so many, is one of the caseload
OFF_LOOK_BACK = 60
TAKEN_OF_PLANNED = "target:taken_of_planned"  # the setting: percent of the planned minutes


def gaps_of_day(
    private: PrivateStore, reader: PracticeReader, now: datetime, day: date, zone: tzinfo | None = None, practitioner: str = ""
) -> list[Gap]:
    """What became of the gaps of one day so far."""
    return [gap for _, gap in Work(private, reader, now, zone, practitioner).gaps(day, day)]


class Worked(NamedTuple):
    """Work of a stretch of days, in minutes: sessions held, of them as recorded, documentation outside them, supervision and consultation.

    ``recorded`` are minutes of sessions with both times, the rest is as booked; ``open`` sessions have no recorded outcome and are in no
    figure; ``untimed`` held ones have nothing timed after them; ``timed`` tells whether anything was.
    """

    sessions: int
    in_sessions: float
    documentation: float
    support: float
    recorded: float = 0.0
    open: int = 0
    untimed: int = 0
    timed: bool = True

    @property
    def hours(self) -> float:
        """All of it, in hours."""
        return (self.in_sessions + self.documentation + self.support) / 60


def worked(work: Work, first: date, last: date) -> Worked:
    """What was worked on these days so far; what was documented during a session counts once, as the session."""
    kept = [one for _, one in work.kept(first, last)]
    spans, written = [one.span for one in kept], work.written(first, last)
    meetings = [one.minutes for one in work.support if first.isoformat() <= one.day <= last.isoformat()]
    return Worked(
        len(kept),
        minutes(spans),
        minutes(without(written, spans)),
        sum(meetings),
        minutes(one.span for one in kept if one.is_timed),
        len(work.open(first, last)),
        work.untimed(first, last),
        bool(written),
    )


class LongBlocks(NamedTuple):
    """Days of five hours or more; on how many there was half an hour in one piece, and of how many that is not known."""

    days: int
    had: int
    not_known: int


class Work:
    """Entries and sessions, read once for each stretch that is asked for."""

    def __init__(
        self,
        private: PrivateStore,
        reader: PracticeReader,
        now: datetime,
        zone: tzinfo | None = None,
        practitioner: str = "",
    ) -> None:
        self._made_of = (private, reader, now, zone, practitioner)
        self.private, self.reader, self.now, self.zone = private, reader, now.timestamp(), zone
        self.today = now.date()
        self._practitioner = practitioner.strip().lower()
        self.hours = [WorkingHours(date.fromisoformat(since), _week(week)) for since, week in private.working_hours()]
        self._off = {date.fromisoformat(day) for day in private.days_off()}
        self._tagged = private.tagged_sessions()
        self._ends = private.session_ends()
        self._clients: dict[str, str] = {}
        self._ids: dict[int, str] = {}
        self._read: Span | None = None
        self._meetings: list[Meeting] = []
        self._begins: list[float] = []
        self._calls: dict[date, list[Span]] = {}
        self._days: dict[date, list[tuple[Session, str]]] = {}
        self._starts: dict[str, list[float]] = {}
        self.support = private.support()
        self._weights = {client: Weight(*values) for client, values in private.weights().items()}
        choices, usual = private.choices(), Targets()
        self.targets = Targets(
            float(choices.get("target:plain", usual.plain)), float(choices.get("target:after_trauma", usual.after_trauma))
        )
        self.taken_share = float(choices.get(TAKEN_OF_PLANNED) or 100 * TAKEN_SHARE) / 100

    def afresh(self) -> Work:
        """The same with reads of its own, for stretches that lie years apart."""
        return Work(*self._made_of)

    @cached_property
    def _timed_for(self) -> dict[str, list[float]]:
        """When documentation was timed for each client, in order."""
        found: dict[str, list[float]] = defaultdict(list)
        for one in self.private.entries(self.begun or self.now, self.now):
            if one.state == CONFIRMED and one.category != BREAK and one.client:
                found[one.client].append(one.end)
        return {client: sorted(ends) for client, ends in found.items()}

    @cached_property
    def _no_note_needed(self) -> set[tuple[str, str]]:
        return {key for key, mark in self.reader.note_marks().items() if mark.state == NOT_NEEDED}

    def untimed(self, first: date, last: date) -> int:
        """Held sessions for whose client nothing was timed from their start to the next session of that client, where a note is needed."""
        found = 0
        for _, one in self.kept(first, last):
            client = self._clients.get(one.key, "")
            ends = self._timed_for.get(client, [])
            later = self._starts.get(client, [])
            following = bisect_right(later, one.planned[0])
            until = later[following] if following < len(later) else self.now
            place = bisect_right(ends, one.span[0])
            found += (place == len(ends) or ends[place] > until) and (client, one.key) not in self._no_note_needed
        return found

    @cached_property
    def begun(self) -> float | None:
        """When the first entry begins."""
        return self.private.first_entry()

    def booked(self, first: date, last: date) -> list[tuple[date, Session]]:
        """Sessions that are booked or were held, day by day; those called off are left out."""
        return [(day, one) for day, one, status in self._sessions(first, last) if status not in CANCELLED]

    def kept(self, first: date, last: date) -> list[tuple[date, Session]]:
        """Sessions that took place and are over: the export says so, or the clinician recorded when they ended."""
        found = self._sessions(first, last)
        return [(day, one) for day, one, status in found if self._was_held(one, status) and one.span[1] <= self.now]

    def open(self, first: date, last: date) -> list[tuple[date, Session]]:
        """Booked sessions that are past and of which nobody said whether they took place."""
        return [
            (day, one)
            for day, one, status in self._sessions(first, last)
            if status not in CANCELLED and not self._was_held(one, status) and one.planned[1] <= self.now
        ]

    def _was_held(self, one: Session, status: str) -> bool:
        return status in HELD or one.ended is not None  # begun notes tell only that it was over

    def past(self, first: date, last: date) -> list[tuple[date, Session]]:
        """Sessions that were not called off and are over, whether or not anybody said that they took place."""
        return [(day, one) for day, one in self.booked(first, last) if one.span[1] <= self.now]

    def held(self, first: date, last: date) -> list[tuple[date, Session, str]]:
        """Kept sessions with the client's id in the export, to be tagged by."""
        return [(day, one, self._clients[one.key]) for day, one in self.kept(first, last) if one.key in self._clients]

    def client_of(self, one: Session) -> str:
        """The export's id of a session's client; "" where it is nobody's."""
        return self._clients.get(one.key, "")

    def _is_own(self, one: Meeting) -> bool:
        return one.is_of(self._practitioner)

    def meetings(self, first: date, last: date) -> list[Meeting]:
        """Meetings that begin on these days; what was read once is not read again."""
        begins, ends = span_of(first, last, self.zone)
        if self._read is None or begins < self._read[0] or ends > self._read[1]:
            low, high = self._read or (begins, ends)
            self._read = (min(low, begins), max(high, ends))
            self._meetings = self.reader.meetings_between(*self._read)
            self._begins = [one.at for one in self._meetings]
            self._days = self._by_day(self._meetings)
        return self._meetings[bisect_left(self._begins, begins) : bisect_left(self._begins, ends)]

    def _sources_of(self, rows: set[int]) -> dict[int, str]:
        unknown = rows - self._ids.keys()
        if unknown:
            self._ids |= self.reader.sources_of(sorted(unknown))
        return {row: self._ids[row] for row in rows if row in self._ids}

    def _sessions(self, first: date, last: date) -> list[tuple[date, Session, str]]:
        self.meetings(first, last)
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return [(day, one, status) for day in days for one, status in self._days.get(day, ())]

    def _by_day(self, found: list[Meeting]) -> dict[date, list[tuple[Session, str]]]:
        encounters = [one for one in found if one.kind == "encounter" and one.ends > one.at]
        timed = [one for one in without_twins(found) if one.is_session and one.at and one.ends > one.at]
        by_client: dict[int, list[Meeting]] = defaultdict(list)
        for one in encounters:
            by_client[one.client].append(one)
        days: dict[date, list[Meeting]] = defaultdict(list)
        ids = self._sources_of({one.client for one in timed})
        self._clients |= {one.key: ids.get(one.client, "") for one in timed}
        starts: dict[str, list[float]] = defaultdict(list)
        for one in timed:
            if one.status not in CANCELLED:
                starts[ids.get(one.client, "")].append(one.at)
        self._starts = {client: sorted(found) for client, found in starts.items()}
        for one in timed:
            if self._is_own(one):
                days[local_time(one.at, self.zone).date()].append(one)
        listed = {}
        for day, meetings in days.items():
            appointments = [one for one in meetings if one.kind == "appointment"]
            if appointments:  # beside appointments, an encounter of its own is a contact that nobody booked: a call
                self._calls[day] = [(one.at, one.ends) for one in meetings if one.kind == "encounter"]
            listed[day] = [self._session(one, by_client[one.client]) for one in appointments or meetings]
        return listed

    def _session(self, one: Meeting, encounters: Sequence[Meeting]) -> tuple[Session, str]:
        """Booked slot and recorded times, with the status: those of the encounter where the export holds one that took place."""
        held = next(
            (
                other
                for other in encounters
                if other.status in HELD and (other.appointment == one.resource_id or abs(other.at - one.at) <= SAME_MEETING)
            ),
            None,
        )
        said, key = self._ends.get(one.key), one.key
        ended = said.at if said is not None and said.kind == ENDED else held.ends if held is not None else None
        session = Session(
            (one.at, one.ends),
            held.at if held is not None else None,
            ended,
            self._tagged.get(key),
            key,
            said.at if said is not None and said.kind == BY_THEN else None,
        )
        return session, held.status if held is not None and one.status not in CANCELLED else one.status

    def _timed(self, first: date, last: date, *, breaks: bool = False) -> list[Span]:
        found = self.private.entries(*span_of(first, last, self.zone))
        return [(one.start, one.end) for one in found if one.state == CONFIRMED and (one.category == BREAK) is breaks]

    def written(self, first: date, last: date) -> list[Span]:
        """Documentation as it was timed."""
        return self._timed(first, last)

    def scheduled(self, first: date, last: date) -> list[Span]:
        """Slots that were held so far: kept sessions and no-shows, not those called off before."""
        held = [one.planned for _, one, status in self._sessions(first, last) if status != "cancelled"]
        return [span for span in held if span[0] <= self.now]

    def working(self, first: date, last: date) -> list[Span]:
        """The clinician's working hours of these days, without days off, as (begin, end) in seconds since 1970."""
        return working_spans(self.hours, self._off, first, last, self.zone)

    def time(self, first: date, last: date) -> Documented:
        """What was scheduled and what was timed in these days, as hours that can be compared."""
        found = documented(
            self.scheduled(first, last), self.written(first, last), self.working(first, last), first, last, self.zone
        )
        return replace(found, untimed=self.untimed(first, last))

    def _observed_days(self, first: date, last: date) -> Iterator[tuple[date, list[Session], Observed]]:
        """Each day with sessions that are over, and what was timed on it."""
        days: dict[date, list[Session]] = defaultdict(list)
        for day, one in self.past(first, last):
            days[day].append(one)
        written, breaks = merged(self.written(first, last)), merged(self._timed(first, last, breaks=True))
        for day, sessions in days.items():
            begins, latest = min(one.span[0] for one in sessions), max(one.span[1] for one in sessions)
            yield (
                day,
                sessions,
                Observed(self._calls.get(day, []), _touching(written, begins, latest), _touching(breaks, begins, latest)),
            )

    def gaps(self, first: date, last: date) -> list[tuple[date, Gap]]:
        """Gaps between sessions that are over, day by day."""
        return [
            (day, gap)
            for day, sessions, observed in self._observed_days(first, last)
            for gap in gaps(sessions, observed, self.taken_share)
        ]

    def long_blocks(self, first: date, last: date) -> LongBlocks:
        """On how many of the days of five hours or more there was half an hour in one piece."""
        found = [
            long_block(sessions, observed)
            for _, sessions, observed in self._observed_days(first, last)
            if is_long_day(sessions)
        ]
        return LongBlocks(len(found), found.count(True), found.count(None))

    def days_since_off(self, today: date) -> int | None:
        """Days since the last full day without a booked session and with nothing timed; None when there was none in the look-back."""
        first = today - timedelta(days=OFF_LOOK_BACK)
        sessions: dict[date, list[Span]] = defaultdict(list)
        for day, one in self.past(first, today):
            sessions[day].append(one.span)
        written = self.written(first, today)
        for back in range(1, OFF_LOOK_BACK):
            day = today - timedelta(days=back)
            if is_day_off(sessions[day], within(written, [day_span(day, self.zone)])):
                return back
        return None

    def active(self, today: date) -> list[tuple[str, Weight | None]]:
        """Everybody seen in 28 days or booked in the next 28, by the export's id, with the weight the clinician gave."""
        found = self.meetings(today - timedelta(days=AROUND_DAYS), today + timedelta(days=AROUND_DAYS))
        rows = {one.client for one in found if one.is_session and one.status not in CANCELLED and self._is_own(one)}
        return [(client, self._weights.get(client)) for client in sorted(self._sources_of(rows).values())]


def _touching(ordered: Sequence[Span], begins: float, ends: float) -> list[Span]:
    """Those of merged stretches that touch [begins, ends)."""
    since = bisect_left([end for _, end in ordered], begins)
    return list(takewhile(lambda span: span[0] < ends, ordered[since:]))


def _week(text: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(tuple((int(begins), int(ends)) for begins, ends in day) for day in json.loads(text))
