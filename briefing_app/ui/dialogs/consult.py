"""The consult sheet to finish and check: while it names somebody it cannot leave."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from briefing_app.domain.deidentify import findings
from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Text, button
from briefing_app.viewmodels.consult import NOTE


class ConsultPanel(Dialog):
    """``save_asked`` carries the text that was checked."""

    save_asked = Signal(str)

    def __init__(self, draft: str, names: Sequence[str], parent: QWidget) -> None:
        super().__init__("Consult sheet", parent, 680, 600)
        self._names = names
        self.column.addWidget(Text("Consult sheet", size=theme.LEAD, bold=True))
        self.column.addWidget(Text(NOTE, tone="muted"))
        self.text = QPlainTextEdit(draft)
        self.text.setAccessibleName("The consult sheet")
        self.text.setTabChangesFocus(True)
        self.column.addWidget(self.text, 1)
        self.found = Text(tone="attention")
        self.foot.addWidget(self.found)
        self.save = button("Save as PDF …", primary=True)
        self.save.clicked.connect(lambda: self.save_asked.emit(self.text.toPlainText()))
        self.add_row(self.closing(), self.save)
        self.text.textChanged.connect(self._check)
        self._check()

    def _check(self) -> None:
        found = findings(self.text.toPlainText(), self._names)
        self.found.show_text(f"Still in the text: {'; '.join(found)}." if found else "")
        self.save.setEnabled(not found)
