"""Which kinds of files an import reads beside FHIR, in the order in which they are asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from briefing_app.services.measure import Catalogue
from briefing_app.services.table_import import table_kind
from briefing_app.sources.calendar.reader import LARGEST, calendar_key, calendars, is_calendar
from briefing_app.sources.ccda.document import CLINICAL_DOCUMENT
from briefing_app.sources.fhir.foreign import say_foreign
from briefing_app.sources.kinds import Kind, Look, NotRead
from briefing_app.sources.watched import ends
from briefing_app.storage.importing import ImportTransaction
from briefing_app.storage.imports import is_calendar_read
from briefing_app.storage.practice import PracticeStore

WAITS = "it waits until somebody opens one like it on the Import page"
MAY_BE_OPENED = "a table"


def kinds_of(transaction: ImportTransaction, catalogue: Catalogue, started: float) -> tuple[Kind, ...]:
    """Made for one import that ``started`` then (seconds since 1970): ``transaction`` tells what the clinician has said of earlier files."""
    return (calendars(date.today), CLINICAL_DOCUMENT, table_kind(transaction, catalogue, started))


def why_it_waits(store: PracticeStore, path: Path) -> str:
    """Why a watched folder leaves a file alone until somebody opens one like it on the Import page; "" where it is read. Raises OSError.

    Exports and clinical documents say whose they are and what they hold, and a calendar that was read once goes on; nothing else is opened unasked
    (product rule)."""
    head, tail = ends(path)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if is_calendar(Look(head)):
        return "" if _goes_on(store, path) else f"a calendar; {WAITS}"
    if b"xl/workbook" in tail and start.startswith(b"PK"):
        return f"an Excel workbook; {WAITS}"
    packed = start.startswith((b"PK\x03\x04", b"\x1f\x8b")) or head[257:262] == b"ustar"
    if packed or start[:1] in (b"{", b"[") or CLINICAL_DOCUMENT.is_it(Look(head)):
        return ""
    what = say_foreign(head)
    return (
        f"{what.partition(':')[0].partition(';')[0]}; {WAITS}"
        if what.startswith(MAY_BE_OPENED)
        else f"{what}; it was left alone"
    )


def _goes_on(store: PracticeStore, path: Path) -> bool:
    """Whether a calendar was read before, or is none and will be refused with a reason."""
    if path.stat().st_size > LARGEST:
        return True
    try:
        return is_calendar_read(store, calendar_key(path.read_bytes(), path.name))
    except NotRead:
        return True
