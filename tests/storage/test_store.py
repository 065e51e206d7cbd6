"""The encrypted store: never plain, never guessed open, never newer than the program."""

from __future__ import annotations

import stat
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import inspect
from sqlcipher3 import dbapi2

from briefing_app.domain.problems import Problem
from briefing_app.storage import engine, migrate
from briefing_app.storage.audit import deeds, record
from briefing_app.storage.engine import OLDEST_SQLCIPHER, OLDEST_SQLITE, open_keyed
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.schema import IMPORTED, OWN, metadata
from tests.conftest import KEY
from tests.fhir import ndjson, patient, score
from tests.importing import take


def test_the_library_encrypts_and_is_new_enough(new_store: Path) -> None:
    assert (OLDEST_SQLITE, OLDEST_SQLCIPHER) == ((3, 51, 3), (4, 19))
    open_keyed(new_store, KEY).close()


class OlderLibrary:
    """What the driver offers, from a library that says another version of itself, or does not encrypt."""

    def __init__(self, sqlite: tuple[int, int, int], cipher: str | None) -> None:
        self.sqlite_version_info, self.cipher, self.DatabaseError = sqlite, cipher, dbapi2.DatabaseError
        self.asked: list[str] = []

    def connect(self, *_: object, **__: object) -> OlderLibrary:
        return self

    def execute(self, statement: str) -> OlderLibrary:
        self.asked.append(statement)
        return self

    def fetchone(self) -> tuple[str] | None:
        return None if self.cipher is None else (self.cipher,)

    def close(self) -> None:
        self.asked.append("closed")


@pytest.mark.parametrize(
    ("sqlite", "cipher", "said", "asked"),
    [
        ((3, 51, 2), "4.19.0 community", "SQLite is too old", []),
        ((3, 53, 4), None, "cannot encrypt", ["PRAGMA cipher_version", "closed"]),
        ((3, 53, 4), "4.18.9 community", "SQLCipher is too old", ["PRAGMA cipher_version", "closed"]),
        ((3, 53, 4), "4.2.0 community", "SQLCipher is too old", ["PRAGMA cipher_version", "closed"]),
        ((3, 53, 4), "unknown", "SQLCipher is too old", ["PRAGMA cipher_version", "closed"]),
    ],
)
def test_an_older_library_is_refused_before_it_has_the_key(
    new_store: Path,
    monkeypatch: pytest.MonkeyPatch,
    sqlite: tuple[int, int, int],
    cipher: str | None,
    said: str,
    asked: list[str],
) -> None:
    older = OlderLibrary(sqlite, cipher)
    monkeypatch.setattr(engine, "dbapi2", older)
    with pytest.raises(Problem, match=said):
        open_keyed(new_store, KEY)
    assert older.asked == asked


def test_nothing_of_a_client_is_readable_in_the_files(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(name=[{"family": "Canaryfamily"}]), score("canary-id", 7)))
    for path in tmp_path.glob("practice.db*"):
        data = path.read_bytes()
        assert not data.startswith(b"SQLite format 3")
        assert b"Canaryfamily" not in data
        assert b"canary-id" not in data


def test_files_are_private(tmp_path: Path, store: PracticeStore) -> None:
    fresh = PracticeStore(tmp_path / "deep" / "fresh.db", KEY)
    take(fresh, ndjson(tmp_path / "x.ndjson", patient()))
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "deep").iterdir()}
    fresh.close()
    assert modes == {0o600}


def test_a_wrong_key_is_refused_and_the_file_left_alone(tmp_path: Path, new_store: Path) -> None:
    path = tmp_path / "practice.db"
    path.write_bytes(new_store.read_bytes())
    before = path.read_bytes()
    with pytest.raises(Problem, match="cannot be read") as caught:
        PracticeStore(path, bytes(32))
    assert caught.value.exit_code == 4
    assert path.read_bytes() == before


