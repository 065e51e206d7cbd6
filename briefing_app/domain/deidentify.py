"""Finding what would say who somebody is: names, dates, numbers and addresses in a text that is to leave."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MONTHS = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_PATTERNS = (
    ("a date", re.compile(rf"\b\d{{1,2}}\.?\s+(?:{_MONTHS})\b|\b(?:{_MONTHS})\s+\d{{1,2}}\b", re.I)),
    ("a date", re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b")),
    ("a year", re.compile(r"\b(?:19|20)\d{2}\b")),
    ("a weekday", re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.I)),
    ("an address", re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+\.\w+\b|https?://\S+")),
    ("a telephone or other long number", re.compile(r"\b\d[\d ()/-]{6,}\d\b|\b\d{6,}\b")),
    ("an age over 89", re.compile(r"\b(?:9\d|1[0-2]\d)\s*(?:years?(?:\s|-)old|y/?o)\b", re.I)),
)
LEAST_NAME = 2  # letters; a single initial is no name


def findings(text: str, names: Iterable[str]) -> list[str]:
    """What stands in the text and should not, each with the words found; empty when nothing was. It finds what it knows, not everything."""
    found = []
    for name in sorted({part for whole in names for part in re.split(r"[\s\-]+", whole) if len(part) >= LEAST_NAME}):
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.I):
            found.append(f"a name: {name}")
    for what, pattern in _PATTERNS:
        found += [f"{what}: {match.group().strip()}" for match in pattern.finditer(text)]
        text = pattern.sub(" ", text)  # what is a date is not also a long number
    return list(dict.fromkeys(found))
