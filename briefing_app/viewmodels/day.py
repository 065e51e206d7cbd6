"""The words of a day: its sessions with their chips and the gaps between them, where its data come from and how old they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from briefing_app.domain.attendance import Outcome, outcome
from briefing_app.domain.imports import ImportRun
from briefing_app.domain.periods import local_time, say_age, say_date
from briefing_app.domain.recovery import Session as RunSession
from briefing_app.domain.recovery import Targets, longest_run
from briefing_app.domain.rules import Rule
from briefing_app.services.brief import BriefFacts, brief_facts
from briefing_app.services.day import Block, Day, Session
from briefing_app.services.measure import Catalogue
from briefing_app.services.waiting import Waiting
from briefing_app.viewmodels.attendance import noun_of, say_number
from briefing_app.viewmodels.brief import Brief, make_brief
from briefing_app.viewmodels.chip import Chip, make_chips, unshown
from briefing_app.viewmodels.identity import entered_words, say_times
from briefing_app.viewmodels.trend import Trend, make_trends

LONG_PAUSE_MINUTES = 180
NO_FILE = "Entered by hand; no file was read"
NOTHING_READ = "nothing was read yet"  # then nobody knows how many sessions there are
STATUS_WORDS = {
    "noshow": "missed",
    "cancelled": "cancelled",
    "fulfilled": "held",
    "finished": "held",
    "completed": "held",
    "arrived": "arrived",
    "checked-in": "checked in",
    "in-progress": "in progress",
    "pending": "not confirmed",
}
FIRST_NAMED_ONLY = "Kept by an earlier version, which knew one clinician a session: whether you take part in others' too is known after the next import."
UNSAID_STATUS = frozenset(
    {"fulfilled", "finished", "completed", "booked", "planned", "unknown", ""}
)  # any other stands as written


@dataclass(frozen=True, slots=True)
class Row:
    """One session on the rail. ``short`` stands there where there is no chip, ``status`` beside the name; ``details`` say all of it."""

    client: str
    start: str
    name: str
    details: str
    chips: tuple[Chip, ...]
    struck: bool
    past: bool
    similar: bool
    gap: str
    begins: float
    ends: float
    other: bool = False
    short: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A past session of which nobody said what became of it: the client's row, its key, and who and when."""

    client: int
    session: str
    words: str


@dataclass(frozen=True, slots=True)
class DayPage:
    """Everything the Today page shows; briefs and trends stand in the order of the rows. ``looks`` are the clients of the day, by row,
    who need a look; ``first`` says that nothing was read or entered at all, ``bare`` that no client, session or event of a calendar is known;
    ``caseload`` is whom there is beside a day without sessions; ``ends`` says when the last session does."""

    day: date
    title: str
    count: str
    note: str
    as_of: str
    stale: bool
    rows: tuple[Row, ...]
    briefs: tuple[Brief, ...]
    trends: tuple[tuple[Trend, ...], ...]
    current: int
    practitioners: tuple[tuple[str, str], ...]
    earlier: date | None
    later: date | None
    empty: str
    open: tuple[OpenSession, ...] = ()
    elsewhere: str = ""
    looks: frozenset[int] = frozenset()
    first: bool = False
    bare: bool = False
    unsaid: int = 0
    caseload: str = ""
    ends: str = ""


@dataclass(frozen=True, slots=True)
class SessionBrief:
    """A session of the day with its facts and its brief."""

    session: Session
    facts: BriefFacts
    brief: Brief


def briefs_of(day: Day, catalogue: Catalogue, zone: tzinfo | None = None) -> list[SessionBrief]:
    """One brief a session, as of that day."""
    found = []
    for session in day.sessions:
        facts = brief_facts(session.history, catalogue, day.day, zone, session, day.rules)
        found.append(SessionBrief(session, facts, make_brief(facts)))
    return found


