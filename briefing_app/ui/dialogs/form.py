"""What most dialogs are: a title, fields with their names, a sentence about what was typed, and two buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFormLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Text, add_named, button


class FormPanel(Dialog):
    """A dialog: a title, fields, a sentence, and two buttons."""

    def __init__(self, title: str, parent: QWidget, width: int = 520, height: int = 0) -> None:
        # What stands after the colon may name somebody; a title is seen by other programs.
        super().__init__(title.partition(":")[0], parent, width, height)
        self.column.addWidget(Text(title, size=theme.LEAD, bold=True))
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(theme.scaled(16))

    def add_buttons(self, words: str, slot: Callable[[], None]) -> None:
        self.said = Text(bold=True)
        self.foot.addWidget(self.said)
        self.keep = button(words, "Enter", primary=True)
        self.keep.clicked.connect(slot)
        self.add_row(self.closing("Cancel"), self.keep)

    def add_field(self, words: str, field: QWidget) -> None:
        add_named(self.form, words, field)
