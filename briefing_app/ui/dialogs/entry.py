"""Entering a score from paper, by keyboard: measure, day, total or answers, and at once what they add up to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from briefing_app.domain.goal import goal_row, is_goal
from briefing_app.domain.measure import Measure
from briefing_app.ui import theme
from briefing_app.ui.carried import ROW
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Chooser, DayField, Text, button, plain_tip, show
from briefing_app.viewmodels.entry import Entered, preview, say_answers

NEW_GOAL = "A goal of the client's own …"


@dataclass(frozen=True, slots=True)
class Given:
    """A score as typed: ``measure`` is its id, "" for a new goal, which ``words`` and ``better`` are of; ``corrects`` is the row it corrects."""

    measure: str
    day: date
    total: str
    answers: str
    words: str
    better: str
    corrects: int | None
    reason: str


class EntryPanel(Dialog):
    """``given`` carries what was typed, as `Given`."""

    given = Signal(object)
    form_asked = Signal(str)
    withdraw_asked = Signal(ROW, str)
    goal_end_asked = Signal(ROW)

    def __init__(self, name: str, measures: Sequence[Measure], first: str, entered: Sequence[Entered], parent: QWidget) -> None:
        super().__init__("Enter a score", parent)
        self._measures = {one.id: one for one in measures}
        self._now: Callable[[], datetime] = lambda: datetime.now().astimezone()
        column = self.column
        column.addWidget(Text(name, size=theme.LEAD, bold=True))
        form = QFormLayout()
        form.setHorizontalSpacing(theme.scaled(16))
        form.setVerticalSpacing(theme.scaled(8))
        self._measure = self._choice(measures, first)
        self._day = DayField()
        self._day.setDisplayFormat("dd MMM yyyy")
        self._day.setMinimumHeight(theme.scaled(30))
        self._day.setMaximumDate(QDate.currentDate())
        self._words, self._better = QLineEdit(), Chooser()
        self._better.addItem("Higher is better", "higher")
        self._better.addItem("Lower is better", "lower")
        self._answers, self._total, self._reason = QLineEdit(), QLineEdit(), QLineEdit()
        self._hint = Text(size=theme.SMALL, tone="muted")
        self._rows: dict[QWidget, Text] = {}
        for words, widget in (
            ("Measure", self._measure),
            ("Filled in on", self._day),
            ("The client's words", self._words),
            ("", self._better),
            ("Answers in order", self._answers),
            ("or the total", self._total),
            ("Why it is corrected", self._reason),
        ):
            label = Text(words, wrap=False)
            widget.setAccessibleName(words or "Which way is better")
            form.addRow(label, widget)
            self._rows[widget] = label
        column.addLayout(form)
        column.addWidget(self._hint)
        self._said = Text(bold=True)
        self._safety = Text(bold=True, tone="safety")
        self.foot.addWidget(self._said)
        self.foot.addWidget(self._safety)
        self._buttons()
        self._correcting: int | None = None
        if entered:
            column.addWidget(self._before(entered))
        for widget in (self._answers, self._total, self._words, self._reason):
            widget.textChanged.connect(self._look)
        self._measure.currentIndexChanged.connect(self._choose)
        self._day.dateChanged.connect(self._look)
        self._choose()

    def _choice(self, measures: Sequence[Measure], first: str) -> Chooser:
        box = Chooser()
        for one in measures:
            box.addItem(one.short if one.name == one.short else f"{one.short}  {one.name}", one.id)
        box.addItem(NEW_GOAL, "")
        box.setCurrentIndex(max(box.findData(first), 0))
        box.setToolTip(plain_tip("Type the first letters of a measure"))
        return box

    def _buttons(self) -> None:
        self._form = button("Hand the form to the client …", "Full screen; leaving it needs a code of yours")
        self._form.clicked.connect(lambda: self.form_asked.emit(self._measure.currentData()))
        self._form.clicked.connect(self.accept)
        self._keep = button("Save", "Enter", primary=True)
        self._keep.setDefault(True)
        self._keep.clicked.connect(self._give)
        self._end = button("End this goal", "It is not asked for any more; its scores stay")
        self._end.clicked.connect(self._end_goal)
        self.add_row(self.closing("Cancel"), self._keep, left=(self._form, self._end))

    def _before(self, entered: Sequence[Entered]) -> QWidget:
        """What was entered before: each can be corrected or taken back, and what stood stays readable."""
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, theme.scaled(8), 0, 0)
        column.addWidget(Text("Entered here before", bold=True, tone="muted"))
        self._list = QListWidget()
        self._list.setAccessibleName("Entered here before")
        self._list.setWordWrap(True)
        self._list.setFixedHeight(theme.scaled(min(130, 20 + 34 * len(entered))))
        for one in entered:
            item = QListWidgetItem(one.words)
            item.setData(Qt.ItemDataRole.UserRole, one)
            self._list.addItem(item)
        column.addWidget(self._list)
        row = QHBoxLayout()
        row.addStretch(1)
        self._correct = button("Correct", "Type the right values above; the old ones stay on file")
        self._withdraw = button("Take back", "It no longer counts; it stays on file with your reason")
        self._correct.clicked.connect(self._begin_correction)
        self._withdraw.clicked.connect(self._take_back)
        row.addWidget(self._correct)
        row.addWidget(self._withdraw)
        column.addLayout(row)
        return box

    # -- while typing

    @property
    def _chosen(self) -> Measure | None:
        return self._measures.get(self._measure.currentData() or "")

    def _choose(self) -> None:
        one = self._chosen
        new = one is None
        for widget in (self._words, self._better):
            self._set_row(widget, visible=new)
        self._set_row(self._answers, visible=bool(one and one.items and one.item_range))
        self._set_row(self._total, visible=new or bool(one and one.has_total))
        self._set_row(self._reason, visible=self._correcting is not None)
        show(self._form, visible=bool(one and one.form is not None))
        show(self._end, visible=one is not None and is_goal(one.id) and self._correcting is None)
        self._hint.show_text(self._hint_words(one))
        self._look()
        (self._words if new else self._answers if self._answers.isVisibleTo(self) else self._total).setFocus()

    def _set_row(self, widget: QWidget, *, visible: bool) -> None:
        show(widget, visible=visible)
        show(self._rows[widget], visible=visible)

    def _hint_words(self, one: Measure | None) -> str:
        if one is None:
            return "A goal in the client's own words, answered 0 to 10."
        if one.item_range is None or not one.items:
            low, high = one.total_range or (0, 0)
            return f"{low:g} to {high:g}"
        return say_answers(one)

    def _look(self) -> None:
        one = self._chosen
        if one is None:
            ready = bool(self._words.text().strip()) and self._total.text().strip() in {str(value) for value in range(11)}
            self._said.show_text("" if ready else "Words, and a number from 0 to 10.", "muted")
            self._safety.show_text("")
            self._keep.setEnabled(ready)
            return
        if not (self._answers.text().strip() or self._total.text().strip()):
            self._said.show_text("")
            self._safety.show_text("")
            self._keep.setEnabled(False)
            return
        seen = preview(one, self._total.text(), self._answers.text(), self._date(), self._now())
        self._said.show_text(seen.words, "plain" if seen.ready else "attention")
        self._safety.show_text(seen.safety)
        self._keep.setEnabled(seen.ready and (self._correcting is None or bool(self._reason.text().strip())))

    def _date(self) -> date:
        return self._day.chosen

    # -- done

    def _give(self) -> None:
        self.hold()
        self.given.emit(
            Given(
                measure=self._measure.currentData() or "",
                day=self._date(),
                total=self._total.text(),
                answers=self._answers.text(),
                words=" ".join(self._words.text().split()),
                better=self._better.currentData(),
                corrects=self._correcting,
                reason=self._reason.text(),
            )
        )

    def _end_goal(self) -> None:
        self.hold()
        self.goal_end_asked.emit(goal_row(self._measure.currentData()))

    def _standing(self) -> Entered | None:
        item = self._list.currentItem()
        one = item.data(Qt.ItemDataRole.UserRole) if item else None
        return one if isinstance(one, Entered) and one.stands else None

    def _begin_correction(self) -> None:
        one = self._standing()
        if one is None:
            return
        self._correcting = one.row
        self._measure.setCurrentIndex(max(self._measure.findData(one.measure), 0))
        self._measure.setEnabled(False)
        self._choose()

    def _take_back(self) -> None:
        one = self._standing()
        if one is None:
            return
        if self._correcting != one.row or not self._reason.text().strip():
            self._begin_correction()
            self._said.show_text("Say why above, then choose Take back again.", "attention")
            self._reason.setFocus()
            return
        self.hold()
        self.withdraw_asked.emit(one.row, self._reason.text())
