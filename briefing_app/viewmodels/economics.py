"""The economics sheet in words: amounts at the clinician's own fees, hours worked, and what would bring the same income."""

from __future__ import annotations

from briefing_app.domain.rtm import EVIDENCE_NOT_ELIGIBILITY
from briefing_app.services.economics import RULE, Economics
from briefing_app.services.worktime import Worked
from briefing_app.viewmodels.rtm import say_money, say_month

UNDEFINED = "not known"


def economics_lines(one: Economics, session_code: str) -> list[tuple[str, str]]:
    """What and how much, in order; what has no basis is said to be not known."""
    worked = one.worked
    found = [
        ("Evidence ready or billed, at your fees", say_money(one.evidence)),
        ("Evidence for review, apart", say_money(one.review)),
    ]
    if one.unpriced:
        found.append(("Units without a fee of yours: no amount", str(one.unpriced)))
    found += [
        ("Sessions held", str(worked.sessions)),
        *([("Past sessions without an outcome, in no figure", str(worked.open))] if worked.open else []),
        ("Hours in sessions", _in_sessions(worked)),
        ("Hours of documentation outside them", _documentation(worked)),
        ("Hours of supervision and consultation", _hours(worked.support)),
        (f"Fee of a session ({session_code})", say_money(one.session_fee) if one.session_fee is not None else UNDEFINED),
        ("Receipts", say_money(one.receipts) if one.receipts is not None else UNDEFINED),
        ("Pay per worked hour", _per_hour(one.per_hour, worked)),
        ("Pay per worked hour with the evidence", _per_hour(one.per_hour_with_evidence, worked)),
        ("Sessions that bring the same income with the evidence", _sessions(one)),
    ]
    return found


def economics_text(one: Economics, session_code: str) -> str:
    """The sheet as a page."""
    lines = [f"Economics, {say_month(one.first)}", EVIDENCE_NOT_ELIGIBILITY, ""]
    lines += [f"{words}: {value}" for words, value in economics_lines(one, session_code)]
    return "\n".join([*lines, "", RULE])


def _in_sessions(worked: Worked) -> str:
    """Which hours somebody recorded, and which are those of the booking."""
    booked = worked.in_sessions - worked.recorded
    if booked < 0.5:
        return _hours(worked.in_sessions)
    if worked.recorded < 0.5:
        return f"{_hours(worked.in_sessions)} as booked; none recorded"
    return f"{_hours(worked.in_sessions)}, {_hours(worked.recorded)} as recorded and {_hours(booked)} as booked"


def _documentation(worked: Worked) -> str:
    if not worked.timed:
        return f"{UNDEFINED}: nothing was timed"
    least = f"at least {_hours(worked.documentation)}; nothing timed after {worked.untimed} sessions"
    return least if worked.untimed else _hours(worked.documentation)


def _per_hour(cents: float | None, worked: Worked) -> str:
    """By hours that are not all known it is at most this, and without any documentation, or with open outcomes, not known."""
    if cents is None or not worked.timed or worked.open:
        return UNDEFINED
    return f"at most {say_money(cents)}" if worked.untimed else say_money(cents)


def _hours(minutes: float) -> str:
    return f"{minutes / 60:.1f}"


def _sessions(one: Economics) -> str:
    count = one.sessions_for_the_same
    return f"{count} instead of {one.worked.sessions}" if count is not None else UNDEFINED
