"""The scores in a brief: rows on one time axis, the items or the table of the chosen measure, or that measure over the whole room."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.charts.item_strip import ItemStrip
from briefing_app.ui.charts.score_rows import ScoreRowsView
from briefing_app.ui.charts.table_twin import TableTwin
from briefing_app.ui.large_score import LargeScore
from briefing_app.ui.widgets import Card, Text, button, show
from briefing_app.viewmodels.brief import Brief
from briefing_app.viewmodels.score_card import ScoreCard
from briefing_app.viewmodels.score_row import ScoreRows, make_rows
from briefing_app.viewmodels.trend import Trend

ROWS, LARGE, ITEMS, TABLE = "rows", "large", "items", "table"
FACES = (
    (ROWS, "Trend", "Every measure over time"),
    (ITEMS, "Items  I", "Each item over time (I)"),
    (TABLE, "Table  T", "The chosen measure as a table (T)"),
    (LARGE, "", "The chosen measure large, with all others and what else is on file (M)"),
)

NO_MEASURES = {
    True: (
        "No measures yet",
        "The first score of this client will stand here, with its band and its trend from the second on.",
    ),
    False: ("Not linked to a record", "Scores of this person, if there are any, stand where the export has their record."),
}


class ScoresCard(QWidget):
    """``why_asked`` carries a line; ``enlarged`` tells whether one measure takes the whole room."""

    why_asked = Signal(object)
    enlarged = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._trends: tuple[Trend, ...] = ()
        self._cards: tuple[ScoreCard, ...] = ()
        self._shown: ScoreRows | None = None
        self._brief: Brief | None = None
        self._chosen = 0
        self._face = ROWS
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.scaled(2))
        self._heading = Text(bold=True, tone="muted")
        column.addLayout(self._head())
        self._focus_words = Text(tone="accent")
        self._focus_words.hide()
        column.addWidget(self._focus_words)
        self.card = Card(padding=1)
        self.card.body.setContentsMargins(0, 1, 0, 1)
        column.addWidget(self.card, 1)
        self.rows = ScoreRowsView()
        self.rows.chosen.connect(self.choose)
        self.rows.focused.connect(self._focus_words.show_text)
        self.card.body.addWidget(self.rows, 1)
        self._strip: ItemStrip | None = None
        self._table: TableTwin | None = None
        self._large: LargeScore | None = None
        self._mark_face()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(4))
        row.addWidget(self._heading, 1)
        self._faces: dict[str, QPushButton] = {}
        for face, words, tip in FACES:
            made = button(words, tip, flat=True)
            made.setCheckable(True)
            made.clicked.connect(lambda _=False, face=face: self.show_face(face))
            self._faces[face] = made
            row.addWidget(made, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    # -- filling

    def show_scores(self, brief: Brief, trends: tuple[Trend, ...]) -> None:
        """The scores of a client, the first row chosen, as rows."""
        self._trends, self._cards, self._brief = trends, brief.cards, brief
        shown = self._shown = make_rows(brief.cards, trends, brief.today)
        self._chosen = shown.rows[0].place if shown.rows else 0
        self._faces[LARGE].setText(f"{shown.more} more  M" if shown.more else "Large  M")
        if self._face == LARGE:
            self._face = ROWS
            self.enlarged.emit(False)
        self._mark_face()
        self._show_face()

    def _show_face(self) -> None:
        show(self, visible=bool(self._trends))
        self._focus_words.show_text("")
        if not self._trends or self._shown is None:
            return
        trend = self._trends[self._chosen]
        self._heading.show_text(self._shown.heading if self._face == ROWS else trend.title)
        if self._face == ROWS:
            self.rows.show_rows(self._shown, self._chosen)
        elif self._face == TABLE and self._table is not None:
            self._table.show_trend(trend)
        elif self._face == ITEMS and self._strip is not None:
            self._strip.show_strip(trend.strip)
        elif self._large is not None and self._brief is not None:
            self._large.show_large(self._brief, self._shown, self._trends, self._chosen)

    # -- asked for

    def choose(self, place: int) -> None:
        """Choose the measure of this place among the cards, where there is one."""
        if place < len(self._trends):
            self._chosen = place
            if self._face == ROWS:
                self.rows.mark(place)
            else:
                self._show_face()

    def toggle_face(self, face: str) -> None:
        self.show_face(ROWS if self._face == face else face)

    def show_face(self, face: str) -> None:
        """Show rows, items, a table or the chosen measure large; faces are made when first asked for."""
        if not self._trends:
            return
        was, self._face = self._face, face
        self._make_face(face)
        self._mark_face()
        self._show_face()
        if (was == LARGE) is not (face == LARGE):
            self.enlarged.emit(face == LARGE)

    def _make_face(self, face: str) -> None:
        body = self.card.body
        if face == ITEMS and self._strip is None:
            self._strip = ItemStrip()
            body.addWidget(self._strip, 1)
        elif face == TABLE and self._table is None:
            self._table = TableTwin()
            body.addWidget(self._table, 1)
        elif face == LARGE and self._large is None:
            self._large = made = LargeScore()
            made.chosen.connect(self.choose)
            made.why_asked.connect(self.why_asked)
            body.addWidget(made, 1)

    def _mark_face(self) -> None:
        for name, made in self._faces.items():
            made.setChecked(name == self._face)
        for name, widget in ((TABLE, self._table), (ITEMS, self._strip), (LARGE, self._large), (ROWS, self.rows)):
            if widget is not None:
                show(widget, visible=name == self._face)

    @property
    def score(self) -> ScoreCard | None:
        """The card of the chosen measure."""
        return self._cards[self._chosen] if self._chosen < len(self._cards) else None

    @property
    def told(self) -> frozenset[str]:
        """The measures that have a row."""
        return frozenset(row.measure for row in self._shown.rows) if self._shown else frozenset()

    @property
    def trends(self) -> tuple[Trend, ...]:
        return self._trends


class NoMeasuresCard(Card):
    """Stands where the trend would, for a client without any score."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self._words = Text(bold=True, tone="muted"), Text()
        self.body.addWidget(self._title)
        self.body.addWidget(self._words)

    def show_for(self, *, linked: bool, needed: bool) -> None:
        """``linked``: whether the person has a record of their own."""
        title, words = NO_MEASURES[linked]
        self._title.show_text(title)
        self._words.show_text(words)
        show(self, visible=needed)
