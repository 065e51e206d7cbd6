"""How long an answer to a review line lasts: what it was about, and what opens the line again (product rule)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta, tzinfo
from math import ceil

from briefing_app.domain.client import Answer
from briefing_app.domain.course import Course, Point
from briefing_app.domain.periods import local_time
from briefing_app.domain.review import Signal
from briefing_app.domain.rules import Rule
from briefing_app.domain.worse import turned

WORSE_DAYS = 56
UNKNOWN_DAYS = 14
REVIEW = "review"


def last_answer(signal: Signal, answers: Sequence[Answer]) -> Answer | None:
    """The newest answer about this problem, whether or not it still holds; a measure that it did not name makes it another problem."""
    about = [
        one
        for one in answers
        if one.kind == REVIEW
        and one.rule == signal.rule.value
        and one.basis == signal.basis
        and set(signal.measures) <= set(one.measure.split())
    ]
    return max(about, key=lambda one: one.at, default=None)


def set_aside_until(
    signal: Signal, answer: Answer, courses: Sequence[Course], today: date, zone: tzinfo | None = None
) -> date | None:
    """The last day on which an answer keeps a line aside; None when it does not any more.

    A line about worse comes back after eight weeks, or when it is worse than when it was answered; one about silence after two weeks; others
    have a basis of their own and stay aside as long as it holds. A day to look again that was given with the answer ends it at the latest.
    """
    given = local_time(answer.at, zone).date()
    days = {Rule.WORSE: WORSE_DAYS, Rule.UNKNOWN: UNKNOWN_DAYS}.get(signal.rule)
    until = given + timedelta(days=days) if days is not None else date.max
    if answer.until:
        until = min(until, date.fromisoformat(answer.until) - timedelta(days=1))
    if today > until or (signal.rule is Rule.WORSE and _worse_again(signal, answer, courses, given)):
        return None
    return until


def _worse_again(signal: Signal, answer: Answer, courses: Sequence[Course], given: date) -> bool:
    """Whether a measure of the line got worse since: by half the threshold in both of the last two scores, or by far in one."""
    return any(_rose(one, answer, given) for one in courses if one.measure.id in signal.measures)


def _rose(one: Course, answer: Answer, given: date) -> bool:
    known = [point for point in one.spaced if _was_known(point, answer, given)]
    new = [point for point in one.spaced if not _was_known(point, answer, given)]
    if not known or not new or one.measure.monitor is None or one.measure.fast is None:
        return False
    level = turned(one.measure, known[-1].value)
    rises = [turned(one.measure, point.value) - level for point in [*known[-1:], *new][-2:]]
    return min(rises) >= ceil(one.measure.monitor.value / 2) or rises[-1] >= one.measure.fast.value


def _was_known(point: Point, answer: Answer, given: date) -> bool:
    return point.day <= given and point.record.origin.imported <= answer.at
