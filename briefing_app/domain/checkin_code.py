"""The code that a check-in page gives: what was answered and when, in groups that a person can type, signed with the page's key.

A code is groups of five characters of Crockford's base 32; the fifth of each group checks the other four. What the groups
hold, in bits: version 2, page 18, day 14 (since 2020-01-01), minute of the day 11, the answers, and a signature that fills
the last group and has at least ``LEAST_SIGNATURE`` bits: the first bits of HMAC-SHA256 under the page's 16 random bytes.
``resources/checkin/page.js`` writes the same.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from math import prod

from briefing_app.domain.problems import Problem

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP, DATA = 5, 4
VERSION = 1
PAGE_BITS, DAY_BITS, MINUTE_BITS = 18, 14, 11
LEAST_SIGNATURE = 32
FIRST_DAY = date(2020, 1, 1)
KEY_BYTES = 16
_HEAD = 2 + PAGE_BITS + DAY_BITS + MINUTE_BITS
_READ_AS = str.maketrans("OIL", "011")


class Unfinished(Problem):
    """A code that is right so far, with groups still to come."""


Choices = Sequence[int]  # per question, how many answers there are; an answer is 1 to that number, 0 where none was given


@dataclass(frozen=True, slots=True)
class Finished:
    """What a code says: the client's own calendar day and clock, and for each question the number of the answer (0 = none)."""

    page: int
    day: date
    at: time
    answers: tuple[int, ...]


