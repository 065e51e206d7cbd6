"""The pack for days without this computer: where to, for how many days, and whether pages that anybody can read go with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QSpinBox, QWidget

from briefing_app.services.outage import MOST_DAYS
from briefing_app.ui import theme
from briefing_app.ui.carried import PLACE
from briefing_app.ui.dialogs.keys import KeyPanel
from briefing_app.ui.widgets import Text
from briefing_app.viewmodels.outage import PACK, PLAIN

DAYS = 3


class OutagePanel(KeyPanel):
    """``given`` carries the days, whether pages are wanted, and whether with initials; the folder is asked for then."""

    given = Signal(PLACE, bool, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Pack for days without this computer", PACK, parent)
        form = QFormLayout()
        form.setHorizontalSpacing(theme.scaled(16))
        self.days = QSpinBox()
        self.days.setRange(1, MOST_DAYS)
        self.days.setValue(DAYS)
        self.days.setSuffix(" days, from today")
        self.days.setMinimumWidth(theme.scaled(200))
        self.days.setAccessibleName("Days, from today")
        form.addRow(Text("For", wrap=False), self.days)
        self.column.addLayout(form)
        self.prints = QCheckBox("Also a page for each session, as PDF")
        self.initials = QCheckBox("With initials and without date of birth; notes may still name others")
        self.initials.setEnabled(False)
        self.prints.toggled.connect(self.initials.setEnabled)
        for box in (self.prints, self.initials):
            box.setFont(theme.font())
            self.column.addWidget(box)
        self.column.addWidget(Text(PLAIN, tone="attention"))
        self.add_buttons("Choose a folder …", self._give)
        self.keep.setFocus()

    def _give(self) -> None:
        self.accept()
        self.given.emit(self.days.value(), self.prints.isChecked(), self.prints.isChecked() and self.initials.isChecked())
