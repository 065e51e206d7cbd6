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
    at = {one.what: one for one in seen if one.what}
    brief = next((one for one in sorted(seen, key=lambda one: one.at) if not one.what), None)
    found = [one for one in messages if one.status not in NEVER_SENT and _is_new(one, (at.get(one.key), brief), begun, zone)]
    return tuple(sorted(found, key=lambda one: (_sent(one, zone) or one.origin.imported, one.key), reverse=True))


def _is_new(one: ClinicalFact, seen: tuple[Seen | None, Seen | None], begun: float | None, zone: tzinfo | None) -> bool:
    """``seen``: when the message was first shown, and when anything of the client's brief was."""
    shown, brief = seen
    if shown is not None:
        return begun is None or shown.at >= begun
    sent = _sent(one, zone)
    if begun is None or sent is None:
        return True
    if brief is None:
        return sent >= begun
    return sent >= min(brief.since, begun) or one.origin.imported > brief.at


def shown_to(seen: Sequence[Seen], whose: str) -> tuple[Seen, ...]:
    """What ``whose``, as the export calls them, has been shown: what another clinician has seen hides nothing from them (product rule).

    What was shown where nobody was named counts for everybody, and for nobody in particular everything does. That any brief of the client has been
    on screen stands for all of them: the program was in use, and what is not kept as shown was not.
    """
    return tuple(one for one in seen if not (one.what and whose) or one.whose in (whose, ""))


def not_shown(messages: Iterable[ClinicalFact], seen: Sequence[Seen]) -> tuple[ClinicalFact, ...]:
    """Those of the messages that have never been on screen or on paper."""
    keys = {one.what for one in seen}
    return tuple(one for one in messages if one.key not in keys)


def is_sent(one: ClinicalFact) -> bool:
    """Whether a record is a message that went somewhere: neither a draft nor a mistake."""
    return one.kind == MESSAGE and one.status not in NEVER_SENT


def dated_right(one: ClinicalFact, zone: tzinfo | None) -> bool:
    """Whether a message has a day, and one that does not lie ahead of its own import."""
    day = local_day(one.at or None, one.day if len(one.day) == 10 else "", zone)
    if day is None:
        return False
    limit = one.origin.imported + AHEAD_SECONDS
    return one.at <= limit if one.at else day <= local_time(limit, zone).date()


def sent_on(one: ClinicalFact, zone: tzinfo | None) -> date | None:
    """The day on which a message was sent; None where that cannot be relied on."""
    return local_day(one.at or None, one.day, zone) if dated_right(one, zone) else None


def _sent(one: ClinicalFact, zone: tzinfo | None) -> float | None:
    """When a message was sent; of one of which only the day is known, the end of that day: it may have been the evening."""
    if not dated_right(one, zone):
        return None
    return one.at or local_midnight(date.fromisoformat(one.day) + timedelta(days=1), zone) - 1
