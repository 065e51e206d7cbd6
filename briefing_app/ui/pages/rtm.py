"""RTM: what was recorded for each episode, counted by period and month, with what every count rests on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QListView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Scrolled
from briefing_app.ui.flow import Flow
from briefing_app.ui.widgets import Card, StatePanel, Text, button
from briefing_app.viewmodels.rtm import EMPTY, EpisodeCard, RtmPage, Stretch

COLUMNS = ("When", "Code", "What", "Units", "State", "Counted", "At your fee")
NARROW = 1100
EPISODES = (210, 60)  # their width beside the lines, their height above them
WIDEST = 16_777_215
LEAST_TABLE, LEAST_DETAILS = 170, 130
WORDS = 2  # the column that takes what room is left


class RtmView(QStackedWidget):
    """Signals carry the episode on screen where they are about one."""

    start_asked = Signal()
    change_asked = Signal(object)
    time_asked = Signal(object)
    day_asked = Signal(object)
    elsewhere_asked = Signal(object)
    records_asked = Signal(object)
    bill_asked = Signal(object, object)
    payers_asked = Signal()
    economics_asked = Signal()
    csv_asked = Signal()
    pdf_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._page: RtmPage | None = None
        self._state = StatePanel()
        self._body = Scrolled()
        column = self._body.column
        margin = theme.scaled(20)
        column.setContentsMargins(margin, theme.scaled(14), margin, margin)
        column.addLayout(self._head())
        self._disclaimer, self._summary = Text(bold=True), Text(tone="muted")
        column.addWidget(self._disclaimer)
        column.addWidget(self._summary)
        row = self._both = QHBoxLayout()
        row.setSpacing(theme.scaled(10))
        self.episodes = QListWidget()
        self.episodes.setAccessibleName("Episodes")
        self.episodes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.episodes.setWordWrap(True)
        self.episodes.setSpacing(theme.scaled(2))
        self.episodes.currentRowChanged.connect(self._show_episode)
        row.addWidget(self.episodes)
        row.addLayout(self._episode_side(), 1)
        column.addLayout(row, 1)
        self.addWidget(self._body)
        self.addWidget(self._state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room, as with large text, the episodes stand above their lines."""
        super().resizeEvent(event)
        narrow = self.width() < theme.scaled(NARROW)
        self._both.setDirection(QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight)
        self.episodes.setFlow(QListView.Flow.LeftToRight if narrow else QListView.Flow.TopToBottom)
        self.episodes.setWrapping(narrow)
        self.episodes.setMaximumWidth(WIDEST if narrow else theme.scaled(EPISODES[0]))
        self.episodes.setMaximumHeight(theme.scaled(EPISODES[1]) if narrow else WIDEST)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        row.addWidget(Text("Remote therapeutic monitoring", size=theme.TITLE, bold=True, wrap=False))
        buttons = Flow(right=True)
        row.addLayout(buttons, 1)
        worksheet = button("Worksheet", "Everything on this page with its evidence")
        menu = QMenu(worksheet)
        menu.setFont(theme.font())
        menu.addAction("Save as PDF …", self.pdf_asked.emit)
        menu.addAction("Save as CSV …", self.csv_asked.emit)
        worksheet.setMenu(menu)
        for made, asked in (
            (button("Payers and fees …", "What you entered, valid from a day on"), self.payers_asked),
            (button("Economics …", "What the counted evidence is worth at your fees"), self.economics_asked),
        ):
            made.clicked.connect(asked)
            buttons.addWidget(made)
        buttons.addWidget(worksheet)
        start = button("New episode …", "For the client on the Clients or Today page", primary=True)
        start.clicked.connect(self.start_asked)
        buttons.addWidget(start)
        return row

    def _episode_side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(theme.scaled(8))
        self._name = Text(size=theme.LEAD, bold=True)
        self._facts = Text(tone="muted")
        side.addWidget(self._name)
        side.addWidget(self._facts)
        asked = Flow()
        for words, tip, signal in (
            ("Change …", "Consent, plan, set-up, device, biller, payer, end", self.change_asked),
            ("Add time …", "Minutes of management that are part of no other service", self.time_asked),
            ("State or strike a day …", "A data day of the device; or one that does not count", self.day_asked),
            ("Billed elsewhere …", "RPM or RTM by somebody else", self.elsewhere_asked),
            ("All records …", "Every entry and revision; change or take back", self.records_asked),
        ):
            made = button(words, tip, flat=True)
            made.clicked.connect(lambda _=False, signal=signal: self._emit(signal))
            asked.addWidget(made)
        side.addLayout(asked)
        self.table = QTableWidget(0, len(COLUMNS))
        self.table.setAccessibleName("Lines by period and month")
        self.table.setHorizontalHeaderLabels(list(COLUMNS))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme.scaled(26))
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setSectionResizeMode(WORDS, QHeaderView.ResizeMode.Stretch)
        self.table.currentCellChanged.connect(lambda *_: self._show_stretch())
        self.table.setMinimumHeight(theme.scaled(LEAST_TABLE))
        self.table.setStyleSheet(f"QTableWidget::item {{ padding: 0 {theme.scaled(6)}px; }}")
        side.addWidget(self.table, 3)
        side.addWidget(self._details(), 2)
        return side

    def _details(self) -> QWidget:
        card = Card()
        head = QHBoxLayout()
        self._line = Text(bold=True)
        self.bill: QPushButton = button("Mark as billed …", "Freezes the evidence of this line with a hash")
        self.bill.clicked.connect(self._ask_bill)
        head.addWidget(self._line, 1)
        head.addWidget(self.bill)
        card.body.addLayout(head)
        self._reasons, self._open, self._counted = Text(), Text(tone="muted"), Text()
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.scaled(6))
        for label in (self._reasons, self._open, self._counted):
            lines.addWidget(label)
        lines.addStretch(1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for plain in (area.viewport(), inner):
            plain.setAutoFillBackground(False)
        area.setMinimumHeight(theme.scaled(LEAST_DETAILS))
        card.body.addWidget(area, 1)
        return card

    # -- filling

    def show_page(self, page: RtmPage) -> None:
        """Keep the episode and line that are chosen."""
        chosen, line = self._card(), self.table.currentRow()
        self._page = page
        if not page.cards:
            self.setCurrentWidget(self._state)
            self._state.show_state(
                "Nothing is monitored between sessions",
                EMPTY,
                [("New episode …", "", self.start_asked.emit), ("Payers and fees …", "", self.payers_asked.emit)],
            )
            return
        self.setCurrentWidget(self._body)
        self._disclaimer.show_text(page.disclaimer)
        self._summary.show_text(f"{page.title}: {page.summary}")
        self.episodes.blockSignals(True)
        self.episodes.clear()
        for card in page.cards:
            item = QListWidgetItem(f"{card.name}\n{card.head.partition(' · ')[0]}")
            self.episodes.addItem(item)
        things = [card.facts.record.thing for card in page.cards]
        row = things.index(chosen.facts.record.thing) if chosen and chosen.facts.record.thing in things else 0
        self.episodes.setCurrentRow(row)
        self.episodes.blockSignals(False)
        self._show_episode(row, max(line, 0))

    def _card(self) -> EpisodeCard | None:
        row = self.episodes.currentRow()
        return self._page.cards[row] if self._page is not None and 0 <= row < len(self._page.cards) else None

    def _show_episode(self, _row: int, line: int = 0) -> None:
        card = self._card()
        if card is None:
            return
        self._name.show_text(card.name)
        self._facts.show_text(card.head)
        self.table.setRowCount(len(card.stretches))
        for number, one in enumerate(card.stretches):
            cells = (one.when, one.code, one.label, one.units, one.state, one.counted, one.fee)
            for place, words in enumerate(cells):
                item = QTableWidgetItem(words)
                item.setForeground(theme.tone_color(one.tone if COLUMNS[place] == "State" else "plain"))
                if COLUMNS[place] == "State":
                    item.setFont(theme.font(bold=True))
                self.table.setItem(number, place, item)
        self.table.setCurrentCell(min(line, len(card.stretches) - 1), 0)
        self._show_stretch()

    def stretch(self) -> Stretch | None:
        card, row = self._card(), self.table.currentRow()
        return card.stretches[row] if card is not None and 0 <= row < len(card.stretches) else None

    def _show_stretch(self) -> None:
        one, card = self.stretch(), self._card()
        self.bill.setEnabled(one is not None and one.billable)
        if one is None or card is None:
            self._line.show_text("")
            return
        self._line.show_text(f"{one.when}: {one.code}, {one.label}: {one.state.lower()}")
        self._reasons.show_text("\n".join(one.reasons), one.tone if one.tone != "muted" else "plain")
        self._open.show_text("\n".join(f"The sources disagree: {words}" for words in one.conflicts))
        counted = ["What was counted", *one.evidence] if one.evidence else []
        amended = ["Changed after billing", *card.amendments] if card.amendments else []
        self._counted.show_text("\n".join([*counted, *amended]))

    # -- asking

    def _emit(self, signal: object) -> None:
        card = self._card()
        if card is not None:
            signal.emit(card)  # type: ignore[attr-defined]

    def _ask_bill(self) -> None:
        card, one = self._card(), self.stretch()
        if card is not None and one is not None and one.billable:
            self.bill_asked.emit(card, one)
