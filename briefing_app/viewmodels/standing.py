"""What stands in the record whatever happened lately: what was agreed, goals, diagnoses, medication."""

from __future__ import annotations

from datetime import date

from briefing_app.domain.course import IN_USE_DAYS
from briefing_app.services.brief import ENDED, BriefFacts
from briefing_app.viewmodels.fact import day_in_full, day_words
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.safety import PLAN_WORDS
from briefing_app.viewmodels.why import Why

MOST_LISTED = 3


def left_off(facts: BriefFacts) -> list[Line]:
    oldest = date.fromordinal(facts.today.toordinal() - IN_USE_DAYS).isoformat()
    recent = [fact for fact in facts.history.facts if fact.detail and oldest <= fact.day <= facts.today.isoformat()]
    notes = [fact for fact in recent if fact.kind == "note"]
    plans = [
        fact
        for fact in recent
        if fact.kind == "plan" and fact.status not in ENDED and not any(words in fact.title.lower() for words in PLAN_WORDS)
    ]
    chosen = max(notes or plans, key=lambda fact: fact.day, default=None)
    if chosen is None:
        return []
    text = " ".join(chosen.detail.split())
    why = Why(
        "the words under the plan heading of the newest note" if chosen.kind == "note" else "the newest care plan",
        day_in_full(chosen.day),
        (chosen.origin,),
    )
    return [Line("left_off", text, why, "plain", f"Where you left off ({day_words(chosen.day, facts.today)})")]


def goal_lines(facts: BriefFacts) -> list[Line]:
    return [
        Line(
            "goal",
            f"{fact.title}: {fact.detail or fact.status or 'no status'}",
            Why("an open goal", day_in_full(fact.day), (fact.origin,)),
            "plain",
            "Goals",
        )
        for fact in facts.current("goal")
    ]


def diagnoses(facts: BriefFacts) -> list[Line]:
    current = facts.current("condition")
    chosen = sorted(
        current,
        key=lambda fact: (not fact.detail.upper().startswith("F"), "encounter-diagnosis" in fact.detail, fact.day),
        reverse=False,
    )
    titles = list(dict.fromkeys(fact.title for fact in chosen))[:MOST_LISTED]
    if not titles:
        return []
    more = (
        f" and {len({fact.title for fact in current}) - len(titles)} more"
        if len({fact.title for fact in current}) > len(titles)
        else ""
    )
    sources = tuple(fact.origin for fact in chosen[:MOST_LISTED])
    return [
        Line(
            "diagnosis",
            "; ".join(titles) + more,
            Why("conditions that are not ended; codes of chapter F first", "", sources),
            "plain",
            "Diagnoses",
        )
    ]


def medication(facts: BriefFacts) -> list[Line]:
    current = sorted(facts.current("medication"), key=lambda fact: fact.day, reverse=True)
    unique = {fact.title: fact for fact in reversed(current)}
    chosen = sorted(unique.values(), key=lambda fact: fact.day, reverse=True)[:MOST_LISTED]
    if not chosen:
        return []
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
