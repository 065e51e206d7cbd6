"""The clinician's time: entries and sessions, gaps and days off, each stretch read once."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

from briefing_app.domain.client import CANCELLED, SAME_MEETING, Meeting, without_twins
from briefing_app.domain.documentation import Documented, WorkingHours, documented, working_spans
from briefing_app.domain.load import Weight
from briefing_app.domain.periods import local_time
from briefing_app.domain.recovery import Gap, Session, Targets, gaps, is_day_off, long_block
from briefing_app.domain.spans import Span, day_span, merged, minutes, span_of, within, without
from briefing_app.domain.timer import CONFIRMED
from briefing_app.storage.practice import PracticeReader
from briefing_app.storage.private import PrivateStore

AROUND_DAYS = 28  # who was seen so many days ago, or is booked in so many, is one of the caseload
OFF_LOOK_BACK = 60


def gaps_of_day(
    private: PrivateStore, reader: PracticeReader, now: datetime, day: date, zone: tzinfo | None = None, practitioner: str = ""
) -> list[Gap]:
    """What became of the gaps of one day so far."""
    return [gap for _, gap in Work(private, reader, now, zone, practitioner).gaps(day, day)]


class Worked(NamedTuple):
    """Work of a stretch of days, in minutes: sessions as held, documentation outside them, supervision and consultation."""

    sessions: int
    in_sessions: float
    documentation: float
    support: float

    @property
    def hours(self) -> float:
        return (self.in_sessions + self.documentation + self.support) / 60


def worked(
    private: PrivateStore,
    reader: PracticeReader,
    now: datetime,
    first: date,
    last: date,
    zone: tzinfo | None = None,
    practitioner: str = "",
) -> Worked:
    """What was worked on these days so far; what was documented during a session counts once, as the session."""
    work = Work(private, reader, now, zone, practitioner)
    kept = [one.actual for _, one in work.kept(first, last)]
    meetings = [one.minutes for one in work.support if first.isoformat() <= one.day <= last.isoformat()]
    return Worked(len(kept), minutes(kept), minutes(without(work.written(first, last), kept)), sum(meetings))


class Work:
    """Entries and sessions, read once for each stretch that is asked for."""

    def __init__(
        self, private: PrivateStore, reader: PracticeReader, now: datetime, zone: tzinfo | None, practitioner: str
    ) -> None:
        self.private, self.reader, self.now, self.zone = private, reader, now.timestamp(), zone
        self._practitioner = practitioner.strip().lower()
        self.hours = [WorkingHours(date.fromisoformat(since), _week(week)) for since, week in private.working_hours()]
        self._off = {date.fromisoformat(day) for day in private.days_off()}
        self._tagged = private.tagged_sessions()
        self._clients: dict[str, str] = {}
        self._ids: dict[int, str] = {}
        self._read: Span | None = None
        self._meetings: list[Meeting] = []
        self._begins: list[float] = []
        self._calls: dict[date, list[Span]] = {}
        self._days: dict[date, list[tuple[Session, str]]] = {}
        self.support = private.support()
        self._weights = {client: Weight(*values) for client, values in private.weights().items()}
        choices, usual = private.choices(), Targets()
        self.targets = Targets(
            float(choices.get("target:plain", usual.plain)), float(choices.get("target:after_trauma", usual.after_trauma))
        )

    @cached_property
    def begun(self) -> float | None:
        """When the first entry begins."""
        return self.private.first_entry()

    def booked(self, first: date, last: date) -> list[tuple[date, Session]]:
        """Sessions that are booked or were held, day by day; those called off are left out."""
        return [(day, one) for day, one, status in self._sessions(first, last) if status not in CANCELLED]

    def kept(self, first: date, last: date) -> list[tuple[date, Session]]:
        return [(day, one) for day, one in self.booked(first, last) if one.actual[1] <= self.now]

    def held(self, first: date, last: date) -> list[tuple[date, Session, str]]:
        """Kept sessions with the client's id in the export, to be tagged by."""
        return [(day, one, self._clients[one.key]) for day, one in self.kept(first, last) if one.key in self._clients]

    def _is_own(self, one: Meeting) -> bool:
        return not self._practitioner or one.practitioner_id.lower() in (self._practitioner, "")

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
        for one in timed:
            if self._is_own(one):
                days[local_time(one.at, self.zone).date()].append(one)
        listed = {}
        for day, meetings in days.items():
            appointments = [one for one in meetings if one.kind == "appointment"]
            if appointments:  # beside appointments, an encounter of its own is a contact that nobody booked: a call
                self._calls[day] = [(one.at, one.ends) for one in meetings if one.kind == "encounter"]
            listed[day] = [(self._session(one, by_client[one.client]), one.status) for one in appointments or meetings]
        return listed

    def _session(self, one: Meeting, encounters: Sequence[Meeting]) -> Session:
        """Booked slot and actual time: the encounter's where the export holds one."""
        held = next(
            (other for other in encounters if other.appointment == one.resource_id or abs(other.at - one.at) <= SAME_MEETING),
            one,
        )
        key = one.key
        return Session((one.at, one.ends), (held.at, held.ends), key in self._tagged, key)

    def written(self, first: date, last: date) -> list[Span]:
        found = self.private.entries(*span_of(first, last, self.zone))
        return [(one.start, one.end) for one in found if one.state == CONFIRMED]

    def scheduled(self, first: date, last: date) -> list[Span]:
        """Slots that were held so far: kept sessions and no-shows, not those called off before."""
        held = [one.planned for _, one, status in self._sessions(first, last) if status != "cancelled"]
        return [span for span in held if span[0] <= self.now]

    def working(self, first: date, last: date) -> list[Span]:
        return working_spans(self.hours, self._off, first, last, self.zone)

    def time(self, first: date, last: date) -> Documented:
        return documented(
            self.scheduled(first, last), self.written(first, last), self.working(first, last), first, last, self.zone
        )

    def gaps(self, first: date, last: date) -> list[tuple[date, Gap]]:
        """Gaps between sessions that are over, day by day."""
        days: dict[date, list[Session]] = defaultdict(list)
        for day, one in self.kept(first, last):
            days[day].append(one)
        written = merged(self.written(first, last))
        ends = [end for _, end in written]
        found = []
        for day, sessions in days.items():
            latest = max(one.actual[1] for one in sessions)
            since = bisect_left(ends, min(one.actual[0] for one in sessions))
            notes = list(takewhile(lambda span, latest=latest: span[0] < latest, written[since:]))  # type: ignore[misc]
            found += [(day, gap) for gap in gaps(sessions, self._calls.get(day, []), notes, self.targets)]
        return found

    def long_blocks(self, first: date, last: date) -> tuple[int, int]:
        """On how many of the days of five hours or more there was half an hour in one piece, and how many such days there were."""
        days: dict[date, list[Session]] = defaultdict(list)
        for day, one in self.kept(first, last):
            days[day].append(one)
        written = self.written(first, last)
        found = [long_block(sessions, written) for sessions in days.values()]
        return found.count(True), len(found) - found.count(None)

    def days_since_off(self, today: date) -> int | None:
        """Days since the last full day without sessions and notes; None when there was none in the look-back."""
        first = today - timedelta(days=OFF_LOOK_BACK)
        sessions: dict[date, list[Span]] = defaultdict(list)
        for day, one in self.kept(first, today):
            sessions[day].append(one.actual)
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


def _week(text: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(tuple((int(begins), int(ends)) for begins, ends in day) for day in json.loads(text))
