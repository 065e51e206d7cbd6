"""Dialogs about keys: a recovery code that is typed back, another passphrase, the words of a backup."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QPushButton, QWidget

from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Text, button, show


class KeyPanel(Dialog):
    """A title, words, fields below them, and a row of buttons."""

    def __init__(self, title: str, words: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._held: list[QWidget] = []
        self.column.addWidget(Text(title, size=theme.LEAD, bold=True))
        self.column.addWidget(Text(words, tone="muted"))

    def add_secret(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setPlaceholderText(name)
        field.setAccessibleName(name)
        self.column.addWidget(field)
        return field

    def add_buttons(
        self, words: str, slot: Callable[[], None], *more: tuple[str, str, Callable[[], None]], closing: bool = True
    ) -> None:
        self.said = Text(tone="attention", bold=True)
        self.foot.addWidget(self.said)
        others = [button(text, tip) for text, tip, _ in more]
        for made, (_, _, other) in zip(others, more, strict=True):
            made.clicked.connect(other)
        self.keep = button(words, "Enter", primary=True)
        self.keep.setDefault(True)
        self.keep.clicked.connect(slot)
        self.add_row(*([self.closing("Cancel")] if closing else []), self.keep, left=others)

    def say(self, words: str) -> None:
        self._let_go()
        self.said.show_text(words, "attention")

    def wait(self, words: str) -> None:
        """Until something is said or the panel is accepted: work goes on beside the window, and nothing more can be asked of it."""
        kinds = (QLineEdit, QPushButton, QCheckBox)
        self._held = [one for kind in kinds for one in self.findChildren(kind) if one.isEnabled()]
        for one in self._held:
            one.setEnabled(False)
        self.said.show_text(words, "muted")

    def _let_go(self) -> None:
        while self._held:
            self._held.pop().setEnabled(True)

    def reject(self) -> None:
        if not self._held:
            super().reject()


class CodePanel(KeyPanel):
    """The code is in force once it has been typed back; then ``confirmed``."""

    confirmed = Signal()
    save_asked = Signal()

    def __init__(self, code: str, same: Callable[[str], bool], parent: QWidget, *, own: bool) -> None:
        store = "your own ledger" if own else "the practice"
        super().__init__(
            "Recovery code",
            f"It opens {store} and its backups where the passphrase or the keyring is lost. It is shown this once. Write it down or print"
            " it, and keep it where you keep keys, away from this computer.",
            parent,
        )
        self._same = same
        shown = Text(code, size=theme.LEAD, bold=True)
        shown.setAccessibleName(f"The code: {' '.join(code.replace('-', ' '))}")
        self.column.addWidget(shown)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Type it back, to be sure that it is written down")
        self.field.setAccessibleName("Type the code back")
        self.column.addWidget(self.field)
        self.add_buttons(
            "Use this code", self._give, ("Save as page …", "To print it; delete the file afterwards", self.save_asked.emit)
        )
        self.field.setFocus()

    def _give(self) -> None:
        if self._same(self.field.text()):
            self.accept()
            self.confirmed.emit()
        else:
            self.say("That is not the code yet.")


class PassphrasePanel(KeyPanel):
    """A passphrase takes the keyring's place or stands beside it, as ``given`` says; ``keyring_asked`` gives the keyring its place back.

    The panel stays until that is done.
    """

    given = Signal(str, bool)
    keyring_asked = Signal()

    def __init__(self, parent: QWidget, *, had: bool, keyring: bool, own: bool) -> None:
        store = "your own ledger" if own else "the practice"
        super().__init__(
            "Another passphrase" if had else "A passphrase",
            f"It is asked for whenever {store} is opened, at the start and after each lock, and the system's keyring opens it no more."
            " Several words are better than one. Here it opens earlier backups too; on another computer they open with what opened them then.",
            parent,
        )
        self.first, self.again = self.add_secret("Passphrase"), self.add_secret("The same passphrase again")
        self.beside = QCheckBox("The keyring still opens it at the start; the passphrase only after a lock")
        self.beside.setChecked(had and keyring)
        self.column.addWidget(self.beside)
        show(self.beside, visible=keyring)
        more = [("Use the keyring instead", "No passphrase is asked for", self.keyring_asked.emit)] if had else []
        self.add_buttons("Use this passphrase", self._give, *more)
        self.first.setFocus()

    def _give(self) -> None:
        if not self.first.text():
            self.say("An empty passphrase protects nothing.")
        elif self.first.text() != self.again.text():
            self.say("The two are not the same.")
        else:
            self.given.emit(self.first.text(), self.beside.isChecked())


class WaysPanel(KeyPanel):
    """What opens a store: ``ways`` are the name of each, its kind, whether it is there, and why it cannot be removed, if so.

    The panel stays until what was asked is done.
    """

    removed = Signal(str)
    added = Signal(str)

    def __init__(self, ways: Iterable[tuple[str, str, bool, str]], parent: QWidget, *, own: bool) -> None:
        store = "your own ledger" if own else "the practice"
        super().__init__(
            "What opens it",
            f"What opens {store}. The recovery code and one way beside it always stay; backups keep the ways they had.",
            parent,
        )
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(theme.scaled(16))
        for row, (name, kind, there, kept) in enumerate(ways):
            grid.addWidget(Text(name, bold=there, tone="plain" if there else "muted", wrap=False), row, 0)
            grid.addWidget(Text("" if there and not kept else kept, size=theme.SMALL, tone="muted"), row, 1)
            made = button("Remove" if there else "Add", f"{'Remove' if there else 'Add'}: {name}")
            made.setAccessibleName(f"{made.text()}: {name}")
            made.setEnabled(not kept)
            asked = self.removed if there else self.added
            made.clicked.connect(lambda _=False, asked=asked, kind=kind: asked.emit(kind))
            grid.addWidget(made, row, 2)
        self.column.addLayout(grid)
        self.add_buttons("Close", self.accept, closing=False)


class NewKeyPanel(KeyPanel):
    """``given`` carries the passphrase and the recovery code, each empty where there is none; the panel stays until they proved right."""

    given = Signal(str, str)

    def __init__(self, parent: QWidget, *, passphrase: bool, code: bool, own: bool) -> None:
        store = "your own ledger" if own else "the practice"
        super().__init__(
            "A new key",
            f"Every page of {store} is encrypted anew under another random key. It is backed up before and after, and what opens it now opens it"
            " still; the window closes the stores for the while. Make a new key when somebody may have had the old one, such as with a backup and"
            " its passphrase: older backups keep the old key.",
            parent,
        )
        self.passphrase, self.code = self.add_secret("Passphrase"), self.add_secret("Recovery code; empty for a new one")
        show(self.passphrase, visible=passphrase)
        show(self.code, visible=code)
        self.add_buttons("Make a new key", lambda: self.given.emit(self.passphrase.text(), self.code.text()))
        (self.passphrase if passphrase else self.code).setFocus()


class RestorePanel(KeyPanel):
    """``given`` carries the words, empty for the keyring; the panel stays until the backup is restored."""

    given = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(
            "Restore a backup",
            f"{name} takes the place of the store it was made from; the store that is there now is kept under another name. Type the"
            " passphrase of now or of that time, or the recovery code; leave it empty where this computer's keyring opens it.",
            parent,
        )
        self.field = self.add_secret("Passphrase or recovery code")
        self.add_buttons("Restore", lambda: self.given.emit(self.field.text()))
        self.field.setFocus()
