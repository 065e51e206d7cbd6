"""Two scores of one day that contradict each other: what may be chosen, and which one was (product rule)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

RULE = "two-scores"  # what an answer about them is called in the ledger
NONE_COUNTS = "None of them counts"
ASK_AGAIN = "Taken back: ask again which one counts"
_ORDER = ("first", "second", "third", "fourth")


def basis_of(day: date, scores: Sequence[tuple[float, float]]) -> str:
    """What a choice rests on: the day with every total and its moment (seconds since 1970). A further score makes it another question."""
    return f"{day.isoformat()} {';'.join(f'{total:g}@{at:.0f}' for total, at in scores)}"


def choices_of(totals: Sequence[float]) -> tuple[str, ...]:
    """The answers in words, in the order of the scores, then that none counts."""
    named = (
        f"{total:g} counts, the {_ORDER[index] if index < len(_ORDER) else f'{index + 1}th'} of the day"
        for index, total in enumerate(totals)
    )
    return (*named, NONE_COUNTS)


def chosen(totals: Sequence[float], action: str) -> int | None:
    """The place of the score that counts by an answer; None where none does, or the answer is about something else."""
    choices = choices_of(totals)
    place = choices.index(action) if action in choices else len(totals)
    return place if place < len(totals) else None
