"""The consult sheet: a question for a colleague drafted from a brief, with weeks instead of dates and no names."""

from __future__ import annotations

from briefing_app.domain import norm
from briefing_app.domain.course import Course
from briefing_app.domain.periods import age_on
from briefing_app.domain.records import RESTRICTED
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.attendance import noun_of, say_attendance

LEFT_OUT = "Left out here, because its source restricts it: some scores, diagnoses or medication. Passing them on takes the client's consent."
ASKED = "What I am asking:\n- "
NOTE = "Drafted without names and dates; it is checked for those it knows before it can leave. Read it yourself: a story can name somebody too."


def make_consult(facts: BriefFacts) -> str:
    """One page of plain lines for the clinician to finish: who in general, courses by week, diagnoses, what was tried, the question."""
    lines = ["Consultation question", "", _who(facts)]
    for one in facts.courses:
        course = _course(one)
        if course:
            lines.append(course)
    for heading, kind in (("Diagnoses", "condition"), ("Medication", "medication")):
        if titles := [fact.title for fact in facts.current(kind) if RESTRICTED not in fact.title]:
            lines.append(f"{heading}: {'; '.join(titles)}.")
    if _holds_restricted(facts):
        lines.append(LEFT_OUT)
    lines.append(f"Sessions so far: {say_attendance(facts.attendance, noun_of(facts.history)) or 'none'}.")
    lines += ["", "What was tried:", "- ", "", ASKED]
    return "\n".join(lines)


def names_of(facts: BriefFacts) -> list[str]:
    """Names that must not stand in the text: the client's, those of the people they see, and those of the people close to them."""
    client = facts.history.client
    people = {one.name for meeting in facts.history.meetings for one in meeting.clinicians if one.name}
    close = {one.name for one in facts.history.contacts if one.name}
    return [client.family, client.given, client.id, *sorted(people), *sorted(close)]


def _who(facts: BriefFacts) -> str:
    """An age in decades: nearer would be a step towards a name."""
    birth = facts.history.client.birth_date
    years = age_on(birth, facts.today) if len(birth) == 10 else None
    if years is None:
        return "A client, age not stated."
    return (
        f"A client in their {years // 10 * 10}s."
        if 20 <= years < 90
        else "A client under 20."
        if years < 20
        else "A client of 90 or over."
    )


def _holds_restricted(facts: BriefFacts) -> bool:
    """Whether something of the draft's kinds may not be passed on."""
    points = (point for one in facts.courses for point in one.solid)
    told = (fact for kind in ("condition", "medication") for fact in facts.current(kind))
    return any(RESTRICTED in point.record.flags for point in points) or any(RESTRICTED in fact.title for fact in told)


def _course(one: Course) -> str:
    """``PHQ-9 by week of treatment: 0: 19, 2: 18, 14: 9; lower is better; two scores differ reliably from 6 points on.``"""
    points = [point for point in one.solid if RESTRICTED not in point.record.flags]
    if not points:
        return ""
    first = points[0].day
    values = ", ".join(f"{(point.day - first).days // 7}: {point.value:g}" for point in points)
    threshold = norm.reliable_change(one.measure)
    parts = [values, f"{'higher' if one.measure.higher_is_better else 'lower'} is better"]
    if threshold is not None:
        parts.append(f"two scores differ reliably from {threshold.value:g} points on")
    return f"{one.measure.short} by week: {'; '.join(parts)}."
