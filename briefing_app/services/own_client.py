"""Clients entered by hand: added, changed, and taken back, each one act with its row of the audit."""

from __future__ import annotations

from dataclasses import replace

from briefing_app.domain.act import Done, TakeBack
from briefing_app.domain.own_client import OwnClient, checked
from briefing_app.domain.periods import local_time
from briefing_app.domain.problems import Problem
from briefing_app.storage.act import act
from briefing_app.storage.audit import append
from briefing_app.storage.calendar_names import rows_in
from briefing_app.storage.calendar_settle import settle_calendars
from briefing_app.storage.engine import Transaction
from briefing_app.storage.own_client import add_own_client, hangs_on, hide_client, is_own, own_details, said_of, say_of_client
from briefing_app.storage.practice import PracticeReader

GONE = Problem("This client is not in the practice any more.", "Nothing was kept.", exit_code=2)


@act
def add_client(transaction: Transaction, one: OwnClient, at: float, by: str) -> Done:
    """Keep a new client; ``number`` is the row. Raises Problem for what cannot be kept, such as no name."""
    row = add_own_client.within(transaction, checked(one, local_time(at, None).date()), at, by)
    settle_calendars(rows_in(transaction), None)  # a calendar may name them
    append(transaction, "added a client", at, by, client=row)
    return Done(TakeBack("take_client_back", (row,)), row)


@act
def edit_client(transaction: Transaction, client: int, one: OwnClient, at: float, by: str) -> Done:
    """What is said of a client from now on, in place of what was typed before and of what files say. An empty part of a client of the files
    is left to them. Raises Problem where no such client is, and for what cannot be kept."""
    check_there(transaction, client)
    before = said_of(transaction, client)
    say_of_client.within(transaction, client, checked(one, local_time(at, None).date()), at, by)
    settle_calendars(rows_in(transaction), None)  # a calendar may name them
    append(transaction, "changed a client's details", at, by, client=client)
    return Done(TakeBack("put_details_back", (client, before)))


@act
def put_details_back(transaction: Transaction, client: int, before: OwnClient, at: float, by: str) -> Done:
    """What was said of a client before is said again; an empty name leaves all of it to the files."""
    check_there(transaction, client)
    if not before.name and is_own(transaction, client):
        raise Problem("A client has a name.", "Take the client back instead.", exit_code=2)
    now = said_of(transaction, client)
    say_of_client.within(transaction, client, before, at, by)
    settle_calendars(rows_in(transaction), None)  # a calendar may name them
    append(transaction, "put a client's details back", at, by, client=client)
    return Done(TakeBack("put_details_back", (client, now)))


@act
def take_client_back(transaction: Transaction, client: int, at: float, by: str) -> Done:
    """A client who was added by mistake is on no page any more. Raises Problem where something of theirs was entered since, and for a client
    of the files."""
    if hangs_on(transaction, client):
        raise Problem(
            "Something of this client was entered since: a session, a score or a note.",
            "Take that back first, or delete the client.",
            exit_code=2,
        )
    if not hide_client.within(transaction, client, hidden=True):
        raise Problem("This client was not added by hand, or is taken back already.", "Nothing was changed.", exit_code=2)
    settle_calendars(rows_in(transaction), None)  # a calendar may name them
    append(transaction, "took a client back", at, by, client=client)
    return Done(TakeBack("put_client_back", (client,)))


@act
def put_client_back(transaction: Transaction, client: int, at: float, by: str) -> Done:
    """A client who was taken back is on the pages again."""
    if not hide_client.within(transaction, client, hidden=False):
        raise GONE
    settle_calendars(rows_in(transaction), None)  # a calendar may name them
    append(transaction, "put a client back", at, by, client=client)
    return Done(TakeBack("take_client_back", (client,)))


def details_of(reader: PracticeReader, client: int) -> OwnClient:
    """What is said of a client (a row), to be changed: the name as it is in use, and what was typed; what is empty is left to the files.
    Raises Problem while names are hidden."""
    if reader.hide_names:
        raise Problem("Names are hidden, and a name is to be changed.", "F9 shows them.")
    said = own_details(reader, client)
    return said if said.name else replace(said, name=reader.histories([client])[client].client.name)


def check_there(transaction: Transaction, client: int) -> None:
    """Raises Problem where no such client is on the pages."""
    known = transaction.exec_driver_sql("SELECT hidden FROM client WHERE id = ? AND id > 0", (client,)).scalar()
    if known is None or known:
        raise GONE
