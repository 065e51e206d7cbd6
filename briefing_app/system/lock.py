"""One window at a time: who holds a profile, and what becomes of it when they die."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLockFile

WAIT_MILLISECONDS = 50


def taken(path: Path) -> QLockFile | None:
    """The lock, held until it is unlocked or its process ends however it may; None when another process has it."""
    lock = QLockFile(str(path))
    lock.setStaleLockTime(0)  # however old: only a holder that is no longer alive loses it
    return lock if lock.tryLock(WAIT_MILLISECONDS) else None
