"""Migrations that fail after any of their statements, and stores that a newer program has written."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, event

from briefing_app.domain.problems import Problem
from briefing_app.storage import migrate
from briefing_app.storage.engine import create_private_file, keyed_engine
from briefing_app.storage.practice import PracticeStore
from briefing_app.storage.private import PrivateStore
from tests.faults.gate import KEY, Gate, contents

FOLDER = Path(migrate.__file__).parent


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the two stores; ``row`` is something an older one may hold."""

    open: type[PracticeStore] | type[PrivateStore]
    ensure: Callable[[Engine], None]
    scripts: str
    row: str


KINDS = (
    Kind(PracticeStore, migrate.ensure_schema, "migrations", "INSERT INTO client (source_id, known) VALUES ('ann', 1)"),
    Kind(
        PrivateStore, migrate.ensure_private_schema, "private_migrations", "INSERT INTO day_off VALUES ('2026-01-01', 'New Year')"
    ),
)  # fmt: skip


class Broken(Exception):
    """What a statement of a migration fails with here."""


def migrations(place: Path) -> list[Gate]:
    """Both stores, from every schema there was before."""
    found = [_unchanged(start, kind) for kind in KINDS for start in _starts(kind, place)]
    tried, same = sum(one[0] for one in found), sum(one[1] for one in found)
    refused = sum(_refused(kind, place) for kind in KINDS)
    return [
        Gate("migration failing after a statement: schema and rows as before", f"{same} of {tried}", str(tried), same == tried),
        Gate("store of a newer program: refused, not a byte written", f"{refused} of {len(KINDS)}", str(len(KINDS)), refused == len(KINDS)),
    ]  # fmt: skip


def _starts(kind: Kind, place: Path) -> Iterator[Path]:
    """A store as it was before each of its migrations; those with tables hold a row."""
    revisions = sorted(path.name.split("_")[0] for path in (FOLDER / kind.scripts / "versions").glob("0*.py"))
    for number in range(len(revisions)):
        path = place / f"{kind.scripts}-{number}.db"
        create_private_file(path)
        if number:
            engine = keyed_engine(path, KEY)
            migrate._ensure(engine, revisions[number - 1], kind.scripts)
            with engine.begin() as connection:
                connection.exec_driver_sql(kind.row)
            engine.dispose()
        yield path


def _unchanged(start: Path, kind: Kind) -> tuple[int, int]:
    """Let the migration fail after its first statement, its second, and so on until it succeeds: how often, and how often all was as before."""
    tried = same = 0
    before = contents(start) if start.stat().st_size else contents(_copied(start))
    while True:
        path = _copied(start)
        engine = keyed_engine(path, KEY)
        try:
            _failing(engine, tried + 1)
            kind.ensure(engine)
            return tried, same
        except Broken:
            tried += 1
        finally:
            engine.dispose()
        if contents(path) == before:
            same += 1
            kind.open(path, KEY).close()  # and nothing stands in the way of trying again


def _copied(path: Path) -> Path:
    target = path.with_name("copy.db")
    for old in path.parent.glob("copy.db*"):
        old.unlink()
    shutil.copy(path, target)
    return target


def _failing(engine: Engine, at: int) -> None:
    """Fail right after so many statements that change something."""
    count = 0

    def after(*arguments: object) -> None:
        nonlocal count
        statement = str(arguments[2]).lstrip().upper()
        if statement.startswith(("CREATE", "INSERT", "UPDATE", "DELETE", "ALTER", "DROP")):
            count += 1
            if count == at:
                raise Broken

    event.listen(engine, "after_cursor_execute", after)


def _refused(kind: Kind, place: Path) -> bool:
    """Whether a store of a later schema is refused with all of its files as they were."""
    folder = place / f"newer-{kind.scripts}"
    store = kind.open(folder / "store.db", KEY)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    before = _files(folder)
    try:
        kind.open(folder / "store.db", KEY).close()
    except Problem as problem:
        return "newer Briefing" in problem.sentence and _files(folder) == before
    return False


def _files(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
