"""Whether the disk has room for an import: refused before it begins where its size says so, and stopped where it grows past what is free."""

from __future__ import annotations

import shutil
from pathlib import Path

from briefing_app.domain.problems import Problem

FULL = 1_000_000  # bytes; the store itself would find out only when its cache is written
ROOM_LEFT = 200_000_000  # bytes that an import leaves free
SHARE_KEPT = 0.2  # of what is read, while it is written: usual exports take 0.05, lines of nothing but clients 3


class Room:
    """The room there was when an import began. Its transaction grows in the journal, and from there goes into the store once more."""

    def __init__(self, store: Path, unpacked: int) -> None:
        """``unpacked`` bytes are to be read. Raises Problem when they need more than is free but for ``ROOM_LEFT``."""
        self._journal = store.with_name(store.name + "-wal")
        free = shutil.disk_usage(store.parent).free
        self._most = free - ROOM_LEFT
        if unpacked * SHARE_KEPT > self._most:
            raise Problem(
                f"The disk has {free / 1e6:.0f} MB free, too little for an export of {unpacked / 1e6:.0f} MB:"
                f" it needs some {unpacked * SHARE_KEPT / 1e6:.0f} MB, and {ROOM_LEFT / 1e6:.0f} MB stay free.",
                "Free some space and try again; nothing was changed.",
            )

    def watch(self) -> None:
        """Raises Problem when the import has grown to more than there is room for, or others have filled the disk meanwhile.

        Leaving its transaction gives everything back.
        """
        if shutil.disk_usage(self._journal.parent).free < FULL:
            raise Problem("The disk is full; nothing of this step was kept.", "Free some space and try again.")
        grown = self._journal.stat().st_size if self._journal.exists() else 0
        if 2 * grown > self._most:
            raise Problem(
                f"The import needs more room than the disk has: {ROOM_LEFT / 1e6:.0f} MB stay free. It was stopped.",
                "Free some space and try again; everything is as it was before.",
            )
