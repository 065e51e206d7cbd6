"""The words of a review point: what did not improve by a reliable change, and from where its sessions count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from briefing_app.domain.measure import Measure
from briefing_app.domain.periods import dated
from briefing_app.domain.progress import Progress, is_better
from briefing_app.domain.review import Signal
from briefing_app.domain.worse import start_of_course
from briefing_app.viewmodels.worse import say_scores


def say_review_point(signal: Signal, today: date, number: int | None = None) -> str:
    """``Review point, session 12: PHQ-9 16, 15 after 17, 16 at the start; 6 better would be a reliable change.``

    A review point counts from the first score: where the session has another ``number`` in the course, that is said.
    """
    stuck = signal.stuck
    session = max(one.session for one in stuck)
    weeks = max((today - one.first.day).days // 7 for one in stuck)
    since = " since the first score" if number is not None and number != session else ""
    named = f"Review point, session {session}{since}" if session else f"Review point, week {weeks}"
    if signal.moved:
        parts = [
            f"{one.course.measure.short} {'reliably better' if is_better(one) else 'better'} ({_course_words(one)})"
            for one in signal.moved
        ]
        parts += [f"{one.course.measure.short} not reliably better ({_course_words(one)})" for one in stuck]
        return f"{named}: {', '.join(parts)}."
    parts = [f"{one.course.measure.short} {_course_words(one)}" for one in stuck]
    return f"{named}: {'; '.join(parts)}; {_needed([one.course.measure for one in stuck])}."


def _course_words(one: Progress) -> str:
    start = start_of_course(one.course.measure, one.course.spaced)
    first = say_scores(start.points) if start is not None else f"{one.first.value:g}"
    if one.course.baseline is not None:
        return f"{say_scores(one.last)} after {first} at the start"
    return f"{say_scores(one.last)} after {first} at first (session {one.course.first_session})"


def _needed(measures: Sequence[Measure]) -> str:
    points = [(one.short, one.reliable_change.value) for one in measures if one.reliable_change is not None]
    if len(points) == 1:
        return f"{points[0][1]:g} better would be a reliable change"
    return f"a reliable change would be {', '.join(f'{value:g} better on {short}' for short, value in points)}"


def review_point_arithmetic(one: Progress) -> str:
    """The scores of a review point with their days, for Why."""
    points = [one.first, *one.last]
    listed = ", ".join(f"{point.value:g} on {dated(point.day)}" for point in points)
    return f"{one.course.measure.short} {listed}; review point {one.point}, session {one.session}"
