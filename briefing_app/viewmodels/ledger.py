"""The words of My load: numbers with their rule, conditions beside the self-check, never a verdict and never advice about feelings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from briefing_app.domain.comparison import TREND_WEEKS, Comparison
from briefing_app.domain.conditions import inside_since, statement
from briefing_app.domain.documentation import RULE as TIME_RULE
from briefing_app.domain.documentation import Documented
from briefing_app.domain.group import GroupReport
from briefing_app.domain.load import NOTE, Cap, CapState, TraumaTags
from briefing_app.domain.note import RULE as NOTE_RULE
from briefing_app.domain.note import NoteState
from briefing_app.domain.periods import local_time, say_date
from briefing_app.domain.recovery import Gap
from briefing_app.domain.self_check import PROQOL, SCORED
from briefing_app.domain.support import SupportState
from briefing_app.domain.time_entry import BREAK, SelfCheck, TimeEntry
from briefing_app.services.hour_grid import GridCell
from briefing_app.services.ledger import WEEKS, LedgerFacts, Week
from briefing_app.viewmodels.conditions import SUPPORT_NAMES, TITLES, conditions_of, say_cap_value
from briefing_app.viewmodels.recovery import recovery_figure, say_gap, say_long_blocks, say_weeks
from briefing_app.viewmodels.timed import MARKS, NAMES, say_minutes

FINISHED_SHOWN = 10
NOT_KNOWN = "not known"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
UNDECLARED = "Which hours lie outside your working time is known once you declare it."
PRIVATE = "Stays on this computer, in a store of its own; never part of a client export or a backup of the practice."
DOCUMENTATION, INVISIBLE, RECOVERY, LOAD, NOTES = "documentation", "invisible", "recovery", "load", "notes"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what stands under it. ``rule`` says how it comes about; ``key`` finds the entries behind it."""

    key: str
    title: str
    value: str
    words: str
    tone: str
    rule: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of one weekday: ``share`` 0 to 1 of the darkest cell, ``invisible`` when most of it lay outside working hours.

    ``unknown``: there was a session in it, and nothing was timed.
    """

    weekday: int
    hour: int
    share: float
    invisible: bool
    words: str
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class WeekBar:
    """``hours`` as timed, None where nothing was; ``at_least`` where not every session has something timed after it."""

    label: str
    hours: float | None
    words: str
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a small table: texts of its columns, and the tone of the last one."""

    cells: tuple[str, ...]
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry behind a number; ``key`` names the figures it belongs to."""

    id: int
    words: str
    state: str


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A session whose note is owed or finished; ``state`` is "owed" or "finished"."""

    client: str
    session: str
    words: str
    tone: str
    state: str


@dataclass(frozen=True, slots=True)
class LedgerPage:
    period: str
    title: str
    figures: tuple[Figure, ...]
    cells: tuple[Cell, ...]
    grid_words: str
    bars: tuple[WeekBar, ...]
    bars_words: str
    support: tuple[Row, ...]
    support_head: tuple[str, ...]
    check_title: str
    checks: tuple[Row, ...]
    conditions: tuple[str, ...]
    entries: tuple[EntryLine, ...]
    away: tuple[EntryLine, ...]
    gaps: tuple[EntryLine, ...]
    notes: tuple[NoteLine, ...]
    note: str


