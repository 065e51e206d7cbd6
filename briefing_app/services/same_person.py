"""Whether two records are one person: kept, with all that hangs on them brought together or parted at once."""

from __future__ import annotations

from datetime import datetime

from briefing_app.domain.administration import Administration, Doubts, Evidence, administrations
from briefing_app.services.measure import Catalogue
from briefing_app.storage.engine import translated_errors
from briefing_app.storage.importing import ImportTransaction
from briefing_app.storage.practice import PracticeStore


def say_of_records(
    store: PracticeStore, catalogue: Catalogue, pair: tuple[int, int], said: str, why: str, now: datetime, by: str
) -> None:
    """Keep what the clinician says of a client and another record (their rows): "one" person, "two", or "" to take back what was said.

    Where they are one, the client leads, unless the other is the one whose name is known or that the export uses. Both or neither: the word
    with its row of the audit, and the course of scores that follows. Raises Problem where there is nothing to take back.
    """
    at = now.timestamp()

    def derive(parts: list[Evidence], born: str) -> list[Administration]:
        return administrations(parts, catalogue, Doubts(born, at))

    with translated_errors():
        transaction = ImportTransaction(store.engine, at, None)
        try:
            transaction.say_of_records(*pair, said, " ".join(why.split()), at, by)
            transaction.derive_scores(derive, lambda: None)
            transaction.commit()
        except BaseException:
            transaction.rollback()
            raise
