"""The words of a note in Rich Text Format (Microsoft's specification 1.9.1): paragraphs, characters of any code page, nothing of pictures,
fonts, styles, headers and what a program hides."""

from __future__ import annotations

import codecs
import re

RTF = "{\\rtf"
MOST_GROUPS = 400  # open at once; what nests deeper is no note
_TOKEN = re.compile(r"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?[0-9]{1,10})?[ ]?|\\(.)|([{}])|([^\\{}]+)", re.S)
_BREAKS = {
    "par": "\n",
    "line": "\n",
    "sect": "\n",
    "page": "\n",
    "row": "\n",
    "cell": " ",
    "nestcell": " ",
    "nestrow": "\n",
    "tab": " ",
}
_SIGNS = {
    "emdash": "\u2014", "endash": "\u2013", "bullet": "\u2022", "lquote": "\u2018", "rquote": "\u2019", "ldblquote": "\u201c",
    "rdblquote": "\u201d", "emspace": " ", "enspace": " ",
}  # fmt: skip
_NOT_WORDS = frozenset(
    """
    fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf footnote
    listtable listoverridetable revtbl rsidtbl generator themedata colorschememapping latentstyles datastore xmlnstbl
    fldinst filetbl private bkmkstart bkmkend nonshppict shpinst listtext pntext annotation atnid atnauthor
    """.split()  # noqa: SIM905
)


def rtf_words(text: str) -> str:
    """The text of an RTF document, a line for each paragraph. Whatever it is, it takes time in proportion to its length."""
    return _Reader(text).read()


class _Reader:
    """``_stack`` holds, for each open group, whether its words are none and how many characters stand for one that is written as a number."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: list[str] = []
        self._bytes = bytearray()
        self._page = "cp1252"
        self._hidden, self._fallback, self._skip, self._half = False, 1, 0, 0
        self._stack: list[tuple[bool, int]] = []

    def read(self) -> str:
        at, end = 0, len(self._text)
        while at < end:
            found = _TOKEN.match(self._text, at)
            if found is None:  # a lone backslash at the end
                break
            at = found.end()
            code, word, number, sign, brace, plain = found.groups()
            if code:
                self._add_byte(int(code, 16))
            elif brace:
                self._end_of_bytes()
                if not self._turn(brace):
                    break
            elif word:
                self._end_of_bytes()
                at += self._control(word, int(number) if number else None)
            elif sign:
                self._end_of_bytes()
                self._sign(sign)
            else:
                self._end_of_bytes()
                self._say(plain.replace("\r", "").replace("\n", ""))
        self._end_of_bytes()
        return "".join(self._words)

    def _turn(self, brace: str) -> bool:
        self._skip = 0
        if brace == "{":
            self._stack.append((self._hidden, self._fallback))
            return len(self._stack) <= MOST_GROUPS
        if self._stack:
            self._hidden, self._fallback = self._stack.pop()
        return bool(self._stack)

    def _control(self, word: str, number: int | None) -> int:
        """What one control word does; how many characters of the text it takes with it."""
        if word in _NOT_WORDS or (word == "v" and number != 0):
            self._hidden = True
        elif word == "v":
            self._hidden = bool(self._stack) and self._stack[-1][0]
        elif word == "ansicpg" and number:
            self._page = _page(number)
        elif word == "uc":
            self._fallback = min(max(number or 0, 0), 10)
        elif word == "u" and number is not None:
            self._say_unit(number % 65536)
            self._skip = self._fallback
        elif word == "bin" and number is not None:
            return max(number, 0)
        elif word in _BREAKS or word in _SIGNS:
            self._say(_BREAKS.get(word) or _SIGNS[word])
        return 0

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._hidden = True
        elif sign in "\\{}":
            self._say(sign)
        elif sign in "~\n\r":
            self._say(" " if sign == "~" else "\n")
        elif sign == "_":
            self._say("-")

    def _say_unit(self, unit: int) -> None:
        """A UTF-16 unit; two halves stand for one character, and half of one alone is none."""
        if 0xD800 <= unit < 0xDC00:
            self._half = unit
        elif 0xDC00 <= unit < 0xE000:
            self._say(chr(0x10000 + ((self._half - 0xD800) << 10) + unit - 0xDC00) if self._half else "\ufffd")
            self._half = 0
        else:
            self._say(chr(unit))

    def _say(self, words: str) -> None:
        if self._skip and words:
            left, self._skip = words[self._skip :], max(self._skip - len(words), 0)
            words = left
        if words and not self._hidden:
            self._words.append(words)

    def _add_byte(self, value: int) -> None:
        if self._skip:
            self._skip -= 1
        elif not self._hidden:
            self._bytes.append(value)

    def _end_of_bytes(self) -> None:
        """Characters of several bytes, as in Japanese, stand one byte after the other."""
        if self._bytes:
            self._words.append(self._bytes.decode(self._page, "replace"))
            self._bytes.clear()


def _page(number: int) -> str:
    name = "utf-8" if number == 65001 else f"cp{number}"
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return "cp1252"
