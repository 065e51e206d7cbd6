"""A client's check-ins: entering a code, what came back, and the pages that were written."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from briefing_app.ui import theme
from briefing_app.ui.carried import ROW
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Card, Text, button, plain_tip
from briefing_app.viewmodels.checkin import HOLDS, PAGE_SAYS, CheckinsPage, say_typing


class CheckinPanel(Dialog):
    """``typed`` carries a code that may be whole, to be looked at; ``given`` one to keep; ``page_asked`` measures; ``ended`` a page."""

    typed = Signal(str)
    given = Signal(str)
    page_asked = Signal(list)
    ended = Signal(ROW)

    def __init__(self, page: CheckinsPage, parent: QWidget) -> None:
        super().__init__("Check-ins", parent, 880, 600)
        column = self.column
        column.addWidget(Text(page.name, size=theme.LEAD, bold=True))
        column.addWidget(self._code())
        both = QHBoxLayout()
        both.setSpacing(theme.scaled(12))
        both.addWidget(self._back(), 1)
        both.addWidget(self._pages(page), 1)
        column.addLayout(both, 1)
        close = self.closing()
        close.setAutoDefault(False)
        self.add_row(close)
        self.show_page(page)
        self._field.setFocus()

    def _code(self) -> QWidget:
        card = Card()
        card.body.addWidget(Text("Enter a check-in code", bold=True, tone="muted"))
        row = QHBoxLayout()
        self._field = QLineEdit()
        self._field.setAccessibleName("Check-in code")
        self._field.setPlaceholderText("the groups as the page shows them; hyphens, blanks and small letters do not matter")
        self._field.setMinimumHeight(theme.scaled(32))
        self._field.textChanged.connect(self._look)
        self._keep = button("Save", "Enter", primary=True)
        self._keep.setDefault(True)
        self._keep.setEnabled(False)
        self._keep.clicked.connect(lambda: self.given.emit(self._field.text()))
        row.addWidget(self._field, 1)
        row.addWidget(self._keep)
        card.body.addLayout(row)
        self._said, self._safety = Text(bold=True), Text(bold=True, tone="safety")
        for label in (self._said, self._safety):
            label.hide()
            card.body.addWidget(label)
        return card

    def _back(self) -> QWidget:
        card = Card()
        card.body.addWidget(Text("What came back", bold=True, tone="muted"))
        self._summary = Text()
        card.body.addWidget(self._summary)
        self._days = QListWidget()
        self._days.setAccessibleName("Check-ins, newest first")
        self._days.setWordWrap(True)
        self._days.setSpacing(theme.scaled(2))
        self._days.setMinimumHeight(theme.scaled(120))
        card.body.addWidget(self._days, 1)
        return card

    def _pages(self, page: CheckinsPage) -> QWidget:
        card = Card()
        card.body.addWidget(Text("A page for this client", bold=True, tone="muted"))
        self._boxes: list[tuple[str, QCheckBox]] = []
        grid = QGridLayout()
        for place, (measure, name) in enumerate(page.measures):
            box = QCheckBox(measure)
            box.setFont(theme.font())
            box.setToolTip(plain_tip(name))
            box.setAccessibleDescription(name)
            box.toggled.connect(self._choose)
            self._boxes.append((measure, box))
            grid.addWidget(box, place // 3, place % 3)
        card.body.addLayout(grid)
        self._write = button("Write the page …", "One HTML file, in a folder that you choose")
        self._write.setAutoDefault(False)
        self._write.setEnabled(False)
        self._write.clicked.connect(lambda: self.page_asked.emit([name for name, box in self._boxes if box.isChecked()]))
        card.body.addWidget(self._write)
        card.body.addWidget(Text(f"{PAGE_SAYS} {HOLDS}", size=theme.SMALL, tone="muted"))
        self._written = QListWidget()
        self._written.setAccessibleName("Pages written, newest first")
        self._written.setWordWrap(True)
        self._written.setMinimumHeight(theme.scaled(84))
        self._written.currentItemChanged.connect(lambda *_: self._choose())
        card.body.addWidget(self._written, 1)
        self._end = button("End this page", "Codes that are finished after today are not taken")
        self._end.setAutoDefault(False)
        self._end.setEnabled(False)
        self._end.clicked.connect(self._ask_end)
        card.body.addWidget(self._end)
        return card

    # -- filling

    def show_page(self, page: CheckinsPage) -> None:
        self._summary.show_text(page.summary)
        self._days.clear()
        self._days.addItems(list(page.days))
        self._written.clear()
        for one in page.pages:
            item = QListWidgetItem(one.words)
            item.setData(Qt.ItemDataRole.UserRole, one.number if one.in_use else None)
            self._written.addItem(item)
        self._choose()

    def show_code(self, words: str, safety: str, *, ready: bool, wrong: bool = False) -> None:
        """What the code in the field says; an answer to a text that has changed since is the caller's to drop."""
        self._said.show_text(words, "attention" if wrong else "plain")
        self._safety.show_text(safety)
        self._keep.setEnabled(ready)

    def show_kept(self, words: str) -> None:
        self._field.clear()
        self.show_code(words, "", ready=False)

    @property
    def text(self) -> str:
        return self._field.text()

    def _look(self, text: str) -> None:
        words, wrong = say_typing(text)
        self.show_code(words, "", ready=False, wrong=wrong)
        if text.strip() and not wrong:
            self.typed.emit(text)

    def _choose(self) -> None:
        self._write.setEnabled(any(box.isChecked() for _, box in self._boxes))
        item = self._written.currentItem()
        self._end.setEnabled(item is not None and item.data(Qt.ItemDataRole.UserRole) is not None)

    def _ask_end(self) -> None:
        item = self._written.currentItem()
        if item is not None and item.data(Qt.ItemDataRole.UserRole) is not None:
            self.ended.emit(item.data(Qt.ItemDataRole.UserRole))
