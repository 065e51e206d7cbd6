"""The heat strip: items in rows, administrations in columns, each answer as a number on its shade."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from briefing_app.ui import theme
from briefing_app.viewmodels.strip import Strip

ROW = 22
TALLEST_ROW = 30


class ItemStrip(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._strip: Strip | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_strip(self, strip: Strip | None) -> None:
        self._strip = strip
        self.setAccessibleName("Items over time")
        self.setAccessibleDescription(strip.spoken if strip else "No answers to single items are on file for this measure.")
        self.setMinimumHeight(theme.scaled(ROW) * (len(strip.rows) + 1) if strip else theme.scaled(80))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.color("muted"))
        if self._strip is None:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.accessibleDescription())
            return
        strip = self._strip
        label = theme.scaled(170)
        row_height = min(self.height() / (len(strip.rows) + 1), theme.scaled(TALLEST_ROW))
        width = min((self.width() - label) / max(len(strip.days), 1), theme.scaled(72))
        for column, day in enumerate(strip.days):
            place = QRectF(label + column * width, 0, width, row_height)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, day.rpartition(" ")[0] if width < theme.scaled(44) else day)
        shades = theme.tokens().bands
        for number, row in enumerate(strip.rows, start=1):
            top = number * row_height
            painter.setFont(theme.font(theme.SMALL, bold=row.safety))
            painter.setPen(theme.color("safety" if row.safety else "ink"))
            painter.drawText(
                QRectF(0, top, label - 8, row_height), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, row.label
            )
            for column, cell in enumerate(row.cells):
                place = QRectF(label + column * width + 1, top + 1, width - 2, row_height - 2)
                painter.fillRect(place, QColor(shades[cell.step]) if cell.words else theme.color("card"))
                positive = row.safety and cell.words not in ("", "0")
                painter.setFont(theme.font(theme.BODY, bold=positive))
                painter.setPen(theme.color("safety" if positive else "ink"))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, cell.words or "–")
