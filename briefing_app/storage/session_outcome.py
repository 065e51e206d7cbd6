"""What the clinician says became of a past session that the export still calls booked; the newest row counts, and none is rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.storage.audit import append
from briefing_app.storage.engine import translated_errors

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeStore

# The words of an outcome with the status and the canceller of a meeting that say the same; "" takes back what was said.
STATUS_OF = {
    "held": ("fulfilled", ""),
    "missed": ("noshow", ""),
    "cancelled by the client": ("cancelled", "client"),
    "cancelled by the practice": ("cancelled", "practice"),
}
TAKEN_BACK = ""
STILL_OPEN = frozenset({"booked", "pending", "planned", ""})
NEWEST_JOIN = (
    "LEFT JOIN session_outcome o ON o.id = (SELECT max(id) FROM session_outcome WHERE client_id = t.client_id"
    " AND session = t.resource_id)"
)


def keep_outcome(store: PracticeStore, client: int, session: str, outcome: str, at: float, by: str) -> None:
    """Keep what became of a session, with its row in the audit. ``outcome`` is a key of ``STATUS_OF``, or "" to take it back."""
    with translated_errors(), store.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO session_outcome (client_id, session, outcome, at, by) VALUES (?, ?, ?, ?, ?)",
            (client, session, outcome, at, by),
        )
        append(connection, "recorded an outcome", at, by, client=client, detail=outcome or "taken back")


def with_outcome(status: str, cancelled_by: str, outcome: str | None) -> tuple[str, str]:
    """Status and canceller of a meeting: the export's where it says what became of it, else the clinician's word."""
    if outcome and status in STILL_OPEN:
        return STATUS_OF[outcome]
    return status, cancelled_by
