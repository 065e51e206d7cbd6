"""What came in after the last session, in words."""

from __future__ import annotations

from datetime import date

from briefing_app.domain.client import ClinicalFact, Meeting
from briefing_app.domain.periods import dated, local_day, say_date
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.fact import day_in_full, day_words, shortened
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.score_card import say_score
from briefing_app.viewmodels.why import Why

MOST_SINCE = 5
NEW_SCORES = "New scores:"


def since_lines(facts: BriefFacts) -> list[Line]:
    since, today = facts.since, facts.today
    if since.last_session is None:
        if facts.session is None:
            return []
        text = (
            "First session: nothing earlier is on file."
            if not facts.history.scores
            else "First session here; measures are on file."
        )
        return [Line("since", text, Why("no earlier session of this client is in the export"), "plain", "Since last session")]
    days = (today - since.last_session).days
    heading = f"Since last session ({say_date(since.last_session, today)}, {days} {'day' if days == 1 else 'days'})"
    lines = [*_score_lines(facts, heading), *(_missed_line(one, facts, heading) for one in since.missed)]
    for fact in sorted(since.facts, key=lambda fact: fact.day, reverse=True):
        text = _fact_words(fact, today)
        if text:
            why = Why("dated after the last session", day_in_full(fact.day), (fact.origin,))
            lines.append(Line("since", text, why, "plain", heading))
    if not lines:
        return [Line("since", "Nothing new in the data.", Why("no record is dated after the last session"), "plain", heading)]
    return lines[:MOST_SINCE]


def _score_lines(facts: BriefFacts, heading: str) -> list[Line]:
    """New scores in one line, by name: what each says stands on its card."""
    new = {(score.measure, score.day, score.at) for score in facts.since.scores}
    fresh = [
        one
        for one in facts.courses
        if one.latest and (one.latest.record.measure, one.latest.record.day, one.latest.record.at) in new
    ]
    if not fresh:
        return []
    why = Why(
        "scores dated after the last session; each stands on its card with the one before it",
        "; ".join(
            f"{one.measure.short} {say_score(one.latest.score)} on {dated(one.latest.day)}" for one in fresh if one.latest
        ),
        tuple(one.latest.record.origin for one in fresh if one.latest),
    )
    text = f"{NEW_SCORES} {', '.join(one.measure.short for one in fresh)}"
    return [Line("since", text, why, "plain", heading)]


def _missed_line(meeting: Meeting, facts: BriefFacts, heading: str) -> Line:
    day = local_day(meeting.at or None, meeting.day, facts.zone)
    word = "Missed" if meeting.status == "noshow" else "Cancelled"
    text = f"{word} {say_date(day, facts.today) if day else 'on an unknown day'}"
    return Line("since", text, Why(f"an appointment with status {meeting.status}", "", (meeting.origin,)), "attention", heading)


def _fact_words(fact: ClinicalFact, today: date) -> str:
    day = day_words(fact.day, today)
    if fact.kind == "medication":
        ended = " ended" if fact.status in ("stopped", "completed") else ""
        return f"{fact.title}{' ' + fact.detail if fact.detail else ''}{ended}, {day}"
    if fact.kind == "condition":
        return f"Diagnosis recorded: {fact.title}, {day}"
    if fact.kind == "message":
        return f"Message, {day}: {shortened(fact.detail or fact.title, 14)}"
    if fact.kind == "task":
        return f"Task: {shortened(fact.title, 10)}, {day}"
    if fact.kind == "flag":
        return f"Flag: {shortened(fact.title, 10)}, {day}"
    return ""
