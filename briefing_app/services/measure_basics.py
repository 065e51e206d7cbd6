"""The small tables of an instrument's file, which its larger ones hold. A field that is not here is read by nothing, and the file is refused."""

from __future__ import annotations

from typing import Literal

import msgspec


class Table(msgspec.Struct, forbid_unknown_fields=True):
    """A table of a measure's file: a field that it does not name is refused."""


class TextTable(Table):
    """Words with their source."""

    text: str
    source: str


class CadenceTable(Table):
    """How many days lie between two forms."""

    days: int
    source: str


class LicenceTable(Table):
    """Whether the instrument may be used, and its text shipped."""

    state: str
    ship_text: str
    source: str


class ReferenceTable(Table):
    """Where the instrument was published."""

    doi: str
    source: str


class AgesTable(Table):
    """The ages, in years, that the instrument is for."""

    youngest: int
    oldest: int
    source: str


class MissingTable(Table):
    """How many items may be missing, and how the total is then made."""

    max: int
    method: str
    source: str


class SkipTable(Table):
    """Items whose answers make others needless, and what those then count as."""

    when: tuple[int, ...]
    fill: tuple[int, ...]


class WordingTable(Table):
    """Items that count the other way round where they are worded so."""

    items: tuple[int, ...]
    wording: str
    source: str


class CodingTable(Table):
    """Another coding of the answers that is in use."""

    item_range: tuple[int, int]
    add: int
    source: str


class ConventionTable(Table):
    """Whether answers are kept as printed, or as their severity."""

    answers: Literal["printed", "severity"]
    source: str
    turned: tuple[int, ...] = ()
