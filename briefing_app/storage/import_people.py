"""The people of an import: clients under any of their names, those who were deleted, practitioners."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from briefing_app.domain.records import (
    ClientRecord,
    ContactsRecord,
    PractitionerRecord,
)
from briefing_app.storage.audit import append
from briefing_app.storage.contacts import contacts_kept, keep_contacts
from briefing_app.storage.deleted import delete_rows, hashed, hashes_of
from briefing_app.storage.import_rows import NOBODY, ImportRows, Outcome, Row, digest_of, is_older
from briefing_app.storage.merging import IMPORTED_KEYS, MERGED, PARTED, Change, part, settle
from briefing_app.storage.same_person import keep_said, pairs_to_ask
from briefing_app.storage.schema import OWN_OF_A_CLIENT, UNASSIGNED

OF_A_DOCUMENT = "ClinicalDocument"  # what tells a client of whom other sources may say more
NUMBERED = "urn:oid:"  # how such a client is called where no other source tells them
_CONTACT_FILE = "SELECT file_id FROM contact WHERE resource_type = ? AND resource_id = ?"


class ImportPeople(ImportRows):
    """Clients and practitioners, found or made."""

    def _client(self, source_id: str, words: str = "") -> int:
        """The row of a client; of one whom no Patient tells, ``words`` are what a meeting calls them."""
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
            self._wordless.add(found)
        if words and found in self._wordless:
            self._sql("UPDATE client SET family = ? WHERE id = ? AND known = 0", (words, found))
            self._sql("UPDATE client_search SET words = ? WHERE rowid = ?", (f"{source_id} unassigned {words}", found))
            self._wordless.discard(found)
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
        if source.resource_type == OF_A_DOCUMENT and (known := self._under_a_number(record)) is not None:
            self._add_to_known(record, known)
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
        more = (record.links, record.said, record.contacts) if record.links or any(record.said) or record.contacts else ()
        digest = digest_of((*content, *more))
        row_id: Any = self._clients.get(record.id) or self._adopted_placeholder(record)
        present: Sequence[Any] | None = None
        if row_id is not None:
            found = self._sql(
                "SELECT known, digest, updated, family, given, birth_date, gender, pronouns, active, identifiers, file_id FROM client WHERE id = ?",
                (row_id,),
            ).fetchone()
            present = found and found[:-1]
            self.met.add(found[-1] or 0 if found else 0)
        if present is None:
            row_id = next(self._new_rows)
            self._sql("INSERT INTO client (id, source_id, known) VALUES (?, ?, 1)", (row_id, record.id))
            self._clients[record.id] = row_id
            outcome = "kept"
        elif not present[0]:
            outcome = "kept"
        elif present[1] == digest:
            outcome = "unchanged"
        elif is_older(source.updated, "", present[2], ""):
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
        self._wordless.discard(row_id)
        if outcome != "older" and set(record.also) != self._also.get(int(row_id), set()):
            self._also[int(row_id)] = set(record.also)
            self._sql("DELETE FROM client_name WHERE client_id = ?", (row_id,))
            self._sql(
                "INSERT INTO client_name (client_id, name) VALUES (?, ?)", [(row_id, name) for name in self._also[int(row_id)]]
            )
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
            self._keep_more(record, row_id)
            self.touched.add(int(row_id))
            self.came.add(int(row_id))

    def _add_contacts(self, record: ContactsRecord) -> None:
        self.tally.add(record.source.file, record.source.resource_type, self._contacts_outcome(record))

    def _contacts_outcome(self, record: ContactsRecord) -> Outcome:
        """What one RelatedPerson or CareTeam says; a newer copy stands for an older one."""
        source, home = record.source, self._client(record.client)
        if home == NOBODY or self._is_deleted(source):
            return "left_out" if home == NOBODY else "deleted"
        known = contacts_kept(self._rows, source[:2], home)
        if known is not None:
            self.met.update(row[0] for row in self._rows(_CONTACT_FILE, source[:2]))
        if known is not None and known[0] == record.contacts:
            return "unchanged"
        if known is not None and is_older(source.updated, source.version, *known[1:]):
            return "older"
        place = self._files[source.file], source.line
        keep_contacts(self._rows, record.contacts, (self._merged.get(home, home), home), (*source[:4], *place))
        self._wrote = True
        return "kept" if known is None else "updated"

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
        """The row that earlier records made for one of this person's other names: a nameless one, or that of a document, which knows its client

        by a number alone."""
        for alias in record.aliases:
            found = self._clients.get(alias)
            if found is not None and alias != record.id and (not self._is_known(found) or alias.startswith(NUMBERED)):
                self._clients[record.id] = self._clients.pop(alias)
                self._sql(
                    "UPDATE client SET source_id = ?, updated = 0 WHERE id = ?", (record.id, found)
                )  # it tells more, whatever its age
                return int(found)
        return None

    def _under_a_number(self, record: ClientRecord) -> int | None:
        """The row of somebody whom another source tells, under a number that a document gives its client."""
        if record.id in self._clients:
            return None
        found = (self._aliases.get(alias) or self._clients.get(alias) for alias in record.aliases)
        return next((row for row in found if row is not None and self._is_known(row)), None)

    def _add_to_known(self, record: ClientRecord, row_id: int) -> None:
        """What another source says of a client stands; of a document's client only what is missing there is taken."""
        present = self._rows(
            "SELECT family, given, birth_date, gender, pronouns, identifiers FROM client WHERE id = ?", (row_id,)
        )[0]
        numbers = dict.fromkeys([*(one for one in present[-1].split("\n") if one), *record.identifiers])
        told = (*record[1:6], "\n".join(numbers))
        name = present[:2] if any(present[:2]) else told[:2]  # taken whole or not at all
        content = (*name, *(old or new for old, new in zip(present[2:5], told[2:5], strict=True)), told[5])
        self._adopt_aliases([alias for alias in record.aliases if self._aliases.get(alias) != row_id], row_id)
        outcome = "unchanged" if content == tuple(present) else "updated"
        self.tally.add(record.source.file, "Patient", outcome)
        if outcome == "updated":
            self._sql(
                "UPDATE client SET family = ?, given = ?, birth_date = ?, gender = ?, pronouns = ?, identifiers = ? WHERE id = ?",
                (*content, row_id),
            )
            said = f" {' '.join(content[:3])} {' '.join(one.rpartition('|')[2] for one in numbers)}"
            self._sql("UPDATE client_search SET words = words || ? WHERE rowid = ?", (said, row_id))
            self.touched.add(row_id)
            self.came.add(row_id)

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

    def _are_new(self, record: ClientRecord, row_id: int) -> bool:
        """Whether a whole copy of a person says something else beside their name; one without a name and a birth date is not whole."""
        if not _is_whole(record):
            return False
        links = set(self._rows("SELECT kind, other FROM client_link WHERE client_id = ?", (row_id,)))
        (said,) = self._rows("SELECT died, language, interpreter FROM client WHERE id = ?", (row_id,))
        contacts = contacts_kept(self._rows, ("Patient", record.id), row_id)
        return (links, tuple(said), contacts[0] if contacts else ()) != (set(record.links), tuple(record.said), record.contacts)

    def _keep_more(self, record: ClientRecord, row_id: int) -> None:
        """What a whole copy says beside the name stands for all that an earlier one said."""
        if not _is_whole(record):
            return
        if any(record.said) or self._value("SELECT died || language || interpreter FROM client WHERE id = ?", (row_id,)):
            self._sql("UPDATE client SET died = ?, language = ?, interpreter = ? WHERE id = ?", (*record.said, row_id))
        if record.contacts or contacts_kept(self._rows, ("Patient", record.id), row_id):
            whose = self._merged.get(row_id, row_id), row_id
            place = self._files[record.source.file], record.source.line
            keep_contacts(self._rows, record.contacts, whose, ("Patient", record.id, *record.source[2:4], *place))
        if self._value("SELECT 1 FROM client_link WHERE client_id = ?", (row_id,)):
            self._sql("DELETE FROM client_link WHERE client_id = ?", (row_id,))
        if record.links:
            statement = "INSERT OR IGNORE INTO client_link (client_id, kind, other) VALUES (?, ?, ?)"
            self._sql(statement, [(row_id, *link) for link in record.links])

    def say_of_records(self, client: int, other: int, said: str, why: str, at: float, by: str) -> None:
        """Keep the clinician's word of two records, and do what it says."""
        keep_said(self._connection, (client, other), said, why, at, by)
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


def _is_whole(record: ClientRecord) -> bool:
    return bool(record.family or record.given or record.birth_date)
