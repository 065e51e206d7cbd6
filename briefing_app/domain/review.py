"""What waits for an answer at a session: unknown, worse, a review point, the alliance. One signal a problem, never a forecast or a verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from briefing_app.domain.course import Course, Point
from briefing_app.domain.engagement import Engagement
from briefing_app.domain.measure import Measure
from briefing_app.domain.progress import Progress, progress, review_point, session_count
from briefing_app.domain.rules import DEFAULT_RULES, Rule, Rules
from briefing_app.domain.worse import ALLIANCE, Kind, Worse, find_worse

ALLIANCE_FALL = 4  # points by which a score that was under its cut-off has to fall again to be named (product rule)
ONE_DAY = timedelta(days=1)
SAID_TIMES = 2  # briefs that name a review point (product rule)


@dataclass(frozen=True, slots=True)
class Fall:
    """An alliance score that came under its cut-off or fell by the set amount; ``newest`` is the last score of the measure."""

    measure: Measure
    before: Point | None
    low: Point
    newest: Point


@dataclass(frozen=True, slots=True)
class Signal:
    """One problem. ``measures`` are those it names; ``basis`` is what an answer is about: another basis is another problem.

    Of the parts only those of the rule are filled; of the unknown, ``worse`` is what held at the last scores. ``moved`` are measures that improved where
    others did not.
    """

    rule: Rule
    measures: tuple[str, ...]
    basis: str
    attention: bool = True
    worse: tuple[Worse, ...] = ()
    stuck: tuple[Progress, ...] = ()
    moved: tuple[Progress, ...] = ()
    falls: tuple[Fall, ...] = ()
    silence: Engagement | None = None

    @property
    def points(self) -> tuple[Point, ...]:
        """Every score that the signal rests on, each once."""
        found: list[Point] = []
        for one in self.worse:
            found += [*one.reference.points, *one.tested]
        for measured in (*self.stuck, *self.moved):
            found += [measured.first, *measured.last]
        for fall in self.falls:
            found += [*([fall.before] if fall.before else []), fall.low, fall.newest]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the signals of one client are asked for: the day, whether a session is planned on it, and when the last brief was looked at.

    ``since`` is the day of the last session, with ``moment`` when it began (seconds since 1970, 0 where only the day is known). ``begins``
    is when a session of today begins (0 where that is not known): what was rated in it is told at the next one. ``held`` gives the courses
    as they were known on an earlier day; ``shown`` are the days of held sessions whose brief was shown.
    """

    today: date
    silence: Engagement
    meets_today: bool = False
    since: date | None = None
    moment: float = 0.0
    begins: float = 0.0
    shown: tuple[date, ...] = ()
    held: Callable[[date], Sequence[Course]] | None = None
    primary: frozenset[str] = field(default_factory=frozenset)


def signals(courses: Sequence[Course], asked: Asked, rules: Rules = DEFAULT_RULES) -> list[Signal]:
    """What holds at a session, in the order of ``Rule``. Unknown outranks worse and a review point, worse outranks a review point."""
    rest = [*_alliance(courses, asked, rules), *_repeats(courses, rules)]
    course = course_name(courses)
    if asked.silence.unknown and not rules.off_for_all(Rule.UNKNOWN):
        last = tuple(found for one in courses if one.latest and (found := _said(find_worse(one, one.latest.day), rules)))
        basis = f"{course}/{asked.silence.last_contact or ''}"
        return [Signal(Rule.UNKNOWN, (), basis, worse=last, silence=asked.silence), *rest]
    worse = tuple(said for one in courses if (said := _said(find_worse(one), rules)) is not None)
    if worse:
        return [Signal(Rule.WORSE, tuple(one.measure.id for one in worse), course, worse=worse), *rest]
    point = _review_point(courses, asked, rules)
    return [*([point] if point is not None else []), *rest]


def ended(courses: Sequence[Course], asked: Asked, rules: Rules = DEFAULT_RULES) -> list[tuple[Course, Worse]]:
    """Courses that were worse at the last session and are not any more, with what was said then: told once, at the next session."""
    if asked.since is None or asked.silence.unknown:
        return []
    found = []
    for one in courses:
        known = [point for point in one.solid if not _came_after(point, asked.since, asked)]
        if len(known) == len(one.solid) or not known or _said(find_worse(one), rules) is not None:
            continue
        looked_at = max(known[-1].day, asked.since - ONE_DAY)  # what was rated in the session itself came after that brief
        before = _said(find_worse(one, looked_at), rules)
        if before is not None:
            found.append((one, before))
    return found


