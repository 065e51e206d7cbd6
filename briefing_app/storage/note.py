"""Session notes: a draft is overwritten while it is typed, what was saved, signed or amended stays. And the clinician's phrases."""

from __future__ import annotations

import msgspec

from briefing_app.domain.note_text import NoteText, Revision, StoredNote, Writing
from briefing_app.domain.problems import Problem
from briefing_app.storage.act import step
from briefing_app.storage.engine import Transaction
from briefing_app.storage.practice import PracticeReader


def note_row(transaction: Transaction, client: int, session: str, format: str) -> int:
    """The row of a session's note in a format, 0 where there is none."""
    found = transaction.exec_driver_sql(
        "SELECT id FROM note WHERE client_id = ? AND session = ? AND format = ?", (client, session, format)
    ).scalar()
    return int(found or 0)


@step
def begin_note(transaction: Transaction, client: int, session: str, note: NoteText, at: float, by: str) -> int:
    """Keep a new note as a draft; returns its row. Raises Problem when the session has one already."""
    if note_row(transaction, client, session, note.format):
        raise Problem("This session has a note in this format already.", "Go on with that one.")
    found = transaction.exec_driver_sql(
        "INSERT INTO note (client_id, session, format, created, by) VALUES (?, ?, ?, ?, ?)",
        (client, session, note.format, at, by),
    )
    row = int(found.lastrowid or 0)
    transaction.exec_driver_sql(_ADD, (client, row, Writing.DRAFT, _encoded(note), at, by))
    return row


_ADD = "INSERT INTO note_revision (client_id, note_id, state, content, at, by) VALUES (?, ?, ?, ?, ?, ?)"


@step
def keep_draft(transaction: Transaction, client: int, row: int, note: NoteText, at: float, by: str) -> None:
    """Overwrite the draft of a note. Raises Problem when it has been signed, as in another window; nothing of that is touched."""
    _refuse_signed(transaction.exec_driver_sql(_SIGNED, (row,)).first())
    changed = transaction.exec_driver_sql(
        "UPDATE note_revision SET content = ?, at = ?, by = ? WHERE note_id = ? AND state = 'draft'",
        (_encoded(note), at, by, row),
    )
    if not changed.rowcount:
        transaction.exec_driver_sql(_ADD, (client, row, Writing.DRAFT, _encoded(note), at, by))


_SIGNED = "SELECT at, by FROM note_revision WHERE note_id = ? AND state = 'signed'"


def _refuse_signed(found: object) -> None:
    if found is not None:
        raise Problem("This note is signed and does not change any more.", "Add an amendment to it.")


@step
def save_note(transaction: Transaction, client: int, row: int, note: NoteText, at: float, by: str) -> None:
    """Keep a revision for good; the draft goes. Raises Problem when the note is signed already."""
    _close(transaction, (client, row, Writing.SAVED, _encoded(note), at, by))


@step
def sign_note(transaction: Transaction, client: int, row: int, note: NoteText, at: float, by: str) -> None:
    """Keep a revision that does not change any more; the draft goes. Raises Problem when the note is signed already."""
    _close(transaction, (client, row, Writing.SIGNED, _encoded(note), at, by))


def _close(transaction: Transaction, revision: tuple[int, int, Writing, str, float, str]) -> None:
    row = revision[1]
    _refuse_signed(transaction.exec_driver_sql(_SIGNED, (row,)).first())
    transaction.exec_driver_sql("DELETE FROM note_revision WHERE note_id = ? AND state = 'draft'", (row,))
    transaction.exec_driver_sql(_ADD, revision)


@step
def amend_note(transaction: Transaction, client: int, row: int, note: NoteText, at: float, by: str) -> None:
    """Add to a signed note what it did not say. Raises Problem when it is not signed."""
    if transaction.exec_driver_sql(_SIGNED, (row,)).first() is None:
        raise Problem("This note is not signed yet.", "Change it as it stands.")
    transaction.exec_driver_sql(_ADD, (client, row, Writing.AMENDMENT, _encoded(note), at, by))


_NOTES = (
    "SELECT n.id, n.client_id, n.session, n.created, n.by, r.state, r.content, r.at, r.by FROM note n"
    " JOIN note_revision r ON r.note_id = n.id"
)
_OF_EVERYBODY = f"{_NOTES} ORDER BY n.id, r.id"
_OF_A_CLIENT = f"{_NOTES} WHERE n.client_id = ? ORDER BY n.id, r.id"


def notes(reader: PracticeReader, client: int = 0) -> list[StoredNote]:
    """Notes of one client, of everybody for 0, oldest first. Raises Problem for a row that cannot be read."""
    rows = reader.rows(_OF_A_CLIENT, (client,)) if client else reader.rows(_OF_EVERYBODY)
    found: dict[int, tuple[int, str, float, str, list[Revision]]] = {}
    for row, who, session, created, by, state, content, at, hand in rows:
        kept = found.setdefault(row, (who, session, created, by, []))
        kept[4].append(Revision(Writing(state), _decoded(content, row), at, hand))
    return [StoredNote(row, *kept[:4], tuple(kept[4])) for row, kept in found.items()]


def _encoded(note: NoteText) -> str:
    return msgspec.json.encode(note).decode()


def _decoded(content: str, row: int) -> NoteText:
    try:
        return msgspec.json.decode(content, type=NoteText)
    except msgspec.MsgspecError as fault:
        raise Problem(f"Note {row} cannot be read: {fault}.", "Restore a backup from before.") from fault


# -- phrases


def phrase_for(transaction: Transaction, abbreviation: str) -> str:
    """What an abbreviation stands for, "" where it stands for nothing."""
    statement = "SELECT words FROM phrase WHERE abbreviation = ?"
    return str(transaction.exec_driver_sql(statement, (abbreviation,)).scalar() or "")


@step
def set_phrase(transaction: Transaction, abbreviation: str, words: str, at: float) -> None:
    """Keep what an abbreviation stands for; empty words take it away."""
    if words:
        transaction.exec_driver_sql(
            "INSERT INTO phrase (abbreviation, words, at) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET words = excluded.words, at = excluded.at",
            (abbreviation, words, at),
        )
    else:
        transaction.exec_driver_sql("DELETE FROM phrase WHERE abbreviation = ?", (abbreviation,))


def phrases(reader: PracticeReader) -> dict[str, str]:
    """What each abbreviation stands for."""
    return dict(reader.rows("SELECT abbreviation, words FROM phrase ORDER BY abbreviation"))
