"""One row above a brief: what came in, or what still is to be done once; with the key that does it, and gone when it is done or closed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy

from briefing_app.ui import theme
from briefing_app.ui.flow import Flow
from briefing_app.ui.widgets import Card, Text, breakable, button, paint_card, show

LONG = 40  # letters of a heading from which it has a line of its own


class SoftRow(Card):
    """``pressed`` is told when its button is, ``closed`` when it is put away."""

    pressed = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__("accent_soft", "accent_soft", padding=8)
        self._gap = theme.scaled(8)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(theme.scaled(12))
        self._lead = Text(size=theme.LEAD, bold=True, tone="accent")
        self._lead.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._words = Text()
        self._row.addWidget(self._lead)
        self._row.addWidget(self._words, 1)
        self.act = button("", flat=True)
        self.act.clicked.connect(self.pressed)
        self.away = button("Close", "Put this row away", flat=True)
        self.away.clicked.connect(self._close)
        buttons = Flow(right=True)
        for made in (self.act, self.away):
            buttons.addWidget(made)
        self._row.addLayout(buttons)
        inset = self.body.contentsMargins()
        inset.setTop(inset.top() + self._gap)
        self.body.setContentsMargins(inset)
        self.body.addLayout(self._row)
        self.hide()

    def show_row(self, lead: str, words: str, act: str, away: str) -> None:
        """``act`` and ``away`` are the words of the two buttons; "" for none."""
        long = len(lead) > LONG or theme.scaled(100) > 100
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if long else QBoxLayout.Direction.LeftToRight)
        self._lead.setWordWrap(long)
        self._lead.show_text(breakable(lead))
        self._words.show_text(words)
        for made, text in ((self.act, act), (self.away, away)):
            made.setText(text)
            show(made, visible=bool(text))
        self.setAccessibleName(f"{lead}. {words}")
        show(self, visible=bool(lead or words))

    def paintEvent(self, event: QPaintEvent) -> None:
        """With a gap above, which is not there while the row is not."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect()).adjusted(0, self._gap, 0, 0)
        paint_card(painter, place, theme.color(self.ground), theme.color(self.edge))

    def _close(self) -> None:
        self.hide()
        self.closed.emit()
