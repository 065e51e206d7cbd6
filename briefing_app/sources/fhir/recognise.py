"""How the text of a file is cut up: one value a line or one document, and what type a piece is of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import msgspec

from briefing_app.sources.fhir.decode import BOM, Unreadable, decode, head_of, type_at_start
from briefing_app.sources.fhir.files import PACKING_FAULTS, Part, TooLarge

LONGEST_LINE = 8 << 20  # bytes; the same for an entry of a document
MOST_OF_A_LINE = 64 << 20  # that is looked through for its end, before it is taken for a document of one line


def is_list(start: bytes) -> bool:
    """Whether a file begins with a JSON list, after a byte order mark and blanks."""
    return start.strip().removeprefix(BOM).lstrip().startswith(b"[")


def holds_many(line: bytes) -> bool:
    """Whether the only line of a file looks like a list or a Bundle."""
    return is_list(line) or b'"Bundle"' in line[:4096]


def lines_of(first: bytes, second: bytes, readline: Callable[[int], bytes]) -> Iterator[bytes]:
    yield first.removeprefix(BOM)
    line = second
    while line:
        yield line
        while len(line) == LONGEST_LINE and not line.endswith(b"\n"):  # the rest of a line too long
            line = readline(LONGEST_LINE)
        line = readline(LONGEST_LINE)


def value_behind(part: Part) -> bytes:
    """The line behind a first one that is too long, when that ends as a value does and this begins as one; else b"", as in a document."""
    with suppress(TooLarge, *PACKING_FAULTS):
        for _ in range(MOST_OF_A_LINE // LONGEST_LINE):
            rest = part.stream.readline(LONGEST_LINE)
            if rest.endswith(b"\n"):
                second = part.stream.readline(LONGEST_LINE)
                whole = rest.rstrip().endswith((b"}", b"]")) and second.startswith((b"{", b"["))
                return second if whole else b""
            if not rest:
                break
    return b""


def whole(line: bytes) -> bool:
    """Whether a line alone is one JSON value."""
    try:
        decode(line)
    except Unreadable:
        return False
    return True


def type_of(resource: msgspec.Raw) -> str:
    """What a resource says it is, "" where that cannot be read."""
    try:
        return type_at_start(resource) or head_of(resource).resourceType
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""


def say_type(value: object) -> str:
    """A JSON value's type in words."""
    if value is None:
        return "null"
    names = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list"}
    return names.get(type(value), "something else")


def is_loinc_number(code: str | None) -> bool:
    """Whether a code is written as LOINC's are: digits, a hyphen, a check digit."""
    return bool(code) and code[:-2].isdigit() and code[-2] == "-" if code and len(code) > 2 else False
