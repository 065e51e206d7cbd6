"""A CSV file of check-ins as rows: which column is what is stated by a mapping, and nothing in a cell is guessed."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from briefing_app.domain.checkin import CheckinSource
from briefing_app.domain.measure import Measure
from briefing_app.domain.problems import Problem
from briefing_app.domain.safety import watched_items
from briefing_app.domain.scoring import answer_allowed
from briefing_app.domain.texts import clean_id
from briefing_app.domain.written_day import Order, WrittenDays, read_day

MOST_ROWS, MOST_COLUMNS, MOST_LINES = 100_000, 500, 1_000_000
DELIMITERS = (",", ";", "\t")


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
class Table:
    """A file taken apart: each row with the line on which it begins. Every cell is cleaned as an id of an export is, and as long at most."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    delimiter: str


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
class Refused:
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What a table says under a mapping. ``asks_order`` when a date can be read in two ways, or dates contradict each other."""

    said: tuple[Said, ...]
    refused: tuple[Refused, ...]
    notes: tuple[str, ...]
    asks_order: bool


def read_table(text: str) -> Table:
    """Take a CSV file apart; the delimiter is the one that the first line holds most. Raises Problem where there is no table."""
    text = text.removeprefix("\ufeff")
    first = next((line for line in islice(io.StringIO(text, newline=""), MOST_LINES) if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, tuple[str, ...]]] = []
    began = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                # A row that is too long is refused with its line; how much longer it is need not be kept.
                rows.append((began, tuple(clean_id(cell.strip()) for cell in cells[: MOST_COLUMNS + 1])))
            began = reader.line_num + 1
            if reader.line_num > MOST_LINES:
                raise Problem(f"The file has more than {MOST_LINES:,} lines.", "Split it, and import the parts.")
            if len(rows) > MOST_ROWS:
                raise Problem(f"The file has more than {MOST_ROWS:,} rows.", "Split it, and import the parts.")
    except csv.Error as fault:
        raise Problem(
            f"The file is no table: from line {began} on it cannot be taken apart ({fault}).", "Save it as CSV again."
        ) from fault
    if len(rows) < 2 or first.count(delimiter) == 0:
        raise Problem("The file holds no table.", "Its first line names the columns, apart by commas, semicolons or tabs.")
    header = rows[0][1]
    if len(header) > MOST_COLUMNS:
        raise Problem(f"The file has more than {MOST_COLUMNS} columns.", "Leave out those that hold no check-ins.")
    twice = next((name for name, count in Counter(header).items() if name and count > 1), "")
    if twice:
        raise Problem(f"Two columns are called {twice}.", "Give each column a name of its own.")
    return Table(header, tuple(rows[1:]), delimiter)


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
_ITEM = re.compile(r"(?:item|question|q|i)?0*+([1-9]\d?)", re.ASCII)  # what follows a measure's name


def propose(header: Sequence[str], measures: Iterable[Measure]) -> Mapping:
    """A mapping from the columns' names alone; a field that no name fits stays empty."""
    by_name = {_plain(one.id): one for one in measures}
    values = tuple((column, *found) for column in header if (found := _measure_and_item(_plain(column), by_name)) is not None)
    measure = "" if values else _first(header, MEASURE_NAMES)
    return Mapping(
        client=_first(header, CLIENT_NAMES),
        day=_first(header, DAY_NAMES),
        measure=measure,
        score=_first(header, SCORE_NAMES) if measure else "",
        values=values,
    )


def _first(header: Sequence[str], names: Sequence[str]) -> str:
    return next((column for name in names for column in header if _plain(column) == name), "")


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


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


def understand(table: Table, mapping: Mapping, measures: dict[str, Measure]) -> Understood:
    """Every row under a mapping that is whole; ``measures`` by id. A row with a fault in it is refused whole, with its line."""
    place = {name: index for index, name in enumerate(table.header)}
    dates = WrittenDays([(line, _cell(cells, place[mapping.day])) for line, cells in table.rows])
    order_wanted = mapping.order is Order.UNSTATED and dates.unclear
    by_name = {_plain(one): measures[one] for one in measures}
    said: list[Said] = []
    refused: list[Refused] = []
    for line, cells in table.rows:
        try:
            said.extend(_row(line, cells, table, mapping, place, by_name, measures))
        except ValueError as fault:
            refused.append(Refused(line, str(fault)))
    return Understood(tuple(said), tuple(refused), dates.notes(), order_wanted)


