"""What SQLite refused, by its result code (sqlite.org/rescode.html) and by what the disk says when it is asked; damage is said last of all."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import DatabaseError
from sqlcipher3 import dbapi2

from briefing_app.domain.problems import Busy, NotWritten, Problem
from briefing_app.system.hindrance import hindrance, refused_to_write, words_of

PERM, BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB = 3, 5, 6, 8, 10, 11, 13, 14, 26
OF_THE_DISK = (PERM, READONLY, IOERR, FULL, CANTOPEN)
WORDS = {  # what SQLite says of a code (sqlite3_errstr), where a fault has the words alone, as that of a copy from store to store
    "database or disk is full": FULL,
    "disk I/O error": IOERR,
    "attempt to write a readonly database": READONLY,
    "unable to open database file": CANTOPEN,
    "database is locked": BUSY,
    "database disk image is malformed": CORRUPT,
    "file is not a database": NOTADB,
}
KEPT = "nothing of this step was kept"


def code_of(fault: BaseException) -> int:
    """The primary result code of what SQLite or SQLAlchemy raised; 0 where there is none."""
    found = fault.orig if isinstance(fault, DatabaseError) else fault
    return int(getattr(found, "sqlite_errorcode", 0) or WORDS.get(str(found), 0)) & 0xFF


def hindered(path: Path) -> OSError | None:
    """Why a store cannot be written: its own rights, its folder's, or no room beside it; None where it can."""
    return refused_to_write(path) or hindrance(path.parent)


def problem_of(fault: BaseException, path: Path | None = None) -> Problem | None:
    """The fault as a sentence with its remedy, None where it is none of the surroundings. ``path`` is the store, where that is known."""
    code = code_of(fault)
    path = path or getattr(fault.orig if isinstance(fault, DatabaseError) else fault, "store", None)
    if code in OF_THE_DISK:
        if path is not None and (reason := hindered(path)) is not None:
            return NotWritten(*words_of(reason, kept=KEPT))
        if code == FULL:
            return NotWritten(f"The disk is full; {KEPT}.", "Free some space and try again.")
        if code in (READONLY, PERM):
            return NotWritten(
                f"The store can only be read; {KEPT}.", "Look at the rights of its file and folder, then try again."
            )
        return NotWritten(f"The disk refused to read or write; {KEPT}.", "Look at the disk, then try again.")
    if code in (CORRUPT, NOTADB):
        return Problem("The store is damaged; it was left as it is.", "Restore it from a backup.", exit_code=4)
    return Busy() if code in (BUSY, LOCKED) else None


def note_store(fault: BaseException, path: Path) -> None:
    """Let a fault carry which store it was of, for whoever turns it into words."""
    if isinstance(fault, dbapi2.Error):
        fault.store = path
