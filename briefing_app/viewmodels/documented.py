"""The words of documentation time: what was timed, when, and how much of it outside working time; "at least" where a part is not known."""

from __future__ import annotations

from datetime import date

from briefing_app.domain.documentation import RULE as TIME_RULE
from briefing_app.domain.documentation import Documented
from briefing_app.domain.periods import say_date
from briefing_app.services.hour_grid import GridCell
from briefing_app.services.ledger import LedgerFacts, Week
from briefing_app.viewmodels.ledger_parts import DOCUMENTATION, INVISIBLE, NOT_KNOWN, Cell, Figure, WeekBar
from briefing_app.viewmodels.timed import say_minutes

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _at_least(time: Documented) -> str:
    return "" if time.whole else "at least "


def _untimed(time: Documented) -> str:
    """What keeps a sum from being the whole."""
    count = time.untimed
    return f"; nothing timed after {count} {'session' if count == 1 else 'sessions'}" if count else ""


def documentation_figure(facts: LedgerFacts) -> Figure:
    """Documentation for eight hours of sessions, with how it compares."""
    time, rule = facts.time, f"{TIME_RULE}{_indices(facts)}"
    title = "Documentation for 8 h of sessions" if time.doc8 is not None else "Documentation"
    if not time.known:
        return Figure(DOCUMENTATION, title, NOT_KNOWN, f"not timed{_untimed(time)}; N times it", "muted", rule)
    value = _at_least(time) + say_minutes(60 * time.doc8 if time.doc8 is not None else time.documented)
    if time.doc8 is None:
        words = f"beside {say_minutes(time.scheduled)} of sessions; set against them from 8 h of sessions on"
    elif facts.returned is None:
        words = _not_compared(facts)
    else:
        way = f"{say_minutes(abs(facts.returned))} {'less than' if facts.returned > 0 else 'more than'}"
        words = f"{way if round(facts.returned) else 'as much as'} at the rate of your first four weeks"
    return Figure(DOCUMENTATION, title, value, f"{words}{_untimed(time)}", "plain", rule)


def _not_compared(facts: LedgerFacts) -> str:
    if not facts.baseline_weeks or facts.baseline is None:
        return "compared with your first four weeks, later"
    if facts.baseline.doc8 is None:
        return "your first four weeks had too few sessions to compare with"
    return "not compared with your first four weeks: one or the other was timed in part"


def _indices(facts: LedgerFacts) -> str:
    """The published ratios by their names, for whoever compares them; "" where there are none."""
    time = facts.time
    if time.doc8 is None or time.wow8 is None or time.v8 is None:
        return ""
    returned = f" Hours returned: {facts.returned / 60:.1f}." if facts.returned is not None else ""
    least = "" if time.whole else " at least"
    unseen = f"V8 {time.v8:.2f}" if facts.declared else "V8 not known"
    return f" Here{least}: Doc8 {time.doc8:.2f}, WOW8 {time.wow8:.2f}, {unseen}.{returned}"


def invisible_figure(facts: LedgerFacts) -> Figure:
    """What was timed outside the declared working time."""
    title = "Outside working time"
    if not facts.declared:
        return Figure(INVISIBLE, title, "–", "known once you declare your working hours", "muted", TIME_RULE)
    time = facts.time
    if not time.known:
        return Figure(INVISIBLE, title, NOT_KNOWN, f"not timed{_untimed(time)}", "muted", TIME_RULE)
    words = f"of {say_minutes(time.documented)} timed{_untimed(time)}"
    value = f"{_at_least(time)}{say_minutes(time.invisible)}"
    return Figure(INVISIBLE, title, value, words, "plain", f"{TIME_RULE}{_indices(facts)}")


def hour_cells(facts: LedgerFacts) -> tuple[Cell, ...]:
    """Hours in which something was timed, or a session stood and nothing was."""
    most = max((one.minutes for one in facts.grid), default=0.0)
    return tuple(_cell(one, most, facts.declared) for one in facts.grid if one.minutes > 0.5 or one.unknown)


def _cell(one: GridCell, most: float, declared: bool) -> Cell:
    """``declared``: which hours are working hours is known; else nothing lies outside them."""
    place = f"{DAYS[one.weekday][:3]} {one.hour}:00"
    if one.unknown:
        return Cell(one.weekday, one.hour, 0.0, False, f"{place}: a session, nothing timed: not known", unknown=True)
    outside = f", {one.invisible:.0f} outside working hours" if declared and one.invisible > 0.5 else ""
    invisible = declared and one.invisible > one.minutes / 2
    return Cell(one.weekday, one.hour, one.minutes / most, invisible, f"{place}: {one.minutes:.0f} min timed{outside}")


def say_hours(facts: LedgerFacts) -> str:
    """When documentation happened, in a sentence; and where that is not known."""
    timed = [one for one in facts.grid if not one.unknown]
    if not timed:
        return "Nothing was timed in this time: when documentation happened is not known."
    most = max(timed, key=lambda one: one.minutes)
    unseen = sum(one.invisible for one in timed)
    outside = f", of it {say_minutes(unseen)} outside working hours" if facts.declared else ""
    return (
        f"When documentation happened: {say_minutes(sum(one.minutes for one in timed))} timed{outside}; most on"
        f" {DAYS[most.weekday]} at {most.hour}:00.{' Dashed: a session, nothing timed.' if len(timed) < len(facts.grid) else ''}"
    )


def week_bar(week: Week, today: date) -> WeekBar:
    """One week of hours outside working time, None where nothing was timed."""
    label, time = say_date(week.monday, today), week.time
    if not time.known:
        return WeekBar(label, None, f"Week of {label}: not timed")
    hours = time.invisible / 60
    words = f"Week of {label}: {_at_least(time)}{hours:.1f} h outside working time"
    return WeekBar(label, hours, words, at_least=not time.whole)
