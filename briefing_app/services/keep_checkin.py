"""Check-ins that are kept, and the pages that clients get: each one act with its row of the audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from briefing_app.domain.act import Done, TakeBack
from briefing_app.domain.audit import EXPORTED, IMPORTED
from briefing_app.domain.checkin import CheckinPage, Received
from briefing_app.services.enter import put_score_back, withdraw_score
from briefing_app.storage.act import act
from briefing_app.storage.audit import append
from briefing_app.storage.checkin import add_checkins, add_page, end_page, remember_mapping, reopen_page
from briefing_app.storage.engine import Transaction

PAGE = "check-in page"


class ReadAs(NamedTuple):
    """How a table with this header was read, as JSON: the next one is read in the same way."""

    header: tuple[str, ...]
    mapping: str


@act
def keep_checkins(
    transaction: Transaction, received: Sequence[Received], at: float, by: str, *, table: ReadAs | None = None
) -> Done:
    """Keep what codes or a ``table`` say, all or none; ``number`` is how many scores were new. What is there already changes nothing."""
    rows = add_checkins.within(transaction, received, at, by)
    if table is not None:
        remember_mapping.within(transaction, table.header, table.mapping, at, by)
    clients = {one.client for one in received}
    client = clients.pop() if len(clients) == 1 else 0
    append(transaction, IMPORTED, at, by, client=client, detail="check-in code" if table is None else "table of check-ins")
    return Done(TakeBack("withdraw_checkins", (rows,)), len(rows))


@act
def withdraw_checkins(transaction: Transaction, rows: Sequence[int], at: float, by: str) -> Done:
    """Scores of check-ins count no more; what came stays on file. Raises Problem where one was corrected meanwhile."""
    made = tuple(withdraw_score.within(transaction, row, "kept by mistake", at, by).number for row in rows)
    return Done(TakeBack("put_checkins_back", (made,)), len(made))


@act
def put_checkins_back(transaction: Transaction, rows: Sequence[int], at: float, by: str) -> Done:
    """Scores of check-ins that were taken back count again."""
    made = tuple(put_score_back.within(transaction, row, at, by).number for row in rows)
    return Done(TakeBack("withdraw_checkins", (made,)), len(made))


@act
def keep_page(transaction: Transaction, page: CheckinPage) -> Done:
    """Keep a page that is written for a client; ``number`` is 0, and nothing is kept, where its own number is taken."""
    if not add_page.within(transaction, page):
        return Done(TakeBack("end_checkin_page", (page.number,)))
    append(transaction, EXPORTED, page.made, page.by, client=page.client, detail=PAGE)
    return Done(TakeBack("end_checkin_page", (page.number,)), page.number)


@act
def end_checkin_page(transaction: Transaction, number: int, at: float, by: str) -> Done:
    """From now on no code of this page is taken that was finished later; one that was ended before stays as it is."""
    client = end_page.within(transaction, number, at)
    if client:
        append(transaction, "ended a check-in page", at, by, client=client)
    return Done(TakeBack("reopen_checkin_page", (number,)), number)


@act
def reopen_checkin_page(transaction: Transaction, number: int, at: float, by: str) -> Done:
    """Codes of an ended page are taken again."""
    client = reopen_page.within(transaction, number)
    if client:
        append(transaction, "went on with a check-in page", at, by, client=client)
    return Done(TakeBack("end_checkin_page", (number,)), number)
