"""On which scale a stated total stands: points before they are multiplied or looked up in a table, or the scale that is shown."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from briefing_app.domain.measure import Measure, Method

RAW = "raw points"
SHOWN = "on the scale shown"
SINGLE_ANSWERS = "single answers beside the total"  # the source has no more of the items: their number makes no doubt
MARKS = frozenset({RAW, SHOWN, SINGLE_ANSWERS})


class Reading(NamedTuple):
    """``total`` on the measure's own scale, None where that cannot be told; what is said of it; whether it may not stand on a trend."""

    total: float | None
    said: str
    doubtful: bool


def scale_marked(measure: Measure, low: float | None, high: float | None, words: str) -> str:
    """``RAW`` or ``SHOWN`` by a record's own reference range or its words; "" where neither tells."""
    if measure.raw_range is None:
        return ""
    if (low is None or low == measure.raw_range[0]) and high == measure.raw_range[1]:
        return RAW
    if measure.total_range is not None and (low is None or low == measure.total_range[0]) and high == measure.total_range[1]:
        return SHOWN
    told = set(words.lower().replace("(", " ").replace(")", " ").replace(",", " ").split())
    if "raw" in told:
        return RAW
    return SHOWN if told & {"%", "percent", "percentage", "t-score", "tscore"} else ""


def read_total(measure: Measure, stated: float, computed: float | None, marks: Collection[str]) -> Reading:
    """A stated total of a measure with raw points. The record's own range decides, then its answers; what neither tells is a doubt.

    WHO-5: raw 0 to 25, times 4. PROMIS: raw 8 to 40, looked up in the published table.
    """
    if measure.raw_range is None or SHOWN in marks or (computed is not None and computed == stated):
        return Reading(stated, "", False)
    low, high = measure.raw_range
    if not low <= stated <= high or stated != int(stated):
        return Reading(stated, "", False)
    shown = from_raw(measure, int(stated))
    if RAW in marks or (computed is not None and shown == computed):
        if shown is None:
            return Reading(None, f"{stated:g} {RAW}; no table for its score is in hand", True)
        return Reading(shown, f"{stated:g} of {high:g} {RAW}" if low == 0 else f"{stated:g} {RAW}, {low:g} to {high:g}", False)
    if shown == stated:
        return Reading(stated, "", False)
    return Reading(None, f"{stated:g} may be {RAW}{'' if shown is None else f' (then {shown:g})'}: its scale is not told", True)


def from_raw(measure: Measure, raw: int) -> float | None:
    """The score that raw points make; None where no published table gives one."""
    return measure.table.get(raw) if measure.method is not Method.SUM else float(raw * measure.multiplier)


def other_coding(measure: Measure, answers: Collection[float | None], stated: float | None) -> str:
    """What is said where answers, or a total, look numbered in another way than the bands are for (K10: 0 to 4 in place of 1 to 5)."""
    other, own = measure.other_coding, measure.item_range
    if other is None or own is None or measure.total_range is None:
        return ""
    known = [value for value in answers if value is not None]
    numbered = f"numbered {other.item_range[0]} to {other.item_range[1]}"
    if any(value < own[0] for value in known) and all(other.item_range[0] <= value <= other.item_range[1] for value in known):
        return f"its answers look {numbered}: each would be {other.add} higher here"
    low = other.item_range[0] * measure.items
    if not known and stated is not None and low <= stated < measure.total_range[0]:
        return f"looks {numbered}: {stated:g} would be {stated + other.add * measure.items:g} here"
    return ""
