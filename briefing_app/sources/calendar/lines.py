"""The content lines of a calendar file: any line ends, folds inside letters, byte order marks, zero bytes (RFC 5545, 3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

LONGEST_VALUE = 10_000  # letters of one value that are looked at
_ENDS = re.compile(rb"\r*\n|\r")
_LINE = re.compile(r'([A-Za-z0-9-]{1,60}+)\s*+((?:;[^":]*+(?:"[^"]*"[^":]*+)*+)?):(.*)', re.S)
_PARAMETER = re.compile(r';\s*([A-Za-z0-9-]{1,60}+)\s*=\s*("[^"]*"|[^";]*)')
_ESCAPED = re.compile(r"\\([\\;,:\"nN])")
_COMMA = re.compile(r"(?<!\\),")


class Line(NamedTuple):
    """A property: its name in capitals, its parameters by their names in capitals, its value as written, and the line where it begins."""

    name: str
    parameters: dict[str, str]
    value: str
    number: int


def read_text(data: bytes) -> bytes:
    """As UTF-8 without mark and zero bytes; what is UTF-16 by its mark is turned, what is no UTF-8 is left as it is."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[2:].decode(encoding, "replace").encode()
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"")


def unfolded(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each content line with the number of the line where it begins; an empty line inside a fold is none."""
    begun: list[bytes] = []
    at = 0
    for number, line in enumerate(_ENDS.split(data), start=1):
        if line[:1] in (b" ", b"\t") and begun:
            begun.append(line[1:])
        elif line.strip():
            if begun:
                yield at, b"".join(begun)
            begun, at = [line], number
    if begun:
        yield at, b"".join(begun)


def decoded(line: bytes) -> str:
    """A line that is no UTF-8 is read as Windows-1252, as old programs write it."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def content_line(number: int, text: str) -> Line | None:
    """A property; None where a line is none."""
    found = _LINE.match(text[: LONGEST_VALUE * 2])
    if found is None:
        return None
    name, given, value = found.groups()
    parameters = {key.upper(): one.strip().strip('"') for key, one in _PARAMETER.findall(given)} if given else {}
    return Line(name.upper(), parameters, value.strip()[:LONGEST_VALUE], number)


def unescaped(value: str) -> str:
    """The words of a text value (RFC 5545, 3.3.11); line breaks become blanks."""
    if "\\" in value:
        value = _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value)
    return " ".join(value.split())


def several(value: str) -> list[str]:
    """The parts of a value that is a list."""
    return [unescaped(one) for one in _COMMA.split(value)]
