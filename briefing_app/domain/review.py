"""The six not-on-track rules: named, per measure, each with its arithmetic (facts: measures, 7.2). Never a forecast, never a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from briefing_app.domain.change import is_caseness
from briefing_app.domain.course import IN_USE_DAYS, Course, Point
from briefing_app.domain.measure import Measure
from briefing_app.domain.rules import DEFAULT_RULES, Rule, Rules

ALLIANCE = "alliance"


@dataclass(frozen=True, slots=True)
class Signal:
    """One rule that holds for one measure. ``basis`` names what it rests on: when that changes, it is a new signal."""

    rule: Rule
    measure: Measure
    arithmetic: str
    points: tuple[Point, ...]
    basis: str


def signals(one: Course, session: int, attended: Sequence[date], rules: Rules = DEFAULT_RULES) -> list[Signal]:
    """What holds for a course at the ``session``-th session, in the order of ``Rule``. ``attended`` are the days of sessions held.

    Worse than at the start outranks no improvement, and includes worse than the best. No improvement is not named where it is out of reach
    from the baseline, nor where the measure is late: then only that is known (product rule).
    """
    if one.measure.domain == ALLIANCE:
        found = [*_alliance(one, rules), *_not_measured(one, attended, rules)]
    else:
        worse = _worse_than_start(one) or _worse_than_best(one)
        late = _not_measured(one, attended, rules)
        found = [*worse, *_crossed_upward(one)]
        if not late and not any(signal.rule is Rule.WORSE_THAN_START for signal in worse):
            found += _no_improvement(one, session, rules)
        found += late
    return [signal for signal in found if rules.wants(signal.rule, one.measure.id)]


def _worse_by(measure: Measure, before: float, after: float) -> tuple[float, str]:
    """How many points worse, and the subtraction in words."""
    first, second = (before, after) if measure.higher_is_better else (after, before)
    return first - second, f"{first:g} − {second:g} = {_signed(first - second)}"


def _signed(points: float) -> str:
    return f"{points:g}".replace("-", "−")


def _worse_than_start(one: Course) -> list[Signal]:
    return _reliably_worse(one, Rule.WORSE_THAN_START, one.baseline)


def _worse_than_best(one: Course) -> list[Signal]:
    return _reliably_worse(one, Rule.WORSE_THAN_BEST, one.best)


def _reliably_worse(one: Course, rule: Rule, since: Point | None) -> list[Signal]:
    threshold, latest = one.measure.reliable_change, one.latest
    if threshold is None or latest is None or since is None or latest.score is None or since.score is None:
        return []
    worse, sum_words = _worse_by(one.measure, since.score, latest.score)
    if worse < threshold.value:
        return []
    return [Signal(rule, one.measure, f"{sum_words} ≥ {threshold.value:g}", (since, latest), _basis(latest))]


def _basis(point: Point) -> str:
    return f"{point.day.isoformat()}={point.score}"


def _crossed_upward(one: Course) -> list[Signal]:
    latest, previous = one.latest, one.previous
    if latest is None or previous is None or latest.score is None or previous.score is None:
        return []
    cut = one.measure.outcome_caseness
    if cut is None or is_caseness(one.measure, previous.score) or not is_caseness(one.measure, latest.score):
        return []
    words = f"{previous.score:g}, then {latest.score:g}; cut-off {cut.words}"
    return [Signal(Rule.CROSSED_UPWARD, one.measure, words, (previous, latest), _basis(latest))]


def _no_improvement(one: Course, session: int, rules: Rules) -> list[Signal]:
    threshold, change, baseline = one.measure.reliable_change, one.from_baseline, one.baseline
    if threshold is None or change is None or baseline is None or one.latest is None or change.floor:
        return []
    if session < rules.review_session:
        return []
    worse, _ = _worse_by(one.measure, change.first, change.last)
    if -worse >= threshold.value:
        return []
    _, sum_words = _worse_by(one.measure, change.last, change.first)
    words = f"session {session} ≥ {rules.review_session}; {sum_words} < {threshold.value:g}"
    basis = f"{baseline.day.isoformat()}/{session // rules.review_session}"
    return [Signal(Rule.NO_IMPROVEMENT, one.measure, words, (baseline, one.latest), basis)]


def _not_measured(one: Course, attended: Sequence[date], rules: Rules) -> list[Signal]:
    cadence, days = one.measure.cadence_days, one.days_since
    if not one.points or cadence is None or days is None or days > IN_USE_DAYS:
        return []
    newest = one.points[-1]
    parts = []
    if days > rules.lapse_cadences * cadence:
        parts.append(f"{days} days > {rules.lapse_cadences:g} × {cadence}")
    since = sum(1 for day in attended if day > newest.day) if rules.lapse_sessions else 0
    if rules.lapse_sessions and since >= rules.lapse_sessions:
        parts.append(f"no score in the last {since} sessions ≥ {rules.lapse_sessions}")
    if not parts:
        return []
    return [Signal(Rule.NOT_MEASURED, one.measure, "; ".join(parts), (newest,), newest.day.isoformat())]


def _alliance(one: Course, rules: Rules) -> list[Signal]:
    latest, previous, measure = one.latest, one.previous, one.measure
    if latest is None or latest.score is None:
        return []
    if measure.caseness is not None:
        if not measure.caseness.reached_by(latest.score):
            return []
        return [Signal(Rule.ALLIANCE_DROP, measure, f"{latest.score:g} {measure.caseness.words}", (latest,), _basis(latest))]
    if previous is None or previous.score is None or not measure.items:
        return []
    fall = (previous.score - latest.score) / measure.items
    if fall < rules.alliance_fall:
        return []
    words = f"({previous.score:g} − {latest.score:g}) ÷ {measure.items} items = {fall:.2f} ≥ {rules.alliance_fall:g}"
    return [Signal(Rule.ALLIANCE_DROP, measure, words, (previous, latest), _basis(latest))]
