"""What is new to the clinician since the last session: by moment, and by the sessions of this clinician alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from briefing_app.domain.attendance import NOT_HELD, Outcome, outcome
from briefing_app.domain.client import ENTERED, ClinicalFact, History, Meeting, Score
from briefing_app.domain.message import MESSAGE, OUTGOING, dated_right, new_messages, shown_to
from briefing_app.domain.periods import local_day, local_midnight, local_time
from briefing_app.services.day import Session


@dataclass(frozen=True, slots=True)
class LastSession:
    """The last held session of this clinician. ``begun`` is its start and ``ended`` its recorded end, else its planned one, else its start,
    in seconds since 1970; one of which only the day is known begins and ends with it, and is not ``timed``."""

    meeting: Meeting
    day: date
    begun: float
    ended: float
    timed: bool


@dataclass(frozen=True, slots=True)
class SinceLast:
    """What came in after the last session. ``last`` is None where no session of this clinician is known to have been held.

    ``unclear`` are scores of that session's day without a time of their own: taken before it or after. ``messages`` are all words of the client,
    or of somebody about the client, that were not yet shown when that session began, newest first; ``sent`` what went out to the client.
    ``elsewhere`` are sessions that another clinician held, ``open`` past appointments of which no outcome is recorded,
    ``open_since`` those of them that were after the last session. ``whose`` is the clinician that all this is new to, "" where none is named.
    """

    last: LastSession | None
    scores: tuple[Score, ...]
    unclear: tuple[Score, ...]
    missed: tuple[Meeting, ...]
    elsewhere: tuple[Meeting, ...]
    open: tuple[Meeting, ...]
    open_since: tuple[Meeting, ...]
    messages: tuple[ClinicalFact, ...]
    sent: tuple[ClinicalFact, ...]
    facts: tuple[ClinicalFact, ...]
    whose: str = ""

    @property
    def last_session(self) -> date | None:
        """The day of the last session held, None where none is known."""
        return self.last.day if self.last else None


def since_last(
    history: History, today: date, zone: tzinfo | None, session: Session | None = None, whose: str = ""
) -> SinceLast:
    """What is new in the brief of ``session``, or, without one, of the client as of ``today``: to the clinician ``whose`` id is given, else to
    the one of the session or of the newest meeting."""
    past = _past(history, today, zone, session)
    whose = whose or (session.whose or session.meeting.practitioner_id if session else _usual(history))
    own = [one for one in past if not whose or one.meeting.is_of(whose)]
    last = max(
        (one for one in own if outcome(one.meeting) is Outcome.HELD), key=lambda one: (one.begun, one.meeting.row), default=None
    )
    messages = [fact for fact in history.facts if fact.kind == MESSAGE and _by(fact, today, zone)]
    begun = last.begun if last else None
    incoming = new_messages([one for one in messages if one.author != OUTGOING], shown_to(history.seen, whose), begun, zone)
    if last is None:
        open_ = tuple(one.meeting for one in past if _unknown(one))
        return SinceLast(None, (), (), (), (), open_, (), incoming, (), (), whose)
    scores = [one for found in history.scores.values() for one in found if _by(one, today, zone)]
    later = [one for one in past if one.begun > last.begun]
    return SinceLast(
        last,
        tuple(one for one in scores if _after(one, last, zone)),
        tuple(one for one in scores if _perhaps_after(one, last, zone)),
        tuple(one.meeting for one in later if outcome(one.meeting) in NOT_HELD),
        tuple(one.meeting for one in later if outcome(one.meeting) is Outcome.HELD),
        tuple(one.meeting for one in past if _unknown(one)),
        tuple(one.meeting for one in later if _unknown(one)),
        incoming,
        tuple(one for one in messages if one.author == OUTGOING and _after(one, last, zone)),
        tuple(one for one in history.facts if one.kind != MESSAGE and _by(one, today, zone) and _after(one, last, zone)),
        whose,
    )


def _past(history: History, today: date, zone: tzinfo | None, session: Session | None) -> list[LastSession]:
    """Every meeting before this session; as of a day without one, every meeting up to it, and of that day those known to be over."""
    found = []
    for one in history.meetings:
        day = local_day(one.at or None, one.day, zone)
        if not one.is_session or day is None or day > today:
            continue
        begun = one.at or local_midnight(day, zone)
        known = day < today or outcome(one) is not Outcome.NOT_RECORDED
        if begun < session.starts.timestamp() if session is not None else known:
            ended = max(one.ended or one.ends, begun) if one.at else local_midnight(day + timedelta(days=1), zone)
            found.append(LastSession(one, day, begun, ended, bool(one.at)))
    return found


def _unknown(one: LastSession) -> bool:
    return outcome(one.meeting) is Outcome.NOT_RECORDED


def _usual(history: History) -> str:
    """Whose client this is where no session says so: the clinician of the newest meeting, past or booked; "" where none is named."""
    named = [one for one in history.meetings if one.is_session and one.practitioner_id and outcome(one) not in NOT_HELD]
    return max(named, key=lambda one: (one.at, one.day, one.row)).practitioner_id if named else ""


def _by(one: Score | ClinicalFact, today: date, zone: tzinfo | None) -> bool:
    """Whether a record is not dated after ``today``; a message that is dated after its own import has no place to wait for."""
    day = local_day(one.at or None, one.day if len(one.day) == 10 else "", zone)
    if isinstance(one, ClinicalFact) and one.kind == MESSAGE:
        return day is None or day <= today or (not dated_right(one, zone) and _imported(one, zone).date() <= today)
    return day is not None and day <= today


def _imported(one: ClinicalFact, zone: tzinfo | None) -> datetime:
    return local_time(one.origin.imported, zone)


def _after(one: Score | ClinicalFact, last: LastSession, zone: tzinfo | None) -> bool:
    if one.at:
        return one.at > last.ended
    return len(one.day) == 10 and date.fromisoformat(one.day) > last.day


def _perhaps_after(one: Score, last: LastSession, zone: tzinfo | None) -> bool:
    """A score of the session's day of which the time is not known, or of a session of which it is not; what was typed in here was seen."""
    if one.origin.resource_type == ENTERED:
        return False
    day = local_day(one.at or None, one.day if len(one.day) == 10 else "", zone)
    return day == last.day and not (one.at and last.timed)
