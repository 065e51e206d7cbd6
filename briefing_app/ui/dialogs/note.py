"""Dialogs of the note: phrases, a format edited with its preview, revisions, and the process note."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from briefing_app.domain.note_template import FIELDS, Template
from briefing_app.domain.note_text import started
from briefing_app.domain.problems import Problem
from briefing_app.services.note import check_template
from briefing_app.ui import theme
from briefing_app.ui.dialogs.form import FormPanel
from briefing_app.ui.widgets import Text, button

AUTOSAVE_MS = 3000


class PhrasesPanel(FormPanel):
    """``given`` carries an abbreviation and its words; empty words take it away."""

    given = Signal(str, str)

    def __init__(self, phrases: Mapping[str, str], parent: QWidget) -> None:
        super().__init__("Phrases", parent, 560)
        self.column.addWidget(
            Text("Type ; and the abbreviation in a note, then a space: the words take its place.", tone="muted")
        )
        self.list = QListWidget()
        self.list.setAccessibleName("Phrases")
        for abbreviation, words in phrases.items():
            item = QListWidgetItem(f";{abbreviation}   {words}")
            item.setData(Qt.ItemDataRole.UserRole, (abbreviation, words))
            self.list.addItem(item)
        self.list.currentItemChanged.connect(lambda item, _: self._take(item))
        self.column.addWidget(self.list)
        self._short, self._words = QLineEdit(), QPlainTextEdit()
        self._words.setMaximumHeight(theme.scaled(90))
        self._words.setTabChangesFocus(True)
        self.add_field("Abbreviation", self._short)
        self.add_field("Words", self._words)
        self.column.addLayout(self.form)
        self.column.addWidget(
            Text(
                "No client's name belongs into a phrase. Without words the phrase is taken away.",
                size=theme.SMALL,
                tone="muted",
            )
        )
        self.add_buttons("Save", self._give)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            abbreviation, words = item.data(Qt.ItemDataRole.UserRole)
            self._short.setText(abbreviation)
            self._words.setPlainText(words)

    def _give(self) -> None:
        short = self._short.text().strip().removeprefix(";")
        if not short or not short.isalnum():
            self.said.show_text("An abbreviation has letters and figures only.", "attention")
            return
        self.hold()
        self.given.emit(short, self._words.toPlainText().strip())


class TemplatePanel(FormPanel):
    """A format as text, with what a note would begin with beside it. ``given`` carries the template and its text."""

    given = Signal(object, str)

    def __init__(self, text: str, facts: Mapping[str, str], parent: QWidget) -> None:
        super().__init__("Edit a format", parent, 860)
        self._facts = dict(facts)
        self._made: Template | None = None
        known = "; ".join(f"{{{name}}} {words}" for name, words in FIELDS.items())
        self.column.addWidget(Text(f"In braces: {known}.", size=theme.SMALL, tone="muted"))
        both = QHBoxLayout()
        self.text, self.preview = QPlainTextEdit(text), QPlainTextEdit()
        for field, name in ((self.text, "The format"), (self.preview, "What a note begins with")):
            field.setAccessibleName(name)
            field.setMinimumHeight(theme.scaled(340))
            both.addWidget(field)
        self.preview.setReadOnly(True)
        self.column.addLayout(both)
        self.add_buttons("Save", self._give)
        self.text.textChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        try:
            self._made = check_template(self.text.toPlainText())
        except Problem as problem:
            self._made = None
            self.said.show_text(problem.sentence, "attention")
        else:
            self.said.show_text("")
            sections = started(self._made, self._facts).sections
            self.preview.setPlainText("\n\n".join(f"{one.title}\n{one.text}".rstrip() for one in sections))
        self.keep.setEnabled(self._made is not None)

    def _give(self) -> None:
        if self._made is not None:
            self.hold()
            self.given.emit(self._made, self.text.toPlainText())


class RevisionsPanel(FormPanel):
    """What was kept, signed and amended, newest first, to be read."""

    def __init__(self, revisions: list[tuple[str, str]], parent: QWidget) -> None:
        super().__init__("Revisions", parent, 760, 480)
        both = QHBoxLayout()
        self.list, self._text = QListWidget(), QPlainTextEdit()
        self.list.setAccessibleName("Revisions, newest first")
        self._text.setAccessibleName("The chosen revision")
        self._text.setReadOnly(True)
        for words, text in revisions:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, text)
            self.list.addItem(item)
        self.list.currentItemChanged.connect(lambda item, _: self._text.setPlainText(item.data(Qt.ItemDataRole.UserRole)))
        both.addWidget(self.list, 2)
        both.addWidget(self._text, 3)
        self.column.addLayout(both)
        self.add_row(self.closing())
        self.list.setCurrentRow(0)


class SignPanel(FormPanel):
    """Asked once before a note is signed with something empty, or without a name; ``confirmed`` signs it all the same, and carries the name that
    was typed, "" for none."""

    confirmed = Signal(str)

    def __init__(self, empty: tuple[str, ...], unnamed: str, parent: QWidget) -> None:
        """``unnamed`` is what would stand under the note as long as no name is set, "" where one is."""
        super().__init__("Sign and lock", parent)
        if empty:
            listed = empty[0] if len(empty) == 1 else f"{', '.join(empty[:-1])} and {empty[-1]}"
            self.column.addWidget(Text(f"Still empty: {listed}.", bold=True, tone="attention"))
        self.name = QLineEdit()
        if unnamed:
            self.column.addWidget(Text(f"Your name is not set: the note would be signed by “{unnamed}”.", bold=True))
            self.name.setPlaceholderText("on this note and all that follow; empty leaves it so")
            self.add_field("Your name", self.name)
            self.column.addLayout(self.form)
        self.column.addWidget(
            Text("A signed note does not change any more. What is missing can only be added below it, as an amendment.")
        )
        self.add_buttons("Sign and lock", self._give)

    def _give(self) -> None:
        name = " ".join(self.name.text().split())
        self.accept()
        self.confirmed.emit(name)


class ProcessPanel(FormPanel):
    """The clinician's own notes on the conversation. ``given`` carries the words, every few seconds and at the end, until they are kept."""

    given = Signal(str)

    def __init__(self, name: str, words: str, parent: QWidget) -> None:
        super().__init__(f"Process note: {name}", parent, 640)
        self.column.addWidget(
            Text(
                "Psychotherapy notes: kept apart in your own store with your ledger, in no export, print or copy of the record. Start and stop"
                " times, results of measures, medication, diagnosis, plan and progress are not psychotherapy notes and belong into the"
                " session note.",
                tone="muted",
            )
        )
        self.text = QPlainTextEdit(words)
        self.text.setAccessibleName("Process note")
        self.text.setMinimumHeight(theme.scaled(260))
        self.column.addWidget(self.text)
        close = button("Close", "Escape; everything typed is kept", primary=True)
        close.clicked.connect(self.reject)
        self.add_row(close)
        self._stored = words
        self._closes = False
        self._timer = QTimer(self)
        self._timer.setInterval(AUTOSAVE_MS)
        self._timer.timeout.connect(self._give)
        self._timer.start()

    def _give(self) -> None:
        words = self.text.toPlainText()
        if words != self._stored:
            self.given.emit(words)

    def show_kept(self, words: str) -> None:
        """The store has these words."""
        self._stored = words
        self.let_go()
        self._not_kept.show_text("")
        if self._closes:
            self.reject()

    def refuse(self, sentence: str, remedy: str) -> None:
        self._closes = False
        super().refuse(sentence, remedy)

    def reject(self) -> None:
        """Close, once what stands here is kept."""
        if self.text.toPlainText() == self._stored:
            super().reject()
        elif not self._closes:
            self._closes = True
            self.hold()
            self._give()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window is closed or locked: it does not wait."""
        self._give()
        super().closeEvent(event)
