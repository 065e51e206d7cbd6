"""The words of the dialogs in which a client or a session is typed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from briefing_app.domain.client import Client
from briefing_app.domain.periods import dated
from briefing_app.viewmodels.client import make_found

HALF_A_YEAR = timedelta(weeks=26)  # how long a series is offered to go on, at first


@dataclass(frozen=True, slots=True)
class Known:
    """A client who may be named: the row, the name, and words that tell people of one name apart."""

    row: int
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose a session is: ``row`` of a client who is known, 0 for a new one of the name that was typed, None where that is not said yet."""

    row: int | None
    said: str


def make_known(clients: list[Client], today: date) -> tuple[Known, ...]:
    return tuple(
        Known(one.row, one.name, f"{one.name} ({found.details})")
        for one, found in zip(clients, make_found(clients, today), strict=True)
        if one.id
    )


def whom(typed: str, known: tuple[Known, ...]) -> Whom:
    """Whom the words mean: a line that was chosen, the one client of this name, or somebody new; two clients of one name are never guessed."""
    plain = " ".join(typed.split()).casefold()
    if not plain.strip(" ,"):
        return Whom(None, "")
    chosen = [one for one in known if one.words.casefold() == plain]
    named = chosen or [one for one in known if one.name.casefold() == plain]
    if len(named) == 1:
        return Whom(named[0].row, named[0].words)
    if named:
        return Whom(None, f"{len(named)} clients have this name: choose one from the list.")
    return Whom(0, "Nobody of this name is in your practice: a new client is added with the session.")


def say_alike(typed: str, known: tuple[Known, ...]) -> str:
    """Who has the name already that is typed for a new client; "" where nobody has."""
    plain = " ".join(typed.split()).casefold()
    found = [one.words for one in known if one.name.casefold() == plain]
    return f"{', '.join(found)} is in your practice already; this adds another person." if found else ""


def say_times(count: int, last: date) -> str:
    """How often a series is entered, before it is."""
    return f"{'1 session' if count == 1 else f'{count} sessions'}, the last on {dated(last)}."
