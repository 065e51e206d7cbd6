"""The table that says what the chart shows, newest first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from briefing_app.ui import theme
from briefing_app.ui.widgets import plain_tip
from briefing_app.viewmodels.trend import Trend

COLUMNS = ("Date", "Score", "Band", "Items", "Remarks", "From")


class TableTwin(QTableWidget):
    def __init__(self) -> None:
        super().__init__(0, len(COLUMNS))
        self.setHorizontalHeaderLabels(list(COLUMNS))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        self.setTextElideMode(Qt.TextElideMode.ElideLeft)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.scaled(28))
        for column, width in enumerate((86, 52, 130, 132, 0, 150)):
            self.setColumnWidth(column, theme.scaled(width))
        self.horizontalHeader().setSectionResizeMode(COLUMNS.index("Remarks"), QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)

    def show_trend(self, trend: Trend) -> None:
        self.setAccessibleName(f"{trend.title} As a table.")
        self.setRowCount(len(trend.table))
        for number, row in enumerate(trend.table):
            remarks = "; ".join(
                part
                for part in (row.flags, f"sum of items {row.computed}" if row.computed and row.computed != row.score else "")
                if part
            )
            for column, text in enumerate((row.date, row.score, row.severity, row.items, remarks, row.source)):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                self.setItem(number, column, item)
