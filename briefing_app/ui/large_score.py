"""One measure over the whole room of a brief: its chart and what may be said of it, every other measure beside it, and what is on file besides."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.carried import PLACE
from briefing_app.ui.charts.row_text import TEXT_WIDTH, height_of, paint_row_text
from briefing_app.ui.moves_card import MovesCard
from briefing_app.ui.widgets import Section, Text, WhyText, show
from briefing_app.viewmodels.brief import Brief
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.score_row import ScoreRow, ScoreRows
from briefing_app.viewmodels.trend import Trend

BESIDES = ("medication", "attendance", "outcome", "reading")


class MeasureButton(QAbstractButton):
    """The text of a measure; choosing it shows its chart."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._row: ScoreRow | None = None

    def show_row(self, row: ScoreRow) -> None:
        self._row = row
        self.setAccessibleName(row.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = theme.scaled(TEXT_WIDTH)
        height = height_of(self._row, width) if self._row is not None else 0
        return QSize(width + theme.scaled(24), height + theme.scaled(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._row is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            painter.fillRect(QRectF(0, 1, 4, self.height() - 2), theme.color("accent"))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.setPen(theme.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        inset = theme.scaled(14)
        paint_row_text(painter, self._row, QRectF(inset, 0, theme.scaled(TEXT_WIDTH), self.height()))


class LargeScore(QWidget):
    """``chosen`` carries the place of a measure among the cards, ``why_asked`` a line."""

    chosen = Signal(PLACE)
    why_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        # pyqtgraph is loaded with the first large chart, not before the window is on screen.
        from briefing_app.ui.charts.trend_chart import TrendChart

        row = QHBoxLayout(self)
        row.setContentsMargins(theme.scaled(2), theme.scaled(4), theme.scaled(12), theme.scaled(8))
        self._names = QVBoxLayout()
        self._names.setSpacing(0)
        self._buttons: list[MeasureButton] = []
        side = QVBoxLayout()
        side.addLayout(self._names)
        side.addStretch(1)
        row.addLayout(side)
        column = QVBoxLayout()
        column.setSpacing(theme.scaled(6))
        self.chart = TrendChart()
        self._at = Text(tone="accent")
        self._at.hide()
        self.chart.focused.connect(self._at.show_text)
        column.addWidget(self._at)
        column.addWidget(self.chart, 1)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.scaled(16))
        self._grid.setVerticalSpacing(theme.scaled(2))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.changes: list[WhyText] = []
        column.addLayout(self._grid)
        self.note = Text(tone="muted")
        column.addWidget(self.note)
        self._moves = MovesCard()
        column.addWidget(self._moves)
        self._rest = Section(4)
        self._rest.asked.connect(self.why_asked)
        column.addWidget(self._rest)
        row.addLayout(column, 1)

    def show_large(self, brief: Brief, shown: ScoreRows, trends: tuple[Trend, ...], place: int) -> None:
        """The measure of this place among the cards; below it what a brief has no room for."""
        trend = trends[place]
        self._show_names(shown, place)
        self._at.show_text("")
        self.chart.show_trend(trend)
        self.note.show_text(trend.note)
        card = brief.cards[place] if place < len(brief.cards) else None
        self._show_changes(card.changes if card is not None else ())
        self._moves.show_moves(brief.moves_title, brief.moves)
        kept = brief.of(*BESIDES)
        lines = [*kept, *(line for one in brief.left_off for line in one.lines if line.kind != "score" and line not in kept)]
        self._rest.show_lines("Also on file", [(line.text, line.tone, line) for line in lines])

    def _show_names(self, shown: ScoreRows, place: int) -> None:
        while len(self._buttons) < len(shown.every):
            made, index = MeasureButton(), len(self._buttons)
            made.clicked.connect(lambda _=False, index=index: self.chosen.emit(index))
            self._names.addWidget(made)
            self._buttons.append(made)
        for index, made in enumerate(self._buttons):
            if index < len(shown.every):
                made.show_row(shown.every[index])
                made.setChecked(shown.every[index].place == place)
            show(made, visible=index < len(shown.every))

    def _show_changes(self, said: tuple[Line, ...]) -> None:
        """What the published numbers allow to be said of the measure; each line says why."""
        while len(self.changes) < len(said):
            made = WhyText()
            made.asked.connect(self.why_asked)
            self._grid.addWidget(made, len(self.changes) // 2, len(self.changes) % 2)
            self.changes.append(made)
        for index, label in enumerate(self.changes):
            if index < len(said):
                label.show_line(said[index].text, "plain", said[index])
            else:
                label.show_line("", "plain", None)
