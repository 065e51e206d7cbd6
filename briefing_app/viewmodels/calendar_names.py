"""The words of what is asked of a calendar: which of its events are sessions, and whose they are."""

from __future__ import annotations

from briefing_app.domain.calendar_names import ALL, CANCELLED_BY, CATEGORY, LAST_FIRST, WORD, CalendarRule
from briefing_app.domain.periods import WEEKDAYS, dated
from briefing_app.services.calendar_names import AskedFor


def say_asked(one: AskedFor) -> str:
    """ "“J.R.” in Work, Mondays 10:00, 12 times from 12 Oct 2026, series abc: perhaps Jamal Reyes (1043)"."""
    session = "" if one.session else ", whether it is a session is not said"
    guess = f"; perhaps {one.guess[1]} ({one.guess[0]}): {one.guess[2]}" if one.guess else ""
    return f"“{one.words or 'no words'}” in {one.name}, {say_times(one)}{session}, series {one.uid}{guess}"


def say_times(one: AskedFor) -> str:
    """ "Mondays 10:00, 12 times from 12 Oct 2026" where all are of one weekday and hour."""
    day, first = WEEKDAYS[one.first.weekday()], dated(one.first.date())
    if one.times == 1:
        return f"{day} {first}, {one.first:%H:%M}"
    if one.regular:
        return f"{day}s {one.first:%H:%M}, {one.times} times from {first}"
    return f"{one.times} times from {day} {first}, {one.first:%H:%M}"


def say_rule(rule: CalendarRule) -> str:
    """What a rule says, in a sentence without its end."""
    word = "are sessions" if rule.session else "are no sessions"
    calendar = rule.calendar.partition(" ")[2] or rule.calendar
    match rule.kind:
        case kind if kind == ALL:
            return f"all events of {calendar} {word}"
        case kind if kind == CATEGORY:
            return f"events of {calendar} in the category {rule.value} {word}"
        case kind if kind == WORD:
            return f"events of {calendar} with the word {rule.value} {word}"
        case kind if kind == CANCELLED_BY:
            return f"in {calendar} a session whose words begin with “{rule.value}” is cancelled"
        case kind if kind == LAST_FIRST:
            return f"in {calendar} names stand as Last, First"
        case _:
            return f"the series {rule.value.partition(' ')[2]} of {calendar}: {'sessions' if rule.session else 'no sessions'}"
