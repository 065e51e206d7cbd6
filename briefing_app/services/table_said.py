"""What the clinician says of tables: what their columns are, and whom a name in them means; each one act with its row of the audit."""

from __future__ import annotations

from collections.abc import Sequence

from briefing_app.domain.act import Done, TakeBack
from briefing_app.domain.problems import Problem
from briefing_app.domain.table_people import same_name
from briefing_app.storage.act import act
from briefing_app.storage.audit import append
from briefing_app.storage.checkin import forget_mapping, kept_mapping, remember_mapping
from briefing_app.storage.engine import Transaction
from briefing_app.storage.table_people import add_called, change_called, header_of


@act
def say_columns(transaction: Transaction, signature: Sequence[str], mapping: str, at: float, by: str) -> Done:
    """From now on tables with these columns are read so (JSON of ``services.table.as_json``); "" forgets how."""
    header = header_of(signature)
    before = kept_mapping(transaction, header)
    if mapping:
        remember_mapping.within(transaction, header, mapping, at, by)
    else:
        forget_mapping(transaction, header)
    append(transaction, "said what the columns of a table are", at, by)
    return Done(TakeBack("say_columns", (tuple(signature), before)))


@act
def say_who(transaction: Transaction, words: str, client: int, at: float, by: str) -> Done:
    """From now on a name in tables means this client; ``number`` is the row. Raises Problem for an empty name and for a client who is not there."""
    name = same_name(words)
    there = transaction.exec_driver_sql("SELECT 1 FROM client WHERE id = ? AND id > 0 AND hidden = 0", (client,)).first()
    if not name or there is None:
        raise Problem("There is no such client, or no name.", "Nothing was kept.", exit_code=2)
    row = add_called.within(transaction, name, client, at, by)
    append(transaction, "said whom a name in tables means", at, by, client=client)
    return Done(TakeBack("forget_who", (row,)), row)


@act
def forget_who(transaction: Transaction, row: int, at: float, by: str) -> Done:
    """A name in tables is asked about again. Raises Problem where that is so already."""
    client = change_called.within(transaction, row, withdrawn=True)
    append(transaction, "took back whom a name in tables means", at, by, client=client)
    return Done(TakeBack("know_who_again", (row,)))


@act
def know_who_again(transaction: Transaction, row: int, at: float, by: str) -> Done:
    """A name that was taken back means its client again."""
    client = change_called.within(transaction, row, withdrawn=False)
    append(transaction, "said whom a name in tables means", at, by, client=client)
    return Done(TakeBack("forget_who", (row,)))
