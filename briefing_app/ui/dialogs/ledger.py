"""What the clinician gives My load: past time, a supervision meeting, and the word that deletes all of it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QWidget

from briefing_app.domain.clock import EXAMPLES, past_stretch
from briefing_app.domain.support import KINDS
from briefing_app.domain.time_entry import Support
from briefing_app.ui import theme
from briefing_app.ui.dialogs.form import FormPanel
from briefing_app.ui.widgets import Chooser, DayField, Text
from briefing_app.viewmodels.conditions import SUPPORT_NAMES
from briefing_app.viewmodels.timed import NAMES, say_minutes


class DeletePanel(FormPanel):
    """Deleting the ledger asks for a typed word, because nothing brings it back; ``notes`` says what of clients goes with it."""

    confirmed = Signal()
    WORD = "delete"

    def __init__(self, notes: str, parent: QWidget) -> None:
        super().__init__("Delete your ledger", parent)
        self.column.addWidget(
            Text(
                "Documentation time, recovery, load, supervision and self-checks go for good, with the key they are encrypted with."
                " Export all of it first if you want to keep a copy."
            )
        )
        self.column.addWidget(Text(notes))
        self.field = QLineEdit()
        self.field.setPlaceholderText(f"Type {self.WORD} to go on")
        self.field.setAccessibleName(f"Type {self.WORD} to go on")
        self.field.textChanged.connect(lambda text: self.keep.setEnabled(text.strip().lower() == self.WORD))
        self.column.addWidget(self.field)
        self.add_buttons("Delete for good", self._give)
        self.keep.setEnabled(False)

    def _give(self) -> None:
        if self.keep.isEnabled():
            self.accept()
            self.confirmed.emit()


class PastPanel(FormPanel):
    """Time that was not timed: ``given`` carries start, end and category; what was understood is said before it is kept."""

    given = Signal(float, float, str)

    def __init__(self, parent: QWidget, now: datetime | None = None) -> None:
        super().__init__("Add past time", parent)
        self._now = now or datetime.now().astimezone()
        self._day, self._field, self._category = DayField(), QLineEdit(), Chooser()
        self._day.setMaximumDate(QDate.currentDate())
        self._field.setPlaceholderText("30 min ended 14:30")
        for name, words in NAMES.items():
            self._category.addItem(words, name)
        self.add_field("Day", self._day)
        self.add_field("When", self._field)
        self.add_field("What for", self._category)
        self.column.addLayout(self.form)
        self.column.addWidget(Text(EXAMPLES, size=theme.SMALL, tone="muted"))
        self.add_buttons("Save", self._give)
        self._field.textChanged.connect(self._look)
        self._day.dateChanged.connect(self._look)
        self._field.returnPressed.connect(self._give)
        self._field.setFocus()
        self._look()

    def _stretch(self) -> tuple[float, float]:
        day = self._day.date()
        now = self._now
        if (day.year(), day.month(), day.day()) != (now.year, now.month, now.day):
            now = datetime(day.year(), day.month(), day.day(), 23, 59, 59).astimezone()
        return past_stretch(self._field.text(), now)

    def _look(self) -> None:
        if not self._field.text().strip():
            self.said.show_text("")
            self.keep.setEnabled(False)
            return
        try:
            start, end = self._stretch()
        except ValueError as fault:
            self.said.show_text(str(fault), "attention")
            self.keep.setEnabled(False)
            return
        ends = datetime.fromtimestamp(end).astimezone()
        self.said.show_text(f"{say_minutes((end - start) / 60)}, ends {ends:%H:%M}", "plain")
        self.keep.setEnabled(True)

    def _give(self) -> None:
        if self.keep.isEnabled():
            self.hold()
            self.given.emit(*self._stretch(), self._category.currentData())


class SupportPanel(FormPanel):
    """A supervision or consultation meeting that took place or was cancelled; no contents, and nobody's name but the other's."""

    given = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Supervision or consultation", parent)
        self._kind, self._day, self._minutes = Chooser(), DayField(), QDoubleSpinBox()
        for kind in KINDS:
            self._kind.addItem(SUPPORT_NAMES[kind], kind)
        self._kind.setCurrentIndex(KINDS.index("reflective"))
        self._day.setMaximumDate(QDate.currentDate())
        self._minutes.setRange(0, 600)
        self._minutes.setDecimals(0)
        self._minutes.setValue(60)
        self._whom, self._cancelled = QLineEdit(), QLineEdit()
        self._cancelled.setPlaceholderText("empty: it took place")
        for words, field in (
            ("Kind", self._kind), ("Day", self._day), ("Minutes", self._minutes), ("With", self._whom), ("Cancelled by", self._cancelled)
        ):  # fmt: skip
            self.add_field(words, field)
        self.column.addLayout(self.form)
        self.column.addWidget(Text("No names of clients here.", size=theme.SMALL, tone="muted"))
        self.add_buttons("Save", self._give)

    def _give(self) -> None:
        day, cancelled = self._day.chosen, self._cancelled.text().strip()
        minutes = 0.0 if cancelled else self._minutes.value()
        self.hold()
        self.given.emit(Support(self._kind.currentData(), day.isoformat(), minutes, self._whom.text().strip(), cancelled))
