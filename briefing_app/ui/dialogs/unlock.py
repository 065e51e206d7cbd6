"""Asks for the passphrase where no system keyring keeps the key: once to choose it, later to open the store."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.widgets import Text, button

CHOOSE = (
    "This computer offers no keyring to keep the key of your store, so a passphrase does. Several words are better than one. Nobody can open the"
    " store without it or a recovery code, which Today asks you to write down once there is something to lose."
)

CHOOSE_OWN = (
    "Your own ledger lies in a store of its own. Choose its passphrase: another than the practice's where somebody else knows that one. Nobody"
    " else can open it; Settings makes a recovery code for it."
)


class UnlockPanel(QWidget):
    """Asks for the passphrase, or for a new one twice; ``given`` carries it."""

    given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        inner = QWidget()
        inner.setFixedWidth(theme.scaled(460))
        row.addWidget(inner, 0, Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(inner)
        column.setSpacing(theme.scaled(10))
        self._title = Text(size=theme.TITLE, bold=True)
        self._words = Text(tone="muted")
        self._passphrase, self._again = QLineEdit(), QLineEdit()
        self._said = Text(tone="attention")
        self._open = button("Open", "Enter", primary=True)
        self._open.clicked.connect(self._give)
        for field, name in ((self._passphrase, "Passphrase"), (self._again, "The same passphrase again")):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setPlaceholderText(name)
            field.setAccessibleName(name)
            field.returnPressed.connect(self._give)
        column.addStretch(2)
        for widget in (self._title, self._words, self._passphrase, self._again, self._said, self._open):
            column.addWidget(widget)
        column.addStretch(3)
        self._new = False

    def ask(self, *, new: bool, said: str, own: bool = False) -> None:
        """``new``: a passphrase is being chosen, and typed twice. ``said`` is what was wrong with the last one. ``own``: of the ledger."""
        self._new = new
        self._title.show_text("Choose a passphrase" if new else "Locked")
        words = CHOOSE_OWN if own else CHOOSE
        self._words.show_text(words if new else "The passphrase of this store opens it, or its recovery code.")
        self._again.setVisible(new)
        self._open.setText("Make the store" if new else "Open")
        self._said.show_text(said)
        self._passphrase.clear()
        self._again.clear()
        self._let_type(True)
        self._passphrase.setFocus()

    def _let_type(self, may: bool) -> None:
        """One try at a time; after several wrong ones it waits before it is looked at."""
        for widget in (self._passphrase, self._again, self._open):
            widget.setEnabled(may)

    def _give(self) -> None:
        words = self._passphrase.text()
        if not words:
            self._said.show_text("An empty passphrase protects nothing.")
        elif self._new and self._again.text() != words:
            self._said.show_text(
                "The two are not the same." if self._again.text() else "Type it once more, so that a slip is noticed."
            )
            self._again.setFocus()
        else:
            self._said.show_text("Opening …")
            self._let_type(False)
            self.given.emit(words)
