"""The audit in the window: read, shown, and saved as CSV or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from briefing_app.controllers.context import Controller
from briefing_app.documents.tables import AUDIT_COLUMNS, audit_row, write_csv, write_json
from briefing_app.domain.audit import EXPORTED
from briefing_app.services.audit import audit_fault, read_audit
from briefing_app.services.backup import vault_of
from briefing_app.ui.dialogs.audit import AuditPanel
from briefing_app.ui.saving import saved
from briefing_app.viewmodels.audit import AuditLine, AuditPage, make_audit

if TYPE_CHECKING:
    from briefing_app.services.open_practice import OpenPractice


class AuditController(Controller):
    """Reads the chain in the store's thread, where holding it against the backups may take its time."""

    def open(self) -> None:
        """The dialog of the audit, once its rows are read."""
        self.ask(self._page, self._show)

    def _show(self, page: AuditPage) -> None:
        panel = AuditPanel(page, self.context.shell)
        panel.save_asked.connect(self._choose)
        panel.open()

    def _choose(self, lines: list[AuditLine], kind: str) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self.context.shell, "Save the audit", f"audit.{kind}", f"{kind.upper()} (*.{kind})"
        )
        if path:
            self.save(lines, kind, Path(path))

    def save(self, lines: list[AuditLine], kind: str, path: Path) -> None:
        """Oldest first, as the command line prints them: clients by the number of their row, never by name."""
        rows = [audit_row(line.deed) for line in reversed(lines)]

        def write(path: Path) -> None:
            with path.open("w", encoding="utf-8", newline="") as stream:
                if kind == "csv":
                    write_csv(stream, AUDIT_COLUMNS, rows)
                else:
                    write_json(stream, rows)

        if saved(self.context.shell, path, write, said=f"{len(rows)} rows saved as {path}."):
            self.context.record(EXPORTED, 0, "audit")

    def _page(self, desk: OpenPractice) -> AuditPage:
        chain, shown = read_audit(desk.reader)
        fault = audit_fault(vault_of(self.context.profile), self.context.stores.open_keys().get("practice", b""), chain)
        return make_audit(chain, shown, fault)
