"""The conditions over time, in words and as series on one axis beside the self-check: what lay outside a limit when, never why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf

from briefing_app.domain.conditions import Condition, onsets
from briefing_app.domain.load import Cap, CapState
from briefing_app.domain.periods import say_date
from briefing_app.services.ledger import LedgerFacts, Week

SUPPORT_NAMES = {
    "administrative": "Administrative supervision",
    "clinical": "Clinical supervision",
    "reflective": "Reflective supervision",
    "peer": "Peer consultation",
}
CAP_WORDS = {
    "points": "{:g} load points",
    "week_sessions": "{:g} sessions this week with those booked",
    "trauma_percent": "trauma sessions {:.0f} % of the last 28 days",
    "invisible_hours": "{:.1f} h outside working time this week",
}
TITLES = {
    "points": "Load points",
    "week_sessions": "Sessions in a week",
    "trauma_percent": "Trauma sessions, % of 28 days",
    "invisible_hours": "Hours outside working time, per week",
    "taken_percent": "Breaks taken, % of planned ones",
}
ORDER = "Order in time is not cause."


@dataclass(frozen=True, slots=True)
class Series:
    """One row of the chart: points of (day, value), the clinician's own limit if there is one, and the range of the axis."""

    title: str
    points: tuple[tuple[date, float], ...]
    limit: float | None
    low: float
    high: float
    words: str
    step: int = 0  # days between two values of a series; a longer way between two points is a time of which nobody knows


@dataclass(frozen=True, slots=True)
class OverTime:
    """``series`` share the days from ``first`` to ``last``; ``sentences`` say which limit was passed first, and how the self-check moved."""

    first: date
    last: date
    series: tuple[Series, ...]
    sentences: tuple[str, ...]


def say_cap_value(cap: Cap) -> str:
    """Where a cap stands, "at least" where part is not known; "" where nothing is."""
    if cap.value is None:
        return ""
    words = CAP_WORDS[cap.name]
    return (words.replace("{", "at least {", 1) if cap.at_least else words).format(cap.value)


def _bounds_of(name: str, week: Week, facts: LedgerFacts) -> tuple[float, float]:
    """What a condition came to in a week, at least and at most; the same where all of it is known."""
    if name == "invisible_hours":
        timed = facts.declared and week.time.known
        hours = week.time.invisible / 60 if timed else 0.0
        return hours, hours if timed and week.time.whole else inf
    if name == "trauma_percent":
        tags = week.trauma
        if not tags.sessions:
            return 0.0, inf
        return 100 * tags.yes / tags.sessions, 100 * (tags.yes + tags.unsaid) / tags.sessions
    if name == "taken_percent":
        found = week.recovery
        if not found.planned:
            return 0.0, inf
        return 100 * found.taken / found.planned, 100 * (found.taken + found.not_known) / found.planned
    begun = next((one.monday for one in facts.weeks if one.sessions or one.open), week.monday)
    if week.monday < begun:
        return 0.0, inf
    if name == "points":
        return float(week.points), float(week.points)
    if week.monday + timedelta(days=6) >= facts.today:
        return float(facts.projected_sessions), float(facts.projected_sessions)
    return float(week.sessions), float(week.sessions + week.open)


def _value_of(name: str, week: Week, facts: LedgerFacts) -> float | None:
    """What a condition came to in a week; None where it was not known."""
    least, most = _bounds_of(name, week, facts)
    return least if least == most else None


def _over(limit: float, bounds: tuple[float, float]) -> bool | None:
    """Whether a limit was passed; None where what is known does not tell."""
    least, most = bounds
    return True if least > limit else False if most <= limit else None


