"""Writing an export into the practice store: one import is one transaction, and the same record twice is written once."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import tzinfo
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Engine

from briefing_app.domain.administration import Administration, Evidence
from briefing_app.domain.calendar import OF_A_CALENDAR, CalendarRecord
from briefing_app.domain.client import HELD
from briefing_app.domain.records import (
    ClientRecord,
    ClinicalRecord,
    ContactsRecord,
    EvidenceRecord,
    KeptForm,
    MeetingRecord,
    PractitionerRecord,
    Record,
    SlotRecord,
    Source,
    UnmappedCode,
    UnreadRecord,
)
from briefing_app.domain.table_people import Person
from briefing_app.storage.calendar import CalendarKeeper
from briefing_app.storage.calendar_settle import Asked, asked_of, settle_calendars
from briefing_app.storage.change_record import ChangeRecord
from briefing_app.storage.deleted import LEFT_OUT
from briefing_app.storage.import_kept import ImportKept
from briefing_app.storage.import_rows import CLINICAL, EVIDENCE, MEETING, Outcome
from briefing_app.storage.series import settle_series
from briefing_app.storage.table_people import header_of, people, remembered_tables

AHEAD_SECONDS = 86_400
CLIENTS_AT_ONCE = 200
_CALENDAR_FILES = (
    "SELECT DISTINCT e.file_id FROM calendar_event e JOIN calendar c ON c.id = e.calendar_id JOIN source_file f ON f.id = e.file_id"
    " WHERE c.key = ? AND f.import_id <> ?"
)


class ImportTransaction(ImportKept):
    """The open transaction of one import. Leave it without ``commit`` and the store is as it was."""

    def __init__(self, engine: Engine, started: float, label: str | None) -> None:
        super().__init__(engine, started, label)
        self._calendars: list[CalendarRecord] = []

    def write_down(self, kind: str, at: float) -> None:
        """From now on, what rows said before is written down, so that all of this can be taken back."""
        self.record = ChangeRecord(self._sql, kind, self.import_id or None, at)

    def add_file(self, number: int, path: str) -> None:
        """Name the file that records of this run will refer to by ``number``."""
        found = self._sql("INSERT INTO source_file (import_id, path) VALUES (?, ?)", (self.import_id, path))
        self._files[number] = int(found.lastrowid)
        self._run_files[self._files[number]] = number

    def add(self, record: Record) -> None:
        """Queue one record; what becomes of it shows in ``tally``."""
        if isinstance(record, EvidenceRecord):
            self._queue(EVIDENCE, record, (self._client(record.client), *record[1:14]))
        elif isinstance(record, MeetingRecord):
            first = self._practitioner(record.practitioner, record.practitioner_name)
            clinicians = self._clinicians(first, record.others)
            client = self._client(record.client, record.called)
            told = (clinicians, record.series, record.place, int(record.expanded), record.part_of)
            self._note_place(record, client)
            self._queue(MEETING, record, (record.kind, client, first, *record[4:14], *told))
        elif isinstance(record, ClinicalRecord):
            self._queue(CLINICAL, record, (record.kind, self._client(record.client), *record[2:10], *record[11:13]))
        elif isinstance(record, ClientRecord):
            self._add_client(record)
        elif isinstance(record, ContactsRecord):
            self._add_contacts(record)
        elif isinstance(record, PractitionerRecord):
            self._add_practitioner(record)
        elif isinstance(record, UnreadRecord):
            self._keep_unread(record)
        elif isinstance(record, KeptForm):
            self._keep_form(record)
        elif isinstance(record, SlotRecord):
            self._add_slot(record)
        elif isinstance(record, CalendarRecord):
            self._calendars.append(record)
        else:
            self._add_deletion(record)

    def settle_calendars(self, zone: tzinfo | None, now: float) -> list[tuple[int, int, str]]:
        """Keep the calendars of this import, and make their sessions anew. Returns what is said: file (a number of the run), line and a sentence."""
        self.flush()
        told: list[tuple[int, int, str]] = []
        listed: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for record in self._calendars:
            listed[record.key].update((event.uid, event.original) for event in record.events)
        for record in self._calendars:
            self.met.update(row[0] for row in self._rows(_CALENDAR_FILES, (record.key, self.import_id)))
            keeper = CalendarKeeper(self._rows, self._gone, self._salt, zone, now)
            for outcome in keeper.keep(record, self._files[record.file], listed[record.key]).values():
                self.tally.add(record.file, OF_A_CALENDAR, outcome)
            self._wrote |= keeper.changed
            told += [(record.file, one.line, one.sentence) for one in keeper.told]
        self._wrote |= settle_calendars(self._rows, zone)
        return told

    def asked_of_calendars(self, zone: tzinfo | None) -> list[Asked]:
        """Every series of every calendar with what is known of it; nothing where this import read no calendar."""
        return asked_of(self._rows, zone) if self._calendars else []

    def add_unmapped(self, code: UnmappedCode) -> None:
        """Count a local code that means nothing yet."""
        self._unmapped[code] += 1

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
        settle_series(self._sql, self._series, self._merged)
        self._sql(
            "UPDATE practitioner SET name = p.name FROM practitioner p WHERE practitioner.name = '' AND practitioner.stands_for = p.source_id"
        )

    def _note_place(self, record: MeetingRecord, client: int) -> None:
        if record.series and (record.expanded or record.source.resource_id == record.series):
            told = (record.series, client, record.source.version, record.source.updated)
            self._series.setdefault(told, set()).add(record.source.resource_id)

    def people(self) -> list[Person]:
        """Everybody whom the rows of a table may mean."""
        return people(self._rows)

    def tables_read(self) -> dict[tuple[str, ...], str]:
        """How tables were read before, as JSON, by their signature."""
        return remembered_tables(self._rows)

    def forget_table(self, signature: Sequence[str]) -> None:
        """The next table with these columns is asked about."""
        self._sql("DELETE FROM checkin_mapping WHERE header = ?", (json.dumps(header_of(signature)),))

    def know_as(self, person: str, aliases: Sequence[str], source: Source) -> None:
        """A client whom another file brought is found under these names too; what is known of them stays."""
        row = self._client(person)
        new = [alias for alias in aliases if self._aliases.get(alias) != row]
        self._adopt_aliases(new, row)
        self._wrote |= bool(new)
        self.tally.add(source.file, source.resource_type, "updated" if new else "unchanged")

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
        self._sql("UPDATE change_record SET import_id = NULL WHERE import_id = ?", (self.import_id,))
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
        """Whether anything was written so far."""
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
                self._value(
                    f"SELECT count(*) FROM {table} t JOIN client c ON c.id = t.client_id WHERE c.known = 0"
                    " AND t.resource_type <> 'VEVENT'"
                )
            )
        return counted

    def commit(self) -> None:
        """Keep all of it; the connection goes."""
        if self.record is not None:
            self.record.end(self.met)
        self._transaction.commit()
        self._connection.close()


def _is_whole(record: ClientRecord) -> bool:
    return bool(record.family or record.given or record.birth_date)


def _joined(flags: str, flag: str) -> str:
    return f"{flags}; {flag}" if flags else flag
