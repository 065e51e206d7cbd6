"""Writing an export into the practice store: one import is one transaction, and the same record twice is written once."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import count, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine

from briefing_app.domain.administration import Administration, Evidence
from briefing_app.domain.client import HELD
from briefing_app.domain.records import (
    ClientRecord,
    ClinicalRecord,
    Deletion,
    EvidenceRecord,
    KeptForm,
    MappedCode,
    MeetingRecord,
    PractitionerRecord,
    Record,
    SlotRecord,
    Source,
    UnmappedCode,
    UnreadRecord,
)
from briefing_app.domain.unread import A_SCORE, AN_ANSWER
from briefing_app.storage.audit import append
from briefing_app.storage.deleted import LEFT_OUT, delete_rows, hashed, hashes_of
from briefing_app.storage.merging import IMPORTED_KEYS, MERGED, PARTED, Change, part, settle
from briefing_app.storage.same_person import keep_said, pairs_to_ask
from briefing_app.storage.schema import OWN_OF_A_CLIENT, UNASSIGNED

LARGEST_UNREAD = 64 << 10  # bytes of one record that no rule understands, packed
MOST_UNREAD = 50 << 20  # of all of them
MOST_FORMS = 20 << 20
MOST_NAMED = 60
MOST_DIFFERING = 200
BATCH = 4000
AHEAD_SECONDS = 86_400
CLIENTS_AT_ONCE = 200
SOURCE_COLUMNS = ("resource_type", "resource_id", "version", "updated", "file_id", "line")
TYPE, ID, VERSION, UPDATED, FILE, LINE = range(-6, 0)  # where they stand in a row
Row = tuple[Any, ...]
Outcome = str  # "kept", "unchanged", "updated", "older", "deleted", "left_out", "not_understood", "waiting"
MAPPED = "said what local codes mean"
NOBODY = -1  # stands for a client who was deleted: what is theirs is left out


@dataclass(slots=True)
class Tally:
    """How many records of each type of each file (by run number) were kept, unchanged, updated, older, deleted or left out."""

    by_file: dict[tuple[int, str], Counter[Outcome]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, file: int, resource_type: str, outcome: Outcome, count: int = 1) -> None:
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


class _Table:
    """How rows of one table are inserted, found again and replaced. Rows end in the source columns."""

    def __init__(self, name: str, columns: str, key: str, *, kept_when_empty: tuple[str, ...] = ()) -> None:
        self.name = name
        self.columns = [*columns.split(), "home"]
        every = [*self.columns, *SOURCE_COLUMNS]
        self.insert = f"INSERT OR IGNORE INTO {name} ({', '.join(every)}) VALUES ({', '.join('?' * len(every))})"
        self.key = [every.index(column) for column in key.split()]
        where = " AND ".join(f"{column} = ?" for column in key.split())
        self.find = f"SELECT id, updated, version, file_id, line, {', '.join(self.columns)} FROM {name} WHERE {where}"
        self.replace = f"UPDATE {name} SET {', '.join(f'{column} = ?' for column in every)} WHERE id = ?"
        self.partial = {self.columns.index(column) for column in kept_when_empty}
        self.client = self.columns.index("client_id")


MEETING = _Table(
    "meeting",
    "kind client_id practitioner_id at ends day date status title mode appointment slot cancelled_by clinicians",
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
CLINICAL = _Table(
    "clinical",
    "kind client_id title detail status at day end_day author author_name",
    "resource_type resource_id client_id",
    kept_when_empty=("title", "detail", "at", "day", "end_day", "author", "author_name"),
)
EVIDENCE = _Table(
    "evidence",
    "client_id measure role item value items at day date precision status flags encounter part_of",
    "resource_id client_id measure at day resource_type",
)


class ImportTransaction:
    """The open transaction of one import. Leave it without ``commit`` and the store is as it was."""

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
        if label is not None:
            run = self._sql("INSERT INTO import_run (started, label) VALUES (?, ?)", (started, label))
            self.import_id = int(run.lastrowid)
        self._clients: dict[str, int] = dict(self._rows("SELECT source_id, id FROM client"))
        self._aliases: dict[str, int] = dict(self._rows("SELECT alias, client_id FROM client_alias"))
        self._practitioners = dict(self._rows("SELECT source_id, id FROM practitioner"))
        self._deleted: dict[tuple[str, str], tuple[float, str]] = {
            row[:2]: row[2:] for row in self._rows("SELECT resource_type, resource_id, updated, version FROM deletion")
        }
        self._nameless = {row[0] for row in self._rows("SELECT id FROM practitioner WHERE name = ''")}
        self._gone: dict[bytes, int] = dict(self._rows("SELECT hash, deleted_id FROM deleted_name"))
        self._salt: bytes = self._value("SELECT value FROM salt") or b""
        self._new_rows: Iterator[int] = count(
            1 + self._value("SELECT max(ifnull((SELECT max(id) FROM deleted_client), 0), max(id)) FROM client")
        )
        self._placeholders: set[int] = set()
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

    # -- plumbing

    def _sql(self, statement: str, parameters: Row | list[Row] = ()) -> Any:
        """One statement by the driver's own cursor: SQLAlchemy's per-statement cost would double an import of many small clients."""
        cursor = self._driver.cursor()
        if isinstance(parameters, list):
            return cursor.executemany(statement, parameters)
        return cursor.execute(statement, parameters)

    def _rows(self, statement: str, parameters: Row = ()) -> list[Any]:
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

    # -- what the sources hand over

    def add_file(self, number: int, path: str) -> None:
        """Name the file that records of this run will refer to by ``number``."""
        found = self._sql("INSERT INTO source_file (import_id, path) VALUES (?, ?)", (self.import_id, path))
        self._files[number] = int(found.lastrowid)
        self._run_files[self._files[number]] = number

    def mappings(self) -> dict[tuple[str, str], MappedCode]:
        """Local codes, and questions of forms, that the clinician has said to be a measure's total or one of its items."""
        return {row[:2]: MappedCode._make(row) for row in self._rows("SELECT system, code, measure, item FROM code_mapping")}

    def map_codes(self, said: Sequence[MappedCode], at: float, by: str) -> None:
        """Remember what the clinician said of codes, with one row of the audit; a code without a measure is forgotten."""
        for one in said:
            if one.measure:
                self._sql(
                    "INSERT INTO code_mapping (system, code, measure, item, confirmed) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
                    " SET measure = excluded.measure, item = excluded.item, confirmed = excluded.confirmed",
                    (*one, at),
                )
            else:
                self._sql("DELETE FROM code_mapping WHERE system = ? AND code = ?", one[:2])
        append(self._connection, MAPPED, at, by, detail=_said_of(said))

    def add(self, record: Record) -> None:
        """Queue one record; what becomes of it shows in ``tally``."""
        if isinstance(record, EvidenceRecord):
            self._queue(EVIDENCE, record, (self._client(record.client), *record[1:14]))
        elif isinstance(record, MeetingRecord):
            first = self._practitioner(record.practitioner, record.practitioner_name)
            clinicians = self._clinicians(first, record.others)
            self._queue(MEETING, record, (record.kind, self._client(record.client), first, *record[4:14], clinicians))
        elif isinstance(record, ClinicalRecord):
            self._queue(CLINICAL, record, (record.kind, self._client(record.client), *record[2:10]))
        elif isinstance(record, ClientRecord):
            self._add_client(record)
        elif isinstance(record, PractitionerRecord):
            self._add_practitioner(record)
        elif isinstance(record, UnreadRecord):
            self._keep_unread(record)
        elif isinstance(record, KeptForm):
            self._keep_form(record)
        elif isinstance(record, SlotRecord):
            self._add_slot(record)
        else:
            self._add_deletion(record)

    def add_unmapped(self, code: UnmappedCode) -> None:
        self._unmapped[code] += 1

    # -- rows of meeting, clinical and evidence

    def _queue(self, table: _Table, record: Any, content: Row) -> None:
        source = record.source
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
        buffer.append((*content, *source[:4], self._files[source.file], source.line))
        if len(buffer) >= BATCH:
            self._flush(table, buffer)

    def _led(self, table: _Table, content: Row) -> Row:
        """With the record that leads, and whose own row it is where that is another one."""
        home = content[table.client]
        lead = self._merged.get(home)
        return (*content, None) if lead is None else (*content[: table.client], lead, *content[table.client + 1 :], home)

    def flush(self) -> None:
        for key, buffer in self._buffers.items():
            if buffer:
                self._flush(self._tables[key], buffer)

    def _flush(self, table: _Table, buffer: list[Row]) -> None:
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
            for index, row in enumerate(buffer):
                outcome = self._settle(table, row)
                self.tally.add(self._run_files[row[FILE]], row[TYPE], outcome, index not in more)
                if outcome in ("kept", "updated"):
                    self._wrote = True
                    self.touched.add(row[table.client])
        buffer.clear()
        more.clear()

    def _settle(self, table: _Table, row: Row) -> Outcome:
        """A row whose key was there already: itself just inserted, the same again, a newer version, or an older one."""
        row_id, updated, version, file_id, line, *present = self._sql(
            table.find, tuple(row[index] for index in table.key)
        ).fetchone()
        content: Row = row[: len(table.columns)]
        if content == tuple(present):
            if _older(
                updated, version, row[UPDATED], row[VERSION]
            ):  # it says the same, and a deletion before it does not concern it
                self._sql(
                    f"UPDATE {table.name} SET updated = ?, version = ? WHERE id = ?", (row[UPDATED], row[VERSION], row_id)
                )
            return "kept" if (file_id, line) == (row[FILE], row[LINE]) else "unchanged"
        if _older(row[UPDATED], row[VERSION], updated, version):
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
        ordered = _ordered(row[UPDATED], row[VERSION], updated, version)
        last = self._run_files[row[FILE]], row[LINE]
        first_stands = _older(row[UPDATED], row[VERSION], updated, version)
        places = ((file, line), last) if first_stands else (last, (file, line))
        self.differing.append(Differing(row[TYPE], row[ID], ordered, *places))

    def _is_superseded(self, row: Row, content: Row, present: Row, present_file: int) -> bool:
        """Copies of one resource that differ, without version or age, inside one export: the last stands, also when imported again."""
        key = (row[TYPE], row[ID])
        known = "SELECT 1 FROM superseded WHERE resource_type = ? AND resource_id = ? AND digest = ?"
        if self._sql(known, (*key, _digest(content))).fetchone():
            return True
        if present_file in self._run_files:
            self._sql("INSERT OR IGNORE INTO superseded VALUES (?, ?, ?)", (*key, _digest(present)))
        return False

    # -- what no rule understands, forms and slots

    def _keep_unread(self, record: UnreadRecord) -> None:
        """A resource whole, with its client, until a form or a mapping makes it understood."""
        source, home = record.source, self._client(record.client)
        client = self._merged.get(home, home)
        key = (source.resource_type, source.resource_id, client)
        if client == NOBODY or self._is_deleted(source):
            if record.reason:  # else what it tells was counted
                self.tally.add(source.file, source.resource_type, "left_out" if client == NOBODY else "deleted")
            return
        if record.reason:
            waits = record.kind in (A_SCORE, AN_ANSWER)
            self.tally.add(source.file, source.resource_type, "waiting" if waits else "not_understood")
        packed = zlib.compress(record.content, 6)
        too_large = len(packed) > LARGEST_UNREAD
        if too_large:
            packed = b""
        found = self._sql(
            "SELECT content, reason, updated, version FROM unread WHERE resource_type = ? AND resource_id = ? AND client_id = ?",
            key,
        ).fetchone()
        if found is not None and (
            (bytes(found[0]), found[1]) == (packed, record.reason) or _older(source.updated, source.version, found[2], found[3])
        ):
            return
        self._wrote = True
        self.dropped += too_large
        self._sql(
            "INSERT OR REPLACE INTO unread (client_id, kind, reason, day, content, resource_type, resource_id, version, updated, file_id, line,"
            " home) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(client, record.kind, record.reason, record.day, packed, *source[:4], self._files[source.file], source.line),
                home if home != client else None,
            ),
        )

    def _keep_form(self, record: KeptForm) -> None:
        packed = zlib.compress(record.content, 6)
        found = self._value("SELECT content FROM form WHERE name = ?", (record.key,))
        same = found is not None and bytes(found) == packed
        outcome = "unchanged" if same else "kept" if found is None else "updated"
        self.tally.add(record.source.file, record.source.resource_type, outcome)
        if not same and len(packed) + (self._value("SELECT coalesce(sum(length(content)), 0) FROM form") or 0) <= MOST_FORMS:
            self._sql("INSERT OR REPLACE INTO form (name, content) VALUES (?, ?)", (record.key, packed))
            self.new_forms = True

    def _add_slot(self, record: SlotRecord) -> None:
        row = tuple(record[:4])
        before = self._sql("SELECT source_id, at, ends, practitioner FROM slot WHERE source_id = ?", (record.id,)).fetchone()
        outcome = "kept" if before is None else "unchanged" if tuple(before) == row else "updated"
        self.tally.add(record.file, "Slot", outcome)
        self._sql("INSERT OR REPLACE INTO slot (source_id, at, ends, practitioner) VALUES (?, ?, ?, ?)", row)

    def forms(self) -> list[bytes]:
        """The forms that earlier imports kept."""
        return [zlib.decompress(content) for (content,) in self._rows("SELECT content FROM form ORDER BY name")]

    def unread(self) -> Iterator[tuple[int, int, bytes]]:
        """What earlier imports kept and did not understand, one by one: file (a number of this run, below 0), line and content."""
        for row in self._rows("SELECT id FROM unread WHERE length(content) > 0 ORDER BY id"):
            found = self._sql("SELECT file_id, line, content FROM unread WHERE id = ?", row).fetchone()
            if found is None:  # replaced by what was read of it since
                continue
            file, line, content = found
            self._files[-file], self._run_files[file] = file, self._run_files.get(file, -file)
            yield -file, line, zlib.decompress(content)

    def waiting(self) -> int:
        """How many of them nothing understands by now."""
        return int(self._value("SELECT count(*) FROM unread WHERE reason <> '' AND length(content) > 0"))

    def take_back_mapped(self) -> None:
        """Forget what was read by the clinician's word alone: it is kept whole, and is read again by what they say now."""
        self.flush()
        theirs = (
            "FROM evidence WHERE EXISTS (SELECT 1 FROM unread u WHERE u.reason = '' AND u.resource_type = evidence.resource_type"
            " AND u.resource_id = evidence.resource_id AND u.client_id = evidence.client_id)"
        )
        self.touched.update(row[0] for row in self._rows(f"SELECT DISTINCT client_id {theirs}"))
        self._sql(f"DELETE {theirs}")

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """What is written within was counted when it came."""
        self.flush()
        counted, self.tally = self.tally, Tally()
        try:
            yield
            self.flush()
        finally:
            self.tally = counted

    def settle_unread(self) -> None:
        """Let go of what is understood by now, and of the oldest where more is kept than may be."""
        self.flush()
        self._sql(
            "DELETE FROM unread WHERE reason <> '' AND EXISTS (SELECT 1 FROM evidence e WHERE e.resource_type = unread.resource_type"
            " AND e.resource_id = unread.resource_id AND e.client_id = unread.client_id)"
        )
        kept = 0
        for row, size, reason in self._rows("SELECT id, length(content), reason FROM unread ORDER BY reason = '', id DESC"):
            kept += size
            if kept > MOST_UNREAD and size and not reason:
                self._sql("DELETE FROM unread WHERE id = ?", (row,))  # it is understood
            elif kept > MOST_UNREAD and size:
                self.dropped += 1
                self._sql("UPDATE unread SET content = x'' WHERE id = ?", (row,))

    # -- people

    def _client(self, source_id: str) -> int:
        if not source_id:
            return UNASSIGNED
        found = self._clients.get(source_id)
        if found is None:
            found = self._aliases.get(source_id)
        if found is None and self._gone and hashed(self._salt, source_id) in self._gone:
            return NOBODY
        if found is None:
            found = next(self._new_rows)
            self._sql("INSERT INTO client (id, source_id, known) VALUES (?, ?, 0)", (found, source_id))
            self._placeholders.add(found)
            self._sql("INSERT INTO client_search (rowid, words) VALUES (?, ?)", (found, f"{source_id} unassigned"))
            self._clients[source_id] = found
        return found

    def _add_client(self, record: ClientRecord) -> None:
        source = record.source
        tally = self.tally
        if self._is_deleted(source._replace(resource_id=record.id)):
            tally.add(source.file, "Patient", "deleted")
            return
        if self._gone and (tombstone := self._tombstone(record)) is not None:
            self._leave_out(record, tombstone)
            return
        content: Row = (
            record.family,
            record.given,
            record.birth_date,
            record.gender,
            record.pronouns,
            int(record.active),
            "\n".join(record.identifiers),
        )
        digest = _digest((*content, record.links) if record.links else content)
        row_id: Any = self._clients.get(record.id) or self._adopted_placeholder(record)
        present = None
        if row_id is not None:
            present = self._sql(
                "SELECT known, digest, updated, family, given, birth_date, gender, pronouns, active, identifiers FROM client WHERE id = ?",
                (row_id,),
            ).fetchone()
        if present is None:
            row_id = next(self._new_rows)
            self._sql("INSERT INTO client (id, source_id, known) VALUES (?, ?, 1)", (row_id, record.id))
            self._clients[record.id] = row_id
            outcome = "kept"
        elif not present[0]:
            outcome = "kept"
        elif present[1] == digest:
            outcome = "unchanged"
        elif _older(source.updated, "", present[2], ""):
            outcome = "older"
        else:
            outcome = "updated"
            content = (
                *(new or old for new, old in zip(content[:5], present[3:8], strict=True)),
                content[5],
                content[6] or present[9],
            )
            if content == tuple(present[3:]) and not self._are_new(record, row_id):
                outcome = "unchanged"
        if ("Patient", record.id) in self._deleted and self._shown_again(int(row_id)) and outcome == "unchanged":
            outcome = "updated"
        tally.add(source.file, "Patient", outcome)
        self._adopt_aliases([alias for alias in record.aliases if self._aliases.get(alias) != row_id], row_id)
        if outcome in ("kept", "updated"):
            self._sql(
                "UPDATE client SET source_id = ?, known = 1, family = ?, given = ?, birth_date = ?, gender = ?, pronouns = ?, active = ?,"
                " identifiers = ?, updated = ?, file_id = ?, line = ?, digest = ? WHERE id = ?",
                (record.id, *content, source.updated, self._files[source.file], source.line, digest, row_id),
            )
            if present is not None:
                self._sql("DELETE FROM client_search WHERE rowid = ?", (row_id,))
            words = " ".join(
                [
                    record.given,
                    record.family,
                    record.birth_date,
                    record.id,
                    *(one.rpartition("|")[2] for one in record.identifiers),
                ]
            )
            self._sql("INSERT INTO client_search (rowid, words) VALUES (?, ?)", (row_id, words))
            self._keep_links(record, row_id)
            self.touched.add(int(row_id))
            self.came.add(int(row_id))

    def _are_new(self, record: ClientRecord, row_id: int) -> bool:
        """Whether a whole copy of a person says something else of their other records; one without a name and a birth date is not whole."""
        known = set(self._rows("SELECT kind, other FROM client_link WHERE client_id = ?", (row_id,)))
        return _is_whole(record) and known != set(record.links)

    def _keep_links(self, record: ClientRecord, row_id: int) -> None:
        if not _is_whole(record):
            return
        if self._value("SELECT 1 FROM client_link WHERE client_id = ?", (row_id,)):
            self._sql("DELETE FROM client_link WHERE client_id = ?", (row_id,))
        if record.links:
            statement = "INSERT OR IGNORE INTO client_link (client_id, kind, other) VALUES (?, ?, ?)"
            self._sql(statement, [(row_id, *link) for link in record.links])

    def say_of_records(self, client: int, other: int, said: str, why: str, at: float, by: str) -> None:
        """Keep the clinician's word of two records, and do what it says."""
        keep_said(self._connection, client, other, said, why, at, by)
        self.settle_links(at, by)

    def settle_links(self, at: float, by: str = "") -> list[Change]:
        """Bring together the records that the export, or the clinician, says are one person, and part those that are one no more."""
        self.flush()
        changed = settle(self._rows)
        for one in changed:
            for word, lead in ((PARTED, one.before), (MERGED, one.after)):
                if lead and not by:  # else the clinician's word has its row already
                    append(self._connection, word, at, "", client=lead, detail=f"record {one.client}, as the export says")
            self.touched.update({one.client, one.before or one.client, one.after or one.client})
            self._wrote = True
        if changed:
            self._merged = dict(self._rows("SELECT id, merged_into FROM client WHERE merged_into IS NOT NULL"))
        return changed

    def look_alikes(self) -> list[tuple[str, str]]:
        """The ids of every two people of one name and birth date of whom this import said something new, where nobody said what they are."""
        pairs = pairs_to_ask(self._rows, self.came)
        names = self.source_ids({row for pair in pairs for row in pair})
        return [(names[one], names[other]) for one, other in pairs]

    def source_ids(self, clients: set[int]) -> dict[int, str]:
        """The export's ids of clients, by row."""
        return {row: source for source, row in self._clients.items() if row in clients} if clients else {}

    def _shown_again(self, row_id: int) -> bool:
        return bool(self._sql("UPDATE client SET hidden = 0 WHERE id = ? AND hidden = 1", (row_id,)).rowcount)

    def _tombstone(self, record: ClientRecord) -> int | None:
        """The row that this person had before they were deleted: known by their id, or by an identifier with the same date of birth."""
        if self._is_known(self._clients.get(record.id, NOBODY)):
            return None
        found = self._gone.get(hashed(self._salt, record.id))
        for alias in record.aliases if found is None and record.birth_date else ():
            found = found or self._gone.get(hashed(self._salt, alias, record.birth_date))
        return found

    def _leave_out(self, record: ClientRecord, tombstone: int) -> None:
        """A deleted person, perhaps under another id by now: what this import has gathered under their names goes again."""
        self.tally.add(record.source.file, "Patient", "left_out")
        for one in hashes_of(self._salt, record.id, record.aliases, record.birth_date) - self._gone.keys():
            self._gone[one] = tombstone
            self._sql("INSERT INTO deleted_name (hash, deleted_id) VALUES (?, ?)", (one, tombstone))
        for name in (record.id, *record.aliases):
            row_id = self._clients.get(name, NOBODY)
            if row_id in self._placeholders and not self._is_known(row_id):
                del self._clients[name]
                self._take_back(row_id)

    def _take_back(self, placeholder: int) -> None:
        self.flush()
        for table in ("meeting", "clinical", "evidence"):
            for file, resource_type, rows in self._rows(
                f"SELECT file_id, resource_type, count(*) FROM {table} WHERE client_id = ? GROUP BY 1, 2", (placeholder,)
            ):
                self.tally.add(self._run_files[file], resource_type, "kept", -rows)
                self.tally.add(self._run_files[file], resource_type, "left_out", rows)
        delete_rows(lambda statement, *values: int(self._sql(statement, values).rowcount), placeholder)
        self.touched.discard(placeholder)

    def _adopted_placeholder(self, record: ClientRecord) -> int | None:
        """The nameless row that earlier records made for one of this person's other names."""
        for alias in record.aliases:
            found = self._clients.get(alias)
            if found is not None and not self._is_known(found):
                self._clients[record.id] = self._clients.pop(alias)
                return int(found)
        return None

    def _is_known(self, client: int) -> bool:
        return bool(self._value("SELECT known FROM client WHERE id = ?", (client,)))

    def _adopt_aliases(self, aliases: list[str], row_id: int) -> None:
        """Remember under which other names references may mean this person, and take over what such a name has gathered."""
        if aliases:
            statement = "INSERT OR REPLACE INTO client_alias (alias, client_id) VALUES (?, ?)"
            self._sql(statement, [(alias, row_id) for alias in aliases])
        for alias in aliases:
            self._aliases[alias] = row_id
            self._adopt_orphan(alias, row_id)

    def _adopt_orphan(self, alias: str, row_id: int) -> None:
        orphan = self._clients.get(alias)
        if orphan is None or orphan == row_id:
            return
        if self._is_known(orphan):
            return  # two known people are never merged
        self.flush()
        for one in [one for one, lead in self._merged.items() if {one, lead} & {orphan, row_id}]:
            part(self._rows, one)  # until ``settle_links``
            del self._merged[one]
        # The clinician's own rows keep every word; only whom they belong to becomes known.
        for table in (*IMPORTED_KEYS, *(own.name for own in OWN_OF_A_CLIENT)):
            self._sql(f"UPDATE OR REPLACE {table} SET client_id = ? WHERE client_id = ?", (row_id, orphan))
        self._sql("DELETE FROM score WHERE client_id = ?", (orphan,))
        self._sql("DELETE FROM client_search WHERE rowid = ?", (orphan,))
        self._sql("DELETE FROM client WHERE id = ?", (orphan,))
        del self._clients[alias]
        self.touched.discard(orphan)
        self.touched.add(row_id)

    def _practitioner(self, source_id: str, name: str) -> int | None:
        key = source_id or (f"name:{name}" if name else "")
        if not key:
            return None
        found = self._practitioners.get(key)
        if found is None:
            found = int(self._sql("INSERT INTO practitioner (source_id, name) VALUES (?, ?)", (key, name)).lastrowid)
            self._practitioners[key] = found
            if not name:
                self._nameless.add(found)
        elif name and found in self._nameless:
            self._sql("UPDATE practitioner SET name = ? WHERE id = ? AND name = ''", (name, found))
            self._nameless.discard(found)
        return found

    def _clinicians(self, first: int | None, others: tuple[tuple[str, str], ...]) -> str:
        """The rows of all who take part, the first one first, with blanks between."""
        if not others:
            return "" if first is None else str(first)
        rows = [first, *(self._practitioner(*one) for one in others)]
        return " ".join(str(row) for row in dict.fromkeys(rows) if row is not None)

    def _add_practitioner(self, record: PractitionerRecord) -> None:
        row_id = self._practitioner(record.id, "")
        if record.stands_for:
            self._practitioner(record.stands_for, "")
        before = self._sql("SELECT name, stands_for FROM practitioner WHERE id = ?", (row_id,)).fetchone()
        after = (record.name or before[0], record.stands_for or before[1])
        if after == tuple(before):
            outcome = "unchanged"
        else:
            outcome = "updated" if before[0] and record.name else "kept"
            self._sql("UPDATE practitioner SET name = ?, stands_for = ? WHERE id = ?", (*after, row_id))
        self.tally.add(record.source.file, record.source.resource_type, outcome)

    # -- deletions

    def _is_deleted(self, source: Source) -> bool:
        """Whether a record was deleted at its source, and is no later version that was made again after that."""
        gone = self._deleted.get(source[:2])
        if gone is None or _older(*gone, source.updated, source.version):
            return False
        if not _ordered(*gone, source.updated, source.version):
            self.gone_undated.add(source[:2])
        return True

    def _add_deletion(self, record: Deletion) -> None:
        key, said = (record.resource_type, record.resource_id), (record.updated, record.version)
        known = self._deleted.get(key)
        if known is not None and (known == said or _older(*said, *known)):
            self.tally.add(record.file, "deletion", "unchanged" if known == said else "older")
            return
        if record.resource_type == "Patient" and self._gone and hashed(self._salt, record.resource_id) in self._gone:
            self.tally.add(record.file, "deletion", "left_out")
            return
        self.flush()
        self._deleted[key] = said
        self._sql(
            "INSERT OR REPLACE INTO deletion (resource_type, resource_id, file_id, line, updated, version) VALUES (?, ?, ?, ?, ?, ?)",
            (*key, self._files[record.file], record.line, *said),
        )
        gone, stay = self._delete(key, said)
        self._wrote |= bool(gone)
        self.tally.add(record.file, "deletion", "deleted" if gone else "older" if stay else "unchanged")

    def _delete(self, key: tuple[str, str], said: tuple[float, str]) -> tuple[int, int]:
        """Withdraw a resource everywhere, but for what was made again after that; a person is hidden, not erased. How many rows each concerns."""
        if key[0] == "Patient":
            found = self._rows("SELECT id, updated FROM client WHERE source_id = ? AND hidden = 0", (key[1],))
            gone = [row for row, updated in found if not _older(*said, updated, "")]
            self._sql("UPDATE client SET hidden = 1 WHERE id = ?", [(row,) for row in gone])
            return len(gone), len(found) - len(gone)
        withdrawn = stay = 0
        for table in ("meeting", "clinical", "evidence", "unread"):
            gone = []
            for row, client, updated, version, file in self._rows(
                f"SELECT id, client_id, updated, version, file_id FROM {table} WHERE resource_type = ? AND resource_id = ?", key
            ):
                if _older(*said, updated, version):
                    stay += 1
                    continue
                gone.append((row,))
                self.touched.add(client)
                if self._run_files.get(file, -1) >= 0 and not _ordered(*said, updated, version):
                    self.gone_undated.add(key)
            self._sql(f"DELETE FROM {table} WHERE id = ?", gone)
            withdrawn += len(gone)
        return withdrawn, stay

    # -- the end of an import

    def derive_scores(self, derive: Callable[[list[Evidence], str], list[Administration]], beat: Callable[[], None]) -> None:
        """Recompute the scores of every client this import touched, with ``derive(parts, birth date)``."""
        self.flush()
        clients = sorted({self._merged.get(one, one) for one in self.touched})
        for start in range(0, len(clients), CLIENTS_AT_ONCE):
            chunk = clients[start : start + CLIENTS_AT_ONCE]
            marks = ", ".join("?" * len(chunk))
            born = dict(self._rows(f"SELECT id, birth_date FROM client WHERE id IN ({marks})", tuple(chunk)))
            self._sql(f"DELETE FROM score WHERE client_id IN ({marks})", tuple(chunk))
            rows = [
                (client, *one)
                for client, parts in self._evidence_of(chunk, marks)
                for one in derive(parts, born.get(client, ""))
            ]
            self._sql(
                "INSERT INTO score (client_id, measure, at, day, date, precision, score, computed, items, severity, status, flags, solid,"
                " prorated, evidence_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
            beat()

    def _evidence_of(self, clients: list[int], marks: str) -> Iterator[tuple[int, list[Evidence]]]:
        rows = self._rows(
            "SELECT client_id, encounter, id, measure, role, item, value, items, at, day, date, precision, status, flags, part_of,"
            f" resource_type, resource_id, version, updated FROM evidence WHERE client_id IN ({marks}) ORDER BY client_id, id",
            tuple(clients),
        )
        for client, found in groupby(rows, key=itemgetter(0)):
            yield client, [self._dated(Evidence._make(row[2:]), client, row[1]) for row in found]

    def _dated(self, part: Evidence, client: int, encounter: str) -> Evidence:
        """An undated part takes the start of its Encounter (facts: FHIR, section 5)."""
        if part.precision == "issued":
            part = part._replace(precision="instant" if part.at else "day")
        elif part.precision != "none" or part.date:
            return part
        if not encounter:
            return part
        found = self._sql(
            "SELECT at, day, date FROM meeting WHERE resource_id = ? AND client_id = ? AND kind = 'encounter'",
            (encounter, client),
        ).fetchone()
        if found is None or not (found[0] or found[1]):
            return part
        at, day, date = found
        return part._replace(
            at=at,
            day=day or date[:10],
            date=date,
            precision="instant" if at else "day",
            flags=_joined(part.flags, "dated by its encounter"),
        )

    def came_now(self, rows: list[int]) -> int:
        """How many of these rows of evidence this import brought or changed."""
        found = 0
        for start in range(0, len(rows), CLIENTS_AT_ONCE):
            chunk = rows[start : start + CLIENTS_AT_ONCE]
            marks = ", ".join("?" * len(chunk))
            found += self._value(
                f"SELECT count(*) FROM evidence e JOIN source_file f ON f.id = e.file_id WHERE f.import_id = ? AND e.id IN ({marks})",
                (self.import_id, *chunk),
            )
        return found

    def places(self, rows: Iterable[int]) -> dict[int, tuple[str, int, bool]]:
        """Path and line of these rows of evidence, and whether they came in this import."""
        return {
            row: (str(path), int(line), run == self.import_id)
            for row in rows
            for path, line, run in self._rows(
                "SELECT f.path, e.line, f.import_id FROM evidence e JOIN source_file f ON f.id = e.file_id WHERE e.id = ?",
                (row,),
            )
        }

    def settle_meetings(self) -> None:
        """Give appointments the times of their Slot and the status of a newer partial copy; practitioner roles the name of their person."""
        self._sql(
            "UPDATE meeting SET status = p.status, updated = p.updated FROM meeting p WHERE p.resource_id = meeting.resource_id AND p.kind = meeting.kind"
            " AND p.client_id = 0 AND p.at = 0 AND p.day = '' AND meeting.client_id > 0 AND p.updated >= meeting.updated"
        )
        self._sql(
            "UPDATE meeting SET at = s.at, ends = s.ends FROM slot s WHERE meeting.at = 0 AND meeting.day = '' AND meeting.slot = s.source_id"
            " AND meeting.slot <> ''"
        )
        self._sql(
            "UPDATE meeting SET practitioner_id = p.id FROM slot s JOIN practitioner w ON w.source_id = 'Schedule/' || s.practitioner"
            " JOIN practitioner p ON p.source_id = w.stands_for"
            " WHERE meeting.practitioner_id IS NULL AND meeting.slot <> '' AND s.source_id = meeting.slot"
        )
        self._sql(
            "UPDATE practitioner SET name = p.name FROM practitioner p WHERE practitioner.name = '' AND practitioner.stands_for = p.source_id"
        )

    def finish(self, finished: float, as_of: float | None, as_of_source: str, report: str) -> None:
        """Write the run's own row; the transaction stays open until ``commit``."""
        for code, seen in self._unmapped.items():
            self._sql(
                "INSERT INTO unmapped_code (system, code, display, seen) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET seen = max(seen, excluded.seen), display = excluded.display",
                (code.system, code.code, code.display, seen),
            )
        self._sql(
            "UPDATE import_run SET finished = ?, as_of = ?, as_of_source = ?, report = ? WHERE id = ?",
            (finished, as_of, as_of_source, report, self.import_id),
        )

    def forget_run(self) -> None:
        """Of a run that read no file nothing is to be told."""
        self._sql("DELETE FROM import_run WHERE id = ?", (self.import_id,))

    def hide_files_left_out(self) -> dict[str, str]:
        """Files of which nothing but a deleted client's records was read are often named after them: what they are called from now on."""
        hidden: dict[str, str] = {}
        for file in {file for file, _ in self.tally.by_file} if self._gone else ():
            outcomes: Counter[Outcome] = Counter()
            for (one, _), found in self.tally.by_file.items():
                outcomes.update(found if one == file else {})
            if outcomes["left_out"] and outcomes["left_out"] == outcomes.total():
                hidden[self._value("SELECT path FROM source_file WHERE id = ?", (self._files[file],))] = LEFT_OUT
                self._sql("UPDATE source_file SET path = ? WHERE id = ?", (LEFT_OUT, self._files[file]))
        if hidden:
            label = self._value("SELECT label FROM import_run WHERE id = ?", (self.import_id,))
            kept = ", ".join(hidden.get(one, one) for one in label.split(", "))
            self._sql("UPDATE import_run SET label = ? WHERE id = ?", (kept, self.import_id))
        return hidden

    @property
    def changed(self) -> bool:
        return self._wrote or any(counts[key] for counts in self.tally.by_file.values() for key in ("kept", "updated"))

    def newest_record(self, now: float) -> float | None:
        """The newest moment among scores, messages, and sessions held or missed: the age of data whose export states none. What is dated more
        than a day ahead of ``now`` tells nothing."""
        known = sorted(HELD | {"noshow"})
        newest = self._value(
            "SELECT max(at) FROM (SELECT max(at) AS at FROM evidence WHERE at <= ? UNION ALL SELECT max(updated) FROM client WHERE updated <= ?"
            " UNION ALL SELECT max(at) FROM clinical WHERE kind = 'message' AND at <= ?"
            f" UNION ALL SELECT max(at) FROM meeting WHERE at <= ? AND status IN ({', '.join('?' * len(known))}))",
            (*(now + AHEAD_SECONDS for _ in range(4)), *known),
        )
        return float(newest) if newest else None

    def dated_ahead(self, now: float) -> list[tuple[str, int, float]]:
        """Path, line and moment of this import's scores that are dated more than a day ahead of ``now``."""
        return [
            (str(path), int(line), float(at))
            for path, line, at in self._rows(
                "SELECT f.path, t.line, t.at FROM evidence t JOIN source_file f ON f.id = t.file_id WHERE f.import_id = ? AND t.at > ?",
                (self.import_id, now + AHEAD_SECONDS),
            )
        ]

    def unassigned(self) -> dict[str, int]:
        """How many rows belong to nobody known, by table."""
        counted = {}
        for table in ("meeting", "clinical", "evidence"):
            counted[table] = int(
                self._value(f"SELECT count(*) FROM {table} t JOIN client c ON c.id = t.client_id WHERE c.known = 0")
            )
        return counted

    def commit(self) -> None:
        self._transaction.commit()
        self._connection.close()


def _is_whole(record: ClientRecord) -> bool:
    return bool(record.family or record.given or record.birth_date)


def _said_of(said: Sequence[MappedCode]) -> str:
    """For the audit: measures and items, and of which code by its digest alone, since codes may hold words."""
    marks = " ".join(
        blake2b(repr(one[:2]).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest() for one in said[:MOST_NAMED]
    )
    what = ", ".join(
        f"{one.measure} item {one.item}" if one.item else f"{one.measure} total" if one.measure else "no measure"
        for one in said
    )
    return f"{what}; code {marks}"


def _digest(content: Row) -> bytes:
    return blake2b(repr(content).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _older(updated: float, version: str, than: float, than_version: str) -> bool:
    if updated and than and updated != than:
        return updated < than
    if version.isdigit() and than_version.isdigit():
        return int(version) < int(than_version)
    return False


def _ordered(updated: float, version: str, than: float, than_version: str) -> bool:
    """Whether ages or versions tell which of two is the later one."""
    return bool(updated and than and updated != than) or (
        version.isdigit() and than_version.isdigit() and int(version) != int(than_version)
    )


def _joined(flags: str, flag: str) -> str:
    return f"{flags}; {flag}" if flags else flag
