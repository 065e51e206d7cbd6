"""Days as people and programs write them into tables: read where they are clear, refused or asked about where they are not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from enum import StrEnum

from briefing_app.domain.checkin import clock_of


class Order(StrEnum):
    """How 03/04/2026 is read; ``UNSTATED`` until somebody said it."""

    UNSTATED = ""
    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


FIRST_YEAR = 1900  # programs write earlier ones for "never"; they have no place in every time zone
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_DAY_WORD = re.compile(r"(\d{1,2})[-/. ]+([A-Za-z]{3,9})\.?,?[-/. ]+(\d{4})", re.ASCII)
_WORD_DAY = re.compile(r"([A-Za-z]{3,9})\.? +(\d{1,2}),? +(\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)? ?([AaPp][Mm])?(Z|z| ?[+-]\d{2}:?\d{2})?", re.ASCII)
_PARTS = re.compile(r"(.*?\d{4}|.*?\d{1,2}[-/.]\d{1,2}[-/.]\d{1,2})(?:[T, ]+(\d{1,2}:.*))?", re.ASCII | re.DOTALL)


def read_day(text: str, order: Order) -> tuple[date, str]:
    """A cell as calendar day and clock ("" where there is none), both as written. Raises ValueError; nothing is guessed."""
    if not text:
        raise ValueError("the date is empty")
    parts = _PARTS.fullmatch(text)
    if parts is None:
        raise ValueError(f"{text} is not a date")
    day = _day(parts.group(1), order)
    if day.year < FIRST_YEAR:
        raise ValueError(f"{text} lies before {FIRST_YEAR}")
    return day, _clock(parts.group(2) or "", text)


def _clock(text: str, whole: str) -> str:
    if not text:
        return ""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{whole} ends in no time of day")
    if (found.group(4) or "").strip() in ("Z", "z"):
        raise ValueError(f"{whole} is in UTC (Z), which leaves the client's own day open; export local times")
    hour = int(found.group(1))
    if found.group(3):
        if not 1 <= hour <= 12:
            raise ValueError(f"{whole} ends in no time of day")
        hour = hour % 12 + (12 if found.group(3).lower() == "pm" else 0)
    try:
        return clock_of(time(hour, int(found.group(2))))
    except ValueError:
        raise ValueError(f"{whole} ends in no time of day") from None


def _day(text: str, order: Order) -> date:
    try:
        if found := _ISO.fullmatch(text):
            return date(int(found.group(1)), int(found.group(3)), int(found.group(4)))
        if found := _DAY_WORD.fullmatch(text):
            return date(int(found.group(3)), _month(found.group(2)), int(found.group(1)))
        if found := _WORD_DAY.fullmatch(text):
            return date(int(found.group(3)), _month(found.group(1)), int(found.group(2)))
        if found := _NUMBERS.fullmatch(text):
            return _by_order(int(found.group(1)), int(found.group(3)), int(found.group(4)), order, text)
    except ValueError as fault:
        raise ValueError(str(fault) if text in str(fault) else f"{text} is no day of the calendar") from None
    if _SHORT_YEAR.fullmatch(text):
        raise ValueError(f"{text} has a year of two digits")
    raise ValueError(f"{text} is not a date")


def _by_order(first: int, second: int, year: int, order: Order, text: str) -> date:
    can_be = _orders(first, second)
    if order is Order.UNSTATED and len(can_be) == 2 and first != second:
        raise ValueError(f"{text} can be read day first or month first")
    if order is not Order.UNSTATED and order not in can_be:
        raise ValueError(
            f"{text} can only be read {can_be[0].value}, and this file is read {order.value}"
            if can_be
            else f"{text} is no day of the calendar"
        )
    chosen = order if order is not Order.UNSTATED else can_be[0] if can_be else Order.DAY_FIRST
    return date(year, second, first) if chosen is Order.DAY_FIRST else date(year, first, second)


def _orders(first: int, second: int) -> list[Order]:
    found = []
    if 1 <= first <= 31 and 1 <= second <= 12:
        found.append(Order.DAY_FIRST)
    if 1 <= first <= 12 and 1 <= second <= 31:
        found.append(Order.MONTH_FIRST)
    return found


def _month(word: str) -> int:
    name = word.lower()
    for number, full in enumerate(FULL_MONTHS, start=1):
        if name in (full, full[:3]) or (name, number) == ("sept", 9):
            return number
    raise ValueError


FULL_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


class WrittenDays:
    """How the dates of a column are written, and whether their order is clear."""

    def __init__(self, cells: Sequence[tuple[int, str]]) -> None:
        self.forms: dict[str, list[tuple[int, str]]] = {}
        self.only: dict[Order, list[tuple[int, str]]] = {}
        self.either: list[tuple[int, str]] = []
        for line, text in cells:
            parts = _PARTS.fullmatch(text)
            written = parts.group(1) if parts else text
            found = _NUMBERS.fullmatch(written)
            form = (
                "year first"
                if _ISO.fullmatch(written)
                else "with the month as a word"
                if re.search(r"[A-Za-z]{3}", written)
                else "in numbers"
                if found
                else ""
            )
            if form:
                self.forms.setdefault(form, []).append((line, text))
            if found and found.group(1) != found.group(3):
                can_be = _orders(int(found.group(1)), int(found.group(3)))
                if len(can_be) == 2:
                    self.either.append((line, text))
                elif can_be:
                    self.only.setdefault(can_be[0], []).append((line, text))

    @property
    def unclear(self) -> bool:
        """Whether day and month could be read either way, or contradict each other from row to row."""
        return bool(self.either) or len(self.only) > 1

    def notes(self) -> tuple[str, ...]:
        """What is to be said of how dates are written, with the first line of each form."""
        said = []
        if len(self.forms) > 1:
            ways = "; ".join(
                f"{form}: {len(found)}, first on line {found[0][0]} ({found[0][1]})" for form, found in self.forms.items()
            )
            said.append(f"Dates are written in {len(self.forms)} ways. {ways[0].upper()}{ways[1:]}.")
        if self.either:
            line, text = self.either[0]
            said.append(
                f"{len(self.either)} date{'' if len(self.either) == 1 else 's'} can be read day first or month first, such as {text} on line {line}."
            )
        for order, found in self.only.items():
            said.append(f"{len(found)} can only be read {order.value}, such as {found[0][1]} on line {found[0][0]}.")
        return tuple(said)