def _row(
    line: int,
    cells: Sequence[str],
    table: Table,
    mapping: Mapping,
    place: dict[str, int],
    by_name: dict[str, Measure],
    measures: dict[str, Measure],
) -> Iterator[Said]:
    if len(cells) > len(table.header):
        hint = "; a decimal comma or a comma in a text needs quotes around its cell" if table.delimiter == "," else ""
        count = str(len(cells)) if len(cells) <= MOST_COLUMNS else f"more than {MOST_COLUMNS}"
        raise ValueError(f"the row has {count} cells, the header {len(table.header)}{hint}")
    client = _cell(cells, place[mapping.client])
    if not client:
        raise ValueError(f"the column {mapping.client} is empty: whose check-in it is is not said")
    day, clock = read_day(_cell(cells, place[mapping.day]), mapping.order)
    if mapping.values:
        found = _values(cells, mapping, place, measures)
        if not found:
            raise ValueError("the row holds no score and no answer")
    else:
        name, score = _cell(cells, place[mapping.measure]), _cell(cells, place[mapping.score])
        measure = by_name.get(_plain(name))
        if measure is None:
            raise ValueError(f"{name or 'an empty cell'} is not a measure of the catalogue")
        if not score:
            raise ValueError(f"the column {mapping.score} is empty")
        found = [(measure.id, read_number(score, mapping.score), (), ())]
    for measure_id, total, items, unread in found:
        yield Said(line, client, day, clock, measure_id, total, items, unread)


Values = tuple[str, float | None, tuple[int | None, ...], tuple[tuple[int, str], ...]]


def _values(cells: Sequence[str], mapping: Mapping, place: dict[str, int], measures: dict[str, Measure]) -> list[Values]:
    """Totals and answers of one row, by measure. Raises ValueError for a cell that is neither.

    A cell of a safety item that is no answer refuses nothing: it is kept as it stands, so that somebody looks at the form.
    """
    totals: dict[str, float] = {}
    answers: dict[str, list[int | None]] = {}
    unread: dict[str, list[tuple[int, str]]] = {}
    for column, measure, item in mapping.values:
        text = _cell(cells, place[column])
        if not text:
            continue
        if not item:
            totals[measure] = read_number(text, column)
            continue
        given = answers.setdefault(measure, [None] * measures[measure].asked)
        if item in watched_items(measures[measure]) and not _is_answer(measures[measure], item, text):
            unread.setdefault(measure, []).append((item, text))
            continue
        value = read_number(text, column)
        if value != int(value):
            raise ValueError(f"{column} is {text}: an answer is a whole number")
        given[item - 1] = int(value)
    return [
        (one, totals.get(one), tuple(answers.get(one, ())), tuple(unread.get(one, ())))
        for one in dict.fromkeys(name for _, name, _ in mapping.values)
        if one in totals or one in answers
    ]


def _is_answer(measure: Measure, item: int, text: str) -> bool:
    try:
        value = read_number(text, "")
    except ValueError:
        return False
    return value == int(value) and answer_allowed(measure, item, int(value))


def _cell(cells: Sequence[str], index: int) -> str:
    return cells[index] if index < len(cells) else ""


def read_number(text: str, column: str) -> float:
    """A number with a decimal point. Raises ValueError; a comma in a number is never guessed at."""
    if re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", text, re.ASCII):
        return float(text)
    if re.fullmatch(r"-?\d{1,15},\d{1,15}", text, re.ASCII):
        raise ValueError(
            f"{column} is {text}: a comma may divide thousands or decimals; write {text.replace(',', '.')} if it is decimals"
        )
    raise ValueError(f"{column} is {text}: that is not a number")
