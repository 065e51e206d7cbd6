"""Items over time: one row an item, one column an administration, so that what moves under a total can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from briefing_app.domain.administration import items_of
from briefing_app.domain.course import Course
from briefing_app.domain.periods import say_date

MOST_COLUMNS = 14
STEPS = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """``words`` is the answer as a number, "" where none was given; ``step`` 0 is the least and 4 the most severe."""

    words: str
    step: int


@dataclass(frozen=True, slots=True)
class StripRow:
    """The answers to one item, the oldest first."""

    label: str
    safety: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """``note`` says what is cut off; ``spoken`` says the whole in a sentence."""

    days: tuple[str, ...]
    rows: tuple[StripRow, ...]
    note: str
    spoken: str


def make_strip(one: Course, today: date) -> Strip | None:
    """The newest administrations that hold answers, oldest at the left; None where no answers are known."""
    measure = one.measure
    points = [point for point in one.points if point.record.items]
    if not points or measure.item_range is None:
        return None
    shown = points[-MOST_COLUMNS:]
    answers = [items_of(point.record.items) for point in shown]
    size = max(len(found) for found in answers)
    safety = {item for rule in measure.safety for item in rule.items}
    rows = tuple(
        StripRow(
            measure.item_heading(item),
            item in safety,
            tuple(_cell(found[item - 1] if item <= len(found) else None, one, item) for found in answers),
        )
        for item in range(1, size + 1)
    )
    cut = f"the newest {len(shown)} of {len(points)} administrations" if len(points) > len(shown) else ""
    return Strip(tuple(say_date(point.day, today) for point in shown), rows, cut, _spoken(one, rows, len(shown)))


def _cell(value: int | None, one: Course, item: int) -> Cell:
    if value is None:
        return Cell("", 0)
    low, high = one.measure.item_range or (0, 1)
    share = (value - low) / (high - low) if high > low else 0.0
    better_high = one.measure.higher_is_better != (item in one.measure.reverse)
    return Cell(str(value), round((1 - share if better_high else share) * STEPS))


def _spoken(one: Course, rows: tuple[StripRow, ...], columns: int) -> str:
    words = f"{one.measure.short} items over {columns} {'administration' if columns == 1 else 'administrations'}"
    if columns == 1:
        return f"{words}."
    pairs = [(row.label, row.cells[-2], row.cells[-1]) for row in rows]
    risen = [label for label, before, now in pairs if before.words and now.words and now.step > before.step]
    blank = [label for label, before, now in pairs if not (before.words and now.words)]
    open_ones = f"; not answered both times: {', '.join(blank)}" if blank else ""
    return f"{words}; more severe than the time before: {', '.join(risen) if risen else 'none'}{open_ones}."