def make_ledger(
    facts: LedgerFacts, names: Mapping[str, str], outcome: tuple[str, GroupReport] | None = None, zone: tzinfo | None = None
) -> LedgerPage:
    """``names`` are clients by source id; ``outcome`` a measure and what the caseload did on it."""
    planned = [gap for _, gap in facts.gaps if gap.planned > 0]
    notes = []
    if facts.open:
        notes.append(
            f"{facts.open} past {'session has' if facts.open == 1 else 'sessions have'} no recorded outcome: neither held nor missed,"
            " and in no figure but the scheduled time."
        )
    if facts.overlapping >= 1:
        notes.append(f"{facts.overlapping:.0f} min stand in two entries and count once.")
    if facts.unconfirmed:
        notes.append(f"{len(facts.unconfirmed)} stretches away from the desk are not counted until you say so.")
    return LedgerPage(
        period=facts.period,
        title=f"{_span_words(facts)}. {PRIVATE}",
        figures=(
            _documentation(facts),
            _notes(facts, zone),
            _invisible(facts),
            Figure(RECOVERY, "Breaks taken", *_valued(recovery_figure(planned, facts.taken_share))),
            _load(facts),
        ),
        cells=_cells(facts),
        grid_words=_grid_words(facts),
        bars=tuple(_bar(week, facts.today) for week in facts.weeks) if facts.declared else (),
        bars_words=f"hours outside working time, per week, {WEEKS} weeks" if facts.declared else UNDECLARED,
        support=tuple(_support_row(one, facts.today) for one in facts.support),
        support_head=("Kind", "Last", "Agreed", "So far", "Next"),
        check_title=_check_title(facts),
        checks=_check_rows(facts),
        conditions=_conditions(facts, outcome),
        entries=tuple(_entries([one for one in facts.entries if one.category != BREAK], names, facts.today, zone)),
        away=tuple(_entry(one, names, facts.today, zone) for one in facts.unconfirmed),
        gaps=(
            *(_gap_line(day, gap, facts.today, zone) for day, gap in facts.gaps if gap.planned > 0),
            *(_entry(one, names, facts.today, zone) for one in facts.entries if one.category == BREAK),
        ),
        notes=tuple(_note_lines(facts, names, zone)),
        note=" ".join(notes),
    )


def _span_words(facts: LedgerFacts) -> str:
    return f"{facts.period.capitalize()} of {say_date(facts.first, facts.today)} to {say_date(facts.last, facts.today)}"


def _valued(found: tuple[str, str, str]) -> tuple[str, str, str, str]:
    value, words, rule = found
    return value, words, "muted" if value in ("–", NOT_KNOWN) else "plain", rule


def _at_least(time: Documented) -> str:
    return "" if time.whole else "at least "


def _untimed(time: Documented) -> str:
    """What keeps a sum from being the whole."""
    count = time.untimed
    return f"; nothing timed after {count} {'session' if count == 1 else 'sessions'}" if count else ""


def _documentation(facts: LedgerFacts) -> Figure:
    time, rule = facts.time, f"{TIME_RULE}{_indices(facts)}"
    title = "Documentation for 8 h of sessions" if time.doc8 is not None else "Documentation"
    if not time.known:
        return Figure(DOCUMENTATION, title, NOT_KNOWN, f"not timed{_untimed(time)}; N times it", "muted", rule)
    value = _at_least(time) + say_minutes(60 * time.doc8 if time.doc8 is not None else time.documented)
    if time.doc8 is None:
        words = f"beside {say_minutes(time.scheduled)} of sessions; set against them from 8 h of sessions on"
    elif facts.returned is None:
        words = _not_compared(facts)
    else:
        way = "less" if facts.returned >= 0 else "more"
        words = f"{say_minutes(abs(facts.returned))} {way} than at the rate of your first four weeks"
    return Figure(DOCUMENTATION, title, value, f"{words}{_untimed(time)}", "plain", rule)


def _not_compared(facts: LedgerFacts) -> str:
    if not facts.baseline_weeks or facts.baseline is None:
        return "compared with your first four weeks, later"
    if facts.baseline.doc8 is None:
        return "your first four weeks had too few sessions to compare with"
    return "not compared with your first four weeks: one or the other was timed in part"


def _indices(facts: LedgerFacts) -> str:
    """The published ratios by their names, for whoever compares them; "" where there are none."""
    time = facts.time
    if time.doc8 is None or time.wow8 is None or time.v8 is None:
        return ""
    returned = f" Hours returned: {facts.returned / 60:.1f}." if facts.returned is not None else ""
    least = "" if time.whole else " at least"
    return f" Here{least}: Doc8 {time.doc8:.2f}, WOW8 {time.wow8:.2f}, V8 {time.v8:.2f}.{returned}"


