"""The words of the one row that may stand above a brief."""

from __future__ import annotations

from datetime import date

from briefing_app.domain.periods import say_date
from briefing_app.services.after_import import Arrived

NOTHING = ("", "", "", "")
CODE = (
    "Write down a recovery code",
    "It opens the practice where the keyring or the passphrase is lost. Backups are made without it.",
    "Write it down",
    "Later",
)
WHAT_WAS_READ = "What was read"


def say_arrived(one: Arrived, today: date) -> tuple[str, str, str, str]:
    """What came in: the name of the file, what stands in the practice now, and the words of the two buttons."""
    names = one.label.split(", ")
    label = f"{names[0]} and {len(names) - 1} more" if len(names) > 2 else one.label
    span = f" from {say_date(one.first, today)} to {say_date(one.last, today)}" if one.first and one.last else ""
    span = f" on {say_date(one.first, today)}" if one.first and one.first == one.last else span
    now = f"Here now: {_many(one.sessions, 'session')}{span}, {_many(one.clients, 'client')}, {_many(one.scores, 'score')}."
    series = "1 series asks whose it is" if one.whose == 1 else f"{one.whose} series ask whose they are"
    told = [series] if one.whose else []
    told += [f"{one.not_understood} not understood"] if one.not_understood else []
    told += [f"{one.waiting} {'waits' if one.waiting == 1 else 'wait'} for a measure to be named"] if one.waiting else []
    told += [f"{one.refused} refused"] if one.refused else []
    told += ["what was not understood is told once names are shown"] if one.refused is None else []
    return label, " ".join([now, _sentence(told)]).strip(), WHAT_WAS_READ, "Close"


def _sentence(parts: list[str]) -> str:
    said = ", ".join(parts)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def _many(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count or 'no'} {noun}s"
