"""Deleting the ledger: what goes with it, one question, and then nothing of it is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.controllers.context import Context, Controller
from briefing_app.domain.problems import Problem
from briefing_app.ui.pages.load import LoadPage

if TYPE_CHECKING:
    from briefing_app.services.open_ledger import OpenLedger


class LedgerErasure(Controller):
    """The next timer makes a new one."""

    def __init__(self, context: Context, page: LoadPage) -> None:
        super().__init__(context, page)
        self.page = page
        page.delete_asked.connect(self.ask_first)

    def ask_first(self) -> None:
        """Name the process notes that would go, and ask, before the ledger is deleted."""
        from briefing_app.ui.dialogs.ledger import DeletePanel
        from briefing_app.viewmodels.deleted import say_process_notes

        def work(desk: OpenLedger) -> str:
            return say_process_notes(desk.private.process_notes_by_client(), desk.reader.names())

        def show(notes: str) -> None:
            panel = DeletePanel(notes, self.page)
            panel.confirmed.connect(self.delete)
            panel.open()

        self.context.ask_own(self, work, show)

    def delete(self) -> None:
        """Delete the store with its key, and say what is gone."""
        try:
            self.page.show_state("Your ledger is deleted", self.context.stores.erase_ledger())
        except Problem as problem:
            self.page.show_problem(problem.sentence, problem.remedy)
