"""The consult sheet to finish and check: while it names somebody it cannot leave."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from briefing_app.domain.deidentify import findings
from briefing_app.ui import theme
from briefing_app.ui.widgets import Text, button
from briefing_app.viewmodels.consult import NOTE


class ConsultPanel(QDialog):
    """``save_asked`` carries the text that was checked."""

    save_asked = Signal(str)

    def __init__(self, draft: str, names: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Consult sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(theme.scaled(680), theme.scaled(600))
        self._names = names
        column = QVBoxLayout(self)
        column.addWidget(Text("Consult sheet", size=theme.LEAD, bold=True))
        column.addWidget(Text(NOTE, tone="muted"))
        self.text = QPlainTextEdit(draft)
        self.text.setAccessibleName("The consult sheet")
        self.text.setTabChangesFocus(True)
        column.addWidget(self.text, 1)
        self.found = Text(tone="attention")
        column.addWidget(self.found)
        row = QHBoxLayout()
        row.addStretch(1)
        close = button("Close", "Escape")
        close.clicked.connect(self.reject)
        self.save = button("Save as PDF …", primary=True)
        self.save.clicked.connect(lambda: self.save_asked.emit(self.text.toPlainText()))
        row.addWidget(close)
        row.addWidget(self.save)
        column.addLayout(row)
        self.text.textChanged.connect(self._check)
        self._check()

    def _check(self) -> None:
        found = findings(self.text.toPlainText(), self._names)
        self.found.show_text(f"Still in the text: {'; '.join(found)}." if found else "")
        self.save.setEnabled(not found)
