"""Acts that waited beside the store and were refused: what they were, and once more."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from briefing_app.storage.practice import PracticeStore


class RefusedAct(NamedTuple):
    """``name`` is the act's (as in ``services.acts.ACTS``), ``at`` when it was done in seconds since 1970, ``words`` what was written."""

    path: Path
    name: str
    at: float
    words: str


def refused_acts(store: PracticeStore) -> list[RefusedAct]:
    """The oldest first. Raises Problem for one that this store's key does not read; it stays where it is."""
    waiting = store.waiting
    return [RefusedAct(one.path, one.name, one.at, waiting.words_of(one.path)) for one in waiting.refused()]


def try_again(store: PracticeStore, one: RefusedAct) -> None:
    """Keep it after all, in its own transaction. Raises the Problem for which it is refused; then it stays beside the store."""
    store.waiting.again(one.path)
