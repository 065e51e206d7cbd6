"""A self-check from paper: the thirty answers of the ProQOL, or the scores of another instrument. For the clinician's eyes only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from briefing_app.domain.periods import say_date
from briefing_app.domain.proqol import CREDIT, ITEMS, score
from briefing_app.domain.self_check import CADENCE_DAYS, CBI_NOTE, PROQOL, SCORED, ScoreField, earliest
from briefing_app.ui import theme
from briefing_app.ui.dialogs.form import FormPanel
from briefing_app.ui.widgets import Chooser, Text


class CheckPanel(FormPanel):
    """``last`` is each instrument's newest day. ``given`` carries the instrument, and its answers or its scores by scale."""

    given = Signal(str, object)

    def __init__(self, last: Mapping[str, date], parent: QWidget) -> None:
        super().__init__("Self-check", parent, 620)
        self._last = dict(last)
        self.instrument = Chooser()
        for name in (PROQOL, *SCORED):
            self.instrument.addItem(name, name)
        self.instrument.setAccessibleName("Instrument")
        self.instrument.currentIndexChanged.connect(lambda _: self._turn())
        self.column.addWidget(self.instrument)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._answers_page())
        self.boxes = {name: {one.name: _box(name, one) for one in SCORED[name]} for name in SCORED}
        for name in SCORED:
            self._pages.addWidget(self._scores_page(name))
        self.column.addWidget(self._pages)
        self.add_buttons("Save", self._give)
        self.field.textChanged.connect(self._look)
        for boxes in self.boxes.values():
            for box in boxes.values():
                box.textChanged.connect(self._look)
        self._turn()

    def _answers_page(self) -> QWidget:
        page, column = _page()
        column.addWidget(
            Text(
                "Type the thirty answers of the form from www.proqol.org, 1 to 5, in order; - for one left out. Nobody else sees them."
            )
        )
        self.field = QLineEdit()
        self.field.setAccessibleName("Thirty answers, 1 to 5")
        self.field.setMaxLength(60)
        self.field.returnPressed.connect(self._give)
        column.addWidget(self.field)
        self._scales = Text()
        column.addWidget(self._scales)
        column.addWidget(Text(CREDIT, size=theme.SMALL, tone="muted"))
        return page

    def _scores_page(self, name: str) -> QWidget:
        page, column = _page()
        column.addWidget(Text("Type the scores from the form; its wording is not shipped here. Nobody else sees them."))
        form = QFormLayout()
        form.setHorizontalSpacing(theme.scaled(16))
        for one in SCORED[name]:
            form.addRow(Text(one.name.capitalize(), wrap=False), self.boxes[name][one.name])
        column.addLayout(form)
        if any(one.line is not None for one in SCORED[name]):
            column.addWidget(Text(CBI_NOTE, size=theme.SMALL, tone="muted"))
        column.addStretch(1)
        return page

    def _turn(self) -> None:
        self._pages.setCurrentIndex(self.instrument.currentIndex())
        self._look()

    def _answers(self) -> list[int | None]:
        return [None if one == "-" else int(one) for one in self.field.text() if one in "12345-"]

    def _scores(self, name: str) -> dict[str, float | None]:
        """Raises ValueError with a sentence for what is no score, and without one while nothing is typed."""
        found = {one.name: one.read(self.boxes[name][one.name].text()) for one in SCORED[name]}
        if not any(value is not None for value in found.values()):
            raise ValueError
        return found

    def _look(self) -> None:
        name = self.instrument.currentData()
        again = earliest(name, self._last)
        if again is not None and date.today() < again:
            self._say(
                f"Not more often than every {CADENCE_DAYS} days: again from {say_date(again, date.today())} on.", able=False
            )
        elif name == PROQOL:
            answers = self._answers()
            self._say(f"{len(answers)} of {ITEMS} answers" if len(answers) < ITEMS else "", able=len(answers) == ITEMS)
            scales = score(answers) if len(answers) == ITEMS else ()
            self._scales.show_text(
                ". ".join(
                    f"{one.name.capitalize()} " + ("not scored" if one.raw is None else f"{one.raw}, {one.band}")
                    for one in scales
                )
            )
        else:
            try:
                self._scores(name)
                self._say("", able=True)
            except ValueError as fault:
                self._say(str(fault), able=False)

    def _say(self, words: str, *, able: bool) -> None:
        self.said.show_text(words, "plain" if words.endswith("answers") else "attention")
        self.keep.setEnabled(able)

    def _give(self) -> None:
        if self.keep.isEnabled():
            name = self.instrument.currentData()
            self.hold()
            self.given.emit(name, self._answers() if name == PROQOL else self._scores(name))


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    return page, column


def _box(instrument: str, one: ScoreField) -> QLineEdit:
    box = QLineEdit()
    box.setAccessibleName(f"{instrument}, {one.name}")
    box.setPlaceholderText(f"{one.low:g} to {one.high:g}")
    return box
