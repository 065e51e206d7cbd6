"""The first client and session, typed on the page of an empty profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.controllers.context import Context, Controller

if TYPE_CHECKING:
    from briefing_app.domain.own_client import OwnClient
    from briefing_app.domain.own_session import OwnSession, Series
    from briefing_app.domain.problems import Problem
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.ui.pages.today import TodayPage


class FirstStartController(Controller):
    """They are kept, or it is said there why not, with the words still standing."""

    def __init__(self, context: Context, page: TodayPage) -> None:
        super().__init__(context, page)
        self.page = page
        page.begun.connect(self._begin)

    def _begin(self, one: OwnClient, session: OwnSession, series: Series) -> None:
        by, now = self.context.user(), self.context.moment()

        def work(desk: OpenPractice) -> None:
            from briefing_app.services.first_client import add_with_session

            add_with_session(desk.store, one, session, series, now, by)

        def refused(problem: Problem) -> None:
            self.page.refuse_begun(problem.sentence, problem.remedy)

        def kept(_: None) -> None:
            day = session.starts.date()
            self.context.show_day(day if day != self.context.now().date() else None)
            self.context.practice_changed.emit(0)

        self.ask(work, kept, refused)
