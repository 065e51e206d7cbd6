"""What waits to be written, shown as if it were: tables in memory stand before those of the store in the one connection, until it is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Engine, event

from briefing_app.storage.engine import Transaction
from briefing_app.storage.vacuum import driver_of

T = TypeVar("T")
_WRITES = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM)\s+(\w+)", re.IGNORECASE
)
_MADE = "SELECT sql FROM main.sqlite_master WHERE type = 'table' AND name = ?"


class Overlay:
    """Of one engine, whose transactions all share one connection. What is written in it is in memory alone and locks nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._tables: list[str] = []

    def add(self, write: Callable[[Transaction], T]) -> T:
        """Write as if into the store. Raises what ``write`` raises; then the overlay is as it was."""
        if not self._tables:
            driver_of(self._engine).execute("PRAGMA foreign_keys = OFF")  # tables in memory refer to none
        with self._engine.connect() as connection:
            before = len(self._tables)
            connection.info["begin"] = "BEGIN"
            event.listen(self._engine, "before_cursor_execute", self._stand_before)
            try:
                with connection.begin():
                    found = write(connection)
            except BaseException:
                del self._tables[before:]
                raise
            finally:
                event.remove(self._engine, "before_cursor_execute", self._stand_before)
                connection.info.pop("begin", None)
                if not self._tables:
                    driver_of(self._engine).execute("PRAGMA foreign_keys = ON")
            return found

    def clear(self) -> None:
        """The store's own tables are read and written again."""
        if not self._tables:
            return
        driver = driver_of(self._engine)
        for name in self._tables:
            driver.execute(f"DROP TABLE IF EXISTS temp.{name}")
        self._tables.clear()
        driver.execute("PRAGMA foreign_keys = ON")

    def _stand_before(self, _: Any, cursor: Any, statement: str, *__: Any) -> None:
        """Before a table is first written to, its copy in memory takes its place."""
        found = _WRITES.match(statement)
        if found is None or found[1] in self._tables:
            return
        name = found[1]
        made = cursor.execute(_MADE, (name,)).fetchone()
        if made is None:
            raise ValueError(f"no table {name}")
        if str(made[0]).startswith(
            "CREATE VIRTUAL TABLE"
        ):  # the words that clients are searched by: their rows count, beside their columns
            cursor.execute(
                re.sub(rf"^CREATE VIRTUAL TABLE {name}\b", f"CREATE VIRTUAL TABLE temp.{name}", str(made[0]), count=1)
            )
            cursor.execute(f"INSERT INTO temp.{name} (rowid, words) SELECT rowid, words FROM main.{name}")
        else:
            cursor.execute(re.sub(r"^CREATE TABLE", "CREATE TEMP TABLE", str(made[0]), count=1))
            cursor.execute(f"INSERT INTO temp.{name} SELECT * FROM main.{name}")
        self._tables.append(name)
