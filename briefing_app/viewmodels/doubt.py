"""What of the data cannot be shown as it stands, said where it would be missed."""

from __future__ import annotations

from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.why import Why

MOST_LISTED = 3


def doubts(facts: BriefFacts) -> list[Line]:
    if not facts.undated:
        return []
    count = len(facts.undated)
    text = f"{count} {'score has' if count == 1 else 'scores have'} no usable date: see the table."
    sources = tuple(score.origin for score in facts.undated[:MOST_LISTED])
    return [
        Line(
            "doubt",
            text,
            Why("a year, a month or an unreadable date has no place on a chart", "", sources),
            "plain",
            "Not on the chart",
        )
    ]
