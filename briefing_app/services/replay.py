"""What the rules would have said over the past: at every session held, on what was known that day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from briefing_app.domain.client import CANCELLED, History
from briefing_app.domain.periods import local_day
from briefing_app.domain.rules import Rule, Rules
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue

REPLAY_DAYS = 182


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many different lines a rule would have put into briefs, and on how many clients."""

    rule: Rule
    lines: int
    clients: int


def replay(
    histories: Sequence[History], catalogue: Catalogue, today: date, rules: Rules, zone: tzinfo | None = None
) -> tuple[Replayed, ...]:
    """Count every signal once, however many sessions it stood in."""
    found: dict[Rule, set[tuple[int, str, str]]] = {rule: set() for rule in Rule}
    first = today - timedelta(days=REPLAY_DAYS)
    for history in histories:
        for day in sorted(_session_days(history, first, today, zone)):
            for one in brief_facts(history, catalogue, day, zone, None, rules).review:
                found[one.signal.rule].add((history.client.row, " ".join(one.signal.measures), one.signal.basis))
    return tuple(Replayed(rule, len(lines), len({row for row, _, _ in lines})) for rule, lines in found.items())


def _session_days(history: History, first: date, today: date, zone: tzinfo | None) -> set[date]:
    days = {
        local_day(one.at or None, one.day, zone) for one in history.meetings if one.is_session and one.status not in CANCELLED
    }
    return {day for day in days if day is not None and first <= day <= today}
