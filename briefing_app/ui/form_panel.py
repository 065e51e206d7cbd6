"""What most dialogs are: a title, fields with their names, a sentence about what was typed, and two buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.widgets import Text, button


class FormPanel(QDialog):
    """A dialog: a title, fields, a sentence, and two buttons."""

    def __init__(self, title: str, parent: QWidget, width: int = 520) -> None:
        super().__init__(parent)
        self.setWindowTitle(
            title.partition(":")[0]
        )  # what stands after it may name somebody; a title is seen by other programs
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.scaled(width))
        self.column = QVBoxLayout(self)
        self.column.setSpacing(theme.scaled(8))
        self.column.addWidget(Text(title, size=theme.LEAD, bold=True))
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(theme.scaled(16))

    def add_buttons(self, words: str, slot: Callable[[], None]) -> None:
        self.said = Text(bold=True)
        self.column.addWidget(self.said)
        row = QHBoxLayout()
        row.addStretch(1)
        close = button("Not now", "Escape")
        close.clicked.connect(self.reject)
        self.keep = button(words, "Enter", primary=True)
        self.keep.clicked.connect(slot)
        row.addWidget(close)
        row.addWidget(self.keep)
        self.column.addLayout(row)

    def add_field(self, words: str, field: QWidget) -> None:
        field.setAccessibleName(words)
        self.form.addRow(Text(words, wrap=False), field)
