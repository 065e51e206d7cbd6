"""Notes that sessions owe: said to be finished, by a click after the timer or in the list of the ledger's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from shiboken6 import isValid

from briefing_app.controllers.context import Controller
from briefing_app.domain.note import FINISHED

if TYPE_CHECKING:
    from briefing_app.services.open_ledger import OpenLedger
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.ui.dialogs.figures import NotesPanel
    from briefing_app.viewmodels.ledger_parts import NoteLine


class OwedNotes(Controller):
    """``marked``: what was said of a session's note is kept in the practice."""

    marked = Signal()

    def mark(self, client: str, session: str, state: str) -> None:
        """Say in the practice what is true of the note of a client's session."""
        self.ask(self._marking(client, session, state), lambda _: self.marked.emit())

    def mark_line(self, panel: NotesPanel, line: NoteLine, state: str) -> None:
        """The same of a line in the list, which it leaves once that is kept."""
        from briefing_app.ui.dialogs.dialog import until_kept

        def kept(_: None) -> None:
            if isValid(panel):
                panel.show_marked(line)
            self.marked.emit()

        _, refused = until_kept(panel, kept, self.refuse)
        self.ask(self._marking(line.client, line.session, state), kept, refused)

    def _marking(self, client: str, session: str, state: str) -> Callable[[OpenPractice], None]:
        by, now = self.context.user(), self.context.moment()

        def work(desk: OpenPractice) -> None:
            from briefing_app.services.session_word import mark_note

            mark_note(desk.store, client, session, state, now, by)

        return work

    def finish(self, client: str) -> None:
        """The newest session of the client that owes a note owes it no more."""
        practitioner, now = self.context.settings.practitioner, self.context.now()

        def work(desk: OpenLedger) -> str:
            from briefing_app.services.owed import owed_by

            return owed_by(desk.private, desk.reader, now, client, None, practitioner)

        def mark(session: str) -> None:
            if session:
                self.mark(client, session, FINISHED)

        self.context.ask_own(self, work, mark)
