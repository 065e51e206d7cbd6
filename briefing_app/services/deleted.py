"""Deleting a client as one act: a backup first, then every row, the pages written anew, and the clinician's own hours without their id."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from briefing_app.storage.deleted import compact, delete_client, knows_deleted
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore


@dataclass(frozen=True, slots=True)
class Deletion:
    """What went, by table. ``clean`` is False while the journal could not be emptied;

    ``hours`` counts rows of the clinician's own ledger, None where that was not open."""

    rows: dict[str, int] = field(default_factory=dict)
    clean: bool = True
    hours: int | None = None


def delete(
    store: PracticeStore,
    row: int,
    at: float,
    by: str,
    back_up: Callable[[], object],
    private: PrivateStore | None,
    *,
    audited: bool,
) -> Deletion:
    """Raises Problem when the backup cannot be made; then nothing was deleted."""
    back_up()
    rows = delete_client(store, row, at, by, audited=audited)
    clean = compact(store.engine)
    hours = forget_in_ledger(private, store) if private is not None else None
    return Deletion(rows, clean, hours)


def forget_in_ledger(private: PrivateStore, store: PracticeStore) -> int:
    """Take the ids of deleted clients off the clinician's own entries: at once, or when a ledger that was closed is opened again."""
    reader = PracticeReader(store)
    try:
        gone = knows_deleted(reader)
    finally:
        reader.close()
    changed = private.forget_clients(gone) if gone is not None else 0
    if changed:
        compact(private.engine)
    return changed
