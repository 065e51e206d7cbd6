"""What a brief rests on: the course of each measure, safety findings, and what happened since the last session. No words yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo

from briefing_app.domain.client import CANCELLED, Answer, ClinicalFact, History, Score
from briefing_app.domain.course import Course, Due, Movement, course, item_movement
from briefing_app.domain.engagement import Engagement, engagement
from briefing_app.domain.goal import goal_measure, is_goal
from briefing_app.domain.measure import Measure
from briefing_app.domain.periods import age_on, local_day
from briefing_app.domain.review import Signal, signals
from briefing_app.domain.rules import DEFAULT_RULES, Rule, Rules
from briefing_app.domain.safety import SafetyLine, safety_lines
from briefing_app.domain.start import Start
from briefing_app.domain.subscales import subscale_measures, subscale_scores
from briefing_app.domain.talking_therapies import PairedOutcome, paired_outcome
from briefing_app.services.day import Session
from briefing_app.services.measure import Catalogue
from briefing_app.services.safety import answered
from briefing_app.services.since import SinceLast, since_last
from briefing_app.services.start import start_of

ENDED = frozenset(
    {"stopped", "completed", "cancelled", "resolved", "inactive", "remission", "rejected", "abandoned", "revoked", "ended"}
)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A signal, and what was done about it, if anything."""

    signal: Signal
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class BriefFacts:
    """Everything a brief of one client says on ``today``; ``session`` is None on the client's own page."""

    history: History
    session: Session | None
    today: date
    zone: tzinfo | None
    start: Start | None
    courses: tuple[Course, ...]
    safety: tuple[SafetyLine, ...]
    review: tuple[Reviewed, ...]
    engagement: Engagement
    paired: PairedOutcome | None
    rules: Rules
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
    history: History,
    catalogue: Catalogue,
    today: date,
    zone: tzinfo | None = None,
    session: Session | None = None,
    rules: Rules = DEFAULT_RULES,
) -> BriefFacts:
    """Gather one client's facts as of ``today``."""
    start = session.start if session else start_of(history, today, zone)
    courses = _courses(history, catalogue, today, zone, start, rules)
    new = since_last(history, today, zone, session)
    past = sorted(
        (
            (day, one)
            for one in history.meetings
            if one.is_session and (day := local_day(one.at or None, one.day, zone)) and day < today
        ),
        key=lambda pair: pair[0],
    )
    in_course = [(day, one) for day, one in past if start is None or day >= start.day]
    held = [day for day, one in in_course if one.status not in CANCELLED]
    meets_today = any(
        one.is_session and one.status not in CANCELLED and local_day(one.at or None, one.day, zone) == today
        for one in history.meetings
    )
    number = session.number if session and session.number is not None else len(held) + meets_today
    messages = [
        day for fact in history.facts if fact.kind == "message" and (day := _fact_day(fact, zone)) is not None and day <= today
    ]
    return BriefFacts(
        history=history,
        session=session,
        today=today,
        zone=zone,
        start=start,
        courses=courses,
        safety=tuple(safety_lines(answered(history, catalogue, zone), today, history.answers, rules, new.last_session)),
        review=tuple(_review(courses, number, held, history, rules)),
        engagement=engagement(courses, past, messages, today, rules),
        paired=_paired(courses, len(held)),
        rules=rules,
        movements=tuple((one, tuple(moves)) for one in courses if (moves := item_movement(one))),
        since=new,
        attended=len(held),
        missed=sum(1 for _, one in in_course if one.status == "noshow"),
        undated=tuple(score for one in courses for score in one.undated),
    )


def _fact_day(fact: ClinicalFact, zone: tzinfo | None) -> date | None:
    return local_day(fact.at or None, fact.day if len(fact.day) == 10 else "", zone)


def _review(courses: tuple[Course, ...], number: int, held: list[date], history: History, rules: Rules) -> list[Reviewed]:
    """Every signal with the answer that was given to just this one; unanswered first, then by rule."""
    given = {
        (answer.rule, answer.measure, answer.basis): answer
        for answer in sorted(history.answers, key=lambda answer: answer.at)
        if answer.kind == "review"
    }
    found = [
        Reviewed(signal, given.get((signal.rule.value, signal.measure.id, signal.basis)))
        for one in courses
        for signal in signals(one, number, held, rules)
    ]
    order = list(Rule)
    return sorted(found, key=lambda one: (one.answer is not None, order.index(one.signal.rule)))


def _paired(courses: tuple[Course, ...], held: int) -> PairedOutcome | None:
    """The outcome by NHS Talking Therapies rules where PHQ-9 and GAD-7 both have a first and a last score, after two sessions."""
    by_id = {one.measure.id: one.from_baseline for one in courses}
    phq9, gad7 = by_id.get("PHQ-9"), by_id.get("GAD-7")
    if phq9 is None or gad7 is None or held < 2:
        return None
    return paired_outcome((int(phq9.first), int(phq9.last)), (int(gad7.first), int(gad7.last)))


def _courses(
    history: History, catalogue: Catalogue, today: date, zone: tzinfo | None, start: Start | None, rules: Rules
) -> tuple[Course, ...]:
    found = []
    goals = {goal_measure(goal).id: goal_measure(goal) for goal in history.goals}
    for measure_id, scores in history.scores.items():
        days = {
            index: local_day(score.at or None, score.day, zone) if score.precision in _PLACED else None
            for index, score in enumerate(scores)
        }
        if is_goal(measure_id):
            if measure_id in goals:
                found.append(course(goals[measure_id], scores, days, today, start, rules))
            continue
        measure = catalogue(measure_id).for_person(history.client.gender, age_on(history.client.birth_date, today))
        found.append(course(measure, [_worded(score, measure) for score in scores], days, today, start, rules))
        for scale, part in subscale_measures(measure):
            found.append(course(part, subscale_scores(measure, scale, part, scores), days, today, start, rules))
    # The measure looked at most and last comes first; the order is the same every time.
    return tuple(sorted(found, key=lambda one: (_RANK.get(one.measure.domain, 5), -len(one.points), one.measure.id)))


def _worded(score: Score, measure: Measure) -> Score:
    """The score with the band that this person's own cut-offs leave it: the store's word knows neither age nor sex."""
    band = measure.band(score.score) if score.score is not None and measure.has_total else None
    return score._replace(severity=band.label if band else "")


_PLACED = frozenset({"instant", "day", "local", "issued"})
_RANK = {"depression": 0, "anxiety": 1, "ptsd": 2, "distress": 3, "outcome": 3, "suicide_risk": 4, "alliance": 6, "goal": 7}
