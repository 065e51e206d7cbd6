"""The page of a day: today's sessions with their briefs, who waits elsewhere, what became of past sessions."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess, QTimer

from briefing_app.controllers.context import Context, Controller

if TYPE_CHECKING:
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.ui.pages.today import TodayPage
    from briefing_app.viewmodels.day import DayPage


class DayController(Controller):
    """Reads a day when it is asked for, and again when something was entered."""

    def __init__(self, context: Context, page: TodayPage) -> None:
        super().__init__(context, page)
        self.page = page
        page.day_asked.connect(self.show)
        page.practitioner_asked.connect(self._choose_practitioner)
        page.files_chosen.connect(context.files_given)
        page.clients_asked.connect(lambda: context.page_asked.emit("clients"))
        page.new_client_asked.connect(context.new_client_asked)
        page.new_session_asked.connect(context.new_session_asked)
        page.session_word_asked.connect(context.session_word_asked)
        page.settings_asked.connect(lambda: context.page_asked.emit("settings"))
        page.demo_asked.connect(self._open_demo)
        page.what_if_asked.connect(context.what_if_asked)
        page.outcomes.said.connect(self._keep_outcome)
        page.rail.ended.connect(context.session_ended)
        page.rail.chosen.connect(lambda _: context.brief_chosen.emit())
        context.gaps_known.connect(page.rail.show_gaps)
        context.practice_changed.connect(self._read_again)
        context.client_deleted.connect(self.refresh)
        context.messages_shown.connect(self._recount)
        context.stores.opening.connect(self._begin)
        context.day_turned.connect(self.refresh)
        context.current.show_on(page, lambda: page.brief.on_screen)

    def show(self, day: date | None) -> None:
        """Show a day; None is today."""
        self.context.show_day(day)
        self.refresh()

    def _begin(self) -> None:
        """The stores are opened: what was chosen on an earlier day is not what this one begins with."""
        if self.context.chosen_on != self.context.now().date():
            self.context.chosen_day = None
        self.refresh()

    def refresh(self) -> None:
        """Read the day again that is on screen."""
        now, practitioner = self.context.now(), self.context.settings.practitioner
        day = self.context.chosen_day or now.date()

        def work(desk: OpenPractice) -> DayPage:
            from briefing_app.services.day import open_day
            from briefing_app.viewmodels.day import make_day

            return make_day(open_day(desk.reader, day, None, practitioner), desk.catalogue, now)

        self.context.ask(self, work, self._show)

    def _read_again(self, _client: int) -> None:
        self.refresh()

    def _show(self, page: DayPage) -> None:
        from briefing_app.domain.periods import say_full_date

        context = self.context
        context.day = page
        context.shell.day_words.show_text(say_full_date(context.now().date()))
        context.shell.show_as_of(page.as_of, stale=page.stale)
        self.page.show_day(page, context.settings.practitioner)
        QTimer.singleShot(0, self, lambda: self._look_elsewhere(page))
        context.day_shown.emit(page)

    def _recount(self) -> None:
        """A message was shown: who still needs a look."""
        page, practitioner, now = self.context.day, self.context.settings.practitioner, self.context.now()
        if page is None:
            return

        def work(desk: OpenPractice) -> DayPage:
            from briefing_app.services.day import open_day
            from briefing_app.services.waiting import waiting_without_session
            from briefing_app.viewmodels.day import make_day

            day = open_day(desk.reader, page.day, None, practitioner)
            return make_day(day, desk.catalogue, now, None, waiting_without_session(desk.reader, desk.catalogue, day))

        def show(found: DayPage) -> None:
            if page is self.context.day:
                self.page.show_elsewhere(found.elsewhere)
                self.page.show_count(found.count)

        self.context.ask(self, work, show)

    def _look_elsewhere(self, page: DayPage) -> None:
        """Once the day is on screen: who has no session and yet wrote, or gave a new safety answer, and how many clients need a look."""
        practitioner, today = self.context.settings.practitioner, self.context.now().date()

        def work(desk: OpenPractice) -> tuple[str, str]:
            from briefing_app.services.day import open_day
            from briefing_app.services.waiting import waiting_without_session
            from briefing_app.viewmodels.day import NOTHING_READ, need_a_look, say_count, say_waiting

            waiting = waiting_without_session(desk.reader, desk.catalogue, open_day(desk.reader, page.day, None, practitioner))
            count = (
                page.count
                if page.count == NOTHING_READ
                else say_count(page.rows, need_a_look(page.looks, waiting), page.unsaid)
            )
            return say_waiting(waiting, page.day, today), count

        def show(found: tuple[str, str]) -> None:
            if page is self.context.day:
                self.page.show_elsewhere(found[0])
                self.page.show_count(found[1])

        self.context.ask(self, work, show)

    def _choose_practitioner(self, source_id: str) -> None:
        self.context.change_settings(replace(self.context.settings, practitioner=source_id))
        self.refresh()

    def _keep_outcome(self, client: int, session: str, outcome: str) -> None:
        """What became of a past session; the day is read again, for it counts in number, attendance and ledger."""
        now, by = self.context.moment(), self.context.user()

        def work(desk: OpenPractice) -> None:
            from briefing_app.services.session_word import record_outcome

            record_outcome(desk.store, client, session, outcome, now, by)

        self.ask(work, lambda _: self.refresh())

    def _open_demo(self) -> None:
        profile = str(self.context.profile.folder)
        QProcess.startDetached(sys.executable, ["-m", "briefing_app.cli", "--profile", profile, "--demo"])
