"""A question for a colleague: a sheet without the client's name, saved as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from briefing_app.controllers.context import Controller
from briefing_app.system.fonts import FAMILY
from briefing_app.ui.saving import saved

if TYPE_CHECKING:
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.ui.brief_view import BriefView


class ConsultController(Controller):
    """Makes the sheet of the client whose brief asks for it."""

    def connect_brief(self, brief: BriefView) -> None:
        brief.consult_asked.connect(self.open)

    def open(self, client: int) -> None:
        """The dialog of a text for a colleague about a client (a row)."""
        today = self.context.now().date()

        def work(desk: OpenPractice) -> tuple[str, list[str], str]:
            from briefing_app.services.brief import brief_facts
            from briefing_app.viewmodels.consult import make_consult, names_of

            history = desk.reader.histories([client])[client]
            facts = brief_facts(history, desk.catalogue, today, None, None, desk.reader.rules())
            return make_consult(facts), names_of(facts), history.client.name

        def show(found: tuple[str, list[str], str]) -> None:
            from briefing_app.ui.dialogs.consult import ConsultPanel

            draft, names, name = found
            panel = ConsultPanel(draft, names, self.context.shell)
            panel.name_client(name)
            panel.save_asked.connect(lambda text: self._save(client, text))
            panel.open()

        self.ask(work, show)

    def _save(self, client: int, text: str) -> None:
        from briefing_app.documents.printed import text_document, write_pdf

        window = self.context.shell
        path, _ = QFileDialog.getSaveFileName(window, "Save the consult sheet", "consult.pdf", "PDF (*.pdf)")
        sheet = text_document(text, FAMILY)
        if path and saved(window, Path(path), lambda path: write_pdf(sheet, path)):
            self.context.record("printed", client, "consult sheet")
