"""Writing the clinician's own primary measure of a client. Rows are added, never rewritten: the newest stands, one without a measure is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.domain.problems import Problem
from briefing_app.storage.act import step
from briefing_app.storage.audit import append
from briefing_app.storage.engine import Transaction

if TYPE_CHECKING:
    from briefing_app.domain.own_primary import OwnPrimary

CHOSEN, TAKEN_BACK = "set the primary measure", "took the primary measure back"
_INSERT = "INSERT INTO primary_measure (client_id, measure, why, at, by) VALUES (?, ?, ?, ?, ?)"


def newest_primary(transaction: Transaction, client: int) -> tuple[str, str]:
    """What the clinician chose and why; both "" where nothing is chosen."""
    statement = "SELECT measure, why FROM primary_measure WHERE client_id = ? ORDER BY id DESC LIMIT 1"
    found = transaction.exec_driver_sql(statement, (client,)).first()
    return (str(found[0]), str(found[1])) if found is not None else ("", "")


@step
def keep_primary(transaction: Transaction, client: int, one: OwnPrimary) -> None:
    """Keep a primary measure together with its row of the audit."""
    transaction.exec_driver_sql(_INSERT, (client, *one))
    append(transaction, CHOSEN, one.at, one.by, client=client, detail=one.measure)


@step
def take_primary_back(transaction: Transaction, client: int, why: str, at: float, by: str) -> None:
    """Take the clinician's choice back: the default stands again. Raises Problem where nothing was chosen."""
    if not newest_primary(transaction, client)[0]:
        raise Problem("No primary measure is set for this client.", "There is nothing to take back.")
    transaction.exec_driver_sql(_INSERT, (client, "", why, at, by))
    append(transaction, TAKEN_BACK, at, by, client=client)
