"""Silence: what is late, missed and unheard of, put together into whether it is known at all how a client is (product rule)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from briefing_app.domain.client import CANCELLED, Meeting
from briefing_app.domain.course import IN_USE_DAYS, Course, Due
from briefing_app.domain.rules import DEFAULT_RULES, Rules


@dataclass(frozen=True, slots=True)
class Engagement:
    """``missed_in_a_row`` counts the newest past appointments that did not take place; ``unknown`` is the rule's answer, ``arithmetic`` its parts.

    ``missed_check_ins`` is how often a late measure fell due since its last score; of several, the largest.
    """

    days_since_score: int | None
    last_score: date | None
    days_since_contact: int | None
    last_contact: date | None
    missed_in_a_row: tuple[tuple[date, Meeting], ...]
    late: tuple[Course, ...]
    missed_check_ins: int
    unknown: bool
    arithmetic: str


def engagement(
    courses: Sequence[Course],
    meetings: Sequence[tuple[date, Meeting]],
    messages: Sequence[date],
    today: date,
    rules: Rules = DEFAULT_RULES,
) -> Engagement:
    """Put silence together as of ``today``. ``meetings`` are past sessions with their days, oldest first; ``messages`` the days of messages.

    It is not known how a client is when every measure in use is late, and besides either the newest appointment did not take place or
    there was no contact for longer than ``silent_days``.
    """
    used = [one for one in courses if one.due is not Due.NOT_SCHEDULED and (one.days_since or 0) <= IN_USE_DAYS]
    late = tuple(one for one in used if one.due is Due.LAPSED)
    held = [day for day, one in meetings if one.status not in CANCELLED]
    last_contact = max([*held[-1:], *messages], default=None)
    last_score = max((one.points[-1].day for one in courses if one.points), default=None)
    missed: list[tuple[date, Meeting]] = []
    for day, one in reversed(meetings):
        if one.status not in CANCELLED:
            break
        missed.append((day, one))
    since_contact = (today - last_contact).days if last_contact else None
    since_score = (today - last_score).days if last_score else None
    parts = [f"{one.measure.id} {one.days_since} days > {rules.lapse_cadences:g} × {one.measure.cadence_days}" for one in late]
    if missed:
        parts.append(f"the last {len(missed)} of {len(meetings)} appointments did not take place")
    silent = since_contact is not None and since_contact > rules.silent_days
    if silent:
        parts.append(f"{since_contact} days since contact > {rules.silent_days}")
    unknown = bool(used) and len(late) == len(used) and (bool(missed) or silent)
    check_ins = max(((one.days_since or 0) // one.measure.cadence_days for one in late if one.measure.cadence_days), default=0)
    return Engagement(
        since_score, last_score, since_contact, last_contact, tuple(missed), late, check_ins, unknown, "; ".join(parts)
    )  # fmt: skip
