"""The few icons of the navigation, drawn by ourselves on a 24 x 24 grid."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen


def paint_icon(painter: QPainter, name: str, rect: QRectF, ink: QColor) -> None:
    """Draw the icon of a page inside ``rect``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 24, rect.height() / 24)
    pen = QPen(ink, 1.8)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_PATHS[name]())
    painter.restore()


def _today() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(12, 12), 9, 9)
    path.moveTo(12, 7)
    path.lineTo(12, 12)
    path.lineTo(15.5, 14)
    return path


def _clients() -> QPainterPath:
    path = QPainterPath()
    for height in (6, 12, 18):
        path.moveTo(4, height)
        path.lineTo(20, height)
    return path


def _import() -> QPainterPath:
    path = QPainterPath()
    path.moveTo(12, 3)
    path.lineTo(12, 15)
    path.moveTo(7, 10)
    path.lineTo(12, 15)
    path.lineTo(17, 10)
    path.moveTo(4, 20)
    path.lineTo(20, 20)
    return path


def _rtm() -> QPainterPath:
    path = QPainterPath()
    path.moveTo(3, 13)
    for across, down in ((8, 13), (10.5, 6), (14, 19), (16.5, 11), (21, 11)):
        path.lineTo(across, down)
    return path


def _settings() -> QPainterPath:
    path = QPainterPath()
    for height, knob in ((7, 9), (12, 16), (17, 7)):
        path.moveTo(3, height)
        path.lineTo(21, height)
        path.addEllipse(QPointF(knob, height), 2, 2)
    return path


def _help() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(12, 12), 9, 9)
    path.moveTo(9, 10)
    path.cubicTo(9, 6, 15, 6, 15, 10)
    path.cubicTo(15, 12, 12, 12, 12, 14)
    path.addEllipse(QPointF(12, 17), 0.6, 0.6)
    return path


def _load() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(12, 12), 9, 9)
    path.moveTo(12, 3)
    path.lineTo(12, 12)
    path.lineTo(21, 12)
    return path


_PATHS = {
    "load": _load,
    "rtm": _rtm,
    "today": _today,
    "clients": _clients,
    "import": _import,
    "settings": _settings,
    "help": _help,
}
