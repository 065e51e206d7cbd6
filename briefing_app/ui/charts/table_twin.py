"""The table that says what the chart shows, newest first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from briefing_app.ui import theme
from briefing_app.ui.widgets import plain_tip
from briefing_app.viewmodels.trend import Trend

MOST_ROWS = 8  # more of them scroll
COLUMNS = ("Date", "Score", "Band", "Items", "Remarks", "From")


class TableTwin(QTableWidget):
    """The table that says what a chart shows."""

    def __init__(self) -> None:
        super().__init__(0, len(COLUMNS))
        self.setHorizontalHeaderLabels(list(COLUMNS))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        self.setWordWrap(False)
        self.setStyleSheet(f"QTableWidget::item {{ padding: 0 {theme.scaled(6)}px; }}")
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.scaled(28))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for stretched in ("Remarks", "From"):
            header.setSectionResizeMode(COLUMNS.index(stretched), QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(theme.scaled(48))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)

    def show_trend(self, trend: Trend) -> None:
        """The chart's numbers as a table, for whoever cannot see it."""
        self.setAccessibleName(f"{trend.title} As a table.")
        self.setRowCount(len(trend.table))
        remarked = False
        for number, row in enumerate(trend.table):
            remarks = "; ".join(
                part
                for part in (row.flags, f"sum of items {row.computed}" if row.computed and row.computed != row.score else "")
                if part
            )
            remarked |= bool(remarks)
            for column, text in enumerate((row.date, row.score, row.severity, row.items, remarks, row.source)):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                self.setItem(number, column, item)
        self.setColumnHidden(COLUMNS.index("Remarks"), not remarked)
        shown = min(self.rowCount(), MOST_ROWS)
        self.setMinimumHeight(
            self.horizontalHeader().sizeHint().height() + shown * theme.scaled(28) + 2 * self.frameWidth() + 2
        )
