"""A store written anew without what was deleted: after the deletion, or made good at the next opening or backup where that was cut off."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from briefing_app.domain.problems import Problem
from briefing_app.storage.engine import translated_errors

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine


def mark(connection: Connection) -> None:
    """Within the transaction of a deletion: the pages still hold what is gone. The mark is a number in the store's header."""
    connection.exec_driver_sql("PRAGMA user_version = 1")


def is_marked(driver: Any) -> bool:
    """Whether pages still wait to be written anew after a deletion."""
    return bool(driver.execute("PRAGMA user_version").fetchone()[0])


def compact(engine: Engine) -> bool:
    """Write a store anew without what was deleted, and empty its journal; False while another reader keeps the journal open.

    Raises Problem; what was deleted stays deleted, and the mark stays until this is done.
    """
    with translated_errors():
        return _compact(driver_of(engine))


def make_good(driver: Any) -> None:
    """Compact a store that is marked. What cannot be done now waits for the next time."""
    with suppress(Problem), translated_errors():
        if is_marked(driver):
            _compact(driver)


def driver_of(engine: Engine) -> Any:
    """The one connection of an open store, as the driver has it."""
    return engine.raw_connection().driver_connection


def _compact(driver: Any) -> bool:
    if driver.execute("SELECT 1 FROM sqlite_master WHERE name = 'client_search'").fetchone():
        driver.execute("INSERT INTO client_search (client_search) VALUES ('rebuild')")
    driver.execute("VACUUM")
    if driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        return False
    driver.execute("PRAGMA user_version = 0")
    return True
