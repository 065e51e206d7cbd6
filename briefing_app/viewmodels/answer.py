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
EXPECTED = "Expected, for a reason given below"
WRONG_DATA = "The data are wrong"
LATER = "No action now: look again on a day"
REVIEW_ACTIONS = (
    "Talked about it with the client",
    "Changed the plan",
    "Agreed to repeat the measure",
    EXPECTED,
    WRONG_DATA,
    LATER,
)
NO_WORDS = "–"  # an answer that needs none of its own
CRISIS = "In the United States, the 988 Lifeline answers calls and texts at 988."
CRISIS_NOTE = "Briefing does not monitor anyone between sessions."


def actions_for(kind: str) -> tuple[str, ...]:
    """What a person may say they did about a line of this kind."""
    return SAFETY_ACTIONS if kind == "safety" else REVIEW_ACTIONS


def needs_words(kind: str, action: str) -> bool:
    """Whether an answer is kept only with words: every safety answer, and a review line that is expected or rests on wrong data."""
    return kind == "safety" or action in (EXPECTED, WRONG_DATA)


def needs_day(action: str) -> bool:
    """Whether an answer is kept only with a day to look again."""
    return action == LATER


def crisis_words(own: str) -> str:
    """The clinician's own local numbers first, when they have written them down in Settings."""
    return f"{own.strip()} {CRISIS}" if own.strip() else CRISIS
