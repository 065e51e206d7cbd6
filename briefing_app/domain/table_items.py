"""Which columns of a form's table are the items of a measure, by the words of their questions; and what an answer in words is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from briefing_app.domain.measure import Measure

BEGINNING = 25  # letters that tell a question (product rule)
SHARED = 0.6  # of its words, where a form puts it a little differently (product rule)
_IN_BRACKETS = re.compile(r"\[([^\[\]]+)\]\s*$")
_NUMBER = re.compile(r"^\s*[\[(]?\d{1,2}[\])]?[.:)\s-]+")
_NUMBERED = re.compile(r"\(?(\d{1,2})\)? ?[-–—=:.)] ?(\D+)", re.ASCII)
_SMALL_WORDS = "a an and as at be by for from in is it of on or that the to too you your yourself"
_SMALL = frozenset(_SMALL_WORDS.split())
# Spellings of answers that forms have beside those of the measure (product rule, as found in public forms).
_LIKE = {
    "overhalfthedays": "morethanhalfthedays",
    "nearlyeveryday": "nearlyeveryday",
    "morethanhalfofthedays": "morethanhalfthedays",
}


def find_items(names: Sequence[str], measures: Iterable[Measure]) -> list[tuple[str, str, int]]:
    """Column, measure and item. A measure is found only where every one of its items has a column of its own; the longest form wins."""
    questions = {name: _question(name) for name in names}
    found: list[tuple[str, str, int]] = []
    free = list(names)
    for measure in sorted((one for one in measures if one.form is not None), key=lambda one: (-one.items, one.id)):
        columns = _all_of(measure, free, questions)
        if columns:
            found += [(name, measure.id, item) for item, name in enumerate(columns, start=1)]
            free = [name for name in free if name not in columns]
    return found


def _all_of(measure: Measure, names: Sequence[str], questions: dict[str, str]) -> list[str]:
    """The columns of a measure's items, in their order; none where one of them is missing."""
    taken: list[str] = []
    for text in measure.form.items[: measure.items] if measure.form is not None else ():
        scored = [(_likeness(questions[name], text), name) for name in names if name not in taken]
        best = max(scored, default=(0.0, ""), key=lambda one: one[0])
        if best[0] < SHARED:
            return []
        taken.append(best[1])
    return taken


def _question(name: str) -> str:
    """The words of the question in a column's name: within brackets at its end, or behind the stem and a dash."""
    if found := _IN_BRACKETS.search(name):
        name = found.group(1)
    elif " - " in name and "problems?" not in name.rpartition(" - ")[2] and "bothered" in name.partition(" - ")[0].lower():
        name = name.partition(" - ")[2]
    return _NUMBER.sub("", name)


def _likeness(question: str, text: str) -> float:
    one, other = _letters(question), _letters(text)
    if one and (one == other or (min(len(one), len(other)) >= BEGINNING and one[:BEGINNING] == other[:BEGINNING])):
        return 1.0
    words, wanted = _words(question), _words(text)
    return len(words & wanted) / max(len(words), len(wanted)) if words and wanted else 0.0


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", text.lower())) - _SMALL


def answer_in_words(text: str, measure: Measure, item: int) -> int | None:
    """The value of an answer that is written as on the form, perhaps with its number; None where it is none of them, or they contradict."""
    if found := _NUMBERED.fullmatch(text):
        value = answer_in_words(found.group(2), measure, item)
        return value if value == int(found.group(1)) else None
    wanted = _letters(text)
    wanted = _LIKE.get(wanted, wanted)
    if not wanted:
        return None
    options = measure.form.options[item - 1] if measure.form is not None and item <= len(measure.form.options) else ()
    values = {value for value, words in options if _letters(words) == wanted}
    values |= {value for words, value in measure.answers.get("words", {}).items() if _letters(words) == wanted}
    return values.pop() if len(values) == 1 else None