def groups_of(choices: Choices) -> int:
    """How many groups a code for these questions has."""
    return -(-(_HEAD + _answer_bits(choices) + LEAST_SIGNATURE) // (5 * DATA))


def signature_bits(choices: Choices) -> int:
    """How many bits of a code are left for its signature, once page, day, time and answers have theirs."""
    return groups_of(choices) * 5 * DATA - _HEAD - _answer_bits(choices)


def encode(finished: Finished, choices: Choices, key: bytes) -> str:
    """The code, its groups apart by a hyphen. Raises ValueError for what no code can hold."""
    value, bits = _packed(finished, choices)
    size = signature_bits(choices)
    value = (value << size) | _signature(finished, choices, key)
    symbols = [(value >> at) & 31 for at in range(bits + size - 5, -5, -5)]
    groups = [symbols[at : at + DATA] for at in range(0, len(symbols), DATA)]
    return "-".join("".join(ALPHABET[one] for one in [*group, _check(group, index)]) for index, group in enumerate(groups))


def page_words(page: int) -> str:
    """The first group, the same in every code of a page: what the page and its file are called."""
    value = (VERSION << PAGE_BITS) | page
    group = [(value >> at) & 31 for at in (15, 10, 5, 0)]
    return "".join(ALPHABET[one] for one in [*group, _check(group, 0)])


def read_groups(text: str) -> tuple[str, ...]:
    """The groups of a code as typed, with O read as 0, I and L as 1. Raises Problem that names the first group that is wrong."""
    typed = [part for part in re.split(r"[\s\-–—.,:/]+", text.upper().translate(_READ_AS)) if part]
    groups = typed if len(typed) > 1 else [typed[0][at : at + GROUP] for at in range(0, len(typed[0]), GROUP)] if typed else []
    if not groups:
        raise Problem("No code was typed.", "Type the groups as the page shows them.")
    for number, group in enumerate(groups, start=1):
        strange = next((one for one in group if one not in ALPHABET), "")
        if strange:
            said = strange if strange.isprintable() else f"U+{ord(strange):04X}"
            raise Problem(f"Group {number} holds {said}, which no code does.", f"Look at group {number} again.")
        if len(group) != GROUP:
            raise (Unfinished if len(group) < GROUP and number == len(groups) else Problem)(
                f"Group {number} has {len(group)} character{'' if len(group) == 1 else 's'}; every group has {GROUP}.",
                f"Look at group {number} again.",
            )
        symbols = [ALPHABET.index(one) for one in group]
        if _check(symbols[:DATA], number - 1) != symbols[DATA]:
            raise Problem(
                f"Group {number}, {group}, is not what the page showed: a character is wrong, or groups changed places.",
                f"Type group {number} again.",
            )
    return tuple(groups)


def page_of(groups: Sequence[str]) -> int:
    """The page that a code names in its first group. Raises Problem for a code of another version."""
    value = _value(groups[:1])
    if value >> PAGE_BITS != VERSION:
        raise Problem(
            "This code is of a kind that this Briefing does not know.", "It may come from a newer Briefing, or be no code."
        )
    return value & ((1 << PAGE_BITS) - 1)


def decode(groups: Sequence[str], choices: Choices, key: bytes) -> Finished:
    """What a code of this page says. Raises Problem when it has too few or too many groups, or was not made with this key."""
    wanted = groups_of(choices)
    if len(groups) != wanted:
        raise (Unfinished if len(groups) < wanted else Problem)(
            f"The code has {len(groups)} groups; codes of this page have {wanted}.",
            "Look whether a group is missing or typed twice.",
        )
    value, size = _value(groups), signature_bits(choices)
    signature, rest = value & ((1 << size) - 1), value >> size
    answers, rest = _unpack(rest & ((1 << _answer_bits(choices)) - 1), choices), rest >> _answer_bits(choices)
    minute, rest = rest & ((1 << MINUTE_BITS) - 1), rest >> MINUTE_BITS
    day, page = rest & ((1 << DAY_BITS) - 1), page_of(groups)
    unreal = answers is None or minute >= 24 * 60
    finished = Finished(
        page, FIRST_DAY + timedelta(days=day), time(minute // 60 % 24, minute % 60), answers or (0,) * len(choices)
    )
    if unreal or not hmac.compare_digest(*(str(one) for one in (signature, _signature(finished, choices, key)))):
        raise Problem(
            "This code was not made by the page that it names: every group is well formed, but together they do not fit.",
            "Type it again; if it is the same, it was changed or made up. Nothing was kept.",
        )
    return finished


def _answer_bits(choices: Choices) -> int:
    return (prod(one + 1 for one in choices) - 1).bit_length()


def _packed(finished: Finished, choices: Choices) -> tuple[int, int]:
    days = (finished.day - FIRST_DAY).days
    if not (0 <= days < 1 << DAY_BITS and 0 <= finished.page < 1 << PAGE_BITS and len(finished.answers) == len(choices)):
        raise ValueError("no code can hold this")
    value = (((VERSION << PAGE_BITS) | finished.page) << DAY_BITS) | days
    value = (value << MINUTE_BITS) | (finished.at.hour * 60 + finished.at.minute)
    return (value << _answer_bits(choices)) | _pack(finished.answers, choices), _HEAD + _answer_bits(choices)


def _pack(answers: Sequence[int], choices: Choices) -> int:
    """The answers as one number, the first question its highest digit."""
    value = 0
    for answer, count in zip(answers, choices, strict=True):
        if not 0 <= answer <= count:
            raise ValueError(f"{answer} is not one of {count} answers")
        value = value * (count + 1) + answer
    return value


def _unpack(value: int, choices: Choices) -> tuple[int, ...] | None:
    answers = []
    for count in reversed(choices):
        value, answer = divmod(value, count + 1)
        answers.append(answer)
    return tuple(reversed(answers)) if value == 0 else None


def _signature(finished: Finished, choices: Choices, key: bytes) -> int:
    minute = finished.at.hour * 60 + finished.at.minute
    days = (finished.day - FIRST_DAY).days
    words = f"briefing check-in {VERSION}|{finished.page}|{days}|{minute}|{','.join(map(str, finished.answers))}"
    return int.from_bytes(hmac.digest(key, words.encode(), "sha256")) >> (256 - signature_bits(choices))


def _value(groups: Sequence[str]) -> int:
    value = 0
    for group in groups:
        for one in group[:DATA]:
            value = (value << 5) | ALPHABET.index(one)
    return value


def _check(symbols: Sequence[int], index: int) -> int:
    """A weighted sum in GF(32): one wrong character, two that changed places and a group in another's place all change it."""
    total = index % 31 + 1
    for place, symbol in enumerate(symbols, start=1):
        total ^= _times(symbol, place)
    return total


def _times(symbol: int, powers: int) -> int:
    """Multiply by x as often as said, modulo x^5 + x^2 + 1."""
    for _ in range(powers):
        symbol = (symbol << 1) ^ (0b100101 if symbol & 16 else 0)
    return symbol
