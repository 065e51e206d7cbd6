"""Which session's note is opened: the one of the client on screen, by the key that starts the note timer too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from briefing_app.controllers.context import Context, Controller
from briefing_app.controllers.note import Noting
from briefing_app.controllers.note_words import NoteWords
from briefing_app.ui.pages.note import NoteView

if TYPE_CHECKING:
    from briefing_app.viewmodels.brief import Brief


class SessionNotes(Controller):
    """The page of the note is made when first asked for, and anew with the frame; it belongs to the page it was opened from."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(context, page)
        self._words = NoteWords(context, page)
        self._noting: Noting | None = None
        self._noted: Brief | None = None
        self._from = "today"

    @property
    def noting(self) -> Noting | None:
        """The note on its page, where one was opened since the frame was made."""
        return self._noting if self._noting is not None and isValid(self._noting) else None

    def forget_page(self) -> None:
        """The frame is made anew."""
        self._noting = self._noted = None

    def close(self) -> None:
        self._noting = self._noted = None
        super().close()

    def toggle_timer(self) -> None:
        """One key starts the note timer and opens the note, and stops the timer again."""
        self.context.timer_asked.emit()
        settings = self.context.settings
        if settings.note_opens and not settings.hide_names and self._times_this_client():
            self.open()

    def write(self) -> None:
        """The note of the client on screen, with its timer running where the ledger is open."""
        if self.context.stores.ledger_is_open and not self._times_this_client():
            self.context.timer_asked.emit()
        self.open()

    def _times_this_client(self) -> bool:
        brief, timed = self.context.current.brief, self.context.timed
        return brief is not None and timed is not None and timed.client == brief.identity.client_id

    def open(self) -> None:
        """The note of the session on screen; it says why where there is none."""
        context, brief = self.context, self.context.current.brief
        if not context.stores.is_open:
            return
        if brief is None:
            context.say_nobody()
            return
        if context.settings.hide_names:
            context.say("Names are hidden, and a note names its client.", "F9 shows them; then the note opens.")
            return
        if context.shell.page_shown() != "note":
            self._from = context.shell.page_shown()
        begins = context.current.session_begins(context.day)
        self._noted = brief
        noting = self.noting or self._make()
        noting.open(brief.identity.row, begins, context.settings.note_format)
        context.shell.show_page("note")

    def _make(self) -> Noting:
        context, view = self.context, NoteView()
        made = self._noting = Noting(context, view, self._words)
        made.left.connect(lambda: context.page_asked.emit(self._from))
        view.format_chosen.connect(lambda name: context.change_settings(replace(context.settings, note_format=name)))
        context.current.show_on(view, lambda: self._noted)
        context.shell.add_page("note", view)
        return made
