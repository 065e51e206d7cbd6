"""One quiet row at the end of a day: what became of a session that is still booked. One at a time, each answer taken back by one press."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.flow import Flow
from briefing_app.ui.widgets import Text, button, show
from briefing_app.viewmodels.day import OpenSession

ANSWERS = (
    ("Held", "held", "It took place"),
    ("Missed", "missed", "The client did not come and did not cancel"),
    ("Client cancelled", "cancelled by the client", "Called off by the client"),
    ("We cancelled", "cancelled by the practice", "Called off by you or the practice"),
)


class OutcomeRow(QWidget):
    """``said`` carries the client's row, the session's key and the outcome, "" to take back what was said last."""

    said = Signal(object, str, str)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.scaled(4), 0, 0)
        column.setSpacing(theme.scaled(2))
        self._words = Text()
        column.addWidget(self._words)
        answers = Flow()
        self.answers = [button(words, tip, flat=True) for words, _, tip in ANSWERS]
        for made, (_, outcome, _tip) in zip(self.answers, ANSWERS, strict=True):
            made.clicked.connect(lambda _=False, outcome=outcome: self._answer(outcome))
            answers.addWidget(made)
        self.later = button("Later", "Asked again when the day is shown next", flat=True)
        self.later.clicked.connect(self._put_off)
        self.undo = button("Undo", "Take back what was said last", flat=True)
        self.undo.clicked.connect(self._take_back)
        for made in (self.later, self.undo):
            answers.addWidget(made)
        column.addLayout(answers)
        self._open: tuple[OpenSession, ...] = ()
        self._last: OpenSession | None = None
        self.show_open(())

    def show_open(self, sessions: tuple[OpenSession, ...]) -> None:
        """The sessions of the day that is shown; nothing of them hides the row, but for what may be taken back."""
        self._open = sessions
        more = f" ({len(sessions) - 1} more)" if len(sessions) > 1 else ""
        self._words.show_text(f"Outcome not recorded: {sessions[0].words}{more}" if sessions else self._done(), "muted")
        for made in (*self.answers, self.later):
            show(made, visible=bool(sessions))
        show(self.undo, visible=self._last is not None)
        show(self, visible=bool(sessions) or self._last is not None)

    def _done(self) -> str:
        return f"Recorded: {self._last.words}" if self._last is not None else ""

    def forget(self) -> None:
        """Another day, or a lock: nothing said before is taken back from here."""
        self._last = None

    def _answer(self, outcome: str) -> None:
        if self._open:
            self._last = self._open[0]
            self.said.emit(self._last.client, self._last.session, outcome)

    def _put_off(self) -> None:
        self._last = None
        self.show_open(self._open[1:])

    def _take_back(self) -> None:
        last, self._last = self._last, None
        if last is not None:
            self.said.emit(last.client, last.session, "")
