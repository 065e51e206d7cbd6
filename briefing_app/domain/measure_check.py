"""Whether an instrument's numbers agree with one another: what a file must keep before its scores are believed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from briefing_app.domain.measure import ITEM_RULES, Measure, Method
from briefing_app.domain.published import Band
from briefing_app.domain.subscales import subscale_range


class Fault(NamedTuple):
    """``field`` is the table or key that the fault is in, so that its line can be found."""

    field: str
    sentence: str


def faults(measure: Measure) -> list[Fault]:
    """Everything that is wrong, in the order of the file; empty for a good instrument (facts: measures, 15.2)."""
    return [*_range(measure), *_bands(measure), *_numbers(measure), *_items(measure)]


def _range(measure: Measure) -> Iterator[Fault]:
    if measure.items < 0:
        yield Fault("items", "the number of items is negative")
    if measure.method is Method.SUM and measure.total_range is None:
        yield Fault("scoring", "a total that is added up needs total_range")
    if measure.total_range is not None and measure.total_range[0] >= measure.total_range[1]:
        yield Fault("total_range", "total_range does not rise")
    if measure.method is Method.SUM and measure.item_range is not None and measure.total_range is not None:
        low, high = (bound * measure.items * measure.multiplier for bound in measure.item_range)
        uneven = any(item <= measure.items for item in measure.item_allowed)
        if not uneven and (low, high) != measure.total_range:
            words = f"{measure.items} items of {measure.item_range[0]} to {measure.item_range[1]} add up to {low:g} to {high:g}"
            yield Fault("total_range", f"{words}, not to {measure.total_range[0]:g} to {measure.total_range[1]:g}")


def _bands(measure: Measure) -> Iterator[Fault]:
    if measure.bands and measure.total_range is not None:
        yield from _covering(measure.bands, measure.total_range, measure.decimals, "bands")
    for scale in measure.subscales:
        if scale.bands:
            yield from _covering(scale.bands, subscale_range(measure, scale), measure.decimals, "subscales")


def _covering(bands: Sequence[Band], covered: tuple[float, float], decimals: int, field: str) -> Iterator[Fault]:
    low, high = covered
    step = 1 / 10**decimals
    if bands[0].min != low or bands[-1].max != high:
        yield Fault(field, f"the bands do not cover {low:g} to {high:g}")
    for band, following in pairwise(bands):
        if abs(following.min - band.max - step) > step / 2 + 1e-9 and following.min - band.max > 1:
            yield _gap(band, following, field)
        elif following.min <= band.max:
            yield Fault(field, f"the bands “{band.label}” and “{following.label}” overlap")
    if len({band.label for band in bands}) < len(bands):
        yield Fault(field, "two bands have the same label")


def _gap(band: Band, following: Band, field: str) -> Fault:
    return Fault(
        field, f"nothing covers the totals between “{band.label}” ({band.max:g}) and “{following.label}” ({following.min:g})"
    )


def _numbers(measure: Measure) -> Iterator[Fault]:
    if measure.total_range is None:
        return
    low, high = measure.total_range
    change = measure.reliable_change
    if change is not None and not 0 < change.value <= high - low:
        yield Fault("reliable_change", f"a reliable change of {change.value:g} is not possible on {low:g} to {high:g}")
    cut = measure.caseness
    if cut is not None:
        value = cut.min if cut.min is not None else cut.max
        if value is None or not low <= value <= high:
            yield Fault("caseness", f"the cut-off lies outside {low:g} to {high:g}")
    if measure.cadence_days is not None and measure.cadence_days < 1:
        yield Fault("cadence", "the cadence is less than a day")


def _items(measure: Measure) -> Iterator[Fault]:
    for rule in measure.safety:
        if any(not 0 <= item <= measure.asked for item in rule.items):
            yield Fault("safety", "a safety item has a number that the measure does not have")
        if any(needed >= item or needed < 1 for item, all_needed in rule.asked_if.items() for needed in all_needed):
            yield Fault("asked_if", "a safety item is asked after a yes to one that does not come before it")
        named = {
            *rule.urgent,
            *rule.lifetime,
            *rule.lifetime.values(),
            *(one for items in rule.windows.values() for one in items),
        }
        if not named <= {0, *rule.items}:
            yield Fault("safety", "a safety rule names an item that is not among its items")
    if any(not 1 <= item <= measure.items for item in measure.reverse):
        yield Fault("reverse", "a reversed item has a number that the measure does not have")
    if any(not 1 <= item <= measure.items for scale in measure.subscales for item in scale.items):
        yield Fault("subscales", "a subscale has an item that the measure does not have")
    if any(not 1 <= item <= measure.items for rule in measure.item_rules for item in rule.items):
        yield Fault("item_rules", "a rule on single answers has an item that the measure does not have")
    if any(rule.kind not in ITEM_RULES for rule in measure.item_rules):
        yield Fault("item_rules", f"a rule on single answers is one of: {', '.join(ITEM_RULES)}")
    if measure.positive is not None and any(not 1 <= part.item <= measure.asked for part in measure.positive.parts):
        yield Fault("positive", "a part of the positive screen has an item that the measure does not have")
    ages = sorted((one.youngest, one.oldest) for one in measure.caseness_by_age)
    if any(second[0] <= first[1] for first, second in pairwise(ages)) or any(youngest > oldest for youngest, oldest in ages):
        yield Fault("by_age", "the ages of two cut-offs overlap")
    if measure.item_labels and len(measure.item_labels) < measure.items:
        yield Fault("item_labels", f"{len(measure.item_labels)} labels for {measure.items} items")
    for number, options in enumerate(measure.form.options if measure.form else (), start=1):
        values = {value for value, _ in options}
        if measure.item_range and (not values or min(values) < measure.item_range[0] or max(values) > measure.item_range[1]):
            yield Fault(
                "form", f"item {number} of the form offers answers outside {measure.item_range[0]} to {measure.item_range[1]}"
            )
