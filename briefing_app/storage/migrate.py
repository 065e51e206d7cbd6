"""Bringing a store to this program's schema: a new one is made, an older one moved on, a newer one refused."""

from __future__ import annotations

from sqlalchemy import Connection, Engine

from briefing_app.domain.problems import Problem

HEAD = "0002"


def ensure_schema(engine: Engine) -> None:
    """Move the store to ``HEAD`` in one transaction. Alembic is loaded only when there is something to do."""
    with engine.connect() as connection:
        connection.info["begin"] = "BEGIN"
        found = _revision(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise Problem(
            f"This store was written by a newer Briefing (schema {found}; this one knows {HEAD}).",
            "Open it with the newer program; nothing was changed.",
            exit_code=4,
        )
    _upgrade(engine)


def _revision(connection: Connection) -> str | None:
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").first()
    if found is None:
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return str(row[0]) if row else None


def _upgrade(engine: Engine) -> None:
    from pathlib import Path

    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)

    def steps(revision: object, _context: object) -> object:
        return script._upgrade_revs(HEAD, revision)  # type: ignore[arg-type]

    environment = EnvironmentContext(config, script, fn=steps)
    with engine.connect() as connection:
        connection.info["begin"] = "BEGIN IMMEDIATE"
        with connection.begin():
            environment.configure(connection=connection, transactional_ddl=True, fn=steps)
            environment.run_migrations()
