"""Which measures are due or late at this session, in words."""

from __future__ import annotations

from briefing_app.domain.periods import dated
from briefing_app.domain.rules import Rule
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.review import about_of, say_signal, why_of, with_take_back
from briefing_app.viewmodels.why import Why, cited

FORMS = "forms"  # the key of what a form would settle
NOT_LINKED = "Not linked to a record: what may be on file of this person is not shown here."


def due_lines(facts: BriefFacts) -> list[Line]:
    """What asks to be repeated first, then what is due by its cadence; a measure is named once. What is overdue stays in every brief."""
    heading = "Due at this session" if facts.session is not None and facts.session.happens else "Due"
    asked = [one for one in facts.review if one.signal.rule is Rule.REPEAT]
    lines = [
        Line(
            "due",
            say_signal(one.signal, facts),
            with_take_back(why_of(one.signal), one),
            "plain",
            heading,
            about_of(one, facts),
            key=FORMS,
        )
        for one in asked
    ]
    named = {measure for one in asked for measure in one.signal.measures}
    for one in facts.due:
        if one.measure.id in named:
            continue
        days = one.days_since or 0
        over = days - (one.measure.cadence_days or 0)
        overdue = "due today" if over == 0 else f"{over} {'day' if over == 1 else 'days'} over"
        text = (
            f"{one.measure.short}: {days} {'day' if days == 1 else 'days'} old, due every {one.measure.cadence_days}, {overdue}"
        )
        rule = f"{one.measure.short} every {one.measure.cadence_days} days"
        last = one.points[-1]
        why = Why(rule, f"last on {dated(last.day)}", (last.record.origin,), cited(one.measure.cadence_source))
        lines.append(Line("due", text, why, "plain", heading, key=FORMS, stays=over > 0))
    if not facts.history.client.known and not facts.courses:
        lines.append(Line("due", NOT_LINKED, Why("no Patient of the export is said to be this person"), "plain", heading))
    elif not facts.courses and not facts.history.unread and facts.session is not None and facts.session.happens:
        lines.append(Line("due", "No measures yet.", Why("no score of this client is on file"), "plain", heading))
    return lines
