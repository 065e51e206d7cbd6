"""Which cells of a workbook are days and times: by the number format of their style."""

from __future__ import annotations

import re

DAY, TIME, MOMENT, LENGTH = "day", "time", "moment", "length"
# Formats that a workbook need not write out, by number. Source: ECMA-376 Part 1, 18.8.30.
_KNOWN = {
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58), DAY),
    **dict.fromkeys((18, 19, 20, 21, *range(32, 36), 55, 56), TIME),
    22: MOMENT,
    **dict.fromkeys((45, 46, 47), LENGTH),
}
_WORDS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.I)
_LENGTH = re.compile(r"\[[hms]+\]", re.I)


class StyleReader:
    """``kinds`` says for each style of cells what its numbers are; "" for plain ones."""

    def __init__(self) -> None:
        self.kinds: list[str] = []
        self._codes: dict[str, str] = {}
        self._inside = False

    def start(self, name: str, found: dict[str, str]) -> None:
        """One element of the part of styles, in its order: formats stand before the styles that use them."""
        element = name.rpartition(":")[2]
        if element == "numFmt":
            self._codes[found.get("numFmtId", "")] = kind_of(found.get("formatCode", ""))
        elif element in ("cellXfs", "cellStyles", "dxfs"):
            self._inside = element == "cellXfs"
        elif element == "xf" and self._inside:
            number = found.get("numFmtId", "0")
            self.kinds.append(self._codes.get(number, _KNOWN.get(int(number), "") if number.isdecimal() else ""))


def kind_of(code: str) -> str:
    """What a format's code shows of a number: a day, a time of day, both, a length of time, or "" for none of these."""
    positive = _WORDS.sub("", code).partition(";")[0].lower()
    if _LENGTH.search(positive):
        return LENGTH
    if "general" in positive:
        return ""
    has_time = bool(re.search("[hs]", positive))
    has_day = bool(re.search("[dyeg]", positive)) or ("m" in positive and not has_time)
    return MOMENT if has_day and has_time else DAY if has_day else TIME if has_time else ""
