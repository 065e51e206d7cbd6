"""The few words that a session has on the rail: what waits, in the order of how much it matters."""

from __future__ import annotations

from dataclasses import dataclass

from briefing_app.domain.client import ClinicalFact
from briefing_app.domain.course import Due
from briefing_app.domain.message import not_shown, shown_to
from briefing_app.domain.safety_finding import SAFETY
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.review import review_chip
from briefing_app.viewmodels.safety import say_chip


@dataclass(frozen=True, slots=True)
class Chip:
    """A few words on a schedule row; ``tone`` is plain, outline, good, attention or safety."""

    text: str
    tone: str


def unshown(facts: BriefFacts) -> tuple[ClinicalFact, ...]:
    """Messages of a brief that have not been on this clinician's screen yet, and were not printed."""
    return not_shown(facts.since.messages, shown_to(facts.history.seen, facts.since.whose))


def make_chips(facts: BriefFacts) -> tuple[Chip, ...]:
    """All that a row of the day could say in a few words, the most urgent first; how many of it stand there is the row's."""
    chips = []
    for line in [line for line in facts.safety if line.waits][:2]:
        chips.append(Chip(say_chip(line), "safety" if line.level == SAFETY else "attention"))
    if any(line.answer is not None and line.level == SAFETY for line in facts.safety) and not chips:
        chips.append(Chip("safety: acknowledged", "plain"))
    if count := len(unshown(facts)):
        chips.append(Chip("new message" if count == 1 else f"{count} new messages", "plain"))
    chips += [Chip(review_chip(one.signal, facts), "attention") for one in facts.review if one.waits][:2]
    if facts.session is not None and facts.session.similar_name:
        chips.append(Chip("similar name", "outline"))
    lapsed = [course for course in facts.courses if course.due is Due.LAPSED]
    if lapsed and not facts.engagement.unknown:
        days = min(course.days_since or 0 for course in facts.courses if course.days_since is not None)
        chips.append(
            Chip(
                f"no score for {days} days" if len(lapsed) == len(facts.courses) else f"{lapsed[0].measure.short} overdue",
                "plain",
            )
        )
    elif facts.due and not any(one.waits for one in facts.review):
        chips.append(Chip(f"{facts.due[0].measure.short} due", "plain"))
    if not facts.courses:
        client = facts.history.client
        unknown = "who is this?" if client.in_a_calendar else "not linked"
        none = "not all on file is read" if facts.history.unread else "no measures yet"
        chips.append(Chip(none if client.known else unknown, "plain"))
    return tuple(chips)
