"""Puts the window together: paint first, then open the store, then load what the first brief needs."""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog

from briefing_app.controllers.context import Context
from briefing_app.domain.problems import Locked, Problem
from briefing_app.system.elapsed import since_start_ms
from briefing_app.system.fonts import load_fonts
from briefing_app.system.paths import Profile, place_warning
from briefing_app.system.settings import Settings, read_settings
from briefing_app.ui import theme
from briefing_app.ui.clipboard import Clipboard
from briefing_app.ui.garbage import GarbageCollector
from briefing_app.ui.screen_shield import ScreenShield
from briefing_app.ui.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from briefing_app.controllers.brief import Briefs
    from briefing_app.domain.act import Ran
    from briefing_app.services.desk import Desk
    from briefing_app.viewmodels.day import DayPage


VIEWED_AFTER_MS = 2000


class Window(QObject):
    """Wires pages to the store thread: a page asks, the store answers, the page shows."""

    def __init__(self, app: QApplication, profile: Profile, options: argparse.Namespace) -> None:
        super().__init__()
        self.app, self.profile, self._options = app, profile, options
        self._garbage = GarbageCollector(self)
        load_fonts()
        chosen = read_settings(profile.settings)
        theme.apply(app, chosen.theme, chosen.text_percent)
        self.shell = Shell(self._painted, demo=options.demo)
        self.context = Context(self.shell, profile, chosen, demo=options.demo)
        self.shell.show_names_hidden(self._settings.hide_names)
        self.first_paint_ms = self.first_brief_ms = 0.0
        self._day: date | None = None
        self._key = b""
        self._passphrase: str | None = None
        self._private_passphrase: str | None = None
        self._intake: Any = None
        self._rekeying: Any = None
        self._asked_words = ""
        self._code = 0
        self._store: Any = None
        self.noting: Any = None
        self._briefs: Briefs | None = None
        self.own_time: Any = None
        self._safe: Any = None
        self._deleting: Any = None
        self._locking: Any = None
        self._restoring: Any = None
        self._private_key = b""
        self._locked = self._fresh = False
        self._closed = False
        self._timed_since: float | None = None
        self.context.audit.waits = lambda: not self._key or self._importing()
        self.context.practice_changed.connect(self.refresh)
        self.context.messages_shown.connect(self._recount)
        self.context.form_returned.connect(self._settle_lock)
        self.clipboard = Clipboard(app.clipboard())
        self._shield = ScreenShield(app)
        self._shield.keep_out(self._settings.block_capture)
        self._viewing = QTimer(self)
        self._viewing.setSingleShot(True)
        self._viewing.setInterval(VIEWED_AFTER_MS)
        self._viewing.timeout.connect(self._note_view)

    def run(self) -> int:
        self.shell.show()
        self.app.exec()
        return self._code

    def come_forward(self) -> None:
        """Briefing was started again: this is the window. A form or page in a client's hands is left alone."""
        if not self._closed and not self._in_hands():
            self.shell.setWindowState(self.shell.windowState() & ~Qt.WindowState.WindowMinimized)
            self.shell.show()
            self.shell.raise_()
            self.shell.activateWindow()
            self.app.alert(self.shell)

    def close(self) -> None:
        self._closed = True
        self._garbage.stop()
        self._viewing.stop()
        self.clipboard.stop()
        if self._locking is not None:
            self._locking.stop()
        self._let_go()
        self.shell.close()

    def _let_go(self) -> bool:
        """Stop what works and close the stores; nothing of them stays but what is on disk. False when one is still at work after ten seconds."""
        self._keep_note()
        if self._intake is not None:
            self._intake.give_up()
        if self._rekeying is not None:
            self._rekeying.cancel()  # the next opening finds out which key the store has
        closed = self.own_time.close() if self.own_time is not None else True
        for part in (self._safe, self._deleting):
            if part is not None:
                part.close()
        # Children of the frame live as long as it does, with the names they hold, unless they are told to go.
        for part in (self._safe, self._deleting, self.own_time):
            if part is not None:
                part.deleteLater()
        self._safe = self._deleting = self.own_time = None
        self.context.closing.emit()
        self._briefs = None
        if self._store is not None:
            self.context.audit.write()
            closed = self._store.stop() and closed
            self.context.store = None
        return closed

    # -- locking

    def lock(self) -> None:
        """Close the stores, drop every page with what was on it, and ask again before anything is shown."""
        if self._locked or self._closed or not self._key:
            return
        self._timed_since = self.own_time.timed_since if self.own_time is not None else None
        said = [f"The note timer has run since {datetime.fromtimestamp(self._timed_since):%H:%M}."] if self._timed_since else []
        for at_work, words in (
            (self._importing(), "The import was ended by the lock; nothing of it was kept."),
            (
                self._safe is not None and self._safe.packing is not None,
                "The outage pack was ended by the lock; make it again.",
            ),
            (
                self._deleting is not None and self._deleting.worker is not None,
                "The deletion was ended by the lock; look whether the client is still there.",
            ),
        ):
            said += [words] if at_work else []
        self._empty()
        self._build_pages()
        self._show_locked(" ".join(said))

    def _show_locked(self, said: str = "") -> None:
        self.shell.show_as_of("Locked", stale=False)
        if self._asks_passphrase():
            self.today.ask_passphrase(new=False, said=said)
        else:
            self.today.show_locked(lambda: self._unlock(None), said)

    def _empty(self) -> None:
        """Close every dialog, make the frame anew without pages and names, and only then, however long it takes, let go of the stores."""
        self._locked = True
        self._keep_note()
        self.noting = None
        for widget in self.app.topLevelWidgets():
            if widget is not self.shell and widget.isVisible():
                widget.close()
        for dialog in self.shell.findChildren(QDialog):  # closed ones too: they hold what they showed
            dialog.deleteLater()
        self.clipboard.clear()
        self._viewing.stop()
        if self._locking is not None:
            self._locking.stop()
        self.shell.rebuild()
        self.shell.day_words.show_text("")
        self.shell.repaint()
        self._let_go()
        self._key = self._private_key = b""
        self._passphrase = self._private_passphrase = None
        self.context.day = None
        self._asked_words = ""

    def _in_hands(self) -> bool:
        """Whether a client has the form or the page to look at together: the window behind it is hidden already."""
        return self._briefs is not None and self._briefs.forms.in_hands

    def _cannot_close(self) -> bool:
        """A client's answers are not thrown away half given, nor is a change of key ended."""
        return self._rekeying is not None or (self._briefs is not None and self._briefs.forms.form is not None)

    def _importing(self) -> bool:
        return self._intake is not None and self._intake.worker is not None

    def _asks_passphrase(self) -> bool:
        from briefing_app.system.keys import PASSPHRASE, ways_in

        return PASSPHRASE in ways_in(self.profile)

    def _in_use(self) -> bool:
        return (
            self._in_hands()
            or (self._importing() and self._intake.moves)
            or (self._in_session() and self.shell.isActiveWindow() and self.shell.stack.currentWidget() is self.today)
        )

    # -- start-up, in order of what the eye needs

    def _painted(self) -> None:
        self.first_paint_ms = since_start_ms()
        QTimer.singleShot(0, self._open)

    def _open(self) -> None:
        from briefing_app.services.opening import read_passphrases

        unread: Problem | None = None
        try:
            self._passphrase, self._private_passphrase = read_passphrases(self._options.passphrase_fd)
        except Problem as problem:
            self._locked, unread = True, problem
        else:
            self._open_store()
        self._build_pages()
        self._add_keys()
        if unread is not None:
            self._show_problem(unread)

    def _open_store(self) -> None:
        from briefing_app.ui.store_thread import StoreThread

        self._store = StoreThread(self._open_desk, lambda desk: desk.close(), _let_all_wait)
        self.context.store = self._store
        self._store.failed.connect(self._show_problem)
        self._store.start()
        self._store.ask(lambda desk: desk.store.waiting.ran, self._store_opened)
        self.show_day(self._day)

    def _store_opened(self, ran: Ran) -> None:
        self._locked = False
        self.context.waiting.opened(ran)
        QTimer.singleShot(0, self._begin_locking)

    def _begin_locking(self) -> None:
        """From the moment the store is open, whatever becomes of the first page; the demo, where nobody exists, locks at the key alone."""
        from briefing_app.controllers.lock import Locking

        if self._closed or not self._key or self._options.startup_report:
            return
        if self._locking is None:
            self._locking = Locking(self.app, lambda: self._settings.lock_minutes, self._in_use, self._cannot_close, self.lock)
        if not self._options.demo:
            self._locking.start()

    def _unlock(self, passphrase: str | None) -> None:
        self._passphrase = passphrase
        self._store.stop()
        self._fresh = True
        self._open_store()

    def _open_desk(self) -> Desk:
        """In the store thread: the key, worked out while SQLAlchemy is loaded; then the store, and for the demo its making."""
        from briefing_app.services.opening import key_of, open_practice
        from briefing_app.system.background import Ahead

        key = Ahead(lambda: key_of(self.profile, self._passphrase, demo=self._options.demo))
        from briefing_app.services.desk import Desk
        from briefing_app.services.measure import catalogue_of
        from briefing_app.storage.practice import PracticeReader

        self._key = key.result()
        store = open_practice(self.profile, self._key, demo=self._options.demo)
        return Desk(store, PracticeReader(store, hide_names=self._settings.hide_names), catalogue_of(self.profile, store))

    def _build_pages(self) -> None:
        from briefing_app.ui.pages.today import TodayPage

        self.today = TodayPage()
        self.today.day_asked.connect(self.show_day)
        self.today.practitioner_asked.connect(self._choose_practitioner)
        self.today.import_asked.connect(lambda: self.show_page("import"))
        self.today.demo_asked.connect(self._open_demo)
        self.today.passphrase_given.connect(self._unlock)
        self.today.what_if_asked.connect(lambda page: self.own_time.what_if(page) if self.own_time is not None else None)
        self.today.outcomes.said.connect(self._keep_outcome)
        self.today.rail.ended.connect(lambda: self._with_own_time("end_session"))
        self.today.rail.chosen.connect(lambda _: self._viewing.start())
        self._connect_brief(self.today.brief)
        self.shell.add_page("today", self.today)
        self.shell.show_page("today")
        self.clients: Any = None
        if self._intake is not None:
            self._intake.page = None
        self._settings_page: Any = None
        self._help_page: Any = None
        self.rtm: Any = None
        self._last_identity: Any = None
        self.noting = None
        self._noted: Any = None

    def _add_keys(self) -> None:
        self.shell.add_shortcuts()
        self.shell.page_asked.connect(self.show_page)
        self.shell.dropped.connect(lambda paths: self.imports.start(paths))
        self.shell.find_asked.connect(self._find_client)
        self.shell.lock_asked.connect(self._ask_lock)
        self.shell.keys_asked.connect(self._show_keys)
        QShortcut(QKeySequence("Ctrl+K"), self.shell, self._find_client)
        QShortcut(QKeySequence("?"), self.shell, self._show_keys)
        QShortcut(QKeySequence("Ctrl+L"), self.shell, self._ask_lock)
        for keys in ("N", "Ctrl+N"):
            QShortcut(QKeySequence(keys), self.shell, self._toggle_timer)
        QShortcut(QKeySequence("Ctrl+O"), self.shell, self._ask_outage)
        QShortcut(QKeySequence("F9"), self.shell, self.toggle_names)
        for keys, what in (
            ("B", "take_break"), ("D", "end_session"), ("Ctrl+Z", "undo"), ("Ctrl+Shift+Z", "redo")
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self.shell, lambda what=what: self._with_own_time(what))

    def _settle_lock(self) -> None:
        if self._locking is not None:
            self._locking.settle()

    def _ask_lock(self) -> None:
        if self._locking is not None:
            self._locking.now()
        else:
            self.lock()

    # -- pages, made when first asked for

    def show_page(self, name: str) -> None:
        if self._locked:
            self.shell.show_page("today")
            return
        if name == "clients" and self.clients is None:
            from briefing_app.ui.pages.clients import ClientsPage

            self.clients = ClientsPage()
            self.clients.words_typed.connect(self.find)
            self.clients.client_asked.connect(self._show_client)
            self.clients.wall_wanted.connect(self._show_wall)
            self.clients.delete_asked.connect(self._delete_client)
            self._connect_brief(self.clients.brief)
            self.shell.add_page(name, self.clients)
            self.find("")
        elif name == "import" and self.imports.page is None:
            self.shell.add_page(name, self.imports.make_page())
        elif name == "help":
            self._show_help()
        elif name == "load":
            self._begin_own_time()
            self.own_time.show_page(self._private_passphrase)
        elif name == "rtm":
            self._show_rtm()
        elif name == "settings" and self._settings_page is None:
            from briefing_app.ui.pages.settings import SettingsPage

            warning = place_warning(self.profile.folder)
            self._settings_page = SettingsPage(self._settings, str(self.profile.folder), warning, shield=self._shield.offered)
            self._settings_page.changed.connect(self._change_settings)
            self._settings_page.rules_asked.connect(lambda: self.briefs.rules.open())
            for asked, what in (
                (self._settings_page.backup_asked, "back_up_now"), (self._settings_page.rehearsal_asked, "rehearse_now")
            ):  # fmt: skip
                asked.connect(lambda what=what: self._with_safe(what))
            self._settings_page.restore_asked.connect(lambda: self._restores().choose())
            self._settings_page.outage_asked.connect(self._ask_outage)
            self._settings_page.allow_asked.connect(lambda row: self._begin_deleting().allow_again(row, self._show_deleted))
            for own_asked, what in (
                (self._settings_page.code_asked, "make_code"), (self._settings_page.passphrase_asked, "choose_passphrase"),
                (self._settings_page.ways_asked, "show_ways"),
            ):  # fmt: skip
                own_asked.connect(lambda own, what=what: self._with_safe(what, private=own))
            self._settings_page.key_asked.connect(self._ask_new_key)
            self._settings_page.audit_asked.connect(self._show_audit)
            self.shell.add_page(name, self._settings_page)
            self._show_vault()
            self._show_deleted()
        self.shell.show_page(name)

    # -- keys and backups

    def _begin_safekeeping(self) -> None:
        """Once the day is on screen: backups by rule."""
        from briefing_app.controllers.backup import Safekeeping

        if self._closed or self._locked or self._safe is not None:
            return
        self._safe = Safekeeping(
            self.shell, self.profile, self._open_keys, self._say, self._show_vault, self.record, self._in_session, self._damaged
        )
        self._safe.start()
        self.record("opened")
        self._show_vault()

    def _open_keys(self) -> dict[str, bytes]:
        return {kind: key for kind, key in (("practice", self._key), ("private", self._private_key)) if key}

    def _with_safe(self, what: str, **more: Any) -> None:
        if self._safe is not None:
            getattr(self._safe, what)(**more)

    def _ask_outage(self) -> None:
        self._with_safe("ask_outage", by=self.context.user(), demo=self._options.demo)

    def _show_vault(self) -> None:
        if self._settings_page is not None and self._safe is not None:
            self._settings_page.show_vault(self._safe.page())

    def _say(self, sentence: str, remedy: str) -> None:
        from briefing_app.ui.dialogs.message import Refusal

        Refusal(sentence, remedy, self.shell).open()

    def _restores(self) -> Any:
        if self._restoring is None:
            from briefing_app.controllers.restore import Restoring

            self._restoring = Restoring(self.shell, self.profile, self._release, self._restored)
        return self._restoring

    def _release(self) -> None:
        """Close the stores, so that another can take their place. Raises Problem when one is still at work."""
        if not self._let_go():
            raise Problem("A store is still at work.", "Nothing was replaced; try again in a moment.")

    def _restored(self, sentence: str) -> None:
        """Another store lies there now, or the stores were closed for it: begin again with their own key, unless it was locked meanwhile."""
        locked = self._locked
        self._empty()
        self._build_pages()
        if locked:
            self._show_locked()
        else:
            self._unlock(None)
        self._say(sentence, "")

    def _damaged(self, kind: str, sentence: str) -> None:
        """The weekly check found a store damaged: its own page says so, and offers the newest backup."""
        kept = "It was left as it is. A backup takes its place on request."
        if kind == "practice":
            self.shell.show_as_of("The store is damaged", stale=True)
            self.today.show_problem(sentence, kept, self._restores().ways(kind))
            self.show_page("today")
        elif self.own_time is not None:
            self.show_page("load")
            self.own_time.page.show_problem(sentence, kept, self._restores().ways(kind))

    def _show_audit(self) -> None:
        from briefing_app.controllers.audit import Auditing
        from briefing_app.services.audit import audit_fault
        from briefing_app.services.backup import vault_of

        key = self._key
        Auditing(
            self.shell,
            lambda *job: self._store.ask(*job),
            self._say,
            self.record,
            lambda chain: audit_fault(vault_of(self.profile), key, chain),
        ).show()

    def _ask_new_key(self, own: bool) -> None:
        if self._importing():
            self._say("An import is running.", "Make the new key when it is done.")
            return
        kind = "private" if own else "practice"
        self._with_safe("ask_new_key", go=lambda words, code: self._change_key(kind, words, code), private=own)

    def _change_key(self, kind: str, words: str, code: str) -> None:
        """Close the stores, let a process of its own give one of them another key, and open again by what opened them."""
        from briefing_app.ui.worker_process import WorkerProcess

        again = words or None if kind == "practice" else self._passphrase
        order = {"task": "rekey", "kind": kind, "key": self._open_keys()[kind].hex(), "passphrase": words, "code": code}
        self._empty()
        self._build_pages()
        self.shell.show_as_of("Locked", stale=False)
        self.today.show_busy("A new key is being made", "The stores are closed for the while. A moment, please.")
        made = self._rekeying = WorkerProcess(str(self.profile.folder), order)
        made.done.connect(lambda sentence: self._key_changed(again, sentence, ""))
        made.failed.connect(lambda sentence, remedy: self._key_changed(again, sentence, remedy))
        made.start()
        if self._locking is not None and not self._options.demo:
            self._locking.start()  # the screen may be locked meanwhile; then nothing is opened by itself

    def _key_changed(self, passphrase: str | None, sentence: str, remedy: str) -> None:
        self._rekeying = None
        if self._locking is not None and self._locking.owed:
            self._show_locked()
        else:
            self._unlock(passphrase)
        self._say(sentence, remedy)

    # -- the clinician's own time

    def _begin_own_time(self) -> None:
        """Once the day is on screen: the note timer, and the private store where there is one, for a timer that may still run."""
        from briefing_app.controllers.worktime import OwnTime

        if self._closed:
            return
        if self.own_time is None:
            self.own_time = OwnTime(
                self.shell,
                self._open_private_desk,
                self._in_session,
                self._brief_on_screen,
                lambda: self._settings.practitioner,
                lambda: self.context.day.day if self.context.day is not None else None,
                lambda gaps: self.today.rail.show_gaps(gaps),
                self._mark_note,
                self._erase_ledger,
                self._leave_load,
                lambda: self._restores().ways("private"),
                self._ledger_opened,
                self._timed_since,
            )
            self.own_time.by = self.context.user
            self.own_time.outcomes.connect(lambda: self.show_day(self._day))
            if self._options.demo or self.profile.private.exists():
                self.own_time.open(self._private_passphrase)
        self.own_time.add_bars()
        self._watch_sessions()

    def _ledger_opened(self) -> None:
        """Seen on its page: a recovery code for what exists nowhere else, until there is one."""
        self._timed_since = None
        if self._safe is not None:
            self._safe.need_code(private=True)

    def _open_private_desk(self, passphrase: str | None) -> Any:
        """In the private store's thread: its own key, and a second reading connection to the practice."""
        from briefing_app.services.deleted import forget_in_ledger
        from briefing_app.services.measure import catalogue_of
        from briefing_app.services.opening import open_private, own_key_of
        from briefing_app.services.private_desk import PrivateDesk
        from briefing_app.storage.practice import PracticeReader, PracticeStore

        key = own_key_of(self.profile, passphrase, demo=self._options.demo, practices=self._passphrase)
        store = PracticeStore(self.profile.practice, self._key, make=False)
        try:
            private = open_private(self.profile, key, demo=self._options.demo)
        except BaseException:
            store.close()
            raise
        self._private_key = key
        forget_in_ledger(private, store)
        reader = PracticeReader(store, hide_names=self._settings.hide_names)
        return PrivateDesk(private, store, reader, catalogue_of(self.profile, store))

    def _erase_ledger(self) -> str:
        from briefing_app.services.erasure import erase_ledger

        if self._safe is not None:
            self._safe.leave("private")
        key, self._private_key = self._private_key, b""
        if not key:
            raise Problem("Your ledger is not open.", "Open it first.")
        return erase_ledger(self.profile, key)

    def _leave_load(self) -> None:
        """A session begins: the clinician's own page is not what stands on the screen."""
        if self.own_time is not None and self.shell.stack.currentWidget() is self.own_time.page:
            self.show_page("today")

    def _mark_note(self, client: str, session: str, state: str, kept: Callable[[], None]) -> None:
        by, now = self.context.user(), time.time()

        def work(desk: Desk) -> None:
            from briefing_app.services.session_word import mark_note

            mark_note(desk.store, client, session, state, now, by)

        self._store.ask(work, lambda _: kept())

    def _watch_sessions(self) -> None:
        """Only the page of today knows when sessions begin and end."""
        page = self.context.day
        if page is not None and page.day == datetime.now().astimezone().date():
            rows = [(row.begins, row.ends) for row in page.rows if row.ends > row.begins > 0 and not row.struck]
            self.own_time.watch_sessions(rows)

    def _in_session(self) -> bool:
        now, page = time.time(), self.context.day
        return page is not None and any(row.begins <= now < row.ends for row in page.rows if row.begins)

    def _brief_on_screen(self) -> Any:
        page: Any = self.shell.stack.currentWidget()
        if self.noting is not None and page is self.noting.page:
            return self._noted
        return page.brief.shown if page in (self.today, self.clients) else None

    # -- the note of a session

    def _toggle_timer(self) -> None:
        """One key starts the note timer and opens the note, and stops the timer again."""
        self._with_own_time("toggle")
        if self._settings.note_opens and not self._settings.hide_names and self._times_this_client():
            self._open_note()

    def _write_note(self) -> None:
        """The note of the client on screen, with its timer running."""
        if not self._times_this_client():
            self._with_own_time("toggle")
        self._open_note()

    def _times_this_client(self) -> bool:
        brief, timed = self._brief_on_screen(), self.own_time.timed if self.own_time is not None else None
        return brief is not None and timed is not None and timed.client == brief.identity.client_id

    def _open_note(self) -> None:
        brief, page = self._brief_on_screen(), self.context.day
        if brief is None or self._locked:
            return
        if self._settings.hide_names:
            self._say("Names are hidden, and a note names its client.", "F9 shows them; then the note opens.")
            return
        if self.noting is None:
            from briefing_app.controllers.note import Noting
            from briefing_app.ui.pages.note import NoteView

            view = NoteView()
            self.noting = Noting(
                view, lambda *job: self._store.ask(*job), lambda *job: self.own_time is not None and self.own_time.ask(*job),
                self.context.user, self.profile.formats, self.record, self._leave_note, self.refresh, self._note_begun,
                self.clipboard.copy,
            )  # fmt: skip
            view.format_chosen.connect(lambda name: self._change_settings(replace(self._settings, note_format=name)))
            self.shell.add_page("note", view)
        rows = zip(page.rows, page.briefs, strict=True) if page is not None else ()
        begins = next((row.begins for row, one in rows if one is brief), 0.0)
        self._noted = brief
        self.noting.open(brief.identity.row, begins, self._settings.note_format)
        self.shell.show_page("note")

    def _keep_outcome(self, client: int, session: str, outcome: str) -> None:
        """What became of a past session; the day is read again, for it counts in number, attendance and ledger."""
        now, by = time.time(), self.context.user()

        def work(desk: Desk) -> None:
            from briefing_app.services.session_word import record_outcome

            record_outcome(desk.store, client, session, outcome, now, by)

        self._store.ask(work, lambda _: self.show_day(self._day))

    def _note_begun(self, client: str) -> None:
        if self.own_time is not None and self.own_time.ready:
            self.own_time.keeping.note_begun(client, self._settings.practitioner)

    def _leave_note(self) -> None:
        self.show_page("clients" if self.clients is not None and self.clients.brief.shown is self._noted else "today")

    def _keep_note(self) -> None:
        if self.noting is not None:
            self.noting.flush()

    def _with_own_time(self, what: str) -> None:
        """A key of the note timer; before the day is on screen it means nothing yet."""
        if self.own_time is not None:
            getattr(self.own_time, what)()

    def _show_help(self) -> None:
        if self._help_page is None:
            from briefing_app.ui.pages.help import HelpPage

            self._help_page = HelpPage()
            self._help_page.keys_asked.connect(self._show_keys)
            self._help_page.rehearsal_asked.connect(self._rehearse_from_help)
            self.shell.add_page("help", self._help_page)

        def work(desk: Desk) -> Any:
            from briefing_app.services.note import shipped_session_rules
            from briefing_app.services.rtm import shipped_rtm_rules
            from briefing_app.viewmodels.billing import make_billing
            from briefing_app.viewmodels.reference import make_reference

            chapters = make_reference(list(desk.catalogue.all()), desk.reader.rules(), desk.catalogue.refused.values())
            return (*make_billing(shipped_rtm_rules(), shipped_session_rules()), *chapters)

        self._store.ask(work, self._help_page.show_reference)

    def _rehearse_from_help(self) -> None:
        """Settings says how it went."""
        self.show_page("settings")
        self._with_safe("rehearse_now")

    def _show_rtm(self) -> None:
        if self.rtm is None:
            from briefing_app.controllers.rtm import Monitoring
            from briefing_app.ui.pages.rtm import RtmView

            page = RtmView()
            self.rtm = Monitoring(
                page, lambda *job: self._store.ask(*job), self.context.user, lambda: self._last_identity, self.record,
                lambda *job: self.own_time is not None and self.own_time.ask(*job), lambda: self._settings.practitioner,
            )  # fmt: skip
            self.shell.add_page("rtm", page)
        brief = self._brief_on_screen() or (self.today.brief.shown if self._last_identity is None else None)
        self._last_identity = brief.identity if brief is not None else self._last_identity
        self.rtm.refresh()

    def _find_client(self) -> None:
        self.show_page("clients")
        if self.clients is None:
            return
        self.clients.field.setFocus()
        self.clients.field.selectAll()

    def _show_keys(self) -> None:
        from briefing_app.ui.dialogs.shortcuts import KeysOverlay

        KeysOverlay(self.shell).open()

    # -- what the clinician enters

    def _connect_brief(self, brief: Any) -> None:
        """Answers, scores and prints asked for in a brief; their code is loaded with the first brief, not before the paint."""
        self.briefs.connect(brief)
        brief.note_asked.connect(self._write_note)
        brief.crisis = self._settings.crisis

    @property
    def briefs(self) -> Briefs:
        """Made when first needed, and anew after every lock."""
        if self._briefs is None:
            from briefing_app.controllers.brief import Briefs

            self._briefs = Briefs(self.context)
        return self._briefs

    @property
    def _settings(self) -> Settings:
        return self.context.settings

    def refresh(self, client: int = 0) -> None:
        """Read again what is on screen after something was entered."""
        self.show_day(self._day)
        if self.clients is not None and client:
            self._show_client(client)

    # -- the day

    def show_day(self, day: date | None) -> None:
        """Show a day; None is today."""
        self._day = day
        practitioner = self._settings.practitioner

        def work(desk: Desk) -> DayPage:
            from briefing_app.services.day import open_day
            from briefing_app.viewmodels.day import make_day, now_in

            now = now_in(None)
            return make_day(open_day(desk.reader, day or now.date(), None, practitioner), desk.catalogue, now)

        self._store.ask(work, self._show_page_of_day)

    def _show_page_of_day(self, page: DayPage) -> None:
        from briefing_app.viewmodels.day import heading, now_in

        self.context.day = page
        self.shell.day_words.show_text(heading(now_in(None).date()))
        self.shell.show_as_of(page.as_of, stale=page.stale)
        self.today.show_day(page, self._settings.practitioner)
        QTimer.singleShot(0, lambda: self._look_elsewhere(page))
        if self._fresh:
            self._fresh = False
            QTimer.singleShot(0, self._begin_own_time)
            QTimer.singleShot(0, self._begin_safekeeping)
        if not self.first_brief_ms:
            QTimer.singleShot(0, self._finish_first_brief)
        else:
            self.context.day_shown.emit(page)
        if self.own_time is not None:
            self.own_time.show_gaps()
            self._watch_sessions()

    def _recount(self) -> None:
        """A message was shown: who still needs a look."""
        page, practitioner = self.context.day, self._settings.practitioner
        if page is None or self._closed or self._locked or self._store is None:
            return

        def work(desk: Desk) -> DayPage:
            from briefing_app.services.day import open_day
            from briefing_app.services.waiting import waiting_without_session
            from briefing_app.viewmodels.day import make_day, now_in

            day = open_day(desk.reader, page.day, None, practitioner)
            return make_day(day, desk.catalogue, now_in(None), None, waiting_without_session(desk.reader, desk.catalogue, day))

        def show(found: DayPage) -> None:
            if page is self.context.day:
                self.today.show_elsewhere(found.elsewhere)
                self.today.show_count(found.count)

        self._store.ask(work, show)

    def _look_elsewhere(self, page: DayPage) -> None:
        """Once the day is on screen: who has no session and yet wrote, or gave a new safety answer, and how many clients need a look."""
        practitioner = self._settings.practitioner

        def work(desk: Desk) -> tuple[str, str]:
            from briefing_app.services.day import open_day
            from briefing_app.services.waiting import waiting_without_session
            from briefing_app.viewmodels.day import NOTHING_READ, need_a_look, now_in, say_count, say_waiting

            waiting = waiting_without_session(desk.reader, desk.catalogue, open_day(desk.reader, page.day, None, practitioner))
            count = page.count if page.count == NOTHING_READ else say_count(page.rows, need_a_look(page.looks, waiting))
            return say_waiting(waiting, page.day, now_in(None).date()), count

        def show(found: tuple[str, str]) -> None:
            if page is self.context.day:
                self.today.show_elsewhere(found[0])
                self.today.show_count(found[1])

        if not self._closed and not self._locked and self._store is not None:
            self._store.ask(work, show)

    def _finish_first_brief(self) -> None:
        if self.context.day is not None and self.context.day.rows:
            self.today.brief.make_chart()
            self.shell.repaint()
            if self.today.brief.chart is not None:
                self.today.brief.chart.viewport().repaint()  # type: ignore[attr-defined]
        self.first_brief_ms = since_start_ms()
        if not self._options.startup_report:
            QTimer.singleShot(0, self._begin_own_time)
            QTimer.singleShot(0, self._begin_safekeeping)
        gc.freeze()
        self._garbage.start()
        if self._options.startup_report:
            modules = [name for name in ("sqlalchemy", "pyqtgraph", "pandas", "keyring") if name in sys.modules]
            report = {
                "first_paint_ms": round(self.first_paint_ms, 1),
                "first_brief_ms": round(self.first_brief_ms, 1),
                "loaded": modules,
            }
            print(json.dumps(report), flush=True)
            self.app.quit()
        elif self._options.screenshot is not None:
            QTimer.singleShot(200, self._take_picture)

    def _take_picture(self) -> None:
        if not self.shell.grab().save(str(self._options.screenshot)):
            print(f"briefing: the picture could not be saved at {self._options.screenshot}", file=sys.stderr)
            self._code = 1
        self.app.quit()

    def _choose_practitioner(self, source_id: str) -> None:
        self._change_settings(replace(self._settings, practitioner=source_id))
        self.show_day(self._day)

    def _show_problem(self, problem: Problem) -> None:
        if self.context.day is not None and problem.exit_code not in (4, 5):  # one step failed; the store is open as before
            self._say(problem.sentence, problem.remedy)
            return
        self.shell.show_as_of("The store is not open", stale=True)
        if isinstance(problem, Locked):
            self._locked = True
            if problem.wrong:
                self.record("refused to open", detail="wrong words")
            self.today.ask_passphrase(new=problem.new, said=problem.sentence if problem.wrong else "")
        else:
            ways = self._restores().ways("practice") if problem.exit_code in (4, 5) and not self._options.demo else []
            self.today.show_problem(problem.sentence, problem.remedy, ways)
        if self._options.startup_report or self._options.screenshot is not None:
            print(f"briefing: {problem}", file=sys.stderr)
            self._code = problem.exit_code
            self.app.quit()

    # -- clients

    def find(self, words: str) -> None:
        """Find while typing; an answer to words that have changed since is dropped."""
        self._asked_words = words

        def work(desk: Desk) -> Any:
            from datetime import date

            from briefing_app.viewmodels.client import make_found, say_count

            if words != self._asked_words:
                return None
            found = make_found(desk.reader.find_clients(words), date.today())
            return found, say_count(len(found), desk.reader.client_count() if not words.strip() else 0, words)

        self._store.ask(
            work, lambda answer: self.clients.show_found(*answer) if answer and words == self._asked_words else None
        )

    def _note_view(self) -> None:
        """A brief that stayed on screen was viewed; leafing past it is not worth a row."""
        brief = self._brief_on_screen()
        if brief is not None and not self._locked:
            self.record("viewed", brief.identity.row)

    def record(self, action: str, client: int = 0, detail: str = "") -> None:
        """One row of the audit; the demo, where nobody exists, keeps none."""
        self.context.record(action, client, detail)

    def _show_client(self, row: int) -> None:
        self._viewing.start()

        def work(desk: Desk) -> Any:
            from datetime import date

            from briefing_app.viewmodels.client import make_client

            history = desk.reader.histories([row]).get(row)
            return make_client(history, desk.catalogue, date.today(), None, desk.reader.rules()) if history else None

        self._store.ask(work, lambda page: self.clients.show_client(page) if page else None)

    def _show_wall(self, measure: str, order: str) -> None:
        def work(desk: Desk) -> Any:
            from datetime import date

            from briefing_app.services.caseload import caseload_facts
            from briefing_app.viewmodels.wall import make_wall

            facts, left_out = caseload_facts(desk.reader, desk.catalogue, date.today())
            return make_wall(facts, measure, order, date.today(), left_out)

        self._store.ask(work, self.clients.wall.show_wall)

    # -- deleting a client

    def _begin_deleting(self) -> Any:
        from briefing_app.controllers.deletion import Deleting

        if self._deleting is None:
            self._deleting = Deleting(
                self.shell, self.profile, self._store.ask, self._open_keys, self.context.user, self._say, self._client_deleted,
                demo=self._options.demo,
            )  # fmt: skip
        return self._deleting

    def _delete_client(self, row: int) -> None:
        timed = self.own_time.timed if self.own_time is not None else None
        if self._importing():
            self._say("An import is running.", "Delete the client when it is done.")
        else:
            self._begin_deleting().begin(row, timed.client if timed is not None else "")

    def _client_deleted(self) -> None:
        if self.own_time is not None:
            self.own_time.forget_names()
        self.clients.field.clear()
        self.find("")
        self.show_day(self._day)
        self._show_vault()
        self._show_deleted()

    def _show_deleted(self) -> None:
        if self._settings_page is not None:
            self._begin_deleting().show_tombstones(self._settings_page.show_deleted)

    # -- imports

    @property
    def imports(self) -> Any:
        """Made when first needed: its page and its process are not loaded before the paint."""
        if self._intake is None:
            from briefing_app.controllers.importing import Intake

            self._intake = Intake(
                str(self.profile.folder),
                lambda: b"" if self._locked else self._key,
                lambda *job: self._store.ask(*job),
                lambda: self.show_page("import"),
                self._need_code,
                self._read_imported,
                self.context.audit.write,
                lambda paths, report: self.briefs.checkins.take_files(paths, report),
                self.context.user,
            )
        return self._intake

    def _need_code(self, then: Callable[[], None]) -> bool:
        from briefing_app.services.keys import lacks_code

        if lacks_code(self.profile):
            self._begin_safekeeping()
        return self._safe is not None and bool(self._safe.need_code(then))

    def _read_imported(self) -> None:
        self.show_day(self._day)
        if self.clients is not None:
            self.find(self._asked_words)

    # -- settings

    def _change_settings(self, settings: Settings) -> None:
        looks_changed = (settings.theme, settings.text_percent) != (self._settings.theme, self._settings.text_percent)
        if self._settings_page is not None:
            self._settings_page.take(settings)
        self.today.brief.crisis = settings.crisis
        self._shield.keep_out(settings.block_capture)
        self.context.change_settings(settings)
        if looks_changed:
            QTimer.singleShot(0, self.rebuild)

    def toggle_names(self) -> None:
        """Initials instead of names, or names again, everywhere: every page is made anew, so that no name stays in one."""
        if self._locked or self.context.day is None:
            return
        hide = not self._settings.hide_names
        self._change_settings(replace(self._settings, hide_names=hide))

        def work(desk: Desk) -> None:
            desk.reader.hide_names = hide

        self._store.turn_page()
        self._store.ask(work, lambda _: None)
        if self.own_time is not None:
            self.own_time.hide_names(hide)
        self.shell.show_names_hidden(hide)
        brief, self._last_identity = self._brief_on_screen(), None
        name = "today" if self.shell.page_shown() == "note" else self.shell.page_shown()
        self.rebuild(name)
        if brief is not None and name == "clients":
            self.clients.wanted_row = brief.identity.row
        elif brief is not None:
            self.today.wanted_client = brief.identity.client_id

    def rebuild(self, page: str = "settings") -> None:
        """Make every page anew, in changed colours or sizes."""
        self._keep_note()
        theme.apply(self.app, self._settings.theme, self._settings.text_percent)
        self.shell.rebuild()
        self._build_pages()
        if self.own_time is not None:
            self.own_time.renew()
        self.show_day(self._day)
        self.show_page(page)

    def _open_demo(self) -> None:
        from PySide6.QtCore import QProcess

        QProcess.startDetached(sys.executable, ["-m", "briefing_app.cli", "--profile", str(self.profile.folder), "--demo"])


def _let_all_wait(desk: Desk) -> None:
    """The window ends, or locks: what cannot be written now waits beside the store."""
    desk.store.waiting.always = True
