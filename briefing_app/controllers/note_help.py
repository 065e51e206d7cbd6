"""Help with writing a note: the last one's words, phrases, formats of one's own, who pays, earlier wordings, and the clinician's process note."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from shiboken6 import isValid

from briefing_app.controllers.context import Context, Controller
from briefing_app.domain.note_template import Template
from briefing_app.domain.note_text import Writing
from briefing_app.services.rtm_record import name_payer
from briefing_app.services.write_note import change_phrase
from briefing_app.system.paths import write_private
from briefing_app.system.resources import resources
from briefing_app.ui.dialogs.dialog import Dialog, until_kept
from briefing_app.ui.dialogs.note import PhrasesPanel, ProcessPanel, RevisionsPanel, TemplatePanel
from briefing_app.ui.pages.note import NoteView
from briefing_app.viewmodels.note import printed, say_revision, scaffold

if TYPE_CHECKING:
    from briefing_app.controllers.note import Noting
    from briefing_app.domain.act import Done
    from briefing_app.services.open_ledger import OpenLedger
    from briefing_app.services.open_practice import OpenPractice


class NoteHelp(Controller):
    """Everything here is about the note that stands on the page."""

    def __init__(self, context: Context, page: NoteView, note: Noting) -> None:
        super().__init__(context, page)
        self.page, self._note = page, note
        page.carry_asked.connect(self._carry)
        page.phrases_asked.connect(self._phrases)
        page.template_asked.connect(self._edit_format)
        page.revisions_asked.connect(self._revisions)
        page.process_asked.connect(self._process)
        page.taught.connect(self._teach)
        page.payer_given.connect(self._keep_payer)

    def _carry(self) -> None:
        """The words of the client's last note, section by section of the same title, marked with its day."""
        earlier = self._note.facts.earlier if self._note.facts is not None else None
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
        facts = self._note.facts
        if facts is None:
            return
        panel = PhrasesPanel(facts.phrases, self.page)
        panel.given.connect(lambda abbreviation, words: self._keep_phrase(panel, abbreviation, words))
        panel.open()

    def _keep_phrase(self, panel: Dialog | None, abbreviation: str, words: str) -> None:
        """``panel`` closes once it is kept; without one, what went wrong is said on the page."""
        now, by, facts = self.context.moment(), self.context.user(), self._note.facts

        def work(desk: OpenPractice) -> Done:
            return change_phrase(desk.store, abbreviation, words, now, by)

        def done(_: Done) -> None:
            if facts is not None:
                facts.phrases.pop(abbreviation, None)
                if words:
                    facts.phrases[abbreviation] = words

        if panel is None:
            self.ask(work, done, self._note.refused)
        else:
            self.keep_given(panel, work, done)

    def _keep_payer(self, payer: str) -> None:
        """Who pays for the client: their hours say when notes are due. It is kept once it differs from what stands."""
        facts = self._note.facts
        if facts is None or payer == facts.payer:
            return
        now, by = self.context.moment(), self.context.user()
        self._note.facts = replace(facts, payer=payer)
        self.ask(lambda desk: name_payer(desk.store, facts.client.row, payer, now, by), lambda _: None, self._note.refused)

    def _teach(self, word: str) -> None:
        """A word that is a phrase for itself is known from now on."""
        self._keep_phrase(None, word.lower(), word)
        if self._note.spelling is not None:
            self._note.spelling.learn(word)
            self.page.check_spelling(self._note.spelling)

    def _edit_format(self) -> None:
        facts, note = self._note.facts, self._note.kept
        if facts is None or note is None:
            return
        name = f"{note.format}.toml"
        folder = next(folder for folder in (self.context.profile.formats, resources() / "notes") if (folder / name).is_file())
        panel = TemplatePanel((folder / name).read_text("utf-8"), scaffold(facts), self.page)
        panel.given.connect(lambda template, text: self._keep_format(panel, template, text))
        panel.open()

    def _keep_format(self, panel: TemplatePanel, template: Template, text: str) -> None:
        """A copy of one's own, which stands before the shipped one; a note that was begun keeps its sections."""
        try:
            self.context.profile.formats.mkdir(mode=0o700, exist_ok=True)
            write_private(self.context.profile.formats / f"{template.id}.toml", text.encode())
        except OSError as fault:
            panel.refuse(f"The format could not be written: {fault.strerror or fault}.", "Free some space and try again.")
            return
        panel.accept()
        if self._note.facts is not None:
            self._note.open(self._note.facts.client.row, self._note.at, template.id, only=True)

    def _revisions(self) -> None:
        facts, stored = self._note.facts, self._note.stored
        if facts is None or stored is None:
            self.page.say("Nothing of this note was kept for good yet.")
            return
        from briefing_app.documents.note import note_as_text

        kept = [one for one in reversed(stored.revisions) if one.state is not Writing.DRAFT]
        lines = [(say_revision(one), note_as_text(printed(facts.client.name, one.note, None, one.at, one.by))) for one in kept]
        if lines:
            RevisionsPanel(lines, self.page).open()
        else:
            self.page.say("Nothing of this note was kept for good yet.")

    def _process(self) -> None:
        facts = self._note.facts
        if facts is None:
            return
        client, session = facts.client.id, facts.session

        def show(words: str) -> None:
            panel = ProcessPanel(facts.client.name, words, self.page)
            panel.given.connect(lambda text: self._keep_process(panel, client, session, text))
            panel.open()

        if not self.context.ask_own(self, lambda desk: desk.private.process_note(client, session), show):
            self.page.say("Your own store is not open: open My load first.", "attention")

    def _keep_process(self, panel: ProcessPanel, client: str, session: str, text: str) -> None:
        """The dialog tries again while words of it are not kept, and closes when they are."""
        now = self.context.moment()

        def kept(_: None) -> None:
            if isValid(panel):
                panel.show_kept(text)

        _, refused = until_kept(panel, kept, self.refuse)

        def work(desk: OpenLedger) -> None:
            desk.private.keep_process_note(client, session, text, now)

        if not self.context.ask_own(self, work, kept, refused):
            panel.refuse("Your own store is not open.", "Open My load; what you type stays here.")
