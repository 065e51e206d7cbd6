"""The clinician's own primary measure of a client: set and taken back, with who, when and why."""

from __future__ import annotations

from briefing_app.domain.act import Done, TakeBack
from briefing_app.domain.own_primary import OwnPrimary
from briefing_app.storage.act import act
from briefing_app.storage.engine import Transaction
from briefing_app.storage.primary_measure import keep_primary, newest_primary, take_primary_back


@act
def set_primary(transaction: Transaction, client: int, primary: OwnPrimary) -> Done:
    """Keep the clinician's choice and its row of the audit: both or neither."""
    back = _back(transaction, client)
    keep_primary.within(transaction, client, primary._replace(why=" ".join(primary.why.split())))
    return Done(back)


@act
def unset_primary(transaction: Transaction, client: int, at: float, by: str, why: str = "") -> Done:
    """Take the choice back. Raises Problem where nothing was chosen."""
    back = _back(transaction, client)
    take_primary_back.within(transaction, client, " ".join(why.split()), at, by)
    return Done(back)


@act
def put_primary_back(transaction: Transaction, client: int, measure: str, why: str, at: float, by: str) -> Done:
    """What was chosen before stands again."""
    return set_primary.within(transaction, client, OwnPrimary(measure, why, at, by))


def _back(transaction: Transaction, client: int) -> TakeBack:
    """What makes stand again what stands now."""
    measure, why = newest_primary(transaction, client)
    return TakeBack("put_primary_back", (client, measure, why)) if measure else TakeBack("unset_primary", (client,))
