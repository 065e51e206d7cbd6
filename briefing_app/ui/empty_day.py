"""What a day without sessions offers: whose the events of a calendar are, the ways to begin, the nearest days with sessions, the clients."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from briefing_app.domain.periods import say_date
from briefing_app.viewmodels.day import DayPage

Action = tuple[str, str, object]


def empty_actions(
    page: DayPage, asked: int, show_day: Callable[[date], object], slots: tuple[Callable[[], object], ...]
) -> list[Action]:
    """Button text, tool tip and slot, the first for the main one. ``asked`` is how many series of calendars ask whose they are; ``slots`` ask whose
    they are, show the ways to begin, and show the clients."""
    who, ways, clients = slots
    seen = [("Show clients", "Ctrl+2", clients)] if page.caseload else []
    if page.caseload and page.earlier is not None and page.later is None and not asked:
        return [("Show that day", say_date(page.earlier, date.today()), _to(show_day, page.earlier)), *seen]
    first: list[Action] = [("Who is this?  Y", "Whose the events of your calendar are (Y)", who)] if asked else []
    if page.bare and not asked:
        first = [("Ways to begin", "A file, by hand, the demo", ways)]
    days = [
        (f"{words} day with sessions: {say_date(day, date.today())}", "", _to(show_day, day))
        for words, day in (("Next", page.later), ("Last", page.earlier))
        if day is not None
    ]
    return [*first, *days, *seen]


def _to(show_day: Callable[[date], object], day: date) -> Callable[[], object]:
    return lambda: show_day(day)
