"""The scores of one row of a table: totals and answers by measure, each cell read for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from briefing_app.domain.measure import Measure
from briefing_app.domain.safety import watched_items
from briefing_app.domain.scoring import answer_allowed
from briefing_app.domain.table import TableRow
from briefing_app.domain.table_items import answer_in_words
from briefing_app.domain.table_mapping import Field, TableMapping
from briefing_app.domain.texts import SHOWN_LENGTH, clean
from briefing_app.domain.written_score import ERRORS, is_no_value, names_of, plain, read_number, read_total

FEWEST_TO_TELL = 2  # rows without a nought from which it is asked how answers are numbered


class Given(NamedTuple):
    """What one row says of one measure: a stated total, or answers in item order; ``unread`` are cells of items that are no answer;
    ``doubt`` says what was taken for granted; with ``singles`` the table has no column for the other items, as beside a total."""

    measure: str
    total: float | None
    items: tuple[int | None, ...]
    unread: tuple[tuple[int, str], ...] = ()
    doubt: str = ""
    singles: bool = False


Faults = list[tuple[str, str]]
Read = Callable[[Measure, Sequence[str], int], Given | None]


class ScoreCells:
    """The cells of scores under a mapping; ``place`` is the index of a column."""

    def __init__(self, mapping: TableMapping, place: Mapping[str, int], measures: Mapping[str, Measure]) -> None:
        self._mapping, self._place, self._measures = mapping, place, measures
        self._by_name = {name: one for one in measures.values() for name in names_of(one)}
        self._columns: dict[str, list[tuple[str, int]]] = {}
        for column, name, item in mapping.values:
            self._columns.setdefault(name, []).append((column, item))
        self._granted: list[tuple[int, str]] = []
        self._unread = 0
        self._plain: dict[tuple[str, ...], Given | None] = {}

    def asks_lowest(self, rows: Sequence[TableRow]) -> bool:
        """Whether it has to be said from which number answers count: some are above what their item allows, or not one is nought.

        Survey programs number answers from 1, forms from 0 (product rule: a question, never a score)."""
        if self._mapping.lowest is not None:
            return False
        for measure, told in self._columns.items():
            low, high = self._measures[measure].item_range or (0, 0)
            columns = [self._place[column] for column, item in told if item]
            found = [
                [
                    int(row.cells[place])
                    for place in columns
                    if place < len(row.cells) and row.cells[place].isdecimal() and len(row.cells[place]) < 4
                ]
                for row in rows
            ]
            filled = [one for one in found if one]
            answers = [value for one in filled for value in one]
            if low == 0 and answers and 0 not in answers and (max(answers) == high + 1 or len(filled) >= FEWEST_TO_TELL):
                return True
        return False

    def read(self, cells: Sequence[str], line: int) -> tuple[list[Given], Faults]:
        """What a row gives, and what of it cannot be read: a cell spoils its measure alone. Raises ValueError where it gives nothing at all."""
        faults: Faults = []
        given: list[Given] = []
        for measure, read in self._readers(cells):
            try:
                found = read(measure, cells, line)
            except ValueError as fault:
                cell, _, reason = clean(str(fault), 200).partition(": ")
                faults.append((cell, reason or "not kept"))
                continue
            if found is not None:
                given.append(found)
        if not given and not faults:
            raise ValueError("no score and no answer is given")
        return given, faults

    def _readers(self, cells: Sequence[str]) -> Iterator[tuple[Measure, Read]]:
        if self._columns:
            for name in self._columns:
                yield self._measures[name], self._wide
            return
        text = self._of(cells, self._mapping.column(Field.MEASURE))
        measure = self._by_name.get(plain(text)) or self._by_name.get(plain(text.partition("(")[0]))
        if measure is None:
            raise ValueError(f"{clean(text, SHOWN_LENGTH) or 'an empty cell'} is not a measure of the catalogue")
        yield measure, self._long

    def _long(self, measure: Measure, cells: Sequence[str], line: int) -> Given | None:
        column = self._mapping.column(Field.SCORE)
        text = self._of(cells, column)
        return None if is_no_value(text) else self._total(measure, text, column, line)

    def _total(self, measure: Measure, text: str, column: str, line: int) -> Given:
        total, doubt = read_total(text, column, measure)
        if doubt:
            self._granted.append((line, doubt))
        if not measure.has_total:
            raise ValueError(f"{measure.short} has no total")
        low, high = measure.total_range or (float("-inf"), float("inf"))
        shown = clean(text, SHOWN_LENGTH)
        if not low <= total <= high:
            raise ValueError(f"{column} is {shown}: {measure.short} goes from {low:g} to {high:g}")
        if total != round(total, measure.decimals):
            raise ValueError(f"{column} is {shown}: {measure.short} is a whole number")
        return Given(measure.id, total, (), (), doubt)

    def _wide(self, measure: Measure, cells: Sequence[str], line: int) -> Given | None:
        """What a row says of one measure; rows with the same cells share it, where nothing of it has to be counted."""
        key = (measure.id, *(self._of(cells, column) for column, _ in self._columns[measure.id]))
        if key in self._plain:
            return self._plain[key]
        found = self._read_wide(measure, cells, line)
        if found is None or not (found.doubt or found.unread):
            self._plain[key] = found
        return found

    def _read_wide(self, measure: Measure, cells: Sequence[str], line: int) -> Given | None:
        total: Given | None = None
        items: list[int | None] = []
        unread: list[tuple[int, str]] = []
        told = self._columns[measure.id]
        for column, item in told:
            text = self._of(cells, column)
            if is_no_value(text):
                continue
            if not item:
                other, total = total, self._total(measure, text, column, line)
                if other is not None and other.total != total.total:
                    raise ValueError(
                        f"{column} is {clean(text, SHOWN_LENGTH)}: another column of {measure.short} is {other.total:g}"
                    )
                continue
            items = items or [None] * measure.asked
            value = self._answer(measure, item, text)
            if value is None:
                if item not in watched_items(measure) and text.lower() not in ERRORS:
                    raise ValueError(
                        f"{column} is {clean(text, SHOWN_LENGTH)}: that is no answer to item {item} of {measure.short}"
                    )
                unread.append((item, clean(text, SHOWN_LENGTH)))
                self._unread += 1
            else:
                items[item - 1] = value
        if total is None and not items:
            return None
        singles = sum(item > 0 for _, item in told) < measure.items
        return Given(
            measure.id, total.total if total else None, tuple(items), tuple(unread), total.doubt if total else "", singles
        )

    def _answer(self, measure: Measure, item: int, text: str) -> int | None:
        """The value of an answer, in numbers or in words; None where it is none that the item allows."""
        try:
            number = read_number(text, "")
        except ValueError:
            return answer_in_words(text, measure, item)
        low = (measure.item_range or (0, 0))[0]
        value = number - self._mapping.lowest + low if self._mapping.lowest is not None else number
        return int(value) if value == int(value) and answer_allowed(measure, item, int(value)) else None

    def _of(self, cells: Sequence[str], column: str) -> str:
        place = self._place.get(column, -1)
        return cells[place] if 0 <= place < len(cells) else ""

    def notes(self) -> Iterator[str]:
        """What was taken for granted, and answers to safety items that are kept as they stand."""
        if self._granted:
            line, words = self._granted[0]
            count = (
                "1 score is no plain number" if len(self._granted) == 1 else f"{len(self._granted)} scores are no plain numbers"
            )
            yield f"{count}: {words} (line {line})."
        if self._unread:
            cells = "1 answer to a safety item is" if self._unread == 1 else f"{self._unread} answers to safety items are"
            yield f"{cells} not understood and kept as written: look at the form."
        for measure, told in self._columns.items():
            if not any(item for _, item in told):
                continue
            one = self._measures[measure]
            if one.item_range is None:
                continue
            if self._mapping.lowest in (None, one.item_range[0]):
                yield f"Answers are read as {one.answers_are}."
            else:
                yield f"Answers to {one.short} count from {self._mapping.lowest} in this file, where the form counts from {one.item_range[0]}."
