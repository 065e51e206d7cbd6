"""Notes that sessions owe: said to be finished, by a click after the timer or in the list of the ledger's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from briefing_app.controllers.context import Controller
from briefing_app.domain.note import FINISHED

if TYPE_CHECKING:
    from briefing_app.services.desk import Desk
    from briefing_app.services.private_desk import PrivateDesk


class OwedNotes(Controller):
    """``marked``: what was said of a session's note is kept in the practice."""

    marked = Signal()

    def mark(self, client: str, session: str, state: str) -> None:
        """Say in the practice what is true of the note of a client's session."""
        by, now = self.context.user(), self.context.moment()

        def work(desk: Desk) -> None:
            from briefing_app.services.session_word import mark_note

            mark_note(desk.store, client, session, state, now, by)

        self.ask(work, lambda _: self.marked.emit())

    def finish(self, client: str) -> None:
        """The newest session of the client that owes a note owes it no more."""
        practitioner, now = self.context.settings.practitioner, self.context.now()

        def work(desk: PrivateDesk) -> str:
            from briefing_app.services.owed import owed_by

            return owed_by(desk.private, desk.reader, now, client, None, practitioner)

        def mark(session: str) -> None:
            if session:
                self.mark(client, session, FINISHED)

        self.context.ask_own(self, work, mark)
