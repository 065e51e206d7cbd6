"""Two records of an export that may be one person: when that is asked, and what became of the question."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import combinations
from typing import NamedTuple

ONE, TWO = "one", "two"  # what the clinician says of two records: one person, or two
MOST_COMPARED = 60  # records of one birth date of which every two are compared; of more only equal names are found
_WORD = re.compile(r"[^\W_]+")


class Tie(Enum):
    """How a client's record stands to another one."""

    SAME_NAME = "same name"  # and birth date: to be asked
    TYPED_NAME = "typed name"  # one of them was typed in, and of one the birth date is not known: to be asked
    SAID_RELATED = "said related"  # the export names it beside this one, and uses both: to be asked
    MERGED = "merged"  # the export says so
    JOINED = "joined"  # the clinician says so
    APART = "apart"  # the clinician says that they are two


class OtherRecord(NamedTuple):
    """Another record beside a client's own: its row and id, the tie, what it holds (newest score of each measure as measure, total and ISO
    day), and of the clinician's word who gave it, when (seconds since 1970) and why."""

    row: int
    id: str
    tie: Tie
    holds: tuple[tuple[str, float, str], ...] = ()
    by: str = ""
    at: float = 0.0
    why: str = ""


class Named(NamedTuple):
    """A record as it is compared; ``born`` is an ISO day."""

    row: int
    family: str
    given: str
    born: str


def name_words(family: str, given: str) -> frozenset[str]:
    """The words of a name without capitals and accents; the order, and which of them is the family's, differ between systems."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", f"{given} {family}") if not unicodedata.combining(one))
    return frozenset(_WORD.findall(plain.casefold()))


def is_one_name(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names are one, as far as they go: one may leave out a middle name, and both have two words, or the same."""
    return bool(one) and (one == other or (min(len(one), len(other)) >= 2 and (one <= other or other <= one)))


def look_alikes(people: Iterable[Named]) -> Iterator[tuple[int, int]]:
    """The rows of every two records with one name and one birth date."""
    by_day: dict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
    for one in people:
        if len(one.born) == 10:
            by_day[one.born].append((one.row, name_words(one.family, one.given)))
    for found in by_day.values():
        groups = [found]
        if len(found) > MOST_COMPARED:
            by_name = defaultdict(list)
            for person in found:
                by_name[person[1]].append(person)
            groups = list(by_name.values())
        for group in groups:
            for (first, words), (second, others) in combinations(group, 2):
                if is_one_name(words, others):
                    yield first, second


def may_be_typed(one: Named, other: Named) -> bool:
    """Whether a client who was typed in and a record of a file may be one person: one name, and no birth date that says otherwise."""
    both = len(one.born) == len(other.born) == 10
    return not both and is_one_name(name_words(one.family, one.given), name_words(other.family, other.given))
