"""Writing the clinician's own start of a client's course. Rows are added, never rewritten: one without a day takes back the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.domain.problems import Problem
from briefing_app.storage.act import step
from briefing_app.storage.audit import append
from briefing_app.storage.engine import Transaction

if TYPE_CHECKING:
    from briefing_app.domain.start import OwnStart

STARTED, TAKEN_BACK = "set the start of a course", "took a start back"
_INSERT = "INSERT INTO course_start (client_id, day, why, at, by) VALUES (?, ?, ?, ?, ?)"


@step
def keep_start(transaction: Transaction, client: int, start: OwnStart) -> None:
    """Keep a start together with its row of the audit."""
    transaction.exec_driver_sql(_INSERT, (client, start.day.isoformat(), start.why, start.at, start.by))
    append(transaction, STARTED, start.at, start.by, client=client)


@step
def take_start_back(transaction: Transaction, client: int, why: str, at: float, by: str) -> tuple[str, str]:
    """Take back the start that was set last and still stands; its day and reason. Raises Problem where none does."""
    rows = transaction.exec_driver_sql(
        "SELECT day, why FROM course_start WHERE client_id = ? ORDER BY id", (client,)
    ).fetchall()
    standing: list[tuple[str, str]] = []
    for day, reason in rows:
        standing = [*standing, (day, reason)] if day else standing[:-1]
    if not standing:
        raise Problem("No start of your own stands for this client.", "There is nothing to take back.")
    transaction.exec_driver_sql(_INSERT, (client, "", why, at, by))
    append(transaction, TAKEN_BACK, at, by, client=client)
    return standing[-1]
