"""What a watched folder may read by itself: what says whose it is, and what somebody opened before."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from briefing_app.domain.problems import Problem
from briefing_app.domain.table_mapping import TableKind
from briefing_app.services.measure import Catalogue
from briefing_app.services.table import LARGEST as LARGEST_TABLE
from briefing_app.services.table import choose, open_bytes
from briefing_app.sources.calendar.reader import LARGEST as LARGEST_CALENDAR
from briefing_app.sources.calendar.reader import calendar_key, is_calendar
from briefing_app.sources.ccda.document import is_document
from briefing_app.sources.fhir.foreign import say_foreign
from briefing_app.sources.kinds import Look, NotRead
from briefing_app.sources.tables.recognise import may_be_table
from briefing_app.sources.watched import ends
from briefing_app.storage.imports import is_calendar_read
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.table_people import remembered_tables

WAITS = "it waits until somebody opens one like it on the Import page"
WORKBOOK = "xl/workbook.xml"
PLACES = {TableKind.CLIENTS: 1, TableKind.SESSIONS: 2}


class Standing(NamedTuple):
    """Why a file is left alone, "" where it is read; and its place among others of one batch: clients before sessions before scores."""

    why: str = ""
    place: int = 0


def standing(store: PracticeStore, catalogue: Catalogue, path: Path) -> Standing:
    """What becomes of a file of a watched folder. Raises OSError.

    Exports and clinical documents say whose they are and what they hold; a calendar that was read once goes on, and so do tables with columns that
    were read before; nothing else is opened unasked (product rule)."""
    head, tail = ends(path)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    look = Look(head, frozenset({WORKBOOK} if start.startswith(b"PK") and WORKBOOK.encode() in tail else ()))
    if is_calendar(look):
        return Standing("" if _is_known_calendar(store, path) else f"a calendar that was not read before; {WAITS}", 2)
    if not look.members and _says_whose_it_is(start, head):
        return Standing()
    if may_be_table(head, look.members):
        return _of_a_table(store, catalogue, path)
    return Standing(f"{say_foreign(head)}; it was left alone")


def _says_whose_it_is(start: bytes, head: bytes) -> bool:
    """JSON, an archive, or a clinical document."""
    packed = start.startswith((b"PK\x03\x04", b"\x1f\x8b")) or head[257:262] == b"ustar"
    return packed or start[:1] in (b"{", b"[") or is_document(Look(head))


def _is_known_calendar(store: PracticeStore, path: Path) -> bool:
    """Whether it was read before, or is none and will be refused with a reason."""
    if path.stat().st_size > LARGEST_CALENDAR:
        return True
    try:
        return is_calendar_read(store, calendar_key(path.read_bytes(), path.name))
    except NotRead:
        return True


def _of_a_table(store: PracticeStore, catalogue: Catalogue, path: Path) -> Standing:
    if path.stat().st_size > LARGEST_TABLE:
        return Standing()  # refused with a reason
    try:
        opened = open_bytes(path.read_bytes(), path.name, catalogue)
    except Problem:
        return Standing()
    with closing(PracticeReader(store)) as reader:
        chosen = choose(opened, catalogue, remembered_tables(reader.rows))
    kind = chosen.mapping.kind
    if chosen.asked:
        return Standing(f"a table whose columns were not read before; {WAITS}")
    return Standing("a table of check-ins; open it under Check-ins" if kind is TableKind.CHECKINS else "", PLACES.get(kind, 3))
