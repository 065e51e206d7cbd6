"""The note of a session in the window: opened with what is known, kept every few seconds, signed, copied and exported."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from briefing_app.controllers.context import Context, Controller, nothing
from briefing_app.domain.note_template import Template
from briefing_app.domain.note_text import NoteSection, NoteText, StoredNote, Writing, started
from briefing_app.domain.problems import Problem
from briefing_app.domain.session_code import SessionRules
from briefing_app.domain.session_end import SessionEnd
from briefing_app.services.desk import Desk
from briefing_app.services.note import NoteFacts, note_facts, shipped_session_rules, templates
from briefing_app.services.rtm_record import name_payer
from briefing_app.services.session_end import say_end
from briefing_app.services.write_note import NoteOf, add_amendment, change_phrase, keep_note, keep_words
from briefing_app.storage.session_end import ENDED
from briefing_app.system.fonts import FAMILY
from briefing_app.system.paths import write_private
from briefing_app.system.resources import resources
from briefing_app.ui.dialogs.note import AUTOSAVE_MS, PhrasesPanel, ProcessPanel, RevisionsPanel, SignPanel, TemplatePanel
from briefing_app.ui.pages.note import NoteView
from briefing_app.ui.saving import saved
from briefing_app.viewmodels.note import Printed, code_lines, empty_parts, printed, say_revision, say_session, scaffold

if TYPE_CHECKING:
    from briefing_app.system.spelling import Spelling

T = TypeVar("T")
COPY_SECONDS = 60.0  # a note is carried field by field into another program


class Noting(Controller):
    """The note on its page. One that was signed is left, and a new one told, by the context's signals."""

    left = Signal()

    def __init__(self, context: Context, page: NoteView) -> None:
        super().__init__(context, page)
        self.page, self._by, self._record = page, context.user, context.record
        self._facts: NoteFacts | None = None
        self._stored: StoredNote | None = None
        self._row = 0
        self._at = 0.0
        self._format, self._only = "", False
        self._templates: dict[str, Template] = {}
        self._rules: SessionRules | None = None
        self._spelling: Spelling | None = None
        self._kept: NoteText | None = None
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
        page.carry_asked.connect(self._carry)
        page.phrases_asked.connect(self._phrases)
        page.template_asked.connect(self._edit_format)
        page.revisions_asked.connect(self._revisions)
        page.process_asked.connect(self._process)
        page.copy_asked.connect(self._copy)
        page.export_asked.connect(self._export)
        page.taught.connect(self._teach)
        page.payer_given.connect(self._keep_payer)
        context.stores.keeping.connect(self.flush)

    def _ask(self, work: Callable[[Desk], T], then: Callable[[T], object], otherwise: Callable[[Problem], object]) -> None:
        self.ask(work, then, otherwise)

    # -- opening

    def open(self, client: int, at: float, format: str, *, only: bool = False) -> None:
        """The note of the client's session that begins ``at`` (0: the newest).

        One that stands already is gone on with, whatever its format, unless ``only`` this format is wanted.
        """
        self.flush()
        self._at, self._format, self._only = at, format, only
        now = self.context.now()

        def work(desk: Desk) -> tuple[NoteFacts, tuple[Template, ...], tuple[Problem, ...], SessionRules]:
            found, refused = templates(self.context.profile.formats, resources() / "notes")
            facts = note_facts(desk.reader, desk.catalogue, client, now, at)
            return facts, found, refused, shipped_session_rules()

        self._ask(work, self._show, self._refused)

    def _show(self, found: tuple[NoteFacts, tuple[Template, ...], tuple[Problem, ...], SessionRules]) -> None:
        self._facts, shipped, refused, self._rules = found
        self._templates = {one.id: one for one in shipped}
        self.page.show_choices({one.id: one.name for one in shipped}, {one.id: one.label for one in self._rules.kinds})
        stored = {one.current.format: one for one in self._facts.stored}
        chosen = self._format if self._only or self._format in stored or not stored else next(iter(stored))
        self._take(stored.get(chosen), self._templates.get(chosen) or shipped[0])
        if refused:
            self.page.say(f"{refused[0].sentence} {refused[0].remedy}", "attention")
        QTimer.singleShot(0, self._begin_spelling)

    def _take(self, stored: StoredNote | None, template: Template) -> None:
        """Put a stored note on screen, or a new one begun from the template; a new one is kept with its first letter."""
        facts = self._facts
        if facts is None:
            return
        self._stored, self._row = stored, stored.id if stored is not None else 0
        note = (
            stored.current if stored is not None else started(template, scaffold(facts), *facts.recorded, place=_place(facts))
        )
        signed = stored.signed if stored is not None else None
        amendments = _printed(facts, note, stored, self._by()).amendments if signed is not None else ()
        self.page.show_note(
            facts.client.name,
            say_session(facts),
            note,
            facts.phrases,
            tuple("\n".join((title, *lines)) for title, lines in amendments),
            locked=signed is not None,
        )
        self.page.show_payer(facts.payer, facts.payers)
        self._kept = self._written()
        if signed is None and not note.ends:
            self._ask_end(facts)
        self._show_codes(note)
        self.page.say(_standing(stored))
        self.page.check_spelling(self._spelling)
        self.page.start_typing()

    def _ask_end(self, facts: NoteFacts) -> None:
        """When the session ended, if the clinician said so; what is only known to have been over by then fills no field."""

        def show(one: SessionEnd | None) -> None:
            if one is None or self._facts is not facts or one.client != facts.client.id:
                return
            source = "as you recorded it" if one.kind == ENDED else "no end was recorded"
            self.page.show_session(f"{say_session(facts)}; {say_end(one)}, {source}")
            if one.kind == ENDED:
                untouched = self._written() == self._kept
                self.page.fill_end(one.at)
                if untouched:  # nobody typed yet: opening a note keeps none
                    self._kept = self._written()

        self.context.ask_own(self, lambda desk: desk.private.session_ends().get(facts.session), show)

    def _begin_spelling(self) -> None:
        from briefing_app.system.spelling import Spelling

        if self._facts is not None:
            people = (self._facts.client.name, self._by(), *self._facts.phrases.values())
            self._spelling = Spelling(people)
            self.page.check_spelling(self._spelling)

    def _choose_format(self, format: str) -> None:
        if self._facts is not None and (self._kept is None or format != self._kept.format):
            self.open(self._facts.client.row, self._at, format, only=True)

    # -- keeping

    def _edited(self) -> None:
        self.page.edited_words()
        if not self._timer.isActive():
            self._timer.start()
        note = self._written(say=True)
        if note is not None:
            self._show_codes(note)

    def _written(self, *, say: bool = False) -> NoteText | None:
        try:
            found = self.page.written()
        except ValueError as fault:
            if say:
                self.page.say(str(fault), "attention")
            return None
        return found

    def _show_codes(self, note: NoteText) -> None:
        if self._rules is not None and self._facts is not None:
            self.page.show_codes(code_lines(note, self._rules, self._facts.scored))

    def flush(self, then: Callable[[], None] | None = None) -> None:
        """Keep what stands on screen now, if it is not kept yet; a time that cannot be read is said and keeps its old value."""
        self._timer.stop()
        note, facts = self._written(say=True) or self._without_times(), self._facts
        locked = self._stored is not None and self._stored.signed is not None
        if note is None or facts is None or locked or note == self._kept:
            if then is not None:
                then()
            return
        row, now, by, client = self._row, time.time(), self._by(), facts.client.row
        before, self._kept = self._kept, note

        def failed(problem: Problem) -> None:
            self._kept = before
            self._refused(problem)
            self._timer.start()  # tried again until it is kept

        def work(desk: Desk) -> int:
            return keep_words(desk.store, NoteOf(client, facts.session), note, now, by, new=not row).number

        def kept(found: int) -> None:
            if not row:
                self.context.note_begun.emit(facts.client.id)
            if facts is self._facts and note.format == (self._kept.format if self._kept else ""):
                self._row = found
                self.page.say(f"Kept at {datetime.fromtimestamp(now):%H:%M:%S}")
            if then is not None:
                then()

        self._ask(work, kept, failed)

    def _without_times(self) -> NoteText | None:
        """The words alone, where a time is only half typed."""
        if self._kept is None:
            return None
        return replace(self._kept, sections=tuple(field.section for field in self.page.fields))

    def leave(self) -> None:
        self.flush()
        self.left.emit()

    def _sign(self) -> None:
        """At once where everything is there; what is empty is named first."""
        note = self._written(say=True)
        empty = empty_parts(note) if note is not None else ()
        if not empty:
            self._close_revision(sign=True)
            return
        panel = SignPanel(empty, self.page)
        panel.confirmed.connect(lambda: self._close_revision(sign=True))
        panel.open()

    def _close_revision(self, *, sign: bool) -> None:
        """Keep this wording for good; signed, it marks the note of the session as finished."""
        facts, note = self._facts, self._written(say=True)
        if facts is None or note is None:
            return
        self.flush(lambda: self._store_revision(facts, note, sign=sign))

    def _store_revision(self, facts: NoteFacts, note: NoteText, *, sign: bool) -> None:
        now, by, client = time.time(), self._by(), facts.client.row
        of = NoteOf(client, facts.session, facts.client.id if facts.meeting is not None else "")

        def work(desk: Desk) -> None:
            keep_note(desk.store, of, note, now, by, sign=sign)

        def done(_: None) -> None:
            if sign:
                self.context.practice_changed.emit(client)
            self.open(client, self._at, note.format, only=True)

        self._ask(work, done, self._refused)

    def _amend(self, words: str) -> None:
        facts, stored = self._facts, self._stored
        if facts is None or stored is None:
            return
        old, now, by = stored.current, time.time(), self._by()
        note = replace(old, begins=0.0, ends=0.0, place="", sections=(NoteSection("Amendment", words),))

        def done(_: object) -> None:
            self.open(facts.client.row, self._at, old.format, only=True)

        self._ask(lambda desk: add_amendment(desk.store, facts.client.row, stored.id, note, now, by), done, self._refused)

    def _refused(self, problem: Problem) -> None:
        self.page.say(f"{problem.sentence} {problem.remedy}", "attention")

    # -- help with writing

    def _carry(self) -> None:
        """The words of the client's last note, section by section of the same title, marked with its day."""
        earlier = self._facts.earlier if self._facts is not None else None
        if earlier is None:
            self.page.say("There is no earlier note of this client here.")
            return
        old = earlier.current
        day = datetime.fromtimestamp(old.begins or earlier.created).date().isoformat()
        words = {one.title: one.text.strip() for one in old.sections}
        carried = [field for field in self.page.fields if words.get(field.section.title)]
        for field in carried:
            field.carry(words[field.section.title], day)
        if not carried:
            self.page.say("The last note has no section of these names.")

    def _phrases(self) -> None:
        facts = self._facts
        if facts is None:
            return
        panel = PhrasesPanel(facts.phrases, self.page)
        panel.given.connect(self._keep_phrase)
        panel.open()

    def _keep_phrase(self, abbreviation: str, words: str) -> None:
        now, by, facts = time.time(), self._by(), self._facts

        def done(_: object) -> None:
            if facts is not None:
                facts.phrases.pop(abbreviation, None)
                if words:
                    facts.phrases[abbreviation] = words

        self._ask(lambda desk: change_phrase(desk.store, abbreviation, words, now, by), done, self._refused)

    def _keep_payer(self, payer: str) -> None:
        """Who pays for the client: their hours say when notes are due. It is kept once it differs from what stands."""
        facts = self._facts
        if facts is None or payer == facts.payer:
            return
        now, by = time.time(), self._by()
        self._facts = replace(facts, payer=payer)
        self._ask(lambda desk: name_payer(desk.store, facts.client.row, payer, now, by), lambda _: None, self._refused)

    def _teach(self, word: str) -> None:
        """A word that is a phrase for itself is known from now on."""
        self._keep_phrase(word.lower(), word)
        if self._spelling is not None:
            self._spelling.learn(word)
            self.page.check_spelling(self._spelling)

    def _edit_format(self) -> None:
        facts, note = self._facts, self._kept
        if facts is None or note is None:
            return
        name = f"{note.format}.toml"
        folder = next(folder for folder in (self.context.profile.formats, resources() / "notes") if (folder / name).is_file())
        panel = TemplatePanel((folder / name).read_text("utf-8"), scaffold(facts), self.page)
        panel.given.connect(self._keep_format)
        panel.open()

    def _keep_format(self, template: Template, text: str) -> None:
        """A copy of one's own, which stands before the shipped one; a note that was begun keeps its sections."""
        self.context.profile.formats.mkdir(mode=0o700, exist_ok=True)
        write_private(self.context.profile.formats / f"{template.id}.toml", text.encode())
        if self._facts is not None:
            self.open(self._facts.client.row, self._at, template.id, only=True)

    def _revisions(self) -> None:
        facts, stored = self._facts, self._stored
        if facts is None or stored is None:
            self.page.say("Nothing of this note was kept for good yet.")
            return
        from briefing_app.documents.note import note_as_text

        kept = [one for one in reversed(stored.revisions) if one.state is not Writing.DRAFT]
        lines = [(say_revision(one), note_as_text(_printed(facts, one.note, None, one.by, one.at))) for one in kept]
        if lines:
            RevisionsPanel(lines, self.page).open()
        else:
            self.page.say("Nothing of this note was kept for good yet.")

    # -- the clinician's own

    def _process(self) -> None:
        facts = self._facts
        if facts is None:
            return
        client, session = facts.client.id, facts.session

        def keep(text: str) -> None:
            now = self.context.moment()
            self.context.ask_own(self, lambda desk: desk.private.keep_process_note(client, session, text, now), nothing)

        def show(words: str) -> None:
            panel = ProcessPanel(facts.client.name, words, self.page)
            panel.kept.connect(keep)
            panel.open()

        if not self.context.ask_own(self, lambda desk: desk.private.process_note(client, session), show):
            self.page.say("Your own store is not open: open My load first.", "attention")

    # -- on the way out

    def _copy(self, kind: str) -> None:
        from briefing_app.documents.note import note_as_html, note_as_text

        page = self._page_of()
        if page is None or self._facts is None:
            return
        self.context.clipboard.copy(note_as_text(page), COPY_SECONDS, note_as_html(page) if kind == "html" else "")
        self._record("exported", self._facts.client.row, "session note, copied")
        self.page.say("Copied; it is cleared in a minute.")

    def _page_of(self) -> Printed | None:
        note = self._written(say=True)
        return _printed(self._facts, note, self._stored, self._by()) if note is not None and self._facts is not None else None

    def _export(self, kind: str) -> None:
        kinds = {"txt": "Text (*.txt)", "pdf": "PDF (*.pdf)", "json": "FHIR (*.json)"}
        path, _ = QFileDialog.getSaveFileName(self.page, "Save the note", f"session-note.{kind}", kinds[kind])
        if path:
            self.export_to(Path(path), kind)

    def export_to(self, path: Path, kind: str) -> None:
        """The note as it stands, as ``txt``, ``pdf`` or ``json`` (FHIR R4)."""
        from briefing_app.documents.note import note_as_fhir, note_as_text
        from briefing_app.documents.printed import text_document, write_pdf

        page, facts, stored = self._page_of(), self._facts, self._stored
        if page is None or facts is None:
            return

        def write(path: Path) -> None:
            if kind == "pdf":
                write_pdf(text_document(note_as_text(page), FAMILY), path)
            elif kind == "json":
                signed = stored.signed if stored is not None else None
                found = note_as_fhir(
                    page,
                    facts.client,
                    signed.by if signed else self._by(),
                    signed=signed.at if signed else 0.0,
                    written=time.time(),
                    amended=stored is not None and bool(stored.amendments),
                )
                path.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")
            else:
                path.write_text(note_as_text(page), "utf-8")

        if saved(self.page, path, write):
            self._record("exported", facts.client.row, "session note")


def _place(facts: NoteFacts) -> str:
    return {"video": "Video", "phone": "Phone"}.get(facts.meeting.mode, "") if facts.meeting is not None else ""


def _printed(facts: NoteFacts, note: NoteText, stored: StoredNote | None, by: str, at: float | None = None) -> Printed:
    return printed(facts.client.name, note, stored, time.time() if at is None else at, by)


def _standing(stored: StoredNote | None) -> str:
    if stored is None:
        return "New: begun from what is known. Nothing is kept until you type."
    if stored.signed is not None:
        return f"Signed by {stored.signed.by}; it does not change any more."
    return "A draft; every few seconds what you type is kept."
