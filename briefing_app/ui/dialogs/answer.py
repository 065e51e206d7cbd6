"""The panel that takes a person's answer to a line: what was done, and why that is enough for now."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QCheckBox, QDateEdit, QPlainTextEdit, QRadioButton, QWidget

from briefing_app.domain.two_scores import ASK_AGAIN
from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Text, button
from briefing_app.viewmodels.answer import CRISIS_NOTE, NO_WORDS, WRONG_DATA, actions_for, crisis_words, needs_day, needs_words
from briefing_app.viewmodels.line import Line, NamedScore

LOOK_AGAIN_DAYS = 14


class AnswerPanel(Dialog):
    """``given`` carries the line, the action, the reason and the ISO day on which to look again ("" for none). Of an answer that the data are
    wrong the line carries the scores that are, of another one none.

    Closing it any other way leaves the line as it is.

    Its words stay on screen until they are kept: then whoever keeps them accepts it, or says with ``refuse`` why that could not be.
    """

    given = Signal(object, str, str, str)

    def __init__(self, line: Line, checks: tuple[Line, ...], crisis: str, parent: QWidget) -> None:
        safety = line.about is not None and line.about.kind == "safety"
        chosen = line.about is not None and bool(line.about.choices)
        super().__init__(
            "Acknowledge this safety line" if safety else "Which one counts" if chosen else "Acknowledge this line", parent
        )
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
        self._day = QDateEdit(QDate.currentDate().addDays(LOOK_AGAIN_DAYS))
        self._day.setMinimumDate(QDate.currentDate().addDays(1))
        self._day.setCalendarPopup(True)
        self._day.setDisplayFormat("d MMM yyyy")
        self._day.setAccessibleName("Look again on")
        self._day.setEnabled(False)
        self._day.setVisible(not safety and not chosen)
        column.addWidget(self._day)
        self._wrong = self._offer_scores(column)
        why = "How you know, in your words" if chosen else "Why that is enough for now, in your words"
        needed = "" if safety or chosen else " (needed where it was expected, or the data are wrong)"
        column.addWidget(Text(f"{why}{needed}", bold=True, tone="muted"))
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

    def _offer_scores(self, column: QBoxLayout) -> list[tuple[QCheckBox, NamedScore]]:
        """The scores of the line: those that are wrong count nowhere from then on."""
        scores = self._line.about.scores if self._line.about is not None else ()
        if scores:
            column.addWidget(Text("Where the data are wrong: which score is", bold=True, tone="muted"))
        made = []
        for one in scores:
            box = QCheckBox(f"{one.words} is wrong")
            box.setFont(theme.font())
            box.setEnabled(False)
            box.toggled.connect(self._check)
            column.addWidget(box)
            made.append((box, one))
        return made

    def _check(self) -> None:
        action = self._chosen()
        self._day.setEnabled(needs_day(action))
        for box, _ in self._wrong:
            box.setEnabled(action == WRONG_DATA)
        ready = bool(action) and (not self._words_needed(action) or bool(self._reason.toPlainText().strip()))
        ready = ready and (action != WRONG_DATA or not self._wrong or any(box.isChecked() for box, _ in self._wrong))
        self._done.setEnabled(ready and not self._waiting)

    def _words_needed(self, action: str) -> bool:
        chosen = self._line.about is not None and bool(self._line.about.choices)
        return action != ASK_AGAIN and (chosen or needs_words(self._kind, action))

    def _chosen(self) -> str:
        checked = self._actions.checkedId()
        return self._choices()[checked] if checked >= 0 else ""

    @property
    def _kind(self) -> str:
        return self._line.about.kind if self._line.about is not None else ""

    def _give(self) -> None:
        action = self._chosen()
        self._waiting = True
        self._refused.show_text("")
        self._check()
        until = str(self._day.date().toString("yyyy-MM-dd")) if needs_day(action) else ""
        wrong = tuple(one for box, one in self._wrong if action == WRONG_DATA and box.isChecked())
        about = replace(self._line.about, scores=wrong) if self._line.about is not None else None
        self.given.emit(
            replace(self._line, about=about), action, " ".join(self._reason.toPlainText().split()) or NO_WORDS, until
        )
