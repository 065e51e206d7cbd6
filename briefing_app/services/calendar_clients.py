"""Clients added from a calendar's words, all of those asked for in one answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefing_app.domain.act import Done, TakeBack
from briefing_app.domain.calendar_names import normal, offer_for
from briefing_app.domain.full_name import is_full_name, name_in
from briefing_app.domain.own_client import OwnClient, checked
from briefing_app.domain.periods import local_time
from briefing_app.domain.problems import Problem
from briefing_app.services.calendar_names import AskedFor
from briefing_app.storage.act import act
from briefing_app.storage.audit import append
from briefing_app.storage.calendar_names import people_in, rows_in, say_names
from briefing_app.storage.calendar_settle import settle_calendars
from briefing_app.storage.engine import Transaction
from briefing_app.storage.own_client import add_own_client, hangs_on, hide_client

Place = tuple[str, str, str]
ADDED, TAKEN_BACK, PUT_BACK = "added a client of a calendar", "took a client back", "put a client back"


@dataclass(frozen=True, slots=True)
class Addable:
    """Somebody who may be added: the name that the words hold, whether it reads as a whole name (an initial or a nickname does not), and the
    series that are asked about with it."""

    name: str
    whole: bool
    asked: tuple[AskedFor, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """What an answer is kept for: a whole name for its words wherever they stand, anything else for its one series."""
        return tuple(dict.fromkeys((one.calendar, one.words, "" if self.whole else one.series) for one in self.asked))


def addable(asked: Sequence[AskedFor], known: Sequence[str]) -> tuple[Addable, ...]:
    """Who of those asked for may be a new client, those who come next first. ``known`` are the names of all clients.

    Left out are words that name nobody or may be no session, and whoever may be a client who is here. One whole name is one person.
    """
    taken = {normal(one) for one in known}
    found: dict[str, list[AskedFor]] = {}
    names: dict[str, tuple[str, bool]] = {}
    for one in asked:
        name = name_in(one.words)
        if not name or one.names_nobody or one.guess is not None or offer_for(one.words) is not None or normal(name) in taken:
            continue
        whole = is_full_name(name)
        key = normal(name) if whole else f"{one.calendar}\n{one.series}"
        names.setdefault(key, (name, whole))
        found.setdefault(key, []).append(one)
    return tuple(Addable(*names[key], tuple(series)) for key, series in found.items())


@act
def add_called(transaction: Transaction, people: tuple[tuple[str, tuple[Place, ...]], ...], at: float, by: str) -> Done:
    """Clients of these names are added, and their places in calendars mean them from now on: all of them or none. One name is one client.
    ``number`` is how many. Raises Problem where nobody is named, a name cannot be kept, or a client has it already."""
    today = local_time(at, None).date()
    wanted: dict[str, tuple[OwnClient, list[Place]]] = {}
    for name, places in people:
        said = checked(OwnClient(name), today)
        wanted.setdefault(normal(said.name), (said, []))[1].extend(places)
    if not wanted:
        raise Problem("Nobody is named.", "Tick a name, or name the words.", exit_code=2)
    rows = rows_in(transaction)
    for _, _, name, _ in people_in(rows):
        if normal(name) in wanted:
            raise Problem(f"{name} is in your practice already.", "Untick this one, and say who it is by itself.", exit_code=2)
    kept = []
    for one, called in wanted.values():
        row = add_own_client.within(transaction, one, at, by)
        for place in called:
            say_names(rows, place, (row,), at, by)
        append(transaction, ADDED, at, by, client=row)
        kept.append((row, tuple(called)))
    settle_calendars(rows, None)
    return Done(TakeBack("take_called_back", (tuple(kept),)), len(kept))


@act
def take_called_back(transaction: Transaction, people: tuple[tuple[int, tuple[Place, ...]], ...], at: float, by: str) -> Done:
    """Clients who were added from a calendar are on no page any more, and its words are asked about again. Raises Problem where something of one
    of them was entered since."""
    rows = rows_in(transaction)
    for row, places in people:
        for place in places:
            say_names(rows, place, (), at, by)
        if hangs_on(transaction, row) or not hide_client.within(transaction, row, hidden=True):
            raise Problem(
                "Something of one of these clients was entered since, or one is gone.",
                "Take them back one by one.",
                exit_code=2,
            )
        append(transaction, TAKEN_BACK, at, by, client=row)
    settle_calendars(rows, None)
    return Done(TakeBack("put_called_back", (people,)), len(people))


@act
def put_called_back(transaction: Transaction, people: tuple[tuple[int, tuple[Place, ...]], ...], at: float, by: str) -> Done:
    """Clients who were taken back so are on the pages again, and known by their calendar's words."""
    rows = rows_in(transaction)
    for row, places in people:
        if not hide_client.within(transaction, row, hidden=False):
            raise Problem("This client is not in the practice any more.", "Nothing was kept.", exit_code=2)
        for place in places:
            say_names(rows, place, (row,), at, by)
        append(transaction, PUT_BACK, at, by, client=row)
    settle_calendars(rows, None)
    return Done(TakeBack("take_called_back", (people,)), len(people))
