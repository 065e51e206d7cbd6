"""Whether a store is whole: every page is held against its signature, then the tables and indexes against each other."""

from __future__ import annotations

from pathlib import Path

from sqlcipher3 import dbapi2

from briefing_app.domain.problems import Busy, Problem
from briefing_app.storage.engine import open_keyed, translated_errors

WAIT_MILLISECONDS = 500  # for another program to be done


def damage(path: Path, key: bytes) -> str:
    """What is wrong with the store in a sentence, or "" when it is whole. Nothing is mended, and a damaged file is not changed.

    A journal that a crash left behind is folded in first: until then the file may hold pages that the journal replaces, and those would
    be taken for damage. Raises Problem while another program has the store open.
    """
    if not path.stat().st_size:
        return f"The store {path.name} is empty."
    try:
        with translated_errors():
            connection = open_keyed(path, key)
            try:
                return _found(connection, path.name)
            finally:
                connection.close()
    except Problem as problem:
        if problem.exit_code != 4:
            raise
        return problem.sentence


def _found(connection: dbapi2.Connection, name: str) -> str:
    connection.execute(f"PRAGMA busy_timeout = {WAIT_MILLISECONDS}").fetchall()
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise Busy
    pages = len(connection.execute("PRAGMA cipher_integrity_check").fetchall())
    if pages:
        return f"The store {name} is damaged in {pages} {'place' if pages == 1 else 'places'}."
    words = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(1)")]
    return "" if words == ["ok"] else f"The store {name} is damaged: its tables do not fit together."
