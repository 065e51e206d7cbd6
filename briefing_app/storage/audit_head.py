"""The last row of the audit, kept sealed beside the store: rows that are gone from its end, or an older store put in its place, are missed.

Whoever may delete files of the profile can delete this one too; a backup's list is then what tells.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine

from briefing_app.storage.vacuum import driver_of
from briefing_app.system.key_slots import KeyFault
from briefing_app.system.keys import sealed_with, unsealed_with
from briefing_app.system.paths import write_private

ABOUT = b"briefing audit head"


class Head(NamedTuple):
    """The number of a row of the audit, and its hash."""

    id: int
    hash: str


def place_of_head(store: Path) -> Path:
    return store.with_name(f"{store.stem}-audit-head")


def kept_head(store: Path, key: bytes) -> Head | None:
    """The row that was the last when the store was closed; None where none was kept with this key."""
    try:
        number, _, digest = unsealed_with(key, place_of_head(store).read_bytes(), ABOUT).decode().partition(" ")
        return Head(int(number), digest)
    except (OSError, KeyFault, ValueError):
        return None


def keep_head(engine: Engine, store: Path, key: bytes) -> None:
    """Keep the last row of an open store, unless the one that was kept does not stand in it: that is to be found, not written over."""
    driver, before = driver_of(engine), kept_head(store, key)
    last = driver.execute("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    if last is None or last == before:
        return
    if before is not None and driver.execute("SELECT id, hash FROM audit WHERE id = ?", (before.id,)).fetchone() != before:
        return
    with suppress(OSError):  # a folder that cannot be written leaves the one before, which stands in the chain as well
        write_private(place_of_head(store), sealed_with(key, "{} {}".format(*last).encode(), ABOUT))
