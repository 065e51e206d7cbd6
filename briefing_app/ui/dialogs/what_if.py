"""Move or buffer the sessions of a copy of the day, and see what changes. Nothing is booked: the proposal can be saved as a calendar file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QListWidget, QListWidgetItem, QWidget

from briefing_app.domain.plan import buffered, moved
from briefing_app.domain.recovery import Session, Targets
from briefing_app.ui import theme
from briefing_app.ui.carried import PLACE
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Text, button
from briefing_app.viewmodels.what_if import make_what_if

STEP_MINUTES = 5


class _Sessions(QListWidget):
    """Left and Right move the chosen session."""

    stepped = Signal(PLACE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -STEP_MINUTES, Qt.Key.Key_Right: STEP_MINUTES}.get(Qt.Key(event.key()))
        if step:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)


class WhatIfPanel(Dialog):
    """``save_asked`` carries the proposed sessions."""

    save_asked = Signal(object)

    def __init__(
        self, sessions: Sequence[Session], names: Mapping[str, str], targets: Targets, caps: Sequence[str], parent: QWidget
    ) -> None:
        super().__init__("What if", parent, 680, 520)
        self._booked, self.proposed = tuple(sessions), tuple(sessions)
        self._names, self._targets = names, targets
        column = self.column
        column.addWidget(Text("What if", size=theme.LEAD, bold=True))
        column.addWidget(
            Text(
                f"A copy of the day. Left and Right move the chosen session by {STEP_MINUTES} minutes; nothing is booked.",
                tone="muted",
            )
        )
        self.list = _Sessions()
        self.list.setAccessibleName("Sessions of the copy")
        self.list.stepped.connect(self.move_chosen)
        column.addWidget(self.list, 1)
        self._clash = Text(tone="attention", bold=True)
        column.addWidget(self._clash)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.scaled(20))
        grid.addWidget(Text("As booked", tone="muted", wrap=False), 0, 1)
        grid.addWidget(Text("Proposed", tone="muted", wrap=False), 0, 2)
        self._cells: list[tuple[Text, Text, Text]] = []
        for number in range(1, 4):
            cells = (Text(wrap=False), Text(wrap=False), Text(bold=True, wrap=False))
            for place, cell in enumerate(cells):
                grid.addWidget(cell, number, place)
            self._cells.append(cells)
        grid.setColumnStretch(2, 1)
        column.addLayout(grid)
        for words in caps:
            column.addWidget(Text(words, tone="muted"))
        tag = button(
            "Mark as trauma session", f"{targets.after_trauma:g} min of recovery after the chosen session, in this copy"
        )
        tag.clicked.connect(self.tag_chosen)
        room = button("Give each its recovery", "Later sessions move until every gap is full")
        room.clicked.connect(self.buffer)
        back = button("As booked", "Begin again")
        back.clicked.connect(self.reset)
        save = button("Save as calendar file …", "Tentative events with initials only", primary=True)
        save.clicked.connect(lambda: self.save_asked.emit(self.proposed))
        self.add_row(self.closing(), save, left=(tag, room, back))
        self._show()
        self.list.setFocus()

    def move_chosen(self, minutes: int) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.proposed = moved(self.proposed, item.data(Qt.ItemDataRole.UserRole), minutes)
            self._show()

    def tag_chosen(self) -> None:
        """In the copy alone: the chosen session asks for the longer target, or no longer does."""
        item = self.list.currentItem()
        if item is not None:
            key = item.data(Qt.ItemDataRole.UserRole)
            self.proposed = tuple(replace(one, trauma=not one.trauma) if one.key == key else one for one in self.proposed)
            self._show()

    def buffer(self) -> None:
        self.proposed = buffered(self.proposed, self._targets)
        self._show()

    def reset(self) -> None:
        self.proposed = self._booked
        self._show()

    def _show(self) -> None:
        chosen = self.list.currentItem().data(Qt.ItemDataRole.UserRole) if self.list.currentItem() else None
        found = make_what_if(self._booked, self.proposed, self._names, self._targets)
        self.list.clear()
        for key, words in found.lines:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, key)
            self.list.addItem(item)
            if key == chosen or (chosen is None and self.list.count() == 1):
                self.list.setCurrentItem(item)
        self._clash.show_text(found.note)
        for cells, texts in zip(self._cells, found.rows, strict=True):
            for cell, text in zip(cells, texts, strict=True):
                cell.show_text(text)
