"""Deleting a client as one act: a backup first, then every row, the pages written anew, and the clinician's own hours without their id."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from briefing_app.domain.problems import Problem
from briefing_app.services.backup import PRACTICE, PRIVATE, back_up_before, backups_of, vault_of
from briefing_app.storage.deleted import allow_again, counts, delete_client, knows_deleted, tombstone_of, tombstones
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.storage.vacuum import compact, driver_of, is_marked, make_good
from briefing_app.system.at_work import at_work
from briefing_app.system.paths import Profile

__all__ = [
    "Deletion",
    "DeletionOrder",
    "allow_again",
    "counts",
    "delete",
    "delete_backed_up",
    "forget_in_ledger",
    "tombstone_of",
    "tombstones",
]


@dataclass(frozen=True, slots=True)
class Deletion:
    """What went, by table. ``clean`` is False while pages still hold what went, ``fault`` says why, where something went wrong.

    ``hours`` counts rows of the clinician's own ledger, None where that was not open or could not be written."""

    rows: dict[str, int] = field(default_factory=dict)
    clean: bool = True
    fault: str = ""
    hours: int | None = None


class DeletionOrder(NamedTuple):
    """Which client (a row) goes, when and by whom; ``audited`` is False in the demo, which keeps no audit."""

    row: int
    at: float
    by: str
    audited: bool


def delete(store: PracticeStore, order: DeletionOrder, back_up: Callable[[], object], private: PrivateStore | None) -> Deletion:
    """Raises Problem when the backup cannot be made, or the rows not be deleted; then nothing was. What fails later is told in what is returned."""
    store.waiting.run()
    back_up()
    rows = delete_client(store, *order[:3], audited=order.audited)
    fault, hours = "", None
    try:
        clean = compact(store.engine)
    except Problem as problem:
        clean, fault = False, problem.sentence
    if private is not None:
        try:
            hours = forget_in_ledger(private, store)
            clean = clean and not is_marked(driver_of(private.engine))
        except Problem as problem:
            fault = problem.sentence
    return Deletion(rows, clean, fault, hours)


def delete_backed_up(
    store: PracticeStore, profile: Profile, key: bytes, order: DeletionOrder, private: PrivateStore | None
) -> tuple[Deletion, str]:
    """Delete after a backup by the profile's rules: what went, and the folder where backups still hold it ("" where there are none). Raises Problem."""
    with at_work(profile.folder):
        done = delete(store, order, lambda: back_up_before(profile, key), private)
    held = any(backups_of(vault_of(profile, kind)) for kind in (PRACTICE, PRIVATE))
    return done, str(profile.backups) if held else ""


def forget_in_ledger(private: PrivateStore, store: PracticeStore) -> int:
    """Take the ids of deleted clients off the clinician's own entries: at once, or when a ledger that was closed is opened again."""
    reader = PracticeReader(store)
    try:
        gone = knows_deleted(reader)
    finally:
        reader.close()
    changed = private.forget_clients(gone) if gone is not None else 0
    make_good(driver_of(private.engine))
    return changed
