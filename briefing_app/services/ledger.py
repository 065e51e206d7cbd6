"""The clinician's ledger of a period: documentation, recovery, load, support and self-check, from entries and the schedule."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import takewhile
from typing import NamedTuple

import pandas as pd

from briefing_app.domain.client import CANCELLED, SAME_MEETING, Meeting, without_twins
from briefing_app.domain.comparison import MOST_WEEKS, Comparison, compare
from briefing_app.domain.documentation import (
    BASELINE_WEEKS,
    Documented,
    WorkingHours,
    complete_weeks,
    documented,
    pooled,
    returned_minutes,
    working_spans,
)
from briefing_app.domain.load import Cap, Weight, load_points, trauma_ratio
from briefing_app.domain.note import DUE_HOURS, LATE_HOURS, LOOK_BACK_DAYS, HeldSession, Notes, notes_of
from briefing_app.domain.periods import WEEK, local_time, period_of, week_start
from briefing_app.domain.recovery import Gap, Session, Targets, gaps, is_day_off, long_block, longest_run
from briefing_app.domain.spans import Span, day_span, merged, minutes, span_of, within, without
from briefing_app.domain.support import DEFAULTS, KINDS, Agreed, SupportState, support_state
from briefing_app.domain.timer import CONFIRMED, UNCONFIRMED
from briefing_app.storage.practice import PracticeReader
from briefing_app.storage.private import PrivateStore, SelfCheck, Support, TimeEntry
from briefing_app.storage.rtm import client_payers, payers

WEEKS = 12
TRAUMA_DAYS = 28
OFF_LOOK_BACK = 60
MOST_CHANGES = 2
CAPS = ("points", "week_sessions", "trauma_percent", "invisible_hours")
TAKEN_TARGET = "target:taken_percent"
SESSION_TIME, WORKING, INVISIBLE = "in a session", "in working hours", "outside working hours"


@dataclass(frozen=True, slots=True)
class Week:
    """A week, the present one as far as it has come. ``points`` are by today's weights, ``trauma`` the share of the 28 days up to its end;

    ``owing`` are the kinds of support that were over their due day when it ended.
    """

    monday: date
    time: Documented
    planned_gaps: int
    taken_gaps: int
    sessions: int = 0
    trauma: float | None = None
    points: int = 0
    owing: frozenset[str] = frozenset()

    @property
    def taken_percent(self) -> float | None:
        return 100 * self.taken_gaps / self.planned_gaps if self.planned_gaps else None


@dataclass(frozen=True, slots=True)
class GridCell:
    """Minutes documented in one hour of one weekday over the period, and how many of them were invisible."""

    weekday: int
    hour: int
    minutes: float
    invisible: float


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """Everything the page, the print and ``briefing ledger`` say. ``baseline`` None until four complete weeks are there.

    ``active`` are clients with the weight they were given, if any; ``held`` the kept sessions of 28 days with the client's id;
    ``week_sessions`` are kept so far, ``projected_sessions`` with those still booked; ``taken_target`` in percent of the planned gaps.
    """

    period: str
    first: date
    last: date
    today: date
    time: Documented
    declared: bool
    baseline: Documented | None
    baseline_weeks: tuple[date, ...]
    returned: float | None
    weeks: tuple[Week, ...]
    grid: tuple[GridCell, ...]
    gaps: tuple[tuple[date, Gap], ...]
    targets: Targets
    run: tuple[int, float]
    long_blocks: tuple[int, int]
    days_since_off: int | None
    active: tuple[tuple[str, Weight | None], ...]
    points: int
    held: tuple[tuple[date, Session, str], ...]
    week_sessions: int
    projected_sessions: int
    trauma: float | None
    caps: tuple[Cap, ...]
    taken_target: float | None
    notes: Notes
    note_hours: tuple[float, float]
    timed_since: date | None
    support: tuple[SupportState, ...]
    checks: tuple[SelfCheck, ...]
    comparisons: tuple[Comparison, ...]
    days_off: tuple[tuple[str, str], ...]
    overrides: tuple[tuple[str, float, str, float], ...]
    entries: tuple[TimeEntry, ...]
    unconfirmed: tuple[TimeEntry, ...]
    overlapping: float


def ledger(
    private: PrivateStore,
    reader: PracticeReader,
    now: datetime,
    period: str = WEEK,
    day: date | None = None,
    zone: tzinfo | None = None,
    practitioner: str = "",
    weeks: int = WEEKS,
) -> LedgerFacts:
    """The facts of the period that ``day`` (default: today) lies in, with the ``weeks`` up to it; what has not happened yet is not counted."""
    today = now.date()
    first, last = period_of(day or today, period)
    mondays = [week_start(min(last, today)) - timedelta(days=7 * back) for back in range(weeks - 1, -1, -1)]
    begun = private.first_entry()
    base_weeks = complete_weeks(local_time(begun, zone).date(), today)[:BASELINE_WEEKS] if begun is not None else []
    work = _Work(private, reader, now, zone, practitioner)
    work.begun = begun
    earliest = min(mondays[0], first, today - timedelta(days=OFF_LOOK_BACK))
    work.meetings(earliest - timedelta(days=TRAUMA_DAYS), max(last, today + timedelta(days=TRAUMA_DAYS)))
    time = work.time(first, last)
    full = len(base_weeks) == BASELINE_WEEKS
    past = _Work(private, reader, now, zone, practitioner)  # reads of its own: the first weeks may lie years back
    baseline = pooled([past.time(one, one + timedelta(days=6)) for one in base_weeks]) if full else None
    entries = private.entries(*span_of(first, last, zone))
    found_gaps = work.gaps(first, last)
    active = work.active(today)
    points = _points(active)
    monday = week_start(today)
    held = work.held(today - timedelta(days=TRAUMA_DAYS - 1), today)
    trauma = trauma_ratio([one.trauma for _, one, _ in held])
    choices = private.choices()
    projected = len(work.booked(monday, monday + timedelta(days=6)))
    invisible = work.time(monday, today).invisible / 60 if work.hours else None
    taken_target = choices.get(TAKEN_TARGET, "")
    note_hours = (float(choices.get("note:due", DUE_HOURS)), float(choices.get("note:late", LATE_HOURS)))
    return LedgerFacts(
        period=period,
        first=first,
        last=last,
        today=today,
        time=time,
        declared=bool(work.hours),
        baseline=baseline,
        baseline_weeks=tuple(base_weeks) if full else (),
        returned=returned_minutes(baseline, time),
        weeks=tuple(work.week(monday, choices) for monday in mondays),
        grid=work.grid(first, last),
        gaps=tuple(found_gaps),
        targets=work.targets,
        run=longest_run([one for _, one in work.booked(today, today)], work.targets),
        long_blocks=work.long_blocks(first, last),
        days_since_off=work.days_since_off(today),
        active=tuple(active),
        points=points,
        held=tuple(held),
        week_sessions=len(work.kept(monday, today)),
        projected_sessions=projected,
        trauma=trauma,
        caps=_caps(choices, (float(points), float(projected), None if trauma is None else 100 * trauma, invisible)),
        taken_target=float(taken_target) if taken_target else None,
        notes=work.notes(today, note_hours) if begun is not None else Notes((), (), None, None),
        note_hours=note_hours,
        timed_since=local_time(begun, zone).date() if begun is not None else None,
        support=work.support_states(choices, today),
        checks=tuple(private.self_checks()),
        comparisons=tuple(
            _Work(private, reader, now, zone, practitioner).comparisons(private.dated_changes()[-MOST_CHANGES:], today)
        ),
        days_off=tuple(private.days_off().items()),
        overrides=tuple(private.overrides()),
        entries=tuple(one for one in entries if one.state == CONFIRMED),
        unconfirmed=tuple(one for one in entries if one.state == UNCONFIRMED),
        overlapping=_overlapping([(one.start, one.end) for one in entries if one.state == CONFIRMED]),
    )


def gaps_of_day(
    private: PrivateStore, reader: PracticeReader, now: datetime, day: date, zone: tzinfo | None = None, practitioner: str = ""
) -> list[Gap]:
    """What became of the gaps of one day so far."""
    return [gap for _, gap in _Work(private, reader, now, zone, practitioner).gaps(day, day)]


@dataclass(frozen=True, slots=True)
class DayOutlook:
    """What a what-if of a day needs: targets, the starts of sessions tagged trauma-processing, and the caps with what is booked."""

    targets: Targets
    trauma: frozenset[float]
    caps: tuple[Cap, ...]


def day_outlook(
    private: PrivateStore, reader: PracticeReader, now: datetime, day: date, zone: tzinfo | None = None, practitioner: str = ""
) -> DayOutlook:
    """The clinician's own numbers for a day that may be moved."""
    work = _Work(private, reader, now, zone, practitioner)
    tagged = frozenset(one.planned[0] for _, one in work.booked(day, day) if one.trauma)
    return DayOutlook(work.targets, tagged, ledger(private, reader, now, WEEK, day, zone, practitioner, weeks=1).caps)


