"""Whose an event of a calendar is, and whether it is a session: by what the clinician said, exact names and ids; everything else is asked, never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

ALL, CATEGORY, WORD, SERIES, CANCELLED_BY, LAST_FIRST = KINDS = ("all", "category", "word", "series", "cancelled", "last first")
"""What a rule looks at: every event of a calendar, a category, a word in the summary, one series, words that begin the summary of what is cancelled,
and whether names stand as Last, First."""
OFFERED = (
    "Lunch",
    "Supervision",
    "Admin",
    "Notes",
    "PTO",
    "Hold",
    "Busy",
)  # words that often name no session: offered, never assumed
OFFERED_CANCELLED = ("Canceled:", "Cancelled:", "CANCELLED -", "Late cancel:", "No show", "NS:")
GENERIC = frozenset(
    {
        "",
        "appointment",
        "meeting",
        "session",
        "client",
        "patient",
        "busy",
        "tentative",
        "free",
        "hold",
        "private",
        "blocked",
        "unavailable",
    }
    | {
        "no title",
        "booked",
        "reserved",
        "private appointment",
        "event",
        "visit",
        "therapy",
        "termin",
        "belegt",
        "out of office",
    }
)
SHORTEST_ID = 3
_SUCCESSOR = re.compile(r"_R\d{8}(?:T\d{6})?Z?(?=@|$)")
_TAIL = re.compile(r"[(\[][^()\[\]]*+[)\]]$")
_PARTS = re.compile(r"(?<=\s)[-–—](?=\s)|[:/]|(?<=\s)–|–(?=\s)")
_WORD = re.compile(r"\w+")


class CalendarEvent(NamedTuple):
    """One time of an event as it is kept: ``row`` of the store, ``local`` its start on the practice's clock, ``held`` a client that it belonged to
    under other words (0 = none)."""

    row: int
    calendar: str
    uid: str
    original: str
    words: str
    categories: str
    local: datetime
    held: int = 0

    @property
    def series(self) -> str:
        """What is asked about once: a series by its UID or its successor's, else the words where they name somebody, else weekday and time."""
        if self.original:
            return f"uid {root_of(self.uid)}"
        plain = normal(self.words)
        if plain in GENERIC:
            return f"slot {self.local:%a %H:%M}"
        return f"words {plain}"


