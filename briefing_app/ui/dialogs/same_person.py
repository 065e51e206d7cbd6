"""Two records that are one person, said by the clinician; and what was done last with a record, taken back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from briefing_app.ui.carried import ROW
from briefing_app.ui.dialogs.form import FormPanel
from briefing_app.ui.widgets import Text, offer
from briefing_app.viewmodels.typed import Known, whom


class SamePersonPanel(FormPanel):
    """``given`` carries the row of the other record, and the reason in the clinician's words, "" for none."""

    given = Signal(ROW, str)

    def __init__(self, name: str, others: tuple[Known, ...], parent: QWidget) -> None:
        super().__init__(f"Same person: {name}", parent)
        self._others = others
        self.other, self.why = QLineEdit(), QLineEdit()
        self.other.setPlaceholderText("begin to type the name of the other record")
        self.why.setPlaceholderText("may stay empty")
        offer(self.other, tuple(one.words for one in others))
        self.add_field("Is also", self.other)
        self.add_field("Why", self.why)
        self.column.addLayout(self.form)
        self._whom = Text()
        self.column.addWidget(self._whom)
        self.column.addWidget(
            Text(
                "What came or was entered under either stands under one name then. It can be taken back: More, Undo.",
                tone="muted",
            )
        )
        self.add_buttons("Make them one", self._give)
        self.other.textChanged.connect(self._check)
        self._check()

    def _check(self) -> None:
        found = whom(self.other.text(), self._others)
        self._whom.show_text("Nobody else of this name is in your practice." if found.row == 0 else found.said)
        self.keep.setEnabled(bool(found.row))

    def _give(self) -> None:
        if row := whom(self.other.text(), self._others).row:
            self.given.emit(row, self.why.text())


class UndoPanel(FormPanel):
    """What would be taken back of a client's record, before it is. ``given`` carries nothing."""

    given = Signal()

    def __init__(self, name: str, words: str, parent: QWidget) -> None:
        super().__init__(f"Undo: {name}", parent)
        self.column.addWidget(Text(words))
        self.add_buttons("Take it back", self.given.emit)
