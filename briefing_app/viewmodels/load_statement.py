"""The conditions of work in sentences: caps, trauma sessions, what moved, and what was before and after a change."""

from __future__ import annotations

import json
from datetime import date

from briefing_app.domain.comparison import TREND_WEEKS, Comparison
from briefing_app.domain.conditions import inside_since, statement
from briefing_app.domain.group import GroupReport
from briefing_app.domain.load import Cap, CapState, TraumaTags
from briefing_app.domain.periods import local_time, say_date
from briefing_app.domain.self_check import PROQOL
from briefing_app.services.ledger import LedgerFacts
from briefing_app.viewmodels.conditions import TITLES, conditions_of, say_cap_value
from briefing_app.viewmodels.recovery import say_long_blocks, say_weeks
from briefing_app.viewmodels.timed import say_minutes


def load_conditions(facts: LedgerFacts, outcome: tuple[str, GroupReport] | None) -> tuple[str, ...]:
    """What is known of the conditions of work, a sentence each."""
    checks = [
        (date.fromisoformat(one.day), json.loads(one.scores).get("compassion satisfaction", (None, ""))[1])
        for one in facts.checks
        if one.instrument == PROQOL
    ]
    conditions = conditions_of(facts)
    since = inside_since(conditions, [week.monday for week in facts.weeks])
    lines = list(statement(conditions, checks, say_date(since, facts.today)))
    lines += _cap_warnings(facts)
    if facts.declared:
        lines.append(_trend_words([week.time.invisible if week.time.whole else None for week in facts.weeks[:-1]]))
    lines += [_comparison_words(one, facts.today) for one in facts.comparisons]
    lines.append(say_weeks([week.recovery for week in facts.weeks]))
    lines.append(say_long_blocks(facts.long_blocks))
    if facts.run[0] > 1:
        lines.append(
            f"Today's longest run without a full gap, as booked: {facts.run[0]} sessions, {say_minutes(facts.run[1])}."
        )
    lines.append(say_trauma(facts.trauma))
    if facts.days_since_off is not None and _anything_known(facts):
        days = f"{facts.days_since_off} {'day' if facts.days_since_off == 1 else 'days'} ago"
        lines.append(f"Last full day without a booked session and with nothing timed: {days}.")
    if outcome is not None:
        lines.append(_say_outcome(*outcome))
    return tuple(line for line in lines if line)


def _say_outcome(measure: str, report: GroupReport) -> str:
    """All of the caseload, so that nobody is left out of the sum."""
    return (
        f"{measure}, start to last score, {report.clients} {'client' if report.clients == 1 else 'clients'}: {report.improved} reliably"
        f" improved, {report.deteriorated} reliably worse, {report.unchanged} unchanged, {report.unmeasured} unmeasured."
    )


def _anything_known(facts: LedgerFacts) -> bool:
    """Whether there was a session or an entry yet; before, every day would count as one off."""
    return facts.timed_since is not None or any(week.sessions for week in facts.weeks)


def say_trauma(tags: TraumaTags) -> str:
    """The share of trauma sessions where every session carries a tag; else counts, and that the share is not known."""
    if not tags.sessions:
        return ""
    if tags.share is not None:
        return (
            f"Trauma sessions {100 * tags.share:.0f} % of the last 28 days ({tags.yes} of {tags.sessions}), by your own tags."
        )
    if tags.least is None:
        return f"Trauma sessions: not known; none of {tags.sessions} sessions of the last 28 days carries a tag."
    return (
        f"Trauma sessions: {tags.yes} of {tags.sessions} sessions of the last 28 days are tagged so, {tags.unsaid} carry no tag;"
        " the share is not known."
    )


def say_cap(one: Cap) -> str:
    """A cap with what is booked; never more than the numbers, and where they are not known, that."""
    unit = " %" if one.name == "trauma_percent" else ""
    if one.value is None:
        return f"{TITLES[one.name]}: not known; your cap is {one.limit:g}{unit}."
    words = say_cap_value(one)
    unsure = "; whether it is over is not known" if one.state is CapState.NOT_KNOWN else ""
    return f"{words[0].upper()}{words[1:]}; your cap is {one.limit:g}{unit}{unsure}."


def _cap_warnings(facts: LedgerFacts) -> list[str]:
    """Caps that are nearly reached or not known, and when going over one was chosen."""
    near = [one for one in facts.caps if one.state in (CapState.NEAR, CapState.AT, CapState.NOT_KNOWN)]
    lines = [say_cap(one) for one in near]
    if facts.overrides:
        cap, _, reason, at = facts.overrides[-1]
        times = len(facts.overrides)
        day = say_date(local_time(at, None).date(), facts.today)
        lines.append(
            f"Going over a cap was chosen {times} {'time' if times == 1 else 'times'}, last on {day} ({TITLES[cap].lower()}: {reason})."
        )
    return lines


def _trend_words(weeks: list[float | None]) -> str:
    """How many weeks in a row the hours outside working time have moved one way, up to last week; a week timed in part ends the row."""
    falling = rising = 0
    for later, earlier in zip(reversed(weeks), reversed(weeks[:-1]), strict=False):
        if later is None or earlier is None:
            break
        if later < earlier and not rising:
            falling += 1
        elif later > earlier and not falling:
            rising += 1
        else:
            break
    if falling >= 2:
        return f"Hours outside working time have fallen {falling} weeks in a row."
    return f"Hours outside working time have risen {rising} weeks in a row." if rising >= 2 else ""


def _comparison_words(one: Comparison, today: date) -> str:
    after, before = (
        f"{say_minutes(60 * found.median)} ({say_minutes(60 * found.low)}–{say_minutes(60 * found.high)}, {found.n} weeks)"
        for found in (one.after, one.before)
    )
    return (
        f"Since “{one.words}” ({say_date(one.day, today)}) documentation for 8 h of sessions was {after}; before {before}."
        f"{_trend_before(one)}"
    )


def _trend_before(one: Comparison) -> str:
    """What was under way before the change, and what it alone would have come to."""
    if one.trend is None:
        return (
            " Before it there was no clear trend."
            if one.before.n >= TREND_WEEKS
            else " The weeks before are too few for a trend."
        )
    way = "falling" if one.trend.slope < 0 else "rising"
    return (
        f" Before it was already {way}, by {say_minutes(60 * abs(one.trend.slope))} a week; had that gone on, it would have come to"
        f" {say_minutes(60 * one.trend.expected)}."
    )
