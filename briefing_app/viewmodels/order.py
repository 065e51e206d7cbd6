"""The one order of a brief: window, text, print and JSON have it, and Help, README and the commands' help say it (product rule)."""

from __future__ import annotations

SCORES = "scores"
ORDER: tuple[tuple[str, frozenset[str]], ...] = (
    ("who, with diagnoses", frozenset({"diagnosis"})),
    ("safety", frozenset({"safety"})),
    ("what waits for an answer", frozenset({"same_person", "unread", "review", "change"})),
    ("messages", frozenset({"message"})),
    ("what came in since, medication and missed sessions", frozenset({"since", "news", "medication"})),
    ("what was agreed and goals", frozenset({"left_off", "goal"})),
    (SCORES, frozenset({"score", "outcome", "reading", "scores", "question"})),
    ("what is due, with scores too old to speak of", frozenset({"due", "older"})),
    ("attendance", frozenset({"attendance"})),
    ("doubts", frozenset({"doubt"})),
    ("what is not shown", frozenset({"not_shown"})),
)


def place_of(kind: str) -> int:
    """Where lines of a kind stand, counted from 0. Raises ValueError for a kind that has no place."""
    for place, (_, kinds) in enumerate(ORDER):
        if kind in kinds:
            return place
    raise ValueError(f"a line of kind {kind} has no place in the order of a brief")


def say_order() -> str:
    """The order in words: ``who, with diagnoses; safety; …``."""
    return "; ".join(words for words, _ in ORDER)


BEFORE_SCORES = frozenset[str]().union(*(kinds for place, (_, kinds) in enumerate(ORDER) if place < place_of("score")))
