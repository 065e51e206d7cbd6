"""Writing the clinician's own primary measure of a client. Rows are added, never rewritten: the newest stands, one without a measure is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.domain.problems import Problem
from briefing_app.storage.audit import append
from briefing_app.storage.engine import translated_errors

if TYPE_CHECKING:
    from briefing_app.domain.own_primary import OwnPrimary
    from briefing_app.storage.practice import PracticeStore

CHOSEN, TAKEN_BACK = "set the primary measure", "took the primary measure back"
_INSERT = "INSERT INTO primary_measure (client_id, measure, why, at, by) VALUES (?, ?, ?, ?, ?)"


def keep_primary(store: PracticeStore, client: int, one: OwnPrimary) -> None:
    """Keep a primary measure together with its row of the audit."""
    with translated_errors(), store.engine.begin() as connection:
        connection.exec_driver_sql(_INSERT, (client, *one))
        append(connection, CHOSEN, one.at, one.by, client=client, detail=one.measure)


def take_primary_back(store: PracticeStore, client: int, why: str, at: float, by: str) -> None:
    """Take the clinician's choice back: the default stands again. Raises Problem where nothing was chosen."""
    with translated_errors(), store.engine.begin() as connection:
        last = connection.exec_driver_sql(
            "SELECT measure FROM primary_measure WHERE client_id = ? ORDER BY id DESC LIMIT 1", (client,)
        ).first()
        if last is None or not last[0]:
            raise Problem("No primary measure is set for this client.", "There is nothing to take back.")
        connection.exec_driver_sql(_INSERT, (client, "", why, at, by))
        append(connection, TAKEN_BACK, at, by, client=client)
