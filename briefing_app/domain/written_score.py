"""Scores as people and programs write them into tables: read where they are clear, refused where they are not."""

from __future__ import annotations

import re

from briefing_app.domain.measure import Measure
from briefing_app.domain.texts import SHOWN_LENGTH, clean

NO_VALUE = frozenset(("", "null", "n/a", "na", "#n/a", "nan", "-", "--", "–", "—", ".", "?"))
ERRORS = frozenset(("#div/0!", "#name?", "#null!", "#num!", "#ref!", "#value!", "#getting_data", "#spill!", "#calc!"))
_NUMBER = r"\d{1,15}(?:\.\d{1,15})?"
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}
_OF_MOST = re.compile(rf"({_NUMBER}) ?/ ?({_NUMBER})", re.ASCII)
_WITH_WORDS = re.compile(rf"({_NUMBER}) ?\(([^()\d]{{1,40}})\)", re.ASCII)
_WITH_NAME = re.compile(rf"([^:=]{{2,40}})[:=] ?({_NUMBER})", re.ASCII)


def is_no_value(text: str) -> bool:
    """Whether a cell says that there is nothing: blank, NULL, N/A, a dash (product rule)."""
    return text.strip().lower() in NO_VALUE


def read_number(text: str, column: str) -> float:
    """A number with a decimal point. Raises ValueError; a comma in a number is never guessed at."""
    if re.fullmatch(rf"-?{_NUMBER}", text, re.ASCII):
        return float(text)
    shown = clean(text, SHOWN_LENGTH)
    if re.fullmatch(r"-?\d{1,15},\d{1,15}", text, re.ASCII):
        raise ValueError(
            f"{column} is {shown}: a comma may divide thousands or decimals; write {text.replace(',', '.')} if it is decimals"
        )
    if text.lower() in ERRORS:
        raise ValueError(f"{column} is {shown}: the formula in it failed")
    if text.startswith(("=", "+", "@")):
        raise ValueError(f"{column} is {shown}: a formula, not a number")
    raise ValueError(f"{column} is {shown}: that is not a number")


def read_total(text: str, column: str, measure: Measure) -> tuple[float, str]:
    """A measure's total as it is written, and what was taken for granted in reading it, "" for a plain number. Raises ValueError.

    Accepted beside plain numbers (product rule): the total of the measure's own maximum ("12/27"), with its words behind it ("27 (severe)"),
    with the measure's name before it ("PHQ9: 14"), a whole number written with a decimal comma ("9,0"), and digits of full width."""
    if (plain_digits := text.translate(_FULL_WIDTH)) != text:
        total, _ = read_total(plain_digits, column, measure)
        return total, f"{text} is read as {total:g}"
    if found := _OF_MOST.fullmatch(text):
        highest = measure.total_range[1] if measure.total_range else None
        if highest is not None and float(found.group(2)) == highest:
            return float(found.group(1)), f"{text} is read as {found.group(1)} of {highest:g}"
    elif found := _WITH_WORDS.fullmatch(text):
        return float(found.group(1)), f"{text} is read as {found.group(1)}"
    elif found := _WITH_NAME.fullmatch(text):
        if plain(found.group(1)) in names_of(measure):
            return float(found.group(2)), f"{text} is read as {found.group(2)}"
    elif found := re.fullmatch(r"(\d{1,4}),0", text, re.ASCII):
        return float(found.group(1)), f"{text} is read as {found.group(1)}"
    return read_number(text, column), ""


def plain(text: str) -> str:
    """A name for comparing: its letters and digits alone, in small letters."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def names_of(measure: Measure) -> frozenset[str]:
    """The measure's id and name as ``plain`` words."""
    return frozenset((plain(measure.id), plain(measure.name)))
