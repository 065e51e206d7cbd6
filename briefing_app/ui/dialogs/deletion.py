"""Before a client is deleted: what goes, what stays elsewhere, and the name typed in full."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from briefing_app.ui.dialogs.keys import KeyPanel
from briefing_app.ui.widgets import Text
from briefing_app.viewmodels.deleted import ELSEWHERE, LAW, OLDER, DeletePage, is_typed


class DeletePanel(KeyPanel):
    """Stays open, saying so, until the work is done; then its owner closes it."""

    confirmed = Signal()

    def __init__(self, page: DeletePage, parent: QWidget) -> None:
        super().__init__("Delete this client", LAW, parent)
        self._page = page
        head = Text(f"{page.name}: these go, after a backup", bold=True)
        head.setMinimumWidth(1)  # a word without end would push the buttons out of sight
        self.column.addWidget(head)
        self.column.addWidget(Text("\n".join(f"–  {line}" for line in page.lines)))
        self.column.addWidget(Text(f"{OLDER} {ELSEWHERE}", tone="muted"))
        self.field = QLineEdit()
        self.field.setPlaceholderText(f"Type {page.typed} to go on")
        self.field.setAccessibleName(f"Type {page.typed} to go on")
        self.field.textChanged.connect(self._look)
        self.column.addWidget(self.field)
        self.add_buttons("Delete", self._give)
        self.keep.setEnabled(False)
        self.field.setFocus()

    def _look(self, words: str) -> None:
        self.keep.setEnabled(is_typed(self._page, words))

    def _give(self) -> None:
        self.keep.setEnabled(False)
        self.field.setEnabled(False)
        self.say("Backing up, deleting, writing the store anew …")
        self.confirmed.emit()
