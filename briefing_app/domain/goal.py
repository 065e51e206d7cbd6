"""A client's own item, answered 0 to 10, shown like any other measure; it has no norms, no bands and no cut-off."""

from __future__ import annotations

from briefing_app.domain.client import Goal
from briefing_app.domain.measure import Direction, Measure, Method, MissingRule

LOW, HIGH = 0, 10
PREFIX = "goal:"


def goal_id(row: int) -> str:
    """What a client's own goal is called among measures, by its row."""
    return f"{PREFIX}{row}"


def goal_row(measure_id: str) -> int:
    """The row of a goal, by its id as a measure."""
    return int(measure_id.removeprefix(PREFIX))


def is_goal(measure_id: str) -> bool:
    """Whether this names a client's own goal, not an instrument."""
    return measure_id.startswith(PREFIX)


def goal_measure(goal: Goal) -> Measure:
    """The goal as a measure of one number: read or typed in, never computed."""
    return Measure(
        id=goal_id(goal.row),
        name=goal.words,
        domain="goal",
        rater="self",
        direction=Direction.HIGHER_BETTER if goal.better == "higher" else Direction.HIGHER_WORSE,
        method=Method.ENTERED,
        items=0,
        item_range=(LOW, HIGH),
        total_range=(LOW, HIGH),
        bands=(),
        missing=MissingRule(0, "not allowed", "a single number"),
        licence="the client's own words",
        ship_text="yes",
        licence_source="the client",
        recall="as the client set it",
    )
