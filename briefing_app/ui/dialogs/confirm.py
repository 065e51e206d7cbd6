"""The dialog in which the practice confirms a number that has no source in hand, or lets a file of its own count; and takes either back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Text, add_named, button, empty
from briefing_app.viewmodels.confirmation import INTRODUCTION, ConfirmationPage, Offered

MOST = 1_000_000


class ConfirmPanel(Dialog):
    """``number_given`` carries the measure, the number's key, the number and its source; ``number_taken`` the first two; ``file_asked`` a line.

    It stays open: whoever keeps something shows the page again, or says with ``refuse`` why that could not be.
    """

    number_given = Signal(str, str, float, str)
    number_taken = Signal(str, str)
    file_asked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Numbers and files of instruments", parent, 720, 620)
        self.column.addWidget(Text("Numbers without a source in hand", size=theme.LEAD, bold=True))
        self.column.addWidget(Text(INTRODUCTION, tone="muted"))
        self._offered: tuple[Offered, ...] = ()
        self.measure, self.number, self.value, self.source = QComboBox(), QComboBox(), QDoubleSpinBox(), QLineEdit()
        self.value.setRange(0, MOST)
        self.value.setDecimals(2)
        self.source.setPlaceholderText("Where the number stands: a manual with its page, an article")
        form = QFormLayout()
        form.setHorizontalSpacing(theme.scaled(16))
        for words, field in (
            ("Instrument", self.measure), ("What", self.number), ("Number", self.value), ("Source", self.source),
        ):  # fmt: skip
            add_named(form, words, field)
        self.column.addLayout(form)
        self.keep = button("Confirm", "Kept with who, when and the source", primary=True)
        self.keep.clicked.connect(self._give)
        self.column.addWidget(self.keep)
        self._lines = QVBoxLayout()
        self.column.addLayout(self._lines)
        self.column.addStretch(1)
        self._said = Text(bold=True, tone="attention")
        self.foot.addWidget(self._said)
        self.add_row(self.closing())
        self.measure.currentIndexChanged.connect(self._show_numbers)
        self.number.currentIndexChanged.connect(self._show_reference)
        self.source.textChanged.connect(self._check)
        self._check()

    def show_page(self, page: ConfirmationPage) -> None:
        """What may be confirmed and what is; the instrument that was chosen stays chosen."""
        chosen = self.measure.currentText()
        self._offered = page.offered
        self.measure.clear()
        self.measure.addItems(list(dict.fromkeys(one.measure for one in page.offered)))
        self.measure.setCurrentText(chosen)
        self.source.clear()
        self._said.show_text("")
        empty(self._lines)
        self._lines.addWidget(Text("Confirmed" if page.kept else "No number is confirmed.", bold=bool(page.kept), tone="muted"))
        for kept in page.kept:
            row = self._line(kept.words, "Take back", "The number is a reference again, or none")
            row.clicked.connect(lambda _=False, one=kept: self.number_taken.emit(one.measure, one.name))
        if page.files:
            self._lines.addWidget(Text("Files of your own for instruments that ship", bold=True, tone="muted"))
        for line in page.files:
            row = self._line(line.words, line.asked, "Kept with who and when; every brief says whose version it is")
            row.clicked.connect(lambda _=False, one=line: self.file_asked.emit(one))

    def refuse(self, sentence: str, remedy: str) -> None:
        """It was not kept: what was typed still stands here."""
        self._said.show_text(f"Not kept. {sentence} {remedy}")
        self._check()

    def _line(self, words: str, asked: str, tip: str) -> QPushButton:
        """A sentence with a button beside it."""
        holder, row = QWidget(), QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        made = button(asked, tip)
        made.setAccessibleName(f"{asked}: {words}")
        row.addWidget(Text(words), 1)
        row.addWidget(made)
        holder.setLayout(row)
        self._lines.addWidget(holder)
        return made

    def _chosen(self) -> Offered | None:
        numbers = self._numbers()
        place = self.number.currentIndex()
        return numbers[place] if 0 <= place < len(numbers) else None

    def _numbers(self) -> list[Offered]:
        return [one for one in self._offered if one.measure == self.measure.currentText()]

    def _show_numbers(self) -> None:
        self.number.clear()
        self.number.addItems([one.words for one in self._numbers()])
        self._show_reference()

    def _show_reference(self) -> None:
        chosen = self._chosen()
        self.value.setValue(chosen.reference or 0 if chosen is not None else 0)
        self._check()

    def _check(self) -> None:
        self.keep.setEnabled(self._chosen() is not None and bool(self.source.text().strip()))

    def _give(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.keep.setEnabled(False)
            self.number_given.emit(chosen.measure, chosen.name, self.value.value(), self.source.text())
