"""The ledger as text and as JSON, with the same figures as the page (resources/schemas/ledger.schema.json)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from briefing_app.domain.documentation import Documented
from briefing_app.domain.load import TraumaTags
from briefing_app.domain.recovery import recovery_of
from briefing_app.domain.support import SupportState
from briefing_app.services.ledger import LedgerFacts, Week
from briefing_app.viewmodels.ledger import LedgerPage


def ledger_as_json(facts: LedgerFacts, page: LedgerPage) -> dict[str, Any]:
    """The document of ``briefing ledger --json``: minutes as numbers, ratios in hours for 8 scheduled hours, and the page's words."""
    return {
        "period": facts.period,
        "first": facts.first.isoformat(),
        "last": facts.last.isoformat(),
        "time": _time(facts.time, facts.declared),
        "working_hours_declared": facts.declared,
        "baseline": _time(facts.baseline, facts.declared) if facts.baseline is not None else None,
        "baseline_weeks": [day.isoformat() for day in facts.baseline_weeks],
        "returned_minutes": _rounded(facts.returned),
        "weeks": [_week(week, facts.declared) for week in facts.weeks],
        "gaps": [
            {
                "date": day.isoformat(),
                "planned": _rounded(gap.planned),
                "needed": _rounded(gap.needed),
                "taken": _rounded(gap.taken),
                "status": gap.status.value,
            }
            for day, gap in facts.gaps
        ],
        "recovery": asdict(recovery_of(gap for _, gap in facts.gaps)),
        "longest_run_today": {"sessions": facts.run[0], "minutes": _rounded(facts.run[1])},
        "days_since_day_off": facts.days_since_off,
        "load": _load(facts),
        "support": [_support(one) for one in facts.support],
        "self_checks": [
            {"instrument": one.instrument, "date": one.day, "scores": json.loads(one.scores)} for one in facts.checks
        ],
        "notes": _notes(facts),
        "figures": [asdict(one) for one in page.figures],
        "comparisons": [
            {
                "date": one.day.isoformat(),
                "words": one.words,
                "before": asdict(one.before),
                "after": asdict(one.after),
                "trend_before": asdict(one.trend) if one.trend is not None else None,
            }
            for one in facts.comparisons
        ],
        "conditions": list(page.conditions),
        "entries": [one.words for one in page.entries],
        "not_counted": [one.words for one in page.away],
    }


def ledger_as_text(page: LedgerPage) -> str:
    """My load for a terminal: the figures with what they rest on, then each list under its title."""
    lines = ["My load", page.title, ""]
    lines += [f"{one.title}: {one.value} ({one.words})" for one in page.figures]
    lines += ["", "Supervision and consultation"] + ["  " + " · ".join(row.cells) for row in page.support]
    if page.checks:
        lines += ["", page.check_title] + ["  " + " ".join(row.cells) for row in page.checks]
    lines += ["", "Conditions"] + [f"  {line}" for line in page.conditions]
    if page.note:
        lines += ["", page.note]
    return "\n".join(lines)


def _week(week: Week, declared: bool) -> dict[str, Any]:
    return {
        "monday": week.monday.isoformat(),
        **_time(week.time, declared),
        "gaps": asdict(week.recovery),
        "sessions": week.sessions,
        "without_outcome": week.open,
        "points": week.points,
        "trauma": _trauma(week.trauma),
        "support_owing": sorted(week.owing),
    }


def _load(facts: LedgerFacts) -> dict[str, Any]:
    caps = [
        {
            "name": cap.name,
            "limit": cap.limit,
            "value": _rounded(cap.value),
            "at_least": cap.at_least,
            "state": cap.state.value,
        }
        for cap in facts.caps
    ]
    return {
        "points": facts.points,
        "clients": len(facts.active),
        "weighted": sum(1 for _, weight in facts.active if weight is not None),
        "week_sessions": facts.week_sessions,
        "week_without_outcome": facts.week_open,
        "projected_sessions": facts.projected_sessions,
        "trauma": _trauma(facts.trauma),
        "caps": caps,
        "overrides": len(facts.overrides),
    }


def _support(one: SupportState) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "agreed": asdict(one.agreed) if one.agreed else None,
        "done": one.done,
        "last": one.last.isoformat() if one.last else None,
        "cancelled": len(one.cancelled),
        "due": one.due.isoformat() if one.due else None,
        "days_over": one.days_over,
    }


def _notes(facts: LedgerFacts) -> dict[str, Any]:
    owed = [{"session": one.session.key, "client": one.session.client, "state": one.state.value} for one in facts.notes.owed]
    return {
        "due_hours": facts.note_hours[0],
        "late_hours": facts.note_hours[1],
        "owed": owed,
        "finished": len(facts.notes.finished),
        "lag_hours": _rounded(facts.notes.lag_hours),
        "minutes_per_note": _rounded(facts.notes.minutes_per_note),
    }


def _time(time: Documented, declared: bool) -> dict[str, Any]:
    """Minutes as they were timed; null where nothing was, and at least that much where a session has nothing timed after it.

    Without ``declared`` working hours nobody knows what lay outside them: null too.
    """
    timed = time.known
    return {
        "scheduled": _rounded(time.scheduled),
        "documented": _rounded(time.documented) if timed else None,
        "outside_sessions": _rounded(time.outside_sessions) if timed else None,
        "invisible": _rounded(time.invisible) if timed and declared else None,
        "doc8": _rounded(time.doc8),
        "wow8": _rounded(time.wow8),
        "v8": _rounded(time.v8) if declared else None,
        "share_invisible": _rounded(time.share, 4) if declared else None,
        "untimed_sessions": time.untimed,
        "at_least": timed and not time.whole,
    }


def _trauma(tags: TraumaTags) -> dict[str, Any]:
    return {"tagged": tags.yes, "not": tags.no, "untagged": tags.unsaid, "share": _rounded(tags.share, 4)}


def _rounded(value: float | None, places: int = 2) -> float | None:
    return None if value is None else round(value, places)
