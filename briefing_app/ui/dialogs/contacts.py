"""Whom to reach, as the export says it: to be read, and each line to be selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Text
from briefing_app.viewmodels.contacts import ContactPart


class ContactsPanel(Dialog):
    """``who`` is the client's name with age and birth date, as the brief says them."""

    def __init__(self, who: tuple[str, str], parts: Sequence[ContactPart], parent: QWidget) -> None:
        super().__init__("Contacts", parent, 560)
        self.column.addWidget(Text(who[0], size=theme.LEAD, bold=True))
        self.column.addWidget(Text(who[1], tone="muted"))
        for part in parts:
            self.column.addWidget(Text(part.heading, bold=True, tone="muted"))
            for line in part.lines:
                words = Text(line)
                words.setTextInteractionFlags(
                    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
                )
                self.column.addWidget(words)
        self.column.addWidget(Text("As the export says it; nobody is called from here.", size=theme.SMALL, tone="muted"))
        self.add_row(self.closing())
