"""The words of notes that sessions owe, and of those that are finished."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, tzinfo

from briefing_app.domain.note import RULE as NOTE_RULE
from briefing_app.domain.note import NoteState
from briefing_app.domain.periods import local_time, say_date
from briefing_app.services.ledger import LedgerFacts
from briefing_app.viewmodels.ledger_parts import NOTES, Figure, NoteLine
from briefing_app.viewmodels.timed import say_minutes

FINISHED_SHOWN = 10


def notes_figure(facts: LedgerFacts, zone: tzinfo | None) -> Figure:
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


def note_lines(facts: LedgerFacts, names: Mapping[str, str], zone: tzinfo | None) -> list[NoteLine]:
    """Each owed note with when it is due, then the newest finished ones."""
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
