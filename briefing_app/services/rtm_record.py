"""What the clinician records for RTM, its payers and fees: each one act with its row of the audit."""

from __future__ import annotations

from datetime import date

from briefing_app.domain.act import Done, TakeBack
from briefing_app.domain.fees import Fee
from briefing_app.domain.rtm import Payer
from briefing_app.domain.rtm_record import BillingRow, Revision, RtmRecord
from briefing_app.storage.act import act
from briefing_app.storage.audit import append
from briefing_app.storage.engine import Transaction
from briefing_app.storage.practice import PracticeStore
from briefing_app.storage.rtm import (
    add_billing_row,
    add_record,
    fee_row,
    newest_payer,
    payer_row,
    record_in,
    rtm_record,
    set_client_payer,
)


@act
def keep_record(transaction: Transaction, one: RtmRecord, at: float, by: str) -> Done:
    """Keep a record or a new revision of one; ``number`` is the record, the same for all its revisions.

    Raises Problem when what it replaces was changed meanwhile.
    """
    row = add_record.within(transaction, one, at, by)
    what = "changed" if one.replaces is not None else "recorded"
    append(transaction, f"{'took back' if one.withdrawn else what} for RTM", at, by, client=one.client, detail=one.kind)
    thing = one.thing if one.thing is not None else row
    before = record_in(transaction, one.replaces) if one.replaces is not None else None
    content, withdrawn = (before.content, bool(before.withdrawn)) if before is not None else (one.content, True)
    back = one._replace(content=content, thing=thing, replaces=row, withdrawn=withdrawn, reason="taken back")
    return Done(TakeBack("keep_record", (back,)), thing)


def add(store: PracticeStore, given: Revision, at: float, by: str) -> int:
    """``keep_record`` of what a dialog gives; returns the record."""
    one = rtm_record(
        given.client,
        given.content,
        episode=given.episode,
        replaces=given.replaces,
        reason=given.reason,
        withdrawn=given.withdrawn,
    )
    return keep_record(store, one, at, by).number


@act
def keep_billing(transaction: Transaction, one: BillingRow, at: float, by: str) -> Done:
    """How a payer treats RTM, or a fee, from its day on. The audit names the kind alone."""
    back = add_billing_row.within(transaction, one, at, by)
    append(transaction, f"took a {one.kind} back" if one.withdrawn else f"set a {one.kind}", at, by)
    return Done(TakeBack("keep_billing", (back,)))


def set_payer(store: PracticeStore, payer: Payer, since: date, at: float, by: str) -> Done:
    """How a payer treats RTM from a day on."""
    return keep_billing(store, payer_row(payer, since), at, by)


def set_fee(store: PracticeStore, fee: Fee, at: float, by: str, *, withdrawn: bool = False) -> Done:
    """A fee from its day on; the one before keeps holding until then."""
    return keep_billing(store, fee_row(fee, withdrawn=withdrawn), at, by)


@act
def name_payer(transaction: Transaction, client: int, payer: str, at: float, by: str) -> Done:
    """Who pays for a client from now on; "" is nobody named."""
    before = newest_payer(transaction, client)
    set_client_payer.within(transaction, client, payer, at, by)
    append(transaction, "named a payer", at, by, client=client)
    return Done(TakeBack("name_payer", (client, before)))
