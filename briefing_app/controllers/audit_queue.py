"""Rows of the practice's audit on their way into the store: in order, each kept until it is written."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from briefing_app.domain.audit import UnwrittenEntry

if TYPE_CHECKING:
    from briefing_app.domain.problems import Problem
    from briefing_app.services.open_practice import OpenPractice

Ask = Callable[["Callable[[OpenPractice], None]", Callable[[None], object], "Callable[[Problem], object]"], None]


class AuditQueue:
    """``ask`` puts work to the store's thread, ``by`` names the user, ``moment`` is now in seconds since 1970.

    While ``waits``, such as during an import, rows wait for its end. A store that is closed or busy loses none: what could not be written is
    written with the next row, after the next opening.
    """

    def __init__(self, ask: Ask, by: Callable[[], str], moment: Callable[[], float]) -> None:
        self._ask, self._by, self._moment = ask, by, moment
        self.waits: Callable[[], bool] = bool
        self._waiting: deque[UnwrittenEntry] = deque()

    @property
    def waiting(self) -> list[str]:
        """The actions that are not written yet."""
        return [one.action for one in self._waiting]

    def record(self, action: str, client: int = 0, detail: str = "") -> None:
        """A row with this moment and hand; it is written with the next that can be."""
        self._waiting.append(UnwrittenEntry(action, self._moment(), self._by(), client, detail))
        self.write()

    def write(self) -> None:
        """Write what waits, unless an import holds the store; what could not be written is tried again."""
        if not self._waiting or self.waits():
            return

        def work(desk: OpenPractice) -> None:
            from briefing_app.services.audit import write_rows

            write_rows(desk.store, self._waiting)

        self._ask(work, lambda _: None, lambda _: None)
