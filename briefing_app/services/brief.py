"""What a brief rests on: the course of each measure, safety findings, and what happened since the last session. No words yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from briefing_app.domain.attendance import Attendance, Outcome, attendance_of, outcome
from briefing_app.domain.client import CANCELLED, ENTERED, Answer, ClinicalFact, History, Meeting, Score
from briefing_app.domain.course import Course, Due, Movement, course, item_movement
from briefing_app.domain.engagement import Engagement, engagement
from briefing_app.domain.goal import goal_measure, is_goal
from briefing_app.domain.lasting import last_answer, set_aside_until
from briefing_app.domain.measure import Measure
from briefing_app.domain.message import dated_right, is_sent
from briefing_app.domain.periods import age_on, local_day, local_time
from briefing_app.domain.person_numbers import for_person
from briefing_app.domain.primary import Primary, find_primary
from briefing_app.domain.records import Author
from briefing_app.domain.review import Asked, Signal, ended, signals
from briefing_app.domain.rules import DEFAULT_RULES, Rules
from briefing_app.domain.safety import SafetyLine, safety_lines
from briefing_app.domain.start import Start
from briefing_app.domain.subscales import subscale_measures, subscale_scores
from briefing_app.domain.taken_back import names_scores, standing
from briefing_app.domain.talking_therapies import Pair, find_pair, problems_of
from briefing_app.domain.two_scores import RULE as TWO_SCORES
from briefing_app.domain.worse import Worse
from briefing_app.services.day import Session
from briefing_app.services.measure import Catalogue
from briefing_app.services.safety import answered
from briefing_app.services.since import SinceLast, since_last
from briefing_app.services.start import is_over, start_of

ENDED = frozenset(
    {"stopped", "completed", "cancelled", "resolved", "inactive", "remission", "rejected", "abandoned", "revoked", "ended"}
) | frozenset(
    # of medication: what nobody takes, or not yet
    {"draft", "proposal", "plan", "option", "not-taken", "not to be given", "intended"}
)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A signal, and what was last said about it. ``until`` is the last day on which that keeps it aside; None where it waits (again)."""

    signal: Signal
    answer: Answer | None
    until: date | None

    @property
    def waits(self) -> bool:
        """Whether it still asks for attention: nothing was answered that sets it aside."""
        return self.until is None and self.signal.attention


@dataclass(frozen=True, slots=True)
class BriefFacts:
    """Everything a brief of one client says on ``today``; ``session`` is None on the client's own page. ``past`` are the appointments of this
    course before today, with their days, which ``attendance`` counts."""

    history: History
    session: Session | None
    today: date
    zone: tzinfo | None
    start: Start | None
    courses: tuple[Course, ...]
    safety: tuple[SafetyLine, ...]
    review: tuple[Reviewed, ...]
    no_longer_worse: tuple[tuple[Course, Worse], ...]
    engagement: Engagement
    paired: Pair | None
    rules: Rules
    movements: tuple[tuple[Course, tuple[Movement, ...]], ...]
    since: SinceLast
    attendance: Attendance
    past: tuple[tuple[date, Meeting], ...]
    undated: tuple[Score, ...]
    primary: Primary

    def facts(self, *kinds: str) -> list[ClinicalFact]:
        """Clinical facts of these kinds, in the order of the record."""
        return [fact for fact in self.history.facts if fact.kind in kinds]

    def current(self, kind: str) -> list[ClinicalFact]:
        """What is not ended, by its status, by an order that replaces it or, of a diagnosis or medication, by the day on which it ended."""
        found = [fact for fact in self.facts(kind) if fact.title]
        replaced = {id for fact in found for id in fact.replaces.split()}
        return [
            fact
            for fact in found
            if fact.status not in ENDED and fact.origin.resource_id not in replaced and not self.is_over(fact)
        ]

    def is_over(self, fact: ClinicalFact) -> bool:
        """Whether the day on which it ended is past: of a diagnosis or medication, and of anything that was typed with its last day."""
        ends = fact.kind in ("condition", "medication") or fact.origin.resource_type == ENTERED
        return ends and "" < fact.end_day < self.today.isoformat()

    @property
    def due(self) -> list[Course]:
        """Courses whose measure is to be asked again; none of somebody who died."""
        if self.history.client.is_dead(self.today):
            return []
        return [one for one in self.courses if one.due in (Due.DUE, Due.LAPSED)]


def brief_facts(
    history: History,
    catalogue: Catalogue,
    today: date,
    zone: tzinfo | None = None,
    session: Session | None = None,
    rules: Rules = DEFAULT_RULES,
) -> BriefFacts:
    """Gather one client's facts as of ``today``. What is recorded with a time stands on the practice's day, whatever the export's clock says."""
    history = _on_local_days(history, zone)
    start = session.start if session else start_of(history, today, zone)
    courses = _courses(history, catalogue, today, zone, start, rules)
    primary = find_primary(history.primary, problems_of(history), courses)
    last = len(primary.first)
    courses = tuple(
        sorted(courses, key=lambda one: primary.place(one.measure.id) if one.measure.id in primary.measures else last)
    )
    new = since_last(history, today, zone, session)
    past = _past(history, today, zone)
    in_course = [(day, one) for day, one in past if start is None or day >= start.day]
    held = [day for day, one in in_course if outcome(one) is Outcome.HELD]
    silence = engagement(courses, past, _written(history, today, zone), today, rules, is_over(history, today, zone))

    def known_on(day: date) -> tuple[Course, ...]:
        return _courses(history, catalogue, day, zone, start_of(history, day, zone), rules)

    dead = history.client.is_dead(today)  # nobody is asked to look at how they are, or to hand them a form
    asked = Asked(
        today,
        silence,
        _meets(history, today, zone),
        *_last_look(past),
        begins=session.meeting.at if session else 0.0,
        shown=_shown(history, held, today, zone),
        held=known_on,
        primary=primary.measures,
    )
    return BriefFacts(
        history=history,
        session=session,
        today=today,
        zone=zone,
        start=start,
        courses=courses,
        safety=tuple(
            safety_lines(answered(history, catalogue, zone), today, standing(history.answers), rules, new.last_session)
        ),
        review=() if dead else tuple(_review(courses, asked, history, rules, zone)),
        no_longer_worse=() if dead else tuple(ended(courses, asked, rules)),
        engagement=silence,
        paired=find_pair(history, courses, len(held)) if rules.nhs_rules else None,
        rules=rules,
        movements=tuple((one, tuple(moves)) for one in courses if (moves := item_movement(one))),
        since=new,
        attendance=attendance_of(one for _, one in in_course),
        past=tuple(in_course),
        undated=tuple(score for one in courses for score in one.undated),
        primary=primary,
    )


