"""Earlier briefs: what was shown at the start of each session, word for word, and whether it is still as it was kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPlainTextEdit, QWidget

from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Text


class EarlierPanel(Dialog):
    """``kept`` are a title, the words shown, and a sentence on the hash, newest first."""

    def __init__(self, name: str, kept: Sequence[tuple[str, str, str]], parent: QWidget) -> None:
        super().__init__("Earlier briefs", parent, 820, 560 if kept else 0)
        self._kept, column = kept, self.column
        column.addWidget(Text(f"What was shown for {name}", size=theme.LEAD, bold=True))
        if not kept:
            column.addWidget(
                Text(
                    "Nothing has been kept yet. A brief is kept when its session begins while Briefing is open on that day.",
                    tone="muted",
                )
            )
            column.addStretch(1)
            self.add_row(self.closing())
            return
        row = QHBoxLayout()
        self._list = QListWidget()
        self._list.setAccessibleName("Sessions")
        self._list.setFixedWidth(theme.scaled(220))
        self._list.addItems([title for title, _, _ in kept])
        self._words = QPlainTextEdit()
        self._words.setReadOnly(True)
        self._words.setAccessibleName("What was shown")
        row.addWidget(self._list)
        row.addWidget(self._words, 1)
        column.addLayout(row, 1)
        self._hash = Text(size=theme.SMALL, tone="muted")
        column.addWidget(self._hash)
        self.add_row(self.closing())
        self._list.currentRowChanged.connect(self._show)
        self._list.setCurrentRow(0)

    def _show(self, index: int) -> None:
        if 0 <= index < len(self._kept):
            _, words, proof = self._kept[index]
            self._words.setPlainText(words)
            self._hash.show_text(proof)
