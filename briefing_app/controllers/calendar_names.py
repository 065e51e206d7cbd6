"""Whose the events of calendars are, asked in the window: how many are open under the day, and one question after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from briefing_app.controllers.context import Context, Controller
from briefing_app.domain.problems import Problem

if TYPE_CHECKING:
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.ui.dialogs.add_called import AddCalledPanel
    from briefing_app.ui.dialogs.who import WhoPanel
    from briefing_app.ui.pages.today import TodayPage
    from briefing_app.viewmodels.calendar_names import WhoPage, WhoQuestion


class CalendarNames(Controller):
    """Nothing is asked by itself: the row under the day, or its key, asks."""

    def __init__(self, context: Context, page: TodayPage) -> None:
        super().__init__(context, page)
        self._page = page
        page.who_asked.connect(self.open)
        context.day_shown.connect(self._count)

    def _count(self, _page: object) -> None:
        now = self.context.now()

        def work(desk: OpenPractice) -> int:
            from briefing_app.services.calendar_names import asked_for

            return len(asked_for(desk.reader, now))

        self.ask(work, self._page.show_asked)

    def open(self, words: str = "") -> None:
        """Ask whose a series is: the one of these words where it is asked about, else the next one."""
        now = self.context.now()

        def work(desk: OpenPractice) -> WhoPage | None:
            from briefing_app.services.calendar_names import asked_for, people
            from briefing_app.viewmodels.calendar_names import make_who

            if desk.reader.hide_names:
                raise Problem("Names are hidden, and a calendar's words may be names.", "F9 shows them; then press Y again.")
            return make_who(asked_for(desk.reader, now), people(desk.reader), words)

        def show(page: WhoPage | None) -> None:
            if page is None:
                self.context.say("Nobody of a calendar is asked for.", "")
                return
            from briefing_app.ui.dialogs.who import WhoPanel

            panel = WhoPanel(page, self.context.shell)
            self._connect(panel, page.question)
            panel.all_new.connect(lambda: self._list_new(panel, page))
            panel.open()

        self.ask(work, show)

    def _connect(self, panel: WhoPanel, one: WhoQuestion) -> None:
        panel.named.connect(lambda client: self._keep(panel, lambda desk: self._name(desk, one, client)))
        panel.new.connect(lambda name: self._keep(panel, lambda desk: self._add(desk, one, name)))
        panel.left_out.connect(lambda: self._keep(panel, lambda desk: self._rule(desk, one, "series", one.series, 0)))
        if one.offer is not None:
            offer = one.offer
            panel.offer_taken.connect(
                lambda: self._keep(panel, lambda desk: self._rule(desk, one, offer.kind, offer.value, int(offer.session)))
            )
        panel.all_sessions.connect(lambda: self._keep(panel, lambda desk: self._rule(desk, one, "all", "", 1)))

    def _list_new(self, panel: WhoPanel, page: WhoPage) -> None:
        """All who may be added, in place of the one question; left, the question is asked again."""
        from briefing_app.ui.dialogs.add_called import AddCalledPanel

        panel.accept()
        listed = AddCalledPanel(page.new, self.context.shell)
        listed.given.connect(lambda people: self._add_all(listed, people))
        listed.rejected.connect(self.open)
        listed.open()

    def _add_all(self, panel: AddCalledPanel, people: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]) -> None:
        now, by = self.context.moment(), self.context.user()

        def work(desk: OpenPractice) -> None:
            from briefing_app.services.calendar_clients import add_called

            add_called(desk.store, people, now, by)

        self.keep_given(panel, work, lambda _: self.context.practice_changed.emit(0))

    def _keep(self, panel: WhoPanel, work: Callable[[OpenPractice], None]) -> None:
        """Keep an answer, and ask about the next."""

        def then(_: None) -> None:
            self.context.practice_changed.emit(0)
            self.open()

        self.keep_given(panel, work, then)

    def _name(self, desk: OpenPractice, one: WhoQuestion, client: int) -> None:
        from briefing_app.services.calendar_names import name_words

        name_words(
            desk.store, (one.calendar, one.words, one.said), (client,), self.context.now().timestamp(), self.context.user()
        )

    def _add(self, desk: OpenPractice, one: WhoQuestion, name: str) -> None:
        from briefing_app.domain.own_client import OwnClient
        from briefing_app.services.own_client import add_client

        added = add_client(desk.store, OwnClient(name), self.context.now().timestamp(), self.context.user())
        self._name(desk, one, added.number)

    def _rule(self, desk: OpenPractice, one: WhoQuestion, kind: str, value: str, session: int) -> None:
        from briefing_app.services.calendar_names import rule_events

        rule_events(desk.store, (one.calendar, kind, value), session, self.context.now().timestamp(), self.context.user())