def _past(history: History, today: date, zone: tzinfo | None) -> list[tuple[date, Meeting]]:
    """The sessions before today with their days, the oldest first."""
    days = ((local_day(one.at or None, one.day, zone), one) for one in history.meetings if one.is_session)
    return sorted(((day, one) for day, one in days if day and day < today), key=lambda pair: pair[0])


def _on_local_days(history: History, zone: tzinfo | None) -> History:
    facts = tuple(one._replace(day=local_time(one.at, zone).date().isoformat()) if one.at else one for one in history.facts)
    return replace(history, facts=facts)


def _written(history: History, today: date, zone: tzinfo | None) -> list[date]:
    """The days of messages that the client wrote."""
    days = [
        local_day(fact.at or None, fact.day if len(fact.day) == 10 else "", zone)
        for fact in history.facts
        if is_sent(fact) and dated_right(fact, zone) and fact.author == Author.CLIENT.value
    ]
    return [day for day in days if day is not None and day <= today]


def _meets(history: History, today: date, zone: tzinfo | None) -> bool:
    return any(
        one.is_session and one.status not in CANCELLED and local_day(one.at or None, one.day, zone) == today
        for one in history.meetings
    )


def _last_look(past: Sequence[tuple[date, Meeting]]) -> tuple[date | None, float]:
    """The day and moment of the last brief that there was reason to look at: of the last session that was not cancelled."""
    last = next(((day, one.at) for day, one in reversed(past) if one.status != "cancelled"), None)
    return last or (None, 0.0)


def _shown(history: History, held: Sequence[date], today: date, zone: tzinfo | None) -> tuple[date, ...]:
    """Held sessions whose brief was shown. A day before the client's first import is looked at in retrospect: then all of them count."""
    imported = min((score.origin.imported for scores in history.scores.values() for score in scores), default=0.0)
    if imported and today < local_time(imported, zone).date():
        return tuple(held)
    kept = {local_time(starts, zone).date() for starts in history.briefed}
    return tuple(day for day in held if day in kept)


def _review(courses: tuple[Course, ...], asked: Asked, history: History, rules: Rules, zone: tzinfo | None) -> list[Reviewed]:
    """Every signal with what was last said about it; those that wait come first."""
    found = []
    answers = [one for one in standing(history.answers) if not names_scores(one, history.answers)]
    for signal in signals(courses, asked, rules):
        answer = last_answer(signal, answers)
        until = set_aside_until(signal, answer, courses, asked.today, zone) if answer is not None else None
        found.append(Reviewed(signal, answer, until))
    return sorted(found, key=lambda one: not one.waits)


def _courses(
    history: History, catalogue: Catalogue, today: date, zone: tzinfo | None, start: Start | None, rules: Rules
) -> tuple[Course, ...]:
    found = []
    goals = {goal_measure(goal).id: goal_measure(goal) for goal in history.goals}
    for measure_id, scores in history.scores.items():
        days = [local_day(one.at or None, one.day, zone) if one.precision in _PLACED else None for one in scores]
        if is_goal(measure_id):
            if measure_id in goals:
                found.append(course(goals[measure_id], list(zip(days, scores, strict=True)), today, start, rules))
            continue
        measure = for_person(catalogue(measure_id), history.client.gender, age_on(history.client.birth_date, today))
        worded = [(day, _worded(score, measure)) for day, score in zip(days, scores, strict=True)]
        found.append(course(measure, worded, today, start, rules, _choices(history, measure_id)))
        for scale, part in subscale_measures(measure):
            parts = subscale_scores(measure, scale, part, scores)
            found.append(course(part, list(zip(days, parts, strict=True)), today, start, rules))
    # The measure looked at most and last comes first; the order is the same every time.
    return tuple(sorted(found, key=lambda one: (_RANK.get(one.measure.domain, 5), -len(one.points), one.measure.id)))


def _choices(history: History, measure: str) -> dict[str, str]:
    """What was last said of scores of one day that contradict each other, by what it rests on."""
    return {one.basis: one.action for one in standing(history.answers) if one.rule == TWO_SCORES and one.measure == measure}


def _worded(score: Score, measure: Measure) -> Score:
    """The score with the band that this person's own cut-offs leave it: the store's word knows neither age nor sex."""
    band = measure.band(score.score) if score.score is not None and measure.has_total else None
    return score._replace(severity=band.label if band else "")


_PLACED = frozenset({"instant", "day", "local", "issued"})
_RANK = {"depression": 0, "anxiety": 1, "ptsd": 2, "distress": 3, "outcome": 3, "suicide_risk": 4, "alliance": 6, "goal": 7}
