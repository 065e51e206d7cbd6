"""A sentence in a window of its own: a problem, or where something was saved."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.widgets import Text, button


class Refusal(QDialog):
    def __init__(self, sentence: str, remedy: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Briefing")
        self.setMinimumWidth(theme.scaled(420))
        column = QVBoxLayout(self)
        column.setSpacing(theme.scaled(8))
        column.addWidget(Text(sentence, size=theme.LEAD, bold=True))
        column.addWidget(Text(remedy, tone="muted"))
        close = button("Close", "Escape", primary=True)
        close.clicked.connect(self.accept)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
