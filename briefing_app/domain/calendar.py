"""A calendar file as it was read: each time that an event takes place within the days that are kept."""

from __future__ import annotations

from typing import NamedTuple

DAYS_BACK, DAYS_AHEAD = 400, 120  # how far around today events of a calendar are read (product rule)
OF_A_CALENDAR = "VEVENT"  # the resource type of what came from a calendar
UNSAID = "unsaid"  # the mode of a meeting that a calendar holds and of which nobody has said whether it is a session
HIDDEN_WORDS = "words hidden with the names"  # in place of those of an event, which may name somebody
CANCELLED, TENTATIVE = "cancelled", "tentative"


class EventRecord(NamedTuple):
    """One time that an event takes place.

    ``uid`` and ``original`` name it for as long as it is the same: ``original`` is the start that its series gave it (UTC as in the file, or a day),
    "" for an event that does not repeat. ``at`` and ``ends`` are seconds since 1970; for whole days both are 0 and ``day`` and ``end_day`` are ISO days, the
    last one excluded. ``status`` is "", "cancelled" or "tentative"; ``words`` its summary, ``categories`` one a line; ``place`` a room, never a
    link. ``sequence`` and ``stamp`` (seconds since 1970, 0 = none) tell which of two copies is the later one; ``doubt`` what was not certain about it.
    """

    uid: str
    original: str
    at: float
    ends: float
    day: str
    end_day: str
    status: str
    words: str
    categories: str
    place: str
    sequence: int
    stamp: float
    doubt: str
    line: int


class CalendarRecord(NamedTuple):
    """A calendar file: ``key`` is what tells it from other calendars when it is read again, ``name`` what it is called.

    ``first`` and ``last`` are the moments of its first and last event (seconds since 1970, 0 where it holds none): of times between them it tells all.
    Both are 0 too where the file is cut off, or a message that only cancels what it lists: then it tells nothing of other events. ``unread`` are the
    UIDs of events that were refused.
    """

    key: str
    name: str
    first: float
    last: float
    unread: frozenset[str]
    events: tuple[EventRecord, ...]
    file: int
