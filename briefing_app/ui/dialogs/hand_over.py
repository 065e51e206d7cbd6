"""Before the machine goes to a client with the form: the code that leads back from it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Text, button

SHORTEST_CODE = 4


class HandOverPanel(Dialog):
    """Before the machine is handed over: the clinician sets the code that leads back."""

    started = Signal(str, bool)

    def __init__(self, measure: str, parent: QWidget) -> None:
        super().__init__("Hand the form to the client", parent, 480)
        column = self.column
        column.addWidget(Text("Set a code of at least four characters. Only it leads back from the form.", bold=True))
        self._code = QLineEdit()
        self._code.setEchoMode(QLineEdit.EchoMode.Password)
        self._code.setAccessibleName("Code that leads back")
        column.addWidget(self._code)
        column.addWidget(
            Text(
                "The form fills the screen and shows nothing of anyone else. The system's own task switcher stays as it is.",
                size=theme.SMALL,
                tone="muted",
            )
        )
        page = button("All on one page", "Every question on one page")
        one = button("One question at a time", "Enter", primary=True)
        one.setDefault(True)
        for made, single in ((page, False), (one, True)):
            made.setEnabled(False)
            made.clicked.connect(lambda _=False, single=single: self._start(single))
        self._starts = [page, one]
        self.add_row(page, one)
        self._code.textChanged.connect(self._look)

    def _look(self, code: str) -> None:
        for made in self._starts:
            made.setEnabled(len(code) >= SHORTEST_CODE)

    def _start(self, single: bool) -> None:
        self.started.emit(self._code.text(), single)
        self.accept()
