"""What the stores stand on: libraries that are new enough, and files that begin with nothing that anybody could read."""

from __future__ import annotations

import sys
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from briefing_app.storage.engine import OLDEST_SQLITE, PLAIN_HEADER, create_private_file, open_keyed
from tests.faults.gate import KEY, Gate

OLDEST_SQLCIPHER = (4, 19)
NOT_QT = "6.12.0"  # drops references to None below Python 3.12


def numbers(words: str) -> tuple[int, ...]:
    """``4.19.0 community`` as (4, 19, 0)."""
    return tuple(int(part) for part in words.split()[0].split("."))


def versions(place: Path) -> list[Gate]:
    """Asked of the libraries themselves, and of a store that is made and written to."""
    path = place / "store.db"
    create_private_file(path)
    with closing(open_keyed(path, KEY)) as made:
        made.execute("CREATE TABLE words (said TEXT)")
        made.execute("INSERT INTO words VALUES ('SQLite format 3')")
        sqlite = str(made.execute("SELECT sqlite_version()").fetchone()[0])
        cipher = str(made.execute("PRAGMA cipher_version").fetchone()[0])
        headers = [one.read_bytes()[: len(PLAIN_HEADER)] for one in (path, path.with_name(path.name + "-wal")) if one.exists()]
        plain = sum(one == PLAIN_HEADER for one in headers)
        read = sum(b"SQLite format 3" in one.read_bytes() for one in place.glob("store.db*"))
    qt, below = version("PySide6-Essentials"), sys.version_info < (3, 12)
    wanted = ".".join(map(str, OLDEST_SQLITE))
    return [
        Gate("SQLite inside SQLCipher", sqlite, f"≥ {wanted}", numbers(sqlite) >= OLDEST_SQLITE),
        Gate("SQLCipher", cipher.split()[0], "≥ 4.19", numbers(cipher) >= OLDEST_SQLCIPHER),
        Gate("PySide6 below Python 3.12" if below else "PySide6", qt, f"≠ {NOT_QT}" if below else "any", not (below and qt == NOT_QT)),
        Gate("files of a store that begin, or go on, readable", f"{plain + read}", "0", plain + read == 0 and bool(headers)),
    ]  # fmt: skip
