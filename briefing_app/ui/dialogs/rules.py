"""The rules and their numbers, with a preview of what they would have said before anything is changed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDoubleSpinBox,
    QGridLayout,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from briefing_app.domain.rules import ALL_MEASURES, Rule, Rules, rules_from
from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Text, button, plain_tip
from briefing_app.viewmodels.rules import Number, RulesPage

COLUMNS = ("Named", "Rule", "Not for", "As set now", "With these", "In the ledger")


class RulesPanel(Dialog):
    """``previewed`` and ``kept`` carry the rules as they stand in the fields; ``numbers_asked`` is for those of instruments."""

    previewed = Signal(object)
    numbers_asked = Signal()
    kept = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Rules and their numbers", parent, 820, 690)
        column = self.column
        column.addWidget(Text("Rules and their numbers", size=theme.LEAD, bold=True))
        self._form = QGridLayout()
        self._form.setColumnStretch(0, 1)
        self._form.setHorizontalSpacing(theme.scaled(16))
        column.addLayout(self._form)
        self._fields: dict[str, QDoubleSpinBox] = {}
        self._switches: dict[str, QCheckBox] = {}
        self._boxes: dict[Rule, QCheckBox] = {}
        self._spared: dict[Rule, QLineEdit] = {}
        self._table = QTableWidget(len(Rule), len(COLUMNS))
        self._table.setHorizontalHeaderLabels(list(COLUMNS))
        self._table.setAccessibleName("Rules")
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._table.verticalHeader().hide()
        self._table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._table.horizontalHeader().setStretchLastSection(True)
        self._table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        for place, width in ((0, 60), (2, 120), (3, 96), (4, 96)):
            self._table.setColumnWidth(place, theme.scaled(width))
        self._table.verticalHeader().setDefaultSectionSize(theme.scaled(30))
        self._table.setMinimumHeight(
            theme.scaled(30) * (len(Rule) + 2)
        )  # where the screen is too small the dialog scrolls, not the table
        column.addWidget(self._table, 1)
        self._safety, self._note = Text(tone="muted"), Text(size=theme.SMALL, tone="muted")
        column.addWidget(self._safety)
        column.addWidget(self._note)
        look = button("Preview", "Count what these numbers would have said; nothing is changed")
        look.clicked.connect(lambda: self.previewed.emit(self.chosen()))
        keep = button("Save", "From now on; what stood before stays on record", primary=True)
        keep.clicked.connect(self.hold)
        keep.clicked.connect(lambda: self.kept.emit(self.chosen()))
        numbers = button("Numbers of instruments …", "Confirm a number without a source in hand, or a file of your own")
        numbers.clicked.connect(self.numbers_asked)
        self.add_row(numbers, self.closing("Cancel"), look, keep)

    def show_page(self, page: RulesPage) -> None:
        if not self._fields:
            for number in page.numbers:
                if number.switch:
                    self._add_switch(number)
                    continue
                field = QDoubleSpinBox()
                field.setDecimals(0 if number.whole else 1)
                field.setSingleStep(1 if number.whole else 0.1)
                field.setRange(number.low, number.high)
                field.setValue(number.value)
                field.setAccessibleName(number.words)
                field.setFixedSize(theme.scaled(96), theme.scaled(30))
                self._fields[number.name] = field
                below = self._form.rowCount()
                self._form.addWidget(Text(f"{number.words}, {number.low:g} to {number.high:g}"), below, 0)
                self._form.addWidget(field, below, 1)
        for index, row in enumerate(page.rows):
            if row.rule not in self._boxes:
                box = QCheckBox()
                box.setChecked(row.on)
                box.setAccessibleName(f"Name: {row.name}")
                self._boxes[row.rule] = box
                self._table.setCellWidget(index, 0, box)
                spared = QLineEdit(row.spared)
                spared.setPlaceholderText("such as AUDIT")
                spared.setAccessibleName(f"{row.name}: not for these measures")
                spared.setFrame(False)
                self._spared[row.rule] = spared
                self._table.setCellWidget(index, 2, spared)
            for place, text in ((1, row.name), (3, row.now), (4, row.proposed or "–"), (5, row.ledger)):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(row.words))
                self._table.setItem(index, place, item)
        self._safety.show_text(page.safety)
        self._note.show_text(page.note)

    def _add_switch(self, number: Number) -> None:
        box = QCheckBox(number.words)
        box.setFont(theme.font())
        box.setChecked(bool(number.value))
        self._switches[number.name] = box
        self._form.addWidget(box, self._form.rowCount(), 0, 1, 2)

    def chosen(self) -> Rules:
        """The rules as they stand in the fields."""
        stored = {name: f"{field.value():g}" for name, field in self._fields.items()}
        stored |= {name: str(int(box.isChecked())) for name, box in self._switches.items()}
        off = {(rule.value, ALL_MEASURES) for rule, box in self._boxes.items() if not box.isChecked()}
        for rule, field in self._spared.items():
            off |= {(rule.value, measure) for measure in field.text().upper().replace(",", " ").split()}
        return rules_from({**stored, **{f"off:{rule}:{measure}": "1" for rule, measure in off}})
