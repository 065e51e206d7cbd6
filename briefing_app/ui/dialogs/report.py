"""What of the ledger may leave, item by item, with the exact page before it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Text, button


class ReportPanel(Dialog):
    """``save_asked`` carries the text of the page, which is what was seen."""

    save_asked = Signal(str)

    def __init__(self, items: Sequence[tuple[str, str]], text_of: Callable[[set[str]], str], parent: QWidget) -> None:
        """``items`` are key and title; ``text_of`` makes the exact page of the chosen keys."""
        super().__init__("Conditions report", parent, 900, 560)
        self._text_of, column = text_of, self.column
        column.addWidget(Text("Conditions report", size=theme.LEAD, bold=True))
        column.addWidget(
            Text("Nothing is on the page until you put it there. It is not encrypted once it is saved.", tone="muted")
        )
        row = QHBoxLayout()
        self.list = QListWidget()
        self.list.setAccessibleName("Items of the page")
        self.list.setWordWrap(True)
        for key, title in items:
            item = QListWidgetItem(title)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            item.setData(Qt.ItemDataRole.UserRole, key)
            self.list.addItem(item)
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setAccessibleName("The page as it would be saved")
        row.addWidget(self.list, 2)
        row.addWidget(self.preview, 3)
        column.addLayout(row, 1)
        self.save = button("Save as PDF …", primary=True)
        self.save.clicked.connect(lambda: self.save_asked.emit(self.preview.toPlainText()))
        self.add_row(self.closing(), self.save)
        self.list.itemChanged.connect(lambda _: self._show())
        self._show()

    def _show(self) -> None:
        items = [self.list.item(number) for number in range(self.list.count())]
        chosen = {item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() is Qt.CheckState.Checked}
        self.preview.setPlainText(self._text_of(chosen))
        self.save.setEnabled(bool(chosen))
