"""The dialog in which an import, or records that were made one, are taken back: each of the last 30 days with its button, or the reason against it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.carried import ROW
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Text, button
from briefing_app.viewmodels.take_back import ASKED, INTRODUCTION, TakeBackPage, TakeBackRow


class TakeBackPanel(Dialog):
    """``confirmed`` carries the number of what is to be taken back. It stays open: whoever takes it back shows the page again."""

    confirmed = Signal(ROW)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Take back", parent, 680, 520)
        self.column.addWidget(Text(INTRODUCTION, tone="muted"))
        self._said = Text(bold=True)
        self.column.addWidget(self._said)
        self._lines = QWidget()
        self.column.addWidget(self._lines)
        self.column.addStretch(1)
        self.add_row(self.closing())
        self._page = TakeBackPage((), ())

    def show_page(self, page: TakeBackPage) -> None:
        """What can be taken back, and what has just been said of it."""
        self._page = page
        self._said.show_text("\n".join(page.said))
        self._show_lines(0)

    def refuse(self, sentence: str, remedy: str) -> None:
        """Nothing was taken back: why stands where it was asked."""
        self._said.show_text(f"{sentence} {remedy}", "attention")
        self._show_lines(0)

    def _show_lines(self, asked: int) -> None:
        """Every line; the one that is ``asked`` for wants a second press."""
        old, self._lines = self._lines, QWidget()
        column = QVBoxLayout(self._lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.scaled(12))
        if not self._page.rows:
            column.addWidget(Text(self._page.none, tone="muted"))
        for one in self._page.rows:
            column.addWidget(self._line(one, asked=one.number == asked))
        self.column.replaceWidget(old, self._lines)
        old.hide()
        old.deleteLater()

    def _line(self, one: TakeBackRow, *, asked: bool) -> QWidget:
        holder = QWidget()
        column, row = QVBoxLayout(holder), QHBoxLayout()
        for layout in (column, row):
            layout.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Text(one.words, bold=True), 1)
        made = button("Yes, take it back" if asked else "Take back", one.why_not, primary=asked)
        made.setAccessibleName(f"{made.text()}: {one.words}")
        made.setAccessibleDescription(one.why_not)
        made.setEnabled(not one.why_not)
        made.clicked.connect(lambda _=False: self._press(one, asked=asked))
        row.addWidget(made)
        if asked:
            keep = button("Keep it")
            keep.clicked.connect(lambda: self._show_lines(0))
            row.addWidget(keep)
        column.addLayout(row)
        if below := ASKED if asked else one.why_not:
            column.addWidget(Text(below, tone="" if asked else "muted"))
        return holder

    def _press(self, one: TakeBackRow, *, asked: bool) -> None:
        if asked:
            self._lines.setEnabled(False)  # until the store has answered
            self.confirmed.emit(one.number)
        else:
            self._said.show_text("")
            self._show_lines(one.number)
