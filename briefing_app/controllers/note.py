"""The note of a session in the window: opened with what is known, kept every few seconds, signed, copied and exported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QTimer, Signal

from briefing_app.controllers.context import Context, Controller
from briefing_app.controllers.note_export import NoteExport
from briefing_app.controllers.note_help import NoteHelp
from briefing_app.controllers.note_words import NoteWords, Words
from briefing_app.domain.note_template import Template
from briefing_app.domain.note_text import NoteSection, NoteText, StoredNote, started
from briefing_app.domain.problems import Problem
from briefing_app.domain.session_code import SessionRules
from briefing_app.domain.session_end import ENDED, SessionEnd
from briefing_app.services.note import NoteFacts, note_facts, shipped_session_rules, templates
from briefing_app.services.open_practice import OpenPractice
from briefing_app.services.session_end import say_end
from briefing_app.services.write_note import NoteOf, add_amendment, keep_note
from briefing_app.system.resources import resources
from briefing_app.ui.dialogs.note import AUTOSAVE_MS, SignPanel
from briefing_app.ui.pages.note import NoteView
from briefing_app.viewmodels.note import code_lines, empty_parts, printed, say_session, scaffold

if TYPE_CHECKING:
    from briefing_app.system.spelling import Spelling

T = TypeVar("T")


class Noting(Controller):
    """The note on its page. One that was signed is left, and a new one told, by the context's signals."""

    left = Signal()

    def __init__(self, context: Context, page: NoteView, words: NoteWords) -> None:
        super().__init__(context, page)
        self.page, self._words, self._by = page, words, context.user
        words.kept.connect(self._words_kept)
        words.failed.connect(self._words_failed)
        self.facts: NoteFacts | None = None
        self.stored: StoredNote | None = None
        self._row = 0
        self.at = 0.0
        self._format, self._only = "", False
        self._templates: dict[str, Template] = {}
        self._rules: SessionRules | None = None
        self.spelling: Spelling | None = None
        self.kept: NoteText | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AUTOSAVE_MS)
        self._timer.timeout.connect(self.flush)
        page.edited.connect(self._edited)
        page.left.connect(self.leave)
        page.format_chosen.connect(self._choose_format)
        page.saved.connect(lambda: self._close_revision(sign=False))
        page.signed.connect(self._sign)
        page.amended.connect(self._amend)
        context.stores.keeping.connect(self.flush)
        self.help, self.export = NoteHelp(context, page, self), NoteExport(context, page, self)

    def _ask(
        self, work: Callable[[OpenPractice], T], then: Callable[[T], object], otherwise: Callable[[Problem], object]
    ) -> None:
        self.ask(work, then, otherwise)

    # -- opening

    def open(self, client: int, at: float, format: str, *, only: bool = False) -> None:
        """The note of the client's session that begins ``at`` (0: the newest).

        One that stands already is gone on with, whatever its format, unless ``only`` this format is wanted.
        """
        self.flush()
        self.page.wait()
        self.at, self._format, self._only = at, format, only
        now = self.context.now()

        def work(desk: OpenPractice) -> tuple[NoteFacts, tuple[Template, ...], tuple[Problem, ...], SessionRules]:
            found, refused = templates(self.context.profile.formats, resources() / "notes")
            facts = note_facts(desk.reader, desk.catalogue, client, now, at)
            return facts, found, refused, shipped_session_rules()

        self._ask(work, self._show, self._not_opened)

    def _not_opened(self, problem: Problem) -> None:
        """What stood there before stands there still; where nothing did, the page is left."""
        self.refused(problem)
        if self.facts is not None:
            self.page.go_on()

    def _show(self, found: tuple[NoteFacts, tuple[Template, ...], tuple[Problem, ...], SessionRules]) -> None:
        self.facts, shipped, refused, self._rules = found
        self._templates = {one.id: one for one in shipped}
        self.page.show_choices({one.id: one.name for one in shipped}, {one.id: one.label for one in self._rules.kinds})
        stored = {one.current.format: one for one in self.facts.stored}
        chosen = self._format if self._only or self._format in stored or not stored else next(iter(stored))
        self._take(stored.get(chosen), self._templates.get(chosen) or shipped[0])
        if refused:
            self.page.say(f"{refused[0].sentence} {refused[0].remedy}", "attention")
        QTimer.singleShot(0, self._begin_spelling)

    def _take(self, stored: StoredNote | None, template: Template) -> None:
        """Put a stored note on screen, or a new one begun from the template; a new one is kept with its first letter."""
        facts = self.facts
        if facts is None:
            return
        self.stored, self._row = stored, stored.id if stored is not None else 0
        note = (
            stored.current if stored is not None else started(template, scaffold(facts), *facts.recorded, place=_place(facts))
        )
        signed = stored.signed if stored is not None else None
        amendments = (
            printed(facts.client.name, note, stored, self.context.moment(), self._by()).amendments if signed is not None else ()
        )
        self.page.show_note(
            facts.client.name,
            say_session(facts),
            note,
            facts.phrases,
            tuple("\n".join((title, *lines)) for title, lines in amendments),
            locked=signed is not None,
        )
        self.page.show_payer(facts.payer, facts.payers)
        self.kept = self.written()
        if signed is None and not note.ends:
            self._ask_end(facts)
        self._show_codes(note)
        self.page.say(_standing(stored))
        self.page.check_spelling(self.spelling)
        self.page.start_typing()

    def _ask_end(self, facts: NoteFacts) -> None:
        """When the session ended, if the clinician said so; what is only known to have been over by then fills no field."""

        def show(one: SessionEnd | None) -> None:
            if one is None or self.facts is not facts or one.client != facts.client.id:
                return
            source = "as you recorded it" if one.kind == ENDED else "no end was recorded"
            self.page.show_session(f"{say_session(facts)}; {say_end(one)}, {source}")
            if one.kind == ENDED:
                untouched = self.written() == self.kept
                self.page.fill_end(one.at)
                if untouched:  # nobody typed yet: opening a note keeps none
                    self.kept = self.written()

        self.context.ask_own(self, lambda desk: desk.private.session_ends().get(facts.session), show)

    def _begin_spelling(self) -> None:
        from briefing_app.system.spelling import Spelling

        if self.facts is not None:
            people = (self.facts.client.name, self._by(), *self.facts.phrases.values())
            self.spelling = Spelling(people)
            self.page.check_spelling(self.spelling)

    def _choose_format(self, format: str) -> None:
        if self.facts is not None and (self.kept is None or format != self.kept.format):
            self.open(self.facts.client.row, self.at, format, only=True)

    # -- keeping

    def _edited(self) -> None:
        self.page.edited_words()
        if not self._timer.isActive():
            self._timer.start()
        note = self.written(say=True)
        if note is not None:
            self._show_codes(note)

    def written(self, *, say: bool = False) -> NoteText | None:
        """The note as it stands on the page; None where a time in it cannot be read, which is said where that is wanted."""
        try:
            found = self.page.written()
        except ValueError as fault:
            if say:
                self.page.say(str(fault), "attention")
            return None
        return found

    def _show_codes(self, note: NoteText) -> None:
        if self._rules is not None and self.facts is not None:
            self.page.show_codes(code_lines(note, self._rules, self.facts.scored))

    def flush(self, then: Callable[[], None] | None = None) -> None:
        """Keep what stands on screen now, if it is not kept yet; a time that cannot be read is said and keeps its old value."""
        self._timer.stop()
        note, facts = self.written(say=True) or self._without_times(), self.facts
        locked = self.stored is not None and self.stored.signed is not None
        if note is None or facts is None or locked or note == self.kept:
            if then is not None:
                then()
            return
        self.kept = note
        self._words.keep(Words(NoteOf(facts.client.row, facts.session), facts.client.id, note, new=not self._row), then)

    def _words_kept(self, words: Words, row: int) -> None:
        if words.key == self._key:
            self._row = row
            self.page.say(f"Kept at {self.context.now():%H:%M:%S}")

    def _words_failed(self, words: Words, problem: Problem) -> None:
        whose = "" if words.key == self._key else "Words of a note that you left are not kept yet. "
        self.page.say(f"{whose}{problem.sentence} {problem.remedy}", "attention")

    @property
    def _key(self) -> tuple[int, str, str] | None:
        """Which note stands on screen."""
        if self.facts is None or self.kept is None:
            return None
        return self.facts.client.row, self.facts.session, self.kept.format

    def _without_times(self) -> NoteText | None:
        """The words alone, where a time is only half typed."""
        if self.kept is None:
            return None
        return replace(self.kept, sections=tuple(field.section for field in self.page.fields))

    def leave(self) -> None:
        """Keep what was typed and go."""
        self.flush()
        self.left.emit()

    def _sign(self) -> None:
        """At once where everything is there; what is empty, or a name that is missing, is said first."""
        note, context = self.written(say=True), self.context
        empty = empty_parts(note) if note is not None else ()
        unnamed = "" if context.demo or context.settings.name else context.user()
        if not empty and not unnamed:
            self._close_revision(sign=True)
            return
        panel = SignPanel(empty, unnamed, self.page)
        panel.confirmed.connect(self._sign_as)
        panel.open()

    def _sign_as(self, name: str) -> None:
        """A name that was typed is that of the settings from now on."""
        if name:
            self.context.change_settings(replace(self.context.settings, name=name))
        self._close_revision(sign=True)

    def _close_revision(self, *, sign: bool) -> None:
        """Keep this wording for good; signed, it marks the note of the session as finished."""
        facts, note = self.facts, self.written(say=True)
        if facts is None or note is None:
            return
        self.flush(lambda: self._store_revision(facts, note, sign=sign))

    def _store_revision(self, facts: NoteFacts, note: NoteText, *, sign: bool) -> None:
        now, by, client = self.context.moment(), self._by(), facts.client.row
        of = NoteOf(client, facts.session, facts.client.id if facts.meeting is not None else "")

        def work(desk: OpenPractice) -> None:
            keep_note(desk.store, of, note, now, by, sign=sign)

        def done(_: None) -> None:
            self._words.forget((client, facts.session, note.format))
            if sign:
                self.context.practice_changed.emit(client)
            self.open(client, self.at, note.format, only=True)

        self._ask(work, done, self.refused)

    def _amend(self, words: str) -> None:
        facts, stored = self.facts, self.stored
        if facts is None or stored is None:
            return
        old, now, by = stored.current, self.context.moment(), self._by()
        note = replace(old, begins=0.0, ends=0.0, place="", sections=(NoteSection("Amendment", words),))

        def done(_: object) -> None:
            self.open(facts.client.row, self.at, old.format, only=True)

        self._ask(lambda desk: add_amendment(desk.store, facts.client.row, stored.id, note, now, by), done, self.refused)

    def refused(self, problem: Problem) -> None:
        """Say on the page, beside the words, why they are not kept."""
        self.page.say(f"{problem.sentence} {problem.remedy}", "attention")


def _place(facts: NoteFacts) -> str:
    return {"video": "Video", "phone": "Phone"}.get(facts.meeting.mode, "") if facts.meeting is not None else ""


def _standing(stored: StoredNote | None) -> str:
    if stored is None:
        return "New: begun from what is known. Nothing is kept until you type."
    if stored.signed is not None:
        return f"Signed by {stored.signed.by}; it does not change any more."
    return "A draft; every few seconds what you type is kept."
