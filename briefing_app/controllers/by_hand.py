"""Clients and sessions that are typed in, in dialogs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from briefing_app.controllers.context import Controller

if TYPE_CHECKING:
    from briefing_app.domain.own_client import OwnClient
    from briefing_app.domain.own_session import OwnSession, Series
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.services.said_session import Chosen
    from briefing_app.ui.dialogs.own_client import ClientPanel
    from briefing_app.ui.dialogs.own_session import SessionPanel, SessionWordPanel
    from briefing_app.viewmodels.typed import Known


class ByHand(Controller):
    """Dialogs for a new client, a new session, and what becomes of one."""

    def new_client(self) -> None:
        """The dialog for a client who is typed in."""
        today = self.context.now().date()

        def show(known: tuple[Known, ...]) -> None:
            from briefing_app.ui.dialogs.own_client import ClientPanel

            panel = ClientPanel(known, self.context.shell)
            panel.given.connect(lambda one: self._add_client(panel, one))
            panel.open()

        self.ask(lambda desk: _known(desk, today), show)

    def _add_client(self, panel: ClientPanel, one: OwnClient) -> None:
        by, now = self.context.user(), self.context.moment()

        def work(desk: OpenPractice) -> None:
            from briefing_app.services.own_client import add_client

            add_client(desk.store, one, now, by)

        self.keep_given(panel, work, self._changed)

    def new_session(self, client: str = "") -> None:
        """For the client whose name this is, or one to be named; on the day that is shown."""
        today = self.context.now().date()
        day = self.context.chosen_day or today

        def show(known: tuple[Known, ...]) -> None:
            from briefing_app.ui.dialogs.own_session import SessionPanel

            panel = SessionPanel(known, client, day, self.context.shell)
            panel.given.connect(lambda row, name, one, series: self._add_session(panel, (row, name), one, series))
            panel.open()

        self.ask(lambda desk: _known(desk, today), show)

    def _add_session(self, panel: SessionPanel, who: tuple[int, str], session: OwnSession, series: Series) -> None:
        by, now = self.context.user(), self.context.moment()

        def work(desk: OpenPractice) -> None:
            from briefing_app.domain.own_client import OwnClient
            from briefing_app.services.first_client import add_with_session
            from briefing_app.services.own_session import add_session

            row, name = who
            if row:
                add_session(desk.store, (row,), session, series, now, by)
            else:
                add_with_session(desk.store, OwnClient(name), session, series, now, by)

        self.keep_given(panel, work, lambda _: self._show(session.starts.date()))

    def say_of(self, index: int) -> None:
        """What becomes of a session of the day that is shown, by its place."""
        page, now, practitioner = self.context.day, self.context.now(), self.context.settings.practitioner
        if page is None or not 0 <= index < len(page.rows):
            return
        day = page.day

        from briefing_app.services.said_session import session_of_day

        def show(found: Chosen | None) -> None:
            if found is None:
                return
            from briefing_app.ui.dialogs.own_session import SessionWordPanel

            panel = SessionWordPanel(found.words, found.own, series=found.series, begun=found.begun, parent=self.context.shell)
            panel.given.connect(lambda kind: self._keep_word(panel, found, kind))
            panel.open()

        self.ask(lambda desk: session_of_day(desk.reader, day, index, practitioner, now), show)

    def _keep_word(self, panel: SessionWordPanel, session: Chosen, kind: str) -> None:
        from briefing_app.ui.dialogs.own_session import END, MOVE, REPEAT

        by, now = self.context.user(), self.context.moment()
        to, following, series = panel.changed_to, panel.following.isChecked(), panel.goes_on if kind == REPEAT else None

        def work(desk: OpenPractice) -> None:
            from briefing_app.services.own_session import change_session, end_series, repeat_session
            from briefing_app.services.session_word import say_of_session

            if kind == MOVE:
                change_session(desk.store, session.name, to, following, now, by)
            elif series is not None:
                repeat_session(desk.store, session.name, series, now, by)
            elif kind == END:
                end_series(desk.store, session.name, now, by)
            else:
                say_of_session(desk.store, session.name, (session.client,), (kind, ""), now, by)

        self.keep_given(panel, work, self._changed)

    def _show(self, day: date) -> None:
        self.context.show_day(day if day != self.context.now().date() else None)
        self._changed(None)

    def _changed(self, _: None) -> None:
        self.context.practice_changed.emit(0)


def _known(desk: OpenPractice, today: date) -> tuple[Known, ...]:
    from briefing_app.viewmodels.typed import make_known

    return make_known(desk.reader.find_clients(""), today)