def _notes(facts: LedgerFacts, zone: tzinfo | None) -> Figure:
    """Notes owed; not yet due is never the colour of anything to be done tonight."""
    found, title, rule = facts.notes, "Notes owed", NOTE_RULE.format(due=facts.note_hours[0], late=facts.note_hours[1])
    if facts.timed_since is None:
        return Figure(NOTES, title, "–", "counted from your first timed note on", "muted", rule)
    late = sum(1 for one in found.owed if one.state is NoteState.LATE)
    due = sum(1 for one in found.owed if one.state is NoteState.DUE)
    parts = [f"{late} late"] if late else []
    parts += [f"{due} due"] if due else []
    coming = next((one for one in found.owed if one.state is NoteState.NOT_YET_DUE), None)
    parts += [f"next due {_moment(coming.due, facts.today, zone)}"] if coming is not None else []
    parts += [f"done {_hours(found.lag_hours)} after the session"] if found.lag_hours is not None else []
    parts += [f"{found.minutes_per_note:.0f} min each"] if found.minutes_per_note is not None else []
    if facts.notes_open:
        parts.append(
            f"{facts.notes_open} past {'session' if facts.notes_open == 1 else 'sessions'} without an outcome may owe one"
        )
    words = ", ".join(parts) or "no held session owes a note"
    return Figure(NOTES, title, f"{len(found.owed)}", words, "attention" if late else "plain", rule)


def _note_lines(facts: LedgerFacts, names: Mapping[str, str], zone: tzinfo | None) -> list[NoteLine]:
    lines = []
    for one in facts.notes.owed:
        when, who = _moment(one.session.begins, facts.today, zone), names.get(one.session.client, one.session.client)
        due = (
            f"late since {_moment(one.late, facts.today, zone)}"
            if one.state is NoteState.LATE
            else (f"due {'since' if one.state is NoteState.DUE else 'by'} {_moment(one.due, facts.today, zone)}")
        )
        tone = "plain" if one.state is NoteState.NOT_YET_DUE else "attention"
        lines.append(NoteLine(one.session.client, one.session.key, f"{who}, {when}: {due}", tone, "owed"))
    for session, mark in facts.notes.finished[:FINISHED_SHOWN]:
        who, lag = names.get(session.client, session.client), _hours(max(mark.at - session.ends, 0.0) / 3600)
        words = f"{who}, {_moment(session.begins, facts.today, zone)}: finished after {lag}"
        lines.append(NoteLine(session.client, session.key, words, "muted", "finished"))
    return lines


def _moment(at: float, today: date, zone: tzinfo | None) -> str:
    local = local_time(at, zone)
    return f"{'today' if local.date() == today else say_date(local.date(), today)} {local:%H:%M}"


def _hours(hours: float) -> str:
    return say_minutes(60 * hours) if hours < 1 else f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} days"


def _invisible(facts: LedgerFacts) -> Figure:
    title = "Outside working time"
    if not facts.declared:
        return Figure(INVISIBLE, title, "–", "known once you declare your working hours", "muted", TIME_RULE)
    time = facts.time
    if not time.known:
        return Figure(INVISIBLE, title, NOT_KNOWN, f"not timed{_untimed(time)}", "muted", TIME_RULE)
    words = f"of {say_minutes(time.documented)} timed{_untimed(time)}"
    value = f"{_at_least(time)}{say_minutes(time.invisible)}"
    return Figure(INVISIBLE, title, value, words, "plain", f"{TIME_RULE}{_indices(facts)}")


def _load(facts: LedgerFacts) -> Figure:
    cap = next((one for one in facts.caps if one.name == "points"), None)
    value = f"{facts.points} of {cap.limit:g}" if cap else f"{facts.points} points"
    tone = "attention" if cap and cap.state in (CapState.AT, CapState.OVER) else "plain"
    weighted = sum(1 for _, weight in facts.active if weight is not None)
    words = f"{len(facts.active)} clients, {weighted} with a weight of their own"
    if cap and cap.state in (CapState.NEAR, CapState.AT, CapState.OVER):
        words += f"; {'over by ' + format(cap.over, 'g') if cap.over else cap.state.value + ' your cap'}"
    rule = (
        "Points of every client seen in the last 28 days or booked in the next 28: a base of 1 to 3, one more for heavy coordination, one"
        f" more for an active safety plan; without a weight 2. {NOTE} The share of trauma-processing sessions is kept apart; the two are"
        " never added."
    )
    return Figure(LOAD, "Load points", value, words, tone, rule)


