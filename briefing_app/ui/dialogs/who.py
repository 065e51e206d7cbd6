"""The panel that asks whose a series of a calendar is: one at a time, each answer by one key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from briefing_app.ui import theme
from briefing_app.ui.carried import ROW
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Chooser, Text, button
from briefing_app.viewmodels.calendar_names import WhoPage

NOBODY = -1


class WhoPanel(Dialog):
    """``named`` carries the client's row; ``new`` the name of somebody who is no client yet; ``left_out`` that the series is no session; ``all_sessions``
    that every event of the calendar is one; ``offer_taken`` the rule that the words may stand for. It stays until whoever keeps the answer accepts
    it or says why that could not be. ``all_new`` asks for the list of all who may be added at once."""

    named = Signal(ROW)
    new = Signal(str)
    left_out = Signal()
    all_sessions = Signal()
    offer_taken = Signal()
    all_new = Signal()

    def __init__(self, page: WhoPage, parent: QWidget) -> None:
        super().__init__("Who is this?", parent, 620)
        one, column = page.question, self.column
        self._count = 0
        column.addWidget(Text(one.title, size=theme.LEAD, bold=True))
        column.addWidget(Text(one.details, tone="muted"))
        row, words = one.guess
        if row:
            column.addWidget(self._numbered(words, "Only suggested: nothing is taken unasked", lambda: self.named.emit(row)))
        self._offer_clients(page)
        self._name = QLineEdit(one.words)
        self._name.setFont(theme.font())
        self._name.setAccessibleName("Name of somebody new")
        add = self._numbered("Someone new", "Adds a client of this name", lambda: self.new.emit(self._name.text().strip()))
        self._name.textChanged.connect(lambda text: add.setEnabled(bool(text.strip())))
        add.setEnabled(bool(one.words.strip()))
        column.addLayout(_beside(add, self._name))
        if len(page.new) > 1:
            tip = "A list of them, in which each can be left out and renamed"
            column.addWidget(self._numbered(f"Add these {len(page.new)} as clients, in one answer …", tip, self.all_new.emit))
        column.addWidget(self._numbered("No session", "Left out of the sessions, in later files too", self.left_out.emit))
        if one.offer is not None:
            column.addWidget(self._numbered(one.offered, "Offered, never assumed; for later files too", self.offer_taken.emit))
        if one.unsaid:
            column.addWidget(
                self._numbered(
                    f"All events of {one.unsaid} are sessions",
                    "Those that are none can be left out one by one",
                    self.all_sessions.emit,
                )
            )
        more = page.open - 1
        if more:
            column.addWidget(Text(f"{more} more {'is' if more == 1 else 'are'} asked after this one.", tone="muted"))
        self.add_row(self.closing("Ask me later", "Escape"))

    def _offer_clients(self, page: WhoPage) -> None:
        """Somebody who is a client; where nobody is one yet there is nothing to choose from."""
        self._clients = Chooser()
        self._clients.setAccessibleName("Another client")
        if not page.clients:
            return
        self._clients.addItem("Choose a client", NOBODY)
        for client, name in page.clients:
            self._clients.addItem(name, client)
        choose = self._numbered("This client", "The client chosen beside it", self._choose)
        self._clients.currentIndexChanged.connect(lambda index: choose.setEnabled(index > 0))
        choose.setEnabled(False)
        self.column.addLayout(_beside(choose, self._clients))

    def _numbered(self, words: str, tip: str, slot: object) -> QPushButton:
        """An answer with its key; in a field the digits are text."""
        self._count += 1
        made = button(f"{self._count}  {words}", f"{tip} ({self._count})")
        made.clicked.connect(slot)
        shortcut = QShortcut(QKeySequence(str(self._count)), self, made.click)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return made

    def _choose(self) -> None:
        client = self._clients.currentData()
        if client != NOBODY:
            self.named.emit(int(client))


def _beside(made: QPushButton, field: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.scaled(8))
    row.addWidget(made)
    row.addWidget(field, 1)
    return row
