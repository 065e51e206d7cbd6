"""Sessions entered by hand: added once or as a series, moved, ended, and taken back, each one act with its row of the audit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

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
from briefing_app.storage.own_session import (
    OwnRow,
    beside,
    is_spoken_of,
    keep_rows,
    newest_rows,
    next_number,
    rows_of_act,
    rows_of_series,
    rows_of_session,
)
from briefing_app.storage.own_session import own_session_of as own_session_of
from briefing_app.storage.practice import PracticeReader
from briefing_app.storage.session_outcome import newest_outcome

NOT_THERE = Problem("No session entered by hand has this name.", "'briefing session list CLIENT' names them.", exit_code=2)


def own_session(reader: PracticeReader, session: str) -> OwnRow:
    """A session entered by hand that stands, as it is now. Raises Problem where there is none."""
    found = own_session_of(reader, session)
    if found is None:
        raise NOT_THERE
    return found


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
    _audit(transaction, "added sessions", rows, at, by)
    return Done(TakeBack("take_sessions_back", (_names(rows),)), number)


@act
def take_sessions_back(transaction: Transaction, sessions: tuple[str, ...], at: float, by: str) -> Done:
    """Sessions that were added by mistake are on no day any more. Raises Problem where one of them is not there."""
    rows = [row for one in sessions for row in there(transaction, one)]
    _refuse_spoken_of(transaction, rows)
    keep_rows.within(transaction, [row._replace(withdrawn=1, entered=at, by=by) for row in rows])
    _audit(transaction, "took sessions back", rows, at, by)
    return Done(TakeBack("put_sessions_back", (_plain(rows),)), len(sessions))


@act
def put_sessions_back(transaction: Transaction, rows: tuple[OwnRow, ...], at: float, by: str) -> Done:
    """Sessions stand again as these rows have them."""
    kept = [OwnRow._make(row)._replace(entered=at, by=by) for row in rows]
    now = [row for name in _names(kept) for row in newest_rows(transaction, name)]
    refuse_doubles(transaction, [row for row in kept if not row.withdrawn])
    keep_rows.within(transaction, kept)
    _audit(transaction, "put sessions back", kept, at, by)
    return Done(TakeBack("put_sessions_back", (_plain(now),)), len(_names(kept)))


@act
def undo_session(transaction: Transaction, session: str, at: float, by: str) -> Done:
    """What was entered, moved or ended last with this session is as it was before: of a series all that was changed with it.

    ``number`` is how many. Raises Problem where it is not there, and where it would go though something is said of it.
    """
    written = rows_of_act(transaction, session)
    if not written:
        raise NOT_THERE
    _refuse_spoken_of(transaction, [row for row, before in written if before is None or before.withdrawn])
    rows = [before or row._replace(withdrawn=1) for row, before in written]
    return put_sessions_back.within(transaction, tuple(rows), at, by)


@act
def change_session(transaction: Transaction, session: str, to: OwnSession, following: bool, at: float, by: str) -> Done:
    """A session is held at another time, elsewhere or in another way; ``following``: so are those of its series that come after it and of which
    nothing is said yet, moved by as much on the wall. ``number`` is how many. Raises Problem where it is not there, was held, missed or
    cancelled, or a client has another session then."""
    rows = _open_rows(transaction, there(transaction, session))
    if not rows:
        raise Problem("It is said already what became of this session.", "Take that back before it is moved.", exit_code=2)
    said, first = checked_session(to), rows[0]
    if following:
        rows += _later(transaction, first)
    by_how_much = said.starts - _wall(first.at)
    changed = []
    for row in rows:
        begins = local_instant(_wall(row.at) + by_how_much, None)
        times = row._replace(at=begins, ends=begins + said.minutes * 60, title=said.title, mode=said.mode, place=said.place)
        changed.append(times._replace(entered=at, by=by))
    refuse_doubles(transaction, changed)
    keep_rows.within(transaction, changed)
    _audit(transaction, "moved sessions", changed, at, by)
    return Done(TakeBack("put_sessions_back", (_plain(rows),)), len(_names(rows)))


@act
def end_series(transaction: Transaction, session: str, at: float, by: str) -> Done:
    """A series ends with what is before this session: this one and those after it are not held, unless something is said of them already.
    ``number`` is how many. Raises Problem where it is no series."""
    rows = there(transaction, session)
    if not rows[0].series:
        raise Problem("This session does not repeat.", "Cancel it, or take it back.", exit_code=2)
    ending = [row for row in rows if not is_spoken_of(transaction, row)] + _later(transaction, rows[0])
    if not ending:
        raise Problem("No session of this series lies ahead of this one.", "Nothing was changed.", exit_code=2)
    keep_rows.within(transaction, [row._replace(withdrawn=1, entered=at, by=by) for row in ending])
    _audit(transaction, "ended a series", ending, at, by)
    return Done(TakeBack("put_sessions_back", (_plain(ending),)), len(_names(ending)))


@act
def repeat_session(transaction: Transaction, session: str, series: Series, at: float, by: str) -> Done:
    """A session comes again after it, or after the last of its series, at the same time, up to and with a day; it is one of that series then.
    ``number`` is how many were added. Raises Problem where none is, and where a client has another session then."""
    rows = there(transaction, session)
    chain = rows_of_series(transaction, rows[0].series) if rows[0].series else rows
    last = [row for row in chain if row.session == chain[-1].session]
    number = next_number(transaction)
    name = last[0].series or f"{OWN_SERIES}{number}"
    joined = [row for row in last if not row.series]
    kept = [row._replace(series=name, repeats=series.repeats, entered=at, by=by) for row in joined]
    added: list[OwnRow] = []
    for starts in starts_of(_wall(last[0].at), series)[1:]:
        begins, called = local_instant(starts, None), f"{OWN_SESSION}{number + len(joined) + len(added)}"
        ends = begins + last[0].ends - last[0].at
        again = [row._replace(session=called, at=begins, ends=ends, entered=at, by=by) for row in last]
        added += [row._replace(series=name, repeats=series.repeats) for row in again]
    if not added:
        raise Problem(
            "No session comes up to that day.", f"The last one is on {dated_at(local_time(last[0].at, None))}.", exit_code=2
        )
    refuse_doubles(transaction, added)
    keep_rows.within(transaction, [*kept, *added])
    _audit(transaction, "added sessions", added, at, by)
    before = [*joined, *(row._replace(withdrawn=1) for row in added)]
    return Done(TakeBack("put_sessions_back", (_plain(before),)), len(_names(added)))


def _later(transaction: Transaction, first: OwnRow) -> list[OwnRow]:
    """The sessions of a series after one of them, of which nothing is said yet."""
    series = rows_of_series(transaction, first.series) if first.series else []
    return [row for row in series if row.at > first.at and not is_spoken_of(transaction, row)]


def _open_rows(transaction: Transaction, rows: list[OwnRow]) -> list[OwnRow]:
    return [row for row in rows if not newest_outcome(transaction, row.client, row.session)]


def _wall(at: float) -> datetime:
    return local_time(at, None).replace(tzinfo=None)


def _names(rows: Sequence[OwnRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.session for row in rows))


def _plain(rows: Sequence[OwnRow]) -> tuple[tuple[object, ...], ...]:
    """Rows as what takes an act back is written down."""
    return tuple(tuple(row) for row in rows)


def _audit(transaction: Transaction, action: str, rows: Sequence[OwnRow], at: float, by: str) -> None:
    """A row of the audit for each client, with how many sessions it is about."""
    for client in dict.fromkeys(row.client for row in rows):
        append(transaction, action, at, by, client=client, detail=str(len(_names(rows))))


def _refuse_spoken_of(transaction: Transaction, rows: list[OwnRow]) -> None:
    """Raises Problem where a session would go of which something is said."""
    if any(is_spoken_of(transaction, row) for row in rows):
        raise Problem(
            "It is said what became of this session, or its note was begun.", "Cancel it; it is not taken back.", exit_code=2
        )


def there(transaction: Transaction, session: str) -> list[OwnRow]:
    """The rows of a session that stands. Raises Problem where none does."""
    rows = rows_of_session(transaction, session)
    if not rows:
        raise NOT_THERE
    return rows


def refuse_doubles(transaction: Transaction, rows: list[OwnRow]) -> None:
    """Raises Problem where a client has a session already that begins within ten minutes of one of these."""
    own = {row.session for row in rows}
    for one in rows:
        near = beside(transaction, one.client, one.at - SAME_START, one.at + SAME_START)
        if found := [begins for begins, name in near if name not in own]:
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
