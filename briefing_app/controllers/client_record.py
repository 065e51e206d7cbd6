"""The record of a client who is here: details changed, another record that is the same person, and the last of these taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from briefing_app.controllers.context import Controller

if TYPE_CHECKING:
    from briefing_app.domain.own_client import OwnClient
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.ui.brief_view import BriefView
    from briefing_app.ui.dialogs.own_client import ClientPanel
    from briefing_app.ui.dialogs.same_person import SamePersonPanel, UndoPanel
    from briefing_app.viewmodels.typed import Known


class ClientRecord(Controller):
    """Each is asked for under More of a brief."""

    def connect_brief(self, brief: BriefView) -> None:
        brief.details_asked.connect(self.change_details)
        brief.same_asked.connect(self.ask_same)
        brief.undo_asked.connect(self.ask_undo)

    def change_details(self, client: int) -> None:
        """The dialog of a client's name, birth date, pronouns and contacts (a row)."""

        def work(desk: OpenPractice) -> OwnClient:
            from briefing_app.services.own_client import details_of

            return details_of(desk.reader, client)

        def show(now: OwnClient) -> None:
            from briefing_app.ui.dialogs.own_client import ClientPanel

            panel = ClientPanel((), self.context.shell, now)
            panel.given.connect(lambda one: self._change(panel, client, one))
            panel.open()

        self.ask(work, show)

    def _change(self, panel: ClientPanel, client: int, one: OwnClient) -> None:
        by, now = self.context.user(), self.context.moment()

        def work(desk: OpenPractice) -> None:
            from briefing_app.services.own_client import edit_client

            edit_client(desk.store, client, one, now, by)

        self.keep_given(panel, work, lambda _: self.context.practice_changed.emit(0))

    def ask_same(self, client: int) -> None:
        """The dialog that asks which other record is this client (a row)."""
        today = self.context.now().date()

        def show(found: tuple[str, tuple[Known, ...]]) -> None:
            from briefing_app.ui.dialogs.same_person import SamePersonPanel

            panel = SamePersonPanel(*found, self.context.shell)
            panel.given.connect(lambda other, why: self._make_one(panel, (client, other), why))
            panel.open()

        self.ask(lambda desk: _others(desk, client, today), show)

    def _make_one(self, panel: SamePersonPanel, pair: tuple[int, int], why: str) -> None:
        by, now = self.context.user(), self.context.now()

        def work(desk: OpenPractice) -> None:
            from briefing_app.domain.act import By
            from briefing_app.domain.same_person import ONE
            from briefing_app.services.same_person import say_of_records

            say_of_records(desk.store, desk.catalogue, pair, ONE, why, By(by, now))

        self.keep_given(panel, work, lambda _: self.context.practice_changed.emit(0))

    def ask_undo(self, client: int) -> None:
        """Say what was done last with a client's record (a row), and take it back where that is wanted."""

        def work(desk: OpenPractice) -> tuple[str, str]:
            from briefing_app.services.client_undo import last_done
            from briefing_app.viewmodels.by_hand import say_undo

            return desk.reader.histories([client])[client].client.name, say_undo(last_done(desk.reader, client))

        def show(found: tuple[str, str]) -> None:
            from briefing_app.ui.dialogs.same_person import UndoPanel

            panel = UndoPanel(*found, self.context.shell)
            panel.given.connect(lambda: self._undo(panel, client))
            panel.open()

        self.ask(work, show)

    def _undo(self, panel: UndoPanel, client: int) -> None:
        by, now = self.context.user(), self.context.now()

        def work(desk: OpenPractice) -> None:
            from briefing_app.services.client_undo import undo_client

            undo_client(desk.store, desk.reader, desk.catalogue, client, now, by)

        self.keep_given(panel, work, lambda _: self.context.practice_changed.emit(0))


def _others(desk: OpenPractice, client: int, today: date) -> tuple[str, tuple[Known, ...]]:
    """The client's name, and everybody else."""
    from briefing_app.viewmodels.typed import make_known

    known = make_known(desk.reader.find_clients(""), today)
    return desk.reader.histories([client])[client].client.name, tuple(one for one in known if one.row != client)
