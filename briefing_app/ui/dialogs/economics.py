"""The economics sheet of a month: the clinician names the fee of a session and, if they like, what came in."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from briefing_app.domain.rtm import EVIDENCE_NOT_ELIGIBILITY
from briefing_app.services.economics import RULE, Economics
from briefing_app.ui import theme
from briefing_app.ui.dialogs.form import FormPanel
from briefing_app.ui.dialogs.rtm import read_cents
from briefing_app.ui.widgets import Chooser, Text, button, named_field
from briefing_app.viewmodels.economics import economics_lines, economics_text
from briefing_app.viewmodels.rtm import say_month

MONTHS_BACK = 12
ROWS = 12


class EconomicsPanel(FormPanel):
    """``asked`` carries the first day of the month, the code of a session and the receipts in cents or None; ``save_asked`` the page."""

    asked = Signal(object, str, object)
    save_asked = Signal(str)

    def __init__(self, codes: tuple[str, ...], today: date, parent: QWidget) -> None:
        super().__init__("Economics", parent, 620)
        self._sheet: Economics | None = None
        self._left = False
        self.finished.connect(self._leave)
        self.column.addWidget(Text(EVIDENCE_NOT_ELIGIBILITY, bold=True))
        self._month, self._code, self._receipts = Chooser(), named_field(codes[0] if codes else "", codes), QLineEdit()
        day = today.replace(day=1)
        for _ in range(MONTHS_BACK):
            self._month.addItem(say_month(day), day)
            day = (day - timedelta(days=1)).replace(day=1)
        self._receipts.setPlaceholderText("empty: sessions held at this fee")
        for words, field in (("Month", self._month), ("A session is", self._code), ("Receipts of the month", self._receipts)):
            self.add_field(words, field)
        self.column.addLayout(self.form)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.scaled(16))
        grid.setVerticalSpacing(theme.scaled(4))
        self._labels = [(Text(), Text(bold=True, wrap=False)) for _ in range(ROWS)]
        for row, (name, value) in enumerate(self._labels):
            grid.addWidget(name, row, 0)
            grid.addWidget(value, row, 1)
        grid.setColumnStretch(0, 1)
        self.column.addLayout(grid)
        self.said = Text(bold=True, tone="attention")
        self.column.addWidget(self.said)
        self.column.addWidget(Text(RULE, size=theme.SMALL, tone="muted"))
        save = button("Save as a page …")
        save.clicked.connect(self._save)
        self.add_row(save, self.closing())
        self._month.currentIndexChanged.connect(lambda *_: self.ask())
        self._code.editingFinished.connect(self.ask)
        self._receipts.editingFinished.connect(self.ask)

    def ask(self) -> None:
        typed = self._receipts.text().strip()
        receipts = read_cents(typed) if typed else None
        if typed and receipts is None:
            self.said.show_text(f"“{typed}” is not an amount like 4200.00.")
            return
        self.said.show_text("")
        self.asked.emit(self._month.currentData(), self._code.text().strip(), receipts)

    def _leave(self, _result: int) -> None:
        self._left = True

    def show_sheet(self, sheet: Economics) -> None:
        """An answer that comes after the panel was left finds no labels any more."""
        if self._left:
            return
        self._sheet = sheet
        lines = economics_lines(sheet, self._code.text().strip() or "no code")
        for index, (words, value) in enumerate(self._labels):
            words.show_text(lines[index][0] if index < len(lines) else "")
            value.show_text(lines[index][1] if index < len(lines) else "")

    def _save(self) -> None:
        if self._sheet is not None:
            self.save_asked.emit(economics_text(self._sheet, self._code.text().strip()))