def say_waiting(found: Sequence[Waiting], day: date, today: date) -> str:
    """``No session today, new message: Noor Haldane.`` Everybody is named; "" where nobody waits."""
    written = [one.client.name for one in found if one.messages]
    answered = [one.client.name for one in found if one.safety]
    parts = [f"new {'message' if len(written) == 1 else 'messages'}: {', '.join(written)}"] if written else []
    parts += [f"new safety {'answer' if len(answered) == 1 else 'answers'}: {', '.join(answered)}"] if answered else []
    when = "today" if day == today else "that day"
    return f"No session {when}, {'; '.join(parts)}." if parts else ""


def make_day(
    day: Day, catalogue: Catalogue, now: datetime, zone: tzinfo | None = None, waiting: Sequence[Waiting] | None = None
) -> DayPage:
    """The page of a day, at the moment ``now`` (aware). While it is not known who else is ``waiting``, it says of nobody how many need a look."""
    found = briefs_of(day, catalogue, zone)
    today = now.date()
    rows = tuple(
        _row(one, found[index + 1].session if index + 1 < len(found) else None, now) for index, one in enumerate(found)
    )
    nothing = day.last_import is None and not day.sessions and not day.clients
    looks = frozenset(one.session.history.client.row for one in found if needs_look(one.facts))
    unsaid = sum(one.unsaid for one in day.blocks)
    return DayPage(
        day=day.day,
        title="Today" if day.day == today else say_date(day.day, today),
        count=NOTHING_READ if nothing else say_count(rows, None if waiting is None else need_a_look(looks, waiting), unsaid),
        note=_note(day),
        as_of=NO_FILE if day.last_import is None and not nothing else say_as_of(day.last_import, now, zone),
        stale=is_stale(day.last_import, now),
        rows=rows,
        briefs=tuple(one.brief for one in found),
        trends=tuple(make_trends(one.facts) for one in found),
        current=_current(found, now),
        practitioners=tuple((one.id, one.name or one.id) for one in day.practitioners)
        if len(day.practitioners) > 1 or day.practitioner
        else (),
        earlier=day.earlier,
        later=day.later,
        empty=_empty(day, today) if not found else "",
        elsewhere=say_waiting(waiting or (), day.day, today),
        looks=looks,
        open=_open(found, day.day, now),
        first=nothing,
        bare=not (found or day.clients or unsaid or day.earlier or day.later),
        unsaid=unsaid,
        caseload=_caseload(day, today) if not found else "",
        ends=_ends(found),
    )


def _ends(found: Sequence[SessionBrief]) -> str:
    """``Day ends 18:00``; "" where not every session of the day has an end."""
    ends = [one.session.ends for one in found if one.session.happens]
    known = [one for one in ends if one is not None]
    return f"Day ends {max(known):%H:%M}" if known and len(known) == len(ends) else ""


def _note(day: Day) -> str:
    """Where the day's sessions come from, and what of them is not known."""
    said = ["No appointments in the export for this day; these are encounters."] if day.from_encounters else []
    said += [FIRST_NAMED_ONLY] if day.first_named_only else []
    blocks = [_say_block(one) for one in day.blocks if one.happens]
    said += [f"Also in the schedule, without a client: {'; '.join(blocks).removesuffix('.')}."] if blocks else []
    return " ".join(said)


def _say_block(one: Block) -> str:
    """``13:00–13:30 Lunch``, with the export's words."""
    times = say_times(f"{one.starts:%H:%M}", f"{one.ends:%H:%M}" if one.ends else "") if one.timed else "no time"
    what = one.meeting.title or (
        "a visit of somebody who is not named" if one.meeting.kind == "encounter" else "nothing said of it"
    )
    return f"{times} {what}"


LOOKED_AT = frozenset({Rule.UNKNOWN, Rule.WORSE, Rule.NO_IMPROVEMENT})


