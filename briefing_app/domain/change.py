"""Change between two scores of one measure, by published thresholds and never by eye."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import sqrt

from briefing_app.domain.measure import Measure


class Reliable(Enum):
    IMPROVED = "reliable improvement"
    DETERIORATED = "reliable deterioration"
    NONE = "no reliable change"
    UNKNOWN = "no threshold for reliable change is known"


class JacobsonTruax(Enum):
    RECOVERED = "recovered"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"
    HARMED = "deteriorated, crossed into caseness"


@dataclass(frozen=True, slots=True)
class Change:
    """From ``first`` to ``last``. ``points`` is last minus first, as on the form; ``reliable`` takes the direction into account."""

    first: float
    last: float
    points: float
    reliable: Reliable
    needed: float | None
    floor: bool
    response: bool | None
    remission: bool | None
    crossed_below: bool
    crossed_above: bool


def change(measure: Measure, first: float, last: float) -> Change:
    """Classify a change with ``>=`` on the measure's whole points (facts: measures, 5.4)."""
    points = last - first
    worse = -points if measure.higher_is_better else points
    threshold = measure.reliable_change
    if threshold is None:
        reliable = Reliable.UNKNOWN
    elif abs(worse) < threshold.value:
        reliable = Reliable.NONE
    else:
        reliable = Reliable.DETERIORATED if worse > 0 else Reliable.IMPROVED
    was_case, is_case = is_caseness(measure, first), is_caseness(measure, last)
    return Change(
        first=first,
        last=last,
        points=points,
        reliable=reliable,
        needed=threshold.value if threshold else None,
        floor=_improvement_unreachable(measure, first),
        response=_response(measure, first, last),
        remission=None if measure.remission_max is None else last <= measure.remission_max.value,
        crossed_below=was_case is True and is_case is False,
        crossed_above=was_case is False and is_case is True,
    )


def is_caseness(measure: Measure, total: float) -> bool | None:
    """At or beyond the measure's published cut for outcomes; None where none is known, and between two published ones (PCL-5: 31, 32)."""
    cut, between = measure.outcome_caseness, measure.cut_range
    if cut is None or (between is not None and between[0] <= total < cut.value):
        return None
    return cut.reached_by(total)


def jacobson_truax(measure: Measure, first: float, last: float) -> JacobsonTruax | None:
    """The five categories, or None where the measure has no reliable change or no cut-off."""
    result = change(measure, first, last)
    if result.needed is None or measure.outcome_caseness is None:
        return None
    if result.reliable is Reliable.IMPROVED:
        return JacobsonTruax.RECOVERED if result.crossed_below else JacobsonTruax.IMPROVED
    if result.reliable is Reliable.DETERIORATED:
        return JacobsonTruax.HARMED if result.crossed_above else JacobsonTruax.DETERIORATED
    return JacobsonTruax.UNCHANGED


def _improvement_unreachable(measure: Measure, first: float) -> bool:
    if measure.reliable_change is None or measure.total_range is None:
        return False
    room = measure.total_range[1] - first if measure.higher_is_better else first - measure.total_range[0]
    return room < measure.reliable_change.value


def _response(measure: Measure, first: float, last: float) -> bool | None:
    if measure.response_percent is None or measure.higher_is_better or first <= 0:
        return None
    return (first - last) / first * 100 >= measure.response_percent.value


@dataclass(frozen=True, slots=True)
class ReliableChangeIndex:
    """Jacobson and Truax 1991 (doi 10.1037/0022-006X.59.1.12): from a sample's standard deviation and reliability."""

    standard_deviation: float
    reliability: float

    @property
    def standard_error(self) -> float:
        return self.standard_deviation * sqrt(1 - self.reliability)

    @property
    def difference_error(self) -> float:
        return sqrt(2) * self.standard_error

    @property
    def minimum_change(self) -> float:
        return 1.96 * self.difference_error

    def index(self, first: float, last: float) -> float:
        return (last - first) / self.difference_error


def cutoff_a(clinical_mean: float, clinical_sd: float, *, higher_is_better: bool) -> float:
    """Two standard deviations of the clinical group away from its mean, on the functional side."""
    return clinical_mean + (2 if higher_is_better else -2) * clinical_sd


def cutoff_b(functional_mean: float, functional_sd: float, *, higher_is_better: bool) -> float:
    """Two standard deviations of the *functional* group from its mean, on the clinical side."""
    return functional_mean + (-2 if higher_is_better else 2) * functional_sd


def cutoff_c(clinical_mean: float, clinical_sd: float, functional_mean: float, functional_sd: float) -> float:
    """The point between both groups, weighted by their standard deviations."""
    return (clinical_sd * functional_mean + functional_sd * clinical_mean) / (clinical_sd + functional_sd)
