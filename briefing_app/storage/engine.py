"""Opening an encrypted store: the library is checked before the key, the key before the data, and nothing is ever plain."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from briefing_app.domain.problems import Busy, NotWritten, Problem
from briefing_app.storage.faults import CORRUPT, NOTADB, code_of, hindered, note_store, problem_of
from briefing_app.system.hindrance import words_of
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

WRITERS = ("journal_mode", "synchronous", "secure_delete")


def create_private_file(path: Path) -> None:
    """Make the file ourselves, 0600, so that its -wal and -shm inherit that."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
    os.close(os.open(path, flags, 0o600))


def open_keyed(path: Path, key: bytes, *, cache_kib: int = 64000, unwritten: bool = False) -> dbapi2.Connection:
    """A connection that has proved it can read the store. Raises Problem when the library, the file or the key will not do.

    ``unwritten`` reads a store that cannot be written (``hindered``) as the file that it is, and leaves nothing beside it.
    On another computer's disk the journal is a file beside the store and no shared memory: what WAL needs, a network does not give.
    Connections then wait for each other while one writes.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"the raw key is exactly {KEY_BYTES} bytes")
    if dbapi2.sqlite_version_info < OLDEST_SQLITE:
        raise Problem("The installed SQLite is too old to keep data without risk.", "Run the set-up command again.")
    _refuse_plain(path)
    if unwritten:
        _refuse_unfolded(path)
    else:
        _free_what_was_left(path)
    networked = on_network(path.parent) and not unwritten
    place = f"{path.absolute().as_uri()}?immutable=1" if unwritten else str(path)
    connection = dbapi2.connect(place, timeout=WAIT_SECONDS, check_same_thread=False, isolation_level=None, uri=unwritten)
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
            if code_of(fault) not in (NOTADB, CORRUPT) and (known := problem_of(fault, path)) is not None:
                raise known from fault
            raise Problem(
                f"The store {path.name} cannot be read: it is damaged, or it belongs to another key.",
                "It was left as it is. Restore it from a backup, or start Briefing on another profile folder.",
                exit_code=4,
            ) from fault
        own = {"journal_mode": "DELETE", "locking_mode": "NORMAL"} if networked else {}
        asked = {**PRAGMAS, "cache_size": -cache_kib, **own}
        for name, value in asked.items() if not unwritten else [one for one in asked.items() if one[0] not in WRITERS]:
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


def _refuse_unfolded(path: Path) -> None:
    """A store that cannot be written is read whole or not at all: not where its newest changes stand beside it."""
    journal = path.with_name(path.name + "-wal")
    if journal.exists() and journal.stat().st_size:
        reason = hindered(path)
        words = NotWritten(*words_of(reason)) if reason is not None else Busy()
        raise Problem(f"{words.sentence} Its newest changes stand beside it, so it was not read.", words.remedy, exit_code=4)


def _free_what_was_left(path: Path) -> None:
    """The journal and its index take the rights of a store; those made while it could only be read would hold every later opening."""
    for end in ("-wal", "-shm"):
        beside = path.with_name(path.name + end)
        if os.access(path, os.W_OK) and beside.exists() and not os.access(beside, os.W_OK):
            with suppress(OSError):
                beside.chmod(0o600)


def keyed_engine(path: Path, key: bytes, *, cache_kib: int = 64000, unwritten: bool = False) -> Engine:
    """One connection, used by one thread; a transaction begins as a writer, which waits for others, but within ``reading``."""
    engine = create_engine(
        "sqlite+pysqlite://",
        module=dbapi2,
        creator=lambda: open_keyed(path, key, cache_kib=cache_kib, unwritten=unwritten),
        poolclass=StaticPool,
        hide_parameters=True,
    )
    event.listen(engine, "handle_error", lambda context: note_store(context.original_exception, path))
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
def translated_errors(path: Path | None = None) -> Iterator[None]:
    """Turn what the disk or the file did to us into sentences; ``path`` is the store, where the fault cannot know it."""
    try:
        yield
    except (DatabaseError, dbapi2.DatabaseError) as fault:
        problem = problem_of(fault, path)
        if problem is None:
            raise
        raise problem from fault
