"""The overlay of keys, shown with ``?``."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Text

KEYS = (
    ("Up, Down or K, J", "the session before, after"),
    ("Ctrl+Left, Ctrl+Right", "the day before, after"),
    ("Ctrl+Home", "back to today"),
    ("A", "acknowledge the line that waits: what was done about it"),
    ("E", "enter a score, or hand the form to the client"),
    ("C", "check-ins: enter a code, see what came back, write a page for the client"),
    ("R", "record: problems, medication, safety plan, goals, agreements, events, episodes"),
    ("T, M, I", "the chosen measure as a table, large with all others, by items; and back"),
    ("Left, Right on the chart", "move the focus line from score to score"),
    ("F5", "look together: this client's courses, everything else hidden"),
    ("Q", "a question for a colleague, without names and dates"),
    ("H", "what was shown at the start of earlier sessions"),
    ("Ctrl+P", "save the brief as a page"),
    ("Y", "who is this: whose the sessions of a calendar are"),
    ("+, S", "a new session; what becomes of the chosen one: moved, cancelled, held, missed"),
    ("P", "contacts: whom to reach, the language, who treats them, medication, the safety plan"),
    ("Enter on a line", "why it is shown: rule, inputs, record"),
    ("W", "why the chosen score says what it says"),
    ("Ctrl+K, Ctrl+G", "find a client; every client on the wall"),
    ("Clients", "the same letters with Ctrl; Ctrl+Enter for A, Ctrl+Shift+C for C, Ctrl+Shift+P for P"),
    ("N", "start the note timer and open the note, or stop the timer; B: break"),
    ("D", "session ended: records when the session of the client on screen ended, in your own ledger"),
    ("Ctrl+N, Ctrl+S, Escape", "in a note: the timer, keep a revision, back"),
    ("X", "what if: move or buffer sessions on a copy of the day"),
    ("Ctrl+O", "pack for days without this computer"),
    ("F9", "hide all names: initials stand for clients until pressed again"),
    ("Ctrl+L", "lock: close the stores and hide everything"),
    ("Ctrl+Z, Ctrl+Shift+Z", "undo, redo what was timed"),
    ("Ctrl+1 to 6", "Today, Clients, My load, RTM, Import, Settings"),
    ("F1", "help: every rule, number and source"),
    ("Tab, Shift+Tab", "everything else, in reading order"),
    ("Escape", "close what is in front"),
)


class KeysOverlay(Dialog):
    """All keys of the keyboard."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Keys", parent, 700)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(theme.scaled(24))
        grid.setVerticalSpacing(theme.scaled(8))
        for row, (keys, words) in enumerate(KEYS):
            grid.addWidget(Text(keys, bold=True, wrap=False), row, 0)
            grid.addWidget(Text(words), row, 1)
        self.column.addLayout(grid)
        self.add_row(self.closing())
