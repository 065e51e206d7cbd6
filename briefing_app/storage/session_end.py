"""Rows of the private store that say when a session ended; the newest of a session counts, and none is rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.domain.session_end import TAKEN_BACK, SessionEnd

if TYPE_CHECKING:
    from sqlalchemy import Connection

NEWEST = (
    "SELECT session, client, at, kind FROM session_end e WHERE kind <> ''"
    " AND id = (SELECT max(id) FROM session_end WHERE session = e.session AND client = e.client)"
)


def newest_end(connection: Connection, session: str, client: str) -> SessionEnd | None:
    """What was last said of the end of a session; None where nothing was, or it was taken back."""
    row = connection.exec_driver_sql(f"{NEWEST} AND session = ? AND client = ?", (session, client)).first()
    return SessionEnd(*row) if row is not None else None


def add_end(connection: Connection, step: int, one: SessionEnd) -> None:
    """Keep when a session ended and how that is known, within a step that can be undone."""
    connection.exec_driver_sql(
        "INSERT INTO session_end (step_id, session, client, at, kind) VALUES (?, ?, ?, ?, ?)", (step, *one)
    )


def step_back_ends(connection: Connection, step: int, target: int, kind: str) -> None:
    """Take back, or do again, what a step said of ends, as rows of ``step``."""
    rows = connection.exec_driver_sql("SELECT id, session, client, at, kind FROM session_end WHERE step_id = ?", (target,))
    for row, *values in list(rows):
        one = SessionEnd(*values)
        if kind == "undo":
            before = connection.exec_driver_sql(
                "SELECT session, client, at, kind FROM session_end WHERE session = ? AND client = ? AND id < ? ORDER BY id DESC LIMIT 1",
                (one.session, one.client, row),
            ).first()
            one = SessionEnd(*before) if before is not None else one._replace(kind=TAKEN_BACK)
        add_end(connection, step, one)
