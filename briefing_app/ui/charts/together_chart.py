"""Every measure of a client under one another on one time axis; Left and Right move one focus line across all of them."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from briefing_app.ui import theme
from briefing_app.ui.charts.painting import Scale, paint_bands, paint_cone, paint_course
from briefing_app.ui.charts.ticks import paint_tick
from briefing_app.viewmodels.together import Together, words_at
from briefing_app.viewmodels.trend import Trend


class TogetherChart(QWidget):
    """``focused`` says in words what each measure was on the day of the focus line."""

    focused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: Together | None = None
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(theme.scaled(220))

    def show_together(self, shown: Together | None) -> None:
        self._shown, self._at = shown, -1
        self.setAccessibleName("All measures on one time axis")
        self.setAccessibleDescription(shown.spoken if shown else "No scores yet.")
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shown = self._shown
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or shown is None or not shown.days:
            event.ignore()
            return
        at = self._at + step if self._at >= 0 else (len(shown.days) - 1 if step < 0 else 0)
        self._at = min(max(at, 0), len(shown.days) - 1)
        self.focused.emit(words_at(shown, shown.days[self._at], date.today()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self._shown
        if shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right, foot, gap = theme.scaled(84), theme.scaled(56), theme.scaled(40), theme.scaled(8)
        height = (self.height() - foot - gap * (len(shown.panels) - 1)) / len(shown.panels)
        area = QRectF(left, 0, self.width() - left - right, height)
        for trend in shown.panels:
            self._paint_panel(painter, trend, area, shown)
            area = area.translated(0, height + gap)
        whole = Scale(QRectF(left, 0, area.width(), self.height() - foot), shown.first_day, shown.last_day, 0, 1)
        self._paint_foot(painter, shown, whole)
        if self._at >= 0:
            x = whole.x(shown.days[self._at])
            painter.setPen(QPen(theme.color("accent"), 1.4))
            painter.drawLine(int(x), 0, int(x), self.height() - foot)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_panel(self, painter: QPainter, trend: Trend, area: QRectF, shown: Together) -> None:
        scale = Scale(area, shown.first_day, shown.last_day, trend.low, trend.high)
        paint_bands(painter, trend, scale)
        if trend.cone is not None:
            paint_cone(painter, trend.cone, scale)
        paint_course(painter, trend, scale, points=True)
        painter.setFont(theme.font(theme.BODY, bold=True))
        painter.setPen(theme.color("ink"))
        name = QRectF(theme.scaled(8), area.top(), theme.scaled(74), area.height())
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, trend.measure)
        last = trend.segments[-1][-1]
        value = QRectF(area.right() + theme.scaled(8), scale.y(last.value) - 10, theme.scaled(48), 20)
        painter.drawText(
            value.translated(0, min(0, area.bottom() - value.bottom())), Qt.AlignmentFlag.AlignVCenter, f"{last.value:g}"
        )
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.color("muted"))
        for edge, where in ((trend.high, Qt.AlignmentFlag.AlignTop), (trend.low, Qt.AlignmentFlag.AlignBottom)):
            place = QRectF(area.right() + theme.scaled(8), area.top(), theme.scaled(44), area.height())
            if abs(scale.y(edge) - value.center().y()) > theme.scaled(16):
                painter.drawText(place, where, f"{edge:g}")

    def _paint_foot(self, painter: QPainter, shown: Together, scale: Scale) -> None:
        bottom = scale.area.bottom()
        for tick in shown.ticks:
            paint_tick(painter, tick.kind, scale.x(tick.day), bottom + theme.scaled(9))
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.color("muted"))
        metrics = QFontMetricsF(painter.font())
        for day, words in shown.day_labels:
            width = metrics.horizontalAdvance(words) + theme.scaled(8)
            place = QRectF(scale.x(day) - width / 2, bottom + theme.scaled(18), width, theme.scaled(18))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
