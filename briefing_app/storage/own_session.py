"""Sessions that the clinician entered. Rows are added, never rewritten: the newest of a session and client stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.domain.client import ENTERED, Meeting, Origin
from briefing_app.domain.own_session import OWN_SESSION
from briefing_app.storage.act import step
from briefing_app.storage.engine import Transaction
from briefing_app.storage.session_outcome import with_outcome

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeReader


class OwnRow(NamedTuple):
    """One row: moments in seconds since 1970; ``id`` 0 before it is kept, ``session`` "" where it names a new one."""

    id: int
    client: int
    session: str
    series: str
    repeats: str
    at: float
    ends: float
    title: str
    mode: str
    place: str
    withdrawn: int
    entered: float
    by: str


COLUMNS = "client_id, session, series, repeats, at, ends, title, mode, place, withdrawn, entered, by"
STANDS = "t.withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM own_session n WHERE n.client_id = t.client_id AND n.session = t.session AND n.id > t.id)"


NEWEST_OUTCOME = "LEFT JOIN session_outcome o ON o.id = (SELECT max(id) FROM session_outcome WHERE client_id = t.client_id AND session = t.session)"
_MEETING = (
    "SELECT t.id, t.client_id, t.session, t.at, t.ends, t.title, t.mode, t.entered, t.by, o.outcome FROM own_session t"
    f" {NEWEST_OUTCOME}"
)
_INSERT = f"INSERT INTO own_session ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ROWS = f"SELECT id, {COLUMNS} FROM own_session t WHERE {STANDS}"
_OF_A_SESSION, _OF_A_SERIES = f"{_ROWS} AND t.session = ? ORDER BY at, id", f"{_ROWS} AND t.series = ? ORDER BY at, id"
_BESIDE = (
    f"SELECT t.at FROM own_session t {NEWEST_OUTCOME} WHERE t.client_id = ?1 AND t.at > ?2 AND t.at < ?3 AND {STANDS}"
    " AND coalesce(o.outcome, '') NOT LIKE 'cancelled%' UNION ALL SELECT at FROM meeting WHERE client_id = ?1 AND at > ?2 AND at < ?3"
    " AND replaced = 0 AND status NOT IN ('cancelled', 'entered-in-error', 'proposed', 'waitlist') ORDER BY 1"
)


@step
def keep_rows(transaction: Transaction, rows: Iterable[OwnRow]) -> None:
    """Add rows."""
    for one in rows:
        transaction.exec_driver_sql(_INSERT, tuple(one[1:]))


def next_number(transaction: Transaction) -> int:
    """The number that the next row will have."""
    return int(transaction.exec_driver_sql("SELECT coalesce(max(id), 0) + 1 FROM own_session").scalar_one())


def rows_of_session(transaction: Transaction, session: str) -> list[OwnRow]:
    """The rows that stand of a session: one for each client."""
    return [OwnRow._make(row) for row in transaction.exec_driver_sql(_OF_A_SESSION, (session,))]


def rows_of_series(transaction: Transaction, series: str) -> list[OwnRow]:
    """The rows that stand of a series, by their beginning."""
    return [OwnRow._make(row) for row in transaction.exec_driver_sql(_OF_A_SERIES, (series,))]


def beside(transaction: Transaction, client: int, begins: float, ends: float) -> list[float]:
    """When the sessions and appointments of a client begin that begin between two moments and were not called off."""
    return [at for (at,) in transaction.exec_driver_sql(_BESIDE, (client, begins, ends))]


# -- reads


def own_meetings_between(reader: PracticeReader, begins: float, ends: float) -> list[Meeting]:
    """Sessions entered by hand that begin in [begins, ends)."""
    return _meetings(
        reader.rows(
            f"{_MEETING} JOIN client c ON c.id = t.client_id WHERE t.at >= ? AND t.at < ? AND {STANDS} AND c.hidden = 0",
            (begins, ends),
        )
    )


def own_meetings_of(reader: PracticeReader, clients: Sequence[int]) -> list[Meeting]:
    """All sessions entered by hand of these clients, by their beginning."""
    marks = ", ".join("?" * len(clients))
    return _meetings(reader.rows(f"{_MEETING} WHERE t.client_id IN ({marks}) AND {STANDS} ORDER BY t.at, t.id", clients))


def nearest_own(reader: PracticeReader, begins: float, ends: float) -> tuple[float | None, float | None]:
    """When the last session before ``begins`` and the next from ``ends`` on begin, of those entered by hand."""
    before = reader.rows(f"SELECT t.at FROM own_session t WHERE t.at < ? AND {STANDS} ORDER BY t.at DESC LIMIT 1", (begins,))
    after = reader.rows(f"SELECT t.at FROM own_session t WHERE t.at >= ? AND {STANDS} ORDER BY t.at LIMIT 1", (ends,))
    return (before[0][0] if before else None), (after[0][0] if after else None)


def _meetings(rows: Sequence[tuple[int, int, str, float, float, str, str, float, str, str | None]]) -> list[Meeting]:
    """Their rows are below 0: those of imported meetings are not."""
    found = []
    for row, client, session, at, ends, title, mode, entered, by, outcome in rows:
        status, cancelled_by = with_outcome("booked", "", outcome)
        origin = Origin(by, row, ENTERED, session, entered)
        found.append(
            Meeting(-row, "appointment", client, "", "", at, ends, "", status, title, mode, "", session, origin, cancelled_by)
        )
    return found


def is_own_session(session: str) -> bool:
    """Whether a session was entered by hand, by its name."""
    return session.startswith(OWN_SESSION)
