"""What the page of My load is made of: numbers with their rule, hours, weeks, rows, entries."""

from __future__ import annotations

from dataclasses import dataclass

NOT_KNOWN = "not known"
DOCUMENTATION, INVISIBLE, RECOVERY, LOAD, NOTES = "documentation", "invisible", "recovery", "load", "notes"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what stands under it. ``rule`` says how it comes about; ``key`` finds the entries behind it."""

    key: str
    title: str
    value: str
    words: str
    tone: str
    rule: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of one weekday: ``share`` 0 to 1 of the darkest cell, ``invisible`` when most of it lay outside working hours.

    ``unknown``: there was a session in it, and nothing was timed.
    """

    weekday: int
    hour: int
    share: float
    invisible: bool
    words: str
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class WeekBar:
    """``hours`` as timed, None where nothing was; ``at_least`` where not every session has something timed after it."""

    label: str
    hours: float | None
    words: str
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a small table: texts of its columns, and the tone of the last one."""

    cells: tuple[str, ...]
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry behind a number; ``key`` names the figures it belongs to."""

    id: int
    words: str
    state: str


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A session whose note is owed or finished; ``state`` is "owed" or "finished"."""

    client: str
    session: str
    words: str
    tone: str
    state: str
