"""One act, one transaction: what a person asks for is kept whole, with its row of the audit, or not at all.

While an import or a backup of ours has the store to itself, an act waits beside it (``storage.waiting``) and counts at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import TYPE_CHECKING, Concatenate, Generic, ParamSpec, TypeVar

from briefing_app.domain.act import Done
from briefing_app.domain.problems import Busy, NotWritten
from briefing_app.storage.engine import Transaction, translated_errors

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeStore

P = ParamSpec("P")
R = TypeVar("R")


class Step(Generic[P, R]):
    """A function on an open transaction, part of an act by ``within``. Called with a store it is a transaction of its own, after what waits.

    Raises Problem where it is refused or the store cannot be written; then nothing of it was kept.
    """

    def __init__(self, work: Callable[Concatenate[Transaction, P], R]) -> None:
        self.within, self.name, self.module = work, work.__name__, work.__module__
        update_wrapper(self, work)

    def __call__(self, store: PracticeStore, /, *args: P.args, **kwargs: P.kwargs) -> R:
        store.waiting.run()
        with translated_errors(), store.engine.begin() as transaction:
            return self.within(transaction, *args, **kwargs)


class Act(Step[P, Done]):
    """What a person asks for, whole. What waits is kept before it; where the store is held by our own import, it waits itself."""

    def __call__(self, store: PracticeStore, /, *args: P.args, **kwargs: P.kwargs) -> Done:
        with translated_errors(), store.waiting.in_time():
            try:
                return super().__call__(store, *args, **kwargs)
            except (Busy, NotWritten) as problem:
                if not store.waiting.takes(problem):
                    raise
                return store.waiting.put(self, lambda transaction: self.within(transaction, *args, **kwargs), args, kwargs)


def step(work: Callable[Concatenate[Transaction, P], R]) -> Step[P, R]:
    """Make a step of a function whose first argument is an open transaction."""
    return Step(work)


def act(work: Callable[Concatenate[Transaction, P], Done]) -> Act[P]:
    """Make an act of a function whose first argument is an open transaction; the others are what ``storage.waiting`` can write down."""
    return Act(work)