def needs_look(facts: BriefFacts) -> bool:
    """Whether a client needs a look (product rule): a safety line waits, they are not heard from, worse or at a review point and that is not set
    aside, or a message of theirs has not been shown to this clinician. What is due, to be repeated or called alike is none."""
    return (
        any(line.waits for line in facts.safety)
        or any(one.waits and one.signal.rule in LOOKED_AT for one in facts.review)
        or bool(unshown(facts))
    )


def need_a_look(looks: Iterable[int], waiting: Sequence[Waiting]) -> int:
    """How many clients need a look: of the day, by row, and those without a session that day who wait."""
    return len({*looks, *(one.client.row for one in waiting)})


def say_count(rows: Sequence[Row], look: int | None, unsaid: int = 0) -> str:
    """``7 sessions, 2 need a look``; None where that is not known yet. ``unsaid`` events of a calendar may be sessions too."""
    happening = sum(1 for row in rows if not row.struck and not row.other)
    parts = [f"{happening} {'session' if happening == 1 else 'sessions'}"]
    other = sum(1 for row in rows if row.other)
    parts += [f"{other} other {'service' if other == 1 else 'services'}"] if other else []
    struck = sum(1 for row in rows if row.struck and not row.other)
    parts += [f"{struck} cancelled or missed"] if struck else []
    if unsaid:
        parts.append(
            f"{unsaid} {'event' if unsaid == 1 else 'events'} of which is not known whether {'it is one' if unsaid == 1 else 'they are'}"
        )
    parts += [f"{look} {'needs' if look == 1 else 'need'} a look"] if look is not None else []
    return ", ".join(parts) + _run_words(tuple(rows))


def _open(found: list[SessionBrief], day: date, now: datetime) -> tuple[OpenSession, ...]:
    """Asked once the day's sessions are over, and never before: those of which no outcome is recorded."""
    at, sessions = now.timestamp(), [one.session for one in found]
    if day > now.date() or any(one.meeting.at > at or one.meeting.ends > at for one in sessions):
        return ()
    return tuple(
        OpenSession(
            one.meeting.client, one.meeting.key, one.history.client.name + (f", {one.starts:%H:%M}" if one.starts else "")
        )
        for one in sessions
        if outcome(one.meeting) is Outcome.NOT_RECORDED and one.meeting.is_session
    )


def _run_words(rows: tuple[Row, ...]) -> str:
    """The day's longest run without a full gap, before it happens."""
    booked = [RunSession((row.begins, row.ends)) for row in rows if not row.struck and row.ends > row.begins > 0]
    sessions, minutes = longest_run(booked, Targets())
    if sessions < 2:
        return ""
    return f" · longest run without {Targets().plain:g} min between: {sessions}, {int(minutes) // 60} h {int(minutes) % 60:02d}"


def _number(session: Session) -> str:
    return say_number(session.number or 0, session.not_recorded, noun_of(session.history)).capitalize()


def _row(one: SessionBrief, following: Session | None, now: datetime) -> Row:
    session = one.session
    meeting = session.meeting
    parts = [_number(session)] if session.number is not None else []
    if session.happens and not meeting.is_session:
        parts.append(f"No session: {meeting.title}")
    parts.append(f"{_minutes(session.starts, session.ends)} min" if session.ends else "length not recorded")
    short = [*parts[:-1], *([meeting.mode] if meeting.mode in ("video", "phone") else [])]
    if meeting.mode in ("video", "phone"):
        parts.append(meeting.mode)
    parts += filter(None, entered_words(meeting))
    status = STATUS_WORDS.get(meeting.status, meeting.status) if meeting.status not in UNSAID_STATUS else ""
    parts += [status] if status else []
    past = (session.ends or session.starts).timestamp() < now.timestamp()
    return Row(
        client=session.history.client.id,
        start=f"{session.starts:%H:%M}" if session.timed else "no time",
        name=session.history.client.name,
        details=" · ".join(parts),
        chips=make_chips(one.facts),
        struck=not session.happens,
        other=not meeting.is_session,
        short=", ".join(short) or parts[0],
        status=status,
        past=past,
        similar=session.similar_name,
        gap=_gap(session, following),
        begins=session.starts.timestamp() if session.timed and session.happens else 0.0,
        ends=session.ends.timestamp() if session.ends else 0.0,
    )


