"""Clients whom the clinician entered, and what the clinician says of any client. Rows are added, never rewritten: the newest stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.domain.client import ENTERED, Beside, Origin
from briefing_app.domain.own_client import FIRST_ROW, OWN_CLIENT, OwnClient
from briefing_app.storage.act import step
from briefing_app.storage.engine import Transaction
from briefing_app.storage.schema import OWN_OF_A_CLIENT

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeReader

# What was typed of the leading record goes before what was typed of one that was merged into it.
_MERGED = "id IN (SELECT row FROM moved WHERE name = 'own_client')"
_OF, _FIRST = "SELECT id FROM own_client WHERE client_id =", f"ORDER BY {_MERGED}, id DESC LIMIT 1"
SAID = f"LEFT JOIN own_client o ON o.id = ({_OF} c.id {_FIRST})"
_NAMED = "coalesce(o.family || o.given, '') <> ''"
# The people of the practice as they are called: what the clinician typed stands before what a file says.
PEOPLE = (
    f"(SELECT c.id, c.source_id, c.known, CASE WHEN {_NAMED} THEN o.family ELSE c.family END AS family,"
    f" CASE WHEN {_NAMED} THEN o.given ELSE c.given END AS given, coalesce(nullif(o.birth_date, ''), c.birth_date) AS birth_date, c.gender,"
    " coalesce(nullif(o.pronouns, ''), c.pronouns) AS pronouns, c.died, c.language, c.interpreter, c.hidden, c.merged_into"
    f" FROM client c {SAID})"
)
_BESIDES_SESSIONS = tuple(
    one.name for one in OWN_OF_A_CLIENT if one.name not in ("own_client", "own_session", "same_person", "seen", "line_shown")
)


@step
def add_own_client(transaction: Transaction, one: OwnClient, at: float, by: str) -> int:
    """A client of whom no file tells; returns the row."""
    sql = transaction.exec_driver_sql
    newest = sql("SELECT max(id) FROM (SELECT max(id) AS id FROM client UNION ALL SELECT max(id) FROM deleted_client)").scalar()
    row = max(int(newest or 0) + 1, FIRST_ROW)
    sql("INSERT INTO client (id, source_id, known) VALUES (?, ?, 1)", (row, f"{OWN_CLIENT}{row - FIRST_ROW + 1}"))
    say_of_client.within(transaction, row, one, at, by)
    return row


@step
def say_of_client(transaction: Transaction, client: int, one: OwnClient, at: float, by: str) -> None:
    """What the clinician says of a client from now on; nothing said in ``one`` leaves it to the files."""
    family, given = one.parts
    transaction.exec_driver_sql(
        "INSERT INTO own_client (client_id, family, given, birth_date, pronouns, reach, withdrawn, entered, by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (client, family, given, one.born, one.pronouns, "\n".join(one.reach), int(one == NOTHING), at, by),
    )
    if is_own(transaction, client):
        _follow(transaction, client, one)


NOTHING = OwnClient("")


def _follow(transaction: Transaction, client: int, one: OwnClient) -> None:
    """The row of a client whom no file brought says what was typed, and is searched by it."""
    family, given = one.parts
    transaction.exec_driver_sql(
        "UPDATE client SET family = ?, given = ?, birth_date = ?, pronouns = ? WHERE id = ?",
        (family, given, one.born, one.pronouns, client),
    )
    source = transaction.exec_driver_sql("SELECT source_id FROM client WHERE id = ?", (client,)).scalar_one()
    transaction.exec_driver_sql("DELETE FROM client_search WHERE rowid = ?", (client,))
    words = " ".join((given, family, one.born, source))
    transaction.exec_driver_sql("INSERT INTO client_search (rowid, words) VALUES (?, ?)", (client, words))


@step
def hide_client(transaction: Transaction, client: int, *, hidden: bool) -> bool:
    """Take a client who was entered off every page, or bring them back; whether anything changed."""
    statement = "UPDATE client SET hidden = ? WHERE id = ? AND hidden = ? AND source_id LIKE ?"
    values = (int(hidden), client, int(not hidden), f"{OWN_CLIENT}%")
    return bool(transaction.exec_driver_sql(statement, values).rowcount)


def said_of(transaction: Transaction, client: int) -> OwnClient:
    """What the clinician says of a client now; an empty name where nothing stands."""
    found = transaction.exec_driver_sql(
        f"SELECT family, given, birth_date, pronouns, reach FROM own_client WHERE id = ({_OF} ? {_FIRST})",
        (client,),
    ).first()
    return _own(*found) if found is not None else NOTHING


def is_own(transaction: Transaction, client: int) -> bool:
    """Whether no file brought this client."""
    found = transaction.exec_driver_sql("SELECT source_id FROM client WHERE id = ?", (client,)).scalar()
    return str(found or "").startswith(OWN_CLIENT)


def hangs_on(transaction: Transaction, client: int) -> list[str]:
    """The tables that hold something of a client who was entered, sessions that stand among them."""
    sql = transaction.exec_driver_sql
    found = [name for name in _BESIDES_SESSIONS if sql(f"SELECT 1 FROM {name} WHERE client_id = ? LIMIT 1", (client,)).first()]
    standing = "SELECT withdrawn FROM own_session WHERE client_id = ? GROUP BY session HAVING id = max(id)"
    return found + (["own_session"] if any(not row[0] for row in sql(standing, (client,))) else [])


def own_reach(reader: PracticeReader, clients: Sequence[int]) -> dict[int, Beside]:
    """The numbers and addresses that the clinician typed, of those who have any."""
    rows = reader.rows(
        "SELECT o.client_id, o.reach, o.by, o.id, o.entered FROM own_client o"
        f" WHERE o.client_id IN ({', '.join('?' * len(clients))}) AND o.id = ({_OF} o.client_id {_FIRST}) AND o.reach <> ''",
        clients,
    )
    return {
        client: Beside("own", "", "", tuple(reach.split("\n")), Origin(by, row, ENTERED, str(row), entered))
        for client, reach, by, row, entered in rows
    }


def own_details(reader: PracticeReader, client: int) -> OwnClient:
    """What the clinician says of a client now, to be changed; an empty name where nothing was typed."""
    found = reader.rows(
        f"SELECT family, given, birth_date, pronouns, reach FROM own_client WHERE id = ({_OF} ? {_FIRST})",
        (client,),
    )
    return _own(*found[0]) if found else NOTHING


class SaidAt(NamedTuple):
    """What was said of a client, and when (seconds since 1970)."""

    entered: float
    said: OwnClient


def said_before(reader: PracticeReader, client: int) -> list[SaidAt]:
    """What the clinician said of a client, newest first, but for what was said of a record that was merged into it; before the first of a client
    of a file nothing was."""
    rows = reader.rows(
        f"SELECT entered, family, given, birth_date, pronouns, reach FROM own_client WHERE client_id = ? AND NOT {_MERGED} ORDER BY id DESC",
        (client,),
    )
    found = [SaidAt(row[0], _own(*row[1:])) for row in rows]
    return [*found, SaidAt(0.0, NOTHING)] if found and client < FIRST_ROW else found


def _own(family: str, given: str, born: str, pronouns: str, reach: str) -> OwnClient:
    name = f"{family}, {given}" if family and given else family or given
    return OwnClient(name, born, pronouns, tuple(reach.split("\n")) if reach else ())
