"""The words of the dialog in which a client's problems, medication, safety plan, goals, agreements, events and episodes are entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from briefing_app.domain.own_fact import ENDING, FactKind, OwnFact
from briefing_app.domain.problems import Problem
from briefing_app.domain.written_day import Order, read_day
from briefing_app.viewmodels.by_hand import KeptFact, say_words

TODAY = "today"
ONE_DAY = frozenset({FactKind.SAFETY_PLAN, FactKind.AGREED, FactKind.EVENT})
NEEDS_A_DAY = ONE_DAY | {FactKind.EPISODE}


@dataclass(frozen=True, slots=True)
class KindWords:
    """How one kind is asked for: the names of its fields, "" for a field that it has not, and what is to be known of it."""

    kind: FactKind
    name: str
    words: str
    example: str
    detail: str = ""
    detail_example: str = ""
    hint: str = ""

    @property
    def first(self) -> str:
        """The name of its first day."""
        return "Day" if self.kind in ONE_DAY else "From"

    @property
    def last(self) -> str:
        """The name of its last day, "" where it has none."""
        return {FactKind.SAFETY_PLAN: "Valid until"}.get(self.kind, "To") if self.kind in ENDING else ""

    @property
    def day_example(self) -> str:
        """How its first day is written."""
        return f"30 Nov 2026, or {TODAY}" if self.kind in NEEDS_A_DAY else "30 Nov 2026, or empty where it is not known"


KINDS = (
    KindWords(FactKind.PROBLEM, "Problem", "In words", "such as panic attacks, or a code below", "Certainty"),
    KindWords(FactKind.MEDICATION, "Medication", "Name", "as it is prescribed", "Dose", "such as 50 mg in the morning"),
    KindWords(
        FactKind.SAFETY_PLAN,
        "Safety plan",
        "In short",
        "may stay empty",
        "Where it lies",
        "such as the paper chart, or with the client",
        "Its words stay where they are; the brief says that there is one, of which day, and where it lies.",
    ),
    KindWords(
        FactKind.GOAL,
        "Goal",
        "Goal",
        "in the client's words",
        hint="One that the client answers from 0 to 10 is entered with its number: Enter a score, E.",
    ),
    KindWords(FactKind.AGREED, "Agreed", "What was agreed", "as the brief is to show it"),
    KindWords(
        FactKind.EVENT,
        "Event",
        "What happened",
        "such as moved house",
        hint="It stands on the chart at its day, and under what is new since the last session.",
    ),
    KindWords(
        FactKind.EPISODE,
        "Episode of care",
        "In short",
        "may stay empty",
        hint="Where it begins, the course of treatment begins; it is over on its last day.",
    ),
)


@dataclass(frozen=True, slots=True)
class EnteredFact:
    """One thing that was entered: its number, the fact, and its words."""

    thing: int
    fact: OwnFact
    words: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A client's name, what tells them apart, and what was entered of them, the newest first."""

    name: str
    details: str
    entered: tuple[EnteredFact, ...]


def make_record(name: str, details: str, kept: Sequence[KeptFact]) -> RecordPage:
    """What was entered by hand of a client, newest first."""
    entered = (EnteredFact(one.thing, one.fact, _capital(say_words(one.fact))) for one in reversed(kept))
    return RecordPage(name, details, tuple(entered))


def say_kept(fact: OwnFact) -> str:
    """What stands now that it was entered or changed."""
    return f"Kept. {_capital(say_words(fact))}"


def typed_day(text: str, today: date) -> str:
    """A day as people write it, as an ISO day; "" for none. Raises Problem for what is no day, or could be two."""
    plain = " ".join(text.split())
    if not plain or plain.casefold() == TODAY:
        return today.isoformat() if plain else ""
    try:
        day, clock = read_day(plain, Order.UNSTATED)
    except ValueError as fault:
        raise Problem(f"{str(fault).capitalize()}.", "Write it as 30 Nov 2026 or 2026-11-30.") from None
    if clock:
        raise Problem(f"{plain} has a time of day.", "Give the day alone, as 30 Nov 2026.")
    return day.isoformat()


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
