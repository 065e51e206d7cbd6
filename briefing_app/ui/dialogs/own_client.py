"""A client, typed in or changed: the name as it is said; all the rest may be left empty."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from briefing_app.domain.own_client import OwnClient
from briefing_app.ui import theme
from briefing_app.ui.dialogs.form import FormPanel
from briefing_app.ui.widgets import Text
from briefing_app.viewmodels.typed import Known, say_alike

FROM_FILES = "empty: as your files have it, or not known"


class ClientPanel(FormPanel):
    """``given`` carries an ``OwnClient``; its words stay until whoever keeps them accepts it or refuses."""

    given = Signal(object)

    def __init__(self, known: tuple[Known, ...], parent: QWidget, now: OwnClient | None = None) -> None:
        """``now`` is what is said of a client who is here and is to be changed; None for a new one."""
        super().__init__(f"Change details: {now.name}" if now is not None else "New client", parent)
        self._known = known if now is None else ()
        self.name, self.born, self.pronouns = QLineEdit(), QLineEdit(), QLineEdit()
        self.reach = QPlainTextEdit()
        self.name.setPlaceholderText("as it is said: first and last name")
        self.born.setPlaceholderText("1984-03-09, or empty where it is not known")
        self.reach.setPlaceholderText("a telephone number or an address on each line")
        self.reach.setTabChangesFocus(True)
        self.reach.setFixedHeight(theme.scaled(64))
        fields = (("Name", self.name), ("Birth date", self.born), ("Pronouns", self.pronouns), ("To reach them", self.reach))
        for words, field in fields:
            self.add_field(words, field)
        self.column.addLayout(self.form)
        self._alike = Text(tone="attention")
        self.column.addWidget(self._alike)
        self.add_buttons("Add client" if now is None else "Keep", self._give)
        if now is not None:
            self._fill(now)
        self.name.textChanged.connect(self._check)
        self._check()

    def _fill(self, now: OwnClient) -> None:
        for field, words in ((self.name, now.name), (self.born, now.born), (self.pronouns, now.pronouns)):
            field.setText(words)
        self.reach.setPlainText("\n".join(now.reach))
        for empty in (self.born, self.pronouns):
            empty.setPlaceholderText(FROM_FILES)
        self.name.selectAll()

    def _check(self) -> None:
        self.keep.setEnabled(bool(self.name.text().strip(" ,")))
        self._alike.show_text(say_alike(self.name.text(), self._known))

    def _give(self) -> None:
        reach = tuple(line for line in self.reach.toPlainText().splitlines() if line.strip())
        self.given.emit(OwnClient(self.name.text(), self.born.text(), self.pronouns.text(), reach))
