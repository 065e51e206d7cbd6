"""Words of notes on their way into the store: what could not be kept is tried again until it is, whatever page is on screen by then."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from briefing_app.controllers.context import Context, Controller
from briefing_app.domain.note_text import NoteText
from briefing_app.domain.problems import Problem
from briefing_app.services.open_practice import OpenPractice
from briefing_app.services.write_note import NoteOf, keep_words
from briefing_app.ui.carried import ROW

AGAIN_MS = 3000


class Words(NamedTuple):
    """What stands in a note now: of whose session (``source`` is the client's id in the export), and whether nothing of it was kept before."""

    of: NoteOf
    source: str
    note: NoteText
    new: bool

    @property
    def key(self) -> tuple[int, str, str]:
        """Whose words these are: client, session, format."""
        return self.of.client, self.of.session, self.note.format


class NoteWords(Controller):
    """``kept`` carries the words and the note's row, ``failed`` the words and the Problem; then they are tried again by themselves."""

    kept = Signal(object, ROW)
    failed = Signal(object, object)

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(context, page)
        self._owed: dict[tuple[int, str, str], Words] = {}
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self.try_again)
        context.stores.keeping.connect(self.try_again)

    def keep(self, words: Words, then: Callable[[], None] | None = None) -> None:
        """The newest words of a note take the place of those that still wait; ``then`` is called once these are kept."""
        self._owed.pop(words.key, None)
        now, by = self.context.moment(), self.context.user()

        def work(desk: OpenPractice) -> int:
            return keep_words(desk.store, words.of, words.note, now, by, new=words.new).number

        def kept(row: int) -> None:
            if words.new:
                self.context.note_begun.emit(words.source)
            self.kept.emit(words, row)
            if then is not None:
                then()

        def failed(problem: Problem) -> None:
            # Whether a note stands by now is asked of the store: an answer that is on its way may say so.
            self._owed.setdefault(words.key, words._replace(new=False))
            self._again.start()
            self.failed.emit(words, problem)

        self.ask(work, kept, failed)

    def try_again(self) -> None:
        """Put all that waits to the store once more."""
        for words in list(self._owed.values()):
            self.keep(words)

    def forget(self, key: tuple[int, str, str]) -> None:
        """A wording of this note was kept for good, with these words in it."""
        self._owed.pop(key, None)
