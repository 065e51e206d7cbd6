"""One brief on screen: who, safety, scores, trend, and what was agreed and is due. Made once and filled for each client."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.score_cards import ScoreCards
from briefing_app.ui.table_twin import TableTwin
from briefing_app.ui.why_panel import WhyPanel
from briefing_app.ui.widgets import Card, Section, Text, WhyText, button, plain_tip, show
from briefing_app.viewmodels.brief import Brief, ItemMove
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.score_card import ScoreCard
from briefing_app.viewmodels.trend import Trend

SIDE = (
    (("silence",), 1),
    (("review",), 4),
    (("change",), 2),
    (("since",), 5),
    (("left_off",), 2),
    (("due",), 4),
    (("goal",), 3),
    (("attendance",), 2),
    (("diagnosis",), 2),
    (("medication",), 2),
    (("doubt",), 2),
)
MOST_SAFETY = 4
SAFETY_GROUNDS = {
    "safety": ("safety_soft", "safety"),
    "attention": ("attention_soft", "attention"),
    "plain": ("card", "line"),
}
SIDE_WIDTH = 290
NARROW = 760
MOST_MOVES = 6


class BriefView(QScrollArea):
    """Shows one brief with its trends; ``T`` turns the chart into its table and back.

    ``answered`` carries the client's row, the line, the action and the reason.
    """

    answered = Signal(int, object, str, str)
    print_asked = Signal(object)
    score_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._trends: tuple[Trend, ...] = ()
        self._chosen = 0
        self._chart: object = None
        self._shown: tuple[ScoreCard, ...] = ()
        self._brief: Brief | None = None
        self.crisis = ""
        inner = QWidget()
        column = self._column = QVBoxLayout(inner)
        margin = theme.scaled(16)
        column.setContentsMargins(margin, theme.scaled(12), margin, margin)
        column.setSpacing(theme.scaled(8))
        column.addLayout(self._head())
        self._safety = [self._safety_bar() for _ in range(MOST_SAFETY)]
        for bar, _, _ in self._safety:
            column.addWidget(bar)
        self._both = QHBoxLayout()
        self._both.setSpacing(theme.scaled(12))
        self._both.addLayout(self._scores(), 1)
        self._both.addLayout(self._side())
        column.addLayout(self._both, 1)
        self.setWidget(inner)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where both columns do not fit, as with large text, the second goes under the first."""
        super().resizeEvent(event)
        narrow = self.viewport().width() < theme.scaled(NARROW)
        self._both.setDirection(QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight)
        for _, section in self._sections:
            section.setMinimumWidth(0 if narrow else theme.scaled(SIDE_WIDTH))
            section.setMaximumWidth(16_777_215 if narrow else theme.scaled(SIDE_WIDTH))

    # -- parts, made once

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        self._name = Text(size=theme.TITLE, bold=True)
        self._details = Text(tone="muted")
        self._similar = Text(size=theme.SMALL, bold=True, tone="attention")
        for label in (self._name, self._details, self._similar):
            words.addWidget(label)
        row.addLayout(words, 1)
        enter = button("Enter a score  E", "Type a score or answers from paper, or hand the form to the client")
        enter.clicked.connect(self.enter_score)
        self._answer_button = button("Acknowledge  A", "Say what was done about the first line that waits (A)")
        self._answer_button.clicked.connect(self.answer_first)
        row.addWidget(self._answer_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(enter, 0, Qt.AlignmentFlag.AlignTop)
        self._table_button = button("Table  T", "Show the trend as a table")
        self._table_button.clicked.connect(self.toggle_table)
        row.addWidget(self._table_button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _safety_bar(self) -> tuple[Card, Text, WhyText]:
        bar = Card("safety_soft", "safety", padding=10)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(12))
        head = Text("Safety", bold=True, tone="safety", wrap=False)
        row.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
        words = WhyText(tone="safety")
        words.asked.connect(self._show_why)
        row.addWidget(words, 1)
        bar.body.addLayout(row)
        bar.hide()
        return bar, head, words

    def _scores(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.scaled(8))
        self._cards = ScoreCards()
        self._cards.chosen.connect(self.choose_measure)
        column.addWidget(self._cards)
        self._trend_card = Card()
        self._trend_title = Text(bold=True, tone="muted")
        self._focus_words = Text(size=theme.SMALL, tone="accent")
        self._note = Text(size=theme.SMALL, tone="muted")
        self._table = TableTwin()
        self._table.hide()
        self._trend_card.body.addWidget(self._trend_title)
        self._trend_card.body.addWidget(self._table, 1)
        self._trend_card.body.addWidget(self._focus_words)
        self._trend_card.body.addWidget(self._note)
        self._trend_card.setMinimumHeight(theme.scaled(250))
        column.addWidget(self._trend_card, 1)
        self._no_measures = Card()
        self._no_measures.body.addWidget(Text("No measures yet", bold=True, tone="muted"))
        self._no_measures.body.addWidget(
            Text("The first score of this client will stand here, with its band and its trend from the second on.")
        )
        self._no_measures.body.addStretch(1)
        column.addWidget(self._no_measures, 1)
        self._moves_card = Card()
        self._moves_title = Text(bold=True, tone="muted")
        self._moves_card.body.addWidget(self._moves_title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.scaled(16))
        grid.setVerticalSpacing(theme.scaled(2))
        self._moves: list[tuple[Text, Text]] = []
        for index in range(MOST_MOVES):
            label, change = Text(), Text(bold=True, wrap=False)
            place = (index % 3, (index // 3) * 2)
            grid.addWidget(label, *place)
            grid.addWidget(change, place[0], place[1] + 1, Qt.AlignmentFlag.AlignRight)
            self._moves.append((label, change))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        self._moves_card.body.addLayout(grid)
        column.addWidget(self._moves_card)
        return column

    def _side(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.scaled(8))
        self._sections: list[tuple[tuple[str, ...], Section]] = []
        for kinds, most in SIDE:
            section = Section(most)
            section.asked.connect(self._show_why)
            self._sections.append((kinds, section))
            column.addWidget(section)
        column.addStretch(1)
        return column

    # -- filling

    def show_brief(self, brief: Brief, trends: tuple[Trend, ...]) -> None:
        self.setUpdatesEnabled(False)
        # Each widget shown would lay everything out anew; once at the end is enough.
        layouts = [
            self._column,
            *(section.body for _, section in self._sections),
            *(bar.body for bar, _, _ in self._safety),
            self._trend_card.body,
        ]
        for layout in layouts:
            layout.setEnabled(False)
        self._shown, self._trends, self._chosen, self._brief = brief.cards, trends, 0, brief
        show(self._answer_button, visible=bool(brief.waiting))
        identity = brief.identity
        self._name.show_text(identity.name)
        self._name.setToolTip(plain_tip(f"{identity.name}\nid {identity.client_id}"))
        self._details.show_text(identity.details)
        self._similar.show_text(f"{identity.similar}: check the date of birth" if identity.similar else "")
        self._show_safety(brief.safety)
        self._cards.show_cards(brief.cards, 0)
        self._show_moves(brief.moves_title, brief.moves)
        for kinds, section in self._sections:
            lines = brief.of(*kinds)
            section.show_lines(lines[0].heading if lines else "", [(line.text, line.tone, line) for line in lines])
        self._show_trend()
        for layout in reversed(layouts):
            layout.setEnabled(True)
            layout.invalidate()
        self._column.activate()
        self.setUpdatesEnabled(True)

    def _show_safety(self, lines: tuple[Line, ...]) -> None:
        for index, (bar, head, words) in enumerate(self._safety):
            if index < len(lines):
                tone = lines[index].tone
                bar.ground, bar.edge = SAFETY_GROUNDS[tone]
                head.set_tone(tone)
                words.show_line(lines[index].text, tone, lines[index])
            show(bar, visible=index < len(lines))

    def _show_moves(self, title: str, moves: tuple[ItemMove, ...]) -> None:
        self._moves_title.show_text(title)
        for index, (label, change) in enumerate(self._moves):
            if index < len(moves):
                move = moves[index]
                arrow = "→" if move.before != move.after else "="
                label.show_text(move.label)
                change.show_text(f"{move.before} {arrow} {move.after}", move.tone)
            else:
                label.show_text("")
                change.show_text("")
        show(self._moves_card, visible=bool(moves))

    def _show_trend(self) -> None:
        show(self._trend_card, visible=bool(self._trends))
        show(self._no_measures, visible=not self._trends)
        show(self._table_button, visible=bool(self._trends))
        self._focus_words.show_text("")
        if not self._trends:
            return
        trend = self._trends[self._chosen]
        self._trend_title.show_text(trend.title)
        self._note.show_text(trend.note)
        if self._table.isVisibleTo(self._trend_card):
            self._table.show_trend(trend)
        elif self._chart is not None:
            self._chart.show_trend(trend)  # type: ignore[attr-defined]
        else:
            QTimer.singleShot(0, self.make_chart)

    def make_chart(self) -> None:
        """pyqtgraph is loaded when the first chart is due, not before the window is on screen."""
        if self._chart is None and self._trends:
            from briefing_app.ui.trend_chart import TrendChart

            self._chart = chart = TrendChart()
            chart.focused.connect(self._focus_words.show_text)
            self._trend_card.body.insertWidget(1, chart, 1)
            chart.show_trend(self._trends[self._chosen])

    # -- asked for

    def choose_measure(self, index: int) -> None:
        if index < len(self._trends):
            self._chosen = index
            self._show_trend()

    def toggle_table(self) -> None:
        if not self._trends:
            return
        as_table = not self._table.isVisibleTo(self._trend_card)
        self._table.setVisible(as_table)
        if self._chart is not None:
            self._chart.setVisible(not as_table)  # type: ignore[attr-defined]
        self._table_button.setText("Chart  T" if as_table else "Table  T")
        self._show_trend()

    def show_why_of_score(self) -> None:
        """Why the chosen card says what it says."""
        if self._chosen < len(self._shown):
            card = self._shown[self._chosen]
            self._show_why(Line("score", card.spoken, card.why))

    def _show_why(self, line: object) -> None:
        if isinstance(line, Line):
            panel = WhyPanel(line, self)
            panel.answer_asked.connect(self._answer)
            panel.open()

    def answer_first(self) -> None:
        """Open the panel for the first line that waits for an answer."""
        if self._brief is not None and self._brief.waiting:
            self._answer(self._brief.waiting[0])

    def _answer(self, line: Line) -> None:
        from briefing_app.ui.answer_panel import AnswerPanel

        brief = self._brief
        if brief is None or not line.open:
            return
        panel = AnswerPanel(line, brief.checks, self.crisis, self)
        panel.given.connect(lambda line, action, reason: self.answered.emit(brief.identity.row, line, action, reason))
        panel.open()

    def enter_score(self) -> None:
        if self._brief is not None:
            self.score_asked.emit(self._brief.identity.row)

    def print_brief(self) -> None:
        if self._brief is not None:
            self.print_asked.emit(self._brief)

    @property
    def chart(self) -> object:
        return self._chart
