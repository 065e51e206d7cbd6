"""The clinician's ledger of a period: documentation, recovery, load, support and self-check, from entries and the schedule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from briefing_app.domain.comparison import MOST_WEEKS, Comparison, compare
from briefing_app.domain.documentation import BASELINE_WEEKS, Documented, complete_weeks, pooled, returned_minutes
from briefing_app.domain.intervals import Span, minutes, span_of
from briefing_app.domain.load import Cap, TraumaTags, Weight, load_points, trauma_tags
from briefing_app.domain.note import DUE_HOURS, LATE_HOURS, LOOK_BACK_DAYS, Notes
from briefing_app.domain.periods import WEEK, local_time, period_of, week_start
from briefing_app.domain.recovery import Gap, Recovery, Session, Targets, longest_run, recovery_of
from briefing_app.domain.support import SupportState
from briefing_app.domain.time_entry import BREAK, SelfCheck, TimeEntry
from briefing_app.domain.timer import CONFIRMED, UNCONFIRMED
from briefing_app.services.hour_grid import GridCell, hour_grid
from briefing_app.services.owed import notes_of_work
from briefing_app.services.support import support_states
from briefing_app.services.worktime import OFF_LOOK_BACK, LongBlocks, Work
from briefing_app.storage.practice import PracticeReader
from briefing_app.storage.private import PrivateStore

WEEKS = 12
TRAUMA_DAYS = 28
MOST_CHANGES = 2
CAPS = ("points", "week_sessions", "trauma_percent", "invisible_hours")
TAKEN_TARGET = "target:taken_percent"


@dataclass(frozen=True, slots=True)
class Week:
    """A week, the present one as far as it has come. ``points`` are by today's weights, ``trauma`` the tags of the 28 days up to its end;

    ``sessions`` were held, of ``open`` ones that are past nobody said so; ``owing`` are the kinds of support over their due day at its end.
    """

    monday: date
    time: Documented
    recovery: Recovery
    sessions: int
    open: int
    trauma: TraumaTags
    points: int
    owing: frozenset[str]


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """Everything the page, the print and ``briefing ledger`` say. ``baseline`` None until four complete weeks are there.

    ``active`` are clients with the weight they were given, if any; ``held`` the kept sessions of 28 days with the client's id;
    ``week_sessions`` are held so far, ``week_open`` past without a recorded outcome, ``projected_sessions`` with those and what is still booked;
    ``open`` are the past sessions of the period without an outcome; ``taken_target`` in percent of the planned gaps.
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
    long_blocks: LongBlocks
    days_since_off: int | None
    active: tuple[tuple[str, Weight | None], ...]
    points: int
    held: tuple[tuple[date, Session, str], ...]
    week_sessions: int
    week_open: int
    projected_sessions: int
    open: int
    taken_share: float
    trauma: TraumaTags
    caps: tuple[Cap, ...]
    taken_target: float | None
    notes: Notes
    notes_open: int
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


class _Caseload(NamedTuple):
    """How much there is to carry by now: clients with weights, their points, sessions of 28 days, those of this week, and the caps."""

    active: list[tuple[str, Weight | None]]
    points: int
    held: list[tuple[date, Session, str]]
    projected: int
    trauma: TraumaTags
    caps: tuple[Cap, ...]


def _caseload(work: Work, choices: Mapping[str, str]) -> _Caseload:
    today = work.today
    monday, since = week_start(today), today - timedelta(days=TRAUMA_DAYS - 1)
    active = list(work.active(today))
    points = _points(active)
    trauma = trauma_tags([one.trauma for _, one in work.kept(since, today)])
    projected = len(work.booked(monday, monday + timedelta(days=6)))
    this_week = work.time(monday, today) if work.hours else None
    caps = _caps(choices, points, projected, trauma, this_week)
    return _Caseload(active, points, list(work.held(since, today)), projected, trauma, caps)


def _baseline(work: Work) -> tuple[tuple[date, ...], Documented | None]:
    """The first complete weeks with their time; none until there are enough of them."""
    if work.begun is None:
        return (), None
    weeks = complete_weeks(local_time(work.begun, work.zone).date(), work.today)[:BASELINE_WEEKS]
    if len(weeks) < BASELINE_WEEKS:
        return (), None
    past = work.afresh()  # reads of its own: the first weeks may lie years back
    return tuple(weeks), pooled([past.time(one, one + timedelta(days=6)) for one in weeks])


