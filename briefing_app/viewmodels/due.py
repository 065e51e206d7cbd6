"""Which measures are due or late at this session, in words."""

from __future__ import annotations

from briefing_app.domain.course import Due
from briefing_app.domain.periods import dated
from briefing_app.domain.rules import Rule
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.review import about_of, why_of
from briefing_app.viewmodels.why import Why, cited


def due_lines(facts: BriefFacts) -> list[Line]:
    lines = []
    heading = "Due at this session" if facts.session is not None else "Due"
    late = {one.signal.measure.id: one for one in facts.review if one.signal.rule is Rule.NOT_MEASURED}
    for one in facts.due:
        days = one.days_since or 0
        over = days - (one.measure.cadence_days or 0)
        overdue = "due today" if over == 0 else f"{over} {'day' if over == 1 else 'days'} over"
        text = f"{one.measure.short}: {days} days old, due every {one.measure.cadence_days}, {overdue}"
        rule = f"{one.measure.short} every {one.measure.cadence_days} days"
        sources = (one.points[-1].record.origin,) if one.points else ()
        why = Why(rule, f"last on {dated(one.points[-1].day)}", sources, cited(one.measure.cadence_source))
        reviewed = late.get(one.measure.id)
        if reviewed is None:
            lines.append(Line("due", text, why, "attention" if one.due is Due.LAPSED else "plain", heading))
        else:
            about = about_of(reviewed, facts.today)
            lines.append(Line("due", text, why_of(reviewed.signal), "plain" if about.answered else "attention", heading, about))
    if not facts.courses and facts.session is not None:
        lines.append(Line("due", "No measures yet.", Why("no score of this client is in the export"), "plain", heading))
    return lines
