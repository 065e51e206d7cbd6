"""What the clinician decides of a client: the one way to keep it, for the window and for the command line."""

from __future__ import annotations

from datetime import date, datetime

from briefing_app.domain.start import OwnStart
from briefing_app.services.start import set_start, unset_start
from briefing_app.storage.practice import PracticeStore


def decide(store: PracticeStore, client: int, kind: str, value: str, why: str, now: datetime, by: str) -> None:
    """Keep one decision with its row of the audit; an empty ``value`` takes it back. Raises Problem, and then nothing was kept."""
    at = now.timestamp()
    if not value:
        unset_start(store, client, at, by, why)
    else:
        set_start(store, client, OwnStart(date.fromisoformat(value), why, at, by), now.date())
