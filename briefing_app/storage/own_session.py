"""Sessions that the clinician entered. Rows are added, never rewritten: the newest of a session and client stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from briefing_app.domain.client import ENTERED, Meeting, Origin
from briefing_app.storage.act import step
from briefing_app.storage.engine import Transaction
from briefing_app.storage.session_outcome import with_outcome

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeReader


ROWS = 1 << 40  # what is taken from the number of a row, so that no imported meeting has the same


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
    "SELECT t.id, t.client_id, t.session, t.at, t.ends, t.title, t.mode, t.place, t.entered, t.by, o.outcome, o.told FROM own_session t"
    f" {NEWEST_OUTCOME}"
)
_INSERT = f"INSERT INTO own_session ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ROWS = f"SELECT id, {COLUMNS} FROM own_session t WHERE {STANDS}"
_OF_A_SESSION, _OF_A_SERIES = f"{_ROWS} AND t.session = ? ORDER BY at, id", f"{_ROWS} AND t.series = ? ORDER BY at, id"
_NEWEST = f"SELECT id, {COLUMNS} FROM own_session WHERE id IN (SELECT max(id) FROM own_session WHERE session = ? GROUP BY client_id) ORDER BY id"
_OF_ONE_ACT = (
    f"SELECT id, {COLUMNS} FROM own_session t WHERE t.entered = (SELECT entered FROM own_session WHERE session = ?1 ORDER BY id DESC LIMIT 1)"
    " AND (t.session = ?1 OR t.series <> '' AND t.series = (SELECT series FROM own_session WHERE session = ?1 LIMIT 1))"
    " AND t.id = (SELECT max(id) FROM own_session WHERE client_id = t.client_id AND session = t.session) ORDER BY at, id"
)
_BEFORE = f"SELECT id, {COLUMNS} FROM own_session WHERE client_id = ? AND session = ? AND id < ? ORDER BY id DESC LIMIT 1"
_SPOKEN_OF = (
    "SELECT 1 FROM session_outcome o WHERE o.client_id = ?1 AND o.session = ?2 AND o.outcome <> '' AND o.id = (SELECT max(id) FROM session_outcome"
    " WHERE client_id = ?1 AND session = ?2) UNION ALL SELECT 1 FROM note WHERE client_id = ?1 AND session = ?2"
    " UNION ALL SELECT 1 FROM session_note WHERE client_id = ?1 AND session = ?2 LIMIT 1"
)
_BESIDE = (
    f"SELECT t.at, t.session FROM own_session t {NEWEST_OUTCOME} WHERE t.client_id = ?1 AND t.at > ?2 AND t.at < ?3 AND {STANDS}"
    " AND coalesce(o.outcome, '') NOT LIKE 'cancelled%' UNION ALL SELECT at, resource_id FROM meeting WHERE client_id = ?1 AND at > ?2 AND at < ?3"
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


def newest_rows(transaction: Transaction, session: str) -> list[OwnRow]:
    """The newest row of a session for each client, also where it was taken back."""
    return [OwnRow._make(row) for row in transaction.exec_driver_sql(_NEWEST, (session,))]


def rows_of_series(transaction: Transaction, series: str) -> list[OwnRow]:
    """The rows that stand of a series, by their beginning."""
    return [OwnRow._make(row) for row in transaction.exec_driver_sql(_OF_A_SERIES, (series,))]


def rows_of_act(transaction: Transaction, session: str) -> list[tuple[OwnRow, OwnRow | None]]:
    """What the last act that changed a session wrote of it and of its series, each row with the one that stood before it."""
    found = [OwnRow._make(row) for row in transaction.exec_driver_sql(_OF_ONE_ACT, (session,))]
    before = [transaction.exec_driver_sql(_BEFORE, (row.client, row.session, row.id)).first() for row in found]
    return [(row, OwnRow._make(one) if one is not None else None) for row, one in zip(found, before, strict=True)]


def is_spoken_of(transaction: Transaction, row: OwnRow) -> bool:
    """Whether it is said what became of a session, or a note of it was begun."""
    return transaction.exec_driver_sql(_SPOKEN_OF, (row.client, row.session)).first() is not None


def beside(transaction: Transaction, client: int, begins: float, ends: float) -> list[tuple[float, str]]:
    """The sessions and appointments of a client that begin between two moments and were not called off: when, and their names."""
    return [(at, name) for at, name in transaction.exec_driver_sql(_BESIDE, (client, begins, ends))]


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


def place_of_own(reader: PracticeReader, session: str) -> tuple[str, bool]:
    """Where a session that was entered is held, and whether it is one of a series."""
    found = reader.rows(f"SELECT t.place, t.series FROM own_session t WHERE t.session = ? AND {STANDS} LIMIT 1", (session,))
    return (found[0][0], bool(found[0][1])) if found else ("", False)


def clients_of_session(reader: PracticeReader, session: str) -> list[int]:
    """Everybody whose session this is, entered or of a file."""
    found = reader.rows(
        f"SELECT t.client_id FROM own_session t WHERE t.session = ?1 AND {STANDS} UNION SELECT client_id FROM meeting"
        " WHERE resource_id = ?1 AND client_id > 0 ORDER BY 1",
        (session,),
    )
    return [int(client) for (client,) in found]


def own_session_of(reader: PracticeReader, session: str) -> OwnRow | None:
    """A session that was entered, as it stands for the first of its clients."""
    found = reader.rows(_OF_A_SESSION, (session,))
    return OwnRow._make(found[0]) if found else None


def nearest_own(reader: PracticeReader, begins: float, ends: float) -> tuple[float | None, float | None]:
    """When the last session before ``begins`` and the next from ``ends`` on begin, of those entered by hand."""
    before = reader.rows(f"SELECT t.at FROM own_session t WHERE t.at < ? AND {STANDS} ORDER BY t.at DESC LIMIT 1", (begins,))
    after = reader.rows(f"SELECT t.at FROM own_session t WHERE t.at >= ? AND {STANDS} ORDER BY t.at LIMIT 1", (ends,))
    return (before[0][0] if before else None), (after[0][0] if after else None)


def _meetings(rows: Sequence[Any]) -> list[Meeting]:
    """Their rows are below 0: those of imported meetings are not."""
    found = []
    for row, client, session, at, ends, title, mode, place, entered, by, outcome, told in rows:
        status, cancelled_by = with_outcome("booked", "", outcome)
        origin = Origin(by, row, ENTERED, session, entered)
        meeting = Meeting(
            row - ROWS, "appointment", client, "", "", at, ends, "", status, title, mode, "", session, origin, cancelled_by
        )
        found.append(meeting._replace(told=told or "", place=place))
    return found
