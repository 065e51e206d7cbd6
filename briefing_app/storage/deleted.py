"""Deleting a client: every row that is theirs, what names them elsewhere, and a tombstone that tells nobody who it was."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table

from briefing_app.domain.calendar_names import deleted_event
from briefing_app.domain.deleted import Tombstone
from briefing_app.storage.act import step
from briefing_app.storage.audit import append
from briefing_app.storage.engine import Transaction
from briefing_app.storage.schema import UNASSIGNED, client, metadata, source_file
from briefing_app.storage.vacuum import mark

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeReader

DELETED, ALLOWED = "deleted a client", "allowed a deleted client"
LEFT_OUT = "(left out: it named a client who was deleted)"
NAMELESS = (
    "client_link",
    "slot",
    "deletion",
    "superseded",
    "unmapped_code",
    "client_alias",
)  # of whose rows no client's row tells whose they are
SHORTEST = 2  # letters of a name or id that is looked for in file names and reports
_WORD = re.compile(r"[^\s,;:|()\[\]'\"/]+")


RECORDS = "?1 IN (id, merged_into)"  # of a client, each of which has a row of its own


def condition(table: Table) -> str:
    """Which rows of a table are one client's (``?1``, the leading record), by its references to clients or to rows that are theirs; "" where
    none are."""
    found = []
    for key in sorted(table.foreign_keys, key=lambda one: one.parent.name):
        target = key.column.table
        if key.column is client.c.id:
            found.append(f"{key.parent.name} IN (SELECT id FROM client WHERE {RECORDS})")
        elif target is not table and target is not client and (theirs := condition(target)):
            found.append(f"{key.parent.name} IN (SELECT {key.column.name} FROM {target.name} WHERE {theirs})")
    return " OR ".join(found)


# Rows that refer to others stand before those.
OF_A_CLIENT = tuple((table.name, theirs) for table in reversed(metadata.sorted_tables) if (theirs := condition(table)))
THEIRS = {**{name: f"({theirs})" for name, theirs in OF_A_CLIENT}, "client": RECORDS}
FROM_A_FILE = tuple(
    (table.name, key.parent.name)
    for table in metadata.sorted_tables
    for key in table.foreign_keys
    if key.column is source_file.c.id
)


def counts(reader: PracticeReader, row: int) -> dict[str, int]:
    """How many rows of each table would go with a client; tables without any are left out."""
    found = {
        name: int(reader.rows(f"SELECT count(*) FROM {name} WHERE {theirs}", (row,))[0][0]) for name, theirs in OF_A_CLIENT
    }
    return {name: count for name, count in found.items() if count}


@step
def delete_client(transaction: Transaction, row: int, at: float, by: str, *, audited: bool = True) -> dict[str, int]:
    """Delete a client's rows and every mention in reports and file names; how many rows of each table went. ``compact`` comes after it.

    The mark that it is to come is kept with the deletion or not at all.
    """
    if row == UNASSIGNED:
        raise ValueError("records without a person belong to no client")

    def sql(statement: str, *values: object) -> Any:
        return transaction.exec_driver_sql(statement, values)

    mark(transaction)
    row = int(sql("SELECT coalesce(merged_into, id) FROM client WHERE id = ?", row).scalar_one())
    _keep_tombstone(transaction, row, at)
    ids, names = _what_names(sql, row)
    files = {
        file
        for table, column in FROM_A_FILE
        if table in THEIRS
        for file in sql(f"SELECT DISTINCT {column} FROM {table} WHERE {THEIRS[table]} AND {column} > 0", row).scalars()
    }
    _delete_traces(sql, row)
    _delete_from_record(sql, row)
    gone = delete_rows(lambda statement, *values: sql(statement, *values).rowcount, row)
    _blank_files(sql, files)
    _blank_mentions(sql, _finder(ids, names))
    if audited:
        append(transaction, DELETED, at, by, client=row)
    return gone


def delete_rows(change: Callable[..., int], row: int) -> dict[str, int]:
    """Every row of a client and the client with all their records, by ``change(statement, *values)`` that returns how many rows went."""
    gone = {name: change(f"DELETE FROM {name} WHERE {theirs}", row) for name, theirs in OF_A_CLIENT}
    change(f"DELETE FROM client_search WHERE rowid IN (SELECT id FROM client WHERE {RECORDS})", row)
    change(f"DELETE FROM client WHERE {RECORDS}", row)
    return {name: count for name, count in gone.items() if count}


# -- what is left


def tombstones(reader: PracticeReader) -> list[Tombstone]:
    """Clients who were deleted and not allowed again, newest first."""
    return [Tombstone._make(row) for row in reader.rows("SELECT id, at FROM deleted_client WHERE allowed = 0 ORDER BY id DESC")]


def tombstone_of(reader: PracticeReader, source_id: str) -> int | None:
    """The row that a deleted client had, by their id in the export; None when nobody of that id was deleted."""
    salt = reader.rows("SELECT value FROM salt")
    found = salt and reader.rows("SELECT deleted_id FROM deleted_name WHERE hash = ?", (hashed(salt[0][0], source_id),))
    return int(found[0][0]) if found else None


def knows_deleted(reader: PracticeReader) -> Callable[[str], bool] | None:
    """Whether an id of the export was a deleted client's; None where nobody was deleted."""
    salt = reader.rows("SELECT value FROM salt")
    known = {one for (one,) in reader.rows("SELECT hash FROM deleted_name")}
    return (lambda name: hashed(salt[0][0], name) in known) if known else None


