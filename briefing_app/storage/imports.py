"""What runs of earlier imports have kept beside their reports: the digests of watched files."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import text

from briefing_app.storage.practice import PracticeStore


def digests_read(store: PracticeStore) -> frozenset[str]:
    """SHA-256 of every file of a watched folder that was read, of imports that were taken back too: those are not read again by themselves."""
    with store.engine.connect() as connection:
        found = connection.execute(text('SELECT report FROM import_run WHERE report LIKE \'%"digests":["%\'')).all()
        taken = connection.execute(text("SELECT digests FROM change_record WHERE digests <> ''")).all()
    read = {digest for (report,) in found for digest in json.loads(report).get("digests", ())}
    return frozenset(read.union(*(json.loads(digests) for (digests,) in taken)))


def keep_digests(store: PracticeStore, started: float, digests: Sequence[str]) -> None:
    """Keep with the run that began at ``started`` which files it read whole."""
    with store.engine.begin() as connection:
        for run, report in connection.execute(
            text("SELECT id, report FROM import_run WHERE started = :started AND report <> ''"), {"started": started}
        ).all():
            told = json.dumps({**json.loads(report), "digests": list(digests)}, separators=(",", ":"), ensure_ascii=False)
            connection.execute(text("UPDATE import_run SET report = :report WHERE id = :run"), {"report": told, "run": run})


def is_calendar_read(store: PracticeStore, key: str) -> bool:
    """Whether a calendar was read before."""
    with store.engine.connect() as connection:
        return connection.execute(text("SELECT 1 FROM calendar WHERE key = :key"), {"key": key}).first() is not None
