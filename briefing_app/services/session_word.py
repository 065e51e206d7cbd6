"""What the clinician says of a session: what became of it, and whether its note is finished, not needed or open again."""

from __future__ import annotations

from briefing_app.domain.act import Done, TakeBack
from briefing_app.domain.note import OPEN, NoteMark
from briefing_app.storage.act import act
from briefing_app.storage.audit import append
from briefing_app.storage.engine import Transaction
from briefing_app.storage.entry import mark_notes, newest_mark
from briefing_app.storage.session_outcome import keep_outcome, newest_outcome


@act
def mark_note(transaction: Transaction, client: str, session: str, state: str, at: float, by: str) -> Done:
    """Say of the note of a client's session (the export's id, the ledger's name of the session) what ``state`` of ``domain.note`` it is in.

    Raises Problem when the client is not in the practice any more.
    """
    before = newest_mark(transaction, client, session)
    row = mark_notes.within(transaction, [(client, session, NoteMark(state, at))], by)
    append(transaction, "marked a note", at, by, client=row, detail=state)
    return Done(TakeBack("mark_note", (client, session, before or OPEN)))


@act
def record_outcome(transaction: Transaction, client: int, session: str, outcome: str, at: float, by: str) -> Done:
    """What became of a past session: a key of ``storage.session_outcome.STATUS_OF``, or "" to take back what was said."""
    before = newest_outcome(transaction, client, session)
    keep_outcome.within(transaction, client, session, outcome, at, by)
    return Done(TakeBack("record_outcome", (client, session, before)))
