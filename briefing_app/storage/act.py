"""One act, one transaction: what a person asks for is kept whole, with its row of the audit, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import TYPE_CHECKING, Concatenate, Generic, ParamSpec, TypeVar

from briefing_app.storage.engine import Transaction, translated_errors

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeStore

P = ParamSpec("P")
R = TypeVar("R")


class Act(Generic[P, R]):
    """A function on an open transaction. Called with a store it is a transaction of its own; ``within`` makes it part of another act.

    Raises Problem where it is refused or the store cannot be written; then nothing of it was kept.
    """

    def __init__(self, work: Callable[Concatenate[Transaction, P], R]) -> None:
        self.within, self.name = work, work.__name__
        update_wrapper(self, work)

    def __call__(self, store: PracticeStore, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with translated_errors(), store.engine.begin() as transaction:
            return self.within(transaction, *args, **kwargs)


def act(work: Callable[Concatenate[Transaction, P], R]) -> Act[P, R]:
    """Make an act of a function whose first argument is an open transaction."""
    return Act(work)
