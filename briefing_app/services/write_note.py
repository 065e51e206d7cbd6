"""The note of a session as it is written: its words while they are typed, kept for good, signed, amended; and the clinician's phrases."""

from __future__ import annotations

from typing import NamedTuple

from briefing_app.domain.act import Done, Stays, TakeBack
from briefing_app.domain.note import FINISHED, NoteMark
from briefing_app.domain.note_text import NoteText
from briefing_app.storage.act import act
from briefing_app.storage.audit import append
from briefing_app.storage.engine import Transaction
from briefing_app.storage.entry import mark_notes
from briefing_app.storage.note import amend_note, begin_note, keep_draft, note_row, phrase_for, save_note, set_phrase, sign_note

NOTE = "session note"
TYPED = Stays("Words that were typed are taken back where they are typed.")
KEPT = Stays("A version that was kept stays on file; a later one stands beside it.")
SIGNED = Stays("A signed note does not change any more; an amendment is added to it.")
AMENDED = Stays("An amendment stays with the signed note; another one is added.")


class NoteOf(NamedTuple):
    """Whose note: the client's row, the session as the ledger calls it, and the client's id in the export, "" where no session is marked."""

    client: int
    session: str
    source: str = ""


@act
def keep_words(transaction: Transaction, of: NoteOf, note: NoteText, at: float, by: str, *, new: bool) -> Done:
    """Keep the words of a note while they are typed; ``number`` is the note's row.

    ``new``: nothing of it was kept before. Raises Problem when there is one all the same, or when it was signed. Only its beginning is
    written into the audit: words are kept every few seconds.
    """
    row = note_row(transaction, of.client, of.session, note.format)
    if row and not new:
        keep_draft.within(transaction, of.client, row, note, at, by)
    else:
        row = begin_note.within(transaction, of.client, of.session, note, at, by)
        append(transaction, "began a note", at, by, client=of.client, detail=NOTE)
    return Done(TYPED, row)


@act
def keep_note(transaction: Transaction, of: NoteOf, note: NoteText, at: float, by: str, *, sign: bool) -> Done:
    """Keep this wording for good. Signed, it does not change any more, and the note of its session is finished: all of it or nothing."""
    row = note_row(transaction, of.client, of.session, note.format)
    if not row:
        row = begin_note.within(transaction, of.client, of.session, note, at, by)
    (sign_note if sign else save_note).within(transaction, of.client, row, note, at, by)
    if sign and of.source:
        mark_notes.within(transaction, [(of.source, of.session, NoteMark(FINISHED, at))], by)
    append(transaction, "signed" if sign else "kept a version", at, by, client=of.client, detail=NOTE)
    return Done(SIGNED if sign else KEPT, row)


@act
def add_amendment(transaction: Transaction, client: int, row: int, note: NoteText, at: float, by: str) -> Done:
    """Add to a signed note what it did not say. Raises Problem when it is not signed."""
    amend_note.within(transaction, client, row, note, at, by)
    append(transaction, "amended", at, by, client=client, detail=NOTE)
    return Done(AMENDED, row)


@act
def change_phrase(transaction: Transaction, abbreviation: str, words: str, at: float, by: str) -> Done:
    """Keep what an abbreviation stands for; empty words take it away. The audit does not say which: a phrase is somebody's words."""
    before = phrase_for(transaction, abbreviation)
    set_phrase.within(transaction, abbreviation, words, at)
    append(transaction, "set a phrase" if words else "took a phrase away", at, by)
    return Done(TakeBack("change_phrase", (abbreviation, before)))
