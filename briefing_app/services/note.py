"""The note of one session: which session it is, what is recorded of it, what is known to begin with, and what stands already."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, TypeVar

from briefing_app.domain.client import CANCELLED, SAME_MEETING, Client, History, Meeting
from briefing_app.domain.goal import is_goal
from briefing_app.domain.note_template import Template, template_from
from briefing_app.domain.note_text import StoredNote
from briefing_app.domain.periods import local_day
from briefing_app.domain.problems import Problem
from briefing_app.domain.session_code import SessionRules, session_rules_from
from briefing_app.services.brief import BriefFacts, brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.storage.note import notes as notes
from briefing_app.storage.note import phrases
from briefing_app.storage.practice import PracticeReader
from briefing_app.storage.rtm import client_payers, payers
from briefing_app.system.resources import resources

WITHOUT_SESSION = "no session"
LOOK_BACK = 14 * 86_400.0
SOON = 2 * 3600.0
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """``recorded`` are begin and end as the export recorded them, 0 where it did not; ``earlier`` is the newest other note of the client."""

    client: Client
    meeting: Meeting | None
    session: str
    recorded: tuple[float, float]
    brief: BriefFacts
    scored: tuple[str, ...]
    stored: tuple[StoredNote, ...]
    earlier: StoredNote | None
    phrases: dict[str, str]
    payer: str
    payers: tuple[str, ...]


def note_facts(
    reader: PracticeReader, catalogue: Catalogue, client: int, now: datetime, at: float = 0.0, zone: tzinfo | None = None
) -> NoteFacts:
    """What a note of this client begins with; ``at`` picks the session that begins then, else the newest one of two weeks or the next.

    Raises Problem when there is no such client.
    """
    history = reader.histories([client]).get(client)
    if history is None:
        raise Problem("This client is not in the store any more.", "Choose another one.")
    meeting = _meeting(history, now.timestamp(), at)
    day = local_day(meeting.at or None, meeting.day, zone) if meeting is not None else now.date()
    session = meeting.key if meeting is not None else WITHOUT_SESSION
    kept = notes(reader, client)
    others = [one for one in kept if one.session != session]
    return NoteFacts(
        history.client,
        meeting,
        session,
        _recorded(reader, meeting) if meeting is not None else (0.0, 0.0),
        brief_facts(history, catalogue, day or now.date(), zone, None, reader.rules()),
        tuple(
            catalogue(measure).short
            for measure, scores in history.scores.items()
            if not is_goal(measure)
            and any(one.score is not None and local_day(one.at or None, one.day, zone) == day for one in scores)
        ),
        tuple(one for one in kept if one.session == session),
        max(others, key=lambda one: one.created, default=None),
        phrases(reader),
        client_payers(reader).get(history.client.id, ""),
        tuple(sorted(payers(reader))),
    )


def _meeting(history: History, now: float, at: float) -> Meeting | None:
    timed = [one for one in history.meetings if one.is_session and one.at and one.status not in CANCELLED]
    if at:
        return next((one for one in timed if one.at == at), None)
    near = [one for one in timed if now - LOOK_BACK <= one.at <= now + SOON]
    return max(near, key=lambda one: one.at, default=None)


def _recorded(reader: PracticeReader, meeting: Meeting) -> tuple[float, float]:
    """Begin and end of the encounter of this meeting; the slot of an appointment is a plan, not a record."""
    if meeting.kind == "encounter":
        return meeting.at, meeting.ends
    for one in reader.meetings_between(meeting.at - SOON, meeting.at + SOON):
        same = one.appointment == meeting.resource_id or abs(one.at - meeting.at) <= SAME_MEETING
        if one.kind == "encounter" and one.client == meeting.client and same and one.ends > one.at:
            return one.at, one.ends
    return 0.0, 0.0


# -- what is data


def templates(*folders: Path) -> tuple[tuple[Template, ...], tuple[Problem, ...]]:
    """Every usable template, the clinician's own first and before a shipped one of its id; and why others are refused."""
    found: dict[str, Template] = {}
    refused = []
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            try:
                made = read_template(path)
                found.setdefault(made.id, made)
            except Problem as problem:
                refused.append(problem)
    return tuple(found.values()), tuple(refused)


def read_template(path: Path) -> Template:
    """One template. Raises Problem with the file, the line where it can be told, and the reason."""
    return _read(path, template_from, "The note template")


def check_template(text: str) -> Template:
    """A template as it is being edited. Raises Problem with the line where it can be told, and the reason."""
    return _parsed(text, template_from, "The template")


def read_session_rules(path: Path) -> SessionRules:
    """Session codes. Raises Problem with the file and the reason."""
    return _read(path, session_rules_from, "The session codes")


def shipped_session_rules() -> SessionRules:
    """The rules on session codes that come with the program. Raises Problem where they cannot be read."""
    return read_session_rules(resources() / "billing" / "sessions.toml")


def _read(path: Path, make: Callable[[dict[str, Any]], _Made], what: str) -> _Made:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise Problem(f"{what} {path.name} cannot be read: {fault}.", "Save it as UTF-8 text.") from fault
    return _parsed(text, make, f"{what} {path.name}")


def _parsed(text: str, make: Callable[[dict[str, Any]], _Made], what: str) -> _Made:
    try:
        return make(tomllib.loads(text))
    except ValueError as fault:  # a TOMLDecodeError is one, and names its line
        line = next(_lines_with(text, str(fault)), None)
        where = f", line {line}" if line else ""
        raise Problem(f"{what}{where} is refused: {fault}.", "Mend it; nothing else is touched.") from fault


def _lines_with(text: str, words: str) -> Iterator[int]:
    """Lines that hold what the words quote."""
    quoted = [part for part in words.split("'")[1::2] if part]
    for number, line in enumerate(text.splitlines(), start=1):
        if any(part in line for part in quoted):
            yield number
