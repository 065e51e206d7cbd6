"""The page to look at together: one client's own courses across the whole screen, with everything else hidden."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.charts.trend_chart import TrendChart
from briefing_app.ui.widgets import Text, button
from briefing_app.viewmodels.client_view import ClientView

MOST_SENTENCES = 4


class ClientViewWindow(QWidget):
    """Number keys choose a measure; Escape ends it and brings the app back (``ended``)."""

    ended = Signal()

    def __init__(self, view: ClientView) -> None:
        super().__init__()
        self.setWindowTitle("Briefing")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)  # nothing of a client stays behind a closed page
        self.setAutoFillBackground(True)
        self._view = view
        column = QVBoxLayout(self)
        margin = theme.scaled(36)
        column.setContentsMargins(margin, theme.scaled(24), margin, theme.scaled(28))
        column.setSpacing(theme.scaled(14))
        head = QHBoxLayout()
        head.addWidget(Text(view.name, size=theme.TITLE, bold=True), 1)
        done = button("Done  Esc", "Back to Briefing")
        done.clicked.connect(self.close)
        head.addWidget(done)
        column.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        self._choices: list[QPushButton] = []
        for index, panel in enumerate(view.panels):
            made = button(panel.title, f"Key {index + 1}", flat=True)
            made.setCheckable(True)
            made.clicked.connect(lambda _=False, index=index: self.choose(index))
            self._choices.append(made)
            row.addWidget(made)
        row.addStretch(1)
        column.addLayout(row)
        self.chart = TrendChart()
        self._at = Text(tone="accent")
        self.chart.focused.connect(self._at.show_text)
        column.addWidget(self.chart, 1)
        column.addWidget(self._at)
        self._sentences = [Text(size=theme.LEAD) for _ in range(MOST_SENTENCES)]
        for one in self._sentences:
            column.addWidget(one)
        if view.panels:
            self.choose(0)

    def choose(self, index: int) -> None:
        panel = self._view.panels[index]
        for number, made in enumerate(self._choices):
            made.setChecked(number == index)
        self._at.show_text("")
        self.chart.show_trend(panel.trend)
        for number, label in enumerate(self._sentences):
            label.show_text(panel.sentences[number] if number < len(panel.sentences) else "")
        self.chart.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - Qt.Key.Key_1
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif 0 <= digit < len(self._choices):
            self.choose(digit)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.ended.emit()
