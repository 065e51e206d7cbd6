"""A table of check-ins before it is kept: what each column is, and what its rows would then say."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from briefing_app.domain.checkin import CheckinSource
from briefing_app.domain.checkin_table import CheckinTable, Mapping
from briefing_app.domain.written_day import Order
from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Chooser, Text, button, plain_tip, show
from briefing_app.viewmodels.checkin import ROW_TITLES, TableWords

NOTHING, CLIENT, DAY, MEASURE, SCORE = "", "\0client", "\0day", "\0measure", "\0score"
MEANINGS = (
    (NOTHING, "not used"),
    (CLIENT, "the client's id"),
    (DAY, "the date"),
    (MEASURE, "a measure's name"),
    (SCORE, "that measure's score"),
)
ORDERS = (
    (Order.UNSTATED, "not said"),
    (Order.DAY_FIRST, "day first: 03/04 is 3 April"),
    (Order.MONTH_FIRST, "month first: 03/04 is March 4"),
)
SOURCES = ((CheckinSource.CSV, "the client, between sessions"), (CheckinSource.DEVICE, "a device or app of the client's"))


class TablePanel(Dialog):
    """``looked`` and ``given`` carry the mapping as it stands in the fields: to be previewed, and to be kept."""

    looked = Signal(object)
    given = Signal(object)

    def __init__(
        self, name: str, table: CheckinTable, mapping: Mapping, measures: dict[str, int], remembered: bool, parent: QWidget
    ) -> None:
        """``measures`` are their ids with the number of their items."""
        super().__init__("A table of check-ins", parent, 960, 700)
        self._table, self._measures, column = table, measures, self.column
        column.addWidget(Text(name, size=theme.LEAD, bold=True))
        how = (
            "The columns are read as the last time with such a file."
            if remembered
            else "What the columns are is proposed from their names: look, and say."
        )
        column.addWidget(Text(f"{how} Nothing is kept before you choose Save.", tone="muted"))
        column.addWidget(self._columns(mapping), 3)
        column.addLayout(self._file(mapping))
        self._counts, self._notes, self._asks = Text(bold=True), Text(tone="muted"), Text(bold=True, tone="attention")
        for label in (self._counts, self._notes, self._asks):
            column.addWidget(label)
        column.addLayout(self._found(), 4)
        self._keep = button("Save", "And read such files in the same way from now on", primary=True)
        self._keep.clicked.connect(self._give)
        self._keep.setEnabled(False)
        self.add_row(self.closing(tip="Escape: nothing is kept"), self._keep)

    def _columns(self, mapping: Mapping) -> QWidget:
        made = self._list = QTableWidget(len(self._table.header), 4)
        made.setHorizontalHeaderLabels(["Column", "Its first cell", "Is", "Item"])
        made.setAccessibleName("Columns of the file")
        self._plain(made)
        made.verticalHeader().setDefaultSectionSize(theme.scaled(36))
        made.setMinimumHeight(theme.scaled(120))
        for place, width in ((0, 180), (2, 230), (3, 120)):
            made.setColumnWidth(place, theme.scaled(width))
        made.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        first = self._table.rows[0][1]
        values = {column: (measure, item) for column, measure, item in mapping.values}
        named = {mapping.client: CLIENT, mapping.day: DAY, mapping.measure: MEASURE, mapping.score: SCORE}
        self._choosers: list[tuple[Chooser, Chooser]] = []
        for index, column in enumerate(self._table.header):
            for place, text in ((0, column), (1, first[index] if index < len(first) else "")):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                made.setItem(index, place, item)
            meaning, number = self._chooser(f"{column} is"), self._chooser(f"Item of {column}")
            for data, words in MEANINGS:
                meaning.addItem(words, data)
            for measure in self._measures:
                meaning.addItem(measure, measure)
            measure, item_number = values.get(column, (named.get(column, NOTHING) if column else NOTHING, 0))
            meaning.setCurrentIndex(max(meaning.findData(measure), 0))
            self._choosers.append((meaning, number))
            meaning.activated.connect(lambda _, index=index: self._choose(index))
            number.activated.connect(lambda _: self.look())
            made.setCellWidget(index, 2, meaning)
            made.setCellWidget(index, 3, self._holder(number))
            self._offer_items(index, item_number)
        return made

    def _file(self, mapping: Mapping) -> QHBoxLayout:
        row = QHBoxLayout()
        self._order, self._source = self._chooser("Dates like 03/04/2026"), self._chooser("The rows come from")
        for box, choices, now in ((self._order, ORDERS, mapping.order), (self._source, SOURCES, mapping.source)):
            for data, words in choices:
                box.addItem(words, data.value)
            box.setCurrentIndex(max(box.findData(now.value), 0))
            box.activated.connect(lambda _: self.look())
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(Text(box.accessibleName(), tone="muted", wrap=False))
            row.addWidget(box, 1)
        return row

    def _found(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._rows = QTableWidget(0, len(ROW_TITLES))
        self._rows.setHorizontalHeaderLabels(list(ROW_TITLES))
        self._rows.setAccessibleName("First rows as they are understood")
        self._plain(self._rows)
        self._rows.verticalHeader().setDefaultSectionSize(theme.scaled(26))
        for place, width in ((0, 44), (2, 96), (3, 78)):
            self._rows.setColumnWidth(place, theme.scaled(width))
        self._rows.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)  # no name is cut
        self._rows.horizontalHeader().setStretchLastSection(True)
        self._refused = QListWidget()
        self._refused.setAccessibleName("Rows that are refused")
        self._refused.setWordWrap(True)
        for made in (self._rows, self._refused):
            made.setMinimumHeight(theme.scaled(80))
        row.addWidget(self._rows, 3)
        row.addWidget(self._refused, 2)
        return row

    @staticmethod
    def _plain(table: QTableWidget) -> None:
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.verticalHeader().hide()
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)

    @staticmethod
    def _holder(box: Chooser) -> QWidget:
        """A table shows its cell widgets itself; what is within them stays hidden."""
        holder = QWidget()
        inner = QHBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(box)
        return holder

    @staticmethod
    def _chooser(name: str) -> Chooser:
        box = Chooser()
        box.setAccessibleName(name)
        return box

    # -- choosing

    def _choose(self, index: int) -> None:
        """One column a role: whoever had it before is not used any more."""
        chosen = self._choosers[index][0].currentData()
        for other, (meaning, _) in enumerate(self._choosers):
            if other != index and chosen in (CLIENT, DAY, MEASURE, SCORE) and meaning.currentData() == chosen:
                meaning.setCurrentIndex(0)
                self._offer_items(other, 0)
        self._offer_items(index, 0)
        self.look()

    def _offer_items(self, index: int, item: int) -> None:
        meaning, number = self._choosers[index]
        count = self._measures.get(meaning.currentData(), 0)
        number.clear()
        for value in range(count + 1):
            number.addItem(f"item {value}" if value else "total", value)
        number.setCurrentIndex(max(number.findData(item), 0))
        number.setVisible(meaning.currentData() in self._measures)

    def mapping(self) -> Mapping:
        """The mapping as it stands in the fields; a measure in a column of its own goes before one named in a cell."""
        by_role: dict[str, str] = {}
        values = []
        for column, (meaning, number) in zip(self._table.header, self._choosers, strict=True):
            role = meaning.currentData()
            if role in self._measures:
                values.append((column, role, int(number.currentData())))
            elif role:
                by_role[role] = column
        return Mapping(
            client=by_role.get(CLIENT, ""),
            day=by_role.get(DAY, ""),
            measure="" if values else by_role.get(MEASURE, ""),
            score="" if values else by_role.get(SCORE, ""),
            values=tuple(values),
            order=Order(self._order.currentData()),
            source=CheckinSource(self._source.currentData()),
        )

    def _give(self) -> None:
        self.hold()
        self.given.emit(self.mapping())

    def look(self) -> None:
        self._keep.setEnabled(False)
        self.looked.emit(self.mapping())

    def show_preview(self, page: TableWords) -> None:
        self._counts.show_text(page.counts)
        self._notes.show_text(" ".join(page.notes))
        self._asks.show_text(page.asks)
        self._rows.setRowCount(len(page.rows))
        for number, row in enumerate(page.rows):
            for place, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                self._rows.setItem(number, place, item)
        self._refused.clear()
        self._refused.addItems(list(page.refused))
        show(self._refused, visible=bool(page.refused))
        self._keep.setEnabled(page.may_be_kept)
