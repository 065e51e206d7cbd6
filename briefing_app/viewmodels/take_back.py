"""What is said of imports that can be taken back, and of what stays when one was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefing_app.domain.periods import dated_at
from briefing_app.services.take_back import PastImport, TakenBack

NONE_YET = "No import of the last 30 days can be taken back."
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


def say_taken_back(found: TakenBack) -> list[str]:
    """What became of it, in lines."""
    lines = [f"{found.label}, imported {dated_at(found.at)}, was taken back."]
    if found.entered:
        lines.append(f"What you entered since stays: {say_entered(found.entered)}.")
    if found.clients:
        lines.append(f"These clients stay, because something was entered for them: {'; '.join(found.clients)}.")
    return lines


def say_entered(entered: Mapping[str, int]) -> str:
    """``2 answers to lines, 1 note``."""
    return ", ".join(f"{count} {ENTERED[name][count != 1]}" for name, count in entered.items())


def say_past(found: Sequence[PastImport]) -> list[str]:
    """One line an import: its number, when it was, of what, and whether it can be taken back."""
    return [f"{one.number}  {dated_at(one.at)}  {one.label}: {say_standing(one)}" for one in found] or [NONE_YET]


def say_standing(one: PastImport) -> str:
    """Whether it can be taken back, in a sentence without its full stop where it can."""
    if one.taken is not None:
        return f"taken back {dated_at(one.taken)}"
    return f"cannot be taken back. {one.why_not}" if one.why_not else "can be taken back"
