"""What the practice confirms of instruments: a number that has no source in hand, a file of its own. Each in one act with its row of the audit."""

from __future__ import annotations

from briefing_app.domain.act import Done, TakeBack
from briefing_app.domain.confirmation import Confirmed, refuse_number
from briefing_app.domain.measure import Measure
from briefing_app.domain.own_version import OwnVersion, State
from briefing_app.storage.act import act
from briefing_app.storage.confirmed_number import confirmed_numbers, keep_number, standing_number, take_number_back
from briefing_app.storage.engine import Transaction
from briefing_app.storage.own_version import add_own_version
from briefing_app.storage.practice import PracticeStore


def confirmed_now(store: PracticeStore) -> dict[str, tuple[Confirmed, ...]]:
    """What the practice confirmed and did not take back."""
    return confirmed_numbers(store)


def confirm_number(store: PracticeStore, measure: Measure, one: Confirmed) -> Done:
    """Keep it, or raise Problem; then nothing was kept. ``measure`` is as it stands without what the practice confirmed before."""
    tidy = one._replace(source=" ".join(one.source.split()))
    refuse_number(measure, tidy)
    return keep_confirmed(store, tidy)


@act
def keep_confirmed(transaction: Transaction, one: Confirmed) -> Done:
    """A number that was looked at (``confirm_number``) counts from now on."""
    before = standing_number(transaction, one.measure, one.name)
    keep_number.within(transaction, one)
    if before is None:
        return Done(TakeBack("take_back_number", (one.measure, one.name)))
    return Done(TakeBack("put_number_back", (before[:4],)))


@act
def put_number_back(transaction: Transaction, number: tuple[str, str, float, str], at: float, by: str) -> Done:
    """A number (measure, name, value, source) counts again as it was confirmed before."""
    return keep_confirmed.within(transaction, Confirmed(*number, at, by))


@act
def take_back_number(transaction: Transaction, measure: str, name: str, at: float, by: str) -> Done:
    """The number is a reference again, or none. Raises Problem where it was not confirmed."""
    before = standing_number(transaction, measure, name)
    take_number_back.within(transaction, measure, name, at, by)
    return Done(TakeBack("put_number_back", (before[:4],) if before is not None else ()))


@act
def change_own_file(transaction: Transaction, measure: str, digest: str, state: str, at: float, by: str) -> Done:
    """A file of the practice's own for an instrument that ships counts from now on, or no more (``storage.own_version.State``)."""
    add_own_version.within(transaction, OwnVersion(measure, digest, state, at, by))
    other = State.ENDED if state == State.COUNTS else State.COUNTS
    return Done(TakeBack("change_own_file", (measure, digest, other.value)))
