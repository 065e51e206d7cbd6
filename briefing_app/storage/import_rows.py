"""Rows of an open import: inserted in batches, found again, replaced by what is newer; each counted once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import count
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine

from briefing_app.domain.own_client import FIRST_ROW
from briefing_app.domain.records import (
    Source,
    UnmappedCode,
)
from briefing_app.storage.change_record import DELETED, ChangeRecord

MOST_DIFFERING = 200
BATCH = 4000
SOURCE_COLUMNS = ("resource_type", "resource_id", "version", "updated", "file_id", "line")
TYPE, ID, VERSION, UPDATED, FILE, LINE = range(-6, 0)  # where they stand in a row
Row = tuple[Any, ...]
Outcome = str  # "kept", "unchanged", "updated", "older", "deleted", "left_out", "not_understood", "waiting"
NOBODY = -1  # stands for a client who was deleted: what is theirs is left out


@dataclass(slots=True)
class Tally:
    """How many records of each type of each file (by run number) were kept, unchanged, updated, older, deleted or left out."""

    by_file: dict[tuple[int, str], Counter[Outcome]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, file: int, resource_type: str, outcome: Outcome, count: int = 1) -> None:
        """Count what became of resources of a file."""
        if count:
            self.by_file[(file, resource_type)][outcome] += count


class Differing(NamedTuple):
    """Two records of one id in one import that do not say the same: file (a number of the run) and line of the one that stands, and of the

    other; ``ordered`` tells whether their versions or ages say which is the later one, else the last read stands.
    """

    resource_type: str
    resource_id: str
    ordered: bool
    stands: tuple[int, int]
    other: tuple[int, int]


class Columns:
    """How rows of one table are inserted, found again and replaced. Rows end in the source columns."""

    def __init__(self, name: str, columns: str, key: str, *, kept_when_empty: tuple[str, ...] = ()) -> None:
        self.columns = [*columns.split(), "home"]
        every = [*self.columns, *SOURCE_COLUMNS]
        self.insert = f"INSERT OR IGNORE INTO {name} ({', '.join(every)}) VALUES ({', '.join('?' * len(every))})"
        self.key = [every.index(column) for column in key.split()]
        named = ", ".join(key.split())
        self.newest = f"SELECT max(id) FROM {name}"
        self.later = f"SELECT file_id, line, {named} FROM {name} WHERE id > ?"
        where = " AND ".join(f"{column} = ?" for column in key.split())
        self.find = f"SELECT id, updated, version, file_id, line, {', '.join(self.columns)} FROM {name} WHERE {where}"
        self.replace = f"UPDATE {name} SET {', '.join(f'{column} = ?' for column in every)} WHERE id = ?"
        self.renew = f"UPDATE {name} SET updated = ?, version = ? WHERE id = ?"
        self.partial = {self.columns.index(column) for column in kept_when_empty}
        self.client = self.columns.index("client_id")


MEETING = Columns(
    "meeting",
    "kind client_id practitioner_id at ends day date status title mode appointment slot cancelled_by clinicians series place expanded part_of",
    "resource_id client_id kind",
    kept_when_empty=(
        "practitioner_id",
        "at",
        "ends",
        "day",
        "date",
        "title",
        "mode",
        "appointment",
        "slot",
        "cancelled_by",
        "clinicians",
    ),  # fmt: skip
)
CLINICAL = Columns(
    "clinical",
    "kind client_id title detail status at day end_day author author_name lacks replaces",
    "resource_type resource_id client_id",
    kept_when_empty=("title", "detail", "at", "day", "end_day", "author", "author_name"),
)
EVIDENCE = Columns(
    "evidence",
    "client_id measure role item value items at day date precision status flags encounter part_of",
    "resource_id client_id measure at day resource_type",
)


class ImportRows:
    """The open transaction of an import with its rows of meeting, clinical and evidence."""

    def __init__(self, engine: Engine, started: float, label: str | None) -> None:
        """``label`` names what is imported; with None nothing is, and no run is kept."""
        self._connection: Connection = engine.connect()
        self._transaction = self._connection.begin()
        self._driver: Any = self._connection.connection.driver_connection
        self.tally = Tally()
        self.touched: set[int] = set()
        self.came: set[int] = set()  # people of whom this import said something new
        self._more: dict[int, set[int]] = defaultdict(set)  # rows of a buffer that are not the first of their resource
        self._last: Source | None = None
        self._wrote = False
        self._buffers: dict[int, list[Row]] = {id(MEETING): [], id(CLINICAL): [], id(EVIDENCE): []}
        self._tables = {id(MEETING): MEETING, id(CLINICAL): CLINICAL, id(EVIDENCE): EVIDENCE}
        self.import_id = 0
        self.record: ChangeRecord | None = None
        self.met: set[int | str] = set()  # files, and kinds of records, whose content was there already
        if label is not None:
            run = self._sql("INSERT INTO import_run (started, label) VALUES (?, ?)", (started, label))
            self.import_id = int(run.lastrowid)
        self._clients: dict[str, int] = dict(self._rows("SELECT source_id, id FROM client"))
        self._aliases: dict[str, int] = dict(self._rows("SELECT alias, client_id FROM client_alias"))
        self._practitioners = dict(self._rows("SELECT source_id, id FROM practitioner"))
        self._deleted: dict[tuple[str, str], tuple[float, str]] = {
            row[:2]: row[2:] for row in self._rows("SELECT resource_type, resource_id, updated, version FROM deletion")
        }
        self._series: dict[tuple[str, int, str, float], set[str]] = {}
        self._nameless = {row[0] for row in self._rows("SELECT id FROM practitioner WHERE name = ''")}
        self._gone: dict[bytes, int] = dict(self._rows("SELECT hash, deleted_id FROM deleted_name"))
        self._salt: bytes = self._value("SELECT value FROM salt") or b""
        self._new_rows: Iterator[int] = count(
            1
            + self._value(
                "SELECT max(ifnull((SELECT max(id) FROM deleted_client WHERE id < ?1), 0), max(id)) FROM client WHERE id < ?1",
                (FIRST_ROW,),
            )
        )
        self._placeholders: set[int] = set()
        self._also: dict[int, set[str]] = defaultdict(set)
        for client, name in self._rows("SELECT client_id, name FROM client_name"):
            self._also[client].add(name)
        self._wordless = {row[0] for row in self._rows("SELECT id FROM client WHERE known = 0 AND family = '' AND given = ''")}
        self._merged: dict[int, int] = dict(self._rows("SELECT id, merged_into FROM client WHERE merged_into IS NOT NULL"))
        self._files: dict[int, int] = {}
        self._run_files: dict[int, int] = {}
        self._unmapped: Counter[UnmappedCode] = Counter()
        self.new_forms = False
        self.dropped = 0  # records of which only that they were is kept
        self.differing: list[Differing] = []
        self.differing_left_out = 0
        self.gone_undated: set[tuple[str, str]] = (
            set()
        )  # came in this import and are called deleted, nobody knows in which order

    def _sql(self, statement: str, parameters: Row | list[Row] = ()) -> Any:
        """One statement by the driver's own cursor: SQLAlchemy's per-statement cost would double an import of many small clients."""
        cursor = self._driver.cursor()
        if isinstance(parameters, list):
            return cursor.executemany(statement, parameters)
        return cursor.execute(statement, parameters)

    def _rows(self, statement: str, parameters: Row | list[Row] = ()) -> list[Any]:
        return list(self._sql(statement, parameters).fetchall())

    def _value(self, statement: str, parameters: Row = ()) -> Any:
        found = self._sql(statement, parameters).fetchone()
        return found[0] if found else None

    def rollback(self) -> None:
        """Give everything back; tolerate a transaction that a full disk has already ended."""
        try:
            self._transaction.rollback()
        finally:
            self._connection.close()

    def _queue(self, table: Columns, record: Any, content: Row) -> None:
        source = record.source
        if table is MEETING and record.expanded:  # the meetings of a series are one record
            source = source._replace(resource_id=record.series)
        again, self._last = source == self._last, source
        content = self._led(table, content) if self._merged else (*content, None)
        if content[table.client] == NOBODY:
            self.tally.add(source.file, source.resource_type, "left_out", not again)
            return
        if self._deleted and self._is_deleted(source):
            self.tally.add(source.file, source.resource_type, "deleted", not again)
            return
        buffer = self._buffers[id(table)]
        if again:
            self._more[id(table)].add(len(buffer))
        buffer.append((*content, *record.source[:4], self._files[source.file], source.line))
        if len(buffer) >= BATCH:
            self._flush(table, buffer)

    def flush(self) -> None:
        """Write what is still buffered."""
        for key, buffer in self._buffers.items():
            if buffer:
                self._flush(self._tables[key], buffer)

    def _flush(self, table: Columns, buffer: list[Row]) -> None:
        newest = self._value(table.newest) or 0
        inserted = self._sql(table.insert, buffer).rowcount
        more = self._more[id(table)]
        if inserted == len(buffer):
            for (file, resource_type), count in Counter(
                (row[FILE], row[TYPE]) for index, row in enumerate(buffer) if index not in more
            ).items():
                self.tally.add(self._run_files[file], resource_type, "kept", count)
            self.touched.update([row[table.client] for row in buffer])
            self._wrote |= bool(buffer)
        else:
            fresh = set(self._rows(table.later, (newest,))) if inserted else set()
            for index, row in enumerate(buffer):
                own = (row[FILE], row[LINE], *[row[column] for column in table.key])
                if own in fresh:
                    fresh.discard(own)
                    outcome = "kept"
                else:
                    outcome = self._settle(table, row)
                self.tally.add(self._run_files[row[FILE]], row[TYPE], outcome, index not in more)
                if outcome in ("kept", "updated"):
                    self._wrote = True
                    self.touched.add(row[table.client])
        buffer.clear()
        more.clear()

    def _settle(self, table: Columns, row: Row) -> Outcome:
        """A row whose key was there already: itself just inserted, the same again, a newer version, or an older one."""
        row_id, updated, version, file_id, line, *present = self._sql(
            table.find, tuple(row[index] for index in table.key)
        ).fetchone()
        self.met.add(file_id)
        content: Row = row[: len(table.columns)]
        if content == tuple(present):
            if is_older(updated, version, row[UPDATED], row[VERSION]):  # a deletion before it does not concern it
                self._sql(table.renew, (row[UPDATED], row[VERSION], row_id))
            return "kept" if (file_id, line) == (row[FILE], row[LINE]) else "unchanged"
        if is_older(row[UPDATED], row[VERSION], updated, version):
            self._note_differing(row, updated, version, file_id, line)
            return "older"
        content = tuple(
            old if index in table.partial and not new and old else new
            for index, (old, new) in enumerate(zip(present, content, strict=True))
        )
        if content == tuple(present):
            return "unchanged"
        if not (row[UPDATED] or row[VERSION]) and self._is_superseded(row, content, tuple(present), file_id):
            return "unchanged"
        self._note_differing(row, updated, version, file_id, line)
        self._sql(table.replace, (*content, *row[TYPE:], row_id))
        return "updated"

    def _note_differing(self, row: Row, updated: float, version: str, file_id: int, line: int) -> None:
        """Two records of one id in one import that do not say the same."""
        file = self._run_files.get(file_id, -1)
        if file < 0 or (file_id, line) == (row[FILE], row[LINE]):
            return
        if len(self.differing) >= MOST_DIFFERING:
            self.differing_left_out += 1
            return
        ordered = are_ordered(row[UPDATED], row[VERSION], updated, version)
        last = self._run_files[row[FILE]], row[LINE]
        first_stands = is_older(row[UPDATED], row[VERSION], updated, version)
        places = ((file, line), last) if first_stands else (last, (file, line))
        self.differing.append(Differing(row[TYPE], row[ID], ordered, *places))

    def _is_superseded(self, row: Row, content: Row, present: Row, present_file: int) -> bool:
        """Copies of one resource that differ, without version or age, inside one export: the last stands, also when imported again."""
        key = (row[TYPE], row[ID])
        known = "SELECT 1 FROM superseded WHERE resource_type = ? AND resource_id = ? AND digest = ?"
        if self._sql(known, (*key, digest_of(content))).fetchone():
            return True
        if present_file in self._run_files:
            self._sql("INSERT OR IGNORE INTO superseded VALUES (?, ?, ?)", (*key, digest_of(present)))
        return False

    def _led(self, table: Columns, content: Row) -> Row:
        """With the record that leads, and whose own row it is where that is another one."""
        home = content[table.client]
        lead = self._merged.get(home)
        return (*content, None) if lead is None else (*content[: table.client], lead, *content[table.client + 1 :], home)

    def _is_deleted(self, source: Source) -> bool:
        """Whether a record was deleted at its source, and is no later version that was made again after that."""
        gone = self._deleted.get(source[:2])
        if gone is None or is_older(*gone, source.updated, source.version):
            return False
        self.met.add(DELETED)
        if not are_ordered(*gone, source.updated, source.version):
            self.gone_undated.add(source[:2])
        return True


def digest_of(content: Row) -> bytes:
    """What tells whether a row changed: eight bytes of BLAKE2b over its content."""
    return blake2b(repr(content).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def is_older(updated: float, version: str, than: float, than_version: str) -> bool:
    """Whether what comes is older than what stands: by its own dates, else by its version; False where neither tells."""
    if updated and than and updated != than:
        return updated < than
    if version.isdecimal() and than_version.isdecimal():
        return int(version) < int(than_version)
    return False


def are_ordered(updated: float, version: str, than: float, than_version: str) -> bool:
    """Whether ages or versions tell which of two is the later one."""
    return bool(updated and than and updated != than) or (
        version.isdecimal() and than_version.isdecimal() and int(version) != int(than_version)
    )
