"""What a brief rests on: the course of each measure, safety findings, and what happened since the last session. No words yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo

from briefing_app.domain.client import CANCELLED, HELD, ClinicalFact, History, Meeting, Score
from briefing_app.domain.course import Course, Due, Movement, SafetyFinding, course, item_movement, safety_findings
from briefing_app.domain.periods import local_day
from briefing_app.services.day import Session, episode_start
from briefing_app.services.measure import Catalogue

ENDED = frozenset(
    {"stopped", "completed", "cancelled", "resolved", "inactive", "remission", "rejected", "abandoned", "revoked", "ended"}
)


@dataclass(frozen=True, slots=True)
class SinceLast:
    """What came in after the last session: scores, missed and cancelled meetings, facts by kind."""

    last_session: date | None
    scores: tuple[Score, ...]
    missed: tuple[Meeting, ...]
    facts: tuple[ClinicalFact, ...]


@dataclass(frozen=True, slots=True)
class BriefFacts:
    """Everything a brief of one client says on ``today``; ``session`` is None on the client's own page."""

    history: History
    session: Session | None
    today: date
    zone: tzinfo | None
    episode: date | None
    courses: tuple[Course, ...]
    safety: tuple[SafetyFinding, ...]
    movements: tuple[tuple[Course, tuple[Movement, ...]], ...]
    since: SinceLast
    attended: int
    missed: int
    undated: tuple[Score, ...]

    def facts(self, *kinds: str) -> list[ClinicalFact]:
        return [fact for fact in self.history.facts if fact.kind in kinds]

    def current(self, kind: str) -> list[ClinicalFact]:
        return [fact for fact in self.facts(kind) if fact.status not in ENDED and fact.title]

    @property
    def due(self) -> list[Course]:
        return [one for one in self.courses if one.due in (Due.DUE, Due.LAPSED)]


def brief_facts(
    history: History, catalogue: Catalogue, today: date, zone: tzinfo | None = None, session: Session | None = None
) -> BriefFacts:
    """Gather one client's facts as of ``today``."""
    at = session.meeting.at if session else 0.0
    episode = session.episode if session else episode_start(history, at, zone)
    courses = _courses(history, catalogue, today, zone, episode)
    last_session = session.last_session if session else _last_session(history, today, zone)
    sessions = [
        one for one in history.meetings if one.is_session and (day := local_day(one.at or None, one.day, zone)) and day < today
    ]
    in_episode = [one for one in sessions if episode is None or (local_day(one.at or None, one.day, zone) or today) >= episode]
    return BriefFacts(
        history=history,
        session=session,
        today=today,
        zone=zone,
        episode=episode,
        courses=courses,
        safety=tuple(finding for one in courses for finding in safety_findings(one, today)),
        movements=tuple((one, tuple(moves)) for one in courses if (moves := item_movement(one))),
        since=_since(history, last_session, today, zone),
        attended=sum(1 for one in in_episode if one.status not in CANCELLED),
        missed=sum(1 for one in in_episode if one.status == "noshow"),
        undated=tuple(score for one in courses for score in one.undated),
    )


def _courses(
    history: History, catalogue: Catalogue, today: date, zone: tzinfo | None, episode: date | None
) -> tuple[Course, ...]:
    found = []
    for measure_id, scores in history.scores.items():
        days = {
            index: local_day(score.at or None, score.day, zone) if score.precision in _PLACED else None
            for index, score in enumerate(scores)
        }
        found.append(course(catalogue(measure_id).for_gender(history.client.gender), scores, days, today, episode))
    # The measure looked at most and last comes first; the order is the same every time.
    return tuple(sorted(found, key=lambda one: (_RANK.get(one.measure.domain, 5), -len(one.points), one.measure.id)))


_PLACED = frozenset({"instant", "day", "local", "issued"})
_RANK = {"depression": 0, "anxiety": 1, "ptsd": 2, "distress": 3, "outcome": 3, "alliance": 6, "suicide_risk": 4}


def _last_session(history: History, today: date, zone: tzinfo | None) -> date | None:
    days = [
        local_day(one.at or None, one.day, zone)
        for one in history.meetings
        if one.is_session and (one.status in HELD or one.status == "booked")
    ]
    return max((day for day in days if day and day < today), default=None)


def _since(history: History, last: date | None, today: date, zone: tzinfo | None) -> SinceLast:
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
