"""A line that waits for a person, in a box of its own: safety in crimson, attention in amber, what was answered on the plain ground."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.widgets import Card, Text, WhyText, button, show
from briefing_app.viewmodels.line import Line

GROUNDS = {
    "safety": ("safety_soft", "safety"),
    "attention": ("attention_soft", "attention"),
    "plain": ("card", "line"),
}
SAFETY, ATTENTION = "Safety", "Attention"
ACTS = {
    SAFETY: ("Acknowledge", "What was done about this line, and why that is enough"),
    ATTENTION: ("Answer", "What you make of this line, and until when"),
}


class SignalBar(Card):
    """``why_asked`` and ``answer_asked`` carry the line."""

    why_asked = Signal(object)
    answer_asked = Signal(object)

    def __init__(self, kind: str) -> None:
        super().__init__("safety_soft", "safety", padding=10)
        self._kind = kind
        self._line: Line | None = None
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(12))
        self.head = Text(kind, size=theme.LEAD, bold=True, wrap=False)
        row.addWidget(self.head, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.scaled(2))
        self.words = WhyText(size=theme.LEAD)
        self.words.asked.connect(self.why_asked)
        words.addWidget(self.words)
        self._unanswered = Text("Not answered yet.")
        words.addWidget(self._unanswered)
        row.addLayout(words, 1)
        act, tip = ACTS[kind]
        self.button = button(act, f"{tip} (A)")
        self.button.clicked.connect(lambda: self.answer_asked.emit(self._line))
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(row)
        self.hide()

    def show_line(self, line: Line, *, first: bool) -> None:
        """``first`` says that A answers this one."""
        self._line = line
        self.ground, self.edge = GROUNDS[line.tone]
        self.head.set_tone(line.tone)
        self.words.show_line(line.text, line.tone, line)
        show(self._unanswered, visible=line.open and self._kind == ATTENTION)
        self.button.setText(f"{ACTS[self._kind][0]}  A" if first else ACTS[self._kind][0])
        show(self.button, visible=line.open)
        self.update()


class SignalBars(QWidget):
    """As many bars as there are lines; never fewer."""

    why_asked = Signal(object)
    answer_asked = Signal(object)

    def __init__(self, kind: str, usual: int) -> None:
        super().__init__()
        self._kind = kind
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.scaled(8))
        self.bars: list[SignalBar] = []
        self._make(usual)

    def _make(self, count: int) -> None:
        while len(self.bars) < count:
            made = SignalBar(self._kind)
            made.why_asked.connect(self.why_asked)
            made.answer_asked.connect(self.answer_asked)
            self._column.addWidget(made)
            self.bars.append(made)

    def show_lines(self, lines: Sequence[Line], first: Line | None) -> None:
        """``first`` is the line of the brief that A answers."""
        self._make(len(lines))
        for index, bar in enumerate(self.bars):
            if index < len(lines):
                bar.show_line(lines[index], first=lines[index] is first)
            show(bar, visible=index < len(lines))
        show(self, visible=bool(lines))
