"""Where a client's course of treatment begins: held sessions, episodes of care, and the clinician's own date, which is set and taken back here."""

from __future__ import annotations

from datetime import date, tzinfo

from briefing_app.domain.act import Done, TakeBack
from briefing_app.domain.client import CANCELLED, HELD, ClinicalFact, History
from briefing_app.domain.periods import local_day
from briefing_app.domain.problems import Problem
from briefing_app.domain.start import Episode, OwnStart, Start, find_start
from briefing_app.storage.act import act
from briefing_app.storage.course_start import keep_start, take_start_back
from briefing_app.storage.engine import Transaction

NOT_OPENED = frozenset({"cancelled", "planned", "waitlist", "entered-in-error"})
OVER = frozenset({"finished", "ended", "completed"})


def start_of(history: History, today: date, zone: tzinfo | None = None) -> Start | None:
    """The start of the course that ``today`` belongs to. Sessions of all clinicians count; of today's, any that is not cancelled."""
    sessions = [
        (day, one.status)
        for one in history.meetings
        if one.is_session and (day := local_day(one.at or None, one.day, zone)) is not None and day <= today
    ]
    return find_start(
        today,
        [day for day, status in sessions if day < today and status in HELD],
        [day for day, status in sessions if status not in CANCELLED and (day == today or status not in HELD)],
        [found for fact in history.facts if (found := _episode(fact, zone)) is not None],
        max((one for one in history.starts if one.day <= today), key=lambda one: one.at, default=None),
    )


@act
def set_start(transaction: Transaction, client: int, start: OwnStart, today: date) -> Done:
    """Keep the clinician's own date, with who, when and why, and its row of the audit: both or neither.

    Raises Problem for a day that has not come and for one without a reason.
    """
    if start.day > today:
        raise Problem("A course cannot begin on a day that has not come.", "Give a day up to today.", exit_code=2)
    if not start.why.strip():
        raise Problem(
            "A start is kept with its reason.", "Say in your own words why the course begins on this day.", exit_code=2
        )
    keep_start.within(transaction, client, start._replace(why=" ".join(start.why.split())))
    return Done(TakeBack("unset_start", (client,)))


@act
def unset_start(transaction: Transaction, client: int, at: float, by: str, why: str = "") -> Done:
    """Take the clinician's own date back; what stood before it stands again. Raises Problem where none is set."""
    day, reason = take_start_back.within(transaction, client, " ".join(why.split()), at, by)
    return Done(TakeBack("put_start_back", (client, day, reason)))


@act
def put_start_back(transaction: Transaction, client: int, day: str, why: str, at: float, by: str) -> Done:
    """A start that was taken back stands again."""
    keep_start.within(transaction, client, OwnStart(date.fromisoformat(day), why, at, by))
    return Done(TakeBack("unset_start", (client,)))


def is_over(history: History, today: date, zone: tzinfo | None = None) -> bool:
    """Whether treatment has ended: every recorded episode of care is over, and no session, held or missed, follows the
    last one or is booked. Where no day of its end is known, only what is booked counts."""
    episodes = [found for fact in history.facts if (found := _episode(fact, zone)) is not None and found.starts <= today]
    known = [one.ends for one in episodes if one.ends is not None]
    still_open = any(one.ends is None and not one.ended for one in episodes)
    if not episodes or still_open or any(day >= today for day in known):
        return False
    last = max(known) if len(known) == len(episodes) else today
    return not any(
        one.is_session and one.status != "cancelled" and (day := local_day(one.at or None, one.day, zone)) and day > last
        for one in history.meetings
    )


def _episode(fact: ClinicalFact, zone: tzinfo | None) -> Episode | None:
    """An episode of care whose first day is known and that was opened."""
    starts = local_day(fact.at or None, fact.day if len(fact.day) == 10 else "", zone)
    if fact.kind != "episode" or fact.status in NOT_OPENED or starts is None:
        return None
    ends = date.fromisoformat(fact.end_day) if len(fact.end_day) == 10 else None
    return Episode(starts, ends, fact.status in OVER)
