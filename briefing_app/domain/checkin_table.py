"""A table of check-ins: which column is what is stated by a mapping, and nothing in a cell is guessed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from briefing_app.domain.checkin import CheckinSource
from briefing_app.domain.measure import Measure
from briefing_app.domain.problems import Problem
from briefing_app.domain.safety import watched_items
from briefing_app.domain.scoring import answer_allowed
from briefing_app.domain.table import MOST_COLUMNS, Table
from briefing_app.domain.table_header import find_header
from briefing_app.domain.texts import clean_id
from briefing_app.domain.written_day import Order, WrittenDays, read_day
from briefing_app.domain.written_score import is_no_value, plain, read_number, read_total

MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column is what. Either ``measure`` and ``score`` name a column each, or ``values`` say per column its measure and item (0 = total)."""

    client: str
    day: str
    measure: str = ""
    score: str = ""
    values: tuple[tuple[str, str, int], ...] = ()
    order: Order = Order.UNSTATED
    source: CheckinSource = CheckinSource.CSV


@dataclass(frozen=True, slots=True)
class Refused:
    """A row of the file that is not kept, with the reason."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class CheckinTable:
    """A file with its columns named: each row with the line on which it begins, and every cell cleaned as an id of an export is, and as long at most.

    ``doubled`` are names that the file gives to more than one column, ``broken`` rows that cannot be taken apart, ``notes`` sentences about the file."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    delimiter: str
    doubled: frozenset[str] = frozenset()
    broken: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What one row says of one measure: a total, or answers in item order; ``unread`` are cells of safety items that are no answer."""

    line: int
    client: str
    day: date
    clock: str
    measure: str
    total: float | None
    items: tuple[int | None, ...]
    unread: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """What a table says under a mapping. ``asks_order`` when a date can be read in two ways, or dates contradict each other."""

    said: tuple[Said, ...]
    refused: tuple[Refused, ...]
    notes: tuple[str, ...]
    asks_order: bool


def take_apart(table: Table) -> CheckinTable:
    """The rows below the header. Raises Problem where there is no header, nothing below it, or too much."""
    header = find_header(table, is_known)
    if not header.rows:
        raise Problem(f"{table.name} holds no table: nothing stands below its header.", exit_code=3)
    if len(header.names) > MOST_COLUMNS:
        raise Problem(f"{table.name} has more than {MOST_COLUMNS} columns.", "Leave out those that hold no check-ins.")
    if len(header.rows) > MOST_ROWS:
        raise Problem(f"{table.name} has more than {MOST_ROWS:,} rows.", "Split it, and import the parts.")
    rows = tuple((row.line, tuple(map(clean_id, row.cells))) for row in header.rows if not row.fault)
    broken = tuple(Refused(row.line, row.fault) for row in header.rows if row.fault)
    notes = list(table.doubts)
    if header.above:
        lines = "1 line" if len(header.above) == 1 else f"{len(header.above)} lines"
        notes.append(
            f"The header is line {header.line}; {lines} above it {'is' if len(header.above) == 1 else 'are'} passed over."
        )
    return CheckinTable(tuple(map(clean_id, header.names)), rows, table.delimiter, header.doubled, broken, tuple(notes))


def is_known(name: str) -> bool:
    """Whether a column's name says by itself that it is a client's, a day or a score."""
    return plain(name) in _KNOWN


# -- what a column probably is, to be confirmed by a person

CLIENT_NAMES = ("client", "clientid", "patient", "patientid", "id", "mrn", "participant", "participantid", "userid")
DAY_NAMES = (
    "date",
    "day",
    "completed",
    "completedat",
    "completedon",
    "datetime",
    "timestamp",
    "submitted",
    "submittedat",
    "time",
)
MEASURE_NAMES = ("measure", "instrument", "questionnaire", "assessment", "scale", "form")
SCORE_NAMES = ("score", "total", "totalscore", "value", "result")
_KNOWN = frozenset((*CLIENT_NAMES, *DAY_NAMES, *MEASURE_NAMES, *SCORE_NAMES))
_ITEM = re.compile(r"(?:item|question|q|i)?0*+([1-9]\d?)", re.ASCII)  # what follows a measure's name


def propose(header: Sequence[str], measures: Iterable[Measure], doubled: Collection[str] = ()) -> Mapping:
    """A mapping from the columns' names alone; a field that no name fits stays empty. Of a ``doubled`` name it is asked which column is meant."""
    header = [name for name in header if name not in doubled and name.rpartition(" (")[0] not in doubled]
    by_name = {plain(one.id): one for one in measures}
    values = tuple((column, *found) for column in header if (found := _measure_and_item(plain(column), by_name)) is not None)
    measure = "" if values else _first(header, MEASURE_NAMES)
    return Mapping(
        client=_first(header, CLIENT_NAMES),
        day=_first(header, DAY_NAMES),
        measure=measure,
        score=_first(header, SCORE_NAMES) if measure else "",
        values=values,
    )


def _first(header: Sequence[str], names: Sequence[str]) -> str:
    return next((column for name in names for column in header if plain(column) == name), "")


def _measure_and_item(column: str, by_name: dict[str, Measure]) -> tuple[str, int] | None:
    for tail in ("", *SCORE_NAMES):
        if column.removesuffix(tail) in by_name and column.endswith(tail):
            return by_name[column.removesuffix(tail)].id, 0
    for name, one in by_name.items():
        found = _ITEM.fullmatch(column, len(name)) if column.startswith(name) else None
        if found is not None and int(found.group(1)) <= one.asked:
            return one.id, int(found.group(1))
    return None


# -- what the rows say


