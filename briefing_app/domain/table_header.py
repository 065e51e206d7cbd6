"""Which row of a table names its columns, and what they are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from briefing_app.domain.problems import Problem
from briefing_app.domain.table import Table, TableRow

SEARCHED = 20  # rows in which the header is looked for (product rule)
FEWEST_COLUMNS = 2
_VALUE = re.compile(r"[-+]?[\d.,]+ ?%?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b.*|\d{1,2}:\d\d\b.*|\{.*", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns, each one of its own: the second of a name is "name (2)"; ``doubled`` are the names that stand more than once.

    ``line`` is the header's, ``above`` the lines that hold something before it, ``rows`` what stands below it."""

    names: tuple[str, ...]
    doubled: frozenset[str]
    line: int
    above: tuple[int, ...]
    rows: tuple[TableRow, ...]


def find_header(table: Table, known: Callable[[str], bool]) -> Header:
    """The first of the upper rows whose cells are all words, best one with names that are ``known``. Raises Problem where there is none.

    A row with a number or a day in it is no header (product rule): a table without one is refused, its columns are not guessed."""
    found: list[tuple[int, int]] = []
    for index, row in enumerate(table.rows[:SEARCHED]):
        filled = [cell for cell in row.cells if cell]
        if len(filled) >= FEWEST_COLUMNS and not any(_VALUE.fullmatch(cell) for cell in filled):
            found.append((min(sum(map(known, filled)), FEWEST_COLUMNS), -index))
    if not found:
        raise Problem(
            f"{table.name} has no header: none of its first lines names the columns.",
            "Put a line with the columns' names above the rows.",
            exit_code=3,
        )
    index = -max(found)[1]
    names, doubled = name_columns(table.rows[index].cells)
    above = tuple(row.line for row in table.rows[:index])
    return Header(names, doubled, table.rows[index].line, above, table.rows[index + 1 :])


def upper_cells(table: Table) -> Iterator[str]:
    """The cells of the rows among which the header may be."""
    return (cell for row in table.rows[:SEARCHED] for cell in row.cells)


def name_columns(cells: Sequence[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """A name for every column, none twice; and which names the file gives to more than one."""
    counts = Counter(cell for cell in cells if cell)
    taken: set[str] = set(counts)
    seen: Counter[str] = Counter()
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        seen[cell] += 1
        name = cell or f"column {place}"
        if not cell or seen[cell] > 1:
            number = seen[cell] if cell else 1
            name = f"{cell} ({number})" if cell else name
            while name in taken:
                number += 1
                name = f"{cell or f'column {place}'} ({number})"
        taken.add(name)
        names.append(name)
    return tuple(names), frozenset(name for name, count in counts.items() if count > 1)
