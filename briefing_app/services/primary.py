"""The clinician's own primary measure of a client: set and taken back, with who, when and why."""

from __future__ import annotations

from briefing_app.domain.own_primary import OwnPrimary
from briefing_app.storage.practice import PracticeStore
from briefing_app.storage.primary_measure import keep_primary, take_primary_back


def set_primary(store: PracticeStore, client: int, primary: OwnPrimary) -> None:
    """Keep the clinician's choice and its row of the audit: both or neither."""
    keep_primary(store, client, primary._replace(why=" ".join(primary.why.split())))


def unset_primary(store: PracticeStore, client: int, at: float, by: str, why: str = "") -> None:
    """Take the choice back. Raises Problem where nothing was chosen."""
    take_primary_back(store, client, " ".join(why.split()), at, by)
