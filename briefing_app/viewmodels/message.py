"""Messages of the client, and of people who write about the client: whole, with when they were sent and who wrote them."""

from __future__ import annotations

from datetime import date, datetime

from briefing_app.domain.client import ClinicalFact
from briefing_app.domain.message import dated_right
from briefing_app.domain.periods import local_time, say_date
from briefing_app.domain.records import Author
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.fact import day_in_full
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.why import Why

HEADING = "Messages: received, not monitored"
RULE = "not yet shown when the last session began, or sent since; never shortened, and not sorted by what it says"


def make_messages(facts: BriefFacts) -> list[Line]:
    """One line a message, newest first."""
    return [_line(fact, facts) for fact in facts.since.messages]


def _line(fact: ClinicalFact, facts: BriefFacts) -> Line:
    title = f"{fact.title}: " if fact.title and fact.detail else ""
    words = f"{title}{fact.detail or fact.title}".strip() or "a message without words; see the system that it came from"
    why = Why(RULE, f"sent {day_in_full(fact.day) or 'on a day that is not recorded'}", (fact.origin,))
    when = f"{_when(fact, facts)}{say_author(fact)}"
    quote = f"“{words}”" if fact.detail or fact.title else words
    return Line(
        "message",
        f"{when}: {words}",
        why,
        "plain",
        HEADING,
        key=fact.key,
        quote=quote,
        source=f"Message, {when}; received, not monitored",
    )


def _when(fact: ClinicalFact, facts: BriefFacts) -> str:
    ahead = "" if dated_right(fact, facts.zone) or not fact.day else ", dated ahead of its import"
    if fact.at:
        at: datetime = local_time(fact.at, facts.zone)
        return f"{say_date(at.date(), facts.today)} {at:%H:%M}{ahead}"
    if len(fact.day) == 10:
        return f"{say_date(date.fromisoformat(fact.day), facts.today)}{ahead}"
    return fact.day or "date not recorded"


def say_author(fact: ClinicalFact) -> str:
    """ "" for the client's own words; whoever else wrote them is named, and where the export does not say who did, so is that."""
    if fact.author == Author.CLIENT.value:
        return ""
    if fact.author == Author.UNSTATED.value:
        return ", who wrote it is not recorded"
    return f", from {fact.author_name or 'somebody close to the client'}"
