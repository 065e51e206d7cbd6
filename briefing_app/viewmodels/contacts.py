"""Whom to reach: the client, who stands beside them and who treats them, what they take, and the words of the safety plan."""

from __future__ import annotations

from dataclasses import dataclass

from briefing_app.domain.client import Beside
from briefing_app.domain.records import ContactKind
from briefing_app.services.brief import ENDED, BriefFacts
from briefing_app.viewmodels.fact import day_in_full
from briefing_app.viewmodels.safety import PLAN_WORDS

NOT_RECORDED = "not recorded"
NOT_IN_FILES = "not in your files"
HIDDEN = "hidden, as names are (F9)"


@dataclass(frozen=True, slots=True)
class ContactPart:
    """One part of the panel: its heading, and its lines, of which there is always one."""

    heading: str
    lines: tuple[str, ...]


def make_contacts(facts: BriefFacts) -> tuple[ContactPart, ...]:
    """The parts in the order in which they are needed; what an export does not hold is "not recorded", never blank."""
    client, beside = facts.history.client, facts.history.contacts
    language = client.language or NOT_RECORDED
    needs = {"needed": "interpreter needed", "not needed": "no interpreter needed"}.get(
        client.interpreter, "interpreter: not recorded"
    )
    named = [_say(one) for one in beside if one.kind in (ContactKind.CONTACT.value, ContactKind.RELATED.value)]
    team = [_say(one) for one in beside if one.kind == ContactKind.TEAM.value]
    own = [number for one in beside if one.kind == ContactKind.OWN.value for number in one.reach]
    if client.hidden:
        own = [HIDDEN] if any(one.kind == ContactKind.OWN.value for one in beside) else []
    taken = [f"{one.title} {one.detail}".strip() for one in facts.current("medication")]
    drugs = [NOT_IN_FILES if not facts.facts("medication") else "nothing that has not ended"]
    found = (
        ("Client", own), ("Language", [f"{language}; {needs}"]), ("Contacts and people close to them", named), ("Who treats them", team),
        ("Current medication", taken or drugs), ("Safety plan", [_safety_plan(facts)]),
    )  # fmt: skip
    return tuple(ContactPart(heading, tuple(lines) or (NOT_RECORDED,)) for heading, lines in found)


def _safety_plan(facts: BriefFacts) -> str:
    """The words of the newest plan in force, or where it lies; else what is known of one."""
    plans = [one for one in facts.facts("plan", "note") if any(words in one.title.lower() for words in PLAN_WORDS)]
    standing = [one for one in plans if one.status not in ENDED and not facts.is_over(one)]
    worded = [one for one in standing if one.detail]
    if worded:
        return f"{worded[-1].detail} ({day_in_full(worded[-1].day)})"
    return "on file; its words are not" if standing else "the one on file ended" if plans else NOT_IN_FILES


def _say(one: Beside) -> str:
    who = one.name or one.relation or "no name recorded"
    relation = f", {one.relation}" if one.name and one.relation else ""
    reach = f": {'; '.join(one.reach)}" if one.reach else ""
    return f"{who}{relation}{reach}"
