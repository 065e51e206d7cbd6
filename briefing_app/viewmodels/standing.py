"""What stands in the record whatever happened lately: what was agreed, goals, diagnoses, medication."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from briefing_app.domain.calendar import OF_A_CALENDAR
from briefing_app.domain.client import ENTERED, ClinicalFact
from briefing_app.domain.course import IN_USE_DAYS
from briefing_app.domain.diagnosis import named
from briefing_app.domain.same_meeting import OF_A_TABLE, SCORE_OF_A_TABLE
from briefing_app.services.brief import ENDED, BriefFacts
from briefing_app.viewmodels.fact import day_in_full, day_words
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.safety import PLAN_WORDS
from briefing_app.viewmodels.why import Why

MOST_LISTED = 3
HOLD_NEITHER = frozenset({OF_A_CALENDAR, OF_A_TABLE, SCORE_OF_A_TABLE})
REPLACED = frozenset({"superseded", "deprecated", "cancelled"})
UNFINISHED = {"preliminary": "preliminary", "registered": "preliminary", "partial": "not finished"}


def left_off(facts: BriefFacts) -> list[Line]:
    oldest = date.fromordinal(facts.today.toordinal() - IN_USE_DAYS).isoformat()
    recent = [fact for fact in facts.history.facts if fact.detail and oldest <= fact.day <= facts.today.isoformat()]
    replaced = {one for fact in facts.history.facts for one in fact.replaces.split()}
    notes = [fact for fact in recent if fact.kind == "note"]
    # One that a later one replaces stands only where nothing else does: the later one may not be in the export.
    notes = [fact for fact in notes if not _is_replaced(fact, replaced)] or notes
    plans = [
        fact
        for fact in recent
        if fact.kind == "plan" and fact.status not in ENDED and not any(words in fact.title.lower() for words in PLAN_WORDS)
    ]
    chosen = max(notes or plans, key=lambda fact: fact.day, default=None)
    unread = [fact for fact in facts.facts("note") if fact.lacks and not fact.detail and not _is_replaced(fact, replaced)]
    since = chosen.day if chosen is not None and chosen.kind == "note" else ""
    unread = [fact for fact in unread if max(oldest, since) <= fact.day <= facts.today.isoformat()]
    if chosen is None:
        return _not_read(unread, facts)
    text = " ".join(chosen.detail.split())
    why = Why(
        _agreed_where(chosen),
        day_in_full(chosen.day),
        (chosen.origin,),
    )
    said = (
        "superseded, and what replaces it is not here" if _is_replaced(chosen, replaced) else UNFINISHED.get(chosen.status, "")
    )
    when = f"{day_words(chosen.day, facts.today)}{f', {said}' if said and chosen.kind == 'note' else ''}"
    return [Line("left_off", text, why, "plain", f"Agreed {when}"), *_not_read(unread, facts)]


def _agreed_where(chosen: ClinicalFact) -> str:
    if chosen.origin.resource_type == ENTERED and chosen.title == "Agreed":
        return "what was typed as agreed"
    return "the words under the plan heading of the newest note" if chosen.kind == "note" else "the newest care plan"


def _is_replaced(note: ClinicalFact, replaced: Collection[str]) -> bool:
    return note.kind == "note" and (note.status in REPLACED or note.origin.resource_id in replaced)


def _not_read(notes: Sequence[ClinicalFact], facts: BriefFacts) -> list[Line]:
    """Notes whose words are not here, in one line: the newest with its reason, and how many more there are."""
    if not notes:
        return []
    newest = max(notes, key=lambda fact: fact.day)
    more = f"; {len(notes) - 1} more could not be read" if len(notes) > 1 else ""
    text = f"Note of {day_words(newest.day, facts.today)}: {newest.lacks}{more}."
    why = Why(
        "notes of the export whose words are not here, from the newest one that could be read on",
        "\n".join(f"{day_in_full(one.day)} {one.title}: {one.lacks}" for one in notes),
        tuple(one.origin for one in notes[:MOST_LISTED]),
    )
    return [Line("left_off", text, why, "plain", "Notes not read")]


def goal_lines(facts: BriefFacts) -> list[Line]:
    """A line for each open goal."""
    return [
        Line(
            "goal",
            _goal_words(fact, facts),
            Why("an open goal", day_in_full(fact.day), (fact.origin,)),
            "plain",
            "Goals",
        )
        for fact in facts.current("goal")
    ]


def _goal_words(fact: ClinicalFact, facts: BriefFacts) -> str:
    """A goal with how it stands; one that was typed with its day, where that is known."""
    if fact.origin.resource_type != ENTERED:
        return f"{fact.title}: {fact.detail or fact.status or 'no status'}"
    return f"{fact.title}, since {day_words(fact.day, facts.today)}" if fact.day else fact.title


def cannot_be_told(facts: BriefFacts, kind: str) -> list[Line]:
    """That something is not in the files, where all that a client has comes of calendars and tables, which hold neither problems nor medication."""
    told = [one.origin for one in facts.history.meetings]
    told += [one.origin for scores in facts.history.scores.values() for one in scores]
    read = [one for one in told if one.resource_type != ENTERED]
    if not read or facts.facts(kind) or any(one.resource_type not in HOLD_NEITHER for one in read):
        return []
    heading = {"condition": "Diagnoses", "medication": "Medication"}[kind]
    why = Why("calendars and tables hold neither problems nor medication, and none was typed in", "", tuple(read[:MOST_LISTED]))
    return [Line("diagnosis" if kind == "condition" else kind, "not in your files", why, "plain", heading)]


def diagnoses(facts: BriefFacts) -> list[Line]:
    """Diagnoses in force, and apart from them what the record codes as social."""
    found = named(facts.current("condition"))
    parts = [part for part in (_listed(found.diagnoses, ""), _listed(found.social, "Social: ")) if part]
    if not parts:
        return cannot_be_told(facts, "condition")
    sources = tuple(fact.origin for fact in (*found.diagnoses[:MOST_LISTED], *found.social[:MOST_LISTED]))
    rule = (
        "conditions that are not ended, each once: what bears on safety first, then codes of chapter F; social findings apart"
    )
    return [Line("diagnosis", ". ".join(parts), Why(rule, "", sources), "plain", "Diagnoses")]


def _listed(facts: Sequence[ClinicalFact], before: str) -> str:
    more = f" and {len(facts) - MOST_LISTED} more" if len(facts) > MOST_LISTED else ""
    return before + "; ".join(fact.title for fact in facts[:MOST_LISTED]) + more if facts else ""


def medication(facts: BriefFacts) -> list[Line]:
    """Medication in force, the newest first; each name once."""
    current = sorted(facts.current("medication"), key=lambda fact: fact.day, reverse=True)
    unique = {fact.title: fact for fact in reversed(current)}
    chosen = sorted(unique.values(), key=lambda fact: fact.day, reverse=True)[:MOST_LISTED]
    if not chosen:
        return cannot_be_told(facts, "medication")
    more = f" and {len(unique) - len(chosen)} more" if len(unique) > len(chosen) else ""
    text = "; ".join(
        f"{fact.title}{' ' + fact.detail if fact.detail else ''} ({day_words(fact.day, facts.today)})" for fact in chosen
    )
    return [
        Line(
            "medication",
            text + more,
            Why("orders that are not ended, the newest first", "", tuple(fact.origin for fact in chosen)),
            "plain",
            "Medication",
        )
    ]
