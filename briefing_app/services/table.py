"""A table of sessions, clients, scores or answers: opened, its columns said, and what each row would be; nothing is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from briefing_app.domain.measure import Measure
from briefing_app.domain.problems import Problem
from briefing_app.domain.table import Table, TableRow
from briefing_app.domain.table_header import Header, find_header, name_columns, over_two_lines
from briefing_app.domain.table_mapping import (
    NAMES,
    Field,
    KnownHeader,
    TableKind,
    TableMapping,
    of_known,
    propose,
    recognise,
    signature,
)
from briefing_app.domain.table_people import Directory, Found, Person, Who
from briefing_app.domain.table_rows import ClientRow, NotKept, Row, RowReader, Understood
from briefing_app.domain.written_day import Order
from briefing_app.domain.written_score import plain
from briefing_app.services.measure import Catalogue
from briefing_app.services.table_headers import known_headers
from briefing_app.sources.tables.recognise import read_table_file
from briefing_app.storage.practice import PracticeReader
from briefing_app.storage.table_people import kept_names, people, remembered_tables

LARGEST = 20_000_000  # bytes
MOST_NEW_COLUMNS = 3  # of a table that was read before, beside those that it had then


@dataclass(frozen=True, slots=True)
class Opened:
    """A table with its columns named; ``known`` is the program that wrote it, as far as its columns tell."""

    table: Table
    names: tuple[str, ...]
    doubled: frozenset[str]
    line: int
    rows: tuple[TableRow, ...]
    known: KnownHeader | None
    notes: tuple[str, ...]

    @property
    def signature(self) -> tuple[str, ...]:
        """What the header is known again by."""
        return signature(self.names)


def open_bytes(data: bytes, name: str, catalogue: Catalogue) -> Opened:
    """Raises Problem, one sentence, where the file holds no table or one that is not read."""
    known = known_headers()
    measures = {plain(word) for one in catalogue.all() for word in (one.id, one.name)}
    words = {*NAMES, *measures, *(word for one in known for word in (*one.needs, *one.columns))}

    def says_something(cell: str) -> bool:
        return plain(cell) in words

    table = read_table_file(
        data, name, lambda one: sum(says_something(cell) for row in one.rows[:20] for cell in row.cells) > 1
    )
    header = find_header(table, says_something)
    two_lines = over_two_lines(table, header)
    header = two_lines or header
    program = recognise(header.names, known)
    if program is not None and program.refused:
        raise Problem(f"{name} is not read: {program.refused} ({program.name}).", exit_code=3)
    names, doubled, rows = header.names, header.doubled, header.rows
    if program is not None and program.header_rows > 1:
        names, doubled, rows = _joined_names(header, program)
    if not rows:
        raise Problem(f"{name} holds nothing to read: no row stands below its header.", exit_code=3)
    return Opened(table, names, doubled, header.line, rows, program, tuple(_notes(table, header, program, bool(two_lines))))


def _joined_names(header: Header, program: KnownHeader) -> tuple[tuple[str, ...], frozenset[str], tuple[TableRow, ...]]:
    """Names of a table whose header is several lines: the known columns by the first, all others by the second."""
    more = header.rows[: program.header_rows - 1]
    second = more[0].cells if more else ()
    width = max(len(header.names), len(second))
    cells = []
    for index in range(width):
        first = header.names[index] if index < len(header.names) else ""
        text = second[index] if index < len(second) else ""
        cells.append(first if plain(first) in program.columns or plain(first) in program.needs or not text else text)
    names, doubled = name_columns(cells)
    return names, doubled, header.rows[program.header_rows - 1 :]


def _notes(table: Table, header: Header, program: KnownHeader | None, two_lines: bool) -> Iterable[str]:
    yield from table.doubts
    if two_lines:
        called = next((f", such as {name}" for name in header.names if " / " in name), "")
        yield f"Its header stands in two lines with merged cells: columns are called by both{called}."
    if program is not None:
        mark = "seen in real files" if program.seen else "not verified"
        yield f"Its columns are those of {program.name} ({mark})."
    for name in sorted(header.doubled):
        if plain(name) in NAMES and (program is None or plain(name) in program.columns):
            yield f"More than one column is called {name}: say which one counts."
    if header.above:
        lines = "1 line" if len(header.above) == 1 else f"{len(header.above)} lines"
        yield f"The header is line {header.line}; {lines} above it {'is' if len(header.above) == 1 else 'are'} passed over."


# -- what is known already


def everybody(reader: PracticeReader) -> list[Person]:
    """Everybody whom the rows of a table may mean."""
    return people(reader.rows)


def read_before(reader: PracticeReader) -> dict[tuple[str, ...], str]:
    """How tables were read before, as JSON, by their signature."""
    return remembered_tables(reader.rows)


def kept_already(reader: PracticeReader) -> frozenset[str]:
    """What scores and sessions of tables are called that are kept already."""
    return kept_names(reader.rows)


# -- what the columns are


def proposed(opened: Opened, catalogue: Catalogue) -> TableMapping:
    """By the known program, else by the columns' names; to be looked at by a person unless a real file of that program was seen."""
    if opened.known is not None:
        return of_known(opened.names, opened.known, catalogue.all())
    return propose(opened.names, [row.cells for row in opened.rows[:50]], catalogue.all(), opened.doubled)


