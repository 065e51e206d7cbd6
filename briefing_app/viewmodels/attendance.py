"""How many of the sessions were kept, in words."""

from __future__ import annotations

from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.why import Why


def attendance(facts: BriefFacts) -> list[Line]:
    held = facts.attended + facts.missed
    if not held:
        return []
    text = f"{facts.attended} of {held} sessions attended" + (f", {facts.missed} missed" if facts.missed else "")
    return [
        Line(
            "attendance",
            text,
            Why("appointments of this episode before today; missed are those with status noshow"),
            "plain",
            "Attendance",
        )
    ]
