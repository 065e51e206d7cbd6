"""Making imported text harmless: it stays plain text, of bearable length, readable in one direction."""

from __future__ import annotations

import unicodedata
from hashlib import blake2b

NAME_LENGTH, TEXT_LENGTH = 200, 2000
SHOWN_LENGTH = 80  # of what was refused, in the sentence that says why
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
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > 4:
            continue
        if character in _BIDI or category == "Cs":
            kept.append("\ufffd")
        elif category == "Cc":
            kept.append("\n" if character == "\n" and length > NAME_LENGTH else " ")
        else:
            kept.append(character)
    return "".join(kept).strip()[:length].strip()


def clean_id(text: str) -> str:
    """An id, cleaned. One that is longer than any real id ends in a digest of the whole, so that two of them never become one."""
    if len(text) <= NAME_LENGTH:
        return clean(text)
    return clean(text, 160) + "-" + blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def one_line(text: str) -> str:
    """A file's name or a reason for a report: cleaned, and without line breaks. Bytes of a name that are no text become U+FFFD."""
    return clean(text.replace("\n", " "), TEXT_LENGTH)
