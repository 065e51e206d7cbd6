"""Which numbers of an instrument may carry a statement, and which are only a reference: those without a source in hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from briefing_app.domain.measure import Measure
from briefing_app.domain.published import Band, Threshold, is_sourced

INSIDE, OUTSIDE = "in the clinical range", "out of the clinical range"


@dataclass(frozen=True, slots=True)
class Reference:
    """A number that drives nothing: shown in the details with its source until the practice confirms it."""

    words: str
    source: str


def reliable_change(measure: Measure) -> Threshold | None:
    """The points that two scores must differ by, where a source for them is in hand."""
    return _sourced(measure.reliable_change)


def why_no_reliable_change(measure: Measure) -> str:
    """What keeps two scores from being called reliably different, where there is no such number for this person."""
    if measure.caution:
        return f"no number for a reliable change: {measure.caution}"
    if measure.reliable_change is not None and measure.reliable_change.conflict:
        return f"no number for a reliable change that its sources agree on: {measure.reliable_change.conflict}"
    return "no sourced number for a reliable change"


def remission(measure: Measure) -> Threshold | None:
    """The published score of remission with its source, None where none is stated."""
    return _sourced(measure.remission_max)


def response(measure: Measure) -> Threshold | None:
    """The published change, in per cent, that counts as response, with its source; None where none is stated."""
    return _sourced(measure.response_percent)


def bands(measure: Measure) -> tuple[Band, ...]:
    """The bands of totals, all of them or none: a word beside a score is said as published."""
    return measure.bands if all(is_sourced(one.source) for one in measure.bands) else ()


def band_word(measure: Measure, total: float) -> str:
    """The published word of a total, "" where there is none that may be said of this person."""
    band = measure.band(total) if bands(measure) and measure.has_total else None
    return band.label if band is not None else ""


def has_sourced_cut(measure: Measure) -> bool:
    """Whether the cut for outcomes may drive a statement; one that may not is shown with its mark."""
    cut = measure.outcome_caseness
    return cut is not None and is_sourced(cut.source)


def references(measure: Measure) -> tuple[Reference, ...]:
    """The cut, the bands, response and remission that have no source in hand, or rest on a cut that has none, in words."""
    return tuple(_references(measure))


def _sourced(threshold: Threshold | None) -> Threshold | None:
    return threshold if threshold is not None and threshold.sourced else None


def _references(measure: Measure) -> Iterator[Reference]:
    numbers = (
        (measure.response_percent, "response from {} % lower on"),
        (measure.remission_max, "a remission range up to {}"),
    )
    for threshold, words in numbers:
        if threshold is not None and not (threshold.sourced and has_sourced_cut(measure)):
            yield Reference(words.format(f"{threshold.value:g}"), threshold.source)
    cut = measure.outcome_caseness
    if cut is not None and not is_sourced(cut.source):
        yield Reference(f"a cut of {say_cut(cut.value, higher_is_better=cut.min is None)}", cut.source)
    if measure.bands and not bands(measure) and not {band.label for band in measure.bands} <= {INSIDE, OUTSIDE}:
        words = ", ".join(f"{band.min:g} to {band.max:g} {band.label}" for band in measure.bands)
        yield Reference(f"the bands {words}", "; ".join(dict.fromkeys(band.source for band in measure.bands)))


def say_cut(value: float, *, higher_is_better: bool) -> str:
    """``10 or more``, ``25 or less``: the scores that lie in the clinical range."""
    return f"{value:g} or {'less' if higher_is_better else 'more'}"
