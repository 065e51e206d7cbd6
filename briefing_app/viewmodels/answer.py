"""What a person may say they did about a line, and where help is. A record of what was done; the program proposes nothing."""

from __future__ import annotations

SAFETY_ACTIONS = (
    "Asked about it with the client",
    "Reviewed the safety plan",
    "Made a safety plan",
    "Reached the client outside a session",
    "Consulted a colleague or supervisor",
    "Handed over to another service",
    "Something else",
)
REVIEW_ACTIONS = (
    "Talked about it with the client",
    "Changed the plan",
    "Looked at the alliance",
    "Consulted a colleague or supervisor",
    "Repeated the measure",
    "Kept the plan, on purpose",
    "Something else",
)
CRISIS = "In the United States, the 988 Lifeline answers calls and texts at 988."
CRISIS_NOTE = "Briefing does not monitor anyone between sessions."


def actions_for(kind: str) -> tuple[str, ...]:
    return SAFETY_ACTIONS if kind == "safety" else REVIEW_ACTIONS


def crisis_words(own: str) -> str:
    """The clinician's own local numbers first, when they have written them down in Settings."""
    return f"{own.strip()} {CRISIS}" if own.strip() else CRISIS
