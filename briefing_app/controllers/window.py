"""Puts the window together: paint first, then open the stores, then load what the first brief needs."""

from __future__ import annotations

import argparse
import gc
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog

from briefing_app.controllers.context import Context
from briefing_app.controllers.pages import Pages
from briefing_app.controllers.startup_report import print_report, take_picture
from briefing_app.controllers.stores import State
from briefing_app.domain.audit import EXPORTED
from briefing_app.domain.problems import Locked, Problem
from briefing_app.system.elapsed import since_start_ms
from briefing_app.system.fonts import load_fonts
from briefing_app.system.paths import Profile
from briefing_app.system.settings import Settings, read_settings
from briefing_app.system.wall_clock import Clock
from briefing_app.ui import theme
from briefing_app.ui.garbage import GarbageCollector
from briefing_app.ui.screen_shield import ScreenShield
from briefing_app.ui.shell import Shell

if TYPE_CHECKING:
    from pathlib import Path

    from briefing_app.controllers.day import DayController
    from briefing_app.controllers.lock import LockController
    from briefing_app.ui.pages.today import TodayPage
    from briefing_app.viewmodels.day import DayPage

LEFT_AS_IT_WAS = "It was left as it is. A backup takes its place on request."


class Window(QObject):
    """The frame, what stands in it, and the order of its start. Pages and features beside today's are in `Pages`, made when first asked for."""

    def __init__(self, app: QApplication, profile: Profile, options: argparse.Namespace, clock: Clock | None = None) -> None:
        super().__init__()
        self.app, self.profile, self._options = app, profile, options
        self.garbage = GarbageCollector(self)
        load_fonts()
        settings = read_settings(profile.settings)
        theme.apply(app, settings.theme, settings.text_percent)
        self._looks = (settings.theme, settings.text_percent)
        self.shell = Shell(self._painted, demo=options.demo)
        self.shell.show_names_hidden(settings.hide_names)
        self.first_paint_ms = self.first_brief_ms = 0.0
        self._fresh = self._closed = False
        self._code = 0
        self._said = ""
        self.today: TodayPage
        self.day: DayController
        self.locking: LockController | None = None
        self._shield = ScreenShield(app)
        self._shield.keep_out(settings.block_capture)
        context = self.context = Context(app, self.shell, profile, settings, clock or Clock())
        context.audit.waits = lambda: "practice" not in context.stores.open_keys() or context.importing
        context.day_shown.connect(self._day_shown)
        context.settings_changed.connect(self._settings_changed)
        context.page_asked.connect(self.show_page)
        context.damaged.connect(self._damaged)
        self.pages = Pages(context, self._shield)
        stores = self.stores = context.stores
        stores.opening.connect(self._opening)
        stores.opened.connect(self._opened)
        stores.failed.connect(self._show_problem)
        stores.emptied.connect(self._empty)
        stores.closed.connect(self._show_closed)

    def run(self) -> int:
        """Show the window until it is closed; the exit code."""
        self.shell.show()
        self.app.exec()
        return self._code

    def come_forward(self) -> None:
        """Briefing was started again: this is the window. A form or page in a client's hands is left alone."""
        if not self._closed and not self.pages.in_hands:
            self.shell.setWindowState(self.shell.windowState() & ~Qt.WindowState.WindowMinimized)
            self.shell.show()
            self.shell.raise_()
            self.shell.activateWindow()
            self.app.alert(self.shell)

    def keep(self) -> None:
        """The desktop's session ends: what is typed is kept now, whatever comes after."""
        self.stores.keeping.emit()

    def close(self) -> None:
        self._closed = True
        self.garbage.stop()
        self.context.clipboard.stop()
        if self.locking is not None:
            self.locking.stop()
        self.stores.close(empty=False)
        self.shell.close()

    # -- start-up, in order of what the eye needs

    def _painted(self) -> None:
        self.first_paint_ms = since_start_ms()
        QTimer.singleShot(0, self._open)

    def _open(self) -> None:
        unread: Problem | None = None
        try:
            self.stores.read_words(self._options.passphrase_fd)
        except Problem as problem:
            unread = problem
        else:
            self.stores.open()
        self._build_pages()
        self._add_keys()
        if unread is None:
            self.day.refresh()
        else:
            self._show_problem(unread)

    def _build_pages(self) -> None:
        from briefing_app.controllers.calendar_names import CalendarNames
        from briefing_app.controllers.day import DayController
        from briefing_app.controllers.first_start import FirstStartController
        from briefing_app.controllers.quiet_row import QuietRows
        from briefing_app.ui.pages.today import TodayPage

        self.today = TodayPage()
        self.day = DayController(self.context, self.today)
        FirstStartController(self.context, self.today)
        QuietRows(self.context, self.today)
        CalendarNames(self.context, self.today)
        self.today.passphrase_given.connect(self.stores.unlock)
        self.pages.forget()
        self.pages.connect_brief(self.today.brief)
        self.shell.add_page("today", self.today)
        self.shell.show_page("today")

    def _add_keys(self) -> None:
        shell, pages = self.shell, self.pages
        shell.add_shortcuts()
        shell.page_asked.connect(self.show_page)
        shell.dropped.connect(self.context.files_given)
        shell.find_asked.connect(self.find_client)
        shell.lock_asked.connect(self.ask_lock)
        shell.keys_asked.connect(pages.show_keys)
        for keys, slot in (
            ("Ctrl+K", self.find_client), ("?", pages.show_keys), ("Ctrl+L", self.ask_lock),
            ("N", pages.toggle_timer), ("Ctrl+N", pages.toggle_timer), ("Ctrl+O", pages.ask_outage), ("F9", self.toggle_names),
            ("B", pages.take_break), ("D", self.context.session_ended.emit), ("Ctrl+Z", pages.undo), ("Ctrl+Shift+Z", pages.redo),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), shell, slot)

    def _opening(self) -> None:
        self._fresh, self.context.lock_owed = True, False

    def _opened(self) -> None:
        if self.context.lock_owed:
            self.context.lock_owed = False
            self.lock()
        else:
            QTimer.singleShot(0, self._begin_locking)

    def _begin_locking(self) -> None:
        """From the moment the store is open, whatever becomes of the first page; the demo, where nobody exists, locks at the key alone."""
        from briefing_app.controllers.lock import LockController

        if self._closed or not self.stores.is_open or self._options.startup_report:
            return
        if self.locking is None:
            self.locking = LockController(self.context, self._in_use, self._cannot_close, self.lock)
        if not self._options.demo:
            self.locking.start()

    def _day_shown(self, _: DayPage) -> None:
        if not self.first_brief_ms:
            QTimer.singleShot(0, self._finish_first_brief)
        elif self._fresh:
            QTimer.singleShot(0, self._begin_work)

    def _finish_first_brief(self) -> None:
        if self.context.day is not None and self.context.day.rows:
            self.shell.repaint()
        self.first_brief_ms = since_start_ms()
        if not self._options.startup_report:
            QTimer.singleShot(0, self._begin_work)
        gc.freeze()
        self.garbage.start()
        if self._options.startup_report:
            print_report(self.first_paint_ms, self.first_brief_ms)
            self.app.quit()
        elif self._options.screenshot is not None:
            QTimer.singleShot(200, lambda: self._take_picture(self._options.screenshot))

    def _begin_work(self) -> None:
        """Once the day is on screen: the note timer, backups by rule, keys."""
        if not self._closed and self.stores.is_open and self._fresh:
            self._fresh = False
            self.pages.begin_work()

    def _take_picture(self, path: Path) -> None:
        self._code = take_picture(self.shell, path)
        if not self._code:
            self.context.record(EXPORTED, detail="picture of the window")
        self.app.quit()

    # -- what could not be done

    def _show_problem(self, problem: Problem) -> None:
        if self.context.day is not None and problem.exit_code not in (4, 5):  # one step failed; the store is open as before
            self.context.refuse(problem)
            return
        self.shell.show_as_of("The store is not open", stale=True)
        if isinstance(problem, Locked):
            if problem.wrong:
                self.context.record("refused to open", detail="wrong words")
            self.today.ask_passphrase(new=problem.new, said=problem.sentence if problem.wrong else "")
        else:
            ways = self.pages.ways("practice") if problem.exit_code in (4, 5) and not self._options.demo else []
            self.today.show_problem(problem.sentence, problem.remedy, ways)
        if self._options.startup_report or self._options.screenshot is not None:
            print(f"briefing: {problem}", file=sys.stderr)
            self._code = problem.exit_code
            self.app.quit()

    def _damaged(self, kind: str, sentence: str) -> None:
        """The weekly check found the practice's store damaged: today's page says so, and offers the newest backup."""
        if kind == "practice":
            self.shell.show_as_of("The store is damaged", stale=True)
            self.today.show_problem(sentence, LEFT_AS_IT_WAS, self.pages.ways(kind))
            self.show_page("today")

    # -- locking

    def ask_lock(self) -> None:
        """Lock now, or as soon as nothing is in the way."""
        if self.locking is not None:
            self.locking.now()
        else:
            self.lock()

    def lock(self) -> None:
        """Close the stores, drop every page with what was on it, and ask again before anything is shown."""
        if self._closed or self.stores.state in (State.CLOSED, State.LOCKED, State.CHANGING_KEY):
            return
        if self.stores.state is State.OPENING:
            self.context.lock_owed = True
            return
        self._said = self.pages.ended_by_a_lock()
        self.stores.close(State.LOCKED)

    def _in_use(self) -> bool:
        at_session = self.shell.isActiveWindow() and self.shell.stack.currentWidget() is self.today
        return self.pages.in_hands or self.pages.import_moves or (at_session and self.context.in_session())

    def _cannot_close(self) -> bool:
        """A client's answers are not thrown away half given, nor is a change of key ended."""
        return self.stores.state is State.CHANGING_KEY or self.pages.form_in_hands

    def _empty(self) -> None:
        """Close every dialog, and make the frame anew without pages and names."""
        for widget in self.app.topLevelWidgets():
            if widget is not self.shell and widget.isVisible():
                widget.close()
        for dialog in self.shell.findChildren(QDialog):  # closed ones too: they hold what they showed
            dialog.deleteLater()
        self.context.clipboard.clear()
        if self.locking is not None:
            self.locking.stop()
        self.context.current.forget_pages()
        self.context.current.forget()
        self.context.day = None
        self.shell.rebuild()
        self.shell.day_words.show_text("")
        self.shell.repaint()

    def _show_closed(self) -> None:
        """The stores are closed, and why."""
        self._build_pages()
        said, self._said = self._said, ""
        self.shell.show_as_of("Locked", stale=False)
        if self.stores.state is State.CHANGING_KEY:
            self.today.show_busy("A new key is being made", "The stores are closed for the while. A moment, please.")
            if self.locking is not None and not self._options.demo:
                self.locking.start()  # the screen may be locked meanwhile; then nothing is opened by itself
        elif self.stores.state is State.LOCKED and self.stores.asks_passphrase():
            self.today.ask_passphrase(new=False, said=said)
        elif self.stores.state is State.LOCKED:
            self.today.show_locked(lambda: self.stores.unlock(None), said)

    # -- pages

    def show_page(self, name: str) -> None:
        """By name; while the stores are not open there is only today's, which says why."""
        if self.stores.is_open:
            self.context.current.remember()
            self.pages.make(name)
            self.shell.show_page(name)
        else:
            self.shell.show_page("today")

    def find_client(self) -> None:
        """The Clients page, ready to type a name."""
        self.show_page("clients")
        clients = self.pages.clients
        if clients is not None:
            clients.field.setFocus()
            clients.field.selectAll()

    def _settings_changed(self, settings: Settings) -> None:
        self._shield.keep_out(settings.block_capture)
        self.pages.show_crisis(self.today.brief)
        looks = (settings.theme, settings.text_percent)
        if looks != self._looks:
            self._looks = looks
            QTimer.singleShot(0, self.rebuild)

    def toggle_names(self) -> None:
        """Initials instead of names, or names again, everywhere: every page is made anew, so that no name stays in one."""
        context, clients = self.context, self.pages.clients
        if not self.stores.is_open or context.day is None:
            return
        hide = not context.settings.hide_names
        context.change_settings(replace(context.settings, hide_names=hide))
        self.stores.hide(names=hide)
        self.pages.hide_names(hide)
        self.shell.show_names_hidden(hide)
        brief = context.current.brief
        context.current.forget()
        context.arrival = None
        name = "today" if self.shell.page_shown() == "note" else self.shell.page_shown()
        self.rebuild(name)
        clients = self.pages.clients
        if brief is not None and name == "clients" and clients is not None:
            clients.wanted_row = brief.identity.row
        elif brief is not None:
            self.today.wanted_client = brief.identity.client_id

    def rebuild(self, page: str = "settings") -> None:
        """Make every page anew, in changed colours or sizes."""
        self.stores.keeping.emit()
        theme.apply(self.app, *self._looks)
        self.context.current.forget_pages()
        self.shell.rebuild()
        self._build_pages()
        self.pages.renew()
        self.day.refresh()
        self.show_page(page)
