"""What holds for My load from a day on: working hours and limits, days off, changes of the work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QListWidget, QListWidgetItem, QSpinBox, QWidget

from briefing_app.domain import support
from briefing_app.domain.clock import day_hours, say_hours
from briefing_app.domain.load import NOTE
from briefing_app.domain.note import DUE_HOURS, LATE_HOURS
from briefing_app.domain.periods import WEEKDAYS
from briefing_app.domain.problems import Problem
from briefing_app.domain.recovery import TAKEN_SHARE, Targets
from briefing_app.services.worktime import TAKEN_OF_PLANNED
from briefing_app.sources.holidays import read_holidays
from briefing_app.ui import theme
from briefing_app.ui.dialogs.form import FormPanel
from briefing_app.ui.widgets import Chooser, DayField, Text, button

LIMITS = (
    ("cap:points", "Load points, at most", 0, 500),
    ("cap:week_sessions", "Sessions in a week, at most", 0, 80),
    ("cap:trauma_percent", "Trauma sessions, % of 28 days, at most", 0, 100),
    ("cap:invisible_hours", "Hours outside working time in a week, at most", 0, 40),
    ("target:taken_percent", "Breaks taken, % of planned ones, at least", 0, 100),
    (TAKEN_OF_PLANNED, "A break counts as taken from, % of its planned minutes", 10, 100),
    ("note:due", "A note is due after, hours", 1, 720),
    ("note:late", "A note is late after, hours", 1, 720),
    ("target:plain", "Recovery to plan after a session, minutes", 5, 60),
    ("target:after_trauma", "Recovery to plan after a trauma session, minutes", 5, 60),
    ("support:reflective", "Reflective supervision, minutes a month", 0, 1000),
    ("support:peer", "Peer consultation, minutes a year", 0, 6000),
)
REMINDER = "reminder:gap"
DEFAULTS = {
    "note:due": DUE_HOURS,
    "note:late": LATE_HOURS,
    TAKEN_OF_PLANNED: 100 * TAKEN_SHARE,
    "target:plain": Targets().plain,
    "target:after_trauma": Targets().after_trauma,
    "support:reflective": support.DEFAULTS["reflective"].minutes,
    "support:peer": support.DEFAULTS["peer"].minutes,
}


class LimitsPanel(FormPanel):
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
        self.column.addLayout(self.form)
        self.column.addWidget(Text(NOTE, size=theme.SMALL, tone="muted"))
        self.add_buttons("Save", self._give)

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
        self.hold()
        self.given.emit(self._since.chosen, week if week != self._week_before else None, changed)


class DatesPanel(FormPanel):
    """Days off and holidays, and dated changes of the work. ``given`` lists (day, words, kind, keep) of all that are new or taken back."""

    given = Signal(list)

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
        self.add_buttons("Save", self._give)

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
        self.said.show_text(f"{len(self._holidays)} days: {named}{more}. Save adds them.", "plain")

    def _give(self) -> None:
        if self._holidays:
            self.hold()
            self.given.emit([(day_off.isoformat(), name, "off", True) for day_off, name in self._holidays])
            return
        day, words = self._day.chosen, self._words.text().strip()
        kind = self._kind.currentData()
        if kind == "change" and not words:
            self.said.show_text("Say in a few words what changed.", "attention")
            return
        self.hold()
        self.given.emit([(day.isoformat(), words, kind, True)])

    def _take_back(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.hold()
            self.given.emit([(item.data(Qt.ItemDataRole.UserRole), "", "off", False)])
