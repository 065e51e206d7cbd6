"""A table as it stands in a file: rows of cells as text, before anything is said of what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

MOST_ROWS, MOST_COLUMNS = 200_000, 500
SERIALS_FROM = date(
    1899, 12, 30
)  # Excel's day 1 is 1 Jan 1900, with a 29 Feb 1900 that never was: this base holds from 1 Mar 1900 on
SERIALS_1904 = date(1904, 1, 1)
FALSE_LEAP_DAY = 60  # the serial of that 29 Feb
LAST_SERIAL = 2_958_465  # 31 Dec 9999
SECONDS = 86_400


class TableRow(NamedTuple):
    """One row and the line on which it begins (of a workbook: the row's number). ``fault`` says why it could not be taken apart."""

    line: int
    cells: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds. ``form`` is "xlsx", or the encoding of a text; ``delimiter`` is "" of a workbook.

    Cells of a workbook that are formatted as days or times stand here as ISO text; ``base`` is the day from which its bare serial numbers count,
    None for a text. ``joined`` are the columns over which cells of a row are merged, by line; ``doubts`` are sentences about the whole file."""

    name: str
    form: str
    delimiter: str
    rows: tuple[TableRow, ...]
    sheet: str = ""
    base: date | None = None
    joined: tuple[tuple[int, int, int], ...] = ()  # line, first and last column
    doubts: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Cells of the longest row."""
        return max((len(row.cells) for row in self.rows), default=0)


def of_serial(serial: float, base: date) -> datetime | None:
    """The local moment that a serial number of a workbook means, to the second; None where it means none.

    Source: ECMA-376 Part 1, 18.17.4.1 (date systems 1900 and 1904)."""
    days, seconds = divmod(round(serial * SECONDS), SECONDS)
    if base == SERIALS_FROM:
        if days == FALSE_LEAP_DAY or days < 1:
            return None
        if days < FALSE_LEAP_DAY:
            days += 1
    if not 0 <= days <= LAST_SERIAL - (base - SERIALS_FROM).days:
        return None
    return datetime.combine(base + timedelta(days=days), time()) + timedelta(seconds=seconds)
