"""What single answers say beside the total: rules on items, screens of several parts, patterns of symptoms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from briefing_app.domain.measure import ItemRule, Measure, Part

Answers = Sequence[int | None]


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule that holds, and the items (1-based) with their answers that it holds for."""

    rule: ItemRule
    items: tuple[tuple[int, int], ...]


def rule_hits(measure: Measure, answers: Answers) -> tuple[RuleHit, ...]:
    """The measure's item rules that hold for one form; an item that was not answered never makes one hold."""
    found = []
    for rule in measure.item_rules:
        named = tuple((item, value) for item in rule.items if item <= len(answers) and (value := answers[item - 1]) is not None)
        if rule.kind == "any at most":
            hit = tuple((item, value) for item, value in named if value <= rule.value)
        else:
            others = [answers[item - 1] if item <= len(answers) else None for item in _others(measure, rule)]
            hit = tuple((item, value) for item, value in named if value >= rule.value) if all(v == 0 for v in others) else ()
        if hit:
            found.append(RuleHit(rule, hit))
    return tuple(found)


def _others(measure: Measure, rule: ItemRule) -> list[int]:
    return [item for item in range(1, measure.items + 1) if item not in rule.items]


class Screen(Enum):
    """``NOT`` also where the total alone rules it out; ``OPEN`` where a part was not answered."""

    POSITIVE = "positive"
    NOT = "not positive"
    OPEN = "not known"


@dataclass(frozen=True, slots=True)
class ScreenResult:
    """A screen that was read by its rule, with the parts that nobody answered."""

    screen: Screen
    unanswered: tuple[Part, ...]


def screen(measure: Measure, total: float | None, answers: Answers) -> ScreenResult | None:
    """A screen of several parts (MDQ: symptoms, at the same time, and trouble from them); None where the measure has no such rule."""
    rule = measure.positive
    if rule is None or total is None:
        return None
    given = [(part, answers[part.item - 1] if part.item <= len(answers) else None) for part in rule.parts]
    if total < rule.total_min or any(value is not None and value < part.min for part, value in given):
        return ScreenResult(Screen.NOT, ())
    unanswered = tuple(part for part, value in given if value is None)
    return ScreenResult(Screen.OPEN if unanswered else Screen.POSITIVE, unanswered)


def symptom_pattern(measure: Measure, answers: Answers) -> tuple[tuple[str, int, int], ...]:
    """PCL-5's clusters: name, symptoms rated ``provisional`` or more, and how many the pattern needs; empty where an answer is missing."""
    least = measure.provisional
    if least is None or len(answers) < measure.items or any(value is None for value in answers[: measure.items]):
        return ()
    return tuple(
        (scale.id, sum(1 for item in scale.items if (answers[item - 1] or 0) >= least.value), scale.symptom_minimum)
        for scale in measure.subscales
        if scale.symptom_minimum is not None
    )
