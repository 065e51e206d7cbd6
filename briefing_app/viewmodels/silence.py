"""The words of not knowing how a client is: since when nothing was heard, what was not kept, what is not counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from briefing_app.domain.course import Course
from briefing_app.domain.message import is_sent, sent_on
from briefing_app.domain.periods import say_date
from briefing_app.domain.records import Author
from briefing_app.domain.review import Signal
from briefing_app.domain.safety import newest_positive, positive_without_day
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.worse import say_days, say_was_worse


def say_unknown(signal: Signal, facts: BriefFacts) -> str:
    """Since when nothing was heard, the last score, what was not kept, and what else is known."""
    found, today = facts.engagement, facts.today
    heard = f"not heard from since {say_date(found.last_contact, today)}" if found.last_contact else "never heard from"
    parts = [_last_score(facts.courses, today)]
    if found.not_kept:
        days = sorted(day for day, _ in found.not_kept)
        count = len(days)
        listed = ", ".join(say_date(day, today) for day in days[:-2]) + (", " if count > 2 else "") + say_days(days[-2:], today)
        parts.append(f"{count} {'appointment' if count == 1 else 'appointments'} not kept ({listed})")
    safety = newest_positive(facts.safety)
    if safety is not None:
        parts.append(f"last positive safety answer {say_date(safety, today)}")
    if positive_without_day(facts.safety):
        parts.append("a positive safety answer on a form without a usable date")
    worse = "".join(f"; {say_was_worse(one)}" for one in signal.worse)
    return f"We do not know how this client is: {heard}; {', '.join(parts)}{_not_counted(facts)}{worse}."


def _not_counted(facts: BriefFacts) -> str:
    """The newest message that may be the client's and yet is no contact: nobody recorded who wrote it, or when."""
    last = facts.engagement.last_contact
    perhaps = [
        (day, fact)
        for fact in facts.history.facts
        if is_sent(fact) and fact.author in (Author.CLIENT.value, Author.UNSTATED.value)
        if (day := sent_on(fact, facts.zone)) is None or (fact.author == Author.UNSTATED.value and day <= facts.today)
        if day is None or last is None or day > last
    ]
    shown = {fact.key for fact in facts.since.messages}
    undated = any(day is None and fact.key in shown for day, fact in perhaps)
    newest = max((day for day, _ in perhaps if day is not None), default=None)
    said = f"; a message of {say_date(newest, facts.today)}, whose author is not recorded, is not counted" if newest else ""
    return said + ("; a message without a date that can be relied on is not counted" if undated else "")


def _last_score(courses: Sequence[Course], today: date) -> str:
    known = [one for one in courses if one.latest is not None and one.measure.domain not in ("alliance", "goal")]
    if not known:
        return "no score in this course"
    newest = max(known, key=lambda one: one.latest.day if one.latest else date.min)
    latest = newest.latest
    return f"last score {say_date(latest.day, today)} ({newest.measure.short} {latest.value:g})" if latest else ""
