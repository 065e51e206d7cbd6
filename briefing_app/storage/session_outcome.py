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


class Said(NamedTuple):
    """What was said of a session: ``outcome`` a key of ``STATUS_OF``, or "" where it was taken back; ``told`` the ISO day on which it was
    called off, "" where nobody says."""

    client: int
    session: str
    outcome: str
    told: str = ""


@step
def keep_outcome(transaction: Transaction, client: int, session: str, outcome: str, at: float, by: str) -> None:
    """Keep what became of a session, with its row in the audit. ``outcome`` is a key of ``STATUS_OF``, or "" to take it back."""
    keep_said.within(transaction, Said(client, session, outcome), at, by)


@step
def keep_said(transaction: Transaction, said: Said, at: float, by: str) -> None:
    """Keep what became of a session and since when that is known, with its row in the audit."""
    _add(transaction, said, at, at, by)


def newest_outcome(transaction: Transaction, client: int, session: str) -> str:
    """What was last said of a session, "" where nothing was or it was taken back."""
    return newest_said(transaction, client, session).outcome


def newest_said(transaction: Transaction, client: int, session: str) -> Said:
    """What was last said of a session, and since when that is known."""
    statement = "SELECT outcome, told FROM session_outcome WHERE client_id = ? AND session = ? ORDER BY id DESC LIMIT 1"
    found = transaction.exec_driver_sql(statement, (client, session)).first()
    return Said(client, session, *(found or ("",)))


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
    if (
        status_in_store(transaction, one.client, one.session) not in STILL_OPEN
        or (newest and newest[-1][0] == HELD)
        or (again and (HELD, one.at) not in newest)
    ):
        return
    _add(transaction, Said(one.client, one.session, HELD), one.at, now, one.by)


@step
def take_back_ended(transaction: Transaction, one: Ended, now: float) -> None:
    """The end is taken back, and with it what the end alone said; what a person said of the outcome stands."""
    newest = _said(transaction, one)
    if newest and newest[-1] == (HELD, one.at):
        _add(transaction, Said(one.client, one.session, TAKEN_BACK), now, now, one.by)


def status_in_store(connection: Connection, client: int, session: str) -> str | None:
    """The status of a session as a file has it, or as it was entered; None where there is no such session."""
    found = connection.exec_driver_sql(
        "SELECT status FROM meeting WHERE client_id = ?1 AND resource_id = ?2 UNION ALL SELECT 'booked' FROM own_session WHERE id ="
        " (SELECT max(id) FROM own_session WHERE client_id = ?1 AND session = ?2) AND withdrawn = 0",
        (client, session),
    ).scalar()
    return None if found is None else str(found)


def start_in_store(connection: Connection, client: int, session: str) -> float:
    """When a session begins, in seconds since 1970; 0 where its day alone is known, or nothing."""
    found = connection.exec_driver_sql(
        "SELECT at FROM meeting WHERE client_id = ?1 AND resource_id = ?2 UNION ALL SELECT at FROM own_session WHERE id ="
        " (SELECT max(id) FROM own_session WHERE client_id = ?1 AND session = ?2)",
        (client, session),
    ).scalar()
    return float(found or 0)


def _said(connection: Connection, one: Ended) -> list[tuple[str, float]]:
    """What was said of a session so far, oldest first, each with its moment."""
    rows = connection.exec_driver_sql(
        "SELECT outcome, at FROM session_outcome WHERE client_id = ? AND session = ? ORDER BY id", (one.client, one.session)
    )
    return [(outcome, at) for outcome, at in rows]


def _add(connection: Connection, said: Said, at: float, now: float, by: str) -> None:
    """``at`` is the moment that was said of; ``now`` when."""
    connection.exec_driver_sql(
        "INSERT INTO session_outcome (client_id, session, outcome, told, at, by) VALUES (?, ?, ?, ?, ?, ?)", (*said, at, by)
    )
    append(connection, "recorded an outcome", now, by, client=said.client, detail=said.outcome or "taken back")


def with_outcome(status: str, cancelled_by: str, outcome: str | None) -> tuple[str, str]:
    """Status and canceller of a meeting: the export's where it says what became of it, else the clinician's word."""
    if outcome and status in STILL_OPEN:
        return STATUS_OF[outcome]
    return status, cancelled_by
