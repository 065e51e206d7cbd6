"""The subscales of an instrument as measures of their own, where they and not a total are its result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefing_app.domain.administration import items_of
from briefing_app.domain.client import Score
from briefing_app.domain.measure import Codes, Measure, Method, Subscale
from briefing_app.domain.published import Cut
from briefing_app.domain.scoring import score_items


def subscale_range(measure: Measure, scale: Subscale) -> tuple[float, float]:
    """As published; else what its answers can add up to."""
    if scale.range is not None:
        return scale.range
    low, high = measure.item_range or (0, 0)
    return (float(low * len(scale.items) * measure.multiplier), float(high * len(scale.items) * measure.multiplier))


def subscale_cut(scale: Subscale) -> Cut | None:
    """Its cut-off, where a source carries it; a vendor's flag is a reference and drives nothing."""
    return scale.cut if scale.cut is not None and scale.cut.sourced else None


def subscale_measures(measure: Measure) -> tuple[tuple[Subscale, Measure], ...]:
    """Each subscale of an instrument without a total, as a measure with its own range, bands, cut-off and direction.

    It has no cadence of its own: the instrument is what is due. Its thresholds of change are unknown.
    """
    if measure.method is not Method.SUBSCALES:
        return ()
    return tuple((scale, _as_measure(measure, scale)) for scale in measure.subscales)


def _as_measure(measure: Measure, scale: Subscale) -> Measure:
    return replace(
        measure,
        id=f"{measure.id} {scale.name}",
        name=f"{measure.name}: {scale.name}",
        part_of=measure.id,
        direction=scale.direction or measure.direction,
        method=Method.SUM,
        items=len(scale.items),
        supplements=0,
        total_range=subscale_range(measure, scale),
        bands=() if measure.caution else scale.bands,
        caseness=None if measure.caution else subscale_cut(scale),
        cadence_days=None,
        item_labels=(),
        subscales=(),
        safety=(),
        item_rules=(),
        codes=Codes(),
        form=None,
    )


def subscale_scores(measure: Measure, scale: Subscale, part: Measure, scores: Sequence[Score]) -> list[Score]:
    """What each administration gives on one subscale; one with a missing answer gives none. A doubt of the form is one of its subscales."""
    return [_score(measure, scale, part, score) for score in scores]


def _score(measure: Measure, scale: Subscale, part: Measure, score: Score) -> Score:
    answers = items_of(score.items)
    value = dict(score_items(measure, answers).subscales).get(scale.id) if answers else None
    band = part.band(value) if value is not None else None
    return score._replace(
        measure=part.id,
        score=value,
        computed=value,
        items="",
        severity=band.label if band else "",
        solid=value is not None and not score.flags,
    )
