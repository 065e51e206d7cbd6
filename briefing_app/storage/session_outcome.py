"""What the clinician says became of a past session that the export still calls booked; the newest row counts, and none is rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from briefing_app.storage.act import step
from briefing_app.storage.audit import append
from briefing_app.storage.engine import Transaction

if TYPE_CHECKING:
    from sqlalchemy import Connection


# The words of an outcome with the status and the canceller of a meeting that say the same; "" takes back what was said.
STATUS_OF = {
    "held": ("fulfilled", ""),
    "missed": ("noshow", ""),
    "cancelled by the client": ("cancelled", "client"),
    "cancelled by the practice": ("cancelled", "practice"),
}
TAKEN_BACK, HELD = "", "held"
STILL_OPEN = frozenset({"booked", "pending", "planned", ""})
NEWEST_JOIN = (
    "LEFT JOIN session_outcome o ON o.id = (SELECT max(id) FROM session_outcome WHERE client_id = t.client_id"
    " AND session = t.resource_id)"
)


@step
def keep_outcome(transaction: Transaction, client: int, session: str, outcome: str, at: float, by: str) -> None:
    """Keep what became of a session, with its row in the audit. ``outcome`` is a key of ``STATUS_OF``, or "" to take it back."""
    _add(transaction, (client, session, outcome, at, by), at)


def newest_outcome(transaction: Transaction, client: int, session: str) -> str:
    """What was last said of a session, "" where nothing was or it was taken back."""
    statement = "SELECT outcome FROM session_outcome WHERE client_id = ? AND session = ? ORDER BY id DESC LIMIT 1"
    return str(transaction.exec_driver_sql(statement, (client, session)).scalar() or "")


class Ended(NamedTuple):
    """A session whose end somebody recorded: the client's row, the session's key, the end and who said so; ``at`` in seconds since 1970."""

    client: int
    session: str
    at: float
    by: str


@step
def keep_ended(transaction: Transaction, one: Ended, now: float, *, again: bool = False) -> None:
    """A session whose end is recorded was held: keep that with the moment of its end, unless an import says what became of it, or it is
    said to be held already. ``again`` only where the same end said so before."""
    newest = _said(transaction, one)
    open_ = transaction.exec_driver_sql(
        "SELECT status FROM meeting WHERE client_id = ? AND resource_id = ?", (one.client, one.session)
    ).scalar()
    if open_ not in STILL_OPEN or (newest and newest[-1][0] == HELD) or (again and (HELD, one.at) not in newest):
        return
    _add(transaction, (one.client, one.session, HELD, one.at, one.by), now)


@step
def take_back_ended(transaction: Transaction, one: Ended, now: float) -> None:
    """The end is taken back, and with it what the end alone said; what a person said of the outcome stands."""
    newest = _said(transaction, one)
    if newest and newest[-1] == (HELD, one.at):
        _add(transaction, (one.client, one.session, TAKEN_BACK, now, one.by), now)


def _said(connection: Connection, one: Ended) -> list[tuple[str, float]]:
    """What was said of a session so far, oldest first, each with its moment."""
    rows = connection.exec_driver_sql(
        "SELECT outcome, at FROM session_outcome WHERE client_id = ? AND session = ? ORDER BY id", (one.client, one.session)
    )
    return [(outcome, at) for outcome, at in rows]


def _add(connection: Connection, row: tuple[int, str, str, float, str], now: float) -> None:
    connection.exec_driver_sql("INSERT INTO session_outcome (client_id, session, outcome, at, by) VALUES (?, ?, ?, ?, ?)", row)
    client, _, outcome, _, by = row
    append(connection, "recorded an outcome", now, by, client=client, detail=outcome or "taken back")


def with_outcome(status: str, cancelled_by: str, outcome: str | None) -> tuple[str, str]:
    """Status and canceller of a meeting: the export's where it says what became of it, else the clinician's word."""
    if outcome and status in STILL_OPEN:
        return STATUS_OF[outcome]
    return status, cancelled_by
