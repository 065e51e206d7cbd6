"""What each row of a table says under a mapping: a client, a session, scores; or why it says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from briefing_app.domain.measure import Measure
from briefing_app.domain.table import MOST_COLUMNS, Table, TableRow
from briefing_app.domain.table_mapping import Field, TableKind, TableMapping
from briefing_app.domain.table_moment import Moment, expanded, read_clock, read_minutes, read_moment
from briefing_app.domain.table_people import Name, Who, parted_name
from briefing_app.domain.table_scores import Given, ScoreCells
from briefing_app.domain.texts import SHOWN_LENGTH, clean
from briefing_app.domain.written_day import Order, WrittenDays
from briefing_app.domain.written_score import is_no_value, plain

_TOTALS = re.compile(r"(?:grand |sub)?totals?|averages?|mean|sum|summe|gesamt|mittelwert|median|n ?= ?\d+", re.IGNORECASE)
_SUMMARY = re.compile(r"\d[\d,.]* (?:clients?|patients?|klient\w*)", re.IGNORECASE)
# What a status says in the words of practice programs (product rule; SimplePractice's and Jane's as found in public files).
_STATUS_WORDS = {
    ("fulfilled", ""): "show shown arrived attended completed complete kept checkedin checkedout seen held present erschienen",
    ("noshow", ""): "noshow missed dna didnotattend nichterschienen",
    (
        "cancelled",
        "client",
    ): "latecanceled latecancelled latecancellation canceledbyclient cancelledbyclient clientcanceled clientcancelled",
    (
        "cancelled",
        "practice",
    ): "cliniciancanceled cliniciancancelled canceledbyclinician cancelledbyclinician canceledbypractice cancelledbypractice",
    ("cancelled", ""): "canceled cancelled cancellation abgesagt storniert",
    ("booked", ""): "scheduled booked confirmed planned pending unconfirmed upcoming geplant",
}
STATUSES = {word: status for status, words in _STATUS_WORDS.items() for word in words.split()}
_OF_A_CLIENT = (Field.CLIENT_ID, Field.CLIENT, Field.FIRST, Field.LAST, Field.PREFERRED, Field.BIRTH)
YES = frozenset(("true", "yes", "1", "y", "x", "ja"))


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A row of a table that is about a client."""

    line: int
    who: Who
    preferred: str
    sex: str
    pronouns: str
    active: bool


