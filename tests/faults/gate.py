"""What a gate says, and the one way in which two stores are the same."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlcipher3 import dbapi2

from briefing_app.storage.engine import open_keyed

KEY = bytes(range(32))
# When something was done differs between runs that do the same.
CLOCKS = {"import_run": ("started", "finished", "report"), "change_record": ("at",)}


@dataclass(frozen=True, slots=True)
class Gate:
    """One promise: what was counted, what may be, and whether it holds."""

    name: str
    figure: str
    limit: str
    holds: bool


def contents(path: Path, key: bytes = KEY) -> str:
    """A hash of the schema and of every row of every table but the clocks. Raises what opening raises."""
    connection = open_keyed(path, key)
    try:
        return contents_of(connection)
    finally:
        connection.close()


def contents_of(connection: dbapi2.Connection) -> str:
    schema = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name").fetchall()
    found = sha256(repr(schema).encode())
    for kind, table, _, sql in schema:
        if kind == "table" and not str(sql).startswith("CREATE VIRTUAL"):  # what those hold lies in tables of their own
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            kept = ", ".join(f'"{column}"' for column in columns if column not in CLOCKS.get(table, ()))
            rows = sorted(repr(row) for row in connection.execute(f"SELECT {kept} FROM {table}"))
            found.update("\n".join([table, *rows]).encode())
    return found.hexdigest()
