"""The trend chart: pyqtgraph with an axis of our own. Made once; a new trend moves its items and makes none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPen, QTransform
from PySide6.QtWidgets import QWidget

from briefing_app.ui import theme
from briefing_app.ui.charts.painting import Scale, apart, crosses, paint_cone, paint_unknown, steps
from briefing_app.ui.charts.ticks import paint_tick
from briefing_app.viewmodels.trend import Mark, Tick, Trend

pg.setConfigOptions(antialias=True)


class DayAxis(pg.AxisItem):  # type: ignore[misc]
    """Ticks are set once per trend and painted plainly; pyqtgraph's own axis takes two thirds of a chart's time."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self._labels: tuple[tuple[float, str], ...] = ()
        self._font = theme.font(theme.SMALL)
        self.setStyle(tickLength=0, showValues=False)
        if orientation == "bottom":
            self.setHeight(theme.scaled(38))
        else:
            self.setWidth(theme.scaled(30))
        self._ticks: tuple[Tick, ...] = ()

    def show_labels(self, labels: tuple[tuple[float, str], ...], ticks: tuple[Tick, ...] = ()) -> None:
        self._labels, self._ticks = labels, ticks
        self.update()

    def linkedViewChanged(self, view: Any, newRange: Any = None) -> None:  # noqa: N803
        """Ranges are read when painting; pyqtgraph's own way sets a label's HTML each time."""
        self.update()

    def paint(self, painter: QPainter, option: Any, widget: QWidget | None = None) -> None:
        view = self.linkedView()
        if view is None:
            return
        (left, right), (low, high) = view.viewRange()
        box = self.mapRectFromItem(view, view.boundingRect())
        painter.setFont(self._font)
        painter.setPen(theme.color("muted"))
        bounds = self.boundingRect()
        if self.orientation == "bottom":
            self._paint_days(painter, box, bounds, left, right)
        else:
            height = theme.scaled(14)
            for value, words in apart(self._labels, height * (high - low) / max(box.height(), 1)):
                y = box.bottom() - (value - low) / (high - low) * box.height()
                painter.drawText(
                    QRectF(bounds.left(), y - height / 2, bounds.width() - 6, height),
                    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                    words,
                )

    def _paint_days(self, painter: QPainter, box: QRectF, bounds: QRectF, left: float, right: float) -> None:
        def x_of(day: float) -> float:
            return box.left() + (day - left) / (right - left) * box.width()

        top = box.bottom()
        for tick in self._ticks:
            paint_tick(painter, tick.kind, x_of(tick.day), top + theme.scaled(8))
        painter.setPen(theme.color("muted"))
        metrics = QFontMetricsF(self._font)
        free = float("inf")
        # From the right, so that the newest date is always there; what would touch its neighbour is left out.
        for day, words in reversed(self._labels):
            width = metrics.horizontalAdvance(words) + theme.scaled(8)
            place = QRectF(x_of(day) - width / 2, top + theme.scaled(16), width, theme.scaled(18))
            if place.right() <= free:
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
                free = place.left()


