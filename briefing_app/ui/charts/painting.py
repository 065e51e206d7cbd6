"""Plain painting of small charts: the bands, the line with its gaps, the wedge of what is not known, the last point."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from briefing_app.ui import theme
from briefing_app.viewmodels.trend import Cone, Trend


class Scale:
    """Days and values to pixels of one panel."""

    def __init__(self, area: QRectF, first: int, last: int, low: float, high: float) -> None:
        self.area, self._first, self._low = area, first, low
        self._days, self._values = max(last - first, 1), (high - low) or 1.0

    def x(self, day: float) -> float:
        """Where a day is, in pixels."""
        return self.area.left() + (day - self._first) / self._days * self.area.width()

    def y(self, value: float) -> float:
        """Where a value is, in pixels; larger ones are higher."""
        return self.area.bottom() - (value - self._low) / self._values * self.area.height()

    def point(self, day: float, value: float) -> QPointF:
        """Where a value of a day is, in pixels."""
        return QPointF(self.x(day), self.y(value))


def paint_bands(painter: QPainter, trend: Trend, scale: Scale) -> None:
    """The severity bands behind a panel; a measure without bands stands on the page's ground."""
    shades = theme.tokens().bands
    if not trend.bands:
        painter.fillRect(scale.area, theme.color("background"))
    painter.setPen(QPen(theme.color("line"), 1))
    for band in trend.bands:
        top, bottom = scale.y(band.high), scale.y(band.low)
        painter.fillRect(QRectF(scale.area.left(), top, scale.area.width(), bottom - top), QColor(shades[band.step]))
        painter.drawLine(QLineF(scale.area.left(), top, scale.area.right(), top))


def paint_cone(painter: QPainter, cone: Cone, scale: Scale) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    ground = QColor(theme.color("muted"))
    ground.setAlphaF(0.28)
    painter.setBrush(ground)
    painter.drawPolygon(
        QPolygonF([scale.point(day, value) for day, value in (*cone.upper, *reversed(cone.lower))])
    )  # fmt: skip


def paint_course(painter: QPainter, trend: Trend, scale: Scale, *, points: bool, unknown: bool = True) -> None:
    """The line, broken where it must be; every point where there is room for them, the last one always. ``unknown`` paints forms without a
    total as uprights beside the ``points``."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    last = None
    for segment in trend.segments:
        painter.setPen(QPen(theme.color("ink"), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        places = [scale.point(mark.day, mark.value) for mark in segment]
        if len(places) > 1:
            painter.drawPolyline(QPolygonF(places))
        last = places[-1]
        if points or len(places) == 1:
            painter.setBrush(theme.color("card"))
            for place in places:
                painter.drawEllipse(place, 2.6, 2.6)
    for mark in [mark for mark in trend.hollow if mark.known] if points else ():
        painter.setPen(QPen(theme.color("ink"), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(scale.point(mark.day, mark.value), 3.2, 3.2)
    if points and unknown:
        paint_unknown(painter, [scale.x(mark.day) for mark in trend.hollow if not mark.known], scale.area)
    if last is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(last, 3.2, 3.2)


def paint_unknown(painter: QPainter, places: Iterable[float], area: QRectF) -> None:
    """A day on which a form gave no total: a dashed upright over the whole height, for it has no height of its own."""
    pen = QPen(theme.color("ink"), 1.2)
    pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    for x in places:
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


def apart(labels: tuple[tuple[float, str], ...], least: float) -> list[tuple[float, str]]:
    """The labels that do not lie over each other: both ends, and of those between each that is ``least`` from the one before and from the end."""
    kept = list(labels[:1])
    for value, words in labels[1:-1]:
        if value - kept[-1][0] >= least and labels[-1][0] - value >= least:
            kept.append((value, words))
    return [*kept, *labels[-1:]] if len(labels) > 1 else kept


def steps(first: float, last: float) -> list[float]:
    """Places from left to right at which words may begin."""
    return [first, *(first + (last - first) * step / 8 for step in range(1, 9))] if last > first else [first]


def crosses(line: QLineF, place: QRectF, reach: int) -> bool:
    """Whether a line with so many pixels around it touches a place."""
    room = place.adjusted(-reach, -reach, reach, reach)
    if room.contains(line.p1()) or room.contains(line.p2()):
        return True
    edges = (
        QLineF(room.topLeft(), room.topRight()), QLineF(room.bottomLeft(), room.bottomRight()),
        QLineF(room.topLeft(), room.bottomLeft()), QLineF(room.topRight(), room.bottomRight()),
    )  # fmt: skip
    return any(line.intersects(edge)[0] is QLineF.IntersectionType.BoundedIntersection for edge in edges)
