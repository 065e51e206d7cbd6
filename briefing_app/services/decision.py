"""What the clinician decides of a client: the one way to keep it, for the window and for the command line."""

from __future__ import annotations

from datetime import date, datetime

from briefing_app.domain.own_primary import OwnPrimary
from briefing_app.domain.start import OwnStart
from briefing_app.services.measure import Catalogue
from briefing_app.services.primary import set_primary, unset_primary
from briefing_app.services.same_person import say_of_records
from briefing_app.services.start import set_start, unset_start
from briefing_app.storage.practice import PracticeStore

START, PRIMARY, SAME_PERSON = "start", "primary", "same person"


def decide(
    store: PracticeStore, client: int, kind: str, value: str, why: str, now: datetime, by: str, catalogue: Catalogue
) -> None:
    """Keep one decision with its row of the audit; an empty ``value`` takes it back. Raises Problem, and then nothing was kept.

    ``kind`` is START, PRIMARY, or SAME_PERSON with a blank and the row of the other record.
    """
    at = now.timestamp()
    if kind.startswith(SAME_PERSON):
        say_of_records(store, catalogue, (client, int(kind.rpartition(" ")[2])), value, why, now, by)
    elif kind == PRIMARY:
        if value:
            set_primary(store, client, OwnPrimary(value, why, at, by))
        else:
            unset_primary(store, client, at, by, why)
    elif value:
        set_start(store, client, OwnStart(date.fromisoformat(value), why, at, by), now.date())
    else:
        unset_start(store, client, at, by, why)
