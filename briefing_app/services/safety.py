"""What a client answered to safety items: every form there is, with its day, whatever became of its total."""

from __future__ import annotations

from datetime import tzinfo

from briefing_app.domain.answered import Answered, Sheet
from briefing_app.domain.client import History
from briefing_app.domain.goal import is_goal
from briefing_app.domain.periods import local_day
from briefing_app.services.measure import Catalogue

PLACED = frozenset({"instant", "day", "local", "issued"})  # precisions that name a day


def answered(history: History, catalogue: Catalogue, zone: tzinfo | None) -> tuple[Answered, ...]:
    """The forms of each instrument that has safety items; one without a readable day has None."""
    found = []
    for measure_id, scores in history.scores.items():
        if is_goal(measure_id) or not (measure := catalogue(measure_id)).safety:
            continue
        sheets = [
            Sheet(local_day(score.at or None, score.day, zone) if score.precision in PLACED else None, score)
            for score in scores
        ]
        found.append(Answered.of(measure, sheets))
    return tuple(found)
