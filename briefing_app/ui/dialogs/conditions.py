"""The conditions over time beside the self-check: small rows on one axis of days, with one line moved across all of them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from briefing_app.domain.periods import say_date
from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Text, button
from briefing_app.viewmodels.conditions import OverTime, Series

ROW_HEIGHT = 86


class ConditionsChart(QWidget):
    """Left and Right move the line of the chosen day; each row says its value there."""

    def __init__(self, over_time: OverTime, today: date) -> None:
        super().__init__()
        self._over, self._today = over_time, today
        self._days = sorted({day for one in over_time.series for day, _ in one.points})
        self._chosen = len(self._days) - 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Conditions over time")
        self.setAccessibleDescription(" ".join(one.words for one in over_time.series))

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(760), theme.scaled(ROW_HEIGHT * len(self._over.series) + 26))

    @property
    def chosen(self) -> date | None:
        return self._days[self._chosen] if self._days else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._days:
            super().keyPressEvent(event)
            return
        self._choose(self._chosen + step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._days:
            at = event.position().x()
            self._choose(min(range(len(self._days)), key=lambda number: abs(self._x(self._days[number]) - at)))

    def _choose(self, number: int) -> None:
        self._chosen = max(0, min(number, len(self._days) - 1))
        self.update()

    def _x(self, day: date) -> float:
        left, right = theme.scaled(16), theme.scaled(60)
        days = max((self._over.last - self._over.first).days, 1)
        return left + (self.width() - left - right) * (day - self._over.first).days / days

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL))
        for number, one in enumerate(self._over.series):
            self._paint_row(painter, one, theme.scaled(ROW_HEIGHT) * number)
        self._paint_axis(painter)
        if self.chosen is not None:
            painter.setPen(QPen(theme.color("accent"), 1, Qt.PenStyle.DashLine))
            x = self._x(self.chosen)
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height() - theme.scaled(24)))

    def _paint_row(self, painter: QPainter, one: Series, top: float) -> None:
        line = QFontMetricsF(painter.font()).height()
        chosen = next((value for day, value in one.points if day == self.chosen), None)
        said = f"  {chosen:.3g} on {say_date(self.chosen, self._today)}" if chosen is not None and self.chosen else ""
        painter.setPen(theme.color("ink"))
        painter.drawText(QRectF(theme.scaled(16), top, self.width(), line), Qt.AlignmentFlag.AlignLeft, one.title + said)
        ground, height = top + theme.scaled(ROW_HEIGHT - 12), theme.scaled(ROW_HEIGHT - 12) - line - 6

        def y(value: float) -> float:
            return ground - height * (value - one.low) / max(one.high - one.low, 1e-9)

        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(QPointF(theme.scaled(16), ground), QPointF(self.width() - theme.scaled(60), ground))
        edge = QRectF(self.width() - theme.scaled(56), ground - line, theme.scaled(54), line)
        painter.setPen(theme.color("muted"))
        painter.drawText(edge, Qt.AlignmentFlag.AlignLeft, f"{one.low:g}")
        painter.drawText(edge.translated(0, line - height), Qt.AlignmentFlag.AlignLeft, f"{one.high:.3g}")
        if one.limit is not None:
            painter.setPen(QPen(theme.color("attention"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(theme.scaled(16), y(one.limit)), QPointF(self.width() - theme.scaled(60), y(one.limit)))
        places = [QPointF(self._x(day), y(value)) for day, value in one.points]
        painter.setPen(QPen(theme.color("accent"), 1.4))
        for (early, late), (begin, end) in zip(pairwise(one.points), pairwise(places), strict=True):
            if not one.step or (late[0] - early[0]).days <= one.step:  # nobody knows what lay between two points further apart
                painter.drawLine(begin, end)
        painter.setBrush(theme.color("accent"))
        painter.setPen(Qt.PenStyle.NoPen)
        for place in places:
            painter.drawEllipse(place, 2.6, 2.6)

    def _paint_axis(self, painter: QPainter) -> None:
        line = QFontMetricsF(painter.font()).height()
        painter.setPen(theme.color("muted"))
        top = self.height() - line
        step = max(len(self._days) // 6, 1)
        for day in self._days[::-step][::-1] if len(self._days) > 1 else self._days:
            painter.drawText(
                QRectF(self._x(day) - 50, top, 100, line), Qt.AlignmentFlag.AlignCenter, say_date(day, self._today)
            )


class ConditionsPanel(Dialog):
    """The sentences, the chart, and its table twin (T)."""

    def __init__(self, over_time: OverTime, today: date, parent: QWidget) -> None:
        super().__init__("Conditions over time", parent, 900, 640)
        column = self.column
        column.addWidget(Text("Conditions over time", size=theme.LEAD, bold=True))
        for words in over_time.sentences or ("None of your limits was passed in these weeks.",):
            column.addWidget(Text(words))
        self.chart = ConditionsChart(over_time, today)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self.chart)
        self.table = _table(over_time, today)
        self._faces = QStackedWidget()
        for face in (area, self.table):
            self._faces.addWidget(face)
        column.addWidget(self._faces, 1)
        column.addWidget(
            Text(
                "Broken lines are limits you set. Load points of past weeks are by today's weights; the last week is not over.",
                size=theme.SMALL,
                tone="muted",
            )
        )
        twin = button("Table  T", "The same as a table")
        twin.clicked.connect(self.toggle_table)
        self.add_row(self.closing(), left=(twin,))
        QShortcut(QKeySequence("T"), self, self.toggle_table)
        self.chart.setFocus()

    def toggle_table(self) -> None:
        self._faces.setCurrentIndex(1 - self._faces.currentIndex())


def _table(over_time: OverTime, today: date) -> QTableWidget:
    days = sorted({day for one in over_time.series for day, _ in one.points})
    made = QTableWidget(len(days), len(over_time.series) + 1)
    made.setAccessibleName("Conditions over time, as a table")
    made.setHorizontalHeaderLabels(["Day", *(one.title for one in over_time.series)])
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(theme.scaled(28))
    for number, day in enumerate(days):
        made.setItem(number, 0, QTableWidgetItem(say_date(day, today)))
        for place, one in enumerate(over_time.series, start=1):
            value = dict(one.points).get(day)
            unknown = "not known" if one.step else ""
            made.setItem(number, place, QTableWidgetItem(unknown if value is None else f"{value:.3g}"))
    for place, one in enumerate(over_time.series, start=1):
        made.setColumnWidth(place, min(made.fontMetrics().horizontalAdvance(one.title) + 24, theme.scaled(280)))
    return made