def _cells(facts: LedgerFacts) -> tuple[Cell, ...]:
    most = max((one.minutes for one in facts.grid), default=0.0)
    return tuple(_cell(one, most) for one in facts.grid if one.minutes >= 0.5 or one.unknown)


def _cell(one: GridCell, most: float) -> Cell:
    place = f"{DAYS[one.weekday][:3]} {one.hour}:00"
    if one.unknown:
        return Cell(one.weekday, one.hour, 0.0, False, f"{place}: a session, nothing timed: not known", unknown=True)
    outside = f", {one.invisible:.0f} outside working hours" if one.invisible >= 0.5 else ""
    invisible = one.invisible > one.minutes / 2
    return Cell(one.weekday, one.hour, one.minutes / most, invisible, f"{place}: {one.minutes:.0f} min timed{outside}")


def _grid_words(facts: LedgerFacts) -> str:
    timed = [one for one in facts.grid if not one.unknown]
    if not timed:
        return "Nothing was timed in this time: when documentation happened is not known."
    most = max(timed, key=lambda one: one.minutes)
    unseen = sum(one.invisible for one in timed)
    outside = f", of it {say_minutes(unseen)} outside working hours" if facts.declared else ""
    return (
        f"When documentation happened: {say_minutes(sum(one.minutes for one in timed))} timed{outside}; most on"
        f" {DAYS[most.weekday]} at {most.hour}:00.{' Dashed: a session, nothing timed.' if len(timed) < len(facts.grid) else ''}"
    )


def _bar(week: Week, today: date) -> WeekBar:
    label, time = say_date(week.monday, today), week.time
    if not time.known:
        return WeekBar(label, None, f"Week of {label}: not timed")
    hours = time.invisible / 60
    words = f"Week of {label}: {_at_least(time)}{hours:.1f} h outside working time"
    return WeekBar(label, hours, words, at_least=not time.whole)


def _support_row(one: SupportState, today: date) -> Row:
    last = say_date(one.last, today) if one.last else "–"
    agreed = f"{one.agreed.minutes:g} min a {one.agreed.per}" if one.agreed else "not agreed"
    done = f"{one.done:g} min" + (f" of {one.agreed.minutes:g}" if one.agreed else "")
    cancelled = f"; cancelled {len(one.cancelled)}, last by {one.cancelled[-1][1]}" if one.cancelled else ""
    if one.days_over:
        due, tone = f"{one.days_over} days over", "attention"
    else:
        due, tone = (f"by {say_date(one.due, today)}" if one.due else "–"), "plain"
    return Row((SUPPORT_NAMES[one.kind], last, agreed, done + cancelled, due), tone)


def _check_title(facts: LedgerFacts) -> str:
    found = [one for one in facts.checks if one.instrument == PROQOL]
    return f"{PROQOL}, {say_date(date.fromisoformat(found[-1].day), facts.today)}" if found else "Self-check"


def _check_rows(facts: LedgerFacts) -> tuple[Row, ...]:
    """Each scale of the newest check of each instrument with its change since the one before; never a total of the ProQOL."""
    rows = []
    for instrument in (PROQOL, *SCORED):
        found = [one for one in facts.checks if one.instrument == instrument]
        if not found:
            continue
        newest, before = json.loads(found[-1].scores), json.loads(found[-2].scores) if len(found) > 1 else {}
        title = "" if instrument == PROQOL else f"{instrument}, {say_date(date.fromisoformat(found[-1].day), facts.today)}: "
        for name, (raw, band) in newest.items():
            past = before.get(name, (None, ""))[0]
            moved = f"{raw - past:+g}".replace("-", "−").replace("+0", "±0") if raw is not None and past is not None else ""
            value = "–" if raw is None else f"{raw:g}"
            rows.append(
                Row((title + (name if title else name.capitalize()), value, ", ".join(part for part in (band, moved) if part)))
            )
    return tuple(rows)


