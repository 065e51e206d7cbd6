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


def over_two_lines(table: Table, header: Header) -> Header | None:
    """The header whose names stand in two lines, the upper one over merged cells: its columns are called by both, "Intake / PHQ-9". None where it
    stands in one line; a title over the whole table is none of it. Raises Problem where the second line names nothing."""
    spans = {line: [one for one in table.joined if one[0] == line] for line in (header.line, header.line - 1)}
    by_line = {row.line: row for row in table.rows}
    if spans[header.line]:
        upper, lower, rows = by_line[header.line].cells, by_line.get(header.line + 1), header.rows[1:]
    else:
        above = by_line.get(header.line - 1)
        if above is None or not spans[header.line - 1] or [place for place, cell in enumerate(above.cells) if cell] == [0]:
            return None
        upper, lower, rows = above.cells, by_line[header.line], header.rows
    over = {
        place: first for _, first, last in (*spans[header.line], *spans[header.line - 1]) for place in range(first, last + 1)
    }
    pairs = [
        (upper[at] if (at := over.get(place, place)) < len(upper) else "", cell)
        for place, cell in enumerate((*lower.cells, *[""] * (len(upper) - len(lower.cells))) if lower is not None else ())
    ]
    # A row of data below the header fills columns that have a name already.
    if not pairs or any(
        low and (_VALUE.fullmatch(low) or (top and place not in over)) for place, (top, low) in enumerate(pairs)
    ):
        raise Problem(
            f"{table.name} has a header with merged cells (near line {header.line}), and no line below that names each column.",
            "Give every column one name in one line, and save it again.",
            exit_code=3,
        )
    cells = [f"{top} / {low}" if top and low else low or top for top, low in pairs]
    names, doubled = name_columns(cells)
    below = lower.line if lower is not None else header.line
    return Header(names, doubled, below, tuple(line for line in header.above if line < below - 1), rows)


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
