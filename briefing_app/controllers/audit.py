"""The audit in the window: read, shown, and saved as CSV or JSON."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from briefing_app.documents.tables import AUDIT_COLUMNS, audit_row, write_csv, write_json
from briefing_app.domain.audit import EXPORTED, AuditEntry
from briefing_app.services.desk import Desk
from briefing_app.storage.audit import deeds
from briefing_app.ui.dialogs.audit import AuditPanel
from briefing_app.ui.saving import saved
from briefing_app.viewmodels.audit import AuditLine, AuditPage, make_audit


class Auditing:
    """``ask`` puts work to the store's thread, ``said`` shows a sentence, ``record`` writes a row of the audit.

    ``fault_of`` says what is wrong with the chain; it may take its time.
    """

    def __init__(
        self,
        window: QWidget,
        ask: Callable[[Callable[[Desk], Any], Callable[[Any], None]], None],
        said: Callable[[str, str], None],
        record: Callable[[str, int, str], None],
        fault_of: Callable[[list[AuditEntry]], str],
    ) -> None:
        self._window, self._ask, self._said, self._record = window, ask, said, record
        self._fault_of = fault_of

    def show(self) -> None:
        self._ask(self._page, self._open)

    def _open(self, page: AuditPage) -> None:
        panel = AuditPanel(page, self._window)
        panel.save_asked.connect(self._choose)
        panel.open()

    def _choose(self, lines: list[AuditLine], kind: str) -> None:
        path, _ = QFileDialog.getSaveFileName(self._window, "Save the audit", f"audit.{kind}", f"{kind.upper()} (*.{kind})")
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

        if saved(self._window, path, write, said=f"{len(rows)} rows saved as {path}."):
            self._record(EXPORTED, 0, "audit")

    def _page(self, desk: Desk) -> AuditPage:
        chain, names = deeds(desk.reader), desk.reader.names()
        sources = desk.reader.sources_of(sorted({one.client for one in chain if one.client}))
        shown = {row: names[source] for row, source in sources.items() if source in names}
        return make_audit(chain, shown, self._fault_of(chain))
