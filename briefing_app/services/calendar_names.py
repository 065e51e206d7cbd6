"""What the clinician says of a calendar: whom its words mean, and which of its events are sessions. Each word is one act; the sessions follow at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import NamedTuple

from briefing_app.domain.act import Done, TakeBack
from briefing_app.domain.calendar_names import ALL, GENERIC, KINDS, LAST_FIRST, CalendarRule, normal, root_of
from briefing_app.domain.periods import local_time
from briefing_app.domain.problems import Problem
from briefing_app.storage.act import act
from briefing_app.storage.audit import append
from briefing_app.storage.calendar_names import (
    asked_in,
    calendars_in,
    people_in,
    rows_in,
    rules_in,
    said_names,
    said_rule,
    say_names,
    say_rule,
)
from briefing_app.storage.calendar_settle import Asked, names_of, settle_calendars
from briefing_app.storage.engine import Transaction
from briefing_app.storage.practice import PracticeReader

NAMED, RULED = "named words of a calendar", "said which events are sessions"
NO_RULE = -1


@act
def name_words(transaction: Transaction, place: tuple[str, str, str], clients: tuple[int, ...], at: float, by: str) -> Done:
    """Whom words of a calendar mean from now on; no client means nobody is known by them. ``place`` are the calendar's key, the words, and the series
    (as in ``CalendarEvent``), or "" for the words wherever they stand.

    Raises Problem where a client is not in the practice, and for words that name nobody.
    """
    calendar, words, series = place
    if not series and normal(words) in GENERIC:
        raise Problem(
            f"“{words}” names nobody.", "Say which series of the calendar it is; 'briefing names' lists them.", exit_code=2
        )
    rows = rows_in(transaction)
    for client in clients:
        if not rows("SELECT 1 FROM client WHERE id = ? AND id > 0 AND known = 1 AND hidden = 0", (client,)):
            raise Problem("This client is not in the practice any more.", "Nothing was kept.", exit_code=2)
    before = said_names(rows, calendar, words, series)
    say_names(rows, (calendar, words, series), clients, at, by)
    settle_calendars(rows, None)
    append(transaction, NAMED, at, by, client=clients[0] if clients else 0, detail="" if clients else "taken back")
    return Done(TakeBack("name_words", (place, before)), len(clients))


@act
def rule_events(transaction: Transaction, rule: tuple[str, str, str], session: int, at: float, by: str) -> Done:
    """``rule`` are a calendar's key, a kind and its value: whether those events are sessions (1), are none (0), or nobody says so any more (-1).

    The kind is the whole calendar, a category, a word or a series. One of the kind "cancelled" names words that begin the summary of a cancelled
    session; "last first" says how names stand. Raises Problem for another kind, and for a rule without its word.
    """
    calendar, kind, value = rule
    if kind not in KINDS:
        raise Problem(f"There is no rule of the kind {kind}.", f"One of: {', '.join(KINDS)}.", exit_code=2)
    if kind not in (ALL, LAST_FIRST) and not value.strip():
        raise Problem("Such a rule needs a word.", "Say which.", exit_code=2)
    rows = rows_in(transaction)
    before = said_rule(rows, calendar, kind, value)
    say_rule(rows, (calendar, kind, value), session, at, by)
    settle_calendars(rows, None)
    append(transaction, RULED, at, by, detail={NO_RULE: f"{kind}: taken back", 0: f"{kind}: no"}.get(session, kind))
    return Done(TakeBack("rule_events", (rule, before)))


class Guess(NamedTuple):
    """Who a series may be: row, id and name of the client, and why."""

    row: int
    id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class AskedFor:
    """One series of a calendar of which is asked whose it is. ``calendar`` is its key and ``name`` what it is called; ``session`` None where nobody said
    whether it is one; ``regular`` whether all of its times are of one weekday and hour; ``guess`` a client's id and name with why,
    never taken unasked. Moments are local."""

    calendar: str
    name: str
    series: str
    words: str
    session: bool | None
    times: int
    regular: bool
    first: datetime
    next: datetime | None
    guess: Guess | None

    @property
    def names_nobody(self) -> bool:
        """Whether the words alone name nobody, so that an answer is about the series."""
        return normal(self.words) in GENERIC

    @property
    def uid(self) -> str:
        """How the series is named on the command line."""
        return self.series.removeprefix("uid ") if self.series.startswith("uid ") else self.series


def asked_for(reader: PracticeReader, now: datetime, zone: tzinfo | None = None) -> tuple[AskedFor, ...]:
    """Who is asked for: every series that may be a session and that nobody is known to be, those that come next first."""
    open_ = [one for one in asked_in(reader, zone) if one.session is not False and not one.clients]
    if not open_:
        return ()
    names = names_of(reader.rows)
    ids = {row: id for row, id, _, _ in people_in(reader.rows)}
    called = dict(calendars_in(reader.rows))
    found = []
    for one in open_:
        guess = names.suggest(one.event)
        coming = [at for at in one.times if at >= now.timestamp()]
        found.append(
            AskedFor(
                one.calendar,
                called.get(one.calendar, one.calendar),
                one.series,
                one.event.words,
                one.session,
                len(one.times),
                len({f"{local_time(at, zone):%a %H:%M}" for at in one.times}) == 1,
                local_time(one.times[0], zone),
                local_time(coming[0], zone) if coming else None,
                Guess(guess[0].row, ids.get(guess[0].row, ""), guess[0].name, guess[1]) if guess else None,
            )  # fmt: skip
        )
    return tuple(sorted(found, key=lambda one: (one.next is None, one.next or one.first)))


def say_asked_for(asked: Sequence[Asked]) -> list[str]:
    """What an import of a calendar leaves to be answered, in sentences."""
    open_ = [one for one in asked if not one.clients and one.session is not False]
    unsaid = sum(one.session is None for one in open_)
    said = []
    if unsaid:
        series = "1 series of events stands" if unsaid == 1 else f"{unsaid} series of events stand"
        said.append(
            f"{series} in the schedule under the calendar's own words: which of them are sessions is not known until you say it, on"
            " Today (Y) or with 'briefing names'"
        )
    if named := len(open_) - unsaid:
        series = "1 series of sessions waits" if named == 1 else f"{named} series of sessions wait"
        said.append(f"{series} for an answer to whose they are: Y on Today, or 'briefing names'")
    return said


def people(reader: PracticeReader) -> tuple[tuple[int, str, str], ...]:
    """Row, name and birth date of every client who may be chosen."""
    return tuple((row, name, born) for row, _, name, born in people_in(reader.rows))


def rules_of(reader: PracticeReader) -> tuple[CalendarRule, ...]:
    """What was said of which events are sessions, oldest first."""
    return tuple(rules_in(reader.rows))


def calendar_called(reader: PracticeReader, name: str) -> str:
    """The key of a calendar by its name or key. Raises Problem where there is none, or several and none is named."""
    known = calendars_in(reader.rows)
    found = [key for key, called in known if not name or name in (key, called)]
    if len(found) == 1:
        return found[0]
    listed = "; ".join(called for _, called in known) or "none was read yet"
    raise Problem(f"Say which calendar it is: {listed}.", "Give its name with --calendar.", exit_code=2)


def place_of(reader: PracticeReader, words: str, uid: str, calendar: str) -> tuple[str, str, str]:
    """Calendar, words and series that an answer is about. Raises Problem where no event has these words, and where they stand in several series."""
    found = [
        one for one in asked_in(reader, None)
        if normal(one.words) == normal(words) and (not calendar or one.calendar == calendar) and (not uid or _is_series(one, uid))
    ]  # fmt: skip
    if not found:
        raise Problem(
            f"No event of a calendar has the words “{words}”.", "'briefing names' lists those that are asked for.", exit_code=2
        )
    if len({one.calendar for one in found}) > 1:
        raise Problem("Two calendars have these words.", "Give the name of one with --calendar.", exit_code=2)
    if not uid and (len(found) > 1 or normal(words) in GENERIC):
        listed = "; ".join(one.series.removeprefix("uid ") for one in found)
        raise Problem(
            f"“{words}” stands in {len(found)} series, or names nobody: {listed}.", "Say which with --series.", exit_code=2
        )
    return found[0].calendar, found[0].words, found[0].series if uid else ""


def _is_series(one: Asked, uid: str) -> bool:
    return uid == one.series or f"uid {root_of(uid)}" == one.series or root_of(one.event.uid) == root_of(uid)
