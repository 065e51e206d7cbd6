"""The consult sheet: a question for a colleague drafted from a brief, with weeks instead of dates and no names."""

from __future__ import annotations

from datetime import date

from briefing_app.domain.course import Course
from briefing_app.domain.periods import years_between
from briefing_app.services.brief import BriefFacts

ASKED = "What I am asking:\n- "
NOTE = "Drafted without names and dates; it is checked for those it knows before it can leave. Read it yourself: a story can name somebody too."


def make_consult(facts: BriefFacts) -> str:
    """One page of plain lines for the clinician to finish: who in general, courses by week, diagnoses, what was tried, the question."""
    lines = ["Consultation question", "", _who(facts)]
    for one in facts.courses:
        course = _course(one)
        if course:
            lines.append(course)
    diagnoses = [fact.title for fact in facts.current("condition")]
    if diagnoses:
        lines.append(f"Diagnoses: {'; '.join(diagnoses)}.")
    medication = [fact.title for fact in facts.current("medication")]
    if medication:
        lines.append(f"Medication: {'; '.join(medication)}.")
    lines.append(f"Sessions so far: {facts.attended} attended, {facts.missed} missed.")
    lines += ["", "What was tried:", "- ", "", ASKED]
    return "\n".join(lines)


def names_of(facts: BriefFacts) -> list[str]:
    """Names that must not stand in the text: the client's, and those of the people they see."""
    client = facts.history.client
    people = {meeting.practitioner for meeting in facts.history.meetings if meeting.practitioner}
    return [client.family, client.given, client.id, *sorted(people)]


def _who(facts: BriefFacts) -> str:
    """An age in decades: nearer would be a step towards a name."""
    birth = facts.history.client.birth_date
    if len(birth) != 10:
        return "A client, age not stated."
    years = years_between(date.fromisoformat(birth), facts.today)
    return (
        f"A client in their {years // 10 * 10}s."
        if 20 <= years < 90
        else "A client under 20."
        if years < 20
        else "A client of 90 or over."
    )


def _course(one: Course) -> str:
    """``PHQ-9 by week of treatment: 0: 19, 2: 18, 14: 9 (a change of 6 is reliable).``"""
    points = [point for point in one.points if point.solid and point.score is not None]
    if not points:
        return ""
    first = points[0].day
    values = ", ".join(f"{(point.day - first).days // 7}: {point.score:g}" for point in points)
    needed = f" A change of {one.measure.reliable_change.value:g} is reliable." if one.measure.reliable_change else ""
    return f"{one.measure.short} by week: {values}.{needed}"
