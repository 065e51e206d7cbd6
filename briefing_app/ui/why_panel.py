"""The panel that answers Why: the rule, what went into it, and the record it rests on."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from briefing_app.domain.client import Origin
from briefing_app.domain.periods import local_time, say_date
from briefing_app.ui import theme
from briefing_app.ui.widgets import Text, button
from briefing_app.viewmodels.line import Line


class WhyPanel(QDialog):
    """Closes with Escape; nothing in it changes anything."""

    def __init__(self, line: Line, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Why is this shown?")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.scaled(480))
        column = QVBoxLayout(self)
        column.setSpacing(theme.scaled(6))
        column.addWidget(Text(line.text, size=theme.LEAD, bold=True))
        for heading, words in (
            ("Rule", line.why.rule),
            ("Inputs", line.why.inputs),
            ("Records", "\n".join(say_origin(one) for one in line.why.sources)),
        ):
            if words:
                column.addWidget(Text(heading, bold=True, tone="muted"))
                label = Text(words)
                label.setTextInteractionFlags(
                    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
                )
                column.addWidget(label)
        close = button("Close", "Escape")
        close.clicked.connect(self.accept)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)


def say_origin(origin: Origin) -> str:
    """The record in words: resource, file, line and when it was imported."""
    at = local_time(origin.imported, None)
    day = say_date(at.date(), datetime.now(UTC).astimezone().date())
    return f"{origin.resource_type} {origin.resource_id}: {origin.file}, line {origin.line}; imported {day}, {at:%H:%M}"
