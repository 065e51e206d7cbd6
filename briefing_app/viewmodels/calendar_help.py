"""What Help says about calendars: what is read of them, what are sessions, whose they are, and what a second reading changes."""

from __future__ import annotations

from briefing_app.domain.calendar import DAYS_AHEAD, DAYS_BACK
from briefing_app.viewmodels.instrument import Fact

TITLE = "Calendars"
_PRODUCT = "product rule"
CALENDARS = (
    Fact(
        "What is read of a calendar",
        f"times, words, categories, status and room of its events, from {DAYS_BACK} days back to {DAYS_AHEAD} ahead. Descriptions, links, addresses and"
        " alarms are never kept. An event that cannot be read is refused alone, with its number and the reason",
        _PRODUCT,
    ),
    Fact(
        "Times",
        "stand on the clock that their zone names: IANA and Windows names, the file's own table, an offset; where nobody knows the zone, on this"
        " computer's, and the report says so. A series in UTC keeps UTC, and so moves by an hour when the clock here changes",
        "RFC 5545; Windows names by Unicode CLDR",
    ),
    Fact(
        "Which events are sessions",
        "is known once you say it: of a whole calendar, a category, a word or one series (Y on Today, briefing names rule). Until then they stand in the"
        " schedule under the calendar's own words, and Today says that it is not known. Whole days and events without length are none",
        _PRODUCT,
    ),
    Fact(
        "Whose a session is",
        "a client's full name or id, or what you said of these words or this series before, is taken. Everything else is asked, once for each"
        " series; initials, first names and names that two clients have are never taken for one. What was entered for a session moves with your answer. Who"
        " is no client yet is added one by one or all at once (Y, briefing names add --all): whole names are ticked, initials are not",
        _PRODUCT,
    ),
    Fact(
        "Read again",
        "a calendar changes only what changed; an older copy of an event changes nothing. A coming session that its file does not list any more is kept"
        " and marked “no longer in the calendar”; what is past, and what lies outside the file's own first and last event, stays as it is. A series"
        " that is moved as a whole, by less than a week, stays the same sessions",
        "RFC 5546, 2.1.5; product rule",
    ),
    Fact(
        "A session of two sources",
        "an event within ten minutes of the same client's session in an export, or of one entered by hand, is that session",
        _PRODUCT,
    ),
)
