"""No improvement as a review point of a course, not as a state: when it is looked at, and which measures have not moved (product rule)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from briefing_app.domain import norm
from briefing_app.domain.change import Reliable, is_caseness
from briefing_app.domain.course import Course, Point
from briefing_app.domain.measure import Measure
from briefing_app.domain.rules import DEFAULT_RULES, Rules
from briefing_app.domain.worse import start_of_course, turned

NEXT_SESSIONS = 8
FIRST_WEEKS, NEXT_WEEKS, LEAST_WEEKS = 20, 16, 9
LEAST_SCORES = 3


@dataclass(frozen=True, slots=True)
class Progress:
    """One measure at a review point: its first score and the last two; ``stuck`` where these are still in the clinical range, unimproved."""

    course: Course
    first: Point
    last: tuple[Point, Point]
    session: int
    point: int
    stuck: bool


def session_count(one: Course, today: date, *, meets_today: bool) -> int:
    """Held sessions since the first score, this one included."""
    if one.first is None or one.start is None:
        return 0
    first = one.first.day
    return sum(1 for day in one.start.sessions if first <= day < today) + meets_today


def review_point(sessions: int, days: int, rules: Rules = DEFAULT_RULES) -> int:
    """The number of the review point that a course has reached, 0 before the first: by sessions or weeks, whichever comes first."""
    if days < 7 * LEAST_WEEKS:
        return 0
    by_sessions = 1 + (sessions - rules.review_session) // NEXT_SESSIONS if sessions >= rules.review_session else 0
    by_weeks = 1 + (days - 7 * FIRST_WEEKS) // (7 * NEXT_WEEKS)  # under twenty weeks this is nought
    return max(by_sessions, by_weeks)


def progress(courses: Sequence[Course], today: date, rules: Rules = DEFAULT_RULES, *, meets_today: bool) -> list[Progress]:
    """Every measure that has reached a review point, has a sourced reliable change and began in the clinical range."""
    found = []
    for one in courses:
        change, start = norm.reliable_change(one.measure), start_of_course(one.measure, one.spaced)
        if change is None or not one.current or len(one.spaced) < LEAST_SCORES or one.first is None or start is None:
            continue
        session = session_count(one, today, meets_today=meets_today)
        point = review_point(session, (today - one.first.day).days, rules)
        if point and is_caseness(one.measure, turned(one.measure, start.level)) is True:
            last = (one.spaced[-2], one.spaced[-1])
            found.append(Progress(one, one.first, last, session, point, _stuck(one, start.level, last, change.value)))
    return found


def is_better(one: Progress) -> bool:
    """Whether a measure at a review point is reliably better than at the start."""
    change = one.course.from_baseline
    return change is not None and change.reliable is Reliable.IMPROVED


def _stuck(one: Course, start: float, last: tuple[Point, Point], needed: float) -> bool:
    measure = one.measure
    if (last[1].day - last[0].day).days > 2 * one.limit_days:
        return False
    if not all(is_caseness(measure, point.value) for point in last):
        return False
    better = start - sum(turned(measure, point.value) for point in last) / 2
    if better >= needed or _responded(measure, start, better):
        return False
    change = one.from_baseline
    return change is None or (change.reliable is not Reliable.IMPROVED and change.response is not True)


def _responded(measure: Measure, start: float, better: float) -> bool:
    percent = norm.response(measure)
    return percent is not None and not measure.higher_is_better and better * 100 >= percent.value * start