def missing_columns(mapping: Mapping) -> str:
    """What a mapping still lacks, in words; "" when it is whole."""
    if not mapping.client:
        return "Say which column holds the client's id."
    if not mapping.day:
        return "Say which column holds the date."
    if not mapping.values and not (mapping.measure and mapping.score):
        return "Say which columns hold a measure: one with its name and one with its score, or a column for each total or item."
    return ""


def understand(table: CheckinTable, mapping: Mapping, measures: dict[str, Measure]) -> Understood:
    """Every row under a mapping that is whole; ``measures`` by id. A cell that cannot be read refuses its measure of its row, with the line, and
    no other measure of it."""
    dates = WrittenDays([(line, _cell(cells, table.header.index(mapping.day))) for line, cells in table.rows])
    rows = _Rows(table, mapping, measures)
    for line, cells in table.rows:
        try:
            rows.read(line, cells)
        except ValueError as fault:
            rows.refused.append(Refused(line, str(fault)))
    notes = (*table.notes, *dates.notes(), *rows.notes())
    refused = sorted((*rows.refused, *table.broken), key=lambda one: one.line)
    return Understood(tuple(rows.said), tuple(refused), notes, mapping.order is Order.UNSTATED and dates.unclear)


class _Rows:
    """The rows of one table as they are read under one mapping."""

    def __init__(self, table: CheckinTable, mapping: Mapping, measures: dict[str, Measure]) -> None:
        self._table, self._mapping, self._measures = table, mapping, measures
        self._place = {name: index for index, name in enumerate(table.header)}
        self._by_name = {plain(name): one for one in measures.values() for name in (one.id, one.name)}
        self.said: list[Said] = []
        self.refused: list[Refused] = []
        self._granted: list[tuple[int, str]] = []

    def read(self, line: int, cells: Sequence[str]) -> None:
        """One row. Raises ValueError where nothing of it can be read."""
        mapping = self._mapping
        self._check_width(cells)
        client = self._cell(cells, mapping.client)
        if not client:
            raise ValueError(f"the column {mapping.client} is empty: whose check-in it is is not said")
        day, clock = read_day(self._cell(cells, mapping.day), mapping.order)
        read = self._wide if mapping.values else self._long
        for measure, total, items, unread in read(line, cells):
            self.said.append(Said(line, client, day, clock, measure, total, items, unread))

    def notes(self) -> Iterator[str]:
        """What was taken for granted of scores that are no plain numbers."""
        if self._granted:
            line, words = self._granted[0]
            count = (
                "1 score is no plain number" if len(self._granted) == 1 else f"{len(self._granted)} scores are no plain numbers"
            )
            yield f"{count}: {words} (line {line})."

    def _check_width(self, cells: Sequence[str]) -> None:
        expected = len(self._table.header)
        if len(cells) > expected and any(cells[expected:]):
            hint = "; a decimal comma or a comma in a text needs quotes around its cell" if self._table.delimiter == "," else ""
            count = str(len(cells)) if len(cells) <= MOST_COLUMNS else f"more than {MOST_COLUMNS}"
            raise ValueError(f"the row has {count} cells, the header {expected}{hint}")

    def _cell(self, cells: Sequence[str], column: str) -> str:
        return _cell(cells, self._place[column])

    def _long(self, line: int, cells: Sequence[str]) -> Iterator[Values]:
        mapping = self._mapping
        name, score = self._cell(cells, mapping.measure), self._cell(cells, mapping.score)
        measure = self._by_name.get(plain(name)) or self._by_name.get(plain(name.partition("(")[0]))
        if measure is None:
            raise ValueError(f"{name or 'an empty cell'} is not a measure of the catalogue")
        if is_no_value(score):
            raise ValueError(f"the column {mapping.score} is {score or 'empty'}")
        yield measure.id, self._total(line, score, mapping.score, measure), (), ()

    def _total(self, line: int, text: str, column: str, measure: Measure) -> float:
        total, granted = read_total(text, column, measure)
        if granted:
            self._granted.append((line, granted))
        return total

    def _wide(self, line: int, cells: Sequence[str]) -> Iterator[Values]:
        """Totals and answers of one row, by measure. Raises ValueError where it holds none at all."""
        empty = True
        for measure in dict.fromkeys(name for _, name, _ in self._mapping.values):
            try:
                found = self._of_measure(line, cells, self._measures[measure])
            except ValueError as fault:
                self.refused.append(Refused(line, str(fault)))
                empty = False
                continue
            if found is not None:
                empty = False
                yield found
        if empty:
            raise ValueError("the row holds no score and no answer")

    def _of_measure(self, line: int, cells: Sequence[str], measure: Measure) -> Values | None:
        """A cell of a safety item that is no answer refuses nothing: it is kept as it stands, so that somebody looks at the form."""
        total: float | None = None
        given: list[int | None] = []
        unread: list[tuple[int, str]] = []
        watched = watched_items(measure)
        for column, name, item in self._mapping.values:
            text = self._cell(cells, column) if name == measure.id else ""
            if is_no_value(text):
                continue
            if not item:
                total = self._total(line, text, column, measure)
                continue
            given = given or [None] * measure.asked
            if item in watched and not _is_answer(measure, item, text):
                unread.append((item, text))
                continue
            value = read_number(text, column)
            if value != int(value):
                raise ValueError(f"{column} is {text}: an answer is a whole number")
            given[item - 1] = int(value)
        return None if total is None and not given else (measure.id, total, tuple(given), tuple(unread))


Values = tuple[str, float | None, tuple[int | None, ...], tuple[tuple[int, str], ...]]


def _is_answer(measure: Measure, item: int, text: str) -> bool:
    try:
        value = read_number(text, "")
    except ValueError:
        return False
    return value == int(value) and answer_allowed(measure, item, int(value))


def _cell(cells: Sequence[str], index: int) -> str:
    return cells[index] if index < len(cells) else ""
