"""The page of clients: found while typing, each with their brief, or all of them on the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.controllers.context import Context, Controller
from briefing_app.ui.pages.clients import ClientsPage

if TYPE_CHECKING:
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.viewmodels.client import ClientPage, Found
    from briefing_app.viewmodels.wall import Wall


class ClientController(Controller):
    """An answer to words that have changed since is dropped."""

    def __init__(self, context: Context, page: ClientsPage) -> None:
        super().__init__(context, page)
        self.page = page
        self._words, self._wanted = "", 0
        page.words_typed.connect(self.find)
        page.client_asked.connect(self.show)
        page.wall_wanted.connect(self.show_wall)
        page.delete_asked.connect(context.delete_asked)
        page.new_client_asked.connect(context.new_client_asked)
        page.new_session_asked.connect(context.new_session_asked)
        context.practice_changed.connect(self._read_again)
        context.day_turned.connect(self._find_again)
        context.client_deleted.connect(self._forget)
        context.current.show_on(page, lambda: page.brief.on_screen)

    def find(self, words: str) -> None:
        """The clients whose names hold these words; an answer to words of before is dropped."""
        self._words = words
        today = self.context.now().date()

        def work(desk: OpenPractice) -> tuple[tuple[Found, ...], str] | None:
            from briefing_app.viewmodels.client import make_found, say_count

            if words != self._words:
                return None
            found = make_found(desk.reader.find_clients(words), today)
            return found, say_count(len(found), desk.reader.client_count() if not words.strip() else 0, words)

        def show(answer: tuple[tuple[Found, ...], str] | None) -> None:
            if answer is not None and words == self._words:
                if not answer[0]:
                    self._wanted = 0  # nobody, whoever was asked for meanwhile
                self.page.show_found(*answer)

        self.context.ask(self, work, show)

    def show(self, row: int) -> None:
        """The page of a client (a row); an answer for another one is dropped."""
        self.context.brief_chosen.emit()
        self._wanted = row
        today = self.context.now().date()

        def work(desk: OpenPractice) -> ClientPage | None:
            from briefing_app.viewmodels.client import make_client

            history = desk.reader.histories([row]).get(row)
            return make_client(history, desk.catalogue, today, None, desk.reader.rules()) if history else None

        def show(page: ClientPage | None) -> None:
            if page is not None and row == self._wanted:
                self.page.show_client(page)

        self.context.ask(self, work, show)

    def show_wall(self, measure: str, order: str) -> None:
        """A tile for each client of the caseload, by this measure and in this order."""
        today = self.context.now().date()

        def work(desk: OpenPractice) -> Wall:
            from briefing_app.services.caseload import caseload_facts
            from briefing_app.viewmodels.wall import make_wall, of_old

            facts, left_out = caseload_facts(desk.reader, desk.catalogue, today)
            if not facts:
                facts, left_out = caseload_facts(desk.reader, desk.catalogue, today, ever=True)
                return of_old(make_wall(facts, measure, order, today, left_out))
            return make_wall(facts, measure, order, today, left_out)

        def show(found: Wall) -> None:
            if self.page.wall is not None:
                self.page.wall.show_wall(found)

        self.context.ask(self, work, show)

    def _read_again(self, client: int) -> None:
        """Who is on screen stays there, whoever it was of whom something was kept."""
        shown = self.page.brief.shown
        if client and shown is not None and shown.identity.row == client == self._wanted:
            self.show(client)
        else:
            self._find_again()

    def _find_again(self) -> None:
        """What was found, with who is looked at still on screen."""
        shown = self.page.brief.shown
        self.page.wanted_row = shown.identity.row if shown is not None else 0
        self.find(self._words)

    def _forget(self) -> None:
        """Somebody is gone: nothing typed or found before stays."""
        self.page.field.clear()
        self.find("")
