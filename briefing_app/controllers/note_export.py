"""A note on its way out: copied field by field into another program, or saved as text, PDF or FHIR."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from briefing_app.controllers.context import Context, Controller
from briefing_app.system.fonts import FAMILY
from briefing_app.ui.pages.note import NoteView
from briefing_app.ui.saving import saved
from briefing_app.viewmodels.note import Printed, printed

if TYPE_CHECKING:
    from briefing_app.controllers.note import Noting

COPY_SECONDS = 60.0  # a note is carried field by field into another program


class NoteExport(Controller):
    """Every copy and file is written down in the audit."""

    def __init__(self, context: Context, page: NoteView, note: Noting) -> None:
        super().__init__(context, page)
        self.page, self._note = page, note
        page.copy_asked.connect(self._copy)
        page.export_asked.connect(self._export)

    def _copy(self, kind: str) -> None:
        from briefing_app.documents.note import note_as_html, note_as_text

        page = self._page_of()
        if page is None or self._note.facts is None:
            return
        self.context.clipboard.copy(note_as_text(page), COPY_SECONDS, note_as_html(page) if kind == "html" else "")
        self.context.record("exported", self._note.facts.client.row, "session note, copied")
        self.page.say("Copied; it is cleared in a minute.")

    def _page_of(self) -> Printed | None:
        note, facts = self._note.written(say=True), self._note.facts
        if note is None or facts is None:
            return None
        return printed(facts.client.name, note, self._note.stored, self.context.moment(), self.context.user())

    def _export(self, kind: str) -> None:
        kinds = {"txt": "Text (*.txt)", "pdf": "PDF (*.pdf)", "json": "FHIR (*.json)"}
        path, _ = QFileDialog.getSaveFileName(self.page, "Save the note", f"session-note.{kind}", kinds[kind])
        if path:
            self.export_to(Path(path), kind)

    def export_to(self, path: Path, kind: str) -> None:
        """The note as it stands, as ``txt``, ``pdf`` or ``json`` (FHIR R4)."""
        from briefing_app.documents.note import note_as_fhir, note_as_text
        from briefing_app.documents.printed import text_document, write_pdf

        page, facts, stored = self._page_of(), self._note.facts, self._note.stored
        if page is None or facts is None:
            return

        def write(path: Path) -> None:
            if kind == "pdf":
                write_pdf(text_document(note_as_text(page), FAMILY), path)
            elif kind == "json":
                signed = stored.signed if stored is not None else None
                found = note_as_fhir(
                    page,
                    facts.client,
                    signed.by if signed else self.context.user(),
                    signed=signed.at if signed else 0.0,
                    written=self.context.moment(),
                    amended=stored is not None and bool(stored.amendments),
                )
                path.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")
            else:
                path.write_text(note_as_text(page), "utf-8")

        if saved(self.page, path, write):
            self.context.record("exported", facts.client.row, "session note")
