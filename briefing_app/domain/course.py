"""The course of one measure: its baseline, what belongs to it, what is doubtful, and when the next is due."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from types import MappingProxyType

from briefing_app.domain.administration import items_of
from briefing_app.domain.change import Change, change
from briefing_app.domain.client import Score
from briefing_app.domain.measure import Measure
from briefing_app.domain.rules import DEFAULT_RULES, Rules
from briefing_app.domain.start import Start
from briefing_app.domain.taken_back import said_wrong
from briefing_app.domain.two_scores import basis_of, chosen

IN_USE_DAYS = 180  # an older score makes nothing due, late or silent, and nothing current (product rule)
BEFORE_DAYS, AFTER_DAYS = 30, 28  # a first score this long before the start, or after it, is the baseline (product rule)
INTAKE_DAYS = 90  # where there is none, one up to this long before is, with its age said (product rule)
CLOSE_DAYS = 4  # a score closer to the one before is no second score (product rule)
CONFLICT_SHARE = 0.1  # of the range: two scores of one day that differ by this much contradict each other (product rule)
AHEAD = timedelta(hours=24)  # a score dated further ahead of its import is left out (product rule)

NO_CHOICES: Mapping[str, str] = MappingProxyType({})


class Due(Enum):
    """Whether the next score of a measure is to be asked for."""

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

    @property
    def value(self) -> float:
        """The total of a point that has one. Raises ValueError for an attempt without."""
        if self.score is None:
            raise ValueError("an attempt without a total")
        return self.score


@dataclass(frozen=True, slots=True)
class Conflict:
    """Scores of one local day that differ by a reliable change or more (where none is known, a tenth of the range): none of them counts."""

    day: date
    points: tuple[Point, ...]

    @property
    def totals(self) -> tuple[float, ...]:
        """The scores of the day that contradict each other."""
        return tuple(point.value for point in self.points)

    @property
    def basis(self) -> str:
        """What a choice between them rests on."""
        return basis_of(self.day, [(point.value, point.record.at) for point in self.points])


@dataclass(frozen=True, slots=True)
class Course:
    """One measure up to a day.

    ``points`` are all dated administrations but the ``wrong`` ones, as somebody said; ``solid`` those of this course that enter statements,
    one a day, oldest first; ``earlier`` the same of earlier courses, a tuple each. ``set_aside`` are those of a day of which somebody said
    that another one counts, or none; ``chosen`` are those days.
    ``spaced`` may stand as two in a row: at least 4 days apart, none prorated. ``ahead`` are scores dated after their import, in no course.
    ``baseline`` is the score that "the start" means, None where the first score came later; ``intake_days`` is how long before the first
    session it lies where that is more than 30 days; ``first_session`` the number of held sessions at a first score that came too late to be
    a baseline.
    """

    measure: Measure
    points: tuple[Point, ...]
    undated: tuple[Score, ...]
    latest: Point | None
    previous: Point | None
    baseline: Point | None
    from_baseline: Change | None
    due: Due
    days_since: int | None
    start: Start | None = None
    solid: tuple[Point, ...] = ()
    spaced: tuple[Point, ...] = ()
    earlier: tuple[tuple[Point, ...], ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    set_aside: tuple[Point, ...] = ()
    chosen: tuple[Conflict, ...] = ()
    ahead: tuple[Point, ...] = ()
    wrong: tuple[Point, ...] = ()
    intake_days: int | None = None
    first_session: int | None = None
    age_days: int | None = None

    @property
    def limit_days(self) -> float:
        """How old a score may be to be spoken of in the present tense, in days."""
        return limit_days(self.measure.cadence_days)

    @property
    def current(self) -> bool:
        """Whether the latest score is young enough for the present tense and for review rules."""
        return self.age_days is not None and self.age_days <= self.limit_days

    @property
    def first(self) -> Point | None:
        """The first score of this course, whether or not it may be called its start."""
        return self.solid[0] if self.solid else None

    @property
    def floor(self) -> bool:
        """Whether a reliable improvement from the first score would leave the range."""
        needed, room = self.measure.reliable_change, self._room(better=True)
        return needed is not None and room is not None and room < needed.value

    @property
    def ceiling(self) -> bool:
        """Whether the monitoring threshold above the first score would leave the range."""
        needed, room = self.measure.monitor, self._room(better=False)
        return needed is not None and room is not None and room < needed.value

    def _room(self, *, better: bool) -> float | None:
        if self.first is None or self.measure.total_range is None:
            return None
        low, high = self.measure.total_range
        return high - self.first.value if better is self.measure.higher_is_better else self.first.value - low


def limit_days(cadence_days: int | None) -> float:
    """The age, in days, to which a score of a measure with this cadence is spoken of in the present tense (product rule)."""
    if cadence_days is None:
        return 35
    return min(max(35, 2 * cadence_days), 60) if cadence_days <= 30 else max(60, 1.5 * cadence_days)


def course(
    measure: Measure,
    dated: Sequence[tuple[date | None, Score]],
    today: date,
    start: Start | None = None,
    rules: Rules = DEFAULT_RULES,
    choices: Mapping[str, str] = NO_CHOICES,
) -> Course:
    """A measure's course up to ``today``. ``dated`` are scores with their calendar days, None where it is not known; without a ``start`` it is the first score.

    ``choices`` are what was answered about scores of one day that contradict each other, by what the answer rests on. Only solid points are
    baseline, previous or latest: a doubtful value enters no change.
    """
    everything = sorted(
        (Point(day, score.score, score.solid, score) for day, score in dated if day is not None),
        key=lambda point: (point.day, point.record.at),
    )
    ahead = tuple(point for point in everything if _ahead(point))
    known = [point for point in everything if point.day <= today and point not in ahead]
    wrong = tuple(point for point in known if said_wrong(point.record))
    points = tuple(point for point in known if point not in wrong)
    counting, conflicts, decided = _one_a_day(measure, points, choices)
    mine = _choose(counting, start)
    solid = mine.solid
    latest = solid[-1] if solid else None
    previous = solid[-2] if len(solid) > 1 else None
    since = start.after if start is not None else None
    newest = max((point.day for point in points if since is None or point.day > since), default=None)
    days_since = (today - newest).days if newest else None
    return Course(
        measure=measure,
        points=points,
        undated=tuple(score for day, score in dated if day is None),
        latest=latest,
        previous=previous,
        baseline=mine.baseline,
        from_baseline=_between(measure, mine.baseline, latest),
        due=_due(measure, days_since, rules),
        days_since=days_since,
        start=start,
        solid=solid,
        spaced=_spaced(solid),
        earlier=_earlier(counting, solid, start),
        conflicts=conflicts,
        set_aside=tuple(point for one in decided for point in one.points if point not in counting),
        chosen=decided,
        ahead=ahead,
        wrong=wrong,
        intake_days=mine.intake_days,
        first_session=mine.first_session,
        age_days=(today - latest.day).days if latest else None,
    )


def _ahead(point: Point) -> bool:
    """Whether a point is dated more than 24 hours after its record was imported or entered."""
    imported = datetime.fromtimestamp(point.record.origin.imported, UTC)
    if point.record.at:
        return point.record.at > (imported + AHEAD).timestamp()
    return point.day > (imported + AHEAD).date()


def _one_a_day(
    measure: Measure, points: Sequence[Point], choices: Mapping[str, str]
) -> tuple[list[Point], tuple[Conflict, ...], tuple[Conflict, ...]]:
    """The solid points, the later of a day; days whose scores contradict each other give none until somebody chose; days of which one did."""
    by_day: dict[date, list[Point]] = defaultdict(list)
    for point in points:
        if point.solid and point.score is not None:
            by_day[point.day].append(point)
    tolerated = _tolerated(measure)
    kept, conflicts, decided = [], [], []
    for day, same in by_day.items():
        one = Conflict(day, tuple(same))
        apart = max(one.totals) - min(one.totals)
        if len(same) == 1 or not apart or apart < tolerated:
            kept.append(same[-1])
        elif one.basis not in choices:
            conflicts.append(one)
        else:
            place = chosen(one.totals, choices[one.basis])
            kept += [] if place is None else [same[place]]
            decided.append(one)
    return kept, tuple(conflicts), tuple(decided)


def _tolerated(measure: Measure) -> float:
    if measure.reliable_change is not None and measure.reliable_change.sourced:
        return measure.reliable_change.value
    low, high = measure.total_range or (0, 0)
    return CONFLICT_SHARE * (high - low)


@dataclass(frozen=True, slots=True)
class _Chosen:
    solid: tuple[Point, ...]
    baseline: Point | None = None
    intake_days: int | None = None
    first_session: int | None = None


def _choose(points: Sequence[Point], start: Start | None) -> _Chosen:
    """The points of this course, and its baseline: the first score around the start, else the last of the three months before."""
    if start is None:
        return _Chosen(tuple(points), points[0] if points else None)
    mine = [point for point in points if start.after is None or point.day > start.after]
    away = [(point.day - start.day).days for point in mine]
    for index, days in enumerate(away):
        if -BEFORE_DAYS <= days <= AFTER_DAYS:
            return _Chosen(tuple(mine[index:]), mine[index])
    intake = max((index for index, days in enumerate(away) if -INTAKE_DAYS <= days < -BEFORE_DAYS), default=None)
    if intake is not None:
        first_session = start.sessions[0] if start.sessions else start.day
        return _Chosen(tuple(mine[intake:]), mine[intake], (first_session - mine[intake].day).days)
    late = tuple(point for point, days in zip(mine, away, strict=True) if days > AFTER_DAYS)
    return _Chosen(late, None, None, bisect_right(start.sessions, late[0].day) if late else None)


def _spaced(solid: Sequence[Point]) -> tuple[Point, ...]:
    kept: list[Point] = []
    for point in solid:
        if not point.record.prorated and (not kept or (point.day - kept[-1].day).days >= CLOSE_DAYS):
            kept.append(point)
    return tuple(kept)


def _earlier(counting: Sequence[Point], solid: Sequence[Point], start: Start | None) -> tuple[tuple[Point, ...], ...]:
    """Everything that counts and lies before this course, cut where earlier courses began."""
    groups: dict[int, list[Point]] = defaultdict(list)
    cuts = start.earlier[1:] if start is not None else ()
    for point in counting:
        if (solid and point.day >= solid[0].day) or start is None:
            break
        groups[bisect_right(cuts, point.day)].append(point)
    return tuple(tuple(points) for points in groups.values())


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
    """One item (1-based) whose answer moved between two forms."""

    item: int
    before: int
    after: int


def compared_forms(one: Course) -> tuple[Point, Point] | None:
    """The two newest administrations that hold answers, older first.

    None where there are not two, and where one of them is of several of a day that contradict each other: which counts nobody has said.
    """
    with_items = [point for point in one.points if point.record.items and point not in one.set_aside][-2:]
    open_days = {conflict.day for conflict in one.conflicts}
    if len(with_items) < 2 or with_items[0].day == with_items[1].day or any(point.day in open_days for point in with_items):
        return None
    return with_items[0], with_items[1]


def item_movement(one: Course) -> list[Movement]:
    """How each item moved between the two forms that are compared, largest movement first."""
    forms = compared_forms(one)
    if forms is None:
        return []
    before, after = (items_of(point.record.items) for point in forms)
    moves = [
        Movement(number, old, new)
        for number, (old, new) in enumerate(zip(before, after, strict=False), start=1)
        if old is not None and new is not None
    ]
    return sorted(moves, key=lambda move: (-abs(move.after - move.before), move.item))