@dataclass(frozen=True, slots=True)
class SessionRow:
    """``ends`` is a clock or "", ``minutes`` a length where that is told in place of an end; ``status`` and ``cancelled_by`` are as in a meeting."""

    line: int
    who: Who
    when: Moment
    ends: str
    minutes: int
    status: str
    cancelled_by: str
    service: str
    place: str
    clinician: str
    row_id: str


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A row of a table that holds a score."""

    line: int
    who: Who
    when: Moment
    given: Given


Row = ClientRow | SessionRow | ScoreRow


@dataclass(frozen=True, slots=True)
class NotKept:
    """A row, or a measure of it, that is not kept: which cell says what, and why. ``left_out`` rows are none: totals, blanks, breaks, tests."""

    line: int
    cell: str
    reason: str
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """Every row with its fate; ``notes`` are sentences about the whole; ``asks`` what has to be said before anything is kept, "" for nothing."""

    rows: tuple[Row, ...]
    not_kept: tuple[NotKept, ...]
    notes: tuple[str, ...]
    asks_order: bool = False
    asks_lowest: bool = False


class RowReader:
    """The rows of one table under one mapping. ``today`` is the practice's day."""

    def __init__(
        self, table: Table, names: Sequence[str], mapping: TableMapping, measures: dict[str, Measure], today: date
    ) -> None:
        self._table, self._mapping, self._today = table, mapping, today
        self._width = len(names)
        self._place = {name: index for index, name in enumerate(names)}
        self._columns = {field: self._place.get(mapping.column(field), -1) for field in Field}
        self._scores = ScoreCells(mapping, self._place, measures) if mapping.kind.has_scores else None
        self._zones: dict[str, int] = {}
        self._unknown: dict[str, int] = {}
        self._order = mapping.order
        self._whose: dict[tuple[str, ...], Who] = {}  # rows of one client, and of one day, share what they say
        self._moments: dict[str, Moment] = {}

    def read(self, rows: Sequence[TableRow]) -> Understood:
        """Every row is understood, not kept, or left out."""
        found: list[Row] = []
        not_kept: list[NotKept] = []
        real: list[TableRow] = []
        for row in rows:
            if why := self._is_none(row):
                not_kept.append(NotKept(row.line, "", why, left_out=True))
            else:
                real.append(row)
        unclear = self._settle_order(real)
        asks_lowest = self._scores is not None and self._scores.asks_lowest(real)
        for row in real:
            try:
                for one in self._read(row):
                    if isinstance(one, NotKept):
                        not_kept.append(one)
                    else:
                        found.append(one)
            except ValueError as fault:
                not_kept.append(NotKept(row.line, self._said(row), str(fault)))
        return Understood(tuple(found), tuple(not_kept), tuple(self._notes(real)), unclear, asks_lowest)

    def _read(self, row: TableRow) -> Iterator[Row | NotKept]:
        if row.fault:
            raise ValueError(row.fault)
        self._check_width(row.cells)
        who = self._who(row.cells)
        if self._mapping.kind is TableKind.CLIENTS:
            yield self._client(row, who)
        elif self._scores is None:
            yield self._session(row, who)
        else:
            when = self._when(row.cells)
            if when.day > self._today:
                raise ValueError("the day lies in the future")
            if who.birth and when.day.isoformat() < who.birth:
                raise ValueError("the day lies before the birth date")
            given, faults = self._scores.read(row.cells, row.line)
            yield from (ScoreRow(row.line, who, when, one) for one in given)
            yield from (NotKept(row.line, cell, reason) for cell, reason in faults)

    # -- rows that are none

    def _is_none(self, row: TableRow) -> str:
        filled = [cell for cell in row.cells if cell]
        if row.fault:
            return ""
        if len(filled) == 1 and self._width > 2 and (len(row.cells) == 1 or " " in filled[0] or _TOTALS.fullmatch(filled[0])):
            return "a line of text, no row"
        first = filled[0] if filled else ""
        if _TOTALS.fullmatch(first):
            return "a row of totals, no client"
        if _SUMMARY.fullmatch(first):
            return "a summary, no client"
        if self._cell(row.cells, Field.BREAK).lower() in YES:
            return "a break, no client's session"
        if self._mapping.tests and self._cell(row.cells, Field.TEST).lower() in self._mapping.tests:
            return "a test of the form, no client's answers"
        return ""

    def _check_width(self, cells: Sequence[str]) -> None:
        if len(cells) > self._width and any(cells[self._width :]):
            hint = "; a comma in a text needs quotes around its cell" if self._table.delimiter == "," else ""
            count = str(len(cells)) if len(cells) <= MOST_COLUMNS else f"more than {MOST_COLUMNS}"
            raise ValueError(f"the row has {count} cells, the header {self._width}{hint}")
        if len(cells) < self._width and self._table.delimiter:
            raise ValueError(f"the row has {len(cells)} cells, the header {self._width}: a separator is missing")

    # -- who

    def _who(self, cells: Sequence[str]) -> Who:
        key = tuple(cells[place] if 0 <= place < len(cells) else "" for place in map(self._columns.__getitem__, _OF_A_CLIENT))
        who = self._whose.get(key)
        if who is None:
            who = self._whose[key] = self._read_who(cells)
        return who

    def _read_who(self, cells: Sequence[str]) -> Who:
        number = self._cell(cells, Field.CLIENT_ID)
        number = re.sub(r"\.0$", "", number)
        whole, first, last = (self._cell(cells, one) for one in (Field.CLIENT, Field.FIRST, Field.LAST))
        name = Name(first, last) if first or last else parted_name(whole)
        preferred = self._cell(cells, Field.PREFERRED)
        birth = ""
        if text := self._cell(cells, Field.BIRTH):
            day = read_moment(text, self._order, self._table.base, self._today, birth=True).day
            if day > self._today:
                raise ValueError("the birth date lies in the future")
            birth = day.isoformat()
        who = Who(number, name, birth, whole or f"{first} {last}".strip(), preferred)
        if not who.id and not who.text:
            raise ValueError("no client is named")
        return who

    def _client(self, row: TableRow, who: Who) -> ClientRow:
        if not who.text:
            raise ValueError("no name is given")
        state = plain(self._cell(row.cells, Field.STATUS))
        sex = {"f": "female", "female": "female", "w": "female", "weiblich": "female", "m": "male", "male": "male", "mannlich": "male", "mnnlich": "male",
               "d": "other", "divers": "other", "x": "other", "other": "other", "nonbinary": "other"}  # fmt: skip
        return ClientRow(
            row.line, who, who.preferred, sex.get(plain(self._cell(row.cells, Field.SEX)), ""),
            self._cell(row.cells, Field.PRONOUNS), state not in ("inactive", "archived", "closed", "discharged"),
        )  # fmt: skip

    # -- when

    def _when(self, cells: Sequence[str]) -> Moment:
        text = self._cell(cells, Field.DATE) or self._cell(cells, Field.START)
        when = self._moments.get(text)
        if when is None:
            try:
                when = self._moments[text] = read_moment(text, self._order, self._table.base, self._today)
            except ValueError as fault:
                raise ValueError(clean(str(fault), 200)) from None
        if when.zone:
            self._zones[when.zone] = self._zones.get(when.zone, 0) + 1
        return when

    def _session(self, row: TableRow, who: Who) -> SessionRow:
        cells = row.cells
        when = self._when(cells)
        start = self._cell(cells, Field.START)
        if start and self._columns[Field.DATE] >= 0 and not when.clock:
            when = Moment(when.day, read_clock(start), when.offset, when.zone)
        ends, minutes = "", 0
        if text := self._cell(cells, Field.END):
            ends = self._end(text, when)
        if (text := self._cell(cells, Field.LENGTH)) and not ends:
            minutes = read_minutes(text)
        status, by = self._status(cells)
        return SessionRow(
            row.line, who, when, ends, minutes, status, by, self._cell(cells, Field.SERVICE), self._cell(cells, Field.PLACE),
            self._cell(cells, Field.CLINICIAN), self._cell(cells, Field.ROW_ID),
        )  # fmt: skip

    def _status(self, cells: Sequence[str]) -> tuple[str, str]:
        """The status of a meeting, and by whom it was cancelled; "booked" of one of which nothing is said."""
        written = self._cell(cells, Field.STATUS)
        if self._is_yes(cells, Field.ARCHIVED):
            return "entered-in-error", ""
        if not written:
            return "booked", ""
        if plain(written) not in STATUSES:
            word = clean(written, 40).lower()
            self._unknown[word] = self._unknown.get(word, 0) + 1
            return word, ""
        return STATUSES[plain(written)]

    def _end(self, text: str, when: Moment) -> str:
        """The clock of an end that is a time of day, or a moment of the same day; "" of one on another day, which no session has."""
        try:
            return read_clock(text)
        except ValueError:
            end = read_moment(text, self._order, self._table.base, self._today)
            return end.clock if end.day == when.day else ""

    def _is_yes(self, cells: Sequence[str], field: Field) -> bool:
        text = self._cell(cells, field)
        return bool(text) and text.lower() not in ("false", "no", "0", "n", "nein")

    # -- cells and notes

    def _cell(self, cells: Sequence[str], field: Field) -> str:
        place = self._columns[field]
        text = cells[place] if 0 <= place < len(cells) else ""
        return "" if is_no_value(text) else clean(text, SHOWN_LENGTH if field is Field.CLIENT_ID else 200)

    def _said(self, row: TableRow) -> str:
        place = max(self._columns[Field.DATE], self._columns[Field.START])
        return row.cells[place] if 0 <= place < len(row.cells) else ""

    def _settle_order(self, rows: Sequence[TableRow]) -> bool:
        """Whether the order of day and month has to be said: a day above 12 anywhere in the table says it for all of them (product rule)."""
        if self._order is not Order.UNSTATED:
            return False
        days = list(self._days(rows))
        orders = {order for one in days for order in one.only}
        if len(orders) == 1:
            (self._order,) = orders
        return len(orders) != 1 and any(one.unclear for one in days)

    def _days(self, rows: Sequence[TableRow]) -> Iterator[WrittenDays]:
        for field in (Field.DATE, Field.START, Field.BIRTH):
            place = self._columns[field]
            if place >= 0:
                cells = [(row.line, row.cells[place]) for row in rows if place < len(row.cells) and row.cells[place]]
                birth = field is Field.BIRTH
                written = {text: expanded(text, self._today, birth=birth) for text in {text for _, text in cells}}
                yield WrittenDays([(line, written[text]) for line, text in cells])

    def _notes(self, rows: Sequence[TableRow]) -> Iterator[str]:
        settled = self._order is not self._mapping.order
        for days in self._days(rows):
            if not settled:
                yield from days.notes()
            elif one_way := days.only.get(self._order):
                line, text = one_way[0]
                count = "1 date" if len(one_way) == 1 else f"{len(one_way)} dates"
                yield f"Dates are read {self._order.value}: {count} can be read in no other way, such as {text} on line {line}."
        for zone, found in self._zones.items():
            times = "1 time names" if found == 1 else f"{found} times name"
            yield f"{times} the zone {zone}, which is not known: they are kept as written."
        for word, found in self._unknown.items():
            sessions = "1 session has" if found == 1 else f"{found} sessions have"
            yield f"{sessions} the status {word}, which is not known: it is kept as written, and says nothing of what became of them."
        if self._scores is not None:
            yield from self._scores.notes()
