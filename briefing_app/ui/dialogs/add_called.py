"""All whom a calendar names and who are no clients yet, added in one answer: each can be left out, and renamed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from briefing_app.ui import theme
from briefing_app.ui.dialogs.form import FormPanel
from briefing_app.ui.widgets import Text
from briefing_app.viewmodels.calendar_names import NewPerson, say_add

BELOW = (
    "Whole names are ticked; initials and nicknames are not, until you tick them and say the name. The events of those who are added are their"
    " sessions, in later files too. Who is left out is asked about one by one."
)


class AddCalledPanel(FormPanel):
    """``given`` carries, of each who is ticked, the name and what of the calendar it is kept for."""

    given = Signal(object)

    def __init__(self, people: Sequence[NewPerson], parent: QWidget) -> None:
        super().__init__("Add clients of your calendar", parent, 620)
        self._people = tuple(people)
        self.column.addWidget(Text(BELOW, tone="muted"))
        self.ticks: list[QCheckBox] = []
        self.names: list[QLineEdit] = []
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(theme.scaled(8))
        for row, one in enumerate(self._people):
            tick, name = QCheckBox(), QLineEdit(one.name)
            tick.setChecked(one.whole)
            tick.setAccessibleName(f"Add {one.name}")
            name.setAccessibleName(f"Name of {one.words}")
            name.setFont(theme.font())
            tick.toggled.connect(self._check)
            name.textChanged.connect(self._check)
            name.textEdited.connect(lambda _, tick=tick: tick.setChecked(True))
            grid.addWidget(tick, 2 * row, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(name, 2 * row, 1)
            grid.addWidget(Text(one.words, size=theme.SMALL, tone="muted"), 2 * row + 1, 1)
            self.ticks.append(tick)
            self.names.append(name)
        self.column.addLayout(grid)
        self.column.addStretch(1)
        self.add_buttons("Add", self._give)
        self.keep.setDefault(True)
        self._check()
        (self.keep if self.keep.isEnabled() else self.ticks[0]).setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self) -> list[tuple[str, NewPerson]]:
        rows = zip(self.ticks, self.names, self._people, strict=True)
        return [(name.text(), one) for tick, name, one in rows if tick.isChecked()]

    def _check(self) -> None:
        chosen = [" ".join(name.split()).casefold() for name, _ in self._chosen()]
        twice = len(chosen) - len(set(chosen))
        self.keep.setText(say_add(len(set(chosen))))
        self.keep.setEnabled(bool(chosen) and all(one.strip(" ,") for one in chosen))
        self.said.show_text("Rows of one name are one client." if twice else "", "plain")

    def _give(self) -> None:
        self.given.emit(tuple((name, one.places) for name, one in self._chosen()))
