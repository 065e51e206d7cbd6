"""How one measure has moved, in words: against the start, the best and the score before, with what the published rules allow to be said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from briefing_app.domain.change import Change, Reliable, is_caseness
from briefing_app.domain.course import Course, Point
from briefing_app.domain.measure import Measure
from briefing_app.domain.periods import dated, say_date
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.why import Why, cited

HEADING = "Change"


def make_changes(one: Course, today: date) -> tuple[Line, ...]:
    """Every statement that the measure's published numbers allow, and the cautions that belong to them."""
    latest = one.latest
    if latest is None or latest.score is None:
        return ()
    lines = []
    for name, point, change in (
        ("the start", one.baseline, one.from_baseline),
        ("the best so far", one.best, one.from_best),
        ("the score before", one.previous, one.from_previous),
    ):
        if point is None or change is None or (name != "the start" and point is one.baseline):
            continue
        lines.append(_against(name, point, change, one, today))
    lines += [*_response(one), *_caseness(one), *_cautions(one)]
    return tuple(lines)


def _line(one: Course, text: str, rule: str, *points: Point | None, sources: tuple[str, ...] = ()) -> Line:
    known = [point for point in points if point is not None]
    inputs = "; ".join(f"{point.score:g} on {dated(point.day)}" for point in known if point.score is not None)
    return Line(
        "change",
        text,
        Why(f"{one.measure.short}: {rule}", inputs, tuple(p.record.origin for p in known), sources),
        "plain",
        HEADING,
    )


def _against(name: str, point: Point, change: Change, one: Course, today: date) -> Line:
    threshold = one.measure.reliable_change
    if change.reliable is Reliable.NONE:
        verdict = f"{change.reliable.value} ({threshold.value:g} needed)" if threshold else change.reliable.value
        if change.floor and name == "the start":
            verdict = "reliable improvement is out of reach from there"
    else:
        verdict = change.reliable.value
    text = f"Against {name} ({change.first:g} on {say_date(point.day, today)}): {signed(change.points)}, {verdict}."
    rule = f"a change of {threshold.value:g} points or more is reliable" if threshold else "no published threshold"
    return _line(one, text, rule, point, one.latest, sources=cited(threshold.source) if threshold else ())


def signed(points: float) -> str:
    """``−6``, ``+2`` or ``unchanged``."""
    return f"−{-points:g}" if points < 0 else f"+{points:g}" if points else "unchanged"


def _response(one: Course) -> list[Line]:
    """Response and remission, only while the measure was at caseness at the start: below it neither word means anything."""
    change, measure = one.from_baseline, one.measure
    if change is None or not is_caseness(measure, change.first):
        return []
    parts, sources = [], []
    if measure.response_percent is not None and change.response is not None:
        fallen = (change.first - change.last) / change.first * 100
        direction = "lower" if fallen >= 0 else "higher"
        word = "response" if change.response else "no response"
        parts.append(f"{word}: {abs(fallen):.0f} % {direction}, {measure.response_percent.value:g} % lower needed")
        sources.append(measure.response_percent.source)
    if measure.remission_max is not None and change.remission is not None:
        parts.append(f"{'remission' if change.remission else 'no remission'} (≤ {measure.remission_max.value:g})")
        sources.append(measure.remission_max.source)
    if not parts:
        return []
    text = "; ".join(parts)
    return [
        _line(
            one,
            f"{text[0].upper()}{text[1:]}.",
            "against the baseline",
            one.baseline,
            one.latest,
            sources=cited(*sources),
        )
    ]


def _caseness(one: Course) -> list[Line]:
    """Where the score stands against each published cut-off, and whether it crossed since the start."""
    cuts, measure, latest = say_cuts(one.measure), one.measure, one.latest
    if not cuts or latest is None or latest.score is None:
        return []
    at = [words for words, reached_by in cuts if reached_by(latest.score)]
    below = [words for words, reached_by in cuts if not reached_by(latest.score)]
    parts = ([f"at or beyond {' and '.join(at)}"] if at else []) + ([f"not at {' and '.join(below)}"] if below else [])
    change = one.from_baseline
    crossed = "; crossed below it since the start" if change and change.crossed_below else ""
    crossed = "; crossed into it since the start" if change and change.crossed_above else crossed
    cut = measure.outcome_caseness
    return [
        _line(
            one,
            f"{latest.score:g} is {', '.join(parts)}{crossed}.",
            "published cut-offs",
            latest,
            sources=cited(cut.source if cut else ""),
        )
    ]


def say_cuts(measure: Measure) -> list[tuple[str, Callable[[float], bool]]]:
    """The cut-offs in words, each with its test: two where the source gives one for screening and one for outcomes."""
    found: list[tuple[str, Callable[[float], bool]]] = []
    if measure.caseness is not None:
        purpose = " for screening" if measure.outcome_cut is not None else ""
        found.append((f"the cut-off{purpose} {measure.caseness.words}", measure.caseness.reached_by))
    if measure.outcome_cut is not None and measure.outcome_caseness is not None:
        found.append((f"the one for outcomes {measure.outcome_caseness.words}", measure.outcome_caseness.reached_by))
    return found


def _cautions(one: Course) -> list[Line]:
    """What a careful reader would add: too few scores, a first score so extreme that it tends to fall by itself, overlapping recall."""
    solid = [point for point in one.points if point.solid and point.score is not None]
    latest, previous, baseline, change = one.latest, one.previous, one.baseline, one.from_baseline
    found = []
    if len(solid) == 2 and change is not None and baseline is not None and baseline.score is not None:
        bands = one.measure.bands
        extreme = bands and one.measure.band(baseline.score) == (bands[0] if one.measure.higher_is_better else bands[-1])
        if extreme and change.reliable is Reliable.IMPROVED:
            text = "Caution: two scores only, and a first score this extreme tends to move towards the average by itself."
            found.append(
                _line(
                    one,
                    text,
                    "regression to the mean: the first score is in the most severe band (product rule)",
                    baseline,
                    latest,
                )
            )
        else:
            found.append(
                _line(
                    one,
                    "Caution: two scores only.",
                    "fewer than three scores are no trend (facts: measures, 13.2)",
                    baseline,
                    latest,
                )
            )
    recall = one.measure.recall_days
    if recall and latest and previous and (latest.day - previous.day).days < recall / 2:
        days = (latest.day - previous.day).days
        text = f"Caution: the last two scores are {days} {'day' if days == 1 else 'days'} apart and ask about {recall}; what they measure overlaps."
        found.append(_line(one, text, "closer than half the recall window (product rule; unverified)", previous, latest))
    return found
