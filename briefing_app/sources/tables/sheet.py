"""One sheet of a workbook: its cells where they say that they stand, as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from operator import itemgetter

from briefing_app.domain.table import MOST_COLUMNS, MOST_ROWS, TableRow, of_serial
from briefing_app.domain.texts import one_line
from briefing_app.sources.tables.styles import LENGTH, TIME

Joined = tuple[tuple[int, int, int], ...]
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], object]
MOST_JOINED = 10_000
MOST_REMEMBERED = 50_000  # numbers whose text is kept: days repeat
MINUTES, SECONDS = 1440, 86_400  # of a day
DIGITS = "0123456789"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)


class TooMuch(Exception):
    """The sheet has more than may be read; the text says what."""


class SheetReader:
    """Takes what expat tells of one sheet. A cell's place is what it says itself; what the sheet says of its size is not believed."""

    def __init__(self, strings: list[str], kinds: list[str], base: date) -> None:
        self._strings, self._kinds, self._base = strings, kinds, base
        self._columns = {_letters(number): number for number in range(MOST_COLUMNS)}
        self._rows: list[tuple[str, list[str]]] = []
        self._remembered: dict[tuple[str, str | None, str | None], str] = {}
        self._far = self._unstored = 0
        self._joined: list[tuple[int, int, int]] = []

    def handlers(self) -> tuple[Start, End, Text]:
        """What expat calls, for one sheet. The text behind the last opened value is all in ``parts``, whatever came before it is dropped."""
        parts: list[str] = []
        cell: dict[str, str] = {}
        row: list[str] = []
        inline: list[str] = []
        formula = pronounced = False
        columns, rows, remembered, words_of = self._columns, self._rows, self._remembered, self._words

        def start(name: str, found: dict[str, str]) -> None:
            nonlocal cell, row, formula, pronounced
            if name == "v" or name == "t":
                parts.clear()
            elif name == "c":
                cell = found
                formula = False
            elif name == "row":
                row = []
                rows.append((found.get("r", ""), row))
                if len(rows) > MOST_ROWS:
                    self._drop_empty()
            elif name == "f":
                formula = True
            elif name == "rPh":
                pronounced = True
            elif name == "mergeCell":
                self._join(found.get("ref", ""))
            elif ":" in name:
                start(name.rpartition(":")[2], found)

        def end(name: str) -> None:
            nonlocal formula, pronounced
            if name == "v":
                if parts:
                    formula = False
                    key = (parts[0] if len(parts) == 1 else "".join(parts), cell.get("t"), cell.get("s"))
                    words = remembered.get(key)
                    if words is None:
                        words = words_of(*key)
                    column = columns.get(cell.get("r", "").rstrip(DIGITS))
                    if column == len(row):
                        row.append(words)
                    else:
                        place(words)
            elif name == "t":
                if not pronounced:
                    inline.extend(parts)
            elif name == "is":
                place(one_line("".join(inline)))
                inline.clear()
            elif name == "c":
                if formula:
                    self._unstored += 1
            elif name == "rPh":
                pronounced = False
            elif ":" in name:
                end(name.rpartition(":")[2])

        def place(words: str) -> None:
            where = cell.get("r")
            here = len(row)
            column = here if where is None else columns.get(where.rstrip(DIGITS), MOST_COLUMNS)
            if column == here and here < MOST_COLUMNS:
                row.append(words)
            elif column >= MOST_COLUMNS:
                self._far += bool(words)
            else:
                row.extend([""] * (column + 1 - here))
                row[column] = words

        return start, end, parts.append

    def _drop_empty(self) -> None:
        """Rows without a cell are none. Raises TooMuch where that makes no room."""
        last = self._rows.pop()
        self._rows[:] = [one for one in self._rows if any(one[1])]
        if len(self._rows) > MOST_ROWS - MOST_ROWS // 10:
            raise TooMuch(f"more than {MOST_ROWS - MOST_ROWS // 10:,} rows")
        self._rows.append(last)

    def _words(self, raw: str, kind: str | None, style: str | None) -> str:
        words = self._as_text(raw, kind, int(style) if style and style.isdecimal() else 0)
        if len(self._remembered) < MOST_REMEMBERED:
            self._remembered[raw, kind, style] = words
        return words

    def _as_text(self, raw: str, kind: str | None, style: int) -> str:
        if kind == "s":
            index = int(raw) if raw.isdecimal() else -1
            return self._strings[index] if 0 <= index < len(self._strings) else ""
        if kind is None or kind == "n":
            return self._number(raw, self._kinds[style] if style < len(self._kinds) else "")
        return ("TRUE" if raw.strip() == "1" else "FALSE") if kind == "b" else one_line(raw)

    def _number(self, raw: str, kind: str) -> str:
        """A number as it would be typed, or the day and time that its style makes of it."""
        try:
            value = float(raw)
        except ValueError:
            return one_line(raw)
        if not abs(value) < 1e15:
            return one_line(raw)
        if kind == LENGTH:
            return _plain(round(value * MINUTES, 4))  # minutes
        if kind:
            if kind == TIME or 0 <= value < 1:
                return _clock(value % 1)
            moment = of_serial(value, self._base)
            if moment is not None:
                return moment.isoformat() if value % 1 else moment.date().isoformat()
        return _plain(value)

    def _join(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        begin, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
        if begin is None or end is None or len(self._joined) >= MOST_JOINED:
            return
        left, right = self._columns.get(begin.group(1), MOST_COLUMNS), self._columns.get(end.group(1), MOST_COLUMNS)
        if left < right < MOST_COLUMNS:
            self._joined.append((int(begin.group(2)), left, right))

    def rows(self) -> tuple[TableRow, ...]:
        """The rows that hold something, in their order; each as long as its last cell. One without a number follows the one before it."""
        found: list[TableRow] = []
        line = 0
        for number, row in self._rows:
            line = int(number) if number.isdecimal() and len(number) < 8 else line + 1
            if any(row):
                found.append(TableRow(line, tuple(row)))
        return tuple(sorted(found, key=itemgetter(0)))

    def joined(self) -> Joined:
        """Line, first and last column of cells that are merged across columns."""
        return tuple(self._joined)

    def doubts(self) -> Iterator[str]:
        """What of the sheet was not read."""
        if self._far:
            cells = "1 cell stands" if self._far == 1 else f"{self._far:,} cells stand"
            yield f"{cells} beyond column {MOST_COLUMNS} and {'is' if self._far == 1 else 'are'} left out."
        if self._unstored:
            cells = "1 formula has" if self._unstored == 1 else f"{self._unstored:,} formulas have"
            yield f"{cells} no stored value; formulas are not computed, so nothing is read there."


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _clock(fraction: float) -> str:
    seconds = round(fraction * SECONDS) % SECONDS
    hours, rest = divmod(seconds, 3600)
    return f"{hours:02}:{rest // 60:02}" + (f":{rest % 60:02}" if rest % 60 else "")


def _letters(number: int) -> str:
    number += 1
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found
