"""Taking back an import that was wrong: which can be, why another cannot, and the act itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from briefing_app.domain.administration import Administration, Doubts, Evidence, administrations
from briefing_app.domain.audit import TOOK_BACK
from briefing_app.domain.hiding import A_FILE
from briefing_app.domain.periods import dated_at, local_time
from briefing_app.domain.problems import Problem
from briefing_app.services.measure import Catalogue
from briefing_app.storage.change_record import CODES, KEPT_DAYS, RECORDS
from briefing_app.storage.engine import translated_errors
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.take_back import Change, InTheWay, TakeBack, changes, in_the_way
from briefing_app.system.at_work import at_work

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTHING_DONE = "Nothing was changed."


@dataclass(frozen=True, slots=True)
class PastImport:
    """An import of the last 30 days, or (``joined``) two records that were said to be one person. ``at`` is when it began and ``taken`` when it was
    taken back (None: it stands), both by the clock on the wall; ``label`` names its files, or both records.

    ``why_not`` is the sentence why it cannot be taken back; "" where it can.
    """

    number: int
    joined: bool
    label: str
    at: datetime
    taken: datetime | None
    why_not: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of an import, or of two records (``joined``).

    ``clients`` are the names of those who stay, because something was entered for them; ``entered`` is how many rows of each table of the clinician's
    own were entered since, which stay too.
    """

    joined: bool
    label: str
    at: datetime
    clients: tuple[str, ...]
    entered: Mapping[str, int]


def past_imports(reader: PracticeReader, now: datetime, zone: tzinfo | None = None) -> list[PastImport]:
    """The imports and joined records of the last 30 days, newest first. Where names are hidden, files and records have none."""
    found = []
    for one in changes(reader.rows, now.timestamp()):
        why = "It was taken back." if one.taken else _why_not(in_the_way(reader.rows, one), zone, hidden=reader.hide_names)
        taken = local_time(one.taken, zone) if one.taken else None
        joined = one.kind == RECORDS
        label = one.label if not reader.hide_names else "" if joined else A_FILE
        found.append(PastImport(one.id, joined, label, local_time(one.at, zone), taken, why))
    return found


def _why_not(later: InTheWay | None, zone: tzinfo | None, *, hidden: bool = False) -> str:
    if later is None:
        return ""
    when = dated_at(local_time(later.at, zone))
    if later.kind == CODES:
        return f"What local codes mean was said on {when}, and the same records were read again by it."
    if later.kind == RECORDS:
        return f"Whether two records are one person was said on {when}, and it moved the same records."
    return f"{'Another import' if hidden else later.label}, imported {when}, holds or needs the same records."


def take_back_import(
    store: PracticeStore, catalogue: Catalogue, number: int, now: datetime, by: str, *, zone: tzinfo | None = None
) -> TakenBack:
    """Take an import back, as one transaction with its row of the audit: all that it brought goes, all that it changed is as it was.

    What the clinician entered stays. Raises Problem where it cannot be taken back; then nothing was changed.
    """
    at = now.timestamp()

    def derive(parts: list[Evidence], born: str) -> list[Administration]:
        return administrations(parts, catalogue, Doubts(born, at))

    with translated_errors(), at_work(store.path.parent):
        store.waiting.run()
        transaction = TakeBack(store.engine, at)
        try:
            change = _standing(transaction, number, zone)
            stay: list[int] = []
            if change.kind == RECORDS:
                transaction.part_again(change, by)
            else:
                stay = transaction.take_back(change, zone)
                transaction.note(TOOK_BACK, by, f"of {dated_at(local_time(change.at, zone))}")
            transaction.derive_scores(derive, lambda: None)
            found = TakenBack(
                change.kind == RECORDS,
                change.label,
                local_time(change.at, zone),
                tuple(transaction.names(stay)),
                transaction.entered_since(change, transaction.touched),
            )
            transaction.commit()
        except BaseException:
            transaction.rollback()
            raise
    return found


def _standing(transaction: TakeBack, number: int, zone: tzinfo | None) -> Change:
    """The import of that number. Raises Problem where there is none, or where it cannot be taken back."""
    found = next((one for one in transaction.changes() if one.id == number), None)
    if found is None:
        raise Problem(
            f"Nothing of the last {KEPT_DAYS} days that can be taken back has the number {number}.", NOTHING_DONE, exit_code=2
        )
    if found.taken:
        raise Problem(f"{found.label or 'It'} was taken back already.", NOTHING_DONE, exit_code=2)
    why = _why_not(transaction.in_the_way(found), zone)
    if why:
        raise Problem(f"{found.label} cannot be taken back. {why}", NOTHING_DONE, exit_code=2)
    return found
