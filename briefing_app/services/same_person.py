"""Whether two records are one person: kept, with all that hangs on them brought together or parted at once."""

from __future__ import annotations

from briefing_app.domain.act import By
from briefing_app.domain.administration import Administration, Doubts, Evidence, administrations
from briefing_app.domain.problems import Problem
from briefing_app.services.measure import Catalogue
from briefing_app.storage.change_record import RECORDS
from briefing_app.storage.engine import translated_errors
from briefing_app.storage.importing import ImportTransaction
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.same_person import record_row


def record_called(reader: PracticeReader, source: str) -> int:
    """The row of a record by its id in the export, also of one that is shown under another. Raises Problem where there is none."""
    row = record_row(reader, source)
    if row is None:
        raise Problem(f"No record has the id {source}.", "The import report and the brief name it.", exit_code=2)
    return row


def say_of_records(store: PracticeStore, catalogue: Catalogue, pair: tuple[int, int], said: str, why: str, by: By) -> None:
    """Keep what the clinician says of a client and another record (their rows): "one" person, "two", or "" to take back what was said.

    Where they are one, the client leads, unless the other is the one whose name is known or that the export uses. Both or neither: the word
    with its row of the audit, and the course of scores that follows. Raises Problem where there is nothing to take back.
    """
    at = by.now.timestamp()

    def derive(parts: list[Evidence], born: str) -> list[Administration]:
        return administrations(parts, catalogue, Doubts(born, at))

    with translated_errors():
        transaction = ImportTransaction(store.engine, at, None)
        try:
            transaction.write_down(RECORDS, at)
            transaction.say_of_records(*pair, said, " ".join(why.split()), at, by.user)
            transaction.derive_scores(derive, lambda: None)
            transaction.commit()
        except BaseException:
            transaction.rollback()
            raise
