"""What the clinician says of a session: what became of it, and whether its note is finished, not needed or open again."""

from __future__ import annotations

from briefing_app.domain.act import Done, TakeBack
from briefing_app.domain.note import OPEN, NoteMark
from briefing_app.domain.problems import Problem
from briefing_app.storage.act import act
from briefing_app.storage.audit import append
from briefing_app.storage.engine import Transaction
from briefing_app.storage.entry import mark_notes, newest_mark
from briefing_app.storage.own_session import clients_of_session as clients_of_session
from briefing_app.storage.session_outcome import (
    HELD,
    STILL_OPEN,
    Said,
    keep_outcome,
    keep_said,
    newest_outcome,
    newest_said,
    start_in_store,
    status_in_store,
)


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


@act
def say_of_session(
    transaction: Transaction, session: str, clients: tuple[int, ...], said: tuple[str, str], at: float, by: str
) -> Done:
    """What became of a session for these clients: an outcome as in ``record_outcome``, and the ISO day on which it was called off, or "".

    Raises Problem where there is no such session, where a file says what became of it, and of one that has not begun all but that it is cancelled.
    """
    outcome, told = said
    before = []
    for client in clients:
        _check_open(transaction, client, session)
        begun = start_in_store(transaction, client, session) <= at
        if outcome in (HELD, "missed") and not begun:
            raise Problem("This session has not begun.", "It can be cancelled, or moved.", exit_code=2)
        before.append(tuple(newest_said(transaction, client, session)))
        keep_said.within(transaction, Said(client, session, outcome, told), at, by)
    return Done(TakeBack("put_said_back", (tuple(before),)), len(clients))


@act
def put_said_back(transaction: Transaction, before: tuple[Said, ...], at: float, by: str) -> Done:
    """What was said of sessions before is said of them again."""
    now = []
    for one in before:
        client, session, *_ = one
        now.append(tuple(newest_said(transaction, client, session)))
        keep_said.within(transaction, Said(*one), at, by)
    return Done(TakeBack("put_said_back", (tuple(now),)), len(before))


def _check_open(transaction: Transaction, client: int, session: str) -> None:
    """Raises Problem where there is no such session of this client, or a file says what became of it."""
    status = status_in_store(transaction, client, session)
    if status is None:
        raise Problem(f"No session of this client is called {session}.", "'briefing session list' names them.", exit_code=2)
    if status not in STILL_OPEN:
        raise Problem("Your files say what became of this session.", "It stays as they have it.", exit_code=2)
