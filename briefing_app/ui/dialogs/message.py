"""A sentence in a window of its own: a problem, or where something was saved."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Text


class Refusal(Dialog):
    """One sentence, and what to do about it."""

    def __init__(self, sentence: str, remedy: str, parent: QWidget | None = None) -> None:
        super().__init__("Briefing", parent, 420)
        self.column.addWidget(Text(sentence, size=theme.LEAD, bold=True))
        self.column.addWidget(Text(remedy, tone="muted"))
        close = self.closing()
        close.setDefault(True)
        self.add_row(close)
