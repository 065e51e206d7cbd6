"""When a session ended: as the clinician says, or only that it was over by then. Nothing else records an end, least of all a look at a brief."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from briefing_app.domain.periods import local_time
from briefing_app.domain.problems import Problem
from briefing_app.domain.recovery import Session
from briefing_app.domain.session_end import BY_THEN, ENDED, SessionEnd
from briefing_app.services.worktime import Work
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.storage.session_outcome import Ended, keep_ended, take_back_ended

LATEST_SECONDS = 3600.0  # after the booked end; what is said later is no longer when it ended
REACH_SECONDS = 12 * 3600.0


def end_session(
    private: PrivateStore,
    reader: PracticeReader,
    now: datetime,
    client: str,
    practitioner: str = "",
    zone: tzinfo | None = None,
) -> str:
    """Record that the client's newest session that has begun ended now; said too late, that it was over by now. What was kept, in words.

    Too late is after the next own session began, or an hour after the booked end. Raises Problem where no session has begun.
    """
    work = Work(private, reader, now, zone, practitioner)
    session = _begun(work, now, client)
    if session is None:
        raise Problem("No session of this client has begun in the last twelve hours.", "Nothing was recorded.")
    at = now.timestamp()
    following = min((one.planned[0] for one in _today(work, now) if one.planned[0] >= session.planned[1]), default=at + 1)
    late = at > session.planned[1] + LATEST_SECONDS or (at >= following and at > session.planned[1])
    said = say_end(SessionEnd(session.key, client, at, BY_THEN if late else ENDED), zone)
    kept = private.end_sessions([SessionEnd(session.key, client, at, BY_THEN if late else ENDED)], at, said)
    return said if kept else "An end was recorded before and stays"


def was_held(private: PrivateStore, store: PracticeStore, reader: PracticeReader, now: float, client: str, by: str) -> None:
    """The client's session whose end was said just now was held: the question at the end of the day is answered."""
    ends = [one for one in private.session_ends().values() if one.client == client and one.at == now]
    for one in _in_practice(reader, ends, by):
        keep_ended(store, one, now)


def step_back(
    private: PrivateStore, store: PracticeStore, reader: PracticeReader, now: float, by: str, *, again: bool = False
) -> bool:
    """Take back the newest step of the ledger, or do it again, and with the end of a session what the end said of its outcome.

    Whether it was about the end of a session.
    """
    before = set(private.session_ends().values())
    _ = private.redo(now) if again else private.undo(now)
    after = set(private.session_ends().values())
    for one in _in_practice(reader, before - after, by):
        take_back_ended(store, one, now)
    for one in _in_practice(reader, after - before, by):
        keep_ended(store, one, now, again=True)
    return before != after


def _in_practice(reader: PracticeReader, ends: Iterable[SessionEnd], by: str) -> list[Ended]:
    rows = ((reader.row_of(one.client), one) for one in ends)
    return [Ended(row, one.session, one.at, by) for row, one in rows if row is not None]


def note_begun(
    private: PrivateStore,
    reader: PracticeReader,
    now: datetime,
    client: str,
    practitioner: str = "",
    zone: tzinfo | None = None,
) -> bool:
    """A note of this client is begun: if its session is past its booked end and nobody said when it ended, it was over by now."""
    work = Work(private, reader, now, zone, practitioner)
    session, at = _begun(work, now, client), now.timestamp()
    if session is None or session.ended is not None or session.ended_by is not None or at <= session.planned[1]:
        return False
    one = SessionEnd(session.key, client, at, BY_THEN)
    return private.end_sessions([one], at, f"note begun: {say_end(one, zone)}")


def say_end(one: SessionEnd, zone: tzinfo | None = None) -> str:
    """``session ended 10:52`` or ``session ended at or before 11:52``."""
    return f"session ended {'at or before ' if one.kind == BY_THEN else ''}{local_time(one.at, zone):%H:%M}"


def _today(work: Work, now: datetime) -> list[Session]:
    first = (now - timedelta(seconds=REACH_SECONDS)).date()
    return [one for _, one in work.booked(first, now.date())]


def _begun(work: Work, now: datetime, client: str) -> Session | None:
    """The client's newest session that has begun."""
    at = now.timestamp()
    own = [one for one in _today(work, now) if work.client_of(one) == client and at - REACH_SECONDS <= one.planned[0] <= at]
    return max(own, key=lambda one: one.planned[0], default=None)
