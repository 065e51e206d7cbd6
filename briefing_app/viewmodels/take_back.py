"""What is said of imports that can be taken back, and of what stays when one was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from briefing_app.domain.hiding import A_FILE
from briefing_app.domain.periods import dated_at
from briefing_app.services.take_back import PastImport, TakenBack

NONE_YET = "Nothing was imported in the last 30 days, and no records were made one."
INTRODUCTION = (
    "Imports of the last 30 days, and records that you said are one person. An import can be taken back until a later one found, changed or needs the"
    " same records."
)
ASKED = "What it brought goes, and what it changed is as it was before. What you entered since stays."
ENTERED = {
    "line_answer": ("answer to a line", "answers to lines"),
    "own_score": ("score entered", "scores entered"),
    "own_goal": ("goal", "goals"),
    "course_start": ("start of a course", "starts of courses"),
    "primary_measure": ("primary measure", "primary measures"),
    "same_person": ("word about two records", "words about two records"),
    "session_note": ("word about a note", "words about notes"),
    "session_outcome": ("word about a session", "words about sessions"),
    "note": ("note", "notes"),
    "note_revision": ("version of a note", "versions of notes"),
    "snapshot": ("brief kept as it was shown", "briefs kept as they were shown"),
    "checkin_page": ("check-in page", "check-in pages"),
    "checkin": ("check-in", "check-ins"),
    "rtm_row": ("RTM record", "RTM records"),
    "client_payer": ("payer", "payers"),
    "own_client": ("client's details", "clients' details"),
    "own_session": ("session entered by hand", "sessions entered by hand"),
    "own_fact": ("entry about a client", "entries about clients"),
    "client_called": ("name in tables", "names in tables"),
    "calendar_name": ("name in calendars", "names in calendars"),
    "code_mapping": ("meaning of a local code", "meanings of local codes"),
}


@dataclass(frozen=True, slots=True)
class TakeBackRow:
    """One line: what it is, and why it cannot be taken back ("" where it can)."""

    number: int
    words: str
    why_not: str


@dataclass(frozen=True, slots=True)
class TakeBackPage:
    """What can be taken back, newest first, and what has just been taken back."""

    rows: tuple[TakeBackRow, ...]
    said: tuple[str, ...]
    none: str = NONE_YET


def make_take_back(found: Sequence[PastImport], done: TakenBack | None, *, hidden: bool = False) -> TakeBackPage:
    """Where names are ``hidden``, those of clients and files are left out of what was done."""
    rows = []
    for one in found:
        why = f"Taken back {dated_at(one.taken)}." if one.taken is not None else one.why_not
        rows.append(TakeBackRow(one.number, _what(one.label, one.at, joined=one.joined), why))
    return TakeBackPage(tuple(rows), tuple(say_taken_back(done, hidden=hidden)) if done else ())


def _what(label: str, at: datetime, *, joined: bool) -> str:
    if joined:
        return f"{label or 'Two records'}, one person since {dated_at(at)}"
    return f"{label}, imported {dated_at(at)}"


def say_taken_back(found: TakenBack, *, hidden: bool = False) -> list[str]:
    """What became of it, in lines."""
    label = found.label if not hidden else "" if found.joined else A_FILE
    lines = [f"{_what(label, found.at, joined=found.joined)}: taken back."]
    if found.entered:
        lines.append(f"What you entered since stays: {say_entered(found.entered)}.")
    if found.clients:
        several = len(found.clients) > 1
        who = f"{len(found.clients)} {'clients' if several else 'client'}" if hidden else "; ".join(found.clients)
        lines.append(f"What was entered for them stays, and so {'do' if several else 'does'} {who}.")
    return lines


def say_entered(entered: Mapping[str, int]) -> str:
    """``2 answers to lines, 1 note``."""
    return ", ".join(f"{count} {ENTERED[name][count != 1]}" for name, count in entered.items())


def say_past(found: Sequence[PastImport]) -> list[str]:
    """One line an import: its number, when it was, of what, and whether it can be taken back."""
    return [f"{one.number}  {_what(one.label, one.at, joined=one.joined)}: {say_standing(one)}" for one in found] or [NONE_YET]


def say_standing(one: PastImport) -> str:
    """Whether it can be taken back, in a sentence without its full stop where it can."""
    if one.taken is not None:
        return f"taken back {dated_at(one.taken)}"
    return f"cannot be taken back. {one.why_not}" if one.why_not else "can be taken back"
