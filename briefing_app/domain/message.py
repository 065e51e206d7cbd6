"""Which messages are still to be read: all that were not yet shown when the last session began, and everything since (product rule)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta, tzinfo

from briefing_app.domain.client import ClinicalFact, Seen
from briefing_app.domain.periods import local_day, local_midnight, local_time

MESSAGE, OUTGOING = "message", "practice"
NEVER_SENT = frozenset({"preparation", "not-done", "entered-in-error"})
AHEAD_SECONDS = 86_400  # a message dated further ahead of its import has no date that can be relied on


def new_messages(
    messages: Iterable[ClinicalFact], seen: Sequence[Seen], begun: float | None, zone: tzinfo | None
) -> tuple[ClinicalFact, ...]:
    """The messages of a brief, newest first. ``begun`` is the start of the last held session in seconds since 1970, None where there is none.

    One that was shown stays until a session has begun after it was. One that was not is there if it was sent after that session began; and, once
    anything of the client's brief has been shown, also if it only came in after that, or was sent after the session before it. A message
    without a usable date is there until it has been shown.
    """
    at = {one.what: one for one in seen}
    found = [one for one in messages if one.status not in NEVER_SENT and _is_new(one, at, begun, zone)]
    return tuple(sorted(found, key=lambda one: (_sent(one, zone) or one.origin.imported, one.key), reverse=True))


def _is_new(one: ClinicalFact, seen: dict[str, Seen], begun: float | None, zone: tzinfo | None) -> bool:
    if one.key in seen:
        return begun is None or seen[one.key].at >= begun
    sent = _sent(one, zone)
    if begun is None or sent is None:
        return True
    brief = seen.get("")
    if brief is None:
        return sent >= begun
    return sent >= min(brief.since, begun) or one.origin.imported > brief.at


def not_shown(messages: Iterable[ClinicalFact], seen: Sequence[Seen]) -> tuple[ClinicalFact, ...]:
    """Those of the messages that have never been on screen or on paper."""
    keys = {one.what for one in seen}
    return tuple(one for one in messages if one.key not in keys)


def dated_right(one: ClinicalFact, zone: tzinfo | None) -> bool:
    """Whether a message has a day, and one that does not lie ahead of its own import."""
    day = local_day(one.at or None, one.day if len(one.day) == 10 else "", zone)
    if day is None:
        return False
    limit = one.origin.imported + AHEAD_SECONDS
    return one.at <= limit if one.at else day <= local_time(limit, zone).date()


def _sent(one: ClinicalFact, zone: tzinfo | None) -> float | None:
    """When a message was sent; of one of which only the day is known, the end of that day: it may have been the evening."""
    if not dated_right(one, zone):
        return None
    return one.at or local_midnight(date.fromisoformat(one.day) + timedelta(days=1), zone) - 1
