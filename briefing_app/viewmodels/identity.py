"""Who a brief is about: name, age and birth date, which session this is and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from briefing_app.domain.client import CANCELLED, DIED, ENTERED, HELD, Client, Meeting
from briefing_app.domain.periods import say_date, years_between
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.attendance import noun_of, say_number

USUAL_STATUS = HELD | CANCELLED | {"booked", "pending", "planned", ""}  # any other stands as written


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this is; never shortened. ``died``, ``language`` and ``interpreter`` are as in ``Client``."""

    name: str
    details: str
    client_id: str
    similar: str
    row: int
    hidden: bool = False
    linked: bool = True
    died: str = ""
    language: str = ""
    interpreter: str = ""


def identity(facts: BriefFacts) -> Identity:
    """Who the client is, in the words of the head of a brief."""
    client, session = facts.history.client, facts.session
    parts = [client.pronouns] if client.pronouns else []
    parts.append(say_birth(client, facts.today))
    parts += [words] if (words := say_language(client)) else []
    if session is not None:
        if session.number is not None:
            since = f" since {say_date(session.since, facts.today)}" if session.since and session.number > 1 else ""
            parts.append(f"{say_number(session.number, session.not_recorded, noun_of(facts.history))}{since}")
        elif session.happens and not session.meeting.is_session:
            parts.append(f"no session: {session.meeting.title}")
        mode = {"video": "video", "phone": "phone"}.get(session.meeting.mode, "")
        times = (
            say_times(f"{session.starts:%H:%M}", f"{session.ends:%H:%M}" if session.ends else "")
            if session.timed
            else "time not recorded"
        )
        parts.append(", ".join(filter(None, (times, mode, *entered_words(session.meeting)))))
        if session.meeting.status not in USUAL_STATUS:
            parts.append(session.meeting.status)
    similar = "similar name today" if session is not None and session.similar_name else ""
    told = client.died, client.language, client.interpreter
    return Identity(client.name, " · ".join(parts), client.id, similar, client.row, client.hidden, client.known, *told)


def entered_words(meeting: Meeting) -> tuple[str, ...]:
    """What a group is called, and the room, where the clinician entered them."""
    return (meeting.title, meeting.place) if meeting.origin.resource_type == ENTERED else ()


def say_birth(client: Client, today: date) -> str:
    """Age with date of birth; a birth year alone gives no age. While names are hidden the age alone, or the year. A death goes first."""
    if not client.known:
        return "known by a calendar's words alone" if client.in_a_calendar else "not linked to a record of the export"
    if client.is_dead(today):
        return _say_death(client)
    if len(client.birth_date) == 10:
        born = date.fromisoformat(client.birth_date)
        years = years_between(born, today)
        if years < 0:
            return "age not known" if client.hidden else f"age not known, born {say_date(born, date.min)}, after this day"
        return f"age {years}" if client.hidden else f"{years}, born {say_date(born, date.min)}"
    known = client.birth_date[:4] if client.hidden else client.birth_date
    return f"born {known}" if known else "date of birth not recorded"


def _say_death(client: Client) -> str:
    born = date.fromisoformat(client.birth_date) if len(client.birth_date) == 10 else None
    day = date.fromisoformat(client.died) if len(client.died) == 10 else None
    on = f" {client.died}" if client.died != DIED and not client.hidden else ""
    said = f"died {say_date(day, date.min)}" if day and not client.hidden else f"died{on}" if on else "recorded as died"
    said += f" at {years_between(born, day)}" if born and day and born <= day else ""
    return f"{said}, born {say_date(born, date.min)}" if born and not client.hidden else said


def say_language(client: Client) -> str:
    """``interpreter, Spanish`` where one is needed, else the language where it is another one than English."""
    if client.interpreter == "needed":
        return f"interpreter, {client.language}" if client.language else "interpreter needed"
    return client.language if client.language and not client.language.lower().startswith("english") else ""


def say_times(start: str, end: str) -> str:
    """Begin and end, or the begin alone."""
    return f"{start}–{end}" if end else start