class Ground(pg.GraphicsObject):  # type: ignore[misc]
    """Bands with their names, baseline and reliable-change line: everything behind the scores."""

    def __init__(self) -> None:
        super().__init__()
        self._trend: Trend | None = None
        self._font = theme.font(theme.SMALL)
        self._metrics = QFontMetricsF(self._font)
        self.setZValue(-10)

    def show_trend(self, trend: Trend) -> None:
        self.prepareGeometryChange()
        self._trend = trend
        self.update()

    def boundingRect(self) -> QRectF:
        if self._trend is None:
            return QRectF()
        trend = self._trend
        return QRectF(trend.first_day - 400, trend.low - 1, trend.last_day - trend.first_day + 800, trend.high - trend.low + 2)

    def paint(self, painter: QPainter, option: Any, widget: QWidget | None = None) -> None:
        trend, view = self._trend, self.getViewBox()
        if trend is None or view is None:
            return
        # Paint in pixels of the view: text must not be stretched with the data.
        to_pixels: QTransform = painter.transform()
        (left, right), _ = view.viewRange()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        area = to_pixels.mapRect(QRectF(left, trend.low, right - left, trend.high - trend.low))
        painter.setFont(self._font)
        end = self._bands(painter, to_pixels, trend, area)
        if trend.cone is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            shown = to_pixels.mapRect(
                QRectF(trend.first_day, trend.low, trend.last_day - trend.first_day, trend.high - trend.low)
            )
            paint_cone(painter, trend.cone, Scale(shown, trend.first_day, trend.last_day, trend.low, trend.high))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        area.setRight(end)
        paint_unknown(painter, [to_pixels.map(QPointF(mark.day, 0)).x() for mark in trend.hollow if not mark.known], area)
        taken = [(line, theme.scaled(5)) for line in _course(trend, to_pixels)]
        guides = (
            (trend.baseline, trend.baseline_words, "ink", Qt.PenStyle.DashLine),
            (trend.reliable_line, trend.reliable_words, "accent", Qt.PenStyle.DotLine),
        )
        for value, _, ink, style in guides:
            if value is not None:
                y = to_pixels.map(QPointF(left, value)).y()
                pen = QPen(theme.color(ink), 1.2)
                pen.setStyle(style)
                painter.setPen(pen)
                line = QLineF(area.left(), y, area.right(), y)
                painter.drawLine(line)
                taken.append((line, 0))
        for value, words, ink, _ in guides:
            if value is not None:
                painter.setPen(theme.color(ink))
                place = self._free(words, to_pixels.map(QPointF(left, value)).y(), area, taken)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()

    def _bands(self, painter: QPainter, to_pixels: QTransform, trend: Trend, area: QRectF) -> float:
        """The bands with their names at the right edge; says where these begin, which is where the guide lines end."""
        shades = theme.tokens().bands
        end = area.right()
        if not trend.bands:
            painter.fillRect(area, theme.color("background"))
        for band in trend.bands:
            rect = to_pixels.mapRect(QRectF(trend.first_day, band.low, 1, band.high - band.low))
            rect.setLeft(area.left())
            rect.setRight(area.right())
            painter.fillRect(rect, QColor(shades[band.step]))
            painter.setPen(theme.color("line"))
            painter.drawLine(QLineF(rect.left(), rect.top(), rect.right(), rect.top()))
            painter.setPen(theme.color("ink"))
            if rect.height() >= self._metrics.height() - 3:
                painter.drawText(
                    rect.adjusted(0, 0, -8, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, band.label
                )
                end = min(end, area.right() - self._metrics.horizontalAdvance(band.label) - 16)
        return end

    def _free(self, words: str, y: float, area: QRectF, taken: list[tuple[QLineF, int]]) -> QRectF:
        """Where the words of a guide line cross nothing: above it or below, from the left on; else at its left end."""
        wide, high = self._metrics.horizontalAdvance(words) + 4, self._metrics.height()
        places = [
            QRectF(left, top, wide, high)
            for left in steps(area.left() + 6, area.right() - wide)
            for top in (y - high - 2, y + 2)
            if top >= area.top() and top + high <= area.bottom()
        ]
        free = (place for place in places if not any(crosses(line, place, reach) for line, reach in taken))
        return next(free, places[0] if places else QRectF(area.left() + 6, y - high - 2, wide, high))


def _course(trend: Trend, to_pixels: QTransform) -> list[QLineF]:
    """The course in pixels, as lines from point to point."""
    found: list[QLineF] = []
    for segment in trend.segments:
        places = [to_pixels.map(QPointF(mark.day, mark.value)) for mark in segment]
        found += [QLineF(first, second) for first, second in zip(places, places[1:] or places, strict=False)]
    return found


class TrendChart(pg.PlotWidget):  # type: ignore[misc]
    """One measure over time. Left and Right move a focus line; ``focused`` says in words what stands there."""

    focused = Signal(str)

    def __init__(self) -> None:
        self._days, self._values = DayAxis("bottom"), DayAxis("left")
        super().__init__(axisItems={"bottom": self._days, "left": self._values}, enableMenu=False)
        self.setBackground(None)
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("background: transparent")
        self.setFrameShape(self.Shape.NoFrame)
        self.setMinimumHeight(theme.scaled(180))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        plot = self.getPlotItem()
        plot.hideButtons()
        plot.setMouseEnabled(False, False)
        plot.setContentsMargins(0, 6, 6, 0)
        plot.vb.setDefaultPadding(0)
        plot.vb.setBorder(None)
        plot.disableAutoRange()
        ink, card = theme.color("ink"), theme.color("card")
        self._line = pg.PlotCurveItem(pen=QPen(ink, 0), connect="finite", antialias=True)
        self._line.setPen(pg.mkPen(ink, width=1.4))
        self._points = pg.ScatterPlotItem(
            size=theme.scaled(8), pen=pg.mkPen(ink, width=1.4), brush=pg.mkBrush(card), pxMode=True
        )
        self._hollow = pg.ScatterPlotItem(
            size=theme.scaled(9), symbol="d", pen=pg.mkPen(theme.color("ink"), width=1.4), brush=None, pxMode=True
        )
        self._latest = pg.ScatterPlotItem(size=theme.scaled(10), pen=None, brush=pg.mkBrush(theme.color("accent")), pxMode=True)
        self._focus = pg.InfiniteLine(angle=90, pen=pg.mkPen(theme.color("accent"), width=1), movable=False)
        self._focus.setVisible(False)
        self._latest_words = _ValueLabel()
        self._ground = Ground()
        for item in (self._ground, self._line, self._points, self._hollow, self._latest, self._latest_words, self._focus):
            plot.addItem(item, ignoreBounds=True)
        self._trend: Trend | None = None
        self._marks: list[Mark] = []
        self._at = -1

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(420), theme.scaled(220))

    def show_trend(self, trend: Trend) -> None:
        """Move every item to the new trend; the y range is the measure's own, never fitted."""
        self._trend = trend
        solid = [mark for segment in trend.segments for mark in segment]
        self._marks = sorted([*solid, *trend.hollow], key=lambda mark: mark.day)
        self._at = -1
        self._focus.setVisible(False)
        span = max(trend.last_day - trend.first_day, 1)
        view = self.getPlotItem().vb
        view.setRange(
            xRange=(trend.first_day - span * 0.02, trend.last_day + span * 0.2),
            yRange=(trend.low, trend.high),
            padding=0,
            update=True,
        )
        xs, ys = _with_breaks(trend)
        self._line.setData(xs, ys)
        self._points.setData([mark.day for mark in solid], [mark.value for mark in solid])
        doubtful = [mark for mark in trend.hollow if mark.known]
        self._hollow.setData([mark.day for mark in doubtful], [mark.value for mark in doubtful])
        last = solid[-1:]
        self._latest.setData([mark.day for mark in last], [mark.value for mark in last])
        self._latest_words.show_value(last[0] if last else None, trend)
        self._ground.show_trend(trend)
        self._days.show_labels(tuple((float(day), words) for day, words in trend.day_labels), trend.ticks)
        self._values.show_labels(tuple((value, f"{value:g}") for value in trend.value_labels))
        self.setAccessibleName(trend.title)
        self.setAccessibleDescription(trend.spoken)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._marks:
            event.ignore()
            return
        at = self._at + step if self._at >= 0 else (len(self._marks) - 1 if step < 0 else 0)
        self._at = min(max(at, 0), len(self._marks) - 1)
        mark = self._marks[self._at]
        self._focus.setPos(mark.day)
        self._focus.setVisible(True)
        near = (
            [tick.words for tick in self._trend.ticks if abs(tick.day - mark.day) <= 3 and tick.kind != "session"]
            if self._trend
            else []
        )
        self.focused.emit("; ".join([mark.words, *dict.fromkeys(near)]))


