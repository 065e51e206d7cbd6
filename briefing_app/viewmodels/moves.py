"""How the items of the newest form moved against the one before."""

from __future__ import annotations

from dataclasses import dataclass

from briefing_app.domain.course import compared_forms
from briefing_app.domain.periods import say_date
from briefing_app.services.brief import BriefFacts


@dataclass(frozen=True, slots=True)
class ItemMove:
    """An item whose answer moved, in words."""

    label: str
    before: int
    after: int
    tone: str


def moves(facts: BriefFacts) -> tuple[str, tuple[ItemMove, ...]]:
    """The items that moved most between the last two forms, of the measure that was filled in last."""
    one, moves = max(facts.movements, key=lambda pair: pair[0].points[-1].day, default=(None, ()))
    forms = compared_forms(one) if one is not None else None
    if one is None or forms is None:
        return "", ()
    safety_items = {item for rule in one.measure.safety for item in rule.items}
    ordered = sorted(
        moves, key=lambda move: (move.item not in safety_items, -abs(move.after - move.before))
    )  # else as on the form
    shown = [move for move in ordered if move.item in safety_items or move.after != move.before][:6]
    found = []
    for move in shown:
        tone = "safety" if move.item in safety_items and move.after > 0 else "plain"  # one answer is no reliable change
        found.append(
            ItemMove(
                one.measure.item_heading(move.item),
                move.before,
                move.after,
                tone,
            )
        )
    before, after = (point.day for point in forms)
    return f"{one.measure.short} items, {say_date(before, facts.today)} to {say_date(after, facts.today)}", tuple(found)
