"""How the items of the newest form moved against the one before."""

from __future__ import annotations

from dataclasses import dataclass

from briefing_app.domain.periods import say_date
from briefing_app.services.brief import BriefFacts


@dataclass(frozen=True, slots=True)
class ItemMove:
    label: str
    before: int
    after: int
    tone: str


def moves(facts: BriefFacts) -> tuple[str, tuple[ItemMove, ...]]:
    if not facts.movements:
        return "", ()
    one, moves = max(facts.movements, key=lambda pair: pair[0].points[-1].day)
    safety_items = {item for rule in one.measure.safety for item in rule.items}
    ordered = sorted(moves, key=lambda move: (move.item not in safety_items, -abs(move.after - move.before), move.item))
    shown = [move for move in ordered if move.item in safety_items or move.after != move.before][:6]
    better = 1 if one.measure.higher_is_better else -1
    found = []
    for move in shown:
        delta = (move.after - move.before) * better
        tone = (
            "safety"
            if move.item in safety_items and move.after > 0
            else "plain"
            if delta == 0
            else "good"
            if delta > 0
            else "attention"
        )
        found.append(
            ItemMove(
                one.measure.item_heading(move.item),
                move.before,
                move.after,
                tone,
            )
        )
    before, after = [point.day for point in one.points if point.record.items][-2:]
    return f"{one.measure.short} items, {say_date(before, facts.today)} to {say_date(after, facts.today)}", tuple(found)
