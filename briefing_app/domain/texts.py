"""Making imported text harmless: it stays plain text, of bearable length, readable in one direction."""

from __future__ import annotations

import unicodedata

NAME_LENGTH, TEXT_LENGTH = 200, 2000
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def clean(text: str, length: int = NAME_LENGTH) -> str:
    """Replace direction controls and lone surrogates by U+FFFD, control characters by a space; at most four combining marks in a row.

    Idempotent, and never longer than the input.
    """
    if len(text) <= length and text.isascii() and text.isprintable():
        return text.strip()
    kept: list[str] = []
    marks = 0
    for character in text[: length * 2]:
        category = unicodedata.category(character)
        marks = marks + 1 if category == "Mn" else 0
        if marks > 4:
            continue
        if character in _BIDI or category == "Cs":
            kept.append("\ufffd")
        elif category == "Cc":
            kept.append("\n" if character == "\n" and length > NAME_LENGTH else " ")
        else:
            kept.append(character)
    return "".join(kept).strip()[:length].strip()
