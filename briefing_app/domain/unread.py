"""An answer or a total that stands in the source and could not be read: said in its own words, never taken for nothing (product rule)."""

from __future__ import annotations

import re

from briefing_app.domain.texts import TEXT_LENGTH, clean

COULD_NOT_BE_READ = "could not be read"
# Kinds of what is kept whole because no rule understands it.
QUESTIONNAIRE, A_SCORE, AN_ANSWER = "questionnaire", "score", "answer"
IN_THE_TEXT = "found in the text, confirm"  # begins the reason of a score that stands in words alone
TEXT_SYSTEM, TEXT_NAME = (
    "urn:briefing:text-of-a-document",
    "in the text: ",
)  # its code's system, and what stands before its words
_ITEM = re.compile(rf"^item (\d+) {COULD_NOT_BE_READ}: (.*)$", re.S)
_TOTAL = re.compile(rf"^total {COULD_NOT_BE_READ}: (.*)$", re.S)
_APART = "; "  # stands between the flags of a score, so it may not stand in one
MOST_RESPONSES = 500  # newest responses kept whole that a person is shown under a questionnaire


def unread_item(item: int, words: str) -> str:
    """The flag of an answer (1-based) that is there and says nothing that the measure knows."""
    return f"item {item} {COULD_NOT_BE_READ}: {_kept(words)}"


def unread_total(words: str) -> str:
    """The flag of a stated total that is no number of points."""
    return f"total {COULD_NOT_BE_READ}: {_kept(words)}"


def unread_items(flags: str) -> dict[int, str]:
    """The answers of one administration that could not be read, by item: the words as they stand in the source."""
    found = (_ITEM.match(flag) for flag in flags.split(_APART))
    return {int(one[1]): one[2] for one in found if one is not None}


def has_unread(flags: str) -> bool:
    """Whether anything of an administration could not be read."""
    return any(_ITEM.match(flag) or _TOTAL.match(flag) for flag in flags.split(_APART))


def total_unread(flags: str) -> bool:
    """Whether a total was stated that is no number of points."""
    return any(_TOTAL.match(flag) for flag in flags.split(_APART))


def _kept(words: str) -> str:
    return " ".join(clean(words.replace(";", ","), TEXT_LENGTH).split()) or "no words"
