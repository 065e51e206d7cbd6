"""Opening an encrypted store: the library is checked before the key, the key before the data, and nothing is ever plain."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from briefing_app.domain.problems import Busy, NotWritten, Problem
from briefing_app.system.paths import on_network

Transaction = Connection
"""A transaction that is open; what is written in it is kept together or not at all."""

KEY_BYTES = 32
WAIT_SECONDS = 5.0  # for another connection's lock
OLDEST_SQLITE = (3, 51, 3)  # before it, concurrent checkpoints can damage a WAL database
OLDEST_SQLCIPHER = (4, 19)  # with that SQLite inside
PLAIN_HEADER = b"SQLite format 3\0"
PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "busy_timeout": 5000,
    "foreign_keys": "ON",
    "trusted_schema": "OFF",
    "cell_size_check": "ON",
    "secure_delete": "ON",
    "temp_store": "MEMORY",
    "cache_size": -64000,
    "recursive_triggers": "ON",  # what is replaced is deleted, and known to be
}


def create_private_file(path: Path) -> None:
    """Make the file ourselves, 0600, so that its -wal and -shm inherit that."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
    os.close(os.open(path, flags, 0o600))


def open_keyed(path: Path, key: bytes, *, cache_kib: int = 64000) -> dbapi2.Connection:
    """A connection that has proved it can read the store. Raises Problem when the library, the file or the key will not do.

    On another computer's disk the journal is a file beside the store and no shared memory: what WAL needs, a network does not give.
    Connections then wait for each other while one writes.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"the raw key is exactly {KEY_BYTES} bytes")
    if dbapi2.sqlite_version_info < OLDEST_SQLITE:
        raise Problem("The installed SQLite is too old to keep data without risk.", "Run the set-up command again.")
    _refuse_plain(path)
    networked = on_network(path.parent)
    connection = dbapi2.connect(str(path), timeout=WAIT_SECONDS, check_same_thread=False, isolation_level=None)
    try:
        _refuse_old_cipher(connection.execute("PRAGMA cipher_version").fetchone())
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        if networked:
            connection.execute(
                "PRAGMA locking_mode = EXCLUSIVE"
            )  # a store that was kept with WAL is read without shared memory
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except dbapi2.DatabaseError as fault:
            if "locked" in str(fault):
                raise Busy from fault
            raise Problem(
                f"The store {path.name} cannot be read: it is damaged, or it belongs to another key.",
                "It was left as it is. Restore it from a backup, or start Briefing on another profile folder.",
                exit_code=4,
            ) from fault
        own = {"journal_mode": "DELETE", "locking_mode": "NORMAL"} if networked else {}
        for name, value in {**PRAGMAS, "cache_size": -cache_kib, **own}.items():
            connection.execute(f"PRAGMA {name} = {value}").fetchall()
        if networked:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # lets the lock go
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_old_cipher(found: tuple[str] | None) -> None:
    """``found`` is what the library says of itself, such as "4.19.0 community"; None where it does not encrypt."""
    if not found:
        raise Problem("The installed SQLite cannot encrypt, so nothing was written.", "Run the set-up command again.")
    numbers = re.match(r"(\d+)\.(\d+)", found[0])
    if numbers is None or (int(numbers[1]), int(numbers[2])) < OLDEST_SQLCIPHER:
        raise Problem("The installed SQLCipher is too old to keep data without risk.", "Run the set-up command again.")


def _refuse_plain(path: Path) -> None:
    if path.is_symlink():
        raise Problem(
            f"The store {path.name} is a link to another place.", "Put the file itself into the profile folder.", exit_code=4
        )
    try:
        with path.open("rb") as file:
            header = file.read(16)
    except OSError as fault:
        raise Problem(
            f"The store {path.name} cannot be read: {fault.strerror}.",
            "Look at the file and its rights; it was left as it is.",
            exit_code=4,
        ) from fault
    if header == PLAIN_HEADER:
        raise Problem(
            f"The store {path.name} is not encrypted, so it was not opened.", "Move it away and import again.", exit_code=4
        )


def keyed_engine(path: Path, key: bytes, *, cache_kib: int = 64000) -> Engine:
    """One connection, used by one thread; a transaction begins as a writer, which waits for others, but within ``reading``."""
    engine = create_engine(
        "sqlite+pysqlite://",
        module=dbapi2,
        creator=lambda: open_keyed(path, key, cache_kib=cache_kib),
        poolclass=StaticPool,
        hide_parameters=True,
    )
    event.listen(
        engine, "begin", lambda connection: connection.exec_driver_sql(connection.info.get("begin", "BEGIN IMMEDIATE"))
    )
    return engine


@contextmanager
def reading(connection: Connection) -> Iterator[Connection]:
    """A transaction that waits for no writer. All transactions of a store share one connection, so the next begins as a writer again."""
    connection.info["begin"] = "BEGIN"
    try:
        yield connection
    finally:
        connection.info.pop("begin", None)
        connection.rollback()


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn what the disk or the file did to us into sentences."""
    try:
        yield
    except (DatabaseError, dbapi2.DatabaseError) as fault:
        words = str(fault.orig if isinstance(fault, DatabaseError) else fault)
        if "disk is full" in words:
            raise NotWritten("The disk is full; nothing of this step was kept.", "Free some space and try again.") from fault
        if "disk I/O" in words:
            raise NotWritten(
                "The disk refused to write; nothing of this step was kept.", "Look at the disk, then try again."
            ) from fault
        if "malformed" in words or "not a database" in words:
            raise Problem("The store is damaged; it was left as it is.", "Restore it from a backup.", exit_code=4) from fault
        if "locked" in words:
            raise Busy from fault
        raise
