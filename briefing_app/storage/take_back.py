"""Taking an import back: what stands in the way of it, and every row as it was before."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import tzinfo
from typing import Any, NamedTuple

from sqlalchemy import Engine, Table

from briefing_app.domain.calendar import OF_A_CALENDAR
from briefing_app.storage.audit import append
from briefing_app.storage.calendar_settle import settle_calendars
from briefing_app.storage.change_record import (
    CHANGED_BY_IMPORTS,
    CODES,
    DELETED,
    FOLLOWING,
    FORM,
    IMPORT,
    KEPT_SECONDS,
    RECORDS,
    SLOT,
    SOURCED,
    content_of,
    is_bytes,
    key_of,
)
from briefing_app.storage.importing import ImportTransaction
from briefing_app.storage.same_person import NEWEST
from briefing_app.storage.schema import OWN_OF_A_CLIENT, client, metadata, same_person

Rows = Callable[..., list[Any]]
MARKS = ("seen", "line_shown", "reread")  # what the program notes by itself: no reason for a client to stay
_MERGED = (
    f"SELECT json_extract(b.before, '$[{list(client.c.keys()).index('merged_into')}]') FROM row_before b"
    " WHERE b.change_id = ?1 AND b.name = 'client' AND b.before IS NOT NULL"
)
_BOOKED = "SELECT id FROM source_file WHERE import_id = ?"


class Change(NamedTuple):
    """One import of the last 30 days, or a word that made two records one. ``at`` and ``taken`` (0 = it stands) in seconds since 1970; ``run`` is the
    import's row, ``client`` and ``other`` are the records' (0 where there is none)."""

    id: int
    kind: str
    run: int
    at: float
    taken: float
    label: str
    client: int = 0
    other: int = 0


class InTheWay(NamedTuple):
    """A later change because of which an earlier one cannot be taken back: of which kind, of which files, and when."""

    kind: str
    label: str
    at: float


def changes(rows: Rows, now: float) -> list[Change]:
    """The imports of the last 30 days, and the words that made two records one and still stand, newest first."""
    found = rows(
        "SELECT c.id, c.kind, coalesce(c.import_id, 0), c.at, c.taken, coalesce(r.label, c.label) FROM change_record c"
        " LEFT JOIN import_run r ON r.id = c.import_id AND c.taken = 0 WHERE c.kind = ? AND c.at >= ?",
        (IMPORT, now - KEPT_SECONDS),
    )
    joined = rows(
        f"SELECT c.id, c.kind, 0, c.at, c.taken, '', s.client_id, s.other_id FROM change_record c JOIN ({NEWEST}) s"
        " ON s.at = CASE c.taken WHEN 0 THEN c.at ELSE c.taken END AND s.said = CASE c.taken WHEN 0 THEN 'one' ELSE '' END"
        " WHERE c.kind = ? AND c.at >= ?",
        (RECORDS, now - KEPT_SECONDS),
    )
    named = [(*row[:5], _of_both(rows, *row[6:]), *row[6:]) for row in joined]
    return sorted((Change._make(row) for row in (*[(*row, 0, 0) for row in found], *named)), reverse=True)


def _of_both(rows: Rows, client: int, other: int) -> str:
    """The names of two records with their ids."""
    found = rows("SELECT given, family, source_id FROM client WHERE id IN (?, ?) ORDER BY id = ? DESC", (client, other, client))
    return " and ".join(f"{given} {family} ({source})".strip() for given, family, source in found)


# -- what stands in the way


def in_the_way(rows: Rows, change: Change) -> InTheWay | None:
    """The first later change that found, changed or needs the same rows; None where the import can be taken back."""
    if change.kind == RECORDS:
        return None  # records part with whatever came since
    files = {row[0] for row in rows(_BOOKED, (change.run,))}
    made = {row[0] for row in rows("SELECT DISTINCT name FROM row_before WHERE change_id = ?", (change.id,))}
    kinds = {word for word, name in ((FORM, "form"), (SLOT, "slot"), (DELETED, "deletion")) if name in made}
    later = rows("SELECT id, met FROM change_record WHERE id > ? AND taken = 0 ORDER BY id", (change.id,))
    for row, met in later:
        found = set(json.loads(met)) if met else set()
        if found & (files | kinds) or _changed_again(rows, change, files, row):
            return _named(rows, row)
    run = _builds_on(rows, change)
    if run:
        return _named(rows, rows("SELECT id FROM change_record WHERE import_id = ? AND taken = 0", (run,))[0][0])
    return None


def _named(rows: Rows, row: int) -> InTheWay:
    found = rows(
        "SELECT c.kind, coalesce(r.label, ''), c.at FROM change_record c LEFT JOIN import_run r ON r.id = c.import_id"
        " WHERE c.id = ?",
        (row,),
    )
    return InTheWay._make(found[0])


def _changed_again(rows: Rows, change: Change, files: set[int], later: int) -> bool:
    """Whether rows that the change wrote say something else since the later one."""
    ((kind,),) = rows("SELECT kind FROM change_record WHERE id = ?", (later,))
    mine = {tuple(row) for row in rows('SELECT name, "row" FROM row_before WHERE change_id = ?', (change.id,))}
    for name, row, before in rows('SELECT name, "row", before FROM row_before WHERE change_id = ?', (later,)):
        table = metadata.tables[name]
        if (name, row) not in mine and not (before and table in SOURCED and _file_in(table, before) in files):
            continue
        if kind == CODES and (name, row) not in mine:
            continue  # read again by what was said of codes, and gone with its file
        if _now(rows, table, row) != before:
            return True
    return False


def _file_in(table: Table, before: str) -> int:
    return int(json.loads(before)[list(table.c.keys()).index("file_id")])


def _now(rows: Rows, table: Table, row: object) -> str | None:
    where, values = _place(table, row)
    found = rows(f"SELECT {content_of(table, table.name)} FROM {table.name} WHERE {where}", values)
    return found[0][0] if found else None


def _builds_on(rows: Rows, change: Change) -> int:
    """The run of a later import that holds records of clients, slots or forms of which only this one told, or of clients whom it knows by a name, or as
    one person, by this one alone; 0 where there is none."""
    made = "SELECT \"row\" FROM row_before WHERE change_id = ?1 AND name = '{}'"
    later = "JOIN source_file f ON f.id = t.file_id WHERE f.import_id > ?2"
    aliases = f"SELECT client_id FROM client_alias WHERE json_array(alias) IN ({made.format('client_alias')})"
    joined = f'SELECT id FROM client WHERE merged_into IS NOT ({_MERGED} AND b."row" = +client.id) AND EXISTS ({_MERGED} AND b."row" = +client.id)'
    theirs = f"{made.format('client')} AND before IS NULL UNION {aliases} UNION {joined}"
    questions = [
        f"SELECT f.import_id FROM {table.name} t {later} AND coalesce(t.home, t.client_id) IN ({theirs})"
        for table in SOURCED
        if "home" in table.c
    ]
    questions.append(f"SELECT f.import_id FROM meeting t {later} AND json_array(t.slot) IN ({made.format('slot')})")
    questions.append(
        f"SELECT f.import_id FROM evidence t {later} AND t.role = 'response'"
        " AND EXISTS (SELECT 1 FROM row_before WHERE change_id = ?1 AND name = 'form')"
    )
    for question in questions:
        noted = f"{question} AND t.resource_type <> '{OF_A_CALENDAR}' LIMIT 1"
        if found := rows(noted, (change.id, change.run)):
            return int(found[0][0])
    return 0


def _place(table: Table, row: object) -> tuple[str, tuple[object, ...]]:
    """SQL and values that find one row by its key."""
    if "id" in table.c:
        return "id = ?", (row,)
    names = [column.name for column in table.primary_key]
    values = [_unpacked(table, name, value) for name, value in zip(names, json.loads(str(row)), strict=True)]
    return " AND ".join(f'"{name}" = ?' for name in names), tuple(values)


def _unpacked(table: Table, column: str, value: object) -> object:
    return bytes.fromhex(str(value)) if value is not None and is_bytes(table, column) else value


# -- taking back


class TakeBack(ImportTransaction):
    """The open transaction in which an import is taken back. Leave it without ``commit`` and the store is as it was."""

    def __init__(self, engine: Engine, now: float) -> None:
        super().__init__(engine, now, None)
        self._now = now

    def changes(self) -> list[Change]:
        """Imports of the last 30 days that were written down, newest first."""
        return changes(self._rows, self._now)

    def in_the_way(self, change: Change) -> InTheWay | None:
        """The first later change that needs the same rows; None where the import can be taken back."""
        return in_the_way(self._rows, change)

    def take_back(self, change: Change, zone: tzinfo | None) -> list[int]:
        """Every row as it was before the import; the rows of clients who stay because something was entered for them. Scores are derived after it."""
        self._sql("PRAGMA defer_foreign_keys = ON")
        self._touch(change)
        for table in SOURCED:
            self._sql(
                f"DELETE FROM {table.name} WHERE file_id IN ({_BOOKED}) AND {key_of(table, table.name)} NOT IN"
                ' (SELECT "row" FROM row_before WHERE change_id = ? AND name = ? AND before IS NOT NULL)',
                (change.run, change.id, table.name),
            )
        for table in (*CHANGED_BY_IMPORTS, *FOLLOWING):
            if table is not client:
                self._undo(change, table)
        stay = self._undo_clients(change)
        self._forget(change)
        settle_calendars(self._rows, zone)
        self._sql("DELETE FROM score WHERE client_id IN (SELECT id FROM client WHERE merged_into IS NOT NULL)")
        self._merged = dict(self._rows("SELECT id, merged_into FROM client WHERE merged_into IS NOT NULL"))
        return stay

    def part_again(self, change: Change, by: str) -> None:
        """Two records are not one any more: the clinician's word is taken back, with its row of the audit, and what the leading record had in place of
        the other's own is theirs again."""
        self.say_of_records(change.client, change.other, "", "", self._now, by)
        for name, row, said in self._rows(
            'SELECT name, "row", before FROM row_before WHERE change_id = ? AND before IS NOT NULL', (change.id,)
        ):
            table = metadata.tables[name]
            if table in SOURCED and _now(self._rows, table, row) is None:
                self._put(table, dict(zip(table.c.keys(), json.loads(said), strict=True)), "IGNORE")
        self._sql("DELETE FROM row_before WHERE change_id = ?", (change.id,))
        self._sql("UPDATE change_record SET taken = ? WHERE id = ?", (self._now, change.id))

    def _touch(self, change: Change) -> None:
        self.touched.update(
            row[0]
            for row in self._rows("SELECT DISTINCT client FROM row_before WHERE change_id = ? AND client > 0", (change.id,))
        )
        for table in SOURCED:
            found = self._rows(f"SELECT DISTINCT client_id FROM {table.name} WHERE file_id IN ({_BOOKED})", (change.run,))
            self.touched.update(row[0] for row in found)
        self.touched |= {self._merged.get(one, one) for one in self.touched}

    def _undo(self, change: Change, table: Table) -> None:
        before = self._rows('SELECT "row", before FROM row_before WHERE change_id = ? AND name = ?', (change.id, table.name))
        for row, said in before:
            if said is None:
                self._unmake(table, row)
        columns = list(table.c.keys())
        for _, said in before:
            if said is None:
                continue
            values = dict(zip(columns, json.loads(said), strict=True))
            if (
                table in FOLLOWING
                and "id" in table.c
                and self._sql(f"SELECT 1 FROM {table.name} WHERE id = ?", (values["id"],)).fetchone()
            ):
                self._sql(f"UPDATE {table.name} SET client_id = ? WHERE id = ?", (values["client_id"], values["id"]))
                continue
            if table.name == "calendar_event":
                values["client_id"] = 0  # whose it is follows from what is known now
            self._put(table, values)

    def _put(self, table: Table, values: dict[str, Any], otherwise: str = "REPLACE") -> None:
        named, marks = ", ".join(f'"{one}"' for one in values), ", ".join("?" * len(values))
        content = tuple(_unpacked(table, column, value) for column, value in values.items())
        self._sql(f"INSERT OR {otherwise} INTO {table.name} ({named}) VALUES ({marks})", content)

    def _unmake(self, table: Table, row: object) -> None:
        where, values = _place(table, row)
        if table.name == "practitioner":
            where += (
                " AND NOT EXISTS (SELECT 1 FROM meeting WHERE practitioner_id = practitioner.id"
                " OR instr(' ' || clinicians || ' ', ' ' || practitioner.id || ' '))"
            )
        if table.name == "calendar":
            where += " AND NOT EXISTS (SELECT 1 FROM calendar_event WHERE calendar_id = calendar.id)"
        self._sql(f"DELETE FROM {table.name} WHERE {where}", values)

    def _undo_clients(self, change: Change) -> list[int]:
        stay = []
        columns = list(client.c.keys())
        for id, said in self._rows(
            "SELECT \"row\", before FROM row_before WHERE change_id = ? AND name = 'client'", (change.id,)
        ):
            if said is None and not self._rows("SELECT 1 FROM client WHERE id = ?", (id,)):
                continue
            if said is None and self._is_written_for(id):
                self._sql("UPDATE client SET file_id = NULL, line = NULL, digest = NULL, updated = 0 WHERE id = ?", (id,))
                stay.append(int(id))
                continue
            self._sql("DELETE FROM client_search WHERE rowid = ?", (id,))
            if said is None:
                for name in (*MARKS, "score"):
                    self._sql(f"DELETE FROM {name} WHERE client_id = ?", (id,))
                self._sql("DELETE FROM client WHERE id = ?", (id,))
                continue
            *content, words = json.loads(said)
            self._put(client, dict(zip(columns, content, strict=True)))
            self._sql("INSERT INTO client_search (rowid, words) VALUES (?, ?)", (id, words))
        return stay

    def _is_written_for(self, row: int) -> bool:
        """Whether something that the clinician entered belongs to a client."""
        return any(
            self._rows(f"SELECT 1 FROM {table.name} WHERE {key.parent.name} = ? LIMIT 1", (row,))
            for table in OWN_OF_A_CLIENT
            if table.name not in MARKS
            for key in table.foreign_keys
            if key.column is client.c.id
        )

    def _forget(self, change: Change) -> None:
        """The run goes with its files and its report; what stays is that it was, and which watched files it had read."""
        report = self._value("SELECT report FROM import_run WHERE id = ?", (change.run,))
        digests = json.loads(report).get("digests", []) if report else []
        self._sql("DELETE FROM source_file WHERE import_id = ?", (change.run,))
        self._sql("DELETE FROM import_run WHERE id = ?", (change.run,))
        self._sql("DELETE FROM row_before WHERE change_id = ?", (change.id,))
        self._sql(
            "UPDATE change_record SET taken = ?, label = ?, digests = ?, import_id = NULL WHERE id = ?",
            (self._now, change.label, json.dumps(digests) if digests else "", change.id),
        )

    def names(self, clients: Iterable[int]) -> list[str]:
        """What clients are called, or their ids."""
        found = []
        for one in clients:
            given, family, source = self._rows("SELECT given, family, source_id FROM client WHERE id = ?", (one,))[0]
            found.append(f"{given} {family}".strip() or source)
        return found

    def note(self, action: str, by: str, detail: str) -> None:
        """The row of the audit."""
        append(self._connection, action, self._now, by, detail=detail)

    def entered_since(self, change: Change, clients: Iterable[int]) -> dict[str, int]:
        """How many rows of each table of the clinician's own were entered for these clients since then, beside the word itself."""
        wanted = [one for one in clients if one > 0]
        found = {}
        for table in OWN_OF_A_CLIENT:
            moment = next((name for name in ("entered", "at", "created", "made", "received", "since") if name in table.c), None)
            if moment is None or table.name in MARKS or (change.kind == RECORDS and table is same_person):
                continue
            marks = ", ".join("?" * len(wanted))
            found[table.name] = int(
                self._value(
                    f"SELECT count(*) FROM {table.name} WHERE {moment} >= ? AND client_id IN ({marks})", (change.at, *wanted)
                )
            )
        found["code_mapping"] = int(self._value("SELECT count(*) FROM code_mapping WHERE confirmed >= ?", (change.at,)))
        return {name: count for name, count in found.items() if count}
