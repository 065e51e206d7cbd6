"""Scores that stand only in the text of a section: shown with the words they stand in, until somebody confirms them.

A number in a text may be anything, so none of them counts unasked (product rule)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from briefing_app.domain.texts import clean
from briefing_app.domain.unread import TEXT_NAME, TEXT_SYSTEM
from briefing_app.sources.ccda.tree import Node, tag_of
from briefing_app.sources.fhir.observations import name_of_measure

ROW, CELLS = tag_of("tr"), frozenset(map(tag_of, ("td", "th")))
MOST_ROWS = 2000  # of one section
_NUMBER = re.compile(r"(?<![\d.,/-])\d{1,3}(?![\d/-]|[.,]\d)", re.ASCII)
_DATES = (
    (re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b", re.ASCII), (1, 2, 3)),
    (re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", re.ASCII), (3, 1, 2)),
)


class InText(NamedTuple):
    """A measure's name and a number in one row: the row's words, the number ("" where there are several), the ISO day if it says one."""

    measure: str
    words: str
    number: str
    day: str


def scores_in(text: Node, measures: tuple[str, ...], *, month_first: bool) -> Iterator[InText]:
    """Rows of tables and lists, and paragraphs, that hold the short name of a measure and behind it a number.

    ``month_first`` says that 11/12/2026 is in November; else such a day is not taken."""
    names, begins = _names(measures), _begins(measures)
    said = text.words().lower()
    if not any(one in said for one in begins):
        return
    for row in _rows(text):
        cells = [words for cell in row.within(CELLS) if (words := cell.words())] if row.tag == ROW else [row.words()]
        for index, cell in enumerate(cells):
            for found in names.finditer(cell):
                behind = " ".join([cell[found.end() :], *cells[index + 1 :]])
                numbers = _NUMBER.findall(_without_dates(behind))
                if numbers:
                    words = clean(" | ".join(cells), 400)
                    number = numbers[0] if len(numbers) == 1 else ""
                    yield InText(measures[int((found.lastgroup or "m0")[1:])], words, number, _day(words, month_first))


def _rows(text: Node) -> Iterator[Node]:
    """The rows of a narrative, each once; of a text without any its own words."""
    number = 0
    for number, row in enumerate(text.below("tr", "item", "paragraph"), start=1):
        if number > MOST_ROWS:
            return
        if not row.all("paragraph"):
            yield row
    if not number:
        yield text


def _without_dates(words: str) -> str:
    for pattern, _ in _DATES:
        words = pattern.sub(" ", words)
    return words


def _day(words: str, month_first: bool) -> str:
    """The only day that a row names."""
    found = set()
    for pattern, places in _DATES[: 2 if month_first else 1]:
        for one in pattern.finditer(words):
            try:
                found.add(date(*(int(one[place]) for place in places)).isoformat())
            except ValueError:
                continue
    return found.pop() if len(found) == 1 else ""


def resource_of(found: InText, place: str) -> dict[str, object]:
    """An Observation of a code of its own: nothing counts of it until somebody says what that code is."""
    code = f"{found.measure} {blake2b(f'{place} {found.words}'.encode(), digest_size=6).hexdigest()}"
    made: dict[str, object] = {
        "resourceType": "Observation",
        "id": f"text-{code.rpartition(' ')[2]}",
        "status": "final",
        "code": {
            "coding": [{"system": TEXT_SYSTEM, "code": code, "display": f"{found.measure} score {TEXT_NAME}{found.words}"}]
        },
    }
    if found.day:
        made["effectiveDateTime"] = found.day
    return made | ({"valueInteger": found.number} if found.number else {"valueString": found.words})


@lru_cache(maxsize=1)
def _names(measures: tuple[str, ...]) -> re.Pattern[str]:
    """The short names in one pattern, the longest first: PHQ-9 in a text is not PHQ-2's, nor AUDIT-C AUDIT."""
    ordered = sorted(enumerate(measures), key=lambda one: -len(one[1]))
    patterns = ((index, name_of_measure(name)) for index, name in ordered)
    return re.compile(
        "|".join(f"(?P<m{index}>{f'(?i:{one.pattern})' if one.flags & re.I else one.pattern})" for index, one in patterns)
    )


@lru_cache(maxsize=1)
def _begins(measures: tuple[str, ...]) -> frozenset[str]:
    """How a short name begins, in small letters: a text without any of these holds none, which is quickly seen."""
    first = (re.match(r"[a-z]{2,}|[a-z][\s_-]?\d", name.lower()) for name in measures)
    found = {one[0] for one in first if one}
    return frozenset(found | {f"{one[0]}{apart}{one[1:]}" for one in found if one[1:].isdigit() for apart in " -_"})
