"""A client's record by hand: problems, medication, safety plan, goals, agreements, events and episodes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from shiboken6 import isValid

from briefing_app.controllers.context import Context, Controller

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from briefing_app.domain.act import Done
    from briefing_app.domain.own_fact import OwnFact
    from briefing_app.domain.problems import Problem
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.ui.brief_view import BriefView
    from briefing_app.ui.dialogs.record import RecordPanel
    from briefing_app.viewmodels.record import RecordPage


class RecordController(Controller):
    """The dialog stays for the next thing; the newest act of it may be undone there."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(context, page)
        self._done: Done | None = None

    def connect_brief(self, brief: BriefView) -> None:
        """The record is opened from this brief."""
        brief.record_asked.connect(self.open)

    def open(self, client: int) -> None:
        """The dialog for a client (a row)."""
        today = self.context.now().date()
        self._done = None

        def show(page: RecordPage) -> None:
            from briefing_app.ui.dialogs.record import RecordPanel

            panel = RecordPanel(page, today, self.context.shell)
            panel.given.connect(lambda fact, thing: self._enter(panel, client, fact, thing))
            panel.withdrawn.connect(lambda thing: self._withdraw(panel, client, thing))
            panel.undone.connect(lambda: self._undo(panel, client))
            panel.open()

        self.ask(lambda desk: _page(desk, client, today), show)

    def _enter(self, panel: RecordPanel, client: int, fact: OwnFact, thing: int) -> None:
        by, now = self.context.user(), self.context.moment()

        def work(desk: OpenPractice) -> tuple[Done, str]:
            from briefing_app.domain.own_fact import checked_fact
            from briefing_app.domain.periods import local_time
            from briefing_app.services.own_fact import change_fact, enter_fact
            from briefing_app.viewmodels.record import say_kept

            said = say_kept(checked_fact(fact, local_time(now, None).date()))
            if thing:
                return change_fact(desk.store, thing, fact, now, by), said
            return enter_fact(desk.store, client, fact, now, by), said

        self._keep(panel, client, work, clear=True)

    def _withdraw(self, panel: RecordPanel, client: int, thing: int) -> None:
        by, now = self.context.user(), self.context.moment()

        def work(desk: OpenPractice) -> tuple[Done, str]:
            from briefing_app.services.own_fact import withdraw_fact

            return withdraw_fact(desk.store, thing, now, by), "Taken back."

        self._keep(panel, client, work, clear=False)

    def _undo(self, panel: RecordPanel, client: int) -> None:
        by, now, done = self.context.user(), self.context.moment(), self._done
        if done is None:
            return

        def work(desk: OpenPractice) -> tuple[Done, str]:
            from briefing_app.services.acts import take_act_back

            return take_act_back(desk.store, done, now, by), "It is as it was before."

        self._keep(panel, client, work, clear=False)

    def _keep(self, panel: RecordPanel, client: int, work: Callable[[OpenPractice], tuple[Done, str]], *, clear: bool) -> None:
        """Put an act to the store; the dialog says what stands now, or why nothing was kept, with its words still there."""
        panel.hold()
        today = self.context.now().date()

        def both(desk: OpenPractice) -> tuple[Done, str, RecordPage]:
            done, said = work(desk)
            return done, said, _page(desk, client, today)

        def kept(answer: tuple[Done, str, RecordPage]) -> None:
            self._done, said, page = answer
            if isValid(panel):
                panel.show_kept(page, said, clear=clear)
            self.context.practice_changed.emit(client)

        def refused(problem: Problem) -> None:
            if isValid(panel) and panel.isVisible():
                panel.refuse(problem.sentence, problem.remedy)
            else:
                self.refuse(problem)

        self.ask(both, kept, refused)


def _page(desk: OpenPractice, client: int, today: date) -> RecordPage:
    from briefing_app.services.own_fact import entered_by_hand
    from briefing_app.viewmodels.identity import say_birth
    from briefing_app.viewmodels.record import make_record

    found, kept = entered_by_hand(desk.reader, client)
    return make_record(found.name, say_birth(found, today), kept)
