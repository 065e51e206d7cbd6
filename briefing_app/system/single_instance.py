"""One window at a time: who holds a profile, what becomes of it when they die, and how a second start brings the first to the front."""

from __future__ import annotations

import os
import time
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, Signal

from briefing_app.system.hindrance import hindrance

WAIT_MILLISECONDS = 50
ANSWER_SECONDS = 2.0


def taken(path: Path) -> QLockFile | None:
    """The lock, held until it is unlocked or its process ends however it may; None when another process has it.

    Raises OSError where none can be made: the folder cannot be written, or its disk is full.
    """
    lock = QLockFile(str(path))
    lock.setStaleLockTime(0)  # however old: only a holder that is no longer alive loses it
    if lock.tryLock(WAIT_MILLISECONDS):
        return lock
    if lock.error() != QLockFile.LockError.LockFailedError and (reason := hindrance(path.parent)) is not None:
        raise reason
    return None


def held_elsewhere(path: Path) -> bool:
    """Whether another process, one that is alive, holds this lock."""
    lock = QLockFile(str(path))
    lock.setStaleLockTime(0)
    if not path.exists() or lock.getLockInfo()[0] == os.getpid():
        return False
    if lock.tryLock(0):
        lock.unlock()
        return False
    return True


class Calls(QObject):
    """Hears when Briefing is started again: a second start writes into a file that this one watches. No socket is opened."""

    called = Signal()

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        path.unlink(missing_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        self._watcher = QFileSystemWatcher([str(path)], self)
        self._watcher.fileChanged.connect(self._look)

    def _look(self) -> None:
        if self._path.exists() and self._path.stat().st_size:
            os.truncate(self._path, 0)  # the answer
            self.called.emit()


def call(path: Path) -> bool:
    """Call the window that has the profile; whether it answered within two seconds."""
    try:
        with path.open("r+b") as file:
            file.write(b"1")
        until = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < until:
            if not path.stat().st_size:
                return True
            time.sleep(0.02)
    except OSError:
        pass
    return False
