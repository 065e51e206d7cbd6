"""Whom the rows of a table may mean: every client with all names and numbers under which they are known; and how tables were read before."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from briefing_app.domain.problems import Problem
from briefing_app.domain.table_people import Person
from briefing_app.storage.act import step
from briefing_app.storage.engine import Transaction

OF_A_TABLE = "table-"  # begins the id of a client whom a table brought
ID_ALIAS, NAME_ALIAS = "table id:", "table name:"  # other names of a client: a number in a table, a full name in one
APART = "\x1f"
Rows = Callable[..., Sequence[Any]]
_MARK = "table of"
_SAID = (
    "SELECT client_id, family, given, birth_date FROM own_client o"
    " WHERE id = (SELECT max(id) FROM own_client WHERE client_id = o.client_id)"
)


def people(rows: Rows) -> list[Person]:
    """Everybody of whom a file or the clinician told and who is not hidden; records that are one person are one here."""
    found: dict[int, tuple[str, str, str, set[str], set[tuple[str, str]], set[str]]] = {}
    leads: dict[int, int] = {}
    said = {row[0]: row[1:] for row in rows(_SAID)}
    for row, source, family, given, born, identifiers, lead in rows(
        "SELECT id, source_id, family, given, birth_date, identifiers, merged_into FROM client WHERE known = 1 AND hidden = 0 AND id > 0"
        " ORDER BY merged_into IS NOT NULL, id"
    ):
        leads[row] = lead or row
        own_family, own_given, own_born = said.get(row, ("", "", ""))
        named = (own_given or own_family) != ""
        shown = f"{own_given if named else given} {own_family if named else family}".strip()
        home = found.setdefault(leads[row], (source, shown, own_born or born, set(), set(), set()))
        home[3].update([source, *(one.rpartition("|")[2] for one in identifiers.split("\n") if one)])
        home[4].update({(given, family)} | ({(own_given, own_family)} if named else set()))
    for alias, row in rows("SELECT alias, client_id FROM client_alias WHERE alias LIKE 'table %'"):
        home_of = found.get(leads.get(row, 0))
        if home_of is not None and alias.startswith(ID_ALIAS):
            home_of[3].add(alias.removeprefix(ID_ALIAS))
        elif home_of is not None and alias.startswith(NAME_ALIAS):
            first, _, last = alias.removeprefix(NAME_ALIAS).partition(APART)
            home_of[4].add((first, last))
    for words, row in rows(
        "SELECT words, client_id FROM client_called c WHERE id = (SELECT max(id) FROM client_called WHERE words = c.words AND withdrawn = 0)"
    ):
        if leads.get(row, 0) in found:
            found[leads[row]][5].add(words)
    return [
        Person(source, shown, born, frozenset(ids), frozenset(names), frozenset(called))
        for source, shown, born, ids, names, called in found.values()
    ]


def kept_names(rows: Rows) -> frozenset[str]:
    """What scores and sessions of tables are called that are kept already."""
    scores = rows("SELECT resource_id FROM evidence WHERE resource_type = 'Score'")
    return frozenset(row[0] for row in (*scores, *rows("SELECT resource_id FROM meeting WHERE resource_type = 'Session'")))


def remembered_tables(rows: Rows) -> dict[tuple[str, ...], str]:
    """How tables were read before, as JSON, by their signature."""
    found = {}
    for header, mapping in rows("SELECT header, mapping FROM checkin_mapping"):
        names = json.loads(header)
        if names and names[0] == _MARK:
            found[tuple(names[1:])] = mapping
    return found


def header_of(signature: Sequence[str]) -> list[str]:
    """Under which header a table's mapping is kept; no table of check-ins has one like it."""
    return [_MARK, *signature]


@step
def add_called(transaction: Transaction, words: str, client: int, at: float, by: str) -> int:
    """A name in tables means this client, from now on; the row."""
    statement = "INSERT INTO client_called (client_id, words, withdrawn, entered, by) VALUES (?, ?, 0, ?, ?)"
    return int(transaction.exec_driver_sql(statement, (client, words, at, by)).lastrowid)


@step
def change_called(transaction: Transaction, row: int, *, withdrawn: bool) -> int:
    """Take a name back, or let it mean its client again; the client's row. Raises Problem where it is so already."""
    statement = "UPDATE client_called SET withdrawn = ? WHERE id = ? AND withdrawn = ? RETURNING client_id"
    found = transaction.exec_driver_sql(statement, (int(withdrawn), row, int(not withdrawn))).scalar()
    if found is None:
        raise Problem("This name was taken back already, or was never said.", "Nothing was changed.", exit_code=2)
    return int(found)
