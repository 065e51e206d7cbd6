"""Whom a row of a table names: by id, else by name and birth date, else by a name that was confirmed; never by guess."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Name(NamedTuple):
    """First and last name; both "" where a text has no two parts."""

    first: str
    last: str


class Who(NamedTuple):
    """What a row says of its client: an id, a name in parts, a birth date (ISO), the name as written, the first name in use."""

    id: str
    name: Name
    birth: str
    text: str
    preferred: str = ""


class Person(NamedTuple):
    """A client that there is: ``id`` is the export's, ``ids`` all numbers under which they are known, ``names`` all first and last names,
    ``called`` the texts that the clinician said are they."""

    id: str
    name: str
    birth: str
    ids: frozenset[str]
    names: frozenset[tuple[str, str]]
    called: frozenset[str] = frozenset()


class Found(NamedTuple):
    """``person`` is who it is, "" where that is not sure: then ``candidates`` are asked about, and ``reason`` says why."""

    person: str
    candidates: tuple[str, ...] = ()
    reason: str = ""


NO_ONE = "no client has this id"
UNKNOWN = "no client is called so"


def same_name(text: str) -> str:
    """A name for comparing: letters in small, blanks squeezed, apostrophes and dashes of one kind (NFKC)."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub("[’‘`´ʼ]", "'", text)
    text = re.sub("[‐-―]", "-", text)
    return " ".join(text.split())


def parted_name(text: str) -> Name:
    """ "Last, First" or "First Last"; of more than two words the last one is the family's, and both ways are compared."""
    last, comma, first = text.partition(",")
    if comma:
        return Name(first.strip(), last.strip())
    words = text.split()
    return Name(" ".join(words[:-1]), words[-1]) if len(words) > 1 else Name("", text.strip())


class Directory:
    """Everybody who may be meant. ``said`` are answers to the question who a text is: the client's id, "" for nobody of them."""

    def __init__(self, people: Iterable[Person], said: Mapping[str, str] | None = None) -> None:
        self.people = {one.id: one for one in people}
        self._said = {same_name(text): person for text, person in (said or {}).items()}
        self._by_id: dict[str, set[str]] = defaultdict(set)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._called: dict[str, set[str]] = defaultdict(set)
        for one in self.people.values():
            self._add(one)

    def _add(self, one: Person) -> None:
        for number in one.ids:
            self._by_id[number].add(one.id)
        for first, last in one.names:
            self._by_name[same_name(f"{first} {last}")].add(one.id)
        for text in one.called:
            self._called[same_name(text)].add(one.id)

    def add(self, one: Person) -> None:
        """Somebody whom this reading brought."""
        self.people[one.id] = one
        self._add(one)

    def find(self, who: Who, system: str = "") -> Found:
        """Who a row means. ``system`` is the program whose ids these are, "" for the practice's own."""
        named = self._named(who)
        if who.id:
            found = self._by_id.get(f"{system}:{who.id}" if system else who.id, set())
            if len(found) > 1:
                return Found("", tuple(sorted(found)), "several clients have this id")
            if found:
                (person,) = found
                if who.text and not self._fits(who, self.people[person]):
                    return Found("", (), "the client of this id has another name here")
                return Found(person)
            if not who.text:
                return Found("", (), NO_ONE)
        return self._by_words(who, named)

    def _named(self, who: Who) -> set[str]:
        both = {same_name(f"{who.name.first} {who.name.last}"), same_name(who.text)}
        return {person for one in both for person in self._by_name.get(one, ())}

    def _by_words(self, who: Who, named: set[str]) -> Found:
        if who.birth:
            born = {one for one in named if self.people[one].birth == who.birth}
            if len(born) == 1:
                return Found(born.pop())
            if len(born) > 1:
                return Found("", tuple(sorted(born)), "several clients have this name and birth date")
            named = {one for one in named if not self.people[one].birth}
        else:
            answered = self._answer(who)
            if answered is not None:
                return answered
        if len(named) == 1:
            return Found("", tuple(named), "the name alone: is it this client?")
        if named:
            return Found("", tuple(sorted(named)), "several clients have this name")
        if who.birth:
            return Found("", (), "no client has this name and birth date")
        close = tuple(sorted(one.id for one in self.people.values() if _may_be(who, one)))
        return Found("", close, "who is it?" if close else UNKNOWN)

    def _answer(self, who: Who) -> Found | None:
        text = same_name(who.text)
        if text in self._said:
            person = self._said[text]
            return Found(person) if person in self.people else Found("", (), "said to be nobody here")
        called = self._called.get(text, set())
        return Found(next(iter(called))) if len(called) == 1 else None

    def _fits(self, who: Who, person: Person) -> bool:
        """Whether a name beside an id may be that client's: one of their names, or its beginning."""
        if self._answer(who) == Found(person.id):
            return True
        names = {same_name(f"{first} {last}") for first, last in person.names}
        return bool(names & {same_name(f"{who.name.first} {who.name.last}"), same_name(who.text)}) or _may_be(who, person)


def _may_be(who: Who, person: Person) -> bool:
    """Whether a shortened name may be a client's: the first name with the first letter of the last ("Maya O."), or initials."""
    first, last = same_name(who.name.first), same_name(who.name.last).rstrip(".")
    if not last:
        return False
    if not first:
        initials = {(one[0][:1] + one[1][:1]).casefold() for one in person.names}
        alone = {same_name(one[0]) for one in person.names} | {same_name(one[1]) for one in person.names}
        return re.sub(r"[^\w]", "", last) in initials or last in alone
    return any(
        (same_name(one[0]) == first and len(last) == 1 and same_name(one[1]).startswith(last))
        or (len(first.rstrip(".")) == 1 and same_name(one[0]).startswith(first.rstrip(".")) and same_name(one[1]) == last)
        for one in person.names
    )
