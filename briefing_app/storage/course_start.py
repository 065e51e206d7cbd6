"""Writing the clinician's own start of a client's course. Rows are added, never rewritten: one without a day takes back the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.domain.problems import Problem
from briefing_app.storage.audit import append
from briefing_app.storage.engine import translated_errors

if TYPE_CHECKING:
    from briefing_app.domain.start import OwnStart
    from briefing_app.storage.practice import PracticeStore

STARTED, TAKEN_BACK = "set the start of a course", "took a start back"
_INSERT = "INSERT INTO course_start (client_id, day, why, at, by) VALUES (?, ?, ?, ?, ?)"


def keep_start(store: PracticeStore, client: int, start: OwnStart) -> None:
    """Keep a start together with its row of the audit."""
    with translated_errors(), store.engine.begin() as connection:
        connection.exec_driver_sql(_INSERT, (client, start.day.isoformat(), start.why, start.at, start.by))
        append(connection, STARTED, start.at, start.by, client=client)


def take_start_back(store: PracticeStore, client: int, why: str, at: float, by: str) -> None:
    """Take back the start that was set last and still stands. Raises Problem where none does."""
    with translated_errors(), store.engine.begin() as connection:
        rows = connection.exec_driver_sql("SELECT day FROM course_start WHERE client_id = ? ORDER BY id", (client,)).fetchall()
        standing = 0
        for (day,) in rows:
            standing = standing + 1 if day else max(standing - 1, 0)
        if not standing:
            raise Problem("No start of your own stands for this client.", "There is nothing to take back.")
        connection.exec_driver_sql(_INSERT, (client, "", why, at, by))
        append(connection, TAKEN_BACK, at, by, client=client)
