"""Encrypting a store anew under another key, as one transaction of SQLite."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from briefing_app.domain.problems import Busy
from briefing_app.storage.engine import KEY_BYTES, open_keyed, translated_errors


def rekey(path: Path, key: bytes, following: bytes) -> None:
    """Give the store the following key. Broken off at any moment it has one key or the other, wholly.

    Raises Problem while another program has the store open, whose writes would still be made with the old key.
    """
    if len(following) != KEY_BYTES:
        raise ValueError(f"the raw key is exactly {KEY_BYTES} bytes")
    with translated_errors(), closing(open_keyed(path, key)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
        if connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
            raise Busy("Close it first; the key was not changed.")
        connection.execute(f"PRAGMA rekey = \"x'{following.hex()}'\"").fetchall()
