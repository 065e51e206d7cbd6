"""From answers to a total: the published rule of each measure, and what is said when answers are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from briefing_app.domain.measure import Measure, Method

Answers = Sequence[int | None]
READING = (
    "answers carry their severity"  # how totals are computed; under another name those that a store keeps are computed anew
)


@dataclass(frozen=True, slots=True)
class ScoredItems:
    """What the answers of one administration give. ``total`` is None when no published rule allows one."""

    total: float | None
    raw_sum: int
    answered: int
    prorated: bool
    subscales: tuple[tuple[str, float], ...] = ()


def score_items(measure: Measure, answers: Answers) -> ScoredItems:
    """Score answers in item order (None = not answered), each by the measure's stated convention: it carries its severity already.

    Only items of ``reverse``, which the form prints the other way round than they count, are turned here.

    Raises ValueError when an answer lies outside the item's range. Proration rounds half up to the measure's decimals.
    """
    for number, value in enumerate(answers[: measure.asked], start=1):
        if value is not None and not answer_allowed(measure, number, value):
            raise ValueError(f"{measure.id} item {number}: {value} is not a possible answer")
    filled = _with_legal_skips(measure, list(answers[: measure.asked]) + [None] * (measure.asked - len(answers)))
    values = [
        None if value is None else scored_answer(measure, number, value)
        for number, value in enumerate(filled[: measure.items], start=1)
    ]
    known = [value for value in values if value is not None]
    missing = measure.items - len(known)
    subscales = _subscales(measure, values)
    raw = sum(known)
    if measure.method in (Method.NONE, Method.SUBSCALES, Method.ENTERED) or not known:
        return ScoredItems(None, raw, len(known), False, subscales)
    if missing > measure.missing.max_missing:
        return ScoredItems(None, raw, len(known), False, subscales)
    prorated = bool(missing) and measure.missing.method == "mean"
    return ScoredItems(_total(measure, raw, len(known), prorated), raw, len(known), prorated, subscales)


def answer_allowed(measure: Measure, item: int, value: int) -> bool:
    """Whether ``value`` is a possible answer to the item (1-based)."""
    allowed = measure.item_allowed.get(item)
    if allowed:
        return value in allowed
    return measure.item_range is None or measure.item_range[0] <= value <= measure.item_range[1]


def half_up(value: float, decimals: int = 0) -> float:
    """Round half away from zero, as published scoring does; Python's own ``round`` goes to the even neighbour."""
    exponent = Decimal(1).scaleb(-decimals)
    return float(Decimal(repr(value)).quantize(exponent, rounding=ROUND_HALF_UP))


def _total(measure: Measure, raw: int, answered: int, prorated: bool) -> float | None:
    if measure.method is Method.TABLE:
        return measure.table.get(raw)
    if measure.method is Method.MEAN_TIMES_TEN:
        return half_up(10 * raw / answered, measure.decimals)
    total = raw * measure.items / answered if prorated else float(raw)
    return half_up(total * measure.multiplier, measure.decimals)


def scored_answer(measure: Measure, item: int, value: int) -> int:
    """What an answer counts in the total; safety rules look at this number too."""
    if item not in measure.reverse or measure.item_range is None:
        return value
    return measure.item_range[0] + measure.item_range[1] - value


def _with_legal_skips(measure: Measure, answers: list[int | None]) -> list[int | None]:
    """Items that the form itself says to leave out count as 0: AUDIT (CamCOPS), PC-PTSD-5 after a no to the question before the others."""
    for conditions, fill in measure.legal_skips:
        if all(answers[item - 1] == 0 for item in conditions):
            for item in fill:
                if answers[item - 1] is None:
                    answers[item - 1] = 0
    return answers


def _subscales(measure: Measure, values: Sequence[int | None]) -> tuple[tuple[str, float], ...]:
    found = []
    for subscale in measure.subscales:
        parts = [values[item - 1] for item in subscale.items]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            found.append((subscale.id, float(sum(known) * measure.multiplier)))
    return tuple(found)
