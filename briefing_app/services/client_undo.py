"""What was done last with the record of a client is taken back: two records that became one, details that were changed, a client who was added."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from briefing_app.domain.act import By
from briefing_app.domain.own_client import FIRST_ROW
from briefing_app.domain.problems import Problem
from briefing_app.services.measure import Catalogue
from briefing_app.services.own_client import put_details_back, take_client_back
from briefing_app.services.same_person import say_of_records
from briefing_app.storage.own_client import said_before
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.same_person import newest_word


class Undone(Enum):
    PARTED = "parted"
    DETAILS = "details"
    GONE = "gone"


def undo_client(
    store: PracticeStore, reader: PracticeReader, catalogue: Catalogue, client: int, now: datetime, by: str
) -> Undone:
    """Take back what was done last with a client's record (a row); what it was. Raises Problem where nothing was done by hand."""
    word, said = newest_word(reader, client), said_before(reader, client)
    what = last_done(reader, client)
    if what is Undone.PARTED and word is not None:
        say_of_records(store, catalogue, (word.client, word.other), "", "", By(by, now))
    elif what is Undone.GONE:
        take_client_back(store, client, now.timestamp(), by)
    else:
        put_details_back(store, client, said[1].said, now.timestamp(), by)
    return what


def last_done(reader: PracticeReader, client: int) -> Undone:
    """What of a client's record (a row) would be taken back now. Raises Problem where nothing was done by hand."""
    word, said = newest_word(reader, client), said_before(reader, client)
    if word is not None and (not said or word.at >= said[0].entered):
        return Undone.PARTED
    if not said:
        raise Problem("Nothing was done by hand with the record of this client.", "There is nothing to take back.", exit_code=2)
    return Undone.GONE if len(said) == 1 and client >= FIRST_ROW else Undone.DETAILS
