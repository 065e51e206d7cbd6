"""What stands in the frame beside today: each page and feature is loaded when it is first asked for, and goes when the stores are closed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from briefing_app.controllers.context import Context
from briefing_app.system.paths import place_warning

if TYPE_CHECKING:
    from pathlib import Path

    from briefing_app.controllers.backup import BackupController
    from briefing_app.controllers.brief import Briefs
    from briefing_app.controllers.by_hand import ByHand
    from briefing_app.controllers.deletion import DeletionController
    from briefing_app.controllers.help import HelpController
    from briefing_app.controllers.importing import ImportController
    from briefing_app.controllers.keys import KeyController
    from briefing_app.controllers.outage import OutageController
    from briefing_app.controllers.restore import RestoreController
    from briefing_app.controllers.rtm import Monitoring
    from briefing_app.controllers.session_note import SessionNotes
    from briefing_app.controllers.settings import SettingsController
    from briefing_app.controllers.watch import WatchController
    from briefing_app.controllers.worktime import OwnTime
    from briefing_app.ui.brief_view import BriefView
    from briefing_app.ui.pages.clients import ClientsPage
    from briefing_app.ui.screen_shield import ScreenShield


class Pages(QObject):
    """One for each window. What is None was not asked for since the stores were opened, or, of a page, since the frame was made."""

    def __init__(self, context: Context, shield: ScreenShield) -> None:
        super().__init__(context)
        self.context, self._shield = context, shield
        self._keys: KeyController | None = None
        self._restore: RestoreController | None = None
        self._leave()
        self.forget()
        context.stores.closing.connect(self._leave)
        context.files_given.connect(lambda paths: self.imports.start(paths))
        context.new_client_asked.connect(lambda: self.by_hand.new_client())
        context.new_session_asked.connect(lambda name: self.by_hand.new_session(name))
        context.session_word_asked.connect(lambda index: self.by_hand.say_of(index))
        context.restore_asked.connect(self._ask_restore)
        context.code_asked.connect(lambda: self.keys.need_code())
        context.ledger_seen.connect(lambda: self.keys.need_code(private=True))
        context.keys_asked.connect(self.show_keys)
        context.delete_asked.connect(lambda row: self.deletion.begin(row))

    def _leave(self) -> None:
        """The stores are closed: what worked for them goes by itself."""
        self._briefs: Briefs | None = None
        self._imports: ImportController | None = None
        self._deletion: DeletionController | None = None
        self._outage: OutageController | None = None
        self._by_hand: ByHand | None = None
        self._notes: SessionNotes | None = None
        self.backup: BackupController | None = None
        self.watch: WatchController | None = None
        self.own_time: OwnTime | None = None

    def forget(self) -> None:
        """The frame is made anew: its pages are made again when they are asked for."""
        self.clients: ClientsPage | None = None
        self.settings: SettingsController | None = None
        self.help: HelpController | None = None
        self.rtm: Monitoring | None = None
        if self._imports is not None:
            self._imports.forget_page()
        if self._notes is not None:
            self._notes.forget_page()

    def renew(self) -> None:
        """The frame was made anew, and what is no page stands in it again."""
        if self.own_time is not None:
            self.own_time.renew()

    # -- features, each behind one door

    @property
    def briefs(self) -> Briefs:
        if self._briefs is None:
            from briefing_app.controllers.brief import Briefs

            self._briefs = Briefs(self.context)
        return self._briefs

    @property
    def imports(self) -> ImportController:
        if self._imports is None:
            from briefing_app.controllers.importing import ImportController

            self._imports = ImportController(self.context, self.context.shell)
        return self._imports

    @property
    def deletion(self) -> DeletionController:
        if self._deletion is None:
            from briefing_app.controllers.deletion import DeletionController

            self._deletion = DeletionController(self.context, self.context.shell)
        return self._deletion

    @property
    def by_hand(self) -> ByHand:
        if self._by_hand is None:
            from briefing_app.controllers.by_hand import ByHand

            self._by_hand = ByHand(self.context, self.context.shell)
        return self._by_hand

    @property
    def outage(self) -> OutageController:
        if self._outage is None:
            from briefing_app.controllers.outage import OutageController

            self._outage = OutageController(self.context, self.context.shell)
        return self._outage

    @property
    def notes(self) -> SessionNotes:
        if self._notes is None:
            from briefing_app.controllers.session_note import SessionNotes

            self._notes = SessionNotes(self.context, self.context.shell)
        return self._notes

    @property
    def keys(self) -> KeyController:
        if self._keys is None:
            from briefing_app.controllers.keys import KeyController

            self._keys = KeyController(self.context, self.context.shell)
        return self._keys

    @property
    def restore(self) -> RestoreController:
        if self._restore is None:
            from briefing_app.controllers.restore import RestoreController

            self._restore = RestoreController(self.context, self.context.shell)
        return self._restore

    def connect_brief(self, brief: BriefView) -> None:
        self.briefs.connect(brief)
        brief.note_asked.connect(lambda: self.notes.write())
        brief.nobody.connect(self.context.say_nobody)
        brief.crisis = self.context.settings.crisis

    def show_crisis(self, today: BriefView) -> None:
        """The clinician's own numbers for a crisis were changed."""
        for brief in (today, self.clients.brief if self.clients is not None else today):
            brief.crisis = self.context.settings.crisis

    def begin_work(self) -> None:
        """The note timer, and the ledger where there is one, for a timer that may still run; backups by rule."""
        from briefing_app.controllers.backup import BackupController

        self._begin_own_time()
        self.backup = BackupController(self.context, self.context.shell)
        self.backup.start()
        self._watch_folders()
        self.context.record("opened")

    def _watch_folders(self) -> None:
        from briefing_app.controllers.watch import WatchController

        self.watch = WatchController(self.context, self.context.shell, lambda: self.in_hands, lambda: self.imports)
        self.watch.start()

    def _begin_own_time(self) -> OwnTime:
        if self.own_time is None:
            from briefing_app.controllers.what_if import WhatIfController
            from briefing_app.controllers.worktime import OwnTime

            WhatIfController(self.context, self.context.shell)
            self.own_time = OwnTime(self.context, self.context.shell)
            if self.context.stores.may_open_ledger():
                self.own_time.open()
            self.own_time.add_bars()
            if self.context.day is not None:
                self.own_time.gaps.watch_day(self.context.day)
        return self.own_time

    # -- pages

    def make(self, name: str) -> None:
        """Have the page of this name stand in the frame."""
        if name == "clients" and self.clients is None:
            self._make_clients()
        elif name == "import" and self.imports.page is None:
            self.context.shell.add_page(name, self.imports.make_page())
        elif name == "help":
            self._show_help()
        elif name == "load":
            self._begin_own_time().show_page()
        elif name == "rtm":
            self._show_rtm()
        elif name == "settings" and self.settings is None:
            self._make_settings()

    def _make_clients(self) -> None:
        from briefing_app.controllers.client import ClientController
        from briefing_app.ui.pages.clients import ClientsPage

        page = self.clients = ClientsPage()
        made = ClientController(self.context, page)
        self.connect_brief(page.brief)
        self.context.shell.add_page("clients", page)
        made.find("")

    def _show_help(self) -> None:
        if self.help is None:
            from briefing_app.controllers.help import HelpController
            from briefing_app.ui.pages.help import HelpPage

            page = HelpPage()
            self.help = HelpController(self.context, page)
            self.context.shell.add_page("help", page)
        self.help.refresh()

    def _show_rtm(self) -> None:
        if self.rtm is None:
            from briefing_app.controllers.rtm import Monitoring
            from briefing_app.ui.pages.rtm import RtmView

            page = RtmView()
            self.rtm = Monitoring(self.context, page)
            self.context.shell.add_page("rtm", page)
        self.rtm.refresh()

    def _make_settings(self) -> None:
        from briefing_app.controllers.audit import AuditController
        from briefing_app.controllers.settings import SettingsController
        from briefing_app.ui.pages.settings import SettingsPage

        context, folder = self.context, self.context.profile.folder
        page = SettingsPage(context.settings, str(folder), place_warning(folder), shield=self._shield.offered)
        audit = AuditController(context, page)
        page.audit_asked.connect(audit.open)
        page.rules_asked.connect(lambda: self.briefs.rules.open())
        page.outage_asked.connect(self.ask_outage)
        page.code_asked.connect(lambda own: self.keys.make_code(private=own))
        page.passphrase_asked.connect(lambda own: self.keys.choose_passphrase(private=own))
        page.ways_asked.connect(lambda own: self.keys.show_ways(private=own))
        page.key_asked.connect(lambda own: self.keys.ask_new_key(private=own))
        self.settings = SettingsController(context, page)
        context.shell.add_page("settings", page)

    # -- keys of the keyboard

    def show_keys(self) -> None:
        from briefing_app.ui.dialogs.shortcuts import KeysOverlay

        KeysOverlay(self.context.shell).open()

    def ask_outage(self) -> None:
        if self.backup is not None:
            self.outage.open()

    def toggle_timer(self) -> None:
        """Before the day is on screen the key means nothing yet."""
        if self.own_time is not None:
            self.notes.toggle_timer()

    def take_break(self) -> None:
        if self.own_time is not None:
            self.own_time.take_break()

    def undo(self) -> None:
        if self.own_time is not None:
            self.own_time.undo()

    def redo(self) -> None:
        if self.own_time is not None:
            self.own_time.redo()

    # -- restoring, locking, hiding names

    def ways(self, kind: str) -> list[tuple[str, str, object]]:
        """For a store that cannot be read: what of its backups takes its place."""
        from briefing_app.controllers.restore import ways

        return ways(self.context, kind)

    def _ask_restore(self, path: Path | None) -> None:
        if path is None:
            self.restore.choose()
        else:
            self.restore.restore(path)

    @property
    def in_hands(self) -> bool:
        """Whether a client has the form or the page to look at together: the window behind it is hidden already."""
        return self._briefs is not None and self._briefs.forms.in_hands

    @property
    def form_in_hands(self) -> bool:
        """Whether a client fills in a form on this screen."""
        return self._briefs is not None and self._briefs.forms.form is not None

    @property
    def import_moves(self) -> bool:
        """Whether an import runs and goes on."""
        return self._imports is not None and self._imports.moves

    def ended_by_a_lock(self) -> str:
        """What a lock would end now, in words, and since when the note timer runs."""
        since = self.own_time.timed_since if self.own_time is not None else None
        said = [f"The note timer has run since {datetime.fromtimestamp(since):%H:%M}."] if since else []
        said += [one.ended_by_a_lock for one in (self._imports, self._outage, self._deletion) if one is not None]
        return " ".join(words for words in said if words)

    def hide_names(self, hide: bool) -> None:
        if self.own_time is not None:
            self.own_time.hide_names(hide)
