"""The marks under a time axis: shapes, not colours."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from briefing_app.ui import theme


def paint_tick(painter: QPainter, kind: str, x: float, y: float) -> None:
    """Sessions are short bars, missed ones open circles, those without an outcome dots, medication a triangle, events squares: shapes, not colours."""
    reach = theme.scaled(4)
    if kind == "session":
        painter.setPen(QPen(theme.color("muted"), 1.2))
        painter.drawLine(QPointF(x, y - reach), QPointF(x, y + reach * 0.5))
    elif kind == "open":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("muted"))
        painter.drawEllipse(QPointF(x, y - 1), reach * 0.4, reach * 0.4)
    elif kind in ("missed", "cancelled"):
        painter.setPen(QPen(theme.color("ink"), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if kind == "missed":
            painter.drawEllipse(QPointF(x, y - 1), reach - 0.5, reach - 0.5)
        else:
            painter.drawLine(QPointF(x - reach, y - 1), QPointF(x + reach, y - 1))
    elif kind == "event":
        painter.setPen(QPen(theme.color("ink"), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(x - reach * 0.8, y - 1 - reach * 0.8, reach * 1.6, reach * 1.6))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawPolygon([QPointF(x, y - reach), QPointF(x - reach, y + reach * 0.7), QPointF(x + reach, y + reach * 0.7)])
