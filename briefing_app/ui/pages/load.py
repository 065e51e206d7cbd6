"""My load: the clinician's own week in figures, when documentation happened, and the conditions. For their eyes only."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from briefing_app.ui import theme
from briefing_app.ui.carried import PLACE
from briefing_app.ui.charts.load_charts import HeatGrid, WeekBars
from briefing_app.ui.dialogs.unlock import UnlockPanel
from briefing_app.ui.widgets import Card, StatePanel, Text, button, paint_card, plain_tip, show
from briefing_app.viewmodels.ledger import LedgerPage
from briefing_app.viewmodels.ledger_parts import Figure, Row

PERIODS = (("week", "Week"), ("month", "Month"), ("quarter", "Quarter"))
NARROW = 1000
LONG = 14  # letters; shorter cells stay on one line


class FigureCard(QAbstractButton):
    """A number that opens what it is made of; as high as the words under it need at its width."""

    TOP, TITLE, VALUE, FOOT = 9, 20, 34, 10  # heights of its parts

    def __init__(self) -> None:
        super().__init__()
        self._figure: Figure | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_figure(self, figure: Figure) -> None:
        self._figure = figure
        self.setAccessibleName(f"{figure.title}: {figure.value}. {figure.words}")
        self.setToolTip(plain_tip(f"{figure.words}\nEnter shows what it is made of, and the rule."))
        self.updateGeometry()
        self.update()

    @property
    def figure(self) -> Figure | None:
        return self._figure

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(220), self.heightForWidth(theme.scaled(220)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(150), theme.scaled(self.TOP + self.TITLE + self.VALUE + self.FOOT))

    def heightForWidth(self, width: int) -> int:
        words = self._figure.words if self._figure is not None else ""
        room = QRect(0, 0, width - 2 * theme.scaled(12), 0)
        tall = QFontMetrics(theme.font(theme.SMALL)).boundingRect(room, Qt.TextFlag.TextWordWrap, words).height()
        return theme.scaled(self.TOP + self.TITLE + self.VALUE + self.FOOT) + tall

    def paintEvent(self, event: QPaintEvent) -> None:
        figure = self._figure
        if figure is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = "accent" if self.hasFocus() else "line"
        paint_card(painter, QRectF(self.rect()), theme.color("card"), theme.color(edge), 2.0 if self.hasFocus() else 1.0)
        inset = theme.scaled(12)
        width = self.width() - 2 * inset
        top = float(theme.scaled(self.TOP))
        for words, font, tone, tall in (
            (figure.title, theme.font(bold=True), "muted", self.TITLE),
            (figure.value, theme.font(theme.TITLE + 4, bold=True), figure.tone, self.VALUE),
        ):
            painter.setFont(font)
            painter.setPen(theme.tone_color(tone))
            place = QRectF(inset, top, width, theme.scaled(tall))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)
            top += theme.scaled(tall)
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.color("muted"))
        rest = QRectF(inset, top, width, self.height() - top - 4)
        painter.drawText(rest, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop, figure.words)


class Rows(QWidget):
    """A small table of texts, as labels, so that it is read like any other words."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.scaled(12))
        self._grid.setVerticalSpacing(theme.scaled(5))

    def show_rows(self, rows: tuple[Row, ...], empty: str, head: tuple[str, ...] = ()) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        if not rows:
            self._grid.addWidget(Text(empty, tone="muted"), 0, 0)
        for place, words in enumerate(head if rows else ()):
            self._grid.addWidget(Text(words, size=theme.SMALL, tone="muted", wrap=False), 0, place)
        for number, row in enumerate(rows, start=1):
            for place, words in enumerate(row.cells):
                last = place == len(row.cells) - 1
                label = Text(
                    words, bold=last and row.tone != "plain", tone=row.tone if last else "plain", wrap=len(words) > LONG
                )
                self._grid.addWidget(label, number, place, Qt.AlignmentFlag.AlignTop)
        self._grid.setColumnStretch(0, 1)


