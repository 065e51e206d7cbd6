"""What a figure of My load is made of: entries and gaps, notes that are owed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QWidget

from briefing_app.domain.note import FINISHED, NOT_NEEDED, OPEN
from briefing_app.ui import theme
from briefing_app.ui.carried import ROW
from briefing_app.ui.dialogs.form import FormPanel
from briefing_app.ui.widgets import Text, button
from briefing_app.viewmodels.ledger_parts import EntryLine, Figure, NoteLine


class FigurePanel(FormPanel):
    """A figure with its rule, the lines behind it, and a row of buttons for the chosen one."""

    def __init__(self, figure: Figure, name: str, lines: Sequence[EntryLine | NoteLine], empty: str, parent: QWidget) -> None:
        super().__init__(f"{figure.title}: {figure.value}", parent, 640)
        self.column.addWidget(Text(figure.words))
        self.column.addWidget(Text(figure.rule, size=theme.SMALL, tone="muted"))
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        for line in lines:
            item = QListWidgetItem(line.words)
            item.setData(Qt.ItemDataRole.UserRole, line)
            self.list.addItem(item)
        if not lines:
            self.list.addItem(empty)
        self.column.addWidget(self.list)
        self.row = QHBoxLayout()
        self.foot.addLayout(self.row)

    def add_close(self) -> None:
        self.row.addWidget(self.closing())
        self.list.currentItemChanged.connect(lambda *_: self.look())

    def look(self) -> None:
        """What can be done with the chosen line."""

    def chosen(self) -> object:
        """The chosen line, None where there is none."""
        item = self.list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item is not None else None


class MadeOfPanel(FigurePanel):
    """The rule of a figure and the entries or gaps behind it; an entry can be changed or deleted, and both undone."""

    changed = Signal(ROW, str)
    deleted = Signal(ROW)

    def __init__(self, figure: Figure, lines: tuple[EntryLine, ...], parent: QWidget) -> None:
        super().__init__(figure, "What it is made of", lines, "Nothing in this time.", parent)
        self.list.setMinimumHeight(theme.scaled(220))
        self._field = QLineEdit()
        self._field.setPlaceholderText("Change the chosen entry to, such as 14:00-14:30")
        self._field.setAccessibleName("Change the chosen entry to")
        self._field.returnPressed.connect(self._change)
        self.row.addWidget(self._field, 1)
        self._delete = button("Delete", "It can be undone with Ctrl+Z")
        self._delete.clicked.connect(self._remove)
        self.row.addWidget(self._delete)
        self.add_close()
        self.look()

    def _line(self) -> EntryLine | None:
        one = self.chosen()
        return one if isinstance(one, EntryLine) and one.id else None

    def look(self) -> None:
        able = self._line() is not None
        self._delete.setEnabled(able)
        self._field.setEnabled(able)

    def _change(self) -> None:
        line = self._line()
        if line is not None and self._field.text().strip():
            self.hold()
            self.changed.emit(line.id, self._field.text())

    def _remove(self) -> None:
        line = self._line()
        if line is not None:
            self.hold()
            self.deleted.emit(line.id)


class NotesPanel(FigurePanel):
    """Notes owed by due time, then those finished lately. ``marked`` carries the line and what is now true of it."""

    marked = Signal(object, str)

    def __init__(self, figure: Figure, lines: tuple[NoteLine, ...], parent: QWidget) -> None:
        name = "Sessions whose note is owed, then those finished lately"
        super().__init__(figure, name, lines, "No session owes a note.", parent)
        self.list.setMinimumHeight(theme.scaled(260))
        for number, line in enumerate(lines):
            self.list.item(number).setForeground(theme.tone_color(line.tone))
        self._buttons: list[tuple[QPushButton, str]] = []
        for words, tip, state, needs in (
            ("Finished", "Written here or in the record system", FINISHED, "owed"),
            ("No note needed", "Such as a meeting that was no session", NOT_NEEDED, "owed"),
            ("Open again", "It is not finished after all", OPEN, "finished"),
        ):
            made = button(words, tip)
            made.clicked.connect(lambda _=False, state=state: self._mark(state))
            self._buttons.append((made, needs))
            self.row.addWidget(made)
        self.row.addStretch(1)
        self.add_close()
        self.list.setCurrentRow(0)
        self.look()

    def _line(self) -> NoteLine | None:
        line = self.chosen()
        return line if isinstance(line, NoteLine) else None

    def look(self) -> None:
        line = self._line()
        for made, needs in self._buttons:
            made.setEnabled(line is not None and line.state == needs)

    def _mark(self, state: str) -> None:
        line = self._line()
        if line is not None:
            self.hold()
            self.marked.emit(line, state)

    def show_marked(self, line: NoteLine) -> None:
        """It is kept: the line is done with here."""
        self.let_go()
        row = next((row for row in range(self.list.count()) if self.list.item(row).data(Qt.ItemDataRole.UserRole) == line), -1)
        if row >= 0:
            self.list.takeItem(row)
        self.look()
