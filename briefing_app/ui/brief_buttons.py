"""The buttons above a brief: what is asked often by name and key, what is rarer under More."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QMenu, QPushButton

from briefing_app.ui import theme
from briefing_app.ui.flow import Flow
from briefing_app.ui.widgets import button

BUTTONS = (
    ("score", "Score  E", "Type a score or answers from paper, or hand the form to the client (E)"),
    ("note", "Start note  N", "Write the note of this session; the note timer starts (N)"),
)
MENU = (
    ("contacts", "Contacts  P"),
    ("checkins", "Check-ins  C"),
    ("record", "Enter problems, medication, goals, events …  R"),
    ("details", "Change name, birth date, pronouns, contact …"),
    ("same", "The same person as another client …"),
    ("undo", "Undo what was done last with this record …"),
    ("large", "The chosen measure large, and what else is on file  M"),
    ("why", "Why the chosen score says what it says  W"),
    ("earlier", "What was shown at earlier sessions  H"),
    ("together", "Look together with the client  F5"),
    ("consult", "A question for a colleague  Q"),
    ("print", "Save the brief as a page  Ctrl+P"),
)


def brief_buttons(slots: Mapping[str, Callable[[], object]]) -> Flow:
    """``slots`` says what each of ``BUTTONS`` and ``MENU`` does, by its first word. They go on below where there is no room."""
    row = Flow(right=True)
    more = button("More", "Contacts, check-ins, what is entered by hand, print, and what else is needed seldom")
    menu = QMenu(more)
    menu.setFont(theme.font())
    for name, words in MENU:
        menu.addAction(words).triggered.connect(lambda _=False, name=name: slots[name]())
    more.setMenu(menu)
    row.addWidget(more)
    for name, words, tip in BUTTONS:
        row.addWidget(_pressed(button(words, tip), slots[name]))
    return row


def _pressed(made: QPushButton, slot: Callable[[], object]) -> QPushButton:
    made.clicked.connect(lambda: slot())
    return made
