"""The last row of a brief: what is due with the button that does it, and in plain words what is open besides."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from briefing_app.ui import theme
from briefing_app.ui.widgets import Card, Text, WhyText, button, show
from briefing_app.viewmodels.brief import Brief
from briefing_app.viewmodels.due import FORMS
from briefing_app.viewmodels.line import Line

PLAIN = ("question", "reading", "due", "older", "doubt")


class DueRow(Card):
    """Hidden where nothing is due or open. ``why_asked`` carries a line; ``form_asked`` hands the form."""

    why_asked = Signal(object)
    form_asked = Signal()

    def __init__(self) -> None:
        super().__init__(padding=10)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(14))
        self._head = Text("Due", bold=True, tone="muted", wrap=False)
        row.addWidget(self._head, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.scaled(3))
        row.addLayout(self._column, 1)
        self._button = button("Hand the forms", "Enter the score, or hand the form to the client (E)")
        self._button.clicked.connect(self.form_asked)
        row.addWidget(self._button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(row)
        self._lines: list[WhyText] = []

    def show_due(self, brief: Brief, told: Collection[str]) -> None:
        """``told`` are the measures that have a row: of those their age is not said again."""
        lines = [line for line in brief.of(*PLAIN) if line.kind != "older" or line.key not in told]
        lines += [line for line in brief.of("review", "change") if line not in brief.attention]
        while len(self._lines) < len(lines):
            made = WhyText()
            made.asked.connect(self.why_asked)
            self._column.addWidget(made)
            self._lines.append(made)
        for index, label in enumerate(self._lines):
            line: Line | None = lines[index] if index < len(lines) else None
            label.show_line(line.text if line else "", line.tone if line else "plain", line)
        due = any(line.kind == "due" and line.key == FORMS for line in lines)
        show(self._head, visible=due)
        show(self._button, visible=due)
        show(self, visible=bool(lines))