class LoadPage(QStackedWidget):
    """The figures and charts of the clinician's own ledger."""

    period_asked = Signal(str, PLACE)
    figure_asked = Signal(object)
    past_asked = Signal()
    limits_asked = Signal()
    support_asked = Signal()
    check_asked = Signal()
    dates_asked = Signal()
    report_asked = Signal()
    over_time_asked = Signal()
    undo_asked = Signal()
    redo_asked = Signal()
    export_asked = Signal()
    delete_asked = Signal()
    passphrase_given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._state = StatePanel()
        self._state.show_state("Opening your ledger …", "It lies in a store of its own.", [])
        self._unlock = UnlockPanel()
        self._unlock.given.connect(self.passphrase_given)
        self._body = QScrollArea()
        self._body.setWidgetResizable(True)
        self._body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._body.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget()
        column = QVBoxLayout(inner)
        margin = theme.scaled(20)
        column.setContentsMargins(margin, theme.scaled(14), margin, margin)
        column.setSpacing(theme.scaled(10))
        column.addLayout(self._head())
        self.figures = [FigureCard() for _ in range(5)]
        self._rows = [self._figure_row(), self._charts(), self._tables()]
        for stretch, row in enumerate(self._rows):
            row.setSpacing(theme.scaled(10))
            column.addLayout(row, min(stretch, 1))
        self._note = Text(tone="muted")
        column.addWidget(self._note)
        self._body.setWidget(inner)
        for widget in (self._state, self._unlock, self._body):
            self.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where cards do not fit side by side, as with large text, they stand one under the other."""
        super().resizeEvent(event)
        narrow = self.width() < theme.scaled(NARROW)
        for row in (self._head_line, *self._rows):
            row.setDirection(QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight)

    def _figure_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for pair in (self.figures[:2], self.figures[2:]):
            half = QHBoxLayout()
            half.setSpacing(theme.scaled(10))
            for one in pair:
                one.clicked.connect(lambda _=False, one=one: self.figure_asked.emit(one.figure))
                half.addWidget(one, 1)
            row.addLayout(half, len(pair))
        return row

    def _head(self) -> QVBoxLayout:
        both = QVBoxLayout()
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        row.addWidget(Text("My load", size=theme.TITLE, bold=True, wrap=False))
        row.addStretch(1)
        before, after = button("‹", "The time before", flat=True), button("›", "The time after", flat=True)
        before.setAccessibleName("Earlier")
        after.setAccessibleName("Later")
        self._period = "week"
        before.clicked.connect(lambda: self.period_asked.emit(self._period, -1))
        after.clicked.connect(lambda: self.period_asked.emit(self._period, 1))
        row.addWidget(before)
        self._periods: dict[str, QPushButton] = {}
        for name, words in PERIODS:
            made = button(words, f"Figures of the {name}")
            made.setCheckable(True)
            made.clicked.connect(lambda _=False, name=name: self.period_asked.emit(name, 0))
            self._periods[name] = made
            row.addWidget(made)
        row.addWidget(after)
        past = button("Add past time …", "What was not timed")
        past.clicked.connect(self.past_asked)
        limits = button("Hours and limits …", "Your working hours, caps and what was agreed")
        limits.clicked.connect(self.limits_asked)
        report = button("Conditions report …", "A page for supervision, item by item", primary=True)
        report.clicked.connect(self.report_asked)
        asked = QHBoxLayout()
        asked.setSpacing(theme.scaled(8))
        asked.addStretch(1)
        for made in (past, limits, report, self._more()):
            asked.addWidget(made)
        line = QHBoxLayout()
        line.addLayout(row, 1)
        line.addLayout(asked)
        self._head_line = line
        both.addLayout(line)
        self._title = Text(tone="muted")
        both.addWidget(self._title)
        return both

    def _more(self) -> QPushButton:
        """What is needed seldom: undo and redo by name, taking everything away, deleting it."""
        made = button("More", "Undo, redo, export, delete")
        menu = QMenu(made)
        menu.setFont(theme.font())
        self._undo, self._redo = menu.addAction("Undo"), menu.addAction("Redo")
        menu.addSeparator()
        export, delete = menu.addAction("Export all of it …"), menu.addAction("Delete it for good …")
        for action, asked in (
            (self._undo, self.undo_asked), (self._redo, self.redo_asked), (export, self.export_asked), (delete, self.delete_asked)
        ):  # fmt: skip
            action.triggered.connect(lambda _=False, asked=asked: asked.emit())
        made.setMenu(menu)
        return made

    def show_steps(self, undo: str, redo: str) -> None:
        """What undo and redo would do now; they survive a restart."""
        for action, word, keys, step in ((self._undo, "Undo", "Ctrl+Z", undo), (self._redo, "Redo", "Ctrl+Shift+Z", redo)):
            action.setText(f"{word}: {step}  ({keys})" if step else f"Nothing to {word.lower()}")
            action.setEnabled(bool(step))

    def _charts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.grid, self.bars = HeatGrid(), WeekBars()
        for title, chart, share in (("When documentation happened", self.grid, 3), ("After hours", self.bars, 2)):
            card = Card()
            card.body.addWidget(Text(title, bold=True, tone="muted"))
            card.body.addWidget(chart, 1)
            row.addWidget(card, share)
        card.body.addWidget(self._undeclared())
        return row

    def _undeclared(self) -> QWidget:
        """What stands in place of the invisible hours as long as nobody can know them."""
        self._declare = QWidget()
        column = QVBoxLayout(self._declare)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.scaled(8))
        self._why_not = Text(tone="muted")
        made = button("Declare your working hours …", "From when to when you work; the past is not rewritten")
        made.clicked.connect(self.limits_asked)
        column.addWidget(self._why_not)
        column.addWidget(made)
        column.addStretch(1)
        self._declare.hide()
        return self._declare

    def _tables(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._support, self._checks = Rows(), Rows()
        self._check_title = Text(bold=True, tone="muted")
        for title, table, words, asked, share in (
            (
                Text("Supervision and consultation", bold=True, tone="muted"),
                self._support,
                "Add a meeting …",
                self.support_asked,
                3,
            ),
            (self._check_title, self._checks, "New check …", self.check_asked, 2),
        ):
            card = self._titled(title, (words, "", asked))
            card.body.addWidget(table)
            card.body.addStretch(1)
            row.addWidget(card, share)
        card = self._titled(
            Text("Conditions, not the clinician", bold=True, tone="muted"),
            ("Over time …", "Every condition, week by week", self.over_time_asked),
            ("Days off …", "Days off, holidays, and changes to compare before and after", self.dates_asked),
        )
        self._conditions = QVBoxLayout()
        self._conditions.setSpacing(theme.scaled(4))
        card.body.addLayout(self._conditions)
        card.body.addStretch(1)
        row.addWidget(card, 3)
        return row

    def _titled(self, title: Text, *asked: tuple[str, str, SignalInstance]) -> Card:
        """A card with its buttons beside the title, where they are seen however long the card is."""
        card, head = Card(), QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(title, 1)
        for words, tip, signal in asked:
            made = button(words, tip, flat=True)
            made.clicked.connect(signal)
            head.addWidget(made)
        card.body.addLayout(head)
        return card

    # -- filling

    def show_page(self, page: LedgerPage) -> None:
        if self._unlock.isVisible():  # the field that had the focus goes
            self._body.setFocus()
        self.setCurrentWidget(self._body)
        self._period = page.period
        for name, made in self._periods.items():
            made.setChecked(name == page.period)
        self._title.show_text(page.title)
        for card, figure in zip(self.figures, page.figures, strict=True):
            card.show_figure(figure)
        self.grid.show_cells(page.cells, page.grid_words)
        self.bars.show_bars(page.bars, page.bars_words)
        self._why_not.show_text(page.bars_words)
        show(self.bars, visible=bool(page.bars))
        show(self._declare, visible=not page.bars)
        self._support.show_rows(page.support, "Nothing agreed and nothing entered yet.", page.support_head)
        self._check_title.show_text(page.check_title)
        self._checks.show_rows(page.checks, "No self-check yet. It is yours alone, and skipping it has no consequence.")
        while (item := self._conditions.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for line in page.conditions or ("Nothing to say yet.",):
            self._conditions.addWidget(Text(f"· {line}"))
        self._note.show_text(page.note)
        show(self._note, visible=bool(page.note))

    def ask_passphrase(self, *, new: bool, said: str) -> None:
        self.setCurrentWidget(self._unlock)
        self._unlock.ask(new=new, said=said, own=True)

    def show_problem(self, sentence: str, remedy: str, ways: list[tuple[str, str, object]] | None = None) -> None:
        self.show_state("Your ledger cannot be shown", f"{sentence}\n{remedy}", ways)

    def show_state(self, title: str, words: str, ways: list[tuple[str, str, object]] | None = None) -> None:
        self.setCurrentWidget(self._state)
        self._state.show_state(title, words, ways or [])