def _conditions(facts: LedgerFacts, outcome: tuple[str, GroupReport] | None) -> tuple[str, ...]:
    checks = [
        (date.fromisoformat(one.day), json.loads(one.scores).get("compassion satisfaction", (None, ""))[1])
        for one in facts.checks
        if one.instrument == PROQOL
    ]
    conditions = conditions_of(facts)
    since = inside_since(conditions, [week.monday for week in facts.weeks])
    lines = list(statement(conditions, checks, say_date(since, facts.today)))
    lines += _cap_warnings(facts)
    if facts.declared:
        lines.append(_trend_words([week.time.invisible if week.time.whole else None for week in facts.weeks[:-1]]))
    lines += [_comparison_words(one, facts.today) for one in facts.comparisons]
    lines.append(say_weeks([week.recovery for week in facts.weeks]))
    lines.append(say_long_blocks(facts.long_blocks))
    if facts.run[0] > 1:
        lines.append(
            f"Today's longest run without a full gap, as booked: {facts.run[0]} sessions, {say_minutes(facts.run[1])}."
        )
    lines.append(say_trauma(facts.trauma))
    if facts.days_since_off is not None and _anything_known(facts):
        days = f"{facts.days_since_off} {'day' if facts.days_since_off == 1 else 'days'} ago"
        lines.append(f"Last full day without a booked session and with nothing timed: {days}.")
    if outcome is not None:
        lines.append(_say_outcome(*outcome))
    return tuple(line for line in lines if line)


def _say_outcome(measure: str, report: GroupReport) -> str:
    """All of the caseload, so that nobody is left out of the sum."""
    return (
        f"{measure}, start to last score, {report.clients} {'client' if report.clients == 1 else 'clients'}: {report.improved} reliably"
        f" improved, {report.deteriorated} reliably worse, {report.unchanged} unchanged, {report.unmeasured} unmeasured."
    )


def _anything_known(facts: LedgerFacts) -> bool:
    """Whether there was a session or an entry yet; before, every day would count as one off."""
    return facts.timed_since is not None or any(week.sessions for week in facts.weeks)


def say_trauma(tags: TraumaTags) -> str:
    """The share of trauma sessions where every session carries a tag; else counts, and that the share is not known."""
    if not tags.sessions:
        return ""
    if tags.share is not None:
        return (
            f"Trauma sessions {100 * tags.share:.0f} % of the last 28 days ({tags.yes} of {tags.sessions}), by your own tags."
        )
    if tags.least is None:
        return f"Trauma sessions: not known; none of {tags.sessions} sessions of the last 28 days carries a tag."
    return (
        f"Trauma sessions: {tags.yes} of {tags.sessions} sessions of the last 28 days are tagged so, {tags.unsaid} carry no tag;"
        " the share is not known."
    )


def say_cap(one: Cap) -> str:
    """A cap with what is booked; never more than the numbers, and where they are not known, that."""
    unit = " %" if one.name == "trauma_percent" else ""
    if one.value is None:
        return f"{TITLES[one.name]}: not known; your cap is {one.limit:g}{unit}."
    words = say_cap_value(one)
    unsure = "; whether it is over is not known" if one.state is CapState.NOT_KNOWN else ""
    return f"{words[0].upper()}{words[1:]}; your cap is {one.limit:g}{unit}{unsure}."


def _cap_warnings(facts: LedgerFacts) -> list[str]:
    """Caps that are nearly reached or not known, and when going over one was chosen."""
    near = [one for one in facts.caps if one.state in (CapState.NEAR, CapState.AT, CapState.NOT_KNOWN)]
    lines = [say_cap(one) for one in near]
    if facts.overrides:
        cap, _, reason, at = facts.overrides[-1]
        times = len(facts.overrides)
        day = say_date(local_time(at, None).date(), facts.today)
        lines.append(
            f"Going over a cap was chosen {times} {'time' if times == 1 else 'times'}, last on {day} ({TITLES[cap].lower()}: {reason})."
        )
    return lines


