"""What keeps a file from being read or written, by the system's error number and in words. Nothing here is damage."""

from __future__ import annotations

import errno
import os
import secrets
import sys
from pathlib import Path

PROBE_BYTES = (
    64 << 10
)  # what a store needs beside it before its first page can be read: an index of its journal (SQLite, "WAL-mode File Format")

FULL = ("{place} is on a full disk", "Free some space and try again.")
QUOTA = ("{place} is on a disk of which your share is used up", "Free some space, or ask for a larger share, and try again.")
READ_ONLY = ("{place} is on a disk that can only be read", "Make the disk writable and try again.")
NO_PERMISSION = ("{place} may not be written to or read with the rights of this user", "Mend its rights and try again.")
GONE = ("{place} is gone", "Connect its disk, or put it back, and try again.")
TOO_MANY = ("{place} cannot be opened: too many files are open", "Close other programs and try again.")
UNREADABLE = ("{place} is on a disk that cannot be read or written", "Look at the disk, then try again.")

BY_NUMBER = {
    errno.ENOSPC: FULL,
    errno.EFBIG: FULL,
    errno.EDQUOT: QUOTA,
    errno.EROFS: READ_ONLY,
    errno.EACCES: NO_PERMISSION,
    errno.EPERM: NO_PERMISSION,
    errno.ENOENT: GONE,
    errno.ENOTDIR: GONE,
    errno.ENODEV: GONE,
    errno.ENXIO: GONE,
    errno.EMFILE: TOO_MANY,
    errno.ENFILE: TOO_MANY,
    errno.EIO: UNREADABLE,
}  # fmt: skip


def words_of(fault: OSError, place: str = "", kept: str = "") -> tuple[str, str]:
    """A sentence and a remedy for what the system refused; ``kept`` says what became of the step, such as "nothing of it was kept"."""
    named = place or (Path(os.fsdecode(fault.filename)).name if fault.filename else "")
    sentence, remedy = BY_NUMBER.get(
        fault.errno or 0, ("{place} cannot be used: " + (fault.strerror or "the system refused"), "")
    )
    words = sentence.format(place=f"“{named}”" if named else "A file that is needed")
    return f"{words}{'; ' if kept else ''}{kept}.", remedy or "Look at the disk, then try again."


def hindrance(folder: Path) -> OSError | None:
    """Why nothing can be written in a folder, found by writing there; None where it can. It names the folder; what was written is taken away."""
    path = folder / f".try-{secrets.token_hex(8)}"
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            os.write(descriptor, secrets.token_bytes(PROBE_BYTES))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
            path.unlink(missing_ok=True)
    except OSError as fault:
        fault.filename = str(folder)
        return fault
    return None


def refused_to_write(path: Path) -> OSError | None:
    """Why a file that is there may not be written to, by its own rights, those of its folder and its disk; None where it may."""
    for one, how in ((path, os.W_OK), (path.parent, os.W_OK | os.X_OK)):
        if one.exists() and not os.access(one, how):
            number = errno.EROFS if _is_read_only(one) else errno.EACCES
            return OSError(number, os.strerror(number), str(one))
    return None


def _is_read_only(path: Path) -> bool:
    """Whether the disk as a whole can only be read, as far as the system tells."""
    if sys.platform == "win32":
        return False
    try:
        return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except OSError:
        return False
