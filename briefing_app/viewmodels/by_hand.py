"""What is said of clients and sessions that were entered by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from typing import Protocol

from briefing_app.domain.act import Done
from briefing_app.domain.attendance import Outcome, outcome, say_told
from briefing_app.domain.client import Client, History, Meeting
from briefing_app.domain.own_client import OwnClient
from briefing_app.domain.own_fact import CONFIRMED, ENDING, FactKind, OwnFact
from briefing_app.domain.own_session import OWN_SESSION, Series, starts_of
from briefing_app.domain.periods import dated, local_time, say_full_date
from briefing_app.domain.same_person import Tie
from briefing_app.services.client_undo import Undone


def say_added(client: Client, *, changed: bool = False) -> str:
    """Who is kept, with the id that commands ask for and what is not known."""
    unknown = [words for words, known in (("birth date", client.birth_date), ("pronouns", client.pronouns)) if not known]
    said = f"{client.name} is {'changed' if changed else 'a client now'}, with the id {client.id}."
    return f"{said} Not known: {' and '.join(unknown)}." if unknown else said


def say_alike(one: OwnClient, found: Iterable[Client]) -> str:
    """The clients of the same name, unless their birth dates differ; "" where there is none."""
    family, given = (part.casefold() for part in one.parts)
    alike = [
        client
        for client in found
        if (client.family.casefold(), client.given.casefold()) == (family, given)
        and not (one.born and client.birth_date and one.born != client.birth_date)
    ]
    return ", ".join(f"{client.name} ({client.id})" for client in alike)


def say_merged(history: History) -> str:
    """Who is one client now, and under which id; what was typed under either is there."""
    others = [one.id for one in history.others if one.tie in (Tie.JOINED, Tie.MERGED)]
    client = history.client
    return (
        f"{client.name} ({client.id}) and {' and '.join(others)} are one client: what came or was typed under either is there."
    )


def say_client_undone(done: Undone, before: Client, now: Client) -> str:
    """What was taken back."""
    if done is Undone.PARTED:
        return f"{before.name}: what was said of two records is taken back; each has again what was its own."
    if done is Undone.GONE:
        return f"{before.name} is taken back, and on no page any more."
    return f"{say_added(now, changed=True)} That is as it was before; undo once more brings the change back."


def say_undo(what: Undone) -> str:
    """What would be taken back, before it is."""
    return {
        Undone.PARTED: "What was said of two records is taken back: each has again what was its own.",
        Undone.DETAILS: "The details that were changed last are as they were before. Undone once more, they are changed again.",
        Undone.GONE: "This client was added by hand, and is on no page any more.",
    }[what]


def say_sessions(histories: Sequence[History], done: Done, series: Series, zone: tzinfo | None = None) -> str:
    """What was added, with the name of the first session, how many they are, and the day of the last."""
    name = f"{OWN_SESSION}{done.number}"
    names = " and ".join(one.client.name for one in histories)
    first = next(one for one in histories[0].meetings if one.resource_id == name)
    starts, ends = local_time(first.at, zone), local_time(first.ends, zone)
    when = f"{names}: {say_full_date(starts.date())}, {starts:%H:%M} to {ends:%H:%M} ({name})"
    if series.until is None:
        return f"{when}."
    days = [one.date() for one in starts_of(starts.replace(tzinfo=None), series)]
    many = "1 session" if len(days) == 1 else f"{len(days)} sessions, the last on {dated(days[-1])}"
    return f"{when}, {series.repeats}: {many}."


class OfSeries(Protocol):
    """A session that was entered, with how it repeats."""

    @property
    def session(self) -> str: ...
    @property
    def at(self) -> float: ...
    @property
    def ends(self) -> float: ...


def say_moved(one: OfSeries, many: int, zone: tzinfo | None = None) -> str:
    """When a session is held now, and how many others of its series moved with it."""
    starts, ends = local_time(one.at, zone), local_time(one.ends, zone)
    said = f"{one.session} is on {say_full_date(starts.date())}, {starts:%H:%M} to {ends:%H:%M}"
    return f"{said}; {many - 1} after it moved by as much." if many > 1 else f"{said}."


def say_undone(session: str, one: OfSeries | None, many: int, zone: tzinfo | None = None) -> str:
    """What stands again, or does not stand any more; of a series with how many others."""
    said = say_moved(one, 1, zone) if one is not None else f"{session} is taken back: it stands on no day."
    if many == 1:
        return said
    others = "Another one of its series is" if many == 2 else f"{many - 1} others of its series are"
    return f"{said} {others} {'as before' if one is not None else 'taken back'} too."


def say_repeated(one: OfSeries, series: Series, many: int, zone: tzinfo | None = None) -> str:
    """How many sessions came to a series, and until when."""
    starts = local_time(one.at, zone)
    until = f" until {dated(series.until)}" if series.until is not None else ""
    more = "1 session more" if many == 1 else f"{many} sessions more"
    return f"{one.session}, {say_full_date(starts.date())}, {starts:%H:%M}, comes again {series.repeats}{until}: {more}."


def say_ended(one: OfSeries, many: int, zone: tzinfo | None = None) -> str:
    """From which day on a series is over, and how many sessions that takes away."""
    day = say_full_date(local_time(one.at, zone).date())
    return f"The series ends before {day}: {'1 session does' if many == 1 else f'{many} sessions do'} not take place."


def say_outcome(history: History, session: str, now: datetime, zone: tzinfo | None = None) -> str:
    """What is said of a client's session now."""
    found = next((one for one in history.meetings if one.key == session), None)
    return f"{history.client.name}: {_line(found, now, zone) if found else session}."