@step
def allow_again(transaction: Transaction, row: int, at: float, by: str) -> None:
    """Forget the tombstone's hashes: the next import brings the person back like anybody else."""
    transaction.exec_driver_sql("DELETE FROM deleted_name WHERE deleted_id = ?", (row,))
    transaction.exec_driver_sql("UPDATE deleted_client SET allowed = ? WHERE id = ?", (at, row))
    append(transaction, ALLOWED, at, by, client=row)


def hashed(salt: bytes, name: str, birth_date: str | None = None) -> bytes:
    """A name under which records may refer to a person; with a date of birth, an identifier by which a Patient is known as that person."""
    return blake2b(repr((name, birth_date)).encode("utf-8", "surrogatepass"), key=salt, digest_size=16).digest()


def hashes_of(salt: bytes, source_id: str, aliases: Iterable[str], birth_date: str) -> set[bytes]:
    """All that a tombstone keeps of a person. Relatives may share an identifier, so a Patient is known by it only with the date of birth."""
    names = [source_id, *aliases]
    return {hashed(salt, name) for name in names} | {hashed(salt, name, birth_date) for name in names if birth_date}


def _keep_tombstone(connection: Connection, row: int, at: float) -> None:
    salt = connection.exec_driver_sql("SELECT value FROM salt").scalar()
    if salt is None:
        salt = secrets.token_bytes(32)
        connection.exec_driver_sql("INSERT INTO salt (id, value) VALUES (1, ?)", (salt,))
    connection.exec_driver_sql("INSERT INTO deleted_client (id, at) VALUES (?, ?)", (row, at))
    known = set()
    for record, source_id, birth_date, identifiers in connection.exec_driver_sql(
        f"SELECT id, source_id, birth_date, identifiers FROM client WHERE {RECORDS}", (row,)
    ).all():
        aliases = connection.exec_driver_sql("SELECT alias FROM client_alias WHERE client_id = ?", (record,)).scalars().all()
        known |= hashes_of(salt, source_id, aliases, birth_date)
        known |= {hashed(salt, one, birth_date) for one in identifiers.split("\n") if one and birth_date}
    for calendar, uid in connection.exec_driver_sql(
        f"SELECT DISTINCT c.key, e.uid FROM calendar_event e JOIN calendar c ON c.id = e.calendar_id WHERE {THEIRS['calendar_event']}",
        (row,),
    ).all():
        known.add(hashed(salt, deleted_event(calendar, uid)))
    for one in sorted(known):
        connection.exec_driver_sql("INSERT OR REPLACE INTO deleted_name (hash, deleted_id) VALUES (?, ?)", (one, row))


# -- what names them elsewhere


def _what_names(sql: Callable[..., Any], row: int) -> tuple[set[str], list[str]]:
    """Ids of the client and of their resources, whole words in what we wrote about imports; and their names, looked for in any spelling."""
    ids, names = set(), []
    for source_id, family, given, identifiers in sql(
        f"SELECT source_id, family, given, identifiers FROM client WHERE {RECORDS}", row
    ).all():
        names += [*family.split(), *given.split()]
        ids |= {source_id, *identifiers.split("\n")}
    for name in sql(f"SELECT name FROM client_name WHERE {THEIRS['client_name']}", row).scalars():
        names += name.split()
    for family, given in sql(f"SELECT DISTINCT family, given FROM own_client WHERE {THEIRS['own_client']}", row).all():
        names += [*family.split(), *given.split()]
    ids |= set(sql(f"SELECT alias FROM client_alias WHERE {THEIRS['client_alias']}", row).scalars())
    ids |= {one.rpartition("|")[2] for one in ids}
    for table in ("meeting", "clinical", "evidence", "unread", "contact"):
        ids |= set(sql(f"SELECT resource_id FROM {table} WHERE client_id = ?", row).scalars())
    return {one for one in ids if len(one) >= SHORTEST}, [one for one in names if len(one) >= SHORTEST]


