"""What is new since the last session, and what was agreed in it, side by side; a client's own words come first and are whole."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.widgets import Card, Section, Text, WhyText, show
from briefing_app.viewmodels.brief import Brief
from briefing_app.viewmodels.line import Line

LONG_WORDS = 40  # a message of more takes a card of its own
NEW = ("since", "news")
AGREED = ("left_off", "goal")


class Quote(QWidget):
    """Somebody's own words behind a bar, and below them when they were sent."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.scaled(13), 0, 0, 0)
        column.setSpacing(0)
        self.words = WhyText(size=theme.LEAD)
        self.words.asked.connect(self.asked)
        self.source = Text(tone="muted")
        column.addWidget(self.words)
        column.addWidget(self.source)

    def show_quote(self, line: Line) -> None:
        self.words.show_line(line.quote or line.text, "plain", line)
        self.words.setAccessibleDescription(line.source)
        self.source.show_text(line.source)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(QRectF(0, 0, theme.scaled(3), self.height()), theme.color("accent"))


class SinceCards(QWidget):
    """Two cards; with a long message three, the message at the left. ``why_asked`` carries a line."""

    why_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(10))
        self.left = Card()
        self._heading = Text(bold=True, tone="muted")
        self.left.body.addWidget(self._heading)
        self._quotes: list[Quote] = []
        self._quoted = QVBoxLayout()
        self._quoted.setSpacing(theme.scaled(8))
        self.left.body.addLayout(self._quoted)
        self._news = self._section(3)
        self.left.body.addWidget(self._news)
        self.left.body.addStretch(1)
        row.addWidget(self.left, 1)
        self.right = QWidget()
        column = QVBoxLayout(self.right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.scaled(10))
        self.agreed = Card()
        self._agreed, self._not_read = self._section(1), self._section(1)
        self._goals = Section(2, bare=True)
        self._goals.asked.connect(self.why_asked)
        for part in (self._agreed, self._not_read, self._goals):
            self.agreed.body.addWidget(part)
        self.agreed.body.addStretch(1)
        column.addWidget(self.agreed, 1)
        self._also = Section(2, size=theme.LEAD)
        self._also.asked.connect(self.why_asked)
        column.addWidget(self._also)
        row.addWidget(self.right, 1)

    def _section(self, usual: int) -> Section:
        made = Section(usual, bare=True, size=theme.LEAD)
        made.asked.connect(self.why_asked)
        return made

    def set_narrow(self, *, narrow: bool) -> None:
        """Where both do not fit beside each other, one under the other."""
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def show_cards(self, brief: Brief) -> None:
        """Messages first, each whole; then what else came in; what was agreed, with the goals."""
        messages, news = brief.messages, brief.of(*NEW)
        long = any(len(line.text.split()) > LONG_WORDS for line in messages)
        heading = news[0].heading if news else brief.since
        self._heading.show_text(("Messages" if len(messages) > 1 else "Message") + ", in full" if long else heading)
        self._show_quotes(messages)
        _fill(self._news, "", () if long else news)
        _fill(self._also, f"{heading}, also", news if long else ())
        show(self.left, visible=bool(messages) or (bool(news) and not long))
        agreed, rest = _apart(brief.of(AGREED[0]))
        _fill(self._agreed, agreed[0].heading if agreed else "", agreed)
        _fill(self._not_read, rest[0].heading if rest else "", rest)
        goals = brief.of(AGREED[1])
        _fill(self._goals, "" if agreed else "Goals" if goals else "", goals)
        show(self.agreed, visible=bool(agreed or rest or goals))
        show(self.right, visible=not self.agreed.isHidden() or not self._also.isHidden())
        self._row.setStretch(0, 3 if long else 1)
        self._row.setStretch(1, 2 if long else 1)
        show(self, visible=not (self.left.isHidden() and self.right.isHidden()))

    def _show_quotes(self, messages: Sequence[Line]) -> None:
        while len(self._quotes) < len(messages):
            made = Quote()
            made.asked.connect(self.why_asked)
            self._quoted.addWidget(made)
            self._quotes.append(made)
        for index, quote in enumerate(self._quotes):
            if index < len(messages):
                quote.show_quote(messages[index])
            show(quote, visible=index < len(messages))

    @property
    def quotes(self) -> list[WhyText]:
        """The labels of the messages, in their order."""
        return [one.words for one in self._quotes if not one.isHidden()]


def _fill(section: Section, heading: str, lines: Sequence[Line]) -> None:
    section.show_lines(heading if lines else "", [(line.text, line.tone, line) for line in lines])


def _apart(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """What was agreed, and the notes whose words are not here."""
    rest = [line for line in lines if line.heading == "Notes not read"]
    return [line for line in lines if line not in rest], rest
