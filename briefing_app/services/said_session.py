"""One session of a day, of which something is to be said: moved, cancelled, held, missed."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from briefing_app.domain.own_session import OWN_SESSION, OwnSession
from briefing_app.services.day import open_day
from briefing_app.storage.own_session import place_of_own
from briefing_app.storage.practice import PracticeReader


class Chosen(NamedTuple):
    """``name`` is the session's, ``client`` the row of whose it is; ``own`` as it was entered by hand, None for one of a file."""

    name: str
    client: int
    words: str
    own: OwnSession | None
    series: bool
    begun: bool


def session_of_day(reader: PracticeReader, day: date, index: int, practitioner: str, now: datetime) -> Chosen | None:
    """The session at a place of a clinician's day; None where the day has fewer by now."""
    found = open_day(reader, day, None, practitioner).sessions
    if index >= len(found):
        return None
    one = found[index]
    name, own, series = one.meeting.key, None, False
    if name.startswith(OWN_SESSION):
        place, series = place_of_own(reader, name)
        minutes = int((one.meeting.ends - one.meeting.at) // 60)
        own = OwnSession(one.starts.replace(tzinfo=None), minutes, one.meeting.mode, place, one.meeting.title)
    words = f"{one.history.client.name}, {one.starts:%H:%M}"
    return Chosen(name, one.meeting.client, words, own, series, one.starts.timestamp() <= now.timestamp())