def as_json(mapping: TableMapping) -> str:
    """A mapping as it is kept, its columns by their plain names."""
    kept = {
        "kind": mapping.kind.value,
        "columns": [[plain(name) or name, meaning] for name, meaning in mapping.columns],
        "order": mapping.order.value,
        "lowest": mapping.lowest,
        "system": mapping.system,
        "program": mapping.program,
        "tests": list(mapping.tests),
        "once": mapping.once,
    }
    return json.dumps(kept, ensure_ascii=False)


def from_json(text: str, names: Sequence[str], measures: Mapping[str, Measure]) -> TableMapping | None:
    """A kept mapping for a table with these columns; None where a column that it wants, or a measure, is not there."""
    kept = json.loads(text)
    by_plain = {plain(name) or name: name for name in names}
    if any(column not in by_plain for column, _ in kept["columns"]):
        return None
    mapping = TableMapping(
        TableKind(kept["kind"]), tuple((by_plain[column], meaning) for column, meaning in kept["columns"]), Order(kept["order"]),
        kept["lowest"], kept["system"], kept["program"], tuple(kept["tests"]), kept["once"],
    )  # fmt: skip
    return mapping if all(one in measures for _, one, _ in mapping.values) else None


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a table is to be read, and why so; ``asked`` when a person has to say it first."""

    mapping: TableMapping
    words: str
    asked: bool


def choose(opened: Opened, catalogue: Catalogue, remembered: Mapping[tuple[str, ...], str]) -> Chosen:
    """As the last table with these columns was read; else as a known program whose files were seen; else it is asked."""
    measures = {one.id: one for one in catalogue.all()}
    stored = remembered.get(opened.signature)
    found = from_json(stored, opened.names, measures) if stored else None
    if found is not None:
        return Chosen(found, f"Read as tables with these columns are: {found.kind.value}.", False)
    mine = set(opened.signature)
    for columns, text in remembered.items():
        more = mine - set(columns)
        if (
            set(columns) < mine
            and len(more) <= MOST_NEW_COLUMNS
            and (found := from_json(text, opened.names, measures)) is not None
        ):
            named = [name for name in opened.names if plain(name) in more]
            return Chosen(
                found, f"Read as an earlier table was, which did not have {', '.join(named)}: that is left out.", False
            )
    mapping = proposed(opened, catalogue)
    if opened.known is not None and opened.known.seen and not mapping.lacks:
        return Chosen(mapping, f"Read as {opened.known.name}: {mapping.kind.value}.", False)
    return Chosen(mapping, "", True)


# -- what the rows are


@dataclass(frozen=True, slots=True)
class Resolved:
    """A row and whom it means: ``person`` is "" of a client who is new, or where it has to be said first."""

    row: Row
    found: Found


@dataclass(frozen=True, slots=True)
class Look:
    """All that a table says: rows with their client, rows that wait for an answer who it is, and rows that are not kept."""

    ready: tuple[Resolved, ...]
    waiting: tuple[Resolved, ...]
    not_kept: tuple[NotKept, ...]
    notes: tuple[str, ...]
    asks: str


def look(opened: Opened, mapping: TableMapping, catalogue: Catalogue, directory: Directory, today: date) -> Look:
    """What keeping the table would do. Of a table of clients those whom nobody knows are new; elsewhere nobody is made up."""
    if mapping.lacks:
        return Look((), (), (), opened.notes, mapping.lacks)
    measures = {one.id: one for one in catalogue.all()}
    understood = RowReader(opened.table, opened.names, mapping, measures, today).read(opened.rows)
    ready: list[Resolved] = []
    waiting: list[Resolved] = []
    not_kept = list(understood.not_kept)
    known: dict[Who, Found] = {}
    for row in understood.rows:
        found = known.get(row.who) or directory.find(row.who, mapping.system)
        if mapping.kind is not TableKind.CLIENTS:  # a table of clients adds people as it goes
            known[row.who] = found
        is_new = isinstance(row, ClientRow) and not found.candidates and (not found.reason or found.reason in NOBODY_YET)
        if found.person or is_new:
            ready.append(Resolved(row, found))
            if is_new and isinstance(row, ClientRow):
                directory.add(as_person(row, mapping.system))
        elif found.candidates:
            waiting.append(Resolved(row, found))
        else:
            not_kept.append(NotKept(row.line, row.who.text or row.who.id, found.reason))
    not_kept.sort(key=lambda one: one.line)
    return Look(tuple(ready), tuple(waiting), tuple(not_kept), (*opened.notes, *understood.notes), _asks(understood))


NOBODY_YET = ("no client is called so", "no client has this name and birth date", "no client has this id")


def _asks(understood: Understood) -> str:
    if understood.asks_order:
        return "Its dates can be read day first or month first: say which."
    if understood.asks_lowest:
        return "No answer in it is 0: say whether answers count from 0 or from 1."
    return ""


def as_person(row: ClientRow, system: str) -> Person:
    """A client of a table as others are found: by number, by the name in use and the name as written."""
    from briefing_app.services.table_records import client_id, numbers_of

    first, last = row.who.name
    names = {(first, last), (row.preferred or first, last)}
    return Person(
        client_id(row.who, system),
        f"{row.preferred or first} {last}".strip(),
        row.who.birth,
        frozenset(numbers_of(row.who, system)),
        frozenset(names),
    )


def said_of_columns(mapping: TableMapping, names: Sequence[str], said: Mapping[str, str], catalogue: Catalogue) -> TableMapping:
    """A mapping with what a person says of columns, by name; "" leaves one out. Raises Problem for a column or a meaning that there is not."""
    columns = dict(mapping.columns)
    by_plain = {plain(name): name for name in names}
    fields = {one.value for one in Field}
    for column, meaning in said.items():
        name = column if column in names else by_plain.get(plain(column))
        if name is None:
            raise Problem(f"The table has no column {column}.", f"It has: {', '.join(names)}.", exit_code=2)
        columns.pop(name, None)
        if meaning in fields:
            columns = {one: what for one, what in columns.items() if what != meaning}
        elif meaning:
            measure, _, item = meaning.partition(":")
            found = catalogue(measure)
            if item and not (item.isdecimal() and 1 <= int(item) <= found.asked):
                raise Problem(f"{found.id} has no item {item}.", f"It has {found.asked}.", exit_code=2)
            meaning = f"{found.id}:{int(item)}" if item else found.id
        if meaning:
            columns[name] = meaning
    return replace(mapping, columns=tuple((name, columns[name]) for name in names if name in columns))
