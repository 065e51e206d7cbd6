"""The demo's scores from paper: one invented teenager whose forms are filled in at the session and typed in afterwards."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from briefing_app.domain.act import By
from briefing_app.services.entry import Filled, make_entry
from briefing_app.services.measure import Catalogue
from briefing_app.sources.demo.people import PEOPLE
from briefing_app.storage.entry import add_score
from briefing_app.storage.practice import PracticeReader, PracticeStore

MEASURE, BY = "ORS", "Robin Demo"


def make_demo_paper(store: PracticeStore, catalogue: Catalogue, today: date) -> None:
    """One total a week, entered on the day of the session; the newest is of the last session before ``today``."""
    reader = PracticeReader(store)
    try:
        for person in PEOPLE:
            client = reader.row_of(f"demo-{person.given}-{person.family}".lower())
            if client is None:
                continue
            last = today + timedelta(days=person.day - 7)
            for weeks, total in enumerate(reversed(person.ors)):
                day = last - timedelta(weeks=weeks)
                now = datetime.combine(day, time(18)).astimezone()
                add_score(store, make_entry(catalogue(MEASURE), client, day, Filled(total), By(BY, now)))
    finally:
        reader.close()
