"""What the clinician decides of a client: the one way to keep it, for the window and for the command line."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from briefing_app.domain.act import By
from briefing_app.domain.own_primary import OwnPrimary
from briefing_app.domain.start import OwnStart
from briefing_app.services.measure import Catalogue
from briefing_app.services.primary import set_primary, unset_primary
from briefing_app.services.same_person import say_of_records
from briefing_app.services.start import set_start, unset_start
from briefing_app.storage.practice import PracticeStore

START, PRIMARY, SAME_PERSON = "start", "primary", "same person"


class Decided(NamedTuple):
    """``kind`` is START, PRIMARY, or SAME_PERSON with a blank and the row of the other record; an empty ``value`` takes it back."""

    kind: str
    value: str
    why: str


def decide(store: PracticeStore, catalogue: Catalogue, client: int, decided: Decided, by: By) -> None:
    """Keep one decision on a client (a row) with its row of the audit. Raises Problem, and then nothing was kept."""
    (kind, value, why), (user, now) = decided, by
    at = now.timestamp()
    if kind.startswith(SAME_PERSON):
        say_of_records(store, catalogue, (client, int(kind.rpartition(" ")[2])), value, why, by)
    elif kind == PRIMARY:
        if value:
            set_primary(store, client, OwnPrimary(value, why, at, user))
        else:
            unset_primary(store, client, at, user, why)
    elif value:
        set_start(store, client, OwnStart(date.fromisoformat(value), why, at, user), now.date())
    else:
        unset_start(store, client, at, user, why)
