"""Clients without a session on a day whose words nobody has seen, or whose new safety answer nobody has acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from briefing_app.domain.client import Client, History
from briefing_app.domain.message import not_shown, shown_to
from briefing_app.domain.safety import safety_lines
from briefing_app.domain.taken_back import standing
from briefing_app.services.day import Day
from briefing_app.services.measure import Catalogue
from briefing_app.services.safety import answered
from briefing_app.services.since import since_last
from briefing_app.storage.practice import PracticeReader

AT_ONCE = 100  # clients read in one go
MESSAGE_DAYS, SCORE_DAYS = 365, 90  # what is older waits in the client's own brief (product rule)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A client without a session that day: how many messages have never been shown, and how many new safety lines wait."""

    client: Client
    messages: int
    safety: int


def waiting_without_session(
    reader: PracticeReader, catalogue: Catalogue, day: Day, zone: tzinfo | None = None
) -> tuple[Waiting, ...]:
    """By name. With a practitioner chosen, only clients who have met them or are to; a session that does not take place is none."""
    here = {one.history.client.row for one in day.sessions if one.happens}
    since = (day.day - timedelta(days=MESSAGE_DAYS), day.day - timedelta(days=SCORE_DAYS))
    rows = [row for row in reader.with_messages_or_scores(*since) if row not in here]
    found = []
    for history in _histories(reader, rows):
        if _is_theirs(history, day.practitioner):
            one = _waiting(history, catalogue, day, zone)
            if one.messages or one.safety:
                found.append(one)
    return tuple(sorted(found, key=lambda one: (one.client.family.lower(), one.client.given.lower(), one.client.row)))


def _histories(reader: PracticeReader, rows: list[int]) -> Iterator[History]:
    for first in range(0, len(rows), AT_ONCE):
        yield from reader.histories(rows[first : first + AT_ONCE]).values()


def _is_theirs(history: History, practitioner: str) -> bool:
    return not practitioner.strip() or any(one.is_of(practitioner) for one in history.meetings)


def _reader(history: History, practitioner: str) -> str:
    """Who reads this day, as the export calls them: the one chosen, by id or part of a name; "" where nobody is."""
    theirs = [found for one in history.meetings if (found := one.clinician(practitioner))]
    by_id = [one for one in theirs if practitioner.strip().lower() in (one.id.lower(), one.role.lower())]
    return next((one.id for one in (*by_id, *theirs)), "")


def _waiting(history: History, catalogue: Catalogue, day: Day, zone: tzinfo | None) -> Waiting:
    reader = _reader(history, day.practitioner)
    new = since_last(history, day.day, zone, whose=reader)
    last: date | None = new.last_session
    lines = safety_lines(answered(history, catalogue, zone), day.day, standing(history.answers), day.rules, last)
    safety = sum(1 for line in lines if line.waits and (last is None or line.day is None or line.day >= last))
    return Waiting(
        history.client,
        len(not_shown(new.messages, shown_to(history.seen, new.whose))),
        safety,
    )
