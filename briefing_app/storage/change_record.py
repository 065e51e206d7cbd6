"""What rows said before an import changed them, written down by the store itself while the import runs, so that it can be taken back.

Triggers of this connection alone write the record, so that no statement of an import can forget it. Of rows that name a file of the import
nothing need be kept but that file; of every other row that changes, its columns before; of a row without a file, that it is new.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, Table

from briefing_app.domain.calendar import OF_A_CALENDAR
from briefing_app.domain.problems import Busy
from briefing_app.storage.engine import reading, translated_errors
from briefing_app.storage.schema import IMPORTED, OWN_OF_A_CLIENT, import_run, same_person, score, source_file
from briefing_app.storage.schema_taken import OF_CHANGES

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeStore

KEPT_DAYS = 30  # for so long an import can be taken back (product rule)
KEPT_SECONDS = KEPT_DAYS * 86_400
IMPORT, CODES, RECORDS = "import", "codes", "records"
FORM, SLOT, DELETED = "form", "slot", "deletion"  # kinds of records without a file that a later import found there already

CHANGED_BY_IMPORTS = tuple(table for table in IMPORTED if table not in (import_run, source_file, score, *OF_CHANGES))
FOLLOWING = tuple(
    table for table in OWN_OF_A_CLIENT if table is not same_person
)  # the clinician's own rows: only whose they are changes
SOURCED = tuple(table for table in CHANGED_BY_IMPORTS if "file_id" in table.c and table.name not in ("client", "deletion"))

Sql = Callable[..., Any]


def is_bytes(table: Table, column: str) -> bool:
    """Whether a column holds bytes, which are written down otherwise than text."""
    return isinstance(table.c[column].type, LargeBinary)


def packed(table: Table, columns: list[str], row: str) -> str:
    """SQL for these columns of a row (``old``, ``new`` or a table's name) as JSON."""
    return "json_array(" + ", ".join(_value(table, column, row) for column in columns) + ")"


def _value(table: Table, column: str, row: str) -> str:
    named = f'{row}."{column}"'
    return f"CASE WHEN {named} IS NOT NULL THEN hex({named}) END" if is_bytes(table, column) else named


def _all_of(table: Table, row: str) -> str:
    return "(" + ", ".join(f'{row}."{column}"' for column in table.c.keys()) + ")"  # noqa: SIM118


def key_of(table: Table, row: str) -> str:
    """SQL for what names one row of a table: its number, or else its key as JSON."""
    if "id" in table.c:
        return f"{row}.id"
    return packed(table, [column.name for column in table.primary_key], row)


def content_of(table: Table, row: str) -> str:
    """SQL for all that a row says, as JSON; of a client also the words they are searched by."""
    whole = packed(table, [column.name for column in table.c], row)
    if table.name != "client":
        return whole
    return f"{whole[:-1]}, (SELECT words FROM client_search WHERE rowid = {row}.id))"


def _whose(table: Table) -> str:
    if table.name == "client":
        return "old.id"
    if "client_id" not in table.c:
        return "0"
    return "coalesce(old.home, old.client_id)" if "home" in table.c else "old.client_id"


class ChangeRecord:
    """The record of one open import. ``sql(statement, parameters)`` runs one statement of its transaction."""

    def __init__(self, sql: Sql, kind: str, import_id: int | None, at: float) -> None:
        """Begin: from now on every change is written down, until ``end``. What is older than 30 days is forgotten."""
        self._sql = sql
        forget_old(sql, at)
        self.id = int(sql("INSERT INTO change_record (kind, import_id, at) VALUES (?, ?, ?)", (kind, import_id, at)).lastrowid)
        self._newest_file = sql("SELECT coalesce(max(id), 0) FROM source_file").fetchone()[0]
        self._newest_evidence = sql("SELECT coalesce(max(id), 0) FROM evidence").fetchone()[0]
        self._triggers: list[str] = []
        for table in CHANGED_BY_IMPORTS:
            self._watch(table)
        for table in FOLLOWING:
            self._follow(table)

    def end(self, met: set[int | str]) -> None:
        """Stop writing down, and keep what of earlier imports was found there already."""
        for name in self._triggers:
            self._sql(f"DROP TRIGGER temp.{name}")
        self._sql(  # what was understood only now, of a file of an earlier import
            "INSERT OR IGNORE INTO row_before (change_id, name, \"row\", client) SELECT ?, 'evidence', id, client_id FROM evidence"
            " WHERE id > ? AND file_id <= ?",
            (self.id, self._newest_evidence, self._newest_file),
        )
        found = sorted(met, key=str)
        self._sql("UPDATE change_record SET met = ? WHERE id = ?", (json.dumps(found) if found else "", self.id))

    def _watch(self, table: Table) -> None:
        earlier = f"old.file_id <= {self._newest_file}" if table in SOURCED else "1"
        if table.name == "meeting":  # those of calendars are made anew from their events
            earlier += f" AND old.resource_type <> '{OF_A_CALENDAR}'"
        changed = f"{earlier} AND {_all_of(table, 'old')} IS NOT {_all_of(table, 'new')}"
        if table not in SOURCED:  # of the others their file tells
            self._trigger(table, "INSERT", "1", key_of(table, "new"), "NULL")
        self._trigger(table, "UPDATE", changed, key_of(table, "old"), content_of(table, "old"))
        self._trigger(table, "DELETE", earlier, key_of(table, "old"), content_of(table, "old"))
        if "id" not in table.c:  # a row under another key is another row
            moved = f"{key_of(table, 'old')} IS NOT {key_of(table, 'new')}"
            self._trigger(table, "UPDATE", moved, key_of(table, "new"), "NULL", "made_by_update")

    def _follow(self, table: Table) -> None:
        moved = "old.client_id IS NOT new.client_id"
        self._trigger(table, "UPDATE", moved, key_of(table, "old"), content_of(table, "old"))
        self._trigger(table, "DELETE", "1", key_of(table, "old"), content_of(table, "old"))
        if "id" not in table.c:
            self._trigger(table, "INSERT", "1", key_of(table, "new"), "NULL")
            self._trigger(table, "UPDATE", moved, key_of(table, "new"), "NULL", "made_by_update")

    def _trigger(self, table: Table, event: str, when: str, key: str, before: str, name: str = "") -> None:
        called = f"before_{table.name}_{name or event.lower()}"
        client = _whose(table) if before != "NULL" else _whose(table).replace("old.", "new.")
        self._sql(
            f"CREATE TEMP TRIGGER {called} AFTER {event} ON main.{table.name} WHEN {when} BEGIN"
            f" INSERT OR IGNORE INTO row_before (change_id, name, \"row\", client, before) SELECT {self.id}, '{table.name}', {key}, {client}, {before}"
            f" WHERE NOT EXISTS (SELECT 1 FROM row_before WHERE change_id = {self.id} AND name = '{table.name}' AND \"row\" = +{key}); END"
        )
        self._triggers.append(called)


def forget_old(sql: Sql, now: float) -> None:
    """Let go of what is older than 30 days."""
    old = "SELECT id FROM change_record WHERE at < ?"
    sql(f"DELETE FROM row_before WHERE change_id IN ({old})", (now - KEPT_SECONDS,))
    sql("DELETE FROM change_record WHERE at < ? AND digests = ''", (now - KEPT_SECONDS,))
    sql("UPDATE change_record SET label = '' WHERE at < ?", (now - KEPT_SECONDS,))


def forget_what_is_old(store: PracticeStore, now: float) -> None:
    """The same when a store is opened; where nothing is old it costs one question, and where somebody else writes it waits for the next opening."""
    with translated_errors(), store.engine.connect() as connection, reading(connection):
        old = connection.exec_driver_sql(
            "SELECT 1 FROM change_record WHERE at < ? AND (digests = '' OR label <> '')", (now - KEPT_SECONDS,)
        ).first()
    if old is not None:
        with suppress(Busy), translated_errors(), store.engine.begin() as transaction:
            forget_old(transaction.exec_driver_sql, now)
