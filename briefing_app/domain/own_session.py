"""A session as the clinician enters it, and the days on which it repeats: always at the time that the clock on the wall shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from briefing_app.domain.client import LONGEST_SESSION
from briefing_app.domain.problems import Problem

OWN_SESSION, OWN_SERIES = "session:", "series:"  # begin the names of what was entered by hand
SAME_START = 10 * 60  # seconds: two sessions of a client that begin closer together are one (product rule)
LONGEST_SERIES = 2  # years
USUAL_MINUTES = 50
MODES = ("", "in person", "video", "phone")


class Repeats(StrEnum):
    """How often a session that was entered by hand comes again."""

    ONCE = ""
    WEEKLY = "weekly"
    EVERY_TWO_WEEKS = "every two weeks"


@dataclass(frozen=True, slots=True)
class OwnSession:
    """``starts`` is what the practice's clock shows (no zone); ``mode`` one of ``MODES``, ``place`` a room; ``title`` names a group."""

    starts: datetime
    minutes: int = USUAL_MINUTES
    mode: str = ""
    place: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """How a session repeats, up to and with ``until``; without a day it happens once."""

    repeats: Repeats = Repeats.ONCE
    until: date | None = None


ONCE = Series()


def checked_session(one: OwnSession) -> OwnSession:
    """The session with blanks squeezed. Raises Problem for a length that no session has, and for an unknown mode."""
    if not 0 < one.minutes * 60 <= LONGEST_SESSION:
        raise Problem(
            f"A session of {one.minutes} minutes cannot be.", f"Give 1 to {LONGEST_SESSION // 60} minutes.", exit_code=2
        )
    if one.mode not in MODES:
        raise Problem(f"{one.mode} is no way to meet.", f"Say {', '.join(MODES[1:-1])} or {MODES[-1]}.", exit_code=2)
    if one.starts.tzinfo is not None:
        raise ValueError("a session is entered as the clock on the wall shows it")
    starts = one.starts.replace(second=0, microsecond=0, fold=0)
    return OwnSession(starts, one.minutes, one.mode, " ".join(one.place.split()), " ".join(one.title.split()))


def starts_of(first: datetime, series: Series) -> tuple[datetime, ...]:
    """When the sessions begin, on the wall. Raises Problem for a series without an end, or one that ends before it begins or years later."""
    if series.repeats is Repeats.ONCE:
        if series.until is not None:
            raise Problem("A session that does not repeat has no last day.", "Say how it repeats.", exit_code=2)
        return (first,)
    if series.until is None:
        raise Problem("A session that repeats needs a last day.", "Say until when; it can be put off later.", exit_code=2)
    if series.until < first.date():
        raise Problem("The last day lies before the first session.", "Give a day from the first session on.", exit_code=2)
    if series.until > first.date() + timedelta(days=366 * LONGEST_SERIES):
        raise Problem(
            f"A session is entered for at most {LONGEST_SERIES} years.",
            "Give an earlier last day; it can be put off later.",
            exit_code=2,
        )
    step = timedelta(weeks=1 if series.repeats is Repeats.WEEKLY else 2)
    count = (series.until - first.date()) // step + 1
    return tuple(first + number * step for number in range(count))
