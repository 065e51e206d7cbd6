"""Sessions entered by hand: added once or as a series, and taken back, each one act with its row of the audit."""

from __future__ import annotations

from briefing_app.domain.act import Done, TakeBack
from briefing_app.domain.own_session import (
    OWN_SERIES,
    OWN_SESSION,
    SAME_START,
    OwnSession,
    Repeats,
    Series,
    checked_session,
    starts_of,
)
from briefing_app.domain.periods import dated_at, local_instant, local_time
from briefing_app.domain.problems import Problem
from briefing_app.storage.act import act
from briefing_app.storage.audit import append
from briefing_app.storage.engine import Transaction
from briefing_app.storage.own_session import OwnRow, beside, keep_rows, next_number, rows_of_session


@act
def add_session(
    transaction: Transaction, clients: tuple[int, ...], session: OwnSession, series: Series, at: float, by: str
) -> Done:
    """Keep a session of one or several clients (their rows), once or as often as it repeats; ``number`` is the first row: the session is called
    ``session:`` and that number. Raises Problem where nobody is named, or a client has a session at the same time already."""
    _check_clients(transaction, clients)
    said = checked_session(session)
    number = next_number(transaction)
    name = f"{OWN_SERIES}{number}" if series.repeats is not Repeats.ONCE else ""
    rows: list[OwnRow] = []
    for starts in starts_of(said.starts, series):
        begins = local_instant(starts, None)
        ends, called = begins + said.minutes * 60, f"{OWN_SESSION}{number + len(rows)}"
        rows += [
            OwnRow(0, client, called, name, series.repeats, begins, ends, said.title, said.mode, said.place, 0, at, by)
            for client in clients
        ]
    refuse_doubles(transaction, rows)
    keep_rows.within(transaction, rows)
    sessions = tuple(dict.fromkeys(one.session for one in rows))
    for client in clients:
        append(transaction, "added sessions", at, by, client=client, detail=str(len(sessions)))
    return Done(TakeBack("take_sessions_back", (sessions,)), number)


@act
def take_sessions_back(transaction: Transaction, sessions: tuple[str, ...], at: float, by: str) -> Done:
    """Sessions that were added by mistake are on no day any more. Raises Problem where one of them is not there."""
    rows = [row for one in sessions for row in there(transaction, one)]
    keep_rows.within(transaction, [row._replace(withdrawn=1, entered=at, by=by) for row in rows])
    for client in dict.fromkeys(row.client for row in rows):
        append(transaction, "took sessions back", at, by, client=client, detail=str(len(sessions)))
    return Done(TakeBack("put_sessions_back", (tuple(tuple(row) for row in rows),)), len(sessions))


@act
def put_sessions_back(transaction: Transaction, rows: tuple[OwnRow, ...], at: float, by: str) -> Done:
    """Sessions stand again as these rows have them."""
    kept = [OwnRow._make(row) for row in rows]
    keep_rows.within(transaction, [row._replace(withdrawn=0, entered=at, by=by) for row in kept])
    sessions = tuple(dict.fromkeys(row.session for row in kept))
    for client in dict.fromkeys(row.client for row in kept):
        append(transaction, "put sessions back", at, by, client=client, detail=str(len(sessions)))
    return Done(TakeBack("take_sessions_back", (sessions,)), len(sessions))


def there(transaction: Transaction, session: str) -> list[OwnRow]:
    """The rows of a session that stands. Raises Problem where none does."""
    rows = rows_of_session(transaction, session)
    if not rows:
        raise Problem(
            f"No session of your own is called {session}.", "'briefing day' and 'briefing schedule' name them.", exit_code=2
        )
    return rows


def refuse_doubles(transaction: Transaction, rows: list[OwnRow]) -> None:
    """Raises Problem where a client has a session already that begins within ten minutes of one of these."""
    for one in rows:
        if found := beside(transaction, one.client, one.at - SAME_START, one.at + SAME_START):
            when = dated_at(local_time(found[0], None))
            raise Problem(
                f"This client has a session on {when} already.", "Move or cancel that one, or name another time.", exit_code=2
            )


def _check_clients(transaction: Transaction, clients: tuple[int, ...]) -> None:
    if not clients or len(set(clients)) != len(clients):
        raise Problem("A session is somebody's.", "Name each client once.", exit_code=2)
    for client in clients:
        lead = transaction.exec_driver_sql(
            "SELECT 1 FROM client WHERE id = ? AND id > 0 AND hidden = 0 AND merged_into IS NULL", (client,)
        ).first()
        if lead is None:
            raise Problem("This client is not in the practice any more.", "Nothing was kept.", exit_code=2)