def ledger(work: Work, period: str = WEEK, day: date | None = None, weeks: int = WEEKS) -> LedgerFacts:
    """The facts of the period that ``day`` (default: today) lies in, with the ``weeks`` up to it; what has not happened yet is not counted."""
    private, today, zone = work.private, work.today, work.zone
    first, last = period_of(day or today, period)
    mondays = [week_start(min(last, today)) - timedelta(days=7 * back) for back in range(weeks - 1, -1, -1)]
    begun = work.begun
    earliest = min(mondays[0], first, today - timedelta(days=OFF_LOOK_BACK))
    work.meetings(earliest - timedelta(days=TRAUMA_DAYS), max(last, today + timedelta(days=TRAUMA_DAYS)))
    time = work.time(first, last)
    base_weeks, baseline = _baseline(work)
    entries = private.entries(*span_of(first, last, zone))
    found_gaps = work.gaps(first, last)
    monday = week_start(today)
    choices = private.choices()
    carried = _caseload(work, choices)
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
        baseline_weeks=base_weeks,
        returned=returned_minutes(baseline, time),
        weeks=tuple(_week(work, monday, choices) for monday in mondays),
        grid=hour_grid(work, first, last),
        gaps=tuple(found_gaps),
        targets=work.targets,
        run=longest_run([one for _, one in work.booked(today, today)], work.targets),
        long_blocks=work.long_blocks(first, last),
        days_since_off=work.days_since_off(today),
        active=tuple(carried.active),
        points=carried.points,
        held=tuple(carried.held),
        week_sessions=len(work.kept(monday, today)),
        week_open=len(work.open(monday, today)),
        projected_sessions=carried.projected,
        open=len(work.open(first, last)),
        taken_share=work.taken_share,
        trauma=carried.trauma,
        caps=carried.caps,
        taken_target=float(taken_target) if taken_target else None,
        notes=notes_of_work(work, today, note_hours) if begun is not None else Notes((), (), None, None),
        notes_open=_notes_open(work, today),
        note_hours=note_hours,
        timed_since=local_time(begun, zone).date() if begun is not None else None,
        support=support_states(work, choices, today),
        checks=tuple(private.self_checks()),
        comparisons=tuple(_comparisons(work.afresh(), private.dated_changes()[-MOST_CHANGES:], today)),
        days_off=tuple(private.days_off().items()),
        overrides=tuple(private.overrides()),
        entries=tuple(one for one in entries if one.state == CONFIRMED),
        unconfirmed=tuple(one for one in entries if one.state == UNCONFIRMED),
        overlapping=_overlapping([(one.start, one.end) for one in entries if one.state == CONFIRMED and one.category != BREAK]),
    )


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
    work = Work(private, reader, now, zone, practitioner)
    tagged = frozenset(one.planned[0] for _, one in work.booked(day, day) if one.trauma)
    return DayOutlook(work.targets, tagged, ledger(work.afresh(), WEEK, day, weeks=1).caps)


def _week(work: Work, monday: date, choices: Mapping[str, str]) -> Week:
    last = monday + timedelta(days=6)
    end = min(last, local_time(work.now, work.zone).date())
    tags = [one.trauma for _, one in work.kept(end - timedelta(days=TRAUMA_DAYS - 1), end)]
    return Week(
        monday,
        work.time(monday, last),
        recovery_of(gap for _, gap in work.gaps(monday, last)),
        len(work.kept(monday, last)),
        len(work.open(monday, last)),
        trauma_tags(tags),
        _points(work.active(end)),
        frozenset(one.kind for one in support_states(work, choices, end) if one.days_over),
    )


def _notes_open(work: Work, today: date) -> int:
    """Past sessions without an outcome in the time in which notes are counted; they may owe one."""
    if work.begun is None:
        return 0
    since = max(local_time(work.begun, work.zone).date(), today - timedelta(days=LOOK_BACK_DAYS))
    return len(work.open(since, today))


def _comparisons(work: Work, changes: Sequence[tuple[str, str]], today: date) -> list[Comparison]:
    """Documentation for 8 scheduled hours before and after each dated change, where enough weeks are there in which all of it was timed."""
    found = []
    for text, words in changes:
        day = date.fromisoformat(text)
        begin = week_start(day) - timedelta(weeks=MOST_WEEKS)
        mondays = [begin + timedelta(weeks=number) for number in range(2 * MOST_WEEKS + 2)]
        over = [monday for monday in mondays if monday + timedelta(days=6) < today]
        times = [(monday, work.time(monday, monday + timedelta(days=6))) for monday in over]
        one = compare([(monday, time.doc8 if time.whole else None) for monday, time in times], day, words)
        if one is not None:
            found.append(one)
    return found


def _overlapping(spans: Sequence[Span]) -> float:
    """Minutes that stand in two entries; they count once."""
    return max(sum(end - start for start, end in spans) / 60 - minutes(spans), 0.0)


def _caps(
    choices: Mapping[str, str], points: int, projected: int, trauma: TraumaTags, this_week: Documented | None
) -> tuple[Cap, ...]:
    """Each cap that was set, with what is known of its value."""
    least = trauma.least
    values = (
        (float(points), False),
        (float(projected), False),
        (None if least is None else 100 * least, trauma.share is None),
        (this_week.invisible / 60, not this_week.whole) if this_week is not None and this_week.known else (None, False),
    )
    set_ones = [(name, choices.get(f"cap:{name}", ""), *value) for name, value in zip(CAPS, values, strict=True)]
    return tuple(Cap(name, float(limit), value, at_least) for name, limit, value, at_least in set_ones if limit)


def _points(active: Sequence[tuple[str, Weight | None]]) -> int:
    return load_points([client for client, _ in active], {client: weight for client, weight in active if weight is not None})
