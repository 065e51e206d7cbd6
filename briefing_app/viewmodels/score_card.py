"""One measure at a glance, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from briefing_app.domain.administration import items_of
from briefing_app.domain.change import Change, Reliable
from briefing_app.domain.course import Course
from briefing_app.domain.measure import Measure, Method
from briefing_app.domain.periods import dated, say_age, say_date
from briefing_app.viewmodels.change import make_changes, signed
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.reading import make_readings
from briefing_app.viewmodels.why import Why, cited


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """One measure at a glance: latest score and the one before it, in numbers and in words."""

    measure: str
    name: str
    value: str
    date: str
    was: str
    words: str
    tone: str
    values: tuple[tuple[int, float], ...]
    full_range: tuple[float, float] | None
    lower_is_better: bool
    spoken: str
    why: Why
    changes: tuple[Line, ...]


def make_card(one: Course, today: date) -> ScoreCard:
    """A card of a course as of ``today``; a doubtful newest score is named beside the last one that counts."""
    measure = one.measure
    latest, previous = one.latest, one.previous
    newest = one.points[-1]
    words, tone = _verdict(one, today)
    value = say_score(latest.score) if latest else _no_total(one)
    doubt = ""
    if not measure.has_total:
        words = _positive_answers(newest.record.items, measure)
    elif newest is not latest and (latest is None or newest.day > latest.day):
        doubt = f"{say_date(newest.day, today)}: {_doubtful(newest.record.score, newest.record.flags)}"
        words = f"{words}; {doubt}" if words else doubt
    day = (latest or newest).day
    values = tuple((point.day.toordinal(), point.score) for point in one.points if point.solid and point.score is not None)
    was = f"was {say_score(previous.score)}" if previous else ""
    severity = f" ({latest.record.severity})" if latest and latest.record.severity else ""
    spoken = f"{measure.short} {value}{severity}, {say_age((today - day).days)}; {was + '; ' if was else ''}{words}"
    return ScoreCard(
        measure=measure.short,
        name=measure.name,
        value=value,
        date=say_date(day, today),
        was=was,
        words=words,
        tone=tone,
        values=values,
        full_range=measure.total_range,
        lower_is_better=not measure.higher_is_better,
        spoken=spoken,
        why=_card_why(one),
        changes=(*make_changes(one, today), *make_readings(one, today)),
    )


def _verdict(one: Course, today: date) -> tuple[str, str]:
    """The change since baseline in words, with what it needs; too few scores say so."""
    measure, latest = one.measure, one.latest
    if latest is None or latest.score is None:
        return ("", "plain")
    change = one.from_baseline
    age = (today - latest.day).days
    late = measure.cadence_days and age > 2 * measure.cadence_days
    if change is None:
        band = latest.record.severity or "no published bands"
        words = f"{band}; first score" if age < 365 else f"{band}; one score, {say_age(age)}"
        return words, "plain"
    if late:
        return f"last score {say_age(age)}; until then {say_change(change)}", "attention"
    return say_change(change), {Reliable.IMPROVED: "good", Reliable.DETERIORATED: "attention"}.get(change.reliable, "plain")


def say_change(change: Change) -> str:
    """``-10 since start: reliable improvement``; a change that is not reliable says how much would be."""
    points = signed(change.points)
    if change.reliable in (Reliable.IMPROVED, Reliable.DETERIORATED):
        crossed = ", below the cut-off now" if change.crossed_below else ""
        return f"{points} since start: {change.reliable.value}{crossed}"
    if change.reliable is Reliable.UNKNOWN:
        return f"{points} since start"
    if change.floor:
        return f"{points} since start; reliable improvement out of reach from {say_score(change.first)}"
    return f"{points} since start: no reliable change ({say_score(change.needed)} needed)"


def say_score(score: float | None) -> str:
    return "no total" if score is None else f"{score:g}"


def _positive_answers(items: str, measure: Measure) -> str:
    """For a form that is never summed: which yes/no items were answered yes."""
    if measure.item_range != (0, 1):
        return "never summed: see the table"
    positive = [measure.item_name(number) for number, value in enumerate(items_of(items), start=1) if value]
    return f"yes to {', '.join(positive)}" if positive else "no item answered yes"


def _no_total(one: Course) -> str:
    return "answered" if one.measure.method in (Method.NONE, Method.SUBSCALES) else "no total"


def _doubtful(score: float | None, flags: str) -> str:
    stated = f"{say_score(score)} as stated, " if score is not None else ""
    return f"{stated}{flags or 'no total'}; not in the trend"


def _card_why(one: Course) -> Why:
    measure = one.measure
    threshold = measure.reliable_change
    if threshold is None:
        rule = f"{measure.short}: no threshold for reliable change is known"
    else:
        rule = f"{measure.short}: a change of {threshold.value:g} points or more is reliable"
    if measure.caseness:
        cut = measure.caseness
        rule += f"; cut-off {'≥' if cut.min is not None else '≤'} {cut.min if cut.min is not None else cut.max:g}"
    inputs = "; ".join(
        f"{name} {say_score(point.score)} on {dated(point.day)}"
        for name, point in (("baseline", one.baseline), ("previous", one.previous), ("best", one.best), ("latest", one.latest))
        if point
    )
    sources = tuple(dict.fromkeys(point.record.origin for point in (one.baseline, one.latest) if point))
    published = cited(*(one.source for one in (threshold, measure.caseness) if one is not None))
    return Why(rule, inputs or "no total that may enter a change", sources, published)
