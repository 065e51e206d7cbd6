"""What waits beside the store until it can be written: kept as soon as it can be, and said where it waited over a closing or was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from briefing_app.viewmodels.waiting import say_refused

if TYPE_CHECKING:
    from briefing_app.controllers.context import Context
    from briefing_app.domain.act import Ran
    from briefing_app.services.open_practice import OpenPractice

LOOK_MS = 1000


class WaitingActs(QObject):
    """Looks every second whether something waits; it asks the store only then."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._asked = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def opened(self, ran: Ran) -> None:
        """The store is open: what waited when the window was last closed is kept, which a row on Today says, or refused."""
        self._context.kept_late = ran.kept
        self._refused(ran)

    def look(self) -> None:
        """Keep what waits, if the store is free."""
        if self._asked or self._context.stores.practice is None or not any(self._context.profile.waiting.glob("*.act")):
            return
        self._asked = True
        self._context.ask(self, _run, self._ran, lambda _: self._ran(None))

    def _ran(self, ran: Ran | None) -> None:
        self._asked = False
        if ran is not None:
            self._refused(ran)

    def _refused(self, ran: Ran) -> None:
        for one in ran.refused:
            self._context.say(*say_refused(one))


def _run(desk: OpenPractice) -> Ran:
    return desk.store.waiting.run_or_show()
