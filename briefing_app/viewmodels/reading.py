"""What stands beside a total in the details: rules on single answers, screens of several parts, subscales, and numbers kept for reference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from briefing_app.domain.administration import items_of
from briefing_app.domain.course import Course, Point
from briefing_app.domain.item_rules import RuleHit, Screen, rule_hits, screen, symptom_pattern
from briefing_app.domain.measure import Measure, Method, Subscale
from briefing_app.domain.periods import say_date
from briefing_app.domain.published import Band, Other, is_sourced
from briefing_app.domain.scoring import score_items
from briefing_app.domain.subscales import subscale_cut, subscale_range
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.why import Why, cited

ANSWERS = "From the answers"
REFERENCE = "For reference"
RECENT_DAYS = 35
EARLIER = 3  # how many values of a subscale are named besides the newest


def make_readings(one: Course, today: date) -> tuple[Line, ...]:
    """Plain lines of one measure for its details; what is only a reference judges nothing here."""
    points = [point for point in one.points if point.record.items or point.score is not None]
    if not points:
        return ()
    return (*_from_answers(one, points, today), *_references(one, points[-1]))


def item_rule_lines(one: Course, today: date) -> tuple[Line, ...]:
    """The rules on single answers that hold for the newest form, as lines of a brief that name the measure."""
    return tuple(_hit(one, one.points[-1], hit, today) for hit in _hits(one))


def recent(one: Course, today: date) -> bool:
    """Whether the newest form is of the last five weeks, so that what it says may stand in a brief (product rule)."""
    return bool(one.points) and (today - one.points[-1].day).days <= RECENT_DAYS


def has_card(one: Course, every: Sequence[Course]) -> bool:
    """An instrument whose result is its subscales has their cards in place of its own, once they have a value."""
    return not any(part.measure.part_of == one.measure.id and part.latest is not None for part in every)


def _hits(one: Course) -> tuple[RuleHit, ...]:
    return rule_hits(one.measure, items_of(one.points[-1].record.items)) if one.points else ()


def _line(text: str, rule: str, one: Course, heading: str, *points: Point, sources: tuple[str, ...] = ()) -> Line:
    return Line(
        "reading",
        text,
        Why(f"{one.measure.short}: {rule}", "", tuple(point.record.origin for point in points), cited(*sources)),
        "plain",
        heading,
    )


def _from_answers(one: Course, points: list[Point], today: date) -> Iterator[Line]:
    measure, newest = one.measure, points[-1]
    if measure.caution:
        text = f"{measure.caution[0].upper()}{measure.caution[1:]}: no band and no cut-off here."
        yield _line(text, "the numbers that its source gives for this person", one, ANSWERS, newest)
    for hit in _hits(one):
        yield _hit(one, one.points[-1], hit, today)
    yield from _screen(one, newest)
    yield from _pattern(one, newest)
    if measure.cut_range is not None and newest.score is not None:
        low, high = measure.cut_range
        if low <= newest.score <= high:
            text = f"{newest.score:g} lies in the published range of cut-offs, {low:g} to {high:g}: to be clarified."
            yield _line(text, "published cut-offs", one, ANSWERS, newest, sources=_cut_source(measure))
    yield from _subscales(one, today)
    yield from _standard_error(one, newest)


def _cut_source(measure: Measure) -> tuple[str, ...]:
    return (measure.caseness.source,) if measure.caseness is not None else ()


def _hit(one: Course, point: Point, hit: RuleHit, today: date) -> Line:
    items = ", ".join(f"item {item} is {value}" for item, value in hit.items)
    text = f"{one.measure.short}, {say_date(point.day, today)}: {items}; {hit.rule.words}."
    return _line(text, "a rule on single answers", one, ANSWERS, point, sources=(hit.rule.source,))


def _screen(one: Course, point: Point) -> Iterator[Line]:
    rule, found = one.measure.positive, screen(one.measure, point.score, items_of(point.record.items))
    if rule is None or found is None or point.score is None:
        return
    needs = f"{rule.total_min:g} or more, {' and '.join(part.words for part in rule.parts)}"
    if found.screen is Screen.POSITIVE:
        text = f"A positive screen, which is no diagnosis: {point.score:g}, {' and '.join(part.words for part in rule.parts)}."
    elif found.screen is Screen.OPEN:
        number = {1: "one other question is", 2: "two other questions are"}.get(
            len(found.unanswered), f"{len(found.unanswered)} other questions are"
        )
        text = f"{point.score:g} alone is no positive screen: the {number} not there ({'; '.join(part.words for part in found.unanswered)})."
    else:
        text = f"No positive screen: that needs {needs}."
    yield _line(text, f"positive only with {needs}", one, ANSWERS, point, sources=(rule.source,))


def _pattern(one: Course, point: Point) -> Iterator[Line]:
    clusters, least = symptom_pattern(one.measure, items_of(point.record.items)), one.measure.provisional
    if not clusters or least is None:
        return
    counted = ", ".join(f"{name} {count} of {needed} needed" for name, count, needed in clusters)
    met = "is there" if all(count >= needed for _, count, needed in clusters) else "is not there"
    text = f"The provisional symptom pattern {met}: answers of {least.value:g} or more, {counted}. It is no diagnosis."
    yield _line(text, "symptoms counted by cluster", one, ANSWERS, point, sources=(least.source,))


def _subscales(one: Course, today: date) -> Iterator[Line]:
    """Each subscale of an instrument with a total: its newest value with its own band and cut-off, and the ones before."""
    if one.measure.method is Method.SUBSCALES:
        return
    for scale in one.measure.subscales:
        values = [(point, value) for point in one.points if (value := _value(one.measure, scale, point)) is not None]
        if not values:
            continue
        point, value = values[-1]
        high = subscale_range(one.measure, scale)[1]
        parts = [f"{value:g} of {high:g} on {say_date(point.day, today)}", *_place(scale, value)]
        before = [f"{value:g} ({say_date(point.day, today)})" for point, value in reversed(values[-1 - EARLIER : -1])]
        earlier = f"; before {', '.join(before)}" if before else ""
        text = f"Subscale {scale.name}: {', '.join(parts)}{earlier}."
        yield _line(text, "items of one subscale added up", one, ANSWERS, point, sources=(scale.source,))
    if one.measure.subscales_note and any(point.record.items for point in one.points):
        yield _line(f"Subscales: {one.measure.subscales_note}.", "a note of its source", one, ANSWERS)


def _value(measure: Measure, scale: Subscale, point: Point) -> float | None:
    answers = items_of(point.record.items)
    return dict(score_items(measure, answers).subscales).get(scale.id) if answers else None


def _place(scale: Subscale, value: float) -> list[str]:
    band = _band(scale.bands, value)
    cut = subscale_cut(scale)
    at = "" if cut is None else f"{'at' if cut.reached_by(value) else 'not at'} its cut-off ({cut.words})"
    return [part for part in (band.label if band else "", at) if part]


def _band(bands: tuple[Band, ...], value: float) -> Band | None:
    return next((band for band in reversed(bands) if band.min <= value), None)


def _standard_error(one: Course, point: Point) -> Iterator[Line]:
    measure, answers = one.measure, items_of(point.record.items)
    if not measure.standard_error or point.score is None or not answers:
        return
    raw = score_items(measure, answers).raw_sum
    if measure.table.get(raw) == point.score and raw in measure.standard_error:
        text = f"{point.score:g} is the {measure.scale}-score of {raw} raw points; its standard error is {measure.standard_error[raw]:g}."
        yield _line(text, "the published table", one, ANSWERS, point, sources=(measure.table_source,))


def _references(one: Course, point: Point) -> Iterator[Line]:
    measure = one.measure
    change = measure.reliable_change
    if change is not None and not change.sourced:
        why = f" ({change.conflict})" if change.conflict else ""
        text = (
            f"Reference, unverified: {change.value:g} points are called a reliable change{why}; nothing here is judged by it."
        )
        yield _line(text, "a number without a source that carries it", one, REFERENCE, sources=(change.source,))
    if change is not None and change.others:
        text = f"Not taken for reliable change: {_others(change.others)}."
        yield _line(text, "published beside the one used", one, REFERENCE, sources=_sources(change.others))
    small = measure.minimal_change
    if small is not None:
        beside = f"; also {_others(small.others)}" if small.others else ""
        text = f"The least change that matters is given as {small.words}{_unverified(small.source)}{beside}; it is no verdict here."
        yield _line(text, "minimal important change", one, REFERENCE, sources=(small.source, *_sources(small.others)))
    if measure.caseness is not None and measure.caseness.others:
        text = f"Other cut-offs: {_others(measure.caseness.others)}."
        yield _line(text, "published beside the one used", one, REFERENCE, sources=_sources(measure.caseness.others))
    if measure.remission_max is not None and measure.remission_max.others:
        text = f"Other ranges of remission: {_others(measure.remission_max.others)}."
        yield _line(text, "published beside the one used", one, REFERENCE, sources=_sources(measure.remission_max.others))
    yield from _ends(one)
    if measure.bands_note:
        yield _line(f"{measure.bands_note[0].upper()}{measure.bands_note[1:]}.", "a note on the bands", one, REFERENCE)
    yield from _other_bands(one, point)


def _ends(one: Course) -> Iterator[Line]:
    end, drop = one.measure.clinical_end, one.measure.response_points
    if end is not None:
        lower = f" and {end.percent:g} % lower than the first score" if end.percent is not None else ""
        text = f"An end at {end.post_max:g} or less{lower} has been called clinically significant."
        yield _line(text, "a published rule, not used here", one, REFERENCE, sources=(end.source,))
    if drop is not None:
        text = f"A fall of {drop.value:g} points has been called a response{_unverified(drop.source)}."
        yield _line(text, "a published rule, not used here", one, REFERENCE, sources=(drop.source,))


def _other_bands(one: Course, point: Point) -> Iterator[Line]:
    if point.score is None:
        return
    for name in dict.fromkeys(named.name for named in one.measure.other_bands):
        bands = [named.band for named in one.measure.other_bands if named.name == name]
        found = _band(tuple(bands), point.score)
        if found is not None:
            text = f"By the bands of {name}: {found.label} ({found.min:g} to {found.max:g})."
            yield _line(text, "another published set of bands", one, REFERENCE, point, sources=(found.source,))


def _others(others: tuple[Other, ...]) -> str:
    return "; ".join(f"{one.words}{_why(one)}" for one in others)


def _sources(others: tuple[Other, ...]) -> tuple[str, ...]:
    return tuple(one.source for one in others)


def _why(other: Other) -> str:
    parts = [other.why, "" if is_sourced(other.source) else "unverified"]
    said = ", ".join(part for part in parts if part)
    return f" ({said})" if said else ""


def _unverified(source: str) -> str:
    return "" if is_sourced(source) else " (unverified)"
