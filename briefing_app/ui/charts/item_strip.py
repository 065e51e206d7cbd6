"""The heat strip: items in rows, administrations in columns, each answer as a number on its shade."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from briefing_app.ui import theme
from briefing_app.viewmodels.strip import Strip

ROW = 22
TALLEST_ROW = 30


class ItemStrip(QWidget):
    """The answers to each item over time, painted."""

    def __init__(self) -> None:
        super().__init__()
        self._strip: Strip | None = None
        self._line = QFontMetrics(theme.font(theme.SMALL)).height()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_strip(self, strip: Strip | None) -> None:
        """The answers to each item over time, for eye and screen reader; None for nothing."""
        self._strip = strip
        self.setAccessibleName("Items over time")
        self.setAccessibleDescription(strip.spoken if strip else "No answers to single items are on file for this measure.")
        self.setMinimumHeight(theme.scaled(ROW) * len(strip.rows) + 2 * self._line if strip else theme.scaled(80))
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
        width = min((self.width() - label) / max(len(strip.days), 1), theme.scaled(72))
        head = self._paint_days(painter, strip, label, width)
        row_height = min((self.height() - head) / len(strip.rows), theme.scaled(TALLEST_ROW))
        shades = theme.tokens().bands
        for number, row in enumerate(strip.rows):
            top = head + number * row_height
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

    def _paint_days(self, painter: QPainter, strip: Strip, left: float, width: float) -> float:
        """The days above their columns, the month below the day where they do not fit in one line. Says how high they are."""
        widest = max((painter.fontMetrics().horizontalAdvance(day) for day in strip.days), default=0)
        lines = 1 if widest + theme.scaled(4) <= width else 2
        height = lines * self._line + theme.scaled(4)
        for column, day in enumerate(strip.days):
            place = QRectF(left + column * width, 0, width, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, day if lines == 1 else day.replace(" ", "\n", 1))
        return height