class Person(NamedTuple):
    """A client as they are called, the ids under which a calendar may name them, and other full names of theirs that are in use."""

    row: int
    given: str
    family: str
    ids: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Given and family name, as far as they are known."""
        return f"{self.given} {self.family}".strip()


class CalendarRule(NamedTuple):
    """What the clinician said of the events of a calendar: ``session`` whether those are sessions. ``value`` is as typed, "" of a whole calendar."""

    row: int
    calendar: str
    kind: str
    value: str
    session: bool


class CalendarName(NamedTuple):
    """What the clinician said of words of a calendar, or of one series ("" = of the words, whichever series they stand in)."""

    row: int
    calendar: str
    words: str
    series: str
    client: int


class Decided(NamedTuple):
    """Of one event: whether it is a session (None where nobody has said so), whose, whether it is cancelled by its words, and what else it says."""

    session: bool | None
    clients: tuple[int, ...]
    cancelled: bool
    rest: str


def normal(text: str) -> str:
    """Text as it is compared: one form of each letter, small, blanks squeezed, one kind of apostrophe."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub("[’‘`´ʼ]", "'", plain).split())


def without_accents(text: str) -> str:
    """The letters alone: é becomes e (Unicode NFKD without combining marks)."""
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


def root_of(uid: str) -> str:
    """The UID of a series, also of one that Google split from it (``_R`` and a date)."""
    return _SUCCESSOR.sub("", uid)


def deleted_event(calendar: str, uid: str) -> str:
    """By what an event of a client who was deleted is known again, as a hash."""
    return f"calendar {calendar}: {root_of(uid)}"


def candidates(words: str) -> list[str]:
    """What of a summary may be a name: all of it, without a tail in brackets, and the part before a dash, a colon or a slash."""
    bare = _TAIL.sub("", words.rstrip())
    return list(dict.fromkeys(found for one in (words, bare, _PARTS.split(bare, maxsplit=1)[0]) if (found := normal(one))))


def turned(text: str) -> str:
    """ "reyes, jamal" as "jamal reyes"; "" for what is not written so."""
    last, comma, first = text.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() and "," not in first else ""


class Offer(NamedTuple):
    """A rule that may be meant by the words of an event; it is asked, never assumed."""

    kind: str
    value: str
    session: bool


def offer_for(words: str) -> Offer | None:
    """A word that often names no session, or a beginning that often says that one is cancelled; None for other words."""
    plain = normal(words)
    for beginning in OFFERED_CANCELLED:
        if plain.startswith(normal(beginning)) and plain != normal(beginning):
            return Offer(CANCELLED_BY, words[: len(beginning)], True)
    found = next((one for one in OFFERED if re.search(rf"(?<!\w){re.escape(normal(one))}(?!\w)", plain)), "")
    return Offer(WORD, found, False) if found else None


@dataclass
class People:
    """The clients of the practice by name and by id."""

    people: Sequence[Person]
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_id: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        for one in self.people:
            if one.given and one.family:
                for name in dict.fromkeys(normal(name) for name in (one.name, *one.also)):
                    self.by_name[name].append(one.row)
            for id in one.ids:
                if len(id) >= SHORTEST_ID and any(letter.isdigit() for letter in id):
                    self.by_id[id.casefold()].add(one.row)

    def with_id(self, words: str) -> int:
        """The one client whose id stands in the words as a word of its own; 0 where there is none, or more than one."""
        found = {row for word in _WORD.findall(words.casefold()) for row in self.by_id.get(word, ())}
        return found.pop() if len(found) == 1 else 0

    def named(self, names: Iterable[str]) -> int:
        """The one client of one of these full names; 0 where there is none, or two of one name."""
        for name in names:
            if found := self.by_name.get(name):
                return found[0] if len(found) == 1 else 0
        return 0


class Names:
    """What was said of the events of all calendars, and who the clients are."""

    def __init__(self, rules: Iterable[CalendarRule], names: Iterable[CalendarName], people: People) -> None:
        self.people = people
        self._rules: dict[str, list[CalendarRule]] = defaultdict(list)
        for rule in rules:
            self._rules[rule.calendar].append(rule)
        self._by_series: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._by_words: dict[tuple[str, str], list[int]] = defaultdict(list)
        for one in names:
            if one.series:
                self._by_series[one.calendar, one.series].append(one.client)
            else:
                self._by_words[one.calendar, normal(one.words)].append(one.client)

    def decide(self, event: CalendarEvent) -> Decided:
        """Exact and remembered matches are taken; what is only like a name is not."""
        rules = self._rules.get(event.calendar, [])
        words, cancelled = event.words, False
        for rule in rules:
            if rule.kind == CANCELLED_BY and normal(words).startswith(normal(rule.value)):
                rest = words[len(rule.value) :].strip(" :-–—")
                if self._of_words(event._replace(words=rest), rules):
                    words, cancelled = rest, True
                    break
        said = _is_session(event, rules)
        if said is False:
            return Decided(False, (), cancelled, "")
        clients = tuple(self._by_series.get((event.calendar, event.series), ())) or self._of_words(
            event._replace(words=words), rules
        )
        if not clients and event.held:
            clients = (event.held,)
        return Decided(True if clients else said, clients, cancelled, _rest(words) if clients else "")

    def _of_words(self, event: CalendarEvent, rules: Sequence[CalendarRule]) -> tuple[int, ...]:
        found = candidates(event.words)
        for one in found:
            known = self._by_words.get((event.calendar, one))
            if known and one not in GENERIC:
                return tuple(known) if len(set(known)) == 1 or one == found[0] else ()
        if any(rule.kind == LAST_FIRST for rule in rules):
            found = [name for one in found for name in (one, *last_first(one)) if name]
        row = self.people.with_id(event.words) or self.people.named(found)
        return (row,) if row else ()

    def suggest(self, event: CalendarEvent) -> tuple[Person, str] | None:
        """Who it may be, with why, for one key; None where nobody, or more than one, comes to mind."""
        for why, matches in _GUESSES:
            found = [one for one in self.people.people if one.given and one.family and matches(event.words, one)]
            if len(found) == 1:
                return found[0], why
            if found:
                return None
        return None


def last_first(text: str) -> tuple[str, ...]:
    """A name written as Last, First, and what stands before a dash in it."""
    return tuple(one for one in (turned(text), turned(_PARTS.split(text, maxsplit=1)[0])) if one)


def _accents(words: str, one: Person) -> bool:
    return any(without_accents(name) == without_accents(normal(one.name)) for name in candidates(words))


def _turned(words: str, one: Person) -> bool:
    return any(name == normal(one.name) for text in candidates(words) for name in last_first(text))


def _first_names(one: Person) -> set[str]:
    """The given name in use, and the first word of every other name of theirs."""
    return {normal(one.given), *(normal(name.split()[0]) for name in one.also)}


def _first_and_initial(words: str, one: Person) -> bool:
    initial = normal(one.family[0])
    return any(name.rstrip(".") == f"{first} {initial}" for name in candidates(words) for first in _first_names(one))


def _initials(words: str, one: Person) -> bool:
    letters = re.sub(r"[^\w]", "", normal(words))
    return len(letters) == 2 and any(letters == first[0] + normal(one.family[0]) for first in _first_names(one))


_GUESSES = (
    ("the same name without accents", _accents),
    ("the name as Last, First", _turned),
    ("the first name and an initial", _first_and_initial),
    ("the same initials, which nobody else has", _initials),
)


def _is_session(event: CalendarEvent, rules: Sequence[CalendarRule]) -> bool | None:
    """The narrowest rule that holds decides: a series, then a word, then a category, then the whole calendar."""
    plain = normal(event.words)
    listed = {normal(one) for one in event.categories.split("\n")}
    for kind in (SERIES, WORD, CATEGORY, ALL):
        for rule in reversed(rules):
            if rule.kind != kind:
                continue
            value = normal(rule.value)
            if (
                kind == ALL
                or (kind == SERIES and rule.value == event.series)
                or (kind == CATEGORY and value in listed)
                or (kind == WORD and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", plain))
            ):
                return rule.session
    return None


def _rest(words: str) -> str:
    """What a summary says beside the name: its tail in brackets, or what stands behind a dash."""
    tail = _TAIL.search(words.rstrip())
    if tail:
        return tail[0].strip(" ()[]")
    parts = _PARTS.split(words, maxsplit=1)
    return parts[1].strip() if len(parts) > 1 else ""
