"""The note timer in the bottom bar, and the one quiet row that asks about time away from the desk."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QWidget

from briefing_app.ui import theme
from briefing_app.ui.widgets import Text, button, show


class TimerBar(QWidget):
    """Only its figures are painted anew each second. ``stopped`` and ``resumed`` are asked for by button or key."""

    stopped = Signal()
    paused = Signal()
    resumed = Signal()
    rested = Signal()
    session_ended = Signal()
    opening_asked = Signal()
    note_finished = Signal()
    category_chosen = Signal(str)

    def __init__(self, categories: Mapping[str, str]) -> None:
        """``categories`` are what time may be for, by name, in words."""
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(10))
        self._clock = Text(bold=True, wrap=False)
        self._clock.setFixedWidth(QFontMetrics(theme.font(theme.BODY, bold=True)).horizontalAdvance("● 00:00:00") + 8)
        self._words = Text(wrap=False)
        self._pause = button("Pause", "What was timed so far is kept", flat=True)
        self._resume = button("Go on", "Start again for the same client", flat=True)
        self._done = button("Done  N", "Stop the note timer (N)", flat=True)
        self._break = button("Break  B", "Stop the note timer and rest, or end the break (B)", flat=True)
        self._note = button("Note finished", "The note of this client's last session is written, here or elsewhere", flat=True)
        self._ended = button(
            "Session ended  D", "The session of the client on screen ended now (D); Ctrl+Z takes it back", flat=True
        )
        self._open = button("Open it", "Show My load, which asks for the passphrase", flat=True)
        for made, signal in (
            (self._open, self.opening_asked),
            (self._ended, self.session_ended),
            (self._pause, self.paused), (self._resume, self.resumed), (self._done, self.stopped), (self._note, self.note_finished),
            (self._break, self.rested),
        ):  # fmt: skip
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            made.clicked.connect(signal)
        self._what_for = button("What for …", "Notes, messages, letters: what this time is for, from its start", flat=True)
        self._what_for.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self._what_for)
        menu.setFont(theme.font())
        for name, words in categories.items():
            menu.addAction(words).triggered.connect(lambda _=False, name=name: self.category_chosen.emit(name))
        self._what_for.setMenu(menu)
        for widget in (
            self._clock,
            self._words,
            self._what_for,
            self._pause,
            self._resume,
            self._done,
            self._ended,
            self._note,
            self._break,
            self._open,
        ):
            row.addWidget(widget)
        self.may_end = False  # whether a session of today has begun, and did not end long ago
        self.show_idle("")

    def show_running(self, words: str, seconds: float) -> None:
        self._words.show_text(words)
        self.show_seconds(seconds)
        for made, visible in (
            (self._what_for, True),
            (self._pause, True),
            (self._done, True),
            (self._resume, False),
            (self._note, False),
            (self._break, False),
            (self._open, False),
            (self._ended, self.may_end),
        ):
            show(made, visible=visible)
        show(self._clock, visible=True)

    def show_seconds(self, seconds: float) -> None:
        whole = max(int(seconds), 0)
        self._clock.setText(f"● {whole // 3600:02d}:{whole % 3600 // 60:02d}:{whole % 60:02d}")

    def show_idle(self, words: str, *, resumable: bool = False, note_open: bool = False, resting: bool = False) -> None:
        """No timer runs: what today has come to, what may be gone on with, and the note that may be finished now."""
        self._words.show_text(words, "muted")
        self._break.setText("End break  B" if resting else "Break  B")
        for made, visible in (
            (self._what_for, False),
            (self._pause, False),
            (self._done, False),
            (self._resume, resumable),
            (self._note, note_open),
            (self._break, bool(words)),
            (self._open, False),
            (self._ended, bool(words) and self.may_end),
        ):
            show(made, visible=visible)
        show(self._clock, visible=False)

    def show_closed(self, words: str) -> None:
        """Nothing can be timed: why, and the way to where that ends; "" where there is nothing to open."""
        self.show_idle("")
        self._words.show_text(words, "muted")
        show(self._open, visible=bool(words))
        show(self._ended, visible=False)


class AwayBar(QWidget):
    """Time away that is not counted until somebody says so: keep, drop, or the part up to a time."""

    kept = Signal()
    dropped = Signal()
    split = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.scaled(16), theme.scaled(5), theme.scaled(16), theme.scaled(5))
        row.setSpacing(theme.scaled(10))
        self._words = Text(wrap=False, tone="attention")
        row.addWidget(self._words)
        for words, tip, signal in (
            ("Keep", "It was documentation: count it", self.kept),
            ("Drop", "It was not: leave it out", self.dropped),
        ):
            made = button(words, tip, flat=True)
            made.clicked.connect(signal)
            row.addWidget(made)
        row.addWidget(Text("or only until", tone="muted", wrap=False))
        self._until = QLineEdit()
        self._until.setAccessibleName("Documentation until")
        self._until.setPlaceholderText("12:20")
        self._until.setFixedWidth(theme.scaled(80))
        self._until.returnPressed.connect(lambda: self.split.emit(self._until.text()))
        row.addWidget(self._until)
        self._said = Text(tone="attention", wrap=False)
        row.addWidget(self._said)
        row.addStretch(1)
        self.hide()

    def show_away(self, words: str) -> None:
        """ "" hides the row."""
        self._words.show_text(words)
        self._until.clear()
        self._said.show_text("")
        show(self, visible=bool(words))

    def say(self, words: str) -> None:
        self._said.show_text(words)