def conditions_of(facts: LedgerFacts) -> tuple[Condition, ...]:
    """Conditions that have a limit of the clinician's own, week by week; the present week of a cap is its state with what is booked."""
    found = []
    for cap in facts.caps:
        past = [_over(cap.limit, _bounds_of(cap.name, week, facts)) for week in facts.weeks[:-1]]
        now = None if cap.state is CapState.NOT_KNOWN else cap.state is CapState.OVER
        words = f"{say_cap_value(cap)}, your cap {cap.limit:g}" if cap.value is not None else ""
        found.append(Condition(cap.name, words, (*past, now), TITLES[cap.name]))
    target = facts.taken_target
    if target is not None:
        bounds = [_bounds_of("taken_percent", week, facts) for week in facts.weeks]
        under = [
            None if most == inf else True if most < target else False if least >= target else None for least, most in bounds
        ]
        last = facts.weeks[-1].recovery
        said = f"breaks taken {last.taken} of {last.planned}, your target {target:g} %" if last.planned else ""
        found.append(Condition("taken_percent", said, tuple(under), TITLES["taken_percent"]))
    for one in facts.support:
        if one.agreed is not None:
            over = f"{one.days_over} {'day' if one.days_over == 1 else 'days'} over"
            words = f"{SUPPORT_NAMES[one.kind].lower()} {over}" if one.days_over else ""
            owing = tuple(one.kind in week.owing for week in facts.weeks)
            found.append(Condition(one.kind, words, owing, SUPPORT_NAMES[one.kind]))
    return tuple(found)


def make_over_time(facts: LedgerFacts) -> OverTime:
    """Every condition that is known in these weeks, with or without a limit, and each scale of each self-check."""
    limits = {cap.name: cap.limit for cap in facts.caps} | {"taken_percent": facts.taken_target}
    first, last = facts.weeks[0].monday, min(facts.weeks[-1].monday + timedelta(days=6), facts.today)
    series = []
    for name, title in TITLES.items():
        values = [(week.monday, _value_of(name, week, facts)) for week in facts.weeks]
        points = tuple((day, value) for day, value in values if value is not None)
        limit = limits.get(name)
        if points and (
            name == "taken_percent" or limit is not None or any(value for _, value in points)
        ):  # a known 0 is no unknown
            high = 100.0 if "percent" in name else max([1.0, *(value for _, value in points), limit or 0.0])
            unknown = len(values) - len(points)
            series.append(Series(title, points, limit, 0.0, high, _words(title, points, limit, facts.today, unknown), 7))
    series += _checks(facts, first)
    return OverTime(first, last, tuple(series), _sentences(facts, first))


def _checks(facts: LedgerFacts, first: date) -> list[Series]:
    scales: dict[str, list[tuple[date, float]]] = {}
    for check in facts.checks:
        for scale, (raw, _) in json.loads(check.scores).items():
            day = date.fromisoformat(check.day)
            if raw is not None and first <= day:
                scales.setdefault(f"{check.instrument}: {scale}", []).append((day, float(raw)))
    found = []
    for title, points in scales.items():
        low, high = (10.0, 50.0) if title.startswith("ProQOL") else (0.0, max(value for _, value in points))
        found.append(Series(title, tuple(points), None, low, high, _words(title, tuple(points), None, facts.today)))
    return found


def _words(title: str, points: tuple[tuple[date, float], ...], limit: float | None, today: date, unknown: int = 0) -> str:
    """What the eye would see, in a sentence."""
    (begin, early), (end, late) = points[0], points[-1]
    most = max(points, key=lambda one: one[1])
    against = f"; your limit {limit:g}" if limit is not None else ""
    against += f"; {unknown} {'week' if unknown == 1 else 'weeks'} not known" if unknown else ""
    if len(points) == 1:
        return f"{title}: {late:.3g} on {say_date(end, today)}{against}."
    return (
        f"{title}: {early:.3g} on {say_date(begin, today)}, {late:.3g} on {say_date(end, today)},"
        f" highest {most[1]:.3g} on {say_date(most[0], today)}{against}."
    )


def _sentences(facts: LedgerFacts, first: date) -> tuple[str, ...]:
    mondays = [week.monday for week in facts.weeks]
    passed = onsets(conditions_of(facts), mondays)
    found = []
    if passed:
        listed = ", then ".join(f"{title.lower()} (week of {say_date(day, facts.today)})" for day, title in passed)
        found.append(f"First outside your limits: {listed}.")
    for one in _checks(facts, first):
        if len(one.points) > 1:
            moves = ", ".join(f"{value:g} on {say_date(day, facts.today)}" for day, value in one.points)
            found.append(f"{one.title}: {moves}.")
    return (*found, ORDER) if found else ()