def _trend_words(weeks: list[float | None]) -> str:
    """How many weeks in a row the hours outside working time have moved one way, up to last week; a week timed in part ends the row."""
    falling = rising = 0
    for later, earlier in zip(reversed(weeks), reversed(weeks[:-1]), strict=False):
        if later is None or earlier is None:
            break
        if later < earlier and not rising:
            falling += 1
        elif later > earlier and not falling:
            rising += 1
        else:
            break
    if falling >= 2:
        return f"Hours outside working time have fallen {falling} weeks in a row."
    return f"Hours outside working time have risen {rising} weeks in a row." if rising >= 2 else ""


def _comparison_words(one: Comparison, today: date) -> str:
    after, before = (
        f"{say_minutes(60 * found.median)} ({say_minutes(60 * found.low)}–{say_minutes(60 * found.high)}, {found.n} weeks)"
        for found in (one.after, one.before)
    )
    return (
        f"Since “{one.words}” ({say_date(one.day, today)}) documentation for 8 h of sessions was {after}; before {before}."
        f"{_trend_before(one)}"
    )


def _trend_before(one: Comparison) -> str:
    """What was under way before the change, and what it alone would have come to."""
    if one.trend is None:
        return (
            " Before it there was no clear trend."
            if one.before.n >= TREND_WEEKS
            else " The weeks before are too few for a trend."
        )
    way = "falling" if one.trend.slope < 0 else "rising"
    return (
        f" Before it was already {way}, by {say_minutes(60 * abs(one.trend.slope))} a week; had that gone on, it would have come to"
        f" {say_minutes(60 * one.trend.expected)}."
    )


def _entries(entries: Sequence[TimeEntry], names: Mapping[str, str], today: date, zone: tzinfo | None) -> list[EntryLine]:
    """Entries in order; one that reaches into the time of an earlier one says so, and nothing is cut."""
    lines, until = [], 0.0
    for one in entries:
        line = _entry(one, names, today, zone)
        lines.append(replace(line, words=f"{line.words}; overlaps the one before") if one.start < until else line)
        until = max(until, one.end)
    return lines


def _entry(one: TimeEntry, names: Mapping[str, str], today: date, zone: tzinfo | None) -> EntryLine:
    begins, ends = local_time(one.start, zone), local_time(one.end, zone)
    who = f", {names.get(one.client, one.client)}" if one.client else ""
    length = say_minutes((one.end - one.start) / 60)
    mark = f"; {MARKS[one.mark]}" if one.mark else ""
    words = f"{say_date(begins.date(), today)}, {begins:%H:%M}–{ends:%H:%M}, {length}: {NAMES[one.category]}{who}{mark}"
    return EntryLine(one.id, words, one.state)


def _gap_line(day: date, gap: Gap, today: date, zone: tzinfo | None) -> EntryLine:
    begins, ends = local_time(gap.booked[0], zone), local_time(gap.booked[1], zone)
    return EntryLine(0, f"{say_date(day, today)}, {begins:%H:%M}–{ends:%H:%M}: {say_gap(gap)}", gap.status.value)


def scores_of(day: date, instrument: str, values: Mapping[str, float | None]) -> SelfCheck:
    """Scores that were typed in, with the one published line where there is one."""
    fields = {one.name: one for one in SCORED[instrument]}
    scores = {name: (value, fields[name].band(value) if value is not None else "") for name, value in values.items()}
    return SelfCheck(instrument, day.isoformat(), "", json.dumps(scores))


def check_of(day: date, answers: list[int | None], scales: tuple[tuple[str, int | None, str], ...]) -> SelfCheck:
    """A ProQOL as it is stored: answers and scales, no total."""
    text = ",".join("" if one is None else str(one) for one in answers)
    return SelfCheck(PROQOL, day.isoformat(), text, json.dumps({name: (raw, band) for name, raw, band in scales}))
