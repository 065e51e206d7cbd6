"""Dialogs of My load: what a figure is made of, past time, hours and limits, a supervision meeting, a self-check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from briefing_app.domain.clock import EXAMPLES, day_hours, past_stretch, say_hours
from briefing_app.domain.load import NOTE
from briefing_app.domain.note import FINISHED, NOT_NEEDED, OPEN
from briefing_app.domain.problems import Problem
from briefing_app.domain.support import KINDS
from briefing_app.sources.holidays import read_holidays
from briefing_app.ui import theme
from briefing_app.ui.widgets import Chooser, DayField, Text, button
from briefing_app.viewmodels.conditions import SUPPORT_NAMES
from briefing_app.viewmodels.ledger import EntryLine, Figure, NoteLine
from briefing_app.viewmodels.timed import CATEGORIES, say_minutes

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LIMITS = (
    ("cap:points", "Load points, at most", 0, 500),
    ("cap:week_sessions", "Sessions in a week, at most", 0, 80),
    ("cap:trauma_percent", "Trauma-processing, % of 28 days, at most", 0, 100),
    ("cap:invisible_hours", "Hours outside working time in a week, at most", 0, 40),
    ("target:taken_percent", "Recovery taken, % of planned gaps, at least", 0, 100),
    ("note:due", "A note is due after, hours", 1, 720),
    ("note:late", "A note is late after, hours", 1, 720),
    ("target:plain", "Recovery after a session, minutes", 5, 60),
    ("target:after_trauma", "Recovery after a trauma-processing session, minutes", 5, 60),
    ("support:reflective", "Reflective supervision, minutes a month", 0, 1000),
    ("support:peer", "Peer consultation, minutes a year", 0, 6000),
)
REMINDER = "reminder:gap"
DEFAULTS = {
    "note:due": 48,
    "note:late": 72,
    "target:plain": 10,
    "target:after_trauma": 15,
    "support:reflective": 90,
    "support:peer": 600,
}


class LoadPanel(QDialog):
    """A dialog of My load: a title, fields, a sentence, and two buttons."""

    def __init__(self, title: str, parent: QWidget, width: int = 520) -> None:
        super().__init__(parent)
        self.setWindowTitle(
            title.partition(":")[0]
        )  # what stands after it may name somebody; a title is seen by other programs
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.scaled(width))
        self.column = QVBoxLayout(self)
        self.column.setSpacing(theme.scaled(8))
        self.column.addWidget(Text(title, size=theme.LEAD, bold=True))
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(theme.scaled(16))

    def add_buttons(self, words: str, slot: Callable[[], None]) -> None:
        self.said = Text(bold=True)
        self.column.addWidget(self.said)
        row = QHBoxLayout()
        row.addStretch(1)
        close = button("Not now", "Escape")
        close.clicked.connect(self.reject)
        self.keep = button(words, "Enter", primary=True)
        self.keep.clicked.connect(slot)
        row.addWidget(close)
        row.addWidget(self.keep)
        self.column.addLayout(row)

    def add_field(self, words: str, field: QWidget) -> None:
        field.setAccessibleName(words)
        self.form.addRow(Text(words, wrap=False), field)


class MadeOfPanel(LoadPanel):
    """The rule of a figure and the entries or gaps behind it; an entry can be changed or deleted, and both undone."""

    changed = Signal(int, str)
    deleted = Signal(int)

    def __init__(self, figure: Figure, lines: tuple[EntryLine, ...], parent: QWidget) -> None:
        super().__init__(f"{figure.title}: {figure.value}", parent, 640)
        self.column.addWidget(Text(figure.words))
        self.column.addWidget(Text(figure.rule, size=theme.SMALL, tone="muted"))
        self.list = QListWidget()
        self.list.setAccessibleName("What it is made of")
        self.list.setMinimumHeight(theme.scaled(220))
        for line in lines:
            item = QListWidgetItem(line.words)
            item.setData(Qt.ItemDataRole.UserRole, line)
            self.list.addItem(item)
        if not lines:
            self.list.addItem("Nothing in this time.")
        self.column.addWidget(self.list)
        row = QHBoxLayout()
        self._field = QLineEdit()
        self._field.setPlaceholderText("Change the chosen entry to, such as 14:00-14:30")
        self._field.setAccessibleName("Change the chosen entry to")
        self._field.returnPressed.connect(self._change)
        row.addWidget(self._field, 1)
        self._delete = button("Delete", "It can be undone with Ctrl+Z")
        self._delete.clicked.connect(self._remove)
        row.addWidget(self._delete)
        close = button("Close", "Escape")
        close.clicked.connect(self.reject)
        row.addWidget(close)
        self.column.addLayout(row)
        self.list.currentItemChanged.connect(lambda *_: self._look())
        self._look()

    def _line(self) -> EntryLine | None:
        item = self.list.currentItem()
        one = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return one if isinstance(one, EntryLine) and one.id else None

    def _look(self) -> None:
        able = self._line() is not None
        self._delete.setEnabled(able)
        self._field.setEnabled(able)

    def _change(self) -> None:
        line = self._line()
        if line is not None and self._field.text().strip():
            self.changed.emit(line.id, self._field.text())
            self.accept()

    def _remove(self) -> None:
        line = self._line()
        if line is not None:
            self.deleted.emit(line.id)
            self.accept()


class NotesPanel(LoadPanel):
    """Notes owed by due time, then those finished lately. ``marked`` carries the line and what is now true of it."""

    marked = Signal(object, str)

    def __init__(self, figure: Figure, lines: tuple[NoteLine, ...], parent: QWidget) -> None:
        super().__init__(f"{figure.title}: {figure.value}", parent, 640)
        self.column.addWidget(Text(figure.words))
        self.column.addWidget(Text(figure.rule, size=theme.SMALL, tone="muted"))
        self.list = QListWidget()
        self.list.setAccessibleName("Sessions whose note is owed, then those finished lately")
        self.list.setMinimumHeight(theme.scaled(260))
        for line in lines:
            item = QListWidgetItem(line.words)
            item.setForeground(theme.tone_color(line.tone))
            item.setData(Qt.ItemDataRole.UserRole, line)
            self.list.addItem(item)
        if not lines:
            self.list.addItem("No session owes a note.")
        self.column.addWidget(self.list)
        row = QHBoxLayout()
        self._buttons: list[tuple[QPushButton, str]] = []
        for words, tip, state, needs in (
            ("Finished", "Written here or in the record system", FINISHED, "owed"),
            ("No note needed", "Such as a meeting that was no session", NOT_NEEDED, "owed"),
            ("Open again", "It is not finished after all", OPEN, "finished"),
        ):
            made = button(words, tip)
            made.clicked.connect(lambda _=False, state=state: self._mark(state))
            self._buttons.append((made, needs))
            row.addWidget(made)
        row.addStretch(1)
        close = button("Close", "Escape")
        close.clicked.connect(self.reject)
        row.addWidget(close)
        self.column.addLayout(row)
        self.list.currentItemChanged.connect(lambda *_: self._look())
        self.list.setCurrentRow(0)
        self._look()

    def _line(self) -> NoteLine | None:
        item = self.list.currentItem()
        line = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return line if isinstance(line, NoteLine) else None

    def _look(self) -> None:
        line = self._line()
        for made, needs in self._buttons:
            made.setEnabled(line is not None and line.state == needs)

    def _mark(self, state: str) -> None:
        line = self._line()
        if line is not None:
            self.marked.emit(line, state)
            self.list.takeItem(self.list.currentRow())


class DeletePanel(LoadPanel):
    """Deleting the ledger asks for a typed word, because nothing brings it back."""

    confirmed = Signal()
    WORD = "delete"

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Delete your ledger", parent)
        self.column.addWidget(
            Text(
                "Documentation time, recovery, load, supervision and self-checks go for good, with the key they are encrypted with."
                " Export all of it first if you want to keep a copy."
            )
        )
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


class PastPanel(LoadPanel):
    """Time that was not timed: ``given`` carries start, end and category; what was understood is said before it is kept."""

    given = Signal(float, float, str)

    def __init__(self, parent: QWidget, now: datetime | None = None) -> None:
        super().__init__("Add past time", parent)
        self._now = now or datetime.now().astimezone()
        self._day, self._field, self._category = DayField(), QLineEdit(), Chooser()
        self._day.setMaximumDate(QDate.currentDate())
        self._field.setPlaceholderText("30 min ended 14:30")
        for name, words in CATEGORIES.items():
            self._category.addItem(words, name)
        self.add_field("Day", self._day)
        self.add_field("When", self._field)
        self.add_field("What for", self._category)
        self.column.addLayout(self.form)
        self.column.addWidget(Text(EXAMPLES, size=theme.SMALL, tone="muted"))
        self.add_buttons("Keep", self._give)
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
            self.given.emit(*self._stretch(), self._category.currentData())
            self.accept()


class LimitsPanel(LoadPanel):
    """Working hours from a day on, caps, targets and what was agreed. ``given`` carries since, the week and the choices that changed."""

    given = Signal(object, object, object)

    def __init__(
        self, week: tuple[tuple[tuple[int, int], ...], ...], since: date, choices: Mapping[str, str], parent: QWidget
    ) -> None:
        super().__init__("Hours and limits", parent, 620)
        self.column.addWidget(Text("Yours alone. New hours hold from their day on and do not rewrite the past.", tone="muted"))
        self._week_before, self._choices = week, dict(choices)
        self._since = DayField(QDate(since.year, since.month, since.day))
        self.add_field("Working hours, from", self._since)
        self._days = [QLineEdit(say_hours(week[number]) if week else "") for number in range(7)]
        for name, field in zip(WEEKDAYS, self._days, strict=True):
            field.setPlaceholderText("day off" if name in WEEKDAYS[5:] else "8:30-12:00, 13:00-17:30")
            self.add_field(name, field)
        self._limits: dict[str, QSpinBox] = {}
        for name, words, low, high in LIMITS:
            box = QSpinBox()
            box.setRange(low, high)
            box.setSpecialValueText("none" if low == 0 else "")
            box.setValue(int(float(choices.get(name, str(DEFAULTS.get(name, 0))).partition("/")[0] or 0)))
            self._limits[name] = box
            self.add_field(words, box)
        self._reminder = QCheckBox("When a gap begins, say so quietly in the bottom bar")
        self._reminder.setFont(theme.font())
        self._reminder.setChecked(choices.get(REMINDER, "on") == "on")
        self.form.addRow(self._reminder)
        inner, area = QWidget(), QScrollArea()
        inner.setLayout(self.form)
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setMinimumHeight(min(theme.scaled(520), 520))
        self.column.addWidget(area, 1)
        self.column.addWidget(Text(NOTE, size=theme.SMALL, tone="muted"))
        self.add_buttons("Keep", self._give)

    def _give(self) -> None:
        try:
            week = tuple(day_hours(field.text()) for field in self._days)
        except ValueError as fault:
            self.said.show_text(str(fault), "attention")
            return
        changed: dict[str, str] = {}
        for name, box in self._limits.items():
            value = f"{box.value()}{'/month' if name == 'support:reflective' else '/year' if name == 'support:peer' else ''}"
            text = "" if box.value() == 0 else value
            if text != self._choices.get(name, None if name in DEFAULTS else ""):
                changed[name] = text
        reminder = "on" if self._reminder.isChecked() else "off"
        if reminder != self._choices.get(REMINDER, "on"):
            changed[REMINDER] = reminder
        self.given.emit(self._since.chosen, week if week != self._week_before else None, changed)
        self.accept()


class DatesPanel(LoadPanel):
    """Days off and holidays, and dated changes of the work. ``given`` carries (day, words, kind, keep) for each that is new or taken back."""

    given = Signal(object)

    def __init__(self, days_off: tuple[tuple[str, str], ...], parent: QWidget) -> None:
        super().__init__("Days off and changes", parent, 560)
        self.column.addWidget(
            Text(
                "A day off has no working hours. A change is compared with the weeks before it, from three weeks on.",
                tone="muted",
            )
        )
        self._holidays: list[tuple[date, str]] = []
        self._kind, self._day, self._words = Chooser(), DayField(), QLineEdit()
        self._kind.addItem("A day off or holiday", "off")
        self._kind.addItem("A change in how the work is done", "change")
        self._words.setPlaceholderText("such as: new note template")
        for words, field in (("What", self._kind), ("Day", self._day), ("In your words", self._words)):
            self.add_field(words, field)
        self.column.addLayout(self.form)
        self.list = QListWidget()
        self.list.setAccessibleName("Days off that stand")
        for day, words in days_off:
            item = QListWidgetItem(f"{day}  {words}".strip())
            item.setData(Qt.ItemDataRole.UserRole, day)
            self.list.addItem(item)
        self.list.setMaximumHeight(theme.scaled(140))
        self._remove = button("Take this day off back", flat=True)
        self._remove.clicked.connect(self._take_back)
        if days_off:
            self.column.addWidget(self.list)
            self.column.addWidget(self._remove)
        holidays = button(
            "Read holidays from a calendar file …", "Whole days of an .ics file, this year and the next two", flat=True
        )
        holidays.clicked.connect(self._read_file)
        self.column.addWidget(holidays)
        self.add_buttons("Keep", self._give)

    def _read_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "A calendar of holidays", "", "Calendar (*.ics)")
        if path:
            self.read_holidays(Path(path))

    def read_holidays(self, path: Path) -> None:
        """Say what the file holds; its days are kept with the button."""
        year = QDate.currentDate().year()
        try:
            self._holidays = read_holidays(path, date(year, 1, 1), date(year + 2, 12, 31))
        except Problem as problem:
            self.said.show_text(f"{problem.sentence} {problem.remedy}", "attention")
            return
        named = "; ".join(f"{day.isoformat()} {words}".strip() for day, words in self._holidays[:4])
        more = f" and {len(self._holidays) - 4} more" if len(self._holidays) > 4 else ""
        self.said.show_text(f"{len(self._holidays)} days: {named}{more}. Keep adds them.", "plain")

    def _give(self) -> None:
        if self._holidays:
            for day_off, name in self._holidays:
                self.given.emit((day_off.isoformat(), name, "off", True))
            self.accept()
            return
        day, words = self._day.chosen, self._words.text().strip()
        kind = self._kind.currentData()
        if kind == "change" and not words:
            self.said.show_text("Say in a few words what changed.", "attention")
            return
        self.given.emit((day.isoformat(), words, kind, True))
        self.accept()

    def _take_back(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.given.emit((item.data(Qt.ItemDataRole.UserRole), "", "off", False))
            self.accept()


class SupportPanel(LoadPanel):
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
        self.add_buttons("Keep", self._give)

    def _give(self) -> None:
        day, cancelled = self._day.chosen, self._cancelled.text().strip()
        self.given.emit(
            {
                "kind": self._kind.currentData(),
                "day": day.isoformat(),
                "minutes": 0.0 if cancelled else self._minutes.value(),
                "with_whom": self._whom.text().strip(),
                "cancelled_by": cancelled,
            }
        )
        self.accept()
