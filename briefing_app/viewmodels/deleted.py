"""Deleting a client in words: what would go, what must be typed, what went, and what still holds the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from briefing_app.domain.client import Client
from briefing_app.domain.deleted import Tombstone
from briefing_app.domain.periods import say_date
from briefing_app.services.deleted import Deletion

KINDS = {
    "meeting": ("session", "sessions"),
    "clinical": ("diagnosis, medication, goal, plan, note or task", "diagnoses, medications, goals, plans, notes and tasks"),
    "evidence": ("imported answer or total", "imported answers and totals"),
    "score": ("score worked out from them", "scores worked out from them"),
    "unread": ("record kept whole, to be read again", "records kept whole, to be read again"),
    "client_alias": ("other id", "other ids"),
    "client_link": ("link to another record", "links to other records"),
    "same_person": ("answer about another record", "answers about other records"),
    "moved": ("mark of which record a row came from", "marks of which records rows came from"),
    "contact": ("person or number to reach them by", "people and numbers to reach them by"),
    "own_score": ("score entered here", "scores entered here"),
    "own_goal": ("goal of their own", "goals of their own"),
    "line_answer": ("answer to a line", "answers to lines"),
    "line_shown": ("line that was shown", "lines that were shown"),
    "snapshot": ("brief kept as it was shown", "briefs kept as they were shown"),
    "session_note": ("mark about a note", "marks about notes"),
    "session_outcome": ("outcome of a session said here", "outcomes of sessions said here"),
    "note": ("session note", "session notes"),
    "note_revision": ("revision of them", "revisions of them"),
    "rtm_row": ("row of RTM", "rows of RTM"),
    "own_client": ("version of the name and details typed in", "versions of the name and details typed in"),
    "own_session": ("version of sessions typed in", "versions of sessions typed in"),
    "own_fact": (
        "version of problems, medication, plans, goals and events typed in",
        "versions of problems, medication, plans, goals and events typed in",
    ),
    "calendar_event": ("event of a calendar", "events of calendars"),
    "calendar_name": ("word by which a calendar names them", "words by which calendars name them"),
    "client_name": ("other name in use", "other names in use"),
    "client_called": ("word by which a table names them", "words by which tables name them"),
    "checkin_page": ("page for check-ins", "pages for check-ins"),
    "checkin": ("check-in", "check-ins"),
    "client_payer": ("payer", "payers"),
    "course_start": ("start of a course set here", "starts of courses set here"),
    "primary_measure": ("primary measure set here", "primary measures set here"),
    "seen": ("mark of what was on screen", "marks of what was on screen"),
    "reread": ("total read anew", "totals read anew"),
}
LONGEST_TYPED = 60
LAW = "Law or your licence may require you to keep records for years; Briefing does not know for how long. There is no undo."
OLDER = "Backups made before, the one made now included, hold this person until they thin out, the last after six months."
TO_BE_RID = (
    "To be rid of them at once, delete the older files that end in .briefing, and a store kept when a backup was restored"
    " (practice-replaced-….db), in"
)
NOT_CLEAN = (
    "But the store could not be written anew without them yet{why}: until that is done, when Briefing is next started or backs up, whoever has"
    " the store's key may still find the name in its file."
)
ELSEWHERE = "Not touched: pages, tables and reports you saved or printed, what other clients' records say of this person, and the export itself."


@dataclass(frozen=True, slots=True)
class DeletePage:
    """``typed`` is what the clinician must type to go on."""

    row: int
    name: str
    lines: tuple[str, ...]
    typed: str


@dataclass(frozen=True, slots=True)
class TombstoneLine:
    """Somebody who was deleted, without their name."""

    row: int
    words: str


def make_delete_page(client: Client, counts: Mapping[str, int]) -> DeletePage:
    """What stands before a deletion: what goes, and what is to be typed so that it does."""
    name = " ".join(client.name.split())
    typed = name if client.known and 0 < len(name) <= LONGEST_TYPED and name.isprintable() else "delete"
    return DeletePage(client.row, client.name, tuple(_lines(counts)), typed)


def is_typed(page: DeletePage, words: str) -> bool:
    """Capitals and spaces do not matter."""
    return " ".join(words.split()).casefold() == page.typed.casefold()


def _lines(counts: Mapping[str, int]) -> list[str]:
    found = []
    for table in [*KINDS, *sorted(counts.keys() - KINDS.keys())]:
        count = counts.get(table, 0)
        if count:
            words = table.replace("_", " ")
            one, more = KINDS.get(table, (f"row of {words}", f"rows of {words}"))
            found.append(f"{count:,} {one if count == 1 else more}")
    return found or ["nothing but the name"]


def deletion_as_text(done: Deletion, folder: str, *, has_ledger: bool) -> str:
    """What was done, and what still holds the person. ``folder`` is where backups are, "" where there are none."""
    sentences = [f"Deleted: {'; '.join(_lines(done.rows))}, with name, ids and every mention in reports of imports."]
    if not done.clean:
        sentences.append(NOT_CLEAN.format(why=f" ({_reason(done.fault)})" if done.fault else ""))
    if done.hours is None and has_ledger:
        sentences.append(
            "Your own ledger was not open, or could not be written: process notes on this person go, and your hours lose their id, when it is opened next."
        )
    elif done.hours:
        sentences.append(
            f"In your own store process notes on this person went; your hours stay and no longer say for whom ({done.hours} rows)."
        )
    if folder:
        sentences.append(f"{OLDER} {TO_BE_RID} {folder} and in your second folder.")
    return "\n".join([*sentences, ELSEWHERE])


def say_process_notes(counts: Mapping[str, int], names: Mapping[str, str]) -> str:
    """What the clinician's own store holds on clients, for before it goes; ``counts`` and ``names`` by the export's id."""
    if not counts:
        return "No process note stands in it."
    total = sum(counts.values())
    listed = ", ".join(f"{names.get(client, client)} ({count})" for client, count in counts.items())
    return f"With it {'goes' if total == 1 else 'go'} {total:,} process {'note' if total == 1 else 'notes'}, which stand nowhere else: {listed}."


def _reason(sentence: str) -> str:
    """Why a step after the deletion failed. That nothing was kept of it would be read as nothing deleted."""
    words = sentence.partition(";")[0].rstrip(".")
    return words[:1].lower() + words[1:]


def make_tombstones(found: list[Tombstone], today: date) -> tuple[TombstoneLine, ...]:
    """One line a client who was deleted; nobody can say from it who it was."""
    lines = []
    for one in found:
        when = datetime.fromtimestamp(one.at).astimezone()
        lines.append(
            TombstoneLine(one.client, f"A client, number {one.client}, deleted {say_date(when.date(), today)}, {when:%H:%M}")
        )
    return tuple(lines)
