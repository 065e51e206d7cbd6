"""Tables as text: which encoding, which separator, and the rows; a row whose quotes never close is refused alone."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from briefing_app.domain.problems import Problem
from briefing_app.domain.table import MOST_COLUMNS, MOST_ROWS, Table, TableRow
from briefing_app.domain.texts import one_line

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_LINES = 50
MOST_LINES = 1_000_000
MOST_BROKEN = 1000  # rows that cannot be taken apart, before the file is no table
LONGEST_LOOK = 100_000  # characters of a line in which separators are counted
OPEN_QUOTE = "a quotation mark in it is never closed"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DIRECTIVE = re.compile(r"sep=(.)\r?\n?|sep=(.)\r", re.I)
_LETTERS = re.compile(r"[^\W\d_]*[^\x00-\x7f]+[^\W\d_]*")


def read_delimited(data: bytes, name: str) -> Table:
    """A text taken apart. Raises Problem, which names the file, where it is empty, no text, or no table."""
    text, form, doubts = decode_text(data, name)
    if not text.strip():
        raise Problem(f"{name} is empty.", "Export it again.", exit_code=3)
    if text.count("\n") + text.count("\r") > 2 * MOST_LINES:
        raise Problem(f"{name} has more than {MOST_LINES:,} lines.", "Split it, and import the parts.", exit_code=3)
    lines = list(io.StringIO(text, newline=""))
    first = 0
    if found := _DIRECTIVE.fullmatch(lines[0]):
        delimiter, first = found.group(1) or found.group(2), 1
    else:
        delimiter = guess_delimiter(lines[:SAMPLE_LINES])
    if not delimiter:
        raise Problem(
            f"{name} is no table: no comma, semicolon, tab or bar divides its lines into the same number of cells.",
            "Save it as CSV again.",
            exit_code=3,
        )
    return Table(name, form, delimiter, tuple(_rows(lines, first, delimiter, name)), doubts=doubts)


# -- letters


def decode_text(data: bytes, name: str) -> tuple[str, str, tuple[str, ...]]:
    """The text of a file, its encoding, and what is in doubt about it.

    The mark at its beginning decides; then UTF-8, taken strictly; then Windows-1252, with three words to look at (product rule: no statistics,
    which name the wrong one for short files)."""
    for mark, form in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(form), form, ()
            except UnicodeDecodeError as fault:
                raise _no_text(data, name, fault.start + len(mark)) from fault
    if (zero := data.find(b"\0")) >= 0:
        raise Problem(
            f"{name} holds a zero byte in line {_line_of(data, zero)}, which no text does.", "Export it again.", exit_code=3
        )
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        return _of_windows(data, name)


def _of_windows(data: bytes, name: str) -> tuple[str, str, tuple[str, ...]]:
    """Windows-1252, line by line where some of the lines are UTF-8 after all."""
    parts: list[str] = []
    mixed = False
    odd: list[str] = []
    for part in re.split(rb"(?<=[\r\n])", data):
        if part.isascii():
            parts.append(part.decode("ascii"))
            continue
        try:
            parts.append(part.decode("utf-8"))
            mixed = True
        except UnicodeDecodeError:
            try:
                parts.append(part.decode("cp1252"))
            except UnicodeDecodeError as fault:
                raise _no_text(data, name, data.find(part) + fault.start) from fault
            odd.extend(_LETTERS.findall(parts[-1]) if len(odd) < 3 else ())
    words = ", ".join(one_line(word)[:40] for word in list(dict.fromkeys(odd))[:3])
    doubt = f"Its letters are read as Windows-1252, as in {words}: look whether that is right."
    if mixed:
        doubt = f"Some of its lines are UTF-8 and others are not; those are read as Windows-1252, as in {words}: look whether that is right."
    return "".join(parts), "cp1252", (doubt,)


def _no_text(data: bytes, name: str, place: int) -> Problem:
    return Problem(
        f"{name} is no text in UTF-8, UTF-16 or Windows-1252 (line {_line_of(data, place)}).",
        "Save it as CSV in UTF-8.",
        exit_code=3,
    )


def _line_of(data: bytes, place: int) -> int:
    return len(re.findall(rb"\r\n|\r|\n", data[:place])) + 1


# -- cells


def guess_delimiter(lines: Sequence[str]) -> str:
    """The separator that stands equally often in most of the lines, quoted cells apart; "" where none does."""
    best = (0, 0, "")
    upper = [line[:LONGEST_LOOK] for line in lines if line.strip()]
    for one in DELIMITERS:
        counts = Counter(_count(line, one) for line in upper)
        counts.pop(0, None)
        if counts:
            count, agreeing = max(counts.items(), key=lambda found: (found[1], found[0]))
            best = max(best, (agreeing, count, one), key=lambda found: found[:2])
    return best[2]


def _count(line: str, delimiter: str) -> int:
    if '"' in line:
        line = re.sub(r'"[^"]*"', "", line)  # a doubled mark within is two such pieces side by side
    return line.count(delimiter)


def _rows(lines: list[str], first: int, delimiter: str, name: str) -> Iterator[TableRow]:
    """Every row that holds something, with its line; at most ``MOST_ROWS``."""
    broken = given = 0
    while first < len(lines):
        reader = csv.reader(lines[first:] if first else lines, delimiter=delimiter, strict=True)
        began = 0
        try:
            for cells in reader:
                whole = "".join(cells)
                if whole and not whole.isspace():
                    given += 1
                    if given > MOST_ROWS:
                        raise Problem(f"{name} has more than {MOST_ROWS:,} rows.", "Split it, and import the parts.")
                    yield TableRow(first + began + 1, _cleaned(cells, whole))
                began = reader.line_num
            return
        except csv.Error as fault:
            broken += 1
            if broken > MOST_BROKEN:
                sentence = f"{name} is no table: more than {MOST_BROKEN:,} of its rows cannot be taken apart."
                raise Problem(sentence, "Save it as CSV again.", exit_code=3) from fault
            yield TableRow(first + began + 1, (), _say_fault(fault, lines[first + began]))
            first += began + 1


def _say_fault(fault: csv.Error, line: str) -> str:
    if "field limit" in str(fault) and len(line) > csv.field_size_limit():
        return f"a cell in it is longer than {csv.field_size_limit():,} characters"
    return OPEN_QUOTE if line.count('"') % 2 else one_line(str(fault))


def _cleaned(cells: list[str], whole: str) -> tuple[str, ...]:
    """What is longer than any real row is cut after one cell more, so that the row is refused for it."""
    if len(cells) > MOST_COLUMNS:
        del cells[MOST_COLUMNS + 1 :]
    return tuple(map(str.strip if whole.isascii() and whole.isprintable() else one_line, cells))
