"""The numbers of an instrument that hold for one person: by age, by sex, or none, with the reason."""

from __future__ import annotations

from dataclasses import replace

from briefing_app.domain.measure import Measure
from briefing_app.domain.published import Band

ADULT = 18  # a file that names no ages has its numbers from adults (product rule)


def for_person(measure: Measure, gender: str, age: int | None) -> Measure:
    """The measure with the numbers that its source gives for this person, ``age`` in whole years or None.

    Outside the ages that it is made for, or with cut-offs by age and no age known, there is no band, no cut-off and no threshold
    of change, no rule on single answers and no pattern of symptoms; ``caution`` says so. Safety rules hold for everybody.
    """
    if age is not None and measure.ages is not None and not measure.ages.youngest <= age <= measure.ages.oldest:
        return _without_numbers(measure, f"not for this age (made for {measure.ages.words})")
    if age is not None and age < ADULT and measure.ages is None and not measure.caseness_by_age and _has_numbers(measure):
        return _without_numbers(measure, "not for this age (its numbers are for adults)")
    return _for_age(measure, age) if measure.caseness_by_age else _for_sex(measure, gender)


def _has_numbers(measure: Measure) -> bool:
    return bool(
        measure.bands
        or measure.caseness
        or measure.reliable_change
        or measure.positive
        or measure.item_rules
        or measure.provisional
    )


def _without_numbers(measure: Measure, caution: str) -> Measure:
    return replace(
        measure,
        bands=(),
        caseness=None,
        cut_range=None,
        caseness_by_age=(),
        outcome_cut=None,
        reliable_change=None,
        monitor=None,
        fast=None,
        response_percent=None,
        response_points=None,
        remission_max=None,
        clinical_end=None,
        minimal_change=None,
        provisional=None,
        positive=None,
        item_rules=(),
        other_bands=(),
        bands_note="",
        subscales=tuple(replace(one, bands=(), cut=None, symptom_minimum=None) for one in measure.subscales),
        pair_case=None,
        pair_reliable=None,
        caution=caution,
    )


def _for_age(measure: Measure, age: int | None) -> Measure:
    if age is None:
        return _without_numbers(measure, "age not known, and its cut-off depends on age")
    group = next((one for one in measure.caseness_by_age if one.youngest <= age <= one.oldest), None)
    if group is None or measure.caseness is None:
        return _without_numbers(measure, "not for this age (no cut-off is published)")
    old, new, step = measure.caseness.value, group.value, 1 / 10**measure.decimals
    # The last total on one side of the cut-off and the first on the other, for everybody and for this age.
    was, now = ((old, old + step), (new, new + step)) if measure.higher_is_better else ((old - step, old), (new - step, new))
    bands = tuple(
        replace(
            band,
            min=round(now[1], measure.decimals) if band.min == round(was[1], measure.decimals) else band.min,
            max=round(now[0], measure.decimals) if band.max == round(was[0], measure.decimals) else band.max,
        )
        for band in measure.bands
    )
    cut = replace(
        measure.caseness,
        min=None if measure.caseness.min is None else new,
        max=None if measure.caseness.max is None else new,
        source=group.source,
    )
    return replace(measure, caseness=cut, bands=bands)


def _for_sex(measure: Measure, gender: str) -> Measure:
    """A lower cut-off for women, and where the sex is not known; the band under it is divided there, so that no word contradicts it."""
    known = gender if gender in ("male", "female") else "unknown"
    value = measure.caseness_by_sex.get(known)
    if measure.caseness is None or measure.caseness.min is None or value is None or value == measure.caseness.min:
        return measure
    words = "at the cut-off for women" if known == "female" else "at the cut-off where the sex is not known"
    bands: list[Band] = []
    for band in measure.bands:
        if band.min < value <= band.max < measure.caseness.min:
            bands += [replace(band, max=value - 1), Band(value, band.max, words, measure.caseness.source)]
        else:
            bands.append(band)
    return replace(measure, caseness=replace(measure.caseness, min=value), bands=tuple(bands))