def owed_by(
    private: PrivateStore,
    reader: PracticeReader,
    now: datetime,
    client: str,
    zone: tzinfo | None = None,
    practitioner: str = "",
) -> str:
    """The newest session of a client that owes a note, by its key; "" where none does."""
    work = _Work(private, reader, now, zone, practitioner)
    work.begun = private.first_entry()
    owed = [one.session for one in work.notes(now.date(), (DUE_HOURS, LATE_HOURS)).owed if one.session.client == client]
    return max(owed, key=lambda one: one.begins).key if owed else ""


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
    work = _Work(private, reader, now, zone, practitioner)
    kept = [one.actual for _, one in work.kept(first, last)]
    meetings = [one.minutes for one in work.support if first.isoformat() <= one.day <= last.isoformat()]
    return Worked(len(kept), minutes(kept), minutes(without(work.written(first, last), kept)), sum(meetings))


class _Work:
    """Entries and sessions, read once for each stretch that is asked for."""

    def __init__(
        self, private: PrivateStore, reader: PracticeReader, now: datetime, zone: tzinfo | None, practitioner: str
    ) -> None:
        self._private, self._reader, self._now, self._zone = private, reader, now.timestamp(), zone
        self._practitioner = practitioner.strip().lower()
        self.hours = [WorkingHours(date.fromisoformat(since), _week(week)) for since, week in private.working_hours()]
        self._off = {date.fromisoformat(day) for day in private.days_off()}
        self.begun: float | None = None
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
        choices = private.choices()
        self.targets = Targets(float(choices.get("target:plain", 10)), float(choices.get("target:after_trauma", 15)))

    def booked(self, first: date, last: date) -> list[tuple[date, Session]]:
        """Sessions that are booked or were held, day by day; those called off are left out."""
        return [(day, one) for day, one, status in self._sessions(first, last) if status not in CANCELLED]

    def kept(self, first: date, last: date) -> list[tuple[date, Session]]:
        return [(day, one) for day, one in self.booked(first, last) if one.actual[1] <= self._now]

    def held(self, first: date, last: date) -> list[tuple[date, Session, str]]:
        """Kept sessions with the client's id in the export, to be tagged by."""
        return [(day, one, self._clients[one.key]) for day, one in self.kept(first, last) if one.key in self._clients]

    def _is_own(self, one: Meeting) -> bool:
        return not self._practitioner or one.practitioner_id.lower() in (self._practitioner, "")

    def meetings(self, first: date, last: date) -> list[Meeting]:
        """Meetings that begin on these days; what was read once is not read again."""
        begins, ends = span_of(first, last, self._zone)
        if self._read is None or begins < self._read[0] or ends > self._read[1]:
            low, high = self._read or (begins, ends)
            self._read = (min(low, begins), max(high, ends))
            self._meetings = self._reader.meetings_between(*self._read)
            self._begins = [one.at for one in self._meetings]
            self._days = self._by_day(self._meetings)
        return self._meetings[bisect_left(self._begins, begins) : bisect_left(self._begins, ends)]

    def _sources_of(self, rows: set[int]) -> dict[int, str]:
        unknown = rows - self._ids.keys()
        if unknown:
            self._ids |= self._reader.sources_of(sorted(unknown))
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
                days[local_time(one.at, self._zone).date()].append(one)
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
        found = self._private.entries(*span_of(first, last, self._zone))
        return [(one.start, one.end) for one in found if one.state == CONFIRMED]

    def _scheduled(self, first: date, last: date) -> list[Span]:
        """Slots that were held so far: kept sessions and no-shows, not those called off before."""
        held = [one.planned for _, one, status in self._sessions(first, last) if status != "cancelled"]
        return [span for span in held if span[0] <= self._now]

    def _working(self, first: date, last: date) -> list[Span]:
        return working_spans(self.hours, self._off, first, last, self._zone)

    def time(self, first: date, last: date) -> Documented:
        return documented(
            self._scheduled(first, last), self.written(first, last), self._working(first, last), first, last, self._zone
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

    def week(self, monday: date, choices: Mapping[str, str]) -> Week:
        last = monday + timedelta(days=6)
        end = min(last, local_time(self._now, self._zone).date())
        planned = [gap for _, gap in self.gaps(monday, last) if gap.planned > 0]
        tags = [one.trauma for _, one in self.kept(end - timedelta(days=TRAUMA_DAYS - 1), end)]
        return Week(
            monday,
            self.time(monday, last),
            len(planned),
            sum(1 for gap in planned if gap.status == "taken"),
            len(self.kept(monday, last)),
            trauma_ratio(tags),
            _points(self.active(end)),
            frozenset(one.kind for one in self.support_states(choices, end) if one.days_over),
        )

    def support_states(self, choices: Mapping[str, str], today: date) -> tuple[SupportState, ...]:
        """What is owed counts from the first meeting or timed entry on: agreed and never taken is owed as well."""
        begun = [local_time(self.begun, self._zone).date()] if self.begun is not None else []
        since = min([*begun, *(date.fromisoformat(one.day) for one in self.support)], default=today)
        return _support(self.support, choices, since, today)

    def comparisons(self, changes: Sequence[tuple[str, str]], today: date) -> list[Comparison]:
        """Documentation for 8 scheduled hours before and after each dated change, where enough weeks are there."""
        found = []
        for text, words in changes:
            day = date.fromisoformat(text)
            begin = week_start(day) - timedelta(weeks=MOST_WEEKS)
            mondays = [begin + timedelta(weeks=number) for number in range(2 * MOST_WEEKS + 2)]
            over = [monday for monday in mondays if monday + timedelta(days=6) < today]
            one = compare([(monday, self.time(monday, monday + timedelta(days=6)).doc8) for monday in over], day, words)
            if one is not None:
                found.append(one)
        return found

    def grid(self, first: date, last: date) -> tuple[GridCell, ...]:
        """Documented minutes by weekday and hour, each minute in one of three kinds; summed with pandas."""
        bounds = [span_of(first, last, self._zone)]
        written = within(self.written(first, last), bounds)
        in_session = within(written, self._scheduled(first, last))
        outside = without(written, in_session)
        invisible = without(outside, self._working(first, last))
        kinds = {SESSION_TIME: in_session, WORKING: without(outside, invisible), INVISIBLE: invisible}
        pieces = [
            (at.weekday(), at.hour, kind, length)
            for kind, spans in kinds.items()
            for span in spans
            for at, length in _hourly(span, self._zone)
        ]
        frame = pd.DataFrame(pieces, columns=["weekday", "hour", "kind", "minutes"])
        if frame.empty:
            return ()
        table = frame.pivot_table(index=["weekday", "hour"], columns="kind", values="minutes", aggfunc="sum", fill_value=0.0)
        total = table.sum(axis=1)
        unseen = table[INVISIBLE] if INVISIBLE in table else total * 0.0
        return tuple(
            GridCell(int(weekday), int(hour), round(float(total[weekday, hour]), 2), round(float(unseen[weekday, hour]), 2))
            for weekday, hour in table.index
        )

    def notes(self, today: date, hours: tuple[float, float]) -> Notes:
        """Notes of the sessions of the look-back, from the day of the first timed entry on."""
        since = max(self.begun or self._now, span_of(today - timedelta(days=LOOK_BACK_DAYS), today, self._zone)[0])
        held = self.held(local_time(since, self._zone).date(), today)
        sessions = [HeldSession(one.key, client, *one.actual) for _, one, client in held]
        timed = [
            (one.client, (one.start, one.end))
            for one in self._private.entries(since, self._now)
            if one.state == CONFIRMED and one.category == "notes" and one.client
        ]
        imported = self._reader.imported_notes(since, self._now)
        marks, crisis = self._reader.note_marks(), self._reader.sessions_noted_as("crisis")
        return notes_of(sessions, marks, imported, timed, self._now, hours, crisis, self._payers_hours(today, hours))

    def _payers_hours(self, today: date, hours: tuple[float, float]) -> dict[str, tuple[float, float]]:
        """Due and late hours of the clients whose payer has hours of its own today."""
        entered, found = payers(self._reader), {}
        for client, name in client_payers(self._reader).items():
            payer = next((one for since, one in reversed(entered.get(name, [])) if since <= today), None)
            if payer is not None and (payer.note_due_hours or payer.note_late_hours):
                found[client] = (float(payer.note_due_hours or hours[0]), float(payer.note_late_hours or hours[1]))
        return found

    def days_since_off(self, today: date) -> int | None:
        """Days since the last full day without sessions and notes; None when there was none in the look-back."""
        first = today - timedelta(days=OFF_LOOK_BACK)
        sessions: dict[date, list[Span]] = defaultdict(list)
        for day, one in self.kept(first, today):
            sessions[day].append(one.actual)
        written = self.written(first, today)
        for back in range(1, OFF_LOOK_BACK):
            day = today - timedelta(days=back)
            if is_day_off(sessions[day], within(written, [day_span(day, self._zone)])):
                return back
        return None

    def active(self, today: date) -> list[tuple[str, Weight | None]]:
        """Everybody seen in 28 days or booked in the next 28, by the export's id, with the weight the clinician gave."""
        found = self.meetings(today - timedelta(days=TRAUMA_DAYS), today + timedelta(days=TRAUMA_DAYS))
        rows = {one.client for one in found if one.is_session and one.status not in CANCELLED and self._is_own(one)}
        return [(client, self._weights.get(client)) for client in sorted(self._sources_of(rows).values())]


def _week(text: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(tuple((int(begins), int(ends)) for begins, ends in day) for day in json.loads(text))


def _hourly(span: Span, zone: tzinfo | None) -> list[tuple[datetime, float]]:
    """A stretch cut at the hours of the wall clock, each piece with its local time and minutes."""
    found = []
    at = span[0]
    while at < span[1]:
        local = local_time(at, zone)
        rest = 3600 - (local.minute * 60 + local.second + local.microsecond / 1e6)
        until = min(at + rest, span[1])
        found.append((local, (until - at) / 60))
        at = until
    return found


def _overlapping(spans: Sequence[Span]) -> float:
    """Minutes that stand in two entries; they count once."""
    return max(sum(end - start for start, end in spans) / 60 - minutes(spans), 0.0)


def _caps(choices: Mapping[str, str], values: Sequence[float | None]) -> tuple[Cap, ...]:
    """Each cap that was set, with its value."""
    found = [(name, choices.get(f"cap:{name}", ""), value) for name, value in zip(CAPS, values, strict=True)]
    return tuple(Cap(name, float(limit), value) for name, limit, value in found if limit and value is not None)


def _points(active: Sequence[tuple[str, Weight | None]]) -> int:
    return load_points([client for client, _ in active], {client: weight for client, weight in active if weight is not None})


def _support(meetings: Sequence[Support], choices: Mapping[str, str], since: date, today: date) -> tuple[SupportState, ...]:
    found = []
    for kind in KINDS:
        text = choices.get(f"support:{kind}")  # "" is a choice too: nothing was agreed
        agreed = (
            Agreed(float(text.partition("/")[0]), text.partition("/")[2])
            if text
            else None
            if text == ""
            else DEFAULTS.get(kind)
        )
        own = [(date.fromisoformat(one.day), one.minutes, one.cancelled_by) for one in meetings if one.kind == kind]
        if own or agreed is not None:
            found.append(support_state(kind, agreed, own, since, today))
    return tuple(found)
