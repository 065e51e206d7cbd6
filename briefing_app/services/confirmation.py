"""A practice confirms a number that has no source in hand: with who, when and the source, in one act with its row of the audit."""

from __future__ import annotations

from briefing_app.domain.confirmation import Confirmed, refuse_number
from briefing_app.domain.measure import Measure
from briefing_app.storage.confirmed_number import keep_number, take_number_back
from briefing_app.storage.practice import PracticeStore


def confirm_number(store: PracticeStore, measure: Measure, one: Confirmed) -> None:
    """Keep it, or raise Problem; then nothing was kept. ``measure`` is as it stands without what the practice confirmed before."""
    tidy = one._replace(source=" ".join(one.source.split()))
    refuse_number(measure, tidy)
    keep_number(store, tidy)


def take_back_number(store: PracticeStore, measure: str, name: str, at: float, by: str) -> None:
    """The number is a reference again, or none. Raises Problem where it was not confirmed."""
    take_number_back(store, measure, name, at, by)
