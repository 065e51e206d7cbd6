"""One JSON document of any size, cut into the members of its object or the elements of its list while its bytes stream by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from briefing_app.sources.fhir.decode import BOM, HOLLOW, LARGE, LEAST_BYTES, Unreadable, decode, twice

LISTS = frozenset({"entry", "parameter"})  # members whose elements are given one by one
MOST_KEYS = 1000
ROW = 1 << 16
LEAST_ELEMENT = 32  # bytes of each element in a row, on average; ``{"resource":{}},`` takes 16, and ``{},`` 3
_BLANK = re.compile(rb"[ \t\r\n]*+")
_SCALAR = re.compile(rb'[^][{}",: \t\r\n]*+')
_IN_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.S)
_OUTSIDE = re.compile(rb'[^][{}"]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^][{}"]*+)*+', re.S)
_TRAILING = re.compile(r"trailing characters \(byte (\d+)\)")
_skip = msgspec.json.Decoder(msgspec.Raw).decode

Piece = tuple[str, int, bytes | None]  # key ("" in a list), number of the element from 1 (0: a member), text (None: too long)


class Broken(Unreadable):
    """From some place on the text is no JSON, or it ends too early; what came before may be read."""


class Document:
    """Cuts a document out of chunks of any size, of which it holds one, and one piece; a piece of more than ``most`` bytes is passed over.

    Only the outermost level is checked: a piece is what lies between balanced brackets, for who asked for it to decode.
    """

    def __init__(self, chunks: Iterable[bytes], most: int) -> None:
        self.number = 0  # the element that was cut out last
        self.start = self.end = 0  # where the last piece stands; equal when it is too long
        self._chunks = filter(None, chunks)
        self._most = most
        self._data = b""
        self._view = memoryview(self._data)
        self._at = 0
        self._before = self._lines = self._column = 0  # bytes and line ends before ``_data``, and bytes since the last line end

    def pieces(self) -> Iterator[Piece]:
        """Raises Broken where the text is no JSON, Unreadable when a key stands twice or there is little more than brackets."""
        if self._next() == BOM[:1]:
            while len(self._data) - self._at < len(BOM) and self._more():
                pass
            self._at += len(BOM) if self._data.startswith(BOM, self._at) else 0
        mark = self._next()
        if mark == b"{":
            yield from self._members()
        elif mark == b"[":
            yield from self._elements("")
        else:
            raise self._broken("expecting an object or a list")
        if self._next():
            raise self._broken("expecting nothing more")

    def _members(self) -> Iterator[Piece]:
        keys: set[str] = set()
        while self._goes_on(b"}", first=not keys):
            key = self._key()
            if key in keys:
                raise Unreadable(twice(key))
            keys.add(key)
            if len(keys) > MOST_KEYS:
                raise Unreadable(f"an object of more than {MOST_KEYS:,} keys, which is no FHIR resource")
            if key in LISTS and self._next() == b"[":
                yield from self._elements(key)
            else:
                yield key, 0, self._value()

    def _elements(self, key: str) -> Iterator[Piece]:
        number, row = 0, self._before + self._at
        while self._goes_on(b"]", first=not number):
            text = self._value()
            self.number = number = number + 1
            if not number % ROW:
                if self.end - row < ROW * LEAST_ELEMENT:
                    raise Unreadable(HOLLOW)
                row = self.end
            yield key, number, text

    def _goes_on(self, end: bytes, first: bool) -> bool:
        """Step over the opening bracket or a comma; or, and then False, over the closing one."""
        mark = self._next()
        if mark == b"," and not first:
            self._at += 1
            return True
        if first:
            self._at += 1
            if self._next() != end:
                return True
        elif mark != end:
            raise self._broken(f"expecting , or {end.decode()}")
        self._at += 1
        return False

    def _key(self) -> str:
        text = self._value() if self._next() == b'"' else None
        if text is None:
            raise self._broken("expecting a key in quotes")
        if self._next() != b":":
            raise self._broken("expecting :")
        self._at += 1
        return str(decode(text))

    def _value(self) -> bytes | None:
        mark = self._next()
        if mark in (b"", b",", b":", b"]", b"}"):
            raise self._broken("expecting a value")
        self.start = self.end = self._before + self._at
        end = _quick_end(self._view[self._at :])
        if not end:
            scan = _Scan(mark)
            while not scan.ended(self._data, self._at):
                if scan.at > self._most:
                    self._pass_over(scan)
                    return None
                self._must_go_on(scan, scan.at)
            end = scan.at
        start, self._at = self._at, self._at + end
        text = self._data[start : self._at].rstrip()
        if len(text) > self._most:
            return None
        self.end += len(text)
        return text

    def _pass_over(self, scan: _Scan) -> None:
        size = 0
        while not scan.ended(self._data, self._at):
            size += scan.at
            self._at += scan.at
            scan.at = 0
            self._must_go_on(scan, size)
        self._at += scan.at

    def _must_go_on(self, scan: _Scan, size: int) -> None:
        """Take in more of a value of which ``size`` bytes were looked through."""
        if size > LARGE and scan.brackets > 2 * size // LEAST_BYTES:
            raise Unreadable(HOLLOW)
        if not self._more():
            self._at = len(self._data)
            raise self._broken("")

    def _next(self) -> bytes:
        """The next byte that is not blank; b"" at the end."""
        while (mark := self._data[self._at : self._at + 1]) <= b" ":
            self._at = _after(_BLANK, self._data, self._at)
            if self._at < len(self._data) or not self._more():
                return self._data[self._at : self._at + 1]
        return mark

    def _more(self) -> bool:
        """Let go of what lies before ``_at`` and take in a chunk; False at the end."""
        chunk = next(self._chunks, b"")
        if chunk:
            self._lines, self._column = self._place()
            self._before += self._at
            self._data = self._data[self._at :] + chunk
            self._view = memoryview(self._data)
            self._at = 0
        return bool(chunk)

    def _place(self) -> tuple[int, int]:
        """How many line ends stand before ``_at``, and how many bytes since the last."""
        lines = self._data.count(b"\n", 0, self._at)
        column = self._at - self._data.rfind(b"\n", 0, self._at) - 1 if lines else self._column + self._at
        return self._lines + lines, column

    def _broken(self, why: str) -> Broken:
        if self._at >= len(self._data):
            why = "the text ends here"
        line, column = self._place()
        where = f"line {line + 1}, column {column + 1}" if line else f"column {column + 1}"
        after = f" after entry {self.number:,}" if self.number else ""
        return Broken(f"not JSON, or cut off{after}: {why} ({where})")


def slices(chunks: Iterable[bytes], places: Iterable[int]) -> Iterator[bytes | None]:
    """The bytes from each place to the next of a text, two by two and in order; None for none."""
    more, data, before = filter(None, chunks), b"", 0
    each = iter(places)
    for start, end in zip(each, each, strict=True):
        while end > before + len(data):
            chunk = next(more, b"")
            if not chunk:
                raise Unreadable("the file was changed while it was read")
            passed = min(start - before, len(data))
            data, before = data[passed:] + chunk, before + passed
        yield data[start - before : end - before] or None


class _Scan:
    """Looks for the end of one value, whatever it holds, and goes on where it stopped when there is more of it."""

    def __init__(self, mark: bytes) -> None:
        """``mark`` is the value's first byte."""
        self._in_string = mark == b'"'
        self._depth = self.brackets = int(mark in (b"[", b"{"))
        self._scalar = not (self._in_string or self._depth)
        self.at = 0 if self._scalar else 1  # how far it has looked, from the start that is given

    def ended(self, data: bytes, start: int) -> bool:
        """Look on; True when the value ends at ``at``, False when it goes on behind ``data``."""
        at = start + self.at
        found = False
        while not found and at < len(data):
            if self._scalar:
                at = _after(_SCALAR, data, at)
                found = at < len(data)
            elif self._in_string:
                at = _after(_IN_STRING, data, at)
                if data[at : at + 1] != b'"':
                    break  # at the end, but for half an escape
                at += 1
                self._in_string = False
                found = not self._depth
            else:
                at = self._next_bracket(data, _after(_OUTSIDE, data, at))
                found = not self._depth and not self._in_string
        self.at = at - start
        return found

    def _next_bracket(self, data: bytes, at: int) -> int:
        mark = data[at : at + 1]
        if mark == b'"':
            self._in_string = True
        elif mark:
            self._depth += 1 if mark in (b"[", b"{") else -1
            self.brackets += 1
        return at + len(mark)


def _quick_end(text: memoryview | bytes) -> int:
    """Where the first value of a text ends, as the fast decoder's refusal says; 0 when it refuses the value or nothing stands behind it."""
    try:
        _skip(text)
    except msgspec.DecodeError as fault:
        found = _TRAILING.search(str(fault))
        return int(found[1]) - _FIRST if found else 0
    except (RecursionError, UnicodeDecodeError):
        pass
    return 0


_FIRST = 0
_FIRST = _quick_end(b"0,") - 1  # how it counts the first byte


def _after(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    """Where a pattern that matches everywhere ends."""
    found = pattern.match(data, at)
    return found.end() if found else at
