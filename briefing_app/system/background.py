"""A value worked out in a thread of its own while something else is loaded."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Ahead(Generic[T]):
    """Starts ``work`` at once; ``result`` waits for it, and raises what it raised."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._values: list[T] = []
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="ahead", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._values.append(self._work())
        except BaseException as fault:
            self._fault = fault

    def result(self) -> T:
        """What was worked out meanwhile, waited for. Raises what it raised."""
        self._thread.join()
        if self._fault is not None:
            raise self._fault
        return self._values[0]
