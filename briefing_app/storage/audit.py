"""What was done with the practice's data: append-only, each row bound to the one before. No names and no values of measures in it."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING

from briefing_app.domain.audit import AuditEntry, chained
from briefing_app.storage.engine import open_keyed, translated_errors

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from briefing_app.storage.practice import PracticeReader, PracticeStore

COLUMNS = "id, at, action, client, detail, by, device, previous, hash"


def record(store: PracticeStore, action: str, at: float, by: str, *, client: int = 0, detail: str = "") -> None:
    """Add a row to the chain, after what waits."""
    store.waiting.run()
    with translated_errors(), store.engine.begin() as connection:
        append(connection, action, at, by, client=client, detail=detail)


def append(connection: Connection, action: str, at: float, by: str, *, client: int = 0, detail: str = "") -> None:
    """Add a row within a transaction, so that the deed and its row are kept together or not at all."""
    last = connection.exec_driver_sql("SELECT hash FROM audit ORDER BY id DESC LIMIT 1").first()
    previous, device = (str(last[0]) if last else ""), device_name()
    made = (at, action, client, detail, by, device, previous, chained(previous, at, action, client, detail, by, device))
    connection.exec_driver_sql(
        "INSERT INTO audit (at, action, client, detail, by, device, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", made
    )


def deeds(reader: PracticeReader) -> list[AuditEntry]:
    """The whole chain, oldest first."""
    return [AuditEntry._make(row) for row in reader.rows(f"SELECT {COLUMNS} FROM audit ORDER BY id")]


def deeds_in(path: Path, key: bytes) -> list[AuditEntry]:
    """The chain of a store that is opened for this alone, and not brought to a newer schema; empty where it has none yet."""
    with translated_errors(), closing(open_keyed(path, key, cache_kib=2000)) as found:
        there = found.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit'").fetchone()
        return [AuditEntry._make(row) for row in found.execute(f"SELECT {COLUMNS} FROM audit ORDER BY id")] if there else []


def broken_at(chain: Iterable[AuditEntry]) -> int:
    """The id of the first row that does not follow from the one before it, or was changed, or comes after a gap; 0 when the chain holds."""
    previous = ""
    for number, one in enumerate(chain, start=1):
        if one.previous != previous or one.hash != one.expected or one.id != number:
            return one.id
        previous = one.hash
    return 0


@cache
def device_name() -> str:
    """The same for the same computer, and telling nobody which one."""
    return hashlib.blake2b(platform.node().encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
