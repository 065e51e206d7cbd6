"""The panel that answers Why: the rule, what went into it, and the record it rests on."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from briefing_app.domain.checkin import CHECKIN
from briefing_app.domain.client import ENTERED, Origin
from briefing_app.domain.periods import local_time, say_date
from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Text, button
from briefing_app.viewmodels.line import Line


class WhyPanel(Dialog):
    """Closes with Escape; what is published of the rule opens on demand. ``answer_asked`` is for a line that waits for an answer,
    ``decision_asked`` for what the clinician may set instead of what was assumed."""

    answer_asked = Signal(object)
    decision_asked = Signal(object)

    def __init__(self, line: Line, parent: QWidget) -> None:
        super().__init__("Why is this shown?", parent)
        column = self.column
        column.setSpacing(theme.scaled(6))
        column.addWidget(Text(line.text, size=theme.LEAD, bold=True))
        for heading, words in (
            ("Rule", line.why.rule),
            ("Inputs", line.why.inputs),
            ("Records", "\n".join(say_origin(one) for one in line.why.sources)),
        ):
            if words:
                column.addWidget(Text(heading, bold=True, tone="muted"))
                column.addWidget(_selectable(words))
        if line.why.cited:
            self._add_published(line.why.cited)
        close = button("Close", "Escape")
        close.clicked.connect(self.accept)
        close.setFocus()
        offered: list[QPushButton] = []
        for decision in line.why.decisions:
            made = button(decision.asked, decision.words)
            made.clicked.connect(self.accept)
            made.clicked.connect(lambda _=False, one=decision: self.decision_asked.emit(one))
            offered.append(made)
        about = line.about
        if about is not None and (about.choices or not about.answered):
            again = bool(about.answered)
            words = "Take back or change …" if again else "Say which counts …" if about.choices else "Acknowledge …"
            answer = button(words, "What was said is kept" if again else "What was done about it, and why that is enough")
            answer.clicked.connect(self.accept)
            answer.clicked.connect(lambda: self.answer_asked.emit(line))
            self.add_row(*offered, answer, close)
        else:
            self.add_row(*offered, close)

    def _add_published(self, cited: tuple[str, ...]) -> None:
        """Where the rule is published, folded away until it is asked for."""
        self.sources = button("Sources", "Where the rule is published", flat=True)
        self.sources.setCheckable(True)
        self.sources.setAutoDefault(False)
        self.published = _selectable("\n".join(cited))
        self.published.hide()
        self.sources.toggled.connect(self.published.setVisible)
        self.column.addWidget(self.sources)
        self.column.addWidget(self.published)


def _selectable(words: str) -> Text:
    label = Text(words)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label


def say_origin(origin: Origin) -> str:
    """The record in words: resource, file, line and when it was imported."""
    at = local_time(origin.imported, None)
    day = say_date(at.date(), datetime.now(UTC).astimezone().date())
    if origin.resource_type == ENTERED:
        return f"Entered here{' by ' + origin.file if origin.file else ''}, {day}, {at:%H:%M}"
    if origin.resource_type == CHECKIN:
        return f"{origin.file[0].upper()}{origin.file[1:]}; received {day}, {at:%H:%M}"
    return f"{origin.resource_type} {origin.resource_id}: {origin.file}, line {origin.line}; imported {day}, {at:%H:%M}"
