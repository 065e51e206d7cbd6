"""The panel that takes a person's answer to a line: what was done, and why that is enough for now."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPlainTextEdit, QRadioButton, QWidget

from briefing_app.ui import theme
from briefing_app.ui.dialog import Dialog
from briefing_app.ui.widgets import Text, button
from briefing_app.viewmodels.answer import CRISIS_NOTE, actions_for, crisis_words
from briefing_app.viewmodels.line import Line


class AnswerPanel(Dialog):
    """``given`` carries the line, the action and the reason; closing it any other way leaves the line as it is.

    Its words stay on screen until they are kept: then whoever keeps them accepts it, or says with ``refuse`` why that could not be.
    """

    given = Signal(object, str, str)

    def __init__(self, line: Line, checks: tuple[Line, ...], crisis: str, parent: QWidget) -> None:
        safety = line.about is not None and line.about.kind == "safety"
        chosen = line.about is not None and bool(line.about.choices)
        title = "Acknowledge this safety line" if safety else "Which one counts" if chosen else "Acknowledge this line"
        super().__init__(title, parent)
        self._line, column = line, self.column
        column.setSpacing(theme.scaled(6))
        column.addWidget(Text(line.text, size=theme.LEAD, bold=True, tone="safety" if safety else "plain"))
        column.addWidget(Text(line.why.rule, size=theme.SMALL, tone="muted"))
        if chosen:
            column.addWidget(Text(line.why.inputs))
        elif checks and not safety:
            column.addWidget(Text(checks[0].heading, bold=True, tone="muted"))
            for check in checks:
                column.addWidget(Text(check.text))
        column.addWidget(Text("Which one counts" if chosen else "What was done", bold=True, tone="muted"))
        self._actions = QButtonGroup(self)
        for index, words in enumerate(self._choices()):
            choice = QRadioButton(words)
            choice.setFont(theme.font())
            self._actions.addButton(choice, index)
            column.addWidget(choice)
        why = "How you know, in your words" if chosen else "Why that is enough for now, in your words"
        column.addWidget(Text(why, bold=True, tone="muted"))
        self._reason = QPlainTextEdit()
        self._reason.setAccessibleName(why.partition(",")[0])
        self._reason.setTabChangesFocus(True)
        self._reason.setFixedHeight(theme.scaled(64))
        column.addWidget(self._reason)
        if safety:
            column.addWidget(Text(f"{crisis_words(crisis)} {CRISIS_NOTE}", size=theme.SMALL, tone="muted"))
        self._waiting = False
        self._refused = Text(bold=True, tone="attention")
        self.foot.addWidget(self._refused)
        self._done = button("Keep" if chosen else "Acknowledge", "", primary=True)
        self._done.setEnabled(False)
        self._done.clicked.connect(self._give)
        self.add_row(self.closing("Cancel", "Escape: the line stays"), self._done)
        self._actions.idToggled.connect(self._check)
        self._reason.textChanged.connect(self._check)

    def refuse(self, sentence: str, remedy: str) -> None:
        """The words were not kept: they still stand here, to be given again."""
        self._refused.show_text(f"Not kept. {sentence} {remedy}")
        self._waiting = False
        self._check()

    def _choices(self) -> tuple[str, ...]:
        about = self._line.about
        if about is None:
            return actions_for("")
        return about.choices or actions_for(about.kind)

    def _check(self) -> None:
        ready = self._actions.checkedId() >= 0 and bool(self._reason.toPlainText().strip())
        self._done.setEnabled(ready and not self._waiting)

    def _give(self) -> None:
        action = self._choices()[self._actions.checkedId()]
        self._waiting = True
        self._refused.show_text("")
        self._check()
        self.given.emit(self._line, action, " ".join(self._reason.toPlainText().split()))
