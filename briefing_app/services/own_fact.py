"""Problems, medication, safety plans, goals, agreements, events and episodes that are typed: each entered, changed or taken back as one act."""

from __future__ import annotations

from briefing_app.domain.act import Done, TakeBack
from briefing_app.domain.client import Client
from briefing_app.domain.own_fact import OwnFact, checked_fact
from briefing_app.domain.periods import local_time
from briefing_app.domain.problems import Problem
from briefing_app.services.own_client import check_there
from briefing_app.storage.act import act
from briefing_app.storage.audit import append
from briefing_app.storage.engine import Transaction
from briefing_app.storage.own_fact import NOT_THERE, Kept, fact_in, keep_fact
from briefing_app.storage.own_fact import own_facts as own_facts
from briefing_app.storage.practice import PracticeReader


def own_fact(reader: PracticeReader, client: int, number: int) -> Kept:
    """What was entered of a client under this number. Raises Problem where nothing of theirs has it."""
    found = next((one for one in own_facts(reader, client) if one.thing == number), None)
    if found is None:
        raise NOT_THERE
    return found


@act
def enter_fact(transaction: Transaction, client: int, fact: OwnFact, at: float, by: str) -> Done:
    """Keep something of a client (a row); ``number`` is how it is called from now on. Raises Problem for what cannot be kept."""
    check_there(transaction, client)
    thing = keep_fact.within(transaction, (client, 0), _checked(fact, at), False, at, by)
    append(transaction, "entered by hand", at, by, client=client, detail=fact.kind.value)
    return Done(TakeBack("withdraw_fact", (thing,)), thing)


@act
def change_fact(transaction: Transaction, thing: int, fact: OwnFact, at: float, by: str) -> Done:
    """What was entered reads so from now on; its kind stays. Raises Problem where it is not there, and for what cannot be kept."""
    before = _standing(transaction, thing)
    if fact.kind is not before.fact.kind:
        raise Problem(f"This is of the kind {before.fact.kind}.", "Take it back, and enter the other one.", exit_code=2)
    keep_fact.within(transaction, (before.client, thing), _checked(fact, at), False, at, by)
    append(transaction, "changed what was entered by hand", at, by, client=before.client, detail=fact.kind.value)
    return Done(TakeBack("put_fact_back", (thing, before.fact)), thing)


@act
def withdraw_fact(transaction: Transaction, thing: int, at: float, by: str) -> Done:
    """What was entered by mistake counts no more. Raises Problem where it is not there."""
    before = _standing(transaction, thing)
    keep_fact.within(transaction, (before.client, thing), before.fact, True, at, by)
    append(transaction, "took back what was entered by hand", at, by, client=before.client, detail=before.fact.kind.value)
    return Done(TakeBack("put_fact_back", (thing, before.fact)), thing)


@act
def put_fact_back(transaction: Transaction, thing: int, fact: OwnFact, at: float, by: str) -> Done:
    """What was changed or taken back reads as it did."""
    now = fact_in(transaction, thing)
    keep_fact.within(transaction, (now.client, thing), fact, False, at, by)
    append(transaction, "put back what was entered by hand", at, by, client=now.client, detail=fact.kind.value)
    back = TakeBack("withdraw_fact", (thing,)) if now.withdrawn else TakeBack("put_fact_back", (thing, now.fact))
    return Done(back, thing)


def entered_by_hand(reader: PracticeReader, client: int) -> tuple[Client, list[Kept]]:
    """A client (a row), and what stands of what was entered of them, oldest first."""
    return reader.histories([client])[client].client, own_facts(reader, client)


def _standing(transaction: Transaction, thing: int) -> Kept:
    found = fact_in(transaction, thing)
    if found.withdrawn:
        raise Problem("This is taken back already.", "Nothing was changed.", exit_code=2)
    return found


def _checked(fact: OwnFact, at: float) -> OwnFact:
    return checked_fact(fact, local_time(at, None).date())
