"""The audit to look through: kinds, words, days, and all that is narrowed down to as a file."""

from __future__ import annotations

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Chooser, DayField, Text, button, plain_tip
from briefing_app.viewmodels.audit import COLUMNS, EVERY_KIND, MOST_SHOWN, AuditLine, AuditPage, narrowed, say_shown

WIDTHS = (52, 170, 140, 170, 0, 120, 110)


class AuditPanel(Dialog):
    """``save_asked`` carries the rows that are narrowed down to, and "csv" or "json"."""

    save_asked = Signal(list, str)

    def __init__(self, page: AuditPage, parent: QWidget) -> None:
        super().__init__("Audit", parent, 1080, 600)
        self._page = page
        self.shown: list[AuditLine] = []
        column = self.column
        column.addWidget(Text("Audit of the practice", size=theme.LEAD, bold=True))
        column.addWidget(Text(page.state, bold=not page.whole, tone="plain" if page.whole else "attention"))
        column.addLayout(self._filters(page))
        self._count = Text(size=theme.SMALL, tone="muted")
        column.addWidget(self._count)
        self.table = self._table()
        column.addWidget(self.table, 1)
        saving = []
        for words, kind in (("Save as CSV …", "csv"), ("Save as JSON …", "json")):
            made = button(words, "The rows that are listed; a file is not encrypted")
            made.clicked.connect(lambda _=False, kind=kind: self.save_asked.emit(self.shown, kind))
            saving.append(made)
        self.add_row(self.closing(), left=saving)
        self._narrow()
        self.words.setFocus()

    def _filters(self, page: AuditPage) -> QHBoxLayout:
        self.kind, self.words, self.first, self.last = Chooser(), QLineEdit(), DayField(), DayField()
        self.kind.addItem("Everything", EVERY_KIND)
        for action in page.actions:
            self.kind.addItem(action, action)
        self.words.setPlaceholderText("Search: a client, a person, a detail …")
        self.words.setClearButtonEnabled(True)
        if page.first_day is not None:
            self.first.setDate(QDate(page.first_day.year, page.first_day.month, page.first_day.day))
        self.kind.activated.connect(self._narrow)
        self.words.textChanged.connect(self._narrow)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        row.addWidget(self.words, 1)
        row.addWidget(self.kind)
        for words, day in (("from", self.first), ("to", self.last)):
            day.dateChanged.connect(self._narrow)
            day.setAccessibleName(f"{words.capitalize()} this day")
            row.addWidget(Text(words, tone="muted", wrap=False))
            row.addWidget(day)
        self.kind.setAccessibleName("Kind of row")
        self.words.setAccessibleName("Search the audit")
        return row

    def _table(self) -> QTableWidget:
        made = QTableWidget(0, len(COLUMNS))
        made.setHorizontalHeaderLabels(list(COLUMNS))
        made.setAccessibleName("Rows of the audit")
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        made.verticalHeader().hide()
        made.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        made.verticalHeader().setDefaultSectionSize(theme.scaled(28))
        made.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        for number, width in enumerate(WIDTHS):
            made.setColumnWidth(number, theme.scaled(width))
        made.horizontalHeader().setSectionResizeMode(COLUMNS.index("Detail"), QHeaderView.ResizeMode.Stretch)
        return made

    def _narrow(self) -> None:
        self.shown = narrowed(self._page, self.kind.currentData(), self.words.text(), self.first.chosen, self.last.chosen)
        listed = self.shown[:MOST_SHOWN]
        self._count.show_text(say_shown(len(self.shown), len(self._page.lines)))
        self.table.setRowCount(len(listed))
        for row, line in enumerate(listed):
            for column, text in enumerate(line.cells):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                self.table.setItem(row, column, item)
