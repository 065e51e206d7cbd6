"""A dropped table before it is kept: what is in it, which column is what, ten rows as understood, what is refused and why."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from briefing_app.domain.table_mapping import Field, TableKind, TableMapping
from briefing_app.domain.written_day import Order
from briefing_app.services.table import Opened
from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.flow import Flow
from briefing_app.ui.widgets import Chooser, Text, button, plain_tip, show
from briefing_app.viewmodels.table import SEGMENTS, RestWords, TableWords, choices_of, make_head

ORDERS = (
    (Order.UNSTATED, "as the dates tell"),
    (Order.DAY_FIRST, "day first: 03/04 is 3 April"),
    (Order.MONTH_FIRST, "month first: 03/04 is March 4"),
)
LOWEST = ((None, "as the form prints them"), (0, "from 0"), (1, "from 1"))
NOBODY = "Nobody here"


class TableDialog(Dialog):
    """``looked`` and ``given`` carry the mapping and the answers to who a name is, as they stand; ``checkins`` asks for the panel of check-ins."""

    looked = Signal(object, object)
    given = Signal(object, object)
    checkins = Signal(object)

    def __init__(self, opened: Opened, mapping: TableMapping, measures: dict[str, int], words: str, parent: QWidget) -> None:
        """``measures`` are their ids with the number of their items; ``words`` say why the columns are proposed so."""
        super().__init__("A table", parent, 1100, 700)
        self._opened, self._mapping, self._measures = opened, mapping, measures
        self.answers: dict[str, str] = {}
        self._column_boxes: list[tuple[Chooser, Chooser]] = []
        self._asked: tuple[RestWords, ...] = ()
        column = self.column
        column.addWidget(Text(opened.table.name, size=theme.LEAD, bold=True))
        column.addWidget(Text(f"{make_head(opened)} {words}".strip(), tone="muted"))
        column.addWidget(self._segments())
        both = QHBoxLayout()
        both.setSpacing(theme.scaled(12))
        self._columns = self._grid(("Column", "First cell", "What it is", "Item"), "Columns of the file", 36)
        self._rows = self._grid((), "The first ten rows, as understood", 28)
        both.addWidget(self._columns, 1)
        both.addWidget(self._rows, 1)
        column.addLayout(both, 4)
        column.addLayout(self._conventions())
        self._asks, self._notes = Text(bold=True, tone="attention"), Text(tone="muted")
        self._rest_title = Text(bold=True)
        self._rest = self._grid(("Line", "Cell", "Why", ""), "Rows that are not kept as they are", 40)
        self._exact = button(
            "All exact names are these clients", "Every name that one client alone has means that client, from now on"
        )
        self._exact.clicked.connect(self._take_exact)
        for made in (self._asks, self._notes, self._rest_title, self._exact):
            column.addWidget(made)
        column.addWidget(self._rest, 3)
        self._fill_columns()
        self._foot()

    def _foot(self) -> None:
        self._again = QCheckBox("Read files with these columns the same way from now on")
        self._again.setFont(theme.font())
        self._again.setChecked(not self._mapping.once)
        self._again.setMinimumHeight(theme.scaled(28))
        self._counts = Text(bold=True)
        self.foot.addWidget(self._counts)
        self._keep = button("Keep", "Ctrl+Enter", primary=True)
        self._keep.clicked.connect(self._give)
        self._keep.setEnabled(False)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._keep.click)
        self.foot.addWidget(self._again)
        self.add_row(self.closing("Cancel", "Escape: nothing is kept"), self._keep)

    # -- what is in it

    def _segments(self) -> QWidget:
        made = QWidget()
        row = Flow()
        made.setLayout(row)
        row.addWidget(Text("What is in it?", tone="muted", wrap=False))
        self._kinds = QButtonGroup(self)
        for kind, words in SEGMENTS:
            one = button(words)
            one.setCheckable(True)
            one.setChecked(kind is self._mapping.kind or (kind is TableKind.SCORES and self._mapping.kind is TableKind.ANSWERS))
            one.clicked.connect(partial(self._choose_kind, kind))
            self._kinds.addButton(one)
            row.addWidget(one)
        return made

    def _choose_kind(self, kind: TableKind, *_: object) -> None:
        if kind is TableKind.CHECKINS:
            self.checkins.emit(replace(self._mapping, kind=kind))
            return
        self._mapping = replace(self._mapping, kind=kind)
        self._fill_columns()
        self.look()

    def _conventions(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._order, self._lowest = self._chooser("Dates like 03/04/2026"), self._chooser("Answers count")
        for value, words in ORDERS:
            self._order.addItem(words, value.value)
        for number, words in LOWEST:
            self._lowest.addItem(words, number)
        self._order.setCurrentIndex(max(self._order.findData(self._mapping.order.value), 0))
        self._lowest.setCurrentIndex(max([one for one, _ in LOWEST].index(self._mapping.lowest), 0))
        for box in (self._order, self._lowest):
            box.activated.connect(lambda _: self.look())
            row.addWidget(Text(box.accessibleName(), tone="muted", wrap=False))
            row.addWidget(box, 1)
        return row

    # -- which column is what

    def _fill_columns(self) -> None:
        names, first = self._opened.names, self._opened.rows[0].cells
        self._columns.setRowCount(len(names))
        self._column_boxes = []
        meanings = dict(self._mapping.columns)
        for index, name in enumerate(names):
            for place, text in ((0, name), (1, first[index] if index < len(first) else "")):
                self._columns.setItem(index, place, self._cell(text))
            meaning, number = self._chooser(f"{name} is"), self._chooser(f"Item of {name}")
            for value, words in choices_of(self._mapping.kind):
                meaning.addItem(words, value)
            for measure in self._measures if self._mapping.kind.has_scores else ():
                meaning.addItem(measure, measure)
            told, _, item = meanings.get(name, "").partition(":")
            meaning.setCurrentIndex(max(meaning.findData(told), 0))
            self._column_boxes.append((meaning, number))
            self._offer_items(index, int(item or 0))
            meaning.activated.connect(partial(self._choose, index))
            number.activated.connect(lambda _: self.look())
            self._columns.setCellWidget(index, 2, meaning)
            self._columns.setCellWidget(index, 3, self._holder(number))

    def _choose(self, index: int, *_: object) -> None:
        """One column a field: whichever had it before is left out."""
        chosen = self._column_boxes[index][0].currentData()
        for other, (meaning, _number) in enumerate(self._column_boxes):
            if other != index and chosen and chosen not in self._measures and meaning.currentData() == chosen:
                meaning.setCurrentIndex(0)
        self._offer_items(index, 0)
        self.look()

    def _offer_items(self, index: int, item: int) -> None:
        meaning, number = self._column_boxes[index]
        count = self._measures.get(meaning.currentData(), -1)
        number.clear()
        for value in range(count + 1):
            number.addItem(f"item {value}" if value else "total", value)
        number.setCurrentIndex(max(number.findData(item), 0))
        number.setVisible(count >= 0)

    def mapping(self) -> TableMapping:
        """The mapping as it stands in the fields."""
        columns = []
        for name, (meaning, number) in zip(self._opened.names, self._column_boxes, strict=True):
            told = meaning.currentData()
            if told:
                item = int(number.currentData() or 0) if told in self._measures else 0
                columns.append((name, f"{told}:{item}" if item else told))
        return replace(
            self._mapping, columns=(*columns, *self._beyond()), order=Order(self._order.currentData()), lowest=self._lowest.currentData(),
            once=not self._again.isChecked(),
        )  # fmt: skip

    def _beyond(self) -> list[tuple[str, str]]:
        """What a known program's columns mean beside what can be chosen."""
        return [one for one in self._mapping.columns if one[1] == Field.TEST.value]

    # -- looking and giving

    def look(self) -> None:
        self._keep.setEnabled(False)
        self.looked.emit(self.mapping(), dict(self.answers))

    def _give(self) -> None:
        if self._keep.isEnabled():
            self.hold()
            self.given.emit(self.mapping(), dict(self.answers))

    def _answer(self, name: str, person: str, *_: object) -> None:
        self.answers[name] = person
        self.look()

    def _take_exact(self) -> None:
        for one in self._asked:
            if len(one.choices) == 1 and one.reason.startswith("The name alone"):
                self.answers[one.name] = one.choices[0][0]
        self.look()

    def show_words(self, page: TableWords) -> None:
        """The rows as they are understood under what stands in the fields."""
        self._asked = page.rest
        self._asks.show_text(page.asks)
        self._notes.show_text(" ".join(page.notes))
        self._counts.show_text(page.counts)
        self._rest_title.show_text(page.rest_title if not page.asks else "")
        self._rows.setColumnCount(len(page.titles))
        self._rows.setHorizontalHeaderLabels(list(page.titles))
        self._rows.setRowCount(len(page.rows))
        for number, row in enumerate(page.rows):
            for place, text in enumerate(row):
                self._rows.setItem(number, place, self._cell(text))
        self._rows.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._show_rest(page)
        self._keep.setText(page.keep)
        self._keep.setEnabled(page.may_be_kept)

    def _show_rest(self, page: TableWords) -> None:
        show(self._exact, visible=page.exact > 1)
        show(self._rest, visible=bool(page.rest) and not page.asks)
        self._rest.setRowCount(len(page.rest))
        for number, one in enumerate(page.rest):
            for place, text in enumerate((one.line, one.cell, one.reason)):
                self._rest.setItem(number, place, self._cell(text))
            self._rest.setCellWidget(number, 3, self._choices(one))
        self._rest.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def _choices(self, one: RestWords) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(6))
        for person, words in one.choices:
            made = button(words, f"The name means {words}, here and in later tables", flat=True)
            made.clicked.connect(partial(self._answer, one.name, person))
            row.addWidget(made)
        if one.choices:
            nobody = button(NOBODY, "The rows of this name are not kept", flat=True)
            nobody.clicked.connect(partial(self._answer, one.name, ""))
            row.addWidget(nobody)
        row.addStretch(1)
        return holder

    # -- small pieces

    def _grid(self, titles: tuple[str, ...], name: str, height: int) -> QTableWidget:
        made = QTableWidget(0, len(titles))
        made.setHorizontalHeaderLabels(list(titles))
        made.setAccessibleName(name)
        made.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        made.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        made.verticalHeader().hide()
        made.verticalHeader().setDefaultSectionSize(theme.scaled(height))
        made.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        made.setMinimumHeight(theme.scaled(100))
        if len(titles) == 4 and titles[0] == "Column":
            for place, width in ((0, 110), (1, 90), (2, 170)):
                made.setColumnWidth(place, theme.scaled(width))
            made.horizontalHeader().setStretchLastSection(True)
        return made

    @staticmethod
    def _cell(text: str) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setToolTip(plain_tip(text))
        return item

    @staticmethod
    def _holder(box: Chooser) -> QWidget:
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
