"""A session typed in, once or as a series; and what becomes of one: moved, cancelled, held, missed, or the end of its series."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from PySide6.QtCore import QDate, Qt, QTime, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLineEdit, QRadioButton, QWidget

from briefing_app.domain.own_session import MODES, ONCE, OwnSession, Repeats, Series, starts_of
from briefing_app.domain.problems import Problem
from briefing_app.ui.by_hand import MinutesField, TimeField
from briefing_app.ui.carried import ROW
from briefing_app.ui.dialogs.form import FormPanel
from briefing_app.ui.widgets import Chooser, DayField, Text, offer
from briefing_app.viewmodels.typed import HALF_A_YEAR, Known, say_times, whom

MOVE, REPEAT, END = "move", "repeat", "end"
OUTCOMES = (
    ("held", "It was held"),
    ("missed", "Missed: the client did not come and did not cancel"),
    ("cancelled by the client", "Cancelled by the client"),
    ("cancelled by the practice", "Cancelled by you or the practice"),
)
REPEATS = ((Repeats.ONCE, "Once"), (Repeats.WEEKLY, "Every week"), (Repeats.EVERY_TWO_WEEKS, "Every two weeks"))


class SessionPanel(FormPanel):
    """``given`` carries the row of a client or 0, the name that was typed, the session and how it repeats."""

    given = Signal(ROW, str, object, object)

    def __init__(self, known: tuple[Known, ...], client: str, day: date, parent: QWidget) -> None:
        """``client`` is the name to begin with, "" for none."""
        super().__init__("New session", parent)
        self._known = known
        self.client, self.day, self.at, self.minutes = QLineEdit(client), DayField(), TimeField(), MinutesField()
        self.client.setPlaceholderText("begin to type a name")
        offer(self.client, tuple(one.words for one in known))
        self.day.setDate(QDate(day.year, day.month, day.day))
        self.repeats, self.until, self.mode = Chooser(), DayField(), Chooser()
        self.place, self.group = QLineEdit(), QLineEdit()
        for kind, words in REPEATS:
            self.repeats.addItem(words, kind)
        for one in MODES:
            self.mode.addItem(one or "not said", one)
        self.until.setDate(self.day.date().addDays(HALF_A_YEAR.days))
        fields = (
            ("Client", self.client), ("Day", self.day), ("Time", self.at), ("Minutes", self.minutes), ("Repeats", self.repeats),
            ("Until", self.until), ("How you meet", self.mode), ("Place", self.place), ("Name of a group", self.group),
        )  # fmt: skip
        for words, field in fields:
            self.add_field(words, field)
        self.column.addLayout(self.form)
        self._whom, self._times = Text(), Text(tone="muted")
        self.column.addWidget(self._whom)
        self.column.addWidget(self._times)
        self.add_buttons("Add session", self._give)
        self.client.textChanged.connect(self._check)
        self.repeats.currentIndexChanged.connect(self._check)
        for field in (self.day, self.until):
            field.dateChanged.connect(self._check)
        self._check()

    @property
    def _series(self) -> Series:
        repeats = Repeats(self.repeats.currentData())
        return ONCE if repeats is Repeats.ONCE else Series(repeats, self.until.chosen)

    def _check(self) -> None:
        found, series = whom(self.client.text(), self._known), self._series
        self.form.setRowVisible(self.until, series.until is not None)
        self._whom.show_text(found.said)
        said, fits = "", True
        if series.until is not None:
            try:
                starts = starts_of(self._starts, series)
                said = say_times(len(starts), starts[-1].date())
            except Problem as problem:
                said, fits = f"{problem.sentence} {problem.remedy}", False
        self._times.show_text(said)
        self.keep.setEnabled(found.row is not None and fits)

    @property
    def _starts(self) -> datetime:
        return datetime.combine(self.day.chosen, self.at.chosen)

    def _give(self) -> None:
        row = whom(self.client.text(), self._known).row
        if row is not None:
            session = OwnSession(
                self._starts, self.minutes.value(), self.mode.currentData(), self.place.text(), self.group.text()
            )
            self.given.emit(row, self.client.text(), session, self._series)


class SessionWordPanel(FormPanel):
    """What becomes of one session. ``given`` carries `MOVE`, `REPEAT`, `END` or an outcome; ``changed_to``, ``following`` and ``goes_on`` say the rest."""

    given = Signal(str)

    def __init__(self, words: str, session: OwnSession | None, *, series: bool, begun: bool, parent: QWidget) -> None:
        """``session`` as it was entered by hand, None for one of a file, which only the file changes."""
        super().__init__(f"This session: {words}", parent)
        self._session = session
        self._choices = QButtonGroup(self)
        self._offer(series=series, begun=begun)
        self.day, self.at, self.minutes, self.mode, self.place = DayField(), TimeField(), MinutesField(), Chooser(), QLineEdit()
        self.following = QCheckBox("So are those after it in the series")
        self.repeats, self.until = Chooser(), DayField()
        for kind, text in REPEATS[1:]:
            self.repeats.addItem(text, kind)
        for one in MODES:
            self.mode.addItem(one or "not said", one)
        self._fields: dict[str, tuple[QWidget, ...]] = {
            MOVE: (self.day, self.at, self.minutes, self.mode, self.place, self.following),
            REPEAT: (self.repeats, self.until),
        }
        if session is not None:
            self._fill(session, series=series)
        else:
            self.column.addWidget(
                Text("It came from a file: its time is changed where it is kept, and read again.", tone="muted")
            )
        self._times = Text(tone="muted")
        self.column.addWidget(self._times)
        self.add_buttons("Keep", self._give)
        self._choices.idToggled.connect(self._check)
        self.until.dateChanged.connect(self._check)
        self.repeats.currentIndexChanged.connect(self._check)
        self._check()
        self._choices.button(0).setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self, *, series: bool, begun: bool) -> None:
        """What may be said of it, each as a button to choose."""
        own = self._session is not None
        offered = [
            *(one for one in OUTCOMES if begun or one[0].startswith("cancelled")),
            *([(MOVE, "Change it: when, how and where")] if own else []),
            *([(REPEAT, "Go on with its series, after the last one" if series else "Repeat it")] if own else []),
            *([(END, "End the series here: this one and all after it")] if series else []),
        ]
        self._kinds = [kind for kind, _ in offered]
        for index, (_, text) in enumerate(offered):
            choice = QRadioButton(text)
            self._choices.addButton(choice, index)
            self.column.addWidget(choice)

    def _fill(self, session: OwnSession, *, series: bool) -> None:
        """The fields, as the session is now."""
        starts = session.starts
        self.day.setDate(QDate(starts.year, starts.month, starts.day))
        self.at.setTime(QTime(starts.hour, starts.minute))
        self.minutes.setValue(session.minutes)
        self.mode.setCurrentIndex(max(self.mode.findData(session.mode), 0))
        self.place.setText(session.place)
        self.until.setDate(self.day.date().addDays(HALF_A_YEAR.days))
        for name, field in (
            ("Day", self.day), ("Time", self.at), ("Minutes", self.minutes), ("How you meet", self.mode), ("Place", self.place),
            ("Repeats", self.repeats), ("Until", self.until),
        ):  # fmt: skip
            self.add_field(name, field)
        if series:
            self.form.addRow(self.following)
        self.column.addLayout(self.form)

    @property
    def changed_to(self) -> OwnSession:
        """The session as it is from now on."""
        starts = datetime.combine(self.day.chosen, self.at.chosen)
        before = self._session or OwnSession(starts)
        mode: str = self.mode.currentData()
        return replace(before, starts=starts, minutes=self.minutes.value(), mode=mode, place=self.place.text())

    @property
    def goes_on(self) -> Series:
        """How it comes again, and until when."""
        return Series(Repeats(self.repeats.currentData()), self.until.chosen)

    def _check(self) -> None:
        kind = self._kinds[self._choices.checkedId()] if self._choices.checkedId() >= 0 else ""
        for one, fields in self._fields.items():
            for field in fields:
                field.setEnabled(kind == one)
                if self.form.indexOf(field) >= 0:
                    self.form.setRowVisible(field, kind == one)
        fits = kind != REPEAT or self.until.date() > self.day.date()
        self._times.show_text("" if fits else "The last day lies before the session.")
        self.keep.setEnabled(bool(kind) and fits)

    def _give(self) -> None:
        self.given.emit(self._kinds[self._choices.checkedId()])
