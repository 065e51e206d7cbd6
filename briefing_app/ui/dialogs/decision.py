"""The panel in which the clinician sets what the program assumed so far, and takes back what was set."""

from __future__ import annotations

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QButtonGroup, QDateEdit, QPlainTextEdit, QRadioButton, QWidget

from briefing_app.services.decision import PRIMARY, START
from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Text, button
from briefing_app.viewmodels.decision import ANSWER, Decision

TAKE_BACK = ""
TITLES = {START: "Set the start", PRIMARY: "Set the primary measure", ANSWER: "Take back an answer"}


class DecisionPanel(Dialog):
    """``given`` carries what was chosen, "" to take back, and why. Its words stay on screen until whoever keeps them accepts it or refuses."""

    given = Signal(str, str)

    def __init__(self, decision: Decision, parent: QWidget) -> None:
        super().__init__(TITLES.get(decision.kind, "One person, or two"), parent)
        self._decision, column = decision, self.column
        column.setSpacing(theme.scaled(6))
        column.addWidget(Text(decision.words, bold=True))
        self._choices = QButtonGroup(self)
        for index, (_, words) in enumerate(decision.choices):
            choice = QRadioButton(words)
            choice.setFont(theme.font())
            self._choices.addButton(choice, index)
            column.addWidget(choice)
        self._day = QDateEdit()
        if decision.day is not None:
            column.addWidget(Text("Or another day" if decision.choices else "The day", bold=True, tone="muted"))
            self._day.setDate(QDate(decision.day.year, decision.day.month, decision.day.day))
            self._day.setMaximumDate(QDate.currentDate())
            self._day.setCalendarPopup(True)
            self._day.setDisplayFormat("d MMM yyyy")
            self._day.setAccessibleName("The day")
            column.addWidget(self._day)
        why = "Why, in your words"
        column.addWidget(Text(why, bold=True, tone="muted"))
        self._reason = QPlainTextEdit()
        self._reason.setAccessibleName(why)
        self._reason.setTabChangesFocus(True)
        self._reason.setFixedHeight(theme.scaled(64))
        column.addWidget(self._reason)
        self._waiting = False
        self._refused = Text(bold=True, tone="attention")
        self.foot.addWidget(self._refused)
        self._done = button("Keep", "Kept with who, when and why", primary=True)
        self._done.clicked.connect(lambda: self._give(self._value()))
        takes_back = decision.kind == ANSWER
        stands = (
            "The line waits again, or the score counts again; both stay in the ledger"
            if takes_back
            else "What was assumed before stands again"
        )
        self._back = button("Take back", stands, primary=takes_back)
        self._back.clicked.connect(lambda: self._give(TAKE_BACK))
        buttons = [self._back] if decision.own else []
        kept = [] if takes_back else [self._done]
        self.add_row(*buttons, self.closing("Cancel", "Escape: everything stays"), *kept)
        self._choices.idToggled.connect(self._take_choice)
        self._reason.textChanged.connect(self._check)
        self._check()

    def refuse(self, sentence: str, remedy: str) -> None:
        """It was not kept: the words still stand here, to be given again."""
        self._refused.show_text(f"Not kept. {sentence} {remedy}")
        self._waiting = False
        self._check()

    def _take_choice(self, index: int, checked: bool) -> None:
        if checked and self._decision.day is not None:
            self._day.setDate(QDate.fromString(self._decision.choices[index][0], "yyyy-MM-dd"))
        self._check()

    def _value(self) -> str:
        if self._decision.day is not None:
            return str(self._day.date().toString("yyyy-MM-dd"))
        index = self._choices.checkedId()
        return self._decision.choices[index][0] if index >= 0 else ""

    def _check(self) -> None:
        ready = bool(self._value()) and (not self._decision.needs_why or bool(self._reason.toPlainText().strip()))
        self._done.setEnabled(ready and not self._waiting)
        self._back.setEnabled(not self._waiting)

    def _give(self, value: str) -> None:
        self._waiting = True
        self._refused.show_text("")
        self._check()
        self.given.emit(value, " ".join(self._reason.toPlainText().split()))
