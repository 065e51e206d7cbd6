"""A client and a first session typed in on the page of an empty profile: a name and a time, the rest can follow."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QDate, QTime, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QSpinBox, QTimeEdit, QVBoxLayout, QWidget

from briefing_app.domain.own_client import OwnClient
from briefing_app.domain.own_session import ONCE, USUAL_MINUTES, OwnSession, Repeats, Series
from briefing_app.domain.periods import dated
from briefing_app.ui import theme
from briefing_app.ui.widgets import DayField, Text, button
from briefing_app.viewmodels.first_start import ADDING, LATER

HALF_A_YEAR = timedelta(weeks=26)
LONGEST_MINUTES = 480


class TimeField(QTimeEdit):
    """A time of day, by hours and minutes; the first hour of a working day is where it begins."""

    def __init__(self) -> None:
        super().__init__(QTime(9, 0))
        self.setDisplayFormat("\u2002HH:mm")  # styled, it would stand at the very edge

    @property
    def chosen(self) -> time:
        return time(self.time().hour(), self.time().minute())


class MinutesField(QSpinBox):
    """How long a session is planned to be."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(5, LONGEST_MINUTES)
        self.setSingleStep(5)
        self.setValue(USUAL_MINUTES)


class ByHand(QWidget):
    """``given`` carries the client, the session and how it repeats; they stay on screen until ``cleared``, and ``refuse`` says what was not kept."""

    given = Signal(object, object, object)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.scaled(8))
        self.name, self.day, self.at, self.minutes = QLineEdit(), DayField(), TimeField(), MinutesField()
        self.name.setPlaceholderText("first and last name")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.scaled(8))
        grid.setVerticalSpacing(theme.scaled(4))
        self._add(grid, "Name", self.name, 0, 0, 3)
        for place, (words, field) in enumerate((("Day", self.day), ("Time", self.at), ("Minutes", self.minutes))):
            self._add(grid, words, field, 2, place, 1)
        grid.setColumnStretch(0, 1)
        column.addLayout(grid)
        self.weekly = QCheckBox()
        self.weekly.setFont(theme.font())
        self.weekly.setChecked(True)
        column.addWidget(self.weekly)
        column.addSpacing(theme.scaled(4))
        self.add = button("Add client and session", "Enter")
        self.add.clicked.connect(self._give)
        column.addWidget(self.add)
        self._said = Text(bold=True, tone="attention")
        self._said.hide()
        column.addWidget(self._said)
        column.addStretch(1)
        column.addWidget(Text(LATER, tone="muted"))
        self.name.textChanged.connect(self._check)
        self.name.returnPressed.connect(self.add.click)
        self.day.dateChanged.connect(self._check)
        self.weekly.toggled.connect(self._check)
        self._check()

    @staticmethod
    def _add(grid: QGridLayout, words: str, field: QWidget, row: int, column: int, span: int) -> None:
        field.setAccessibleName(words)
        grid.addWidget(Text(words, tone="muted"), row, column, 1, span)
        grid.addWidget(field, row + 1, column, 1, span)

    def begin(self, day: date) -> None:
        """Nothing is typed yet, on the day that is shown."""
        self.name.clear()
        self.day.setDate(QDate(day.year, day.month, day.day))
        self._said.show_text("")
        self.setEnabled(True)

    def refuse(self, sentence: str, remedy: str) -> None:
        """It was not kept: it still stands here, to be given again."""
        self.setEnabled(True)
        self.name.setFocus()
        self._said.show_text(f"Not kept. {sentence} {remedy}", "attention")

    @property
    def _last_day(self) -> date:
        return self.day.chosen + HALF_A_YEAR

    def _check(self) -> None:
        self.add.setEnabled(bool(self.name.text().strip(" ,")))
        self.weekly.setText(f"Every week at this time, until {dated(self._last_day)}")

    def _give(self) -> None:
        session = OwnSession(datetime.combine(self.day.chosen, self.at.chosen), self.minutes.value())
        series = Series(Repeats.WEEKLY, self._last_day) if self.weekly.isChecked() else ONCE
        self._said.show_text(ADDING, "muted")
        self.setEnabled(False)
        self.given.emit(OwnClient(self.name.text()), session, series)
