"""What is new to the clinician since the last session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo

from briefing_app.domain.client import CANCELLED, HELD, ClinicalFact, History, Meeting, Score
from briefing_app.domain.periods import local_day


@dataclass(frozen=True, slots=True)
class SinceLast:
    """What came in after the last session: scores, missed and cancelled meetings, facts by kind."""

    last_session: date | None
    scores: tuple[Score, ...]
    missed: tuple[Meeting, ...]
    facts: tuple[ClinicalFact, ...]


def last_session_day(history: History, today: date, zone: tzinfo | None) -> date | None:
    days = [
        local_day(one.at or None, one.day, zone)
        for one in history.meetings
        if one.is_session and (one.status in HELD or one.status == "booked")
    ]
    return max((day for day in days if day and day < today), default=None)


def since(history: History, last: date | None, today: date, zone: tzinfo | None) -> SinceLast:
    if last is None:
        return SinceLast(None, (), (), ())

    def newer(at: float, day: str) -> bool:
        on = local_day(at or None, day if len(day) == 10 else "", zone)
        return on is not None and last < on <= today

    return SinceLast(
        last,
        tuple(score for scores in history.scores.values() for score in scores if newer(score.at, score.day)),
        tuple(one for one in history.meetings if one.status in CANCELLED and newer(one.at, one.day)),
        tuple(fact for fact in history.facts if newer(fact.at, fact.day)),
    )
