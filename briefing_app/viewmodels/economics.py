"""The economics sheet in words: amounts at the clinician's own fees, hours worked, and what would bring the same income."""

from __future__ import annotations

from briefing_app.domain.rtm import EVIDENCE_NOT_ELIGIBILITY
from briefing_app.services.economics import RULE, Economics
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
        ("Hours in sessions", _hours(worked.in_sessions)),
        ("Hours of documentation outside them", _hours(worked.documentation)),
        ("Hours of supervision and consultation", _hours(worked.support)),
        (f"Fee of a session ({session_code})", say_money(one.session_fee) if one.session_fee is not None else UNDEFINED),
        ("Receipts", say_money(one.receipts) if one.receipts is not None else UNDEFINED),
        ("Pay per worked hour", say_money(one.per_hour) if one.per_hour is not None else UNDEFINED),
        (
            "Pay per worked hour with the evidence",
            say_money(one.per_hour_with_evidence) if one.per_hour_with_evidence is not None else UNDEFINED,
        ),
        ("Sessions that bring the same income with the evidence", _sessions(one)),
    ]
    return found


def economics_text(one: Economics, session_code: str) -> str:
    """The sheet as a page."""
    lines = [f"Economics, {say_month(one.first)}", EVIDENCE_NOT_ELIGIBILITY, ""]
    lines += [f"{words}: {value}" for words, value in economics_lines(one, session_code)]
    return "\n".join([*lines, "", RULE])


def _hours(minutes: float) -> str:
    return f"{minutes / 60:.1f}"


def _sessions(one: Economics) -> str:
    count = one.sessions_for_the_same
    return f"{count} instead of {one.worked.sessions}" if count is not None else UNDEFINED
