"""Numbers of an instrument that a practice confirmed: they count from then on, and say by whom, when and from which source."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from briefing_app.domain.measure import Measure
from briefing_app.domain.measure_check import faults
from briefing_app.domain.periods import dated, local_time
from briefing_app.domain.problems import Problem
from briefing_app.domain.published import CONFIRMED, Cut, Threshold, is_sourced

# What may be confirmed, with its words. The last two judge a measure that stands beside PHQ-9 in a pair.
FIELDS = {
    "reliable_change": "reliable change",
    "caseness": "cut-off",
    "outcome_cut": "cut-off for outcome",
    "monitor": "worse in two scores, from",
    "fast": "much worse in one score, from",
    "retest_sem": "error of a repeated test",
    "response_percent": "response, in per cent",
    "remission_max": "remission range, up to",
    "pair_case": "in the clinical range, beside PHQ-9",
    "pair_reliable": "reliable change, beside PHQ-9",
}
_SCORES = frozenset({"caseness", "outcome_cut", "remission_max", "pair_case"})  # a score; the others are distances
FAST_RATIO = 1.5  # of monitor, rounded up (product rule)


class Confirmed(NamedTuple):
    """One confirmed number: the measure, a key of ``FIELDS``, its source in words, when (seconds since 1970) and by whom."""

    measure: str
    name: str
    value: float
    source: str
    at: float
    by: str

    @property
    def words(self) -> str:
        """Who confirmed the number, when, and its source."""
        return f"{CONFIRMED}{self.by} on {dated(local_time(self.at, None).date())}: {self.source}"


def with_confirmed(measure: Measure, numbers: Iterable[Confirmed]) -> Measure:
    """The measure with the practice's numbers where it has none with a source of its own; that one stands."""
    for one in numbers:
        if not _has_source(measure, one.name):
            measure = _with(measure, one)
    return _with_fast(measure)


def refuse_number(measure: Measure, one: Confirmed) -> None:
    """Raises Problem where a number cannot be confirmed: not one of the measure's, out of reach, without a source, or sourced already."""
    if one.name not in FIELDS:
        raise Problem(f"{one.name} is no number that is confirmed.", f"Name one of {', '.join(FIELDS)}.", exit_code=2)
    if not one.source.strip():
        raise Problem("A number is confirmed with its source.", "Say where it stands, with --source.", exit_code=2)
    if _has_source(measure, one.name):
        raise Problem(f"{measure.id}: {FIELDS[one.name]} has a source already.", "'briefing measures' names it.", exit_code=2)
    low, high = (0.0, 100.0) if one.name == "response_percent" else measure.total_range or (0.0, math.inf)
    fits = low <= one.value <= high if one.name in _SCORES else 0 < one.value <= high - low
    if not measure.has_total or not fits:
        raise Problem(
            f"{one.value:g} is no such number of {measure.id}.", f"Its totals go from {low:g} to {high:g}.", exit_code=2
        )
    known = {fault.sentence for fault in faults(measure)}
    found = [fault for fault in faults(with_confirmed(measure, [one])) if fault.sentence not in known]
    if found:
        raise Problem(f"{measure.id}: {found[0].sentence}.", "Nothing was confirmed.", exit_code=2)


def without_source(measure: Measure) -> tuple[str, ...]:
    """The keys of ``FIELDS`` that may be confirmed for a measure: those of which it has no number with a source. None without a total."""
    return tuple(name for name in FIELDS if measure.has_total and not _has_source(measure, name))


def reference_of(measure: Measure, name: str) -> float | None:
    """The number that a measure's file gives without a source in hand, None where it gives none."""
    number: Cut | Threshold | None = getattr(measure, name)
    if isinstance(number, Cut):
        return number.min if number.min is not None else number.max
    return number.value if number is not None else None


def _has_source(measure: Measure, name: str) -> bool:
    number: Cut | Threshold | None = getattr(measure, name)
    return number is not None and number.sourced


def _with(measure: Measure, one: Confirmed) -> Measure:
    before: Cut | Threshold | None = getattr(measure, one.name)
    why, others = (before.why, before.others) if before is not None else ("", ())
    if one.name == "caseness":
        low, high = (None, one.value) if measure.higher_is_better else (one.value, None)
        return replace(measure, caseness=Cut(low, high, one.words, why, others))
    confirmed: dict[str, Any] = {one.name: Threshold(one.value, one.words, why, others)}
    return replace(measure, **confirmed)


def _with_fast(measure: Measure) -> Measure:
    """Much worse in one score is one and a half times a confirmed ``monitor``, where nothing with a source says otherwise."""
    monitor, fast = measure.monitor, measure.fast
    if monitor is None or not monitor.source.startswith(CONFIRMED) or (fast is not None and is_sourced(fast.source)):
        return measure
    step = measure.multiplier if measure.decimals == 0 else 10**-measure.decimals
    points = math.ceil(FAST_RATIO * monitor.value / step - 1e-9) * step
    return replace(measure, fast=Threshold(points, f"{monitor.source}; one and a half times the number for two scores"))
