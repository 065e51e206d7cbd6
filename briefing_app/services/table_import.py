"""Tables in an import: which file is one, and its rows as records, each kept, refused, left out or waiting, with its line."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from briefing_app.domain.periods import local_time
from briefing_app.domain.problems import Problem
from briefing_app.domain.table_mapping import TableKind, TableMapping
from briefing_app.domain.table_people import Directory, same_name
from briefing_app.domain.table_rows import ClientRow, NotKept, ScoreRow
from briefing_app.services.measure import Catalogue
from briefing_app.services.table import LARGEST, Chosen, Look, Opened, Resolved, choose, look, open_bytes
from briefing_app.services.table_records import (
    CLIENT,
    SCORE,
    SESSION,
    aliases_of,
    client_id,
    client_record,
    score_name,
    score_record,
    session_name,
    session_record,
)
from briefing_app.sources.kinds import Kind, NotRead, Receiver
from briefing_app.sources.kinds import Look as Head
from briefing_app.sources.tables.recognise import may_be_table
from briefing_app.storage.importing import ImportTransaction
from briefing_app.storage.table_people import OF_A_TABLE

ROW = "row"  # of a table, as long as it is not understood
MOST_CLOSE = 3
MOST_SAID = 200  # rows of one table that are named in the report; the others are counted


def table_kind(transaction: ImportTransaction, catalogue: Catalogue, started: float) -> Kind:
    """Tables among the files of one import."""

    def is_it(head: Head) -> bool:
        return may_be_table(head.head, head.members)

    def read(data: bytes, receiver: Receiver) -> None:
        TableReading(transaction, catalogue, receiver, local_time(started, receiver.zone)).read(data)

    return Kind("a table", is_it, read, LARGEST)


class TableReading:
    """One table as it is read into an import. What has to be said first is a sentence, and nothing of the table is kept."""

    def __init__(self, transaction: ImportTransaction, catalogue: Catalogue, receiver: Receiver, now: datetime) -> None:
        self._transaction, self._catalogue, self._receiver, self._now = transaction, catalogue, receiver, now
        self._said = 0

    def read(self, data: bytes) -> None:
        """Raises NotRead where nothing of it can be read, or something has to be said first."""
        name = self._receiver.path.rpartition("/")[2]
        try:
            opened = open_bytes(data, name, self._catalogue)
        except Problem as problem:
            raise NotRead(f"{problem.sentence.removeprefix(f'{name} ').rstrip('.')}. {problem.remedy}".strip()) from problem
        chosen = choose(opened, self._catalogue, self._transaction.tables_read())
        mapping = self._settled(opened, chosen)
        found = look(opened, mapping, self._catalogue, Directory(self._transaction.people()), self._now.date())
        if found.asks:
            raise NotRead(
                f"{found.asks} Open it in the window, or say it with 'briefing import FILE --table KIND --columns FILE'"
            )
        for note in (chosen.words, *found.notes):
            if note:
                self._receiver.say(0, note, "note")
        self._keep(found, mapping)
        if mapping.once:
            self._transaction.forget_table(opened.signature)

    def _settled(self, opened: Opened, chosen: Chosen) -> TableMapping:
        if chosen.asked:
            like = f"It looks like {opened.known.name}, which is not verified. " if opened.known is not None else ""
            raise NotRead(
                f"no table with these columns was read before. {like}Open it in the window, or say what it is with 'briefing import FILE --table"
                " sessions|clients|scores|answers|checkins'"
            )
        if chosen.mapping.kind is TableKind.CHECKINS:
            raise NotRead(
                "a table of check-ins, which is read by itself: open it under Check-ins, or with 'briefing checkin csv FILE --keep'"
            )
        return chosen.mapping

    def _keep(self, found: Look, mapping: TableMapping) -> None:
        for one in found.ready:
            self._keep_row(one, mapping)
            self._receiver.beat()
        self._wait(found)
        for row in found.not_kept:
            self._receiver.count(ROW)
            if row.left_out:
                self._receiver.pass_over(ROW)
                self._say(row.line, f"left out: {row.reason}")
            else:
                self._refuse(row.line, _words(row))
        if self._said > MOST_SAID:
            self._receiver.say(
                0, f"{self._said - MOST_SAID:,} more rows are refused or left out; they are counted, and not named here"
            )

    def _wait(self, found: Look) -> None:
        """Rows whose client has to be said, a line of the report for each name; the name itself stands in the file alone."""
        by_name: dict[str, list[Resolved]] = defaultdict(list)
        for one in found.waiting:
            self._receiver.count(ROW)
            by_name[same_name(one.row.who.text) or one.row.who.id].append(one)
        for waiting in by_name.values():
            first, rows = waiting[0], "1 row waits" if len(waiting) == 1 else f"{len(waiting)} rows wait"
            close = ", ".join(first.found.candidates[:MOST_CLOSE])
            more = f" and {len(first.found.candidates) - MOST_CLOSE} more" if len(first.found.candidates) > MOST_CLOSE else ""
            self._refuse(first.row.line, f"{rows} for an answer whom the name there means: perhaps {close}{more}")
            for _ in waiting[1:]:
                self._receiver.refuse_quietly(ROW)

    def _keep_row(self, one: Resolved, mapping: TableMapping) -> None:
        row, person, receiver = one.row, one.found.person, self._receiver
        if isinstance(row, ClientRow):
            self._keep_client(row, person, mapping)
        elif isinstance(row, ScoreRow):
            receiver.count(SCORE)
            source = receiver.source(SCORE, score_name(row, person), row.line)
            receiver.keep(score_record(row, person, self._catalogue(row.given.measure), receiver.zone, source))
        else:
            receiver.count(SESSION)
            source = receiver.source(SESSION, session_name(row, person, mapping.system), row.line)
            receiver.keep(session_record(row, person, receiver.zone, source))

    def _keep_client(self, row: ClientRow, person: str, mapping: TableMapping) -> None:
        """A client who is known already by another file keeps what that says, and is found under the table's number from now on."""
        self._receiver.count(CLIENT)
        name = person or client_id(row.who, mapping.system)
        source = self._receiver.source(CLIENT, name, row.line)
        if person and not person.startswith(OF_A_TABLE):
            self._transaction.know_as(person, aliases_of(row, mapping.system), source)
        else:
            self._receiver.keep(client_record(row, name, mapping.system, source))

    def _refuse(self, line: int, reason: str) -> None:
        self._said += 1
        if self._said <= MOST_SAID:
            self._receiver.refuse(ROW, line, reason)
        else:
            self._receiver.refuse_quietly(ROW)

    def _say(self, line: int, reason: str) -> None:
        self._said += 1
        if self._said <= MOST_SAID:
            self._receiver.say(line, reason, "note")


def _words(row: NotKept) -> str:
    """Why a row is refused; who it names is not put into a report, for it may be kept longer than they are here."""
    return row.reason if row.reason in _OF_PEOPLE or not row.cell or row.cell in row.reason else f"{row.cell}: {row.reason}"


_OF_PEOPLE = frozenset(
    (
        "no client is called so", "no client has this id", "no client has this name and birth date", "said to be nobody here",
        "several clients have this id", "several clients have this name and birth date", "several clients have this name",
        "the client of this id has another name here", "no client is named", "no name is given",
    )
)  # fmt: skip
