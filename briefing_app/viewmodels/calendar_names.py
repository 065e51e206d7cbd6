"""The words of what is asked of a calendar: which of its events are sessions, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from briefing_app.domain.calendar_names import ALL, CANCELLED_BY, CATEGORY, LAST_FIRST, WORD, CalendarRule, Offer, offer_for
from briefing_app.domain.periods import WEEKDAYS, dated
from briefing_app.services.calendar_clients import Addable, addable
from briefing_app.services.calendar_names import AskedFor


def say_asked(one: AskedFor) -> str:
    """ "“J.R.” in Work, Mondays 10:00, 12 times from 12 Oct 2026, series abc: perhaps Jamal Reyes (1043)"."""
    session = "" if one.session else ", whether it is a session is not said"
    guess = f"; perhaps {one.guess.name} ({one.guess.id}): {one.guess.why}" if one.guess else ""
    return f"“{one.words or 'no words'}” in {one.name}, {say_times(one)}{session}, series {one.uid}{guess}"


def say_times(one: AskedFor) -> str:
    """ "Mondays 10:00, 12 times from 12 Oct 2026" where all are of one weekday and hour."""
    day, first = WEEKDAYS[one.first.weekday()], dated(one.first.date())
    if one.times == 1:
        return f"{day} {first}, {one.first:%H:%M}"
    if one.regular:
        return f"{day}s {one.first:%H:%M}, {one.times} times from {first}"
    return f"{one.times} times from {day} {first}, {one.first:%H:%M}"


def say_rule(rule: CalendarRule) -> str:
    """What a rule says, in a sentence without its end."""
    word = "are sessions" if rule.session else "are no sessions"
    calendar = rule.calendar.partition(" ")[2] or rule.calendar
    match rule.kind:
        case kind if kind == ALL:
            return f"all events of {calendar} {word}"
        case kind if kind == CATEGORY:
            return f"events of {calendar} in the category {rule.value} {word}"
        case kind if kind == WORD:
            return f"events of {calendar} with the word {rule.value} {word}"
        case kind if kind == CANCELLED_BY:
            return f"in {calendar} a session whose words begin with “{rule.value}” is cancelled"
        case kind if kind == LAST_FIRST:
            return f"in {calendar} names stand as Last, First"
        case _:
            return f"the series {rule.value.partition(' ')[2]} of {calendar}: {'sessions' if rule.session else 'no sessions'}"


@dataclass(frozen=True, slots=True)
class WhoQuestion:
    """One series of a calendar that is asked about: its place in the store (``said`` is the series that an answer is kept for, "" where it is
    kept for the words), the question, its days, who it may be (row and words, row 0 for nobody), the
    calendar's name where it has no rule yet, and a rule that the words may stand for, with its words ("" for none)."""

    calendar: str
    series: str
    words: str
    said: str
    title: str
    details: str
    guess: tuple[int, str]
    unsaid: str
    offer: Offer | None
    offered: str


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody of a calendar who may be added as a client: the name to begin with, whether it reads as a whole one, what the calendar says, and
    what the answer is kept for."""

    name: str
    whole: bool
    words: str
    places: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class WhoPage:
    """What is asked now, the clients by name to choose from (row, words), how many series are asked for in all, and who of them may be added at once."""

    question: WhoQuestion
    clients: tuple[tuple[int, str], ...]
    open: int
    new: tuple[NewPerson, ...] = ()


def make_who(asked: Sequence[AskedFor], clients: Sequence[tuple[int, str, str]], words: str) -> WhoPage | None:
    """The first question, or the one about ``words`` where those are asked about; None where nothing is asked. ``clients`` are row, name and birth date."""
    if not asked:
        return None
    one = next((one for one in asked if one.words == words), asked[0])
    named = {row: f"{name}, born {born}" if born else name for row, name, born in clients}
    guess = next((row for row, _, _ in clients if one.guess and row == one.guess.row), 0)
    several = sum(other.words == one.words for other in asked) > 1
    series = one.series if several or one.names_nobody else ""
    question = WhoQuestion(
        one.calendar,
        one.series,
        one.words,
        series,
        f"Who is “{one.words or 'no words'}”, {say_times(one)}?",
        f"In the calendar {one.name}. "
        + ("Your answer is kept for this series." if series else "Your answer is kept for these words."),
        (guess, f"{named[guess]}: {one.guess.why}") if guess and one.guess else (0, ""),
        one.name if one.session is None else "",
        offer := offer_for(one.words),
        say_offer(offer, one.name) if offer is not None else "",
    )
    new = make_new(addable(asked, [name for _, name, _ in clients]))
    return WhoPage(question, tuple(sorted(named.items(), key=itemgetter(1))), len(asked), new)


def make_new(found: Sequence[Addable]) -> tuple[NewPerson, ...]:
    """Who may be added, in words."""
    return tuple(NewPerson(one.name, one.whole, "; ".join(_say_series(of) for of in one.asked), one.places) for one in found)


def _say_series(one: AskedFor) -> str:
    return f"“{one.words}” in {one.name}, {say_times(one)}"


def say_add(count: int) -> str:
    """The button that adds those who are ticked."""
    return f"Add {count} {'client' if count == 1 else 'clients'}"


def say_called(names: Sequence[str]) -> str:
    """``2 clients were added: Ada Brown, Ben Gray.``"""
    many = f"{len(names)} clients were" if len(names) != 1 else "1 client was"
    return f"{many} added: {', '.join(names)}."


def say_offer(offer: Offer, calendar: str) -> str:
    """What is offered, and never assumed."""
    if offer.kind == CANCELLED_BY:
        return f"“{offer.value}” begins what is cancelled in {calendar}"
    return f"No event of {calendar} with the word {offer.value} is a session"


def say_offers(asked: Sequence[AskedFor]) -> list[str]:
    """Rules that the words of what is asked for may stand for, each once, with the command that keeps it."""
    found = {offer: one.name for one in reversed(asked) if (offer := offer_for(one.words)) is not None}
    return [
        f"{say_offer(offer, name)}? briefing names rule {offer.kind} '{offer.value}'{'' if offer.session else ' --no-session'}"
        for offer, name in reversed(found.items())
    ]


def say_open(asked: int) -> str:
    """``4 series of a calendar: who is this?  Y``; "" for none."""
    if not asked:
        return ""
    return f"{asked} {'name' if asked == 1 else 'names'} of a calendar: who is this?  Y"
