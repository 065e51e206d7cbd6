"""The day in one row, where there is no room for the rail: whose brief this is, the sessions before and after, and the way to the rail."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from briefing_app.ui import theme
from briefing_app.ui.carried import PLACE
from briefing_app.ui.widgets import button, plain_tip

STEPS = {Qt.Key.Key_J: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_K: -1, Qt.Key.Key_Up: -1}


class SessionStrip(QWidget):
    """``stepped`` asks for the session before (-1) or after (1), ``opened`` for the rail over the page."""

    stepped = Signal(PLACE)
    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.scaled(16), theme.scaled(6), theme.scaled(16), 0)
        row.setSpacing(theme.scaled(8))
        self._whose = QPushButton()
        self._whose.setFont(theme.font(bold=True))
        self._whose.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whose.clicked.connect(self.opened)
        row.addWidget(self._arrow("‹", "The session before (K)", -1))
        row.addWidget(self._whose, 1)
        row.addWidget(self._arrow("›", "The session after (J)", 1))

    def _arrow(self, words: str, tip: str, step: int) -> QPushButton:
        made = button(words, tip)
        made.setAccessibleName(tip)
        made.clicked.connect(lambda: self.stepped.emit(step))
        return made

    def show_session(self, words: str, count: str) -> None:
        """``11:00 Marisol Duarte`` and how many need a look."""
        self._whose.setText(f"{words.replace('&', '&&')}  ▾")  # a single one would underline the letter after it
        self._whose.setAccessibleName(f"{words}. {count}. All sessions of the day")
        self._whose.setToolTip(plain_tip(count))

    def take_focus(self) -> None:
        self._whose.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)