class _ValueLabel(pg.GraphicsObject):  # type: ignore[misc]
    """The latest value, written beside its point; above it where a guide line would strike it through."""

    def __init__(self) -> None:
        super().__init__()
        self._above = False
        self.setFlag(self.GraphicsItemFlag.ItemIgnoresTransformations)
        self._words = ""
        self._font: QFont = theme.font(theme.BODY, bold=True)

    def show_value(self, mark: Mark | None, trend: Trend) -> None:
        self.prepareGeometryChange()
        self._words = f"{mark.value:g}" if mark else ""
        lines = [line for line in (trend.baseline, trend.reliable_line) if line is not None]
        near = (trend.high - trend.low) / 16
        self._above = mark is not None and any(abs(line - mark.value) < near for line in lines)
        if mark:
            self.setPos(mark.day, mark.value)
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(0, -theme.scaled(28), theme.scaled(60), theme.scaled(40))

    def paint(self, painter: QPainter, option: Any, widget: QWidget | None = None) -> None:
        painter.setFont(self._font)
        painter.setPen(theme.color("ink"))
        top = -theme.scaled(24 if self._above else 12)
        painter.drawText(
            QRectF(theme.scaled(8), top, theme.scaled(50), theme.scaled(24)),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self._words,
        )


def _with_breaks(trend: Trend) -> tuple[Any, Any]:
    """Coordinates with a NaN between segments, where the line is broken."""
    xs: list[float] = []
    ys: list[float] = []
    for segment in trend.segments:
        if xs:
            xs.append(segment[0].day)
            ys.append(float("nan"))
        xs.extend(mark.day for mark in segment)
        ys.extend(mark.value for mark in segment)
    return np.array(xs, dtype=float), np.array(ys, dtype=float)