def test_a_damaged_store_is_refused_in_a_sentence_and_left_alone(tmp_path: Path, new_store: Path) -> None:
    path = tmp_path / "practice.db"
    path.write_bytes(b"\x00" * 8192)
    with pytest.raises(Problem, match="cannot be read"):
        PracticeStore(path, KEY)
    assert path.read_bytes() == b"\x00" * 8192


def test_a_plain_database_is_refused(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "practice.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(Problem, match="not encrypted"):
        PracticeStore(path, KEY)


def test_a_newer_store_is_refused_and_unchanged(tmp_path: Path, store: PracticeStore) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Problem, match="newer Briefing"):
        PracticeStore(tmp_path / "practice.db", KEY)


def test_an_older_store_is_moved_on_and_keeps_what_it_holds(
    tmp_path: Path, store: PracticeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "HEAD", "0001")
    older = PracticeStore(tmp_path / "older.db", KEY)
    with older.engine.begin() as connection:
        tables = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
        connection.exec_driver_sql("INSERT INTO client (source_id, known, hidden) VALUES ('ann', 1, 0)")
    older.close()
    assert "own_score" not in tables
    monkeypatch.undo()
    moved = PracticeStore(tmp_path / "older.db", KEY)
    with moved.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT source_id FROM client").scalars().all() == ["", "ann"]
    assert set(inspect(moved.engine).get_table_names()) == set(inspect(store.engine).get_table_names())
    moved.close()


def test_a_key_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        PracticeStore(tmp_path / "x.db", b"short")


def test_migrations_and_tables_agree(store: PracticeStore) -> None:
    found = inspect(store.engine)
    for table in metadata.sorted_tables:
        columns = {column["name"]: column for column in found.get_columns(table.name)}
        assert set(columns) == {column.name for column in table.columns}, table.name
        for column in table.columns:
            if not column.primary_key:
                assert columns[column.name]["nullable"] == column.nullable, f"{table.name}.{column.name}"
        expected = {str(index.name): [column.name for column in index.columns] for index in table.indexes}
        assert {index["name"]: index["column_names"] for index in found.get_indexes(table.name)} == expected, table.name
    assert {table.name for table in (*IMPORTED, *OWN)} == set(metadata.tables)


def test_a_day_is_read_by_indexes(store: PracticeStore, reader: PracticeReader) -> None:
    with store.engine.connect() as connection:
        for table, where in (
            ("meeting", "at >= 1 AND at < 2"),
            ("meeting", "client_id = 1"),
            ("score", "client_id = 1"),
            ("clinical", "client_id = 1"),
        ):
            plan = " ".join(
                str(row) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {where}")
            )
            assert "SEARCH" in plan, plan


def test_the_settings_that_guard_the_data_are_in_force(store: PracticeStore) -> None:
    with store.engine.connect() as connection:
        for name, value in (
            ("foreign_keys", 1),
            ("journal_mode", "wal"),
            ("synchronous", 2),
            ("trusted_schema", 0),
            ("secure_delete", 1),
        ):
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value


@contextmanager
def another_writes(path: Path) -> Iterator[None]:
    """Another program is in the middle of a write, and done with it two tenths of a second later."""
    with closing(open_keyed(path, KEY)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = threading.Timer(0.2, other.commit)
        done.start()
        yield
        done.join()


@pytest.mark.parametrize("before", ["it was opened", "something was read"])
def test_a_writer_waits_for_another_writer(store: PracticeStore, reader: PracticeReader, before: str) -> None:
    if before == "something was read":
        reader.client_count()
    with another_writes(store.path):
        record(store, "viewed", 1.0, "R. V.")
    assert [one.action for one in deeds(reader)] == ["viewed"]


def test_a_reader_does_not_wait_for_a_writer(store: PracticeStore, reader: PracticeReader) -> None:
    with closing(open_keyed(store.path, KEY)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE client SET gender = 'x'")
        began = time.monotonic()
        assert reader.client_count() == 0
        assert time.monotonic() - began < 1
        other.rollback()
