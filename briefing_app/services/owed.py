"""Which sessions owe a note."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from briefing_app.domain.intervals import span_of
from briefing_app.domain.note import DUE_HOURS, LATE_HOURS, LOOK_BACK_DAYS, Deadlines, HeldSession, Notes, notes_of
from briefing_app.domain.periods import local_time
from briefing_app.domain.timer import CONFIRMED
from briefing_app.services.worktime import Work
from briefing_app.storage.practice import PracticeReader
from briefing_app.storage.private import PrivateStore
from briefing_app.storage.rtm import client_payers, payers


def notes_of_work(work: Work, today: date, hours: tuple[float, float]) -> Notes:
    """Notes of the sessions of the look-back, from the day of the first timed entry on."""
    since = max(work.begun or work.now, span_of(today - timedelta(days=LOOK_BACK_DAYS), today, work.zone)[0])
    held = work.held(local_time(since, work.zone).date(), today)
    sessions = [HeldSession(one.key, client, *one.span) for _, one, client in held]
    timed = [
        (one.client, (one.start, one.end))
        for one in work.private.entries(since, work.now)
        if one.state == CONFIRMED and one.category == "notes" and one.client
    ]
    imported = work.reader.imported_notes(since, work.now)
    marks, crisis = work.reader.note_marks(), work.reader.sessions_noted_as("crisis")
    deadlines = Deadlines(hours, crisis, _payers_hours(work.reader, today, hours))
    return notes_of(sessions, marks, imported, timed, work.now, deadlines)


def owed_by(
    private: PrivateStore,
    reader: PracticeReader,
    now: datetime,
    client: str,
    zone: tzinfo | None = None,
    practitioner: str = "",
) -> str:
    """The newest session of a client that owes a note, by its key; "" where none does."""
    work = Work(private, reader, now, zone, practitioner)
    owed = [
        one.session for one in notes_of_work(work, now.date(), (DUE_HOURS, LATE_HOURS)).owed if one.session.client == client
    ]
    return max(owed, key=lambda one: one.begins).key if owed else ""


def _payers_hours(reader: PracticeReader, today: date, hours: tuple[float, float]) -> dict[str, tuple[float, float]]:
    """Due and late hours of the clients whose payer has hours of its own today."""
    entered, found = payers(reader), {}
    for client, name in client_payers(reader).items():
        payer = next((one for since, one in reversed(entered.get(name, [])) if since <= today), None)
        if payer is not None and (payer.note_due_hours or payer.note_late_hours):
            found[client] = (float(payer.note_due_hours or hours[0]), float(payer.note_late_hours or hours[1]))
    return found
