"""Silence: what is late, not kept and unheard of, put together into whether it is known at all how a client is (product rule)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from briefing_app.domain.attendance import NOT_KEPT, Outcome, outcome
from briefing_app.domain.client import Meeting
from briefing_app.domain.course import IN_USE_DAYS, Course
from briefing_app.domain.rules import DEFAULT_RULES, Rules
from briefing_app.domain.worse import ALLIANCE

SHORT_CADENCE = 30  # days; a measure taken more rarely says nothing about the last weeks (product rule)
RECENT_DAYS = 14  # a session held this lately is known (product rule)
INTERVALS = 2  # times the usual interval without contact are silence where that is longer (product rule)
NOT_KEPT_IN_A_ROW = 3  # appointments, whatever the measures; two with no contact (product rule)


@dataclass(frozen=True, slots=True)
class Engagement:
    """``not_kept`` are the newest past appointments in a row that the client did not keep, newest first.

    ``unknown`` is the rule's answer, ``arithmetic`` its parts. Contact is a held session, or a message or form of the client's own.
    """

    last_contact: date | None
    not_kept: tuple[tuple[date, Meeting], ...]
    late: tuple[Course, ...]
    unknown: bool
    arithmetic: str

    def days_since_contact(self, today: date) -> int | None:
        """Calendar days since the last contact; None where none is known."""
        return (today - self.last_contact).days if self.last_contact else None


def engagement(
    courses: Sequence[Course],
    meetings: Sequence[tuple[date, Meeting]],
    contacts: Sequence[date],
    today: date,
    rules: Rules = DEFAULT_RULES,
    over: bool = False,
) -> Engagement:
    """Put silence together as of ``today``. ``meetings`` are past sessions with their days, oldest first; ``contacts`` the days of the
    client's own messages. Forms that the client filled in count as contact as well. Where treatment is ``over``
    nobody is expected, and nothing is unknown.
    """
    in_use = [one for one in courses if one.days_since is not None and one.days_since <= IN_USE_DAYS]
    short = [
        one
        for one in in_use
        if one.measure.domain != ALLIANCE and one.measure.cadence_days is not None and one.measure.cadence_days <= SHORT_CADENCE
    ]
    late = [one for one in short if (one.days_since or 0) > rules.lapse_cadences * (one.measure.cadence_days or 0)]
    outcomes = [(day, one, outcome(one)) for day, one in meetings]
    held = [day for day, _, found in outcomes if found is Outcome.HELD]
    forms = [one.points[-1].day for one in courses if one.points and one.measure.rater == "self"]
    last_contact = max([*held[-1:], *contacts, *forms], default=None)
    not_kept: list[tuple[date, Meeting]] = []
    for day, one, found in reversed(outcomes):
        if found is Outcome.HELD:
            break
        if found in NOT_KEPT:
            not_kept.append((day, one))
    silent_after = max(rules.silent_days, INTERVALS * _usual(held))
    since_contact = (today - last_contact).days if last_contact else None
    silent = since_contact is not None and since_contact > silent_after
    missed = len(not_kept) >= (1 if any(one.solid for one in courses) else 2)
    away = not held or (today - held[-1]).days > RECENT_DAYS
    unmeasured = len(late) == len(short)
    by_score = unmeasured and (missed or silent) and away
    quiet = since_contact is None or since_contact > RECENT_DAYS
    by_attendance = len(not_kept) >= NOT_KEPT_IN_A_ROW or (len(not_kept) >= NOT_KEPT_IN_A_ROW - 1 and quiet)
    parts = [f"{one.measure.id} {one.days_since} days > {rules.lapse_cadences:g} × {one.measure.cadence_days}" for one in late]
    parts += [] if short else ["no score of a measure taken at least monthly in this course"]
    parts += [f"appointments not kept in a row: {len(not_kept)}"] if not_kept else []
    parts += [f"{since_contact} days since contact > {silent_after:g}"] if silent else []
    parts += [f"last session held {(today - held[-1]).days} days ago > {RECENT_DAYS}"] if held and away else []
    return Engagement(
        last_contact=last_contact,
        not_kept=tuple(not_kept),
        late=tuple(late),
        unknown=not over and (by_score or by_attendance),
        arithmetic="; ".join(parts),
    )


def _usual(held: Sequence[date]) -> float:
    """The client's usual number of days between held sessions, 0 where two are not known."""
    days = sorted(set(held))
    return median((later - earlier).days for earlier, later in pairwise(days)) if len(days) > 1 else 0
