"""What to check first when a measure does not improve: each topic with what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from briefing_app.domain.client import ClinicalFact, Origin
from briefing_app.domain.course import Point
from briefing_app.domain.periods import say_date
from briefing_app.domain.worse import ALLIANCE
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.attendance import noun_of, say_attendance
from briefing_app.viewmodels.attendance import why_of as attendance_why
from briefing_app.viewmodels.fact import day_words
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.review import CHECKED_FOR
from briefing_app.viewmodels.why import Why

RECENT_DAYS = 90
LIFE_EVENTS = "Life events"


def make_checks(facts: BriefFacts) -> tuple[Line, ...]:
    """What to check first when a measure does not improve: each topic with what is known of it, and "not recorded" where nothing is."""
    if not any(one.signal.rule in CHECKED_FOR and one.waits for one in facts.review):
        return ()
    return (
        _alliance(facts),
        _fact_check("Motivation", facts, ("motivation", "readiness", "stage of change")),
        _fact_check("Support", facts, ("support", "isolation", "lives alone", "family", "housing")),
        _fact_check(LIFE_EVENTS, facts, ("bereavement", "divorce", "separation", "unemploy", "job loss", "death of", "event")),
        _medication(facts),
        _attendance(facts),
    )


def _check(topic: str, words: str, rule: str, points: tuple[Point, ...] = (), sources: tuple[Origin, ...] = ()) -> Line:
    origins = tuple(point.record.origin for point in points) + sources
    return Line("check", f"{topic}: {words}", Why(rule, "", origins), "plain", "What to check first")


def _alliance(facts: BriefFacts) -> Line:
    rule = "the newest score of an alliance measure"
    found = [
        (latest.day, one, latest)
        for one in facts.courses
        if one.measure.domain == ALLIANCE and (latest := one.latest) is not None and latest.score is not None
    ]
    if not found:
        return _check("Alliance", "no alliance measure on file", rule)
    day, one, latest = max(found, key=lambda each: each[0])
    before = f", {one.previous.score:g} before" if one.previous and one.previous.score is not None else ""
    said = f"{one.measure.short} {latest.value:g} on {say_date(day, facts.today)}{before}"
    return _check("Alliance", said, rule, (latest,))


def _fact_check(topic: str, facts: BriefFacts, words: tuple[str, ...]) -> Line:
    about = [fact for fact in facts.facts("condition", "flag", "task") if any(word in fact.title.lower() for word in words)]
    about += facts.facts("event") if topic == LIFE_EVENTS else []
    found = [fact for fact in about if _lately(fact.day, facts.today)]
    rule = f"conditions, flags and tasks of the last {RECENT_DAYS} days with words such as {', '.join(words[:3])}"
    if not found:
        return _check(topic, f"not recorded in {RECENT_DAYS} days" if about else "not recorded", rule)
    newest = _newest(found)
    return _check(topic, f"{newest.title}, {day_words(newest.day, facts.today)}", rule, (), (newest.origin,))


def _medication(facts: BriefFacts) -> Line:
    recent = [fact for fact in facts.facts("medication") if _lately(fact.day, facts.today)]
    rule = f"medication records of the last {RECENT_DAYS} days"
    if not recent:
        known = f"no change recorded in {RECENT_DAYS} days" if facts.facts("medication") else "not in your files"
        return _check("Medication", known, rule)
    newest = _newest(recent)
    words = f"{newest.title} {newest.status}, {day_words(newest.day, facts.today)}"
    return _check("Medication", " ".join(words.split()), rule, (), (newest.origin,))


def _lately(day: str, today: date) -> bool:
    """Whether a record is of the last days, or may be: of one without a day nobody knows."""
    oldest = date.fromordinal(today.toordinal() - RECENT_DAYS).isoformat()
    return not day or oldest[: len(day)] <= day <= today.isoformat()[: len(day)]


def _newest(found: Sequence[ClinicalFact]) -> ClinicalFact:
    """The newest of those with a day; where none has one, the newest by what is known of it."""
    return max(found, key=lambda fact: (len(fact.day) == 10, fact.day))


def _attendance(facts: BriefFacts) -> Line:
    words = say_attendance(facts.attendance, noun_of(facts.history)) or "no earlier session of this course on file"
    why = attendance_why(facts)
    return Line("check", f"Attendance: {words}", why, "plain", "What to check first")
