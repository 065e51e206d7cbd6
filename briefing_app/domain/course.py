"""The course of one measure: baseline, previous, best and latest, and when the next is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from briefing_app.domain.administration import items_of
from briefing_app.domain.change import Change, change
from briefing_app.domain.client import Score
from briefing_app.domain.measure import Measure
from briefing_app.domain.rules import DEFAULT_RULES, Rules

IN_USE_DAYS = 365  # a measure not taken for a year is no longer part of the work: not due, only old (product rule)
INTAKE_DAYS = 14  # a form filled in before the first session belongs to the episode (product rule)


class Due(Enum):
    NOT_SCHEDULED = "not scheduled"
    CURRENT = "current"
    DUE = "due"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Point:
    """One administration on its calendar day. ``score`` None is an attempt without a total."""

    day: date
    score: float | None
    solid: bool
    record: Score


@dataclass(frozen=True, slots=True)
class Course:
    measure: Measure
    points: tuple[Point, ...]
    undated: tuple[Score, ...]
    latest: Point | None
    previous: Point | None
    baseline: Point | None
    best: Point | None
    from_baseline: Change | None
    from_best: Change | None
    from_previous: Change | None
    due: Due
    days_since: int | None
    next_due: date | None


def course(
    measure: Measure,
    scores: Sequence[Score],
    day_of: dict[int, date | None],
    today: date,
    since: date | None = None,
    rules: Rules = DEFAULT_RULES,
) -> Course:
    """A measure's course up to ``today``. ``day_of`` gives each score's calendar day by its index; ``since`` starts the episode.

    Only solid points are baseline, previous, best or latest: a doubtful value enters no change.
    """
    dated = [(day_of[index], score) for index, score in enumerate(scores)]
    points = sorted(
        (Point(day, score.score, score.solid, score) for day, score in dated if day is not None and day <= today),
        key=lambda point: (point.day, point.record.at),
    )
    solid = [
        point
        for point in points
        if point.solid and point.score is not None and (since is None or (since - point.day).days <= INTAKE_DAYS)
    ]
    if not solid:
        solid = [point for point in points if point.solid and point.score is not None]
    latest = solid[-1] if solid else None
    previous = solid[-2] if len(solid) > 1 else None
    baseline = solid[0] if solid else None
    sign = -1 if measure.higher_is_better else 1
    best = min(solid, key=lambda point: sign * (point.score or 0)) if solid else None
    newest = max((point.day for point in points), default=None)
    days_since = (today - newest).days if newest else None
    return Course(
        measure=measure,
        points=tuple(points),
        undated=tuple(score for day, score in dated if day is None),
        latest=latest,
        previous=previous,
        baseline=baseline,
        best=best,
        from_baseline=_between(measure, baseline, latest),
        from_best=_between(measure, best, latest),
        from_previous=_between(measure, previous, latest),
        due=_due(measure, days_since, rules),
        days_since=days_since,
        next_due=date.fromordinal(newest.toordinal() + measure.cadence_days) if newest and measure.cadence_days else None,
    )


def _between(measure: Measure, first: Point | None, last: Point | None) -> Change | None:
    if first is None or last is None or first is last or first.score is None or last.score is None:
        return None
    return change(measure, first.score, last.score)


def _due(measure: Measure, days_since: int | None, rules: Rules) -> Due:
    if measure.cadence_days is None or days_since is None or days_since > IN_USE_DAYS:
        return Due.NOT_SCHEDULED
    if days_since > rules.lapse_cadences * measure.cadence_days:
        return Due.LAPSED
    return Due.DUE if days_since >= measure.cadence_days else Due.CURRENT


@dataclass(frozen=True, slots=True)
class Movement:
    item: int
    before: int
    after: int


def item_movement(one: Course) -> list[Movement]:
    """How each item moved between the two newest administrations that hold answers, largest movement first."""
    with_items = [point for point in one.points if point.record.items]
    if len(with_items) < 2:
        return []
    before, after = items_of(with_items[-2].record.items), items_of(with_items[-1].record.items)
    moves = [
        Movement(number, old, new)
        for number, (old, new) in enumerate(zip(before, after, strict=False), start=1)
        if old is not None and new is not None
    ]
    return sorted(moves, key=lambda move: (-abs(move.after - move.before), move.item))
