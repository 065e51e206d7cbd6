"""Taking back an import, or records that were made one, in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shiboken6 import isValid

from briefing_app.controllers.context import Controller

if TYPE_CHECKING:
    from datetime import datetime

    from briefing_app.domain.problems import Problem
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.services.take_back import TakenBack
    from briefing_app.ui.dialogs.take_back import TakeBackPanel
    from briefing_app.viewmodels.take_back import TakeBackPage

WAITS = "An import is running.", "Take it back when that has ended."


class TakeBackController(Controller):
    """The dialog of what can be taken back; it shows what became of it, and every page reads anew."""

    def open(self) -> None:
        now = self.context.now()

        def show(page: TakeBackPage) -> None:
            from briefing_app.ui.dialogs.take_back import TakeBackPanel

            panel = TakeBackPanel(self.context.shell)
            panel.show_page(page)
            panel.confirmed.connect(lambda number: self._take_back(panel, number))
            panel.open()

        self.ask(lambda desk: _page(desk, now, None), show)

    def _take_back(self, panel: TakeBackPanel, number: int) -> None:
        if self.context.importing:
            panel.refuse(*WAITS)
            return
        now, by = self.context.now(), self.context.user()

        def work(desk: OpenPractice) -> TakeBackPage:
            from briefing_app.services.take_back import take_back_import

            return _page(desk, now, take_back_import(desk.store, desk.catalogue, number, now, by))

        def shown(page: TakeBackPage) -> None:
            self.context.arrival = None  # what it counted is no more
            if isValid(panel):
                panel.show_page(page)
            self.context.practice_changed.emit(0)

        def refused(problem: Problem) -> None:
            if isValid(panel):
                panel.refuse(problem.sentence, problem.remedy)
            else:
                self.refuse(problem)

        self.ask(work, shown, refused)


def _page(desk: OpenPractice, now: datetime, done: TakenBack | None) -> TakeBackPage:
    from briefing_app.services.take_back import past_imports
    from briefing_app.viewmodels.take_back import make_take_back

    return make_take_back(past_imports(desk.reader, now), done, hidden=desk.reader.hide_names)
