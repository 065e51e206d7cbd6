"""The trend of the chosen measure in a brief: one chart, all measures together, items, or a table, each made when first asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget
from shiboken6 import isValid

from briefing_app.ui import theme
from briefing_app.ui.widgets import Card, Text, WhyText, button, show
from briefing_app.viewmodels.score_card import ScoreCard
from briefing_app.viewmodels.together import make_together
from briefing_app.viewmodels.trend import Trend

MOST_CHANGES = 6
ONE, TOGETHER, ITEMS, TABLE = "one", "together", "items", "table"
FACES = (
    (ONE, "Trend", "The chosen measure"),
    (TOGETHER, "All  M", "Every measure on one time axis (M)"),
    (ITEMS, "Items  I", "Each item over time (I)"),
    (TABLE, "Table  T", "The trend as a table (T)"),
)

NO_MEASURES = {
    True: (
        "No measures yet",
        "The first score of this client will stand here, with its band and its trend from the second on.",
    ),
    False: ("Not linked to a record", "Scores of this person, if there are any, stand where the export has their record."),
}


class TrendCard(Card):
    """``why_asked`` carries a line of change; ``filled`` tells that its height may be another now."""

    why_asked = Signal(object)
    filled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._trends: tuple[Trend, ...] = ()
        self._cards: tuple[ScoreCard, ...] = ()
        self._chosen = 0
        self._face = ONE
        self._chart: object = None
        self._table: Any = None
        self._strip: Any = None
        self._together: Any = None
        self._title = Text(bold=True, tone="muted")
        self._focus_words = Text(size=theme.SMALL, tone="accent")
        self._note = Text(size=theme.SMALL, tone="muted")
        self.body.addLayout(self._head())
        self.body.addWidget(self._focus_words)
        self.body.addLayout(self._change_grid())
        self.body.addWidget(self._note)
        self._mark_face()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self._title, 1)
        self._faces: dict[str, QPushButton] = {}
        for face, words, tip in FACES:
            made = button(words, tip, flat=True)
            made.setCheckable(True)
            made.clicked.connect(lambda _=False, face=face: self.show_face(face))
            self._faces[face] = made
            row.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _change_grid(self) -> QGridLayout:
        """What the published numbers allow to be said of the chosen measure; each line says why."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.scaled(16))
        grid.setVerticalSpacing(0)
        self._changes = [WhyText(size=theme.SMALL) for _ in range(MOST_CHANGES)]
        for index, line in enumerate(self._changes):
            line.asked.connect(self.why_asked)
            grid.addWidget(line, index // 2, index % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    # -- filling

    def show_trends(self, trends: tuple[Trend, ...], cards: tuple[ScoreCard, ...]) -> None:
        """The trends of a client with their cards, the first one chosen."""
        self._trends, self._cards, self._chosen = trends, cards, 0
        self._show_trend()

    def _show_trend(self) -> None:
        show(self, visible=bool(self._trends))
        self._focus_words.show_text("")
        if not self._trends:
            return
        trend = self._trends[self._chosen]
        self._title.show_text("All measures on one time axis" if self._face == TOGETHER else trend.title)
        self._note.show_text(trend.note)
        self._show_changes()
        if self._face == TABLE:
            self._table.show_trend(trend)
        elif self._face == ITEMS:
            self._strip.show_strip(trend.strip)
            self._note.show_text(trend.strip.note if trend.strip else "")
        elif self._face == TOGETHER and self._together is not None:
            shown = make_together(self._trends, date.today())
            self._together.show_together(shown)
            self._note.show_text(shown.note if shown else "")
        elif self._chart is not None:
            self._chart.show_trend(trend)  # type: ignore[attr-defined]
        else:
            QTimer.singleShot(0, self.make_chart)
        if self.body.isEnabled():  # a whole brief is fitted once, at its end
            self.filled.emit()

    def _show_changes(self) -> None:
        card = self._cards[self._chosen] if self._chosen < len(self._cards) and self._face == ONE else None
        lines = card.changes if card is not None else ()
        for index, label in enumerate(self._changes):
            if index < len(lines):
                label.show_line(lines[index].text, "muted", lines[index])
            else:
                label.show_line("", "muted", None)

    def make_chart(self) -> None:
        """pyqtgraph is loaded when the first chart is due, not before the window is on screen; a page that is gone gets none."""
        if self._chart is None and isValid(self) and isValid(self.body) and self._trends:
            from briefing_app.ui.charts.trend_chart import TrendChart

            self._chart = chart = TrendChart()
            chart.focused.connect(self._focus_words.show_text)
            self.body.insertWidget(1, chart, 1)
            chart.show_trend(self._trends[self._chosen])
            self._mark_face()  # another face may have been asked for meanwhile
            self.filled.emit()

    # -- asked for

    def choose(self, index: int) -> None:
        """Show the trend of this place, where there is one."""
        if index < len(self._trends):
            self._chosen = index
            self._show_trend()

    def toggle_face(self, face: str) -> None:
        self.show_face(ONE if self._face == face else face)

    def show_face(self, face: str) -> None:
        """Show the trend as one chart, all measures together, items or a table; faces are made when first asked for."""
        if not self._trends:
            return
        self._face = face
        self._make_face(face)
        self._mark_face()
        self._show_trend()

    def _make_face(self, face: str) -> None:
        made: Any = None
        if face == TOGETHER and self._together is None:
            from briefing_app.ui.charts.together_chart import TogetherChart

            self._together = made = TogetherChart()
            made.focused.connect(self._focus_words.show_text)
        elif face == ITEMS and self._strip is None:
            from briefing_app.ui.charts.item_strip import ItemStrip

            self._strip = made = ItemStrip()
        elif face == TABLE and self._table is None:
            from briefing_app.ui.charts.table_twin import TableTwin

            self._table = made = TableTwin()
        if made is not None:
            self.body.insertWidget(1, made, 1)

    def _mark_face(self) -> None:
        for name, made in self._faces.items():
            made.setChecked(name == self._face)
        for name, widget in ((TABLE, self._table), (ITEMS, self._strip), (TOGETHER, self._together), (ONE, self._chart)):
            if isinstance(widget, QWidget):
                show(widget, visible=name == self._face)

    @property
    def card(self) -> ScoreCard | None:
        """The card of the chosen measure."""
        return self._cards[self._chosen] if self._chosen < len(self._cards) else None

    @property
    def trends(self) -> tuple[Trend, ...]:
        return self._trends

    @property
    def chart(self) -> object:
        return self._chart


class NoMeasuresCard(Card):
    """Stands where the trend would, for a client without any score."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self._words = Text(bold=True, tone="muted"), Text()
        self.body.addWidget(self._title)
        self.body.addWidget(self._words)
        self.body.addStretch(1)

    def show_for(self, *, linked: bool, needed: bool) -> None:
        """``linked``: whether the person has a record of their own."""
        title, words = NO_MEASURES[linked]
        self._title.show_text(title)
        self._words.show_text(words)
        show(self, visible=needed)
