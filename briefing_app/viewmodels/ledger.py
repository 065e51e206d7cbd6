"""The words of My load: numbers with their rule, conditions beside the self-check, never a verdict and never advice about feelings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from briefing_app.domain.group import GroupReport
from briefing_app.domain.load import NOTE, CapState
from briefing_app.domain.periods import local_time, say_date
from briefing_app.domain.recovery import Gap
from briefing_app.domain.self_check import PROQOL, SCORED
from briefing_app.domain.support import SupportState
from briefing_app.domain.time_entry import BREAK, SelfCheck, TimeEntry
from briefing_app.services.ledger import WEEKS, LedgerFacts
from briefing_app.viewmodels.conditions import SUPPORT_NAMES
from briefing_app.viewmodels.documented import documentation_figure, hour_cells, invisible_figure, say_hours, week_bar
from briefing_app.viewmodels.ledger_parts import LOAD, NOT_KNOWN, RECOVERY, Cell, EntryLine, Figure, NoteLine, Row, WeekBar
from briefing_app.viewmodels.load_statement import load_conditions
from briefing_app.viewmodels.owed_notes import note_lines, notes_figure
from briefing_app.viewmodels.recovery import recovery_figure, say_gap
from briefing_app.viewmodels.timed import MARKS, NAMES, say_minutes

UNDECLARED = "Which hours lie outside your working time is known once you declare it."
PRIVATE = "Stays on this computer, in a store of its own; never part of a client export or a backup of the practice."


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """What My load says of a period."""

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
        count = len(facts.unconfirmed)
        notes.append(
            f"{count} {'stretch' if count == 1 else 'stretches'} away from the desk {'is' if count == 1 else 'are'} not counted until you"
            " say so."
        )
    return LedgerPage(
        period=facts.period,
        title=f"{_span_words(facts)}. {PRIVATE}",
        figures=(
            documentation_figure(facts),
            notes_figure(facts, zone),
            invisible_figure(facts),
            Figure(RECOVERY, "Breaks taken", *_valued(recovery_figure(planned, facts.taken_share))),
            _load(facts),
        ),
        cells=hour_cells(facts),
        grid_words=say_hours(facts),
        bars=tuple(week_bar(week, facts.today) for week in facts.weeks) if facts.declared else (),
        bars_words=f"hours outside working time, per week, {WEEKS} weeks" if facts.declared else UNDECLARED,
        support=tuple(_support_row(one, facts.today) for one in facts.support),
        support_head=("Kind", "Last", "Agreed", "So far", "Next"),
        check_title=_check_title(facts),
        checks=_check_rows(facts),
        conditions=load_conditions(facts, outcome),
        entries=tuple(_entries([one for one in facts.entries if one.category != BREAK], names, facts.today, zone)),
        away=tuple(_entry(one, names, facts.today, zone) for one in facts.unconfirmed),
        gaps=(
            *(_gap_line(day, gap, facts.today, zone) for day, gap in facts.gaps if gap.planned > 0),
            *(_entry(one, names, facts.today, zone) for one in facts.entries if one.category == BREAK),
        ),
        notes=tuple(note_lines(facts, names, zone)),
        note=" ".join(notes),
    )


def _span_words(facts: LedgerFacts) -> str:
    return f"{facts.period.capitalize()} of {say_date(facts.first, facts.today)} to {say_date(facts.last, facts.today)}"


def _valued(found: tuple[str, str, str]) -> tuple[str, str, str, str]:
    value, words, rule = found
    return value, words, "muted" if value in ("–", NOT_KNOWN) else "plain", rule


def _load(facts: LedgerFacts) -> Figure:
    cap = next((one for one in facts.caps if one.name == "points"), None)
    value = f"{facts.points} of {cap.limit:g}" if cap else f"{facts.points} points"
    tone = "attention" if cap and cap.state in (CapState.AT, CapState.OVER) else "plain"
    weighted = sum(1 for _, weight in facts.active if weight is not None)
    clients = "1 client" if len(facts.active) == 1 else f"{len(facts.active)} clients"
    words = f"{clients}, {weighted} with a weight of their own"
    if cap and cap.state in (CapState.NEAR, CapState.AT, CapState.OVER):
        words += f"; {'over by ' + format(cap.over, 'g') if cap.over else cap.state.value + ' your cap'}"
    rule = (
        "Points of every client seen in the last 28 days or booked in the next 28: a base of 1 to 3, one more for heavy coordination, one"
        f" more for an active safety plan; without a weight 2. {NOTE} The share of trauma-processing sessions is kept apart; the two are"
        " never added."
    )
    return Figure(LOAD, "Load points", value, words, tone, rule)


def _support_row(one: SupportState, today: date) -> Row:
    last = say_date(one.last, today) if one.last else "–"
    agreed = f"{one.agreed.minutes:g} min a {one.agreed.per}" if one.agreed else "not agreed"
    done = f"{one.done:g} min" + (f" of {one.agreed.minutes:g}" if one.agreed else "")
    cancelled = f"; cancelled {len(one.cancelled)}, last by {one.cancelled[-1][1]}" if one.cancelled else ""
    if one.days_over:
        due, tone = f"{one.days_over} {'day' if one.days_over == 1 else 'days'} over", "attention"
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
