"""The words of a session note: what is known to begin with, its header and lines, the code its minutes fall into, and when it is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, tzinfo

from briefing_app.domain.note_text import NoteText, Revision, StoredNote, is_late_entry, lines_of
from briefing_app.domain.periods import dated, local_time
from briefing_app.domain.session_code import SessionRules, assessed, code_of
from briefing_app.services.note import NoteFacts
from briefing_app.viewmodels.brief import Brief, make_brief
from briefing_app.viewmodels.score_card import ScoreCard
from briefing_app.viewmodels.since import NEW_SCORES, OTHER_SCORES

NO_BUDGET = 10_000
SAME_AS = "unchanged since"
NOT_RECORDED = "Start and stop are not recorded; the booked time is not used."


@dataclass(frozen=True, slots=True)
class Printed:
    """A note as it leaves the editor: header lines, then (title, lines), then amendments with who and when."""

    title: str
    header: tuple[str, ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    amendments: tuple[tuple[str, tuple[str, ...]], ...]


def scaffold(facts: NoteFacts) -> dict[str, str]:
    """The facts of a session by the names that templates use."""
    brief = make_brief(facts.brief, NO_BUDGET)
    return {
        "session": _who(facts),
        "since": _lines(brief, "since", (NEW_SCORES, OTHER_SCORES, *(card.measure for card in brief.cards))),
        "scores": "\n".join(say_dated(card) for card in brief.cards),
        "safety": "\n".join(line.text for line in brief.safety),
        "medication": _lines(brief, "medication"),
        "diagnoses": _lines(brief, "diagnosis"),
        "goals": _lines(brief, "goal"),
        "left_off": _lines(brief, "left_off"),
        "attendance": _lines(brief, "attendance"),
    }


def say_dated(card: ScoreCard) -> str:
    """A card for a note, which is read later: with days instead of ages."""
    head = f"{card.measure} {card.value}{f' ({card.band})' if card.band else ''} on {card.date}"
    return "; ".join(part for part in (head, f"{card.was} before" if card.was else "", card.words) if part)


def _lines(brief: Brief, kind: str, but: tuple[str, ...] = ()) -> str:
    """The lines of a kind, without those that begin with a measure that is named elsewhere."""
    return "\n".join(line.text for line in brief.of(kind) if not line.text.startswith(but))


def _who(facts: NoteFacts) -> str:
    meeting = facts.meeting
    if meeting is None:
        return f"With {facts.client.name}."
    mode = {"video": "Video session", "phone": "Phone session"}.get(meeting.mode, meeting.title or "Session")
    others = f" and {meeting.led_by}" if meeting.clinicians else ""
    return f"{mode} with {facts.client.name}{others}."


def empty_parts(note: NoteText) -> tuple[str, ...]:
    """What a note should not be signed without and does not have, in the order of the page."""
    known = (("when it began", note.begins), ("when it ended", note.ends), ("where", note.place.strip()))
    plans = (one.title for one in note.sections if one.plan and not one.text.strip())
    return (*(words for words, there in known if not there), *plans)


def say_session(facts: NoteFacts, zone: tzinfo | None = None) -> str:
    """``Session of 26 Nov 2026, booked 11:00 to 11:50``; the booked time is named as what it is."""
    if facts.meeting is None:
        return "Not tied to a session"
    begins = local_time(facts.meeting.at, zone)
    until = f" to {local_time(facts.meeting.ends, zone):%H:%M}" if facts.meeting.ends > facts.meeting.at else ""
    return f"Session of {dated(begins.date())}, booked {begins:%H:%M}{until}"


def say_times(note: NoteText, zone: tzinfo | None = None) -> str:
    """Recorded start and stop with the minutes between, or that there are none."""
    if not note.begins or not note.ends:
        return NOT_RECORDED
    begins, ends = local_time(note.begins, zone), local_time(note.ends, zone)
    return f"{dated(begins.date())}, {begins:%H:%M} to {ends:%H:%M} as recorded, {int(note.seconds // 60)} min"


def code_lines(note: NoteText, rules: SessionRules, scored: tuple[str, ...]) -> tuple[str, ...]:
    """The code of the recorded minutes and the units of 96127, with what is disputed; evidence, not eligibility."""
    found: list[str] = []
    if note.seconds:
        coded = code_of(rules.kind(note.session_kind), note.seconds)
        found += [coded.words, *coded.notes]
    forms = assessed(rules.assessment, scored)
    if forms.codes:
        found += [forms.words, *forms.notes]
    return tuple(found)


def printed(
    client: str, note: NoteText, stored: StoredNote | None, written: float, by: str, zone: tzinfo | None = None
) -> Printed:
    """The note with its header; ``written`` is now, where it is not signed yet."""
    signed = stored.signed if stored is not None else None
    at = local_time(signed.at if signed else written, zone)
    stamp = f"{dated(at.date())}, {at:%H:%M}"
    header = [client, say_times(note, zone)]
    if note.place:
        header.append(note.place)
    header.append(f"Signed {stamp} by {signed.by}" if signed else f"Not signed; written {stamp} by {by}")
    if is_late_entry(note.ends, signed.at if signed else written):
        header.append(f"Late entry: written {stamp}")
    amendments = [
        (_stamp(one.at, one.by, zone), tuple(line for _, line, _ in lines_of(one.note)))
        for one in (stored.amendments if stored else ())
    ]
    return Printed(note.format_name, tuple(header), tuple(_sections(note)), tuple(amendments))


def say_revision(one: Revision, zone: tzinfo | None = None) -> str:
    """``Signed 24 Nov 2026, 15:30, Robin``."""
    local = local_time(one.at, zone)
    return f"{one.state.value.capitalize()} {dated(local.date())}, {local:%H:%M}, {one.by}"


def _stamp(at: float, by: str, zone: tzinfo | None) -> str:
    local = local_time(at, zone)
    return f"Amendment of {dated(local.date())}, {local:%H:%M}, by {by}"


def _sections(note: NoteText) -> Iterator[tuple[str, tuple[str, ...]]]:
    listed: dict[str, list[str]] = {one.title: [] for one in note.sections}
    for title, line, same in lines_of(note):
        listed[title].append(f"{line} [{SAME_AS} {dated(date.fromisoformat(same))}]" if same else line)
    for title, lines in listed.items():
        yield title, tuple(lines)
