"""The words of the rule for worse: scores with their dates and what they are held against, never a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from briefing_app.domain.course import Point
from briefing_app.domain.measure import Measure
from briefing_app.domain.periods import MONTHS, dated, say_date
from briefing_app.domain.worse import Kind, Reference, Worse
from briefing_app.services.brief import BriefFacts


def say_worse(found: Sequence[Worse], today: date) -> str:
    """All measures of the rule in one sentence for two scores, and one for a single score."""
    twice = [one for one in found if one.kind is not Kind.FAST]
    once = [one for one in found if one.kind is Kind.FAST]
    said = []
    if twice:
        said.append(f"Worse in the last two scores: {'; '.join(_say_two(one, twice[0], today) for one in twice)}.")
    if once:
        parts = "; ".join(
            f"{one.measure.short} {one.tested[0].value:g} on {say_date(one.tested[0].day, today)} after {say_scores(one.reference.points)}"
            for one in once
        )
        said.append(f"Much worse in one score: {parts}; repeat {'it' if len(once) == 1 else 'them'}.")
    return " ".join(said)


def _say_two(one: Worse, first: Worse, today: date) -> str:
    """The dates are said of the first measure, and of another where they differ."""
    days = [point.day for point in one.tested]
    same = one is not first and days == [point.day for point in first.tested]
    on = "" if same else f" ({say_days(days, today)})"
    since = "" if same else f" {say_when([point.day for point in one.reference.points], today)}"
    return f"{one.measure.short} {say_scores(one.tested)}{on} after {say_scores(one.reference.points)}{since}"


def say_scores(points: Sequence[Point]) -> str:
    """``16, 17``."""
    return ", ".join(f"{point.value:g}" for point in points)


def say_days(days: Sequence[date], today: date) -> str:
    """``23 and 30 Nov``; ``26 Oct and 2 Nov``."""
    first, last = days[0], days[-1]
    if first == last:
        return say_date(last, today)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} and {say_date(last, today)}"
    return f"{say_date(first, today)} and {say_date(last, today)}"


def say_when(days: Sequence[date], today: date) -> str:
    """``in Oct`` where all are of one month, else ``on 28 Sep and 5 Oct``."""
    months = {(day.year, day.month) for day in days}
    if len(months) > 1:
        return f"on {say_days(days, today)}"
    year, month = months.pop()
    return f"in {MONTHS[month - 1]}" if year == today.year else f"in {MONTHS[month - 1]} {year}"


def say_repeat(one: Worse, facts: BriefFacts) -> str:
    """What asks for a measure again: "today" where a session takes place, else "again"."""
    point, words = one.tested[0], "today" if facts.session is not None and facts.session.happens else "again"
    return (
        f"{one.measure.short} {words}: {point.value:g} on {say_date(point.day, facts.today)} is {one.points_worse:g} worse than"
        f" {_say_reference(one.reference)} before; one score"
    )


def _say_reference(reference: Reference) -> str:
    scores = [f"{point.value:g}" for point in reference.points]
    both = " and ".join(scores)
    return f"the mean of {both}" if reference.mean and len(set(scores)) > 1 else both


def say_was_worse(one: Worse) -> str:
    """The last clause of a line about silence."""
    if one.kind is Kind.FAST:
        return f"the last score was much worse: {one.measure.short} {say_scores(one.tested)} after {say_scores(one.reference.points)}"
    return (
        f"the last two scores were worse: {one.measure.short} {say_scores(one.tested)} after {say_scores(one.reference.points)}"
    )


def worse_arithmetic(one: Worse) -> str:
    """Each tested score against its reference and what was needed, for Why."""
    sign = -1 if one.measure.higher_is_better else 1
    against = f"{sign * one.reference.level:g}"
    scores = "; ".join(
        f"{point.value:g} on {dated(point.day)}: {_difference(one.measure, one.reference.level, point)} ≥ {one.needed:g}"
        for point in one.tested
    )
    named = "the mean of " if one.reference.mean else ""
    days = " and ".join(f"{point.value:g} on {dated(point.day)}" for point in one.reference.points)
    return f"{one.measure.short} against {against} ({named}{days}): {scores}"


def _difference(measure: Measure, level: float, point: Point) -> str:
    if measure.higher_is_better:
        return f"{-level:g} − {point.value:g} = {-level - point.value:g}"
    return f"{point.value:g} − {level:g} = {point.value - level:g}"