def _minutes(begins: datetime, ends: datetime) -> int:
    """Minutes that pass; two times of one zone would be subtracted as their clock shows them, also where it was changed between."""
    return int((ends.timestamp() - begins.timestamp()) // 60)


def _gap(session: Session, following: Session | None) -> str:
    if following is None or session.ends is None or not following.timed:
        return ""
    minutes = _minutes(session.ends, following.starts)
    if minutes < 0:
        return "overlaps with the next"
    if minutes == 0:
        return "no gap"
    hours = f"{minutes // 60} h {minutes % 60:02d} min" if minutes >= 100 else f"{minutes} min"
    return f"{hours} planned" if minutes <= LONG_PAUSE_MINUTES else f"{hours} free"


def _current(found: list[SessionBrief], now: datetime) -> int:
    """The session going on or coming next; on another day the first that takes place."""
    for index, one in enumerate(found):
        if one.session.happens and (one.session.ends or one.session.starts).timestamp() >= now.timestamp():
            return index
    return next((index for index, one in enumerate(found) if one.session.happens), 0)


def _empty(day: Day, today: date) -> str:
    words = "today" if day.day == today else f"on {say_date(day.day, today)}"
    if day.last_import is None and not day.clients:
        return "Nothing has been imported yet."
    if unsaid := sum(one.unsaid for one in day.blocks):
        events = "1 event of a calendar waits" if unsaid == 1 else f"{unsaid} events of a calendar wait"
        return f"Whether there are sessions {words} is not known: {events} for your word (Y, or 'briefing names')."
    if day.practitioner:
        return f"No sessions {words} for this clinician."
    return f"No sessions {words}."


def _caseload(day: Day, today: date) -> str:
    """``38 clients, last seen 10 Mar 2021``, where nothing lies ahead."""
    if not day.clients:
        return ""
    clients = "1 client" if day.clients == 1 else f"{day.clients} clients"
    if day.later is not None:
        return f"{clients}."
    if day.earlier is None:
        return f"{clients}, no session of any of them is known."
    return f"{clients}, {'last seen' if day.seen else 'last in the schedule on'} {say_date(day.earlier, today)}."


def is_stale(run: ImportRun | None, now: datetime) -> bool:
    """Whether the data are known to be older than 24 hours."""
    at = run.known_as_of if run is not None else None
    return at is not None and now.timestamp() - at > 86_400


def say_as_of(run: ImportRun | None, now: datetime, zone: tzinfo | None = None) -> str:
    """How old the data are and where they come from; older than a day is said in words."""
    if run is None:
        return "No data yet"
    imported = local_time(run.finished or run.started, zone)
    names = run.label.split(", ")
    label = f"{names[0]} and {len(names) - 1} more" if len(names) > 2 else run.label or "an export"
    if run.known_as_of is None:
        why = "not stated" if run.as_of is None else "not known: a record is dated after the import"
        return f"Age of the data {why}, from {label}, imported {say_date(imported.date(), now.date())}"
    at = local_time(run.known_as_of, zone)
    days = (now.date() - at.date()).days
    when = f"{at:%H:%M}" if days == 0 else f"{say_date(at.date(), now.date())}, {say_age(days)}"
    newest = " (newest record)" if run.as_of_source.startswith("the newest") else ""
    return f"Data as of {when}{newest}, from {label}"


def now_in(zone: tzinfo | None) -> datetime:
    """The moment on the clock of a zone, None for this computer's."""
    return datetime.now(UTC).astimezone(zone)