def _finder(ids: set[str], names: list[str]) -> Callable[[str], bool]:
    spelled = "|".join(re.escape(one) for one in names)
    name = re.compile(rf"(?<![^\W_])(?:{spelled})(?![^\W_])", re.I) if names else None

    def names_them(text: str) -> bool:
        return bool(name and name.search(text)) or any(word in ids or word.strip(".") in ids for word in _WORD.findall(text))

    return names_them


def _delete_from_record(sql: Callable[..., Any], row: int) -> None:
    """What rows of theirs said before an import; and what nobody is left to whom it could belong."""
    theirs = f"client IN (SELECT id FROM client WHERE {RECORDS}) OR client NOT IN (SELECT id FROM client)"
    sql(f"DELETE FROM row_before WHERE client <> 0 AND ({theirs})", row)


def _delete_traces(sql: Callable[..., Any], row: int) -> None:
    """Rows that know the client's resources only by their ids, which may be made from the person's own."""
    theirs = " UNION ALL ".join(
        f"SELECT resource_type, resource_id FROM {table} WHERE client_id = ?1"
        for table in ("meeting", "clinical", "evidence", "unread", "contact")
    )
    names = (
        f"SELECT source_id FROM client WHERE {RECORDS} UNION ALL SELECT alias FROM client_alias WHERE {THEIRS['client_alias']}"
    )
    person = f"SELECT 'Patient', n.* FROM ({names}) n"
    sql(f"DELETE FROM client_link WHERE other IN ({names})", row)
    for table in ("superseded", "deletion"):
        sql(f"DELETE FROM {table} WHERE (resource_type, resource_id) IN ({theirs} UNION ALL {person})", row)
    sql(
        "DELETE FROM slot WHERE source_id IN (SELECT slot FROM meeting WHERE client_id = ?1)"
        " AND source_id NOT IN (SELECT slot FROM meeting WHERE client_id <> ?1)",
        row,
    )


def _blank_files(sql: Callable[..., Any], files: set[int]) -> None:
    """Files that held only this client are named after them more often than not."""
    used = " UNION ".join(f"SELECT {column} FROM {table} WHERE {column} = ?1" for table, column in FROM_A_FILE)
    for file in sorted(files):
        if sql(used, file).first() is None:
            _blank_file(sql, file, sql("SELECT path FROM source_file WHERE id = ?", file).scalar())


def _blank_file(sql: Callable[..., Any], file: int, path: str) -> None:
    sql("UPDATE source_file SET path = ? WHERE id = ?", LEFT_OUT, file)
    for run, label, report in list(
        sql(
            "SELECT r.id, r.label, coalesce(r.report, '') FROM import_run r JOIN source_file f ON f.import_id = r.id AND f.id = ?",
            file,
        )
    ):
        _rewrite_run(sql, run, label, report, lambda text: path in text.split(", "))


def _blank_mentions(sql: Callable[..., Any], names_them: Callable[[str], bool]) -> None:
    for file, path in list(sql("SELECT id, path FROM source_file")):
        if names_them(path):
            sql("UPDATE source_file SET path = ? WHERE id = ?", LEFT_OUT, file)
    for run, label, report in list(sql("SELECT id, label, coalesce(report, '') FROM import_run")):
        _rewrite_run(sql, run, label, report, names_them)
    for change, label in list(sql("SELECT id, label FROM change_record WHERE label <> ''")):
        if names_them(label):
            sql("UPDATE change_record SET label = ? WHERE id = ?", LEFT_OUT, change)
    traces = ", ".join(f"'{name}'" for name in NAMELESS)
    for key in list(sql(f"SELECT change_id, name, \"row\", coalesce(before, '') FROM row_before WHERE name IN ({traces})")):
        if any(names_them(str(value)) for text in key[2:] if text for value in json.loads(text)):
            sql('DELETE FROM row_before WHERE change_id = ? AND name = ? AND "row" = ?', *key[:3])
    for system, code, display in list(sql("SELECT system, code, display FROM unmapped_code")):
        if names_them(display):
            sql("UPDATE unmapped_code SET display = ? WHERE system = ? AND code = ?", LEFT_OUT, system, code)


def _rewrite_run(sql: Callable[..., Any], run: int, label: str, report: str, names_them: Callable[[str], bool]) -> None:
    kept = json.loads(report) if report else None
    clean = _without(kept, names_them)
    if clean != kept or names_them(label):
        written = json.dumps(clean, ensure_ascii=False, separators=(",", ":")) if report else None
        sql("UPDATE import_run SET label = ?, report = ? WHERE id = ?", LEFT_OUT if names_them(label) else label, written, run)


def _without(value: Any, names_them: Callable[[str], bool]) -> Any:
    """A report with every text that names the person replaced; its shape stays."""
    if isinstance(value, str):
        return LEFT_OUT if names_them(value) else value
    if isinstance(value, list):
        return [_without(one, names_them) for one in value]
    if isinstance(value, dict):
        return {key: _without(one, names_them) for key, one in value.items()}
    return value