def _came_after(point: Point, since: date, asked: Asked) -> bool:
    """Whether a score came in after the last brief; one without a time on the day of that session was known."""
    return _is_new(point, asked) if point.record.at and asked.moment else point.day > since


def _said(found: Worse | None, rules: Rules) -> Worse | None:
    return None if found is None or found.kind is Kind.REPEAT or not rules.wants(Rule.WORSE, found.measure.id) else found


def _repeats(courses: Sequence[Course], rules: Rules) -> list[Signal]:
    found = []
    for one in courses:
        asks = find_worse(one)
        if asks is not None and asks.kind is Kind.REPEAT and rules.wants(Rule.REPEAT, one.measure.id):
            basis = f"{course_name(courses)}/{asks.tested[0].day.isoformat()}"
            found.append(Signal(Rule.REPEAT, (one.measure.id,), basis, attention=False, worse=(asks,)))
    return found


def course_name(courses: Sequence[Course]) -> str:
    """What tells one course of treatment from the next: the day it begins."""
    start = next((one.start for one in courses if one.start is not None), None)
    return start.day.isoformat() if start is not None else ""


def _alliance(courses: Sequence[Course], asked: Asked, rules: Rules) -> list[Signal]:
    falls = tuple(fall for one in courses if (fall := _fall(one, asked, rules)) is not None)
    if not falls:
        return []
    basis = " ".join(f"{fall.measure.id}={fall.low.day.isoformat()}" for fall in falls)
    return [Signal(Rule.ALLIANCE, tuple(fall.measure.id for fall in falls), basis, falls=falls)]


def _review_point(courses: Sequence[Course], asked: Asked, rules: Rules) -> Signal | None:
    wanted = [one for one in courses if rules.wants(Rule.NO_IMPROVEMENT, one.measure.id)]
    found = progress(wanted, asked.today, rules, meets_today=asked.meets_today)
    stuck = tuple(one for one in found if one.stuck)
    if not stuck or _told_before(stuck, asked, rules):
        return None
    moved = tuple(one for one in found if not one.stuck)
    attention = not moved or any(one.course.measure.id in asked.primary for one in stuck)
    basis = f"{course_name(courses)}/{max(one.point for one in stuck)}"
    measures = tuple(one.course.measure.id for one in stuck)
    return Signal(Rule.NO_IMPROVEMENT, measures, basis, attention, stuck=stuck, moved=moved)


def _told_before(stuck: Sequence[Progress], asked: Asked, rules: Rules) -> bool:
    """Whether this review point stood in two briefs that were shown since it was reached."""
    if asked.held is None:
        return False
    point, told = max(one.point for one in stuck), 0
    for day in reversed([day for day in asked.shown if day < asked.today]):
        courses = [one for one in asked.held(day) if rules.wants(Rule.NO_IMPROVEMENT, one.measure.id)]
        reached = [
            review_point(session_count(one, day, meets_today=True), (day - one.first.day).days, rules)
            for one in courses
            if one.first is not None and one.measure.domain != ALLIANCE
        ]
        if max(reached, default=0) < point:
            break
        if any(_said(find_worse(one), rules) for one in courses):
            continue
        told += any(one.stuck and one.point == point for one in progress(courses, day, rules, meets_today=True))
        if told == SAID_TIMES:
            return True
    return False


def _fall(one: Course, asked: Asked, rules: Rules) -> Fall | None:
    """The first score since the last session that came under the cut-off, or fell by 4 under it; where there is none, by its mean item."""
    if one.measure.domain != ALLIANCE or not one.current or not rules.wants(Rule.ALLIANCE, one.measure.id):
        return None
    for index, point in enumerate(one.solid):
        before = one.solid[index - 1] if index else None
        if _is_new(point, asked) and _fell(one.measure, before, point, rules):
            return Fall(one.measure, before, point, one.solid[-1])
    return None


def _is_new(point: Point, asked: Asked) -> bool:
    if point.record.at and asked.begins and point.record.at >= asked.begins:
        return False
    if asked.since is None:
        return True
    if point.record.at and asked.moment:
        return point.record.at >= asked.moment
    return point.day >= asked.since


def _fell(measure: Measure, before: Point | None, point: Point, rules: Rules) -> bool:
    cut = measure.caseness
    if cut is not None:
        if not cut.reached_by(point.value):
            return False
        return before is None or not cut.reached_by(before.value) or before.value - point.value >= ALLIANCE_FALL
    return bool(before and measure.items and (before.value - point.value) / measure.items >= rules.alliance_fall)
