"""Bringing a store to this program's schema: a new one is made, an older one moved on, a newer one refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from briefing_app.domain.problems import Problem
from briefing_app.storage.engine import reading

HEAD = "0010"
Before = Callable[[], object]
Made = dict[tuple[str, str], str]
PRIVATE_HEAD = "0004"
SCRIPTS = {"practice": "migrations", "private": "private_migrations"}


def ensure_schema(engine: Engine, before: Before | None = None) -> None:
    """Move the practice store to ``HEAD``; ``before`` is called before an older store is changed."""
    _ensure(engine, HEAD, SCRIPTS["practice"], before)


def ensure_private_schema(engine: Engine, before: Before | None = None) -> None:
    """Move the clinician's private store to ``PRIVATE_HEAD``; ``before`` is called before an older store is changed."""
    _ensure(engine, PRIVATE_HEAD, SCRIPTS["private"], before)


def known_head(kind: str) -> str | None:
    """The newest schema that this program knows of a kind of store; None for a kind it does not know."""
    return {"practice": HEAD, "private": PRIVATE_HEAD}.get(kind)


MASTER = "SELECT type, name, tbl_name, sql FROM sqlite_master"
COLUMNS = 'SELECT name, upper(type), "notnull", pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid'
INDEXED = "SELECT name, desc, coll, key FROM pragma_index_xinfo(?) ORDER BY seqno"
INDEX = 'SELECT "unique", partial FROM pragma_index_list(?) WHERE name = ?'


@cache
def made_by(kind: str, schema: str) -> Made | None:
    """What a new store of a kind and schema is made of; None for a schema that there never was. It is made for this in memory, without data."""
    from alembic.util import CommandError

    if not schema:
        return None
    engine = create_engine(
        "sqlite+pysqlite://",
        module=dbapi2,
        creator=lambda: dbapi2.connect(":memory:", isolation_level=None, check_same_thread=False),
        poolclass=StaticPool,
    )
    try:
        _upgrade(engine, schema, SCRIPTS[kind])
        with engine.connect() as connection:
            if _revision(connection) != schema:  # such as "+1", which Alembic understands
                return None
        return made_of(engine.raw_connection().driver_connection)
    except CommandError:
        return None
    finally:
        engine.dispose()


def made_of(driver: Any) -> Made:
    """Tables, indexes, triggers and views of an open store, by type and name, each with what it is.

    A table is its columns and an index what it indexes, not the words that made them: those change with the library that writes them, and a
    backup of last year must still be known. Of what is searched by, SQLite makes the parts itself.
    """
    rows = [
        (str(kind), str(name), str(table), " ".join((sql or "").split())) for kind, name, table, sql in driver.execute(MASTER)
    ]
    virtual = {name for kind, name, _, sql in rows if kind == "table" and sql.upper().startswith("CREATE VIRTUAL")}
    parts = tuple(f"{name}_" for name in virtual)

    def what(kind: str, name: str, table: str, sql: str) -> str:
        if parts and name.startswith(parts):
            return ""
        if kind == "table" and name not in virtual:
            return repr(driver.execute(COLUMNS, (name,)).fetchall())
        if kind == "index":
            return repr(driver.execute(INDEX, (table, name)).fetchall() + driver.execute(INDEXED, (name,)).fetchall())
        return sql

    return {(kind, name): what(kind, name, table, sql) for kind, name, table, sql in rows}


def _ensure(engine: Engine, head: str, scripts: str, before: Before | None = None) -> None:
    """Move a store to ``head`` in one transaction. Alembic is loaded only when there is something to do."""
    with engine.connect() as connection, reading(connection):
        found = _revision(connection)
    if found == head:
        return
    if found is not None and found > head:
        raise Problem(
            f"This store was written by a newer Briefing (schema {found}; this one knows {head}).",
            "Open it with the newer program; nothing was changed.",
            exit_code=4,
        )
    if found is not None and before is not None:
        before()
    _upgrade(engine, head, scripts)


def _revision(connection: Connection) -> str | None:
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").first()
    if found is None:
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return str(row[0]) if row else None


def _upgrade(engine: Engine, head: str, scripts: str) -> None:
    from pathlib import Path

    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / scripts))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)

    def steps(revision: object, _context: object) -> object:
        return script._upgrade_revs(head, revision)  # type: ignore[arg-type]

    environment = EnvironmentContext(config, script, fn=steps)
    with engine.begin() as connection:
        environment.configure(connection=connection, transactional_ddl=True, fn=steps)
        environment.run_migrations()
