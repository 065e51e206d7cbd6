"""The head of a brief: who it is, in one fixed place, and what can be done for this client."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.brief_buttons import brief_buttons
from briefing_app.ui.widgets import Text, WhyText, plain_tip, show
from briefing_app.viewmodels.brief import Brief


class BriefHead(QWidget):
    """``slots`` are what its buttons do, by name (``brief_buttons``)."""

    def __init__(self, slots: Mapping[str, Callable[[], object]]) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(theme.scaled(1))
        self.name = Text(size=theme.DISPLAY, bold=True)
        self.similar = Text(bold=True)
        self.details = Text(tone="muted")
        self.kept = WhyText()
        self.diagnoses = WhyText()
        for label in (self.name, self.similar, self.details, self.kept, self.diagnoses):
            label.setMinimumWidth(1)  # a word without end would push the safety lines out of sight
        words.addWidget(self.name)
        words.addWidget(self.similar)
        words.addWidget(self.details)
        words.addWidget(self.kept)
        words.addWidget(self.diagnoses)
        self._row.addLayout(words, 1)
        self._row.addLayout(brief_buttons(slots))

    def set_narrow(self, *, narrow: bool) -> None:
        """Where the name has no room beside the buttons, these go below it."""
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(way)

    def show_head(self, brief: Brief) -> None:
        """Name, details, sessions kept where one of the last was not, diagnoses."""
        who = brief.identity
        self.name.show_text(who.name)
        self.name.setToolTip(plain_tip(who.name if who.hidden else f"{who.name}\nid {who.client_id}"))
        self.similar.show_text(f"{who.similar}: check the date of birth" if who.similar else "")
        self.details.show_text(who.details)
        attendance = brief.kept
        self.kept.show_line(attendance.text if attendance else "", "plain", attendance)
        diagnoses = brief.of("diagnosis")
        self.diagnoses.show_line(diagnoses[0].text if diagnoses else "", "plain", diagnoses[0] if diagnoses else None)
        for label in (self.similar, self.kept, self.diagnoses):
            show(label, visible=bool(label.text()))