def session_lines(history: History, now: datetime, *, everything: bool, zone: tzinfo | None = None) -> list[str]:
    """One line for each session that lies ahead, or for each at all: day, time, name, and what became of it."""
    found = [one for one in history.meetings if one.is_met and (everything or (one.ends or one.at) >= now.timestamp())]
    lines = [_line(one, now, zone) for one in found if one.at]
    return lines or [f"No session of {history.client.name} {'is entered' if everything else 'lies ahead'}."]


def _line(meeting: Meeting, now: datetime, zone: tzinfo | None) -> str:
    starts = local_time(meeting.at, zone)
    what = outcome(meeting)
    over = meeting.at < now.timestamp()
    parts = [say_full_date(starts.date()), f"{starts:%H:%M}", meeting.key]
    if meeting.mode:
        parts.append(meeting.mode)
    if what is not Outcome.NOT_RECORDED or over:
        parts.append(say_told(what, meeting))
    return ", ".join(parts)


class KeptFact(Protocol):
    """What was typed of a client, with its number."""

    @property
    def thing(self) -> int: ...
    @property
    def fact(self) -> OwnFact: ...


def say_fact(one: KeptFact) -> str:
    """``4. medication: Sertraline, 50 mg, from 3 Nov 2026``; what nobody knows is left unsaid."""
    return f"{one.thing}. {say_words(one.fact)}"


def say_words(fact: OwnFact) -> str:
    """The same without the number by which the command line calls it."""
    said = fact.title if fact.kind is FactKind.PROBLEM else fact.words
    code = fact.code if fact.kind is FactKind.PROBLEM and fact.words else ""
    detail = fact.detail if fact.kind is not FactKind.PROBLEM or fact.detail == CONFIRMED else ""
    first, last = (dated(date.fromisoformat(day)) if day else "" for day in (fact.since, fact.until))
    single = fact.kind not in ENDING or fact.kind is FactKind.SAFETY_PLAN
    parts = [said, code, detail, first if single else f"from {first}" if first else "", f"to {last}" if last else ""]
    return f"{fact.kind}: {', '.join(filter(None, parts))}"


def fact_lines(client: Client, kept: Sequence[KeptFact]) -> list[str]:
    """One line for each thing that was typed of a client."""
    return [say_fact(one) for one in kept] or [f"Nothing was entered by hand of {client.name} but name and sessions."]
