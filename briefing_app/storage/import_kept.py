"""What an import keeps whole for later, what the clinician said of codes, slots, and what was deleted at its source."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b

from briefing_app.domain.records import (
    Deletion,
    KeptForm,
    MappedCode,
    SlotRecord,
    UnreadRecord,
)
from briefing_app.domain.unread import A_SCORE, AN_ANSWER
from briefing_app.storage.audit import append
from briefing_app.storage.change_record import DELETED, FORM, SLOT
from briefing_app.storage.deleted import hashed
from briefing_app.storage.import_people import ImportPeople
from briefing_app.storage.import_rows import NOBODY, Tally, are_ordered, is_older

LARGEST_UNREAD = 64 << 10  # bytes of one record that no rule understands, packed
MOST_UNREAD = 50 << 20  # of all of them
MOST_FORMS = 20 << 20
MOST_NAMED = 60
MAPPED = "said what local codes mean"


class ImportKept(ImportPeople):
    """Records that nothing understands, forms, slots and deletions."""

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
            "SELECT content, reason, updated, version, file_id FROM unread WHERE resource_type = ? AND resource_id = ? AND client_id = ?",
            key,
        ).fetchone()
        if found is not None:
            self.met.add(found[4])
        if found is not None and (
            (bytes(found[0]), found[1]) == (packed, record.reason)
            or is_older(source.updated, source.version, found[2], found[3])
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
        if same:
            self.met.add(FORM)
        self.tally.add(record.source.file, record.source.resource_type, outcome)
        if not same and len(packed) + (self._value("SELECT coalesce(sum(length(content)), 0) FROM form") or 0) <= MOST_FORMS:
            self._sql("INSERT OR REPLACE INTO form (name, content) VALUES (?, ?)", (record.key, packed))
            self.new_forms = True

    def _add_slot(self, record: SlotRecord) -> None:
        row = tuple(record[:4])
        before = self._sql("SELECT source_id, at, ends, practitioner FROM slot WHERE source_id = ?", (record.id,)).fetchone()
        outcome = "kept" if before is None else "unchanged" if tuple(before) == row else "updated"
        self.tally.add(record.file, "Slot", outcome)
        if outcome == "unchanged":
            self.met.add(SLOT)
            return
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

    def _add_deletion(self, record: Deletion) -> None:
        key, said = (record.resource_type, record.resource_id), (record.updated, record.version)
        known = self._deleted.get(key)
        if known is not None and (known == said or is_older(*said, *known)):
            self.met.add(DELETED)
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
            gone = [row for row, updated in found if not is_older(*said, updated, "")]
            self._sql("UPDATE client SET hidden = 1 WHERE id = ?", [(row,) for row in gone])
            return len(gone), len(found) - len(gone)
        withdrawn = stay = 0
        for table in ("meeting", "clinical", "evidence", "unread", "contact"):
            gone = []
            for row, client, updated, version, file in self._rows(
                f"SELECT id, client_id, updated, version, file_id FROM {table} WHERE resource_type = ? AND resource_id = ?", key
            ):
                if is_older(*said, updated, version):
                    stay += 1
                    continue
                gone.append((row,))
                self.touched.add(client)
                if self._run_files.get(file, -1) >= 0 and not are_ordered(*said, updated, version):
                    self.gone_undated.add(key)
            self._sql(f"DELETE FROM {table} WHERE id = ?", gone)
            withdrawn += len(gone)
        return withdrawn, stay


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
