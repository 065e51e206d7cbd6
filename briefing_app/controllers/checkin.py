"""Check-ins in the window: codes, pages and tables, between the panels and the store's thread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget
from shiboken6 import isValid

from briefing_app.domain.problems import Problem
from briefing_app.domain.texts import SHOWN_LENGTH, clean, one_line
from briefing_app.services.desk import Desk
from briefing_app.ui.brief_view import BriefView

Ask = Callable[[Callable[[Desk], Any], Callable[[Any], None], Callable[[Any], None]], None]


class Checkins(QObject):
    """``ask`` puts work to the store's thread; ``changed`` reads again what is on screen; ``positive`` opens a client's safety line.

    ``by`` names whose hand it is, ``crisis`` the clinician's own numbers; ``record`` writes a row of the audit.
    """

    def __init__(
        self,
        window: QWidget,
        ask: Ask,
        changed: Callable[[int], None],
        by: Callable[[], str],
        record: Callable[[str, int, str], None],
        crisis: Callable[[], str],
        positive: Callable[[int, str], None],
    ) -> None:
        super().__init__(window)
        self._window, self._ask_store, self._changed, self._by = window, ask, changed, by
        self._record, self._crisis, self._positive = record, crisis, positive

    def connect_brief(self, brief: BriefView) -> None:
        brief.checkins_asked.connect(self.show_panel)

    def _ask(self, work: Callable[[Desk], Any], then: Callable[[Any], None]) -> None:
        self._ask_store(work, then, lambda problem: self._said(problem.sentence, problem.remedy))

    def _said(self, sentence: str, remedy: str) -> None:
        from briefing_app.ui.dialogs.message import Refusal

        Refusal(sentence, remedy, self._window).open()

    def _show(self, panel: QDialog, show: Callable[[Any], None]) -> Callable[[Any], None]:
        """An answer for a panel that may have been closed meanwhile."""
        return lambda found: show(found) if isValid(panel) else None

    # -- one client

    def show_panel(self, client: int) -> None:
        def show(page: Any) -> None:
            from briefing_app.ui.dialogs.checkin import CheckinPanel

            panel = CheckinPanel(page, self._window)
            panel.typed.connect(lambda text: self._look(panel, client, text))
            panel.given.connect(lambda text: self._keep(panel, client, text))
            panel.page_asked.connect(lambda measures: self._write_page(panel, client, measures))
            panel.ended.connect(lambda number: self._end_page(panel, client, number))
            panel.open()

        self._ask(lambda desk: _page_of(desk, client), show)

    def _look(self, panel: Any, client: int, text: str) -> None:
        """Say what a code holds; nothing is kept."""

        def work(desk: Desk) -> Any:
            return _read(desk, client, text, self._by())[1]

        def show(said: Any) -> None:
            if panel.text == text:
                panel.show_code(said.words, said.safety, ready=True)

        def refuse(problem: Problem) -> None:
            from briefing_app.domain.checkin_code import Unfinished

            if panel.text == text and not isinstance(problem, Unfinished):
                panel.show_code(f"{problem.sentence} {problem.remedy}", "", ready=False, wrong=True)

        self._ask_store(work, self._show(panel, show), self._show(panel, refuse))

    def _keep(self, panel: Any, client: int, text: str) -> None:
        by = self._by()

        def work(desk: Desk) -> Any:
            from briefing_app.storage.checkin import add_checkins

            received, said = _read(desk, client, text, by)
            add_checkins(desk.store, [received], datetime.now().timestamp(), by)
            return said, _page_of(desk, client)

        def show(found: Any) -> None:
            said, page = found
            self._record("imported", client, "check-in code")
            self._changed(client)
            if isValid(panel):
                panel.show_page(page)
                panel.show_kept(f"Kept: {said.words}")
            if said.positive:
                if isValid(panel):
                    panel.accept()
                self._positive(client, said.positive)

        self._ask(work, show)

    def _write_page(self, panel: Any, client: int, measures: list[str]) -> None:
        folder = QFileDialog.getExistingDirectory(panel, "Choose a folder for the page")
        if not folder:
            return
        by, crisis = self._by(), self._crisis()

        def work(desk: Desk) -> Any:
            from briefing_app.documents.checkin_page import file_name, write_page
            from briefing_app.services.checkin import make_page

            page = make_page(desk.store, desk.catalogue, client, measures, datetime.now().astimezone(), by)
            path = Path(folder) / file_name(page)
            write_page(path, page, [desk.catalogue(name) for name, _ in page.forms], crisis)
            return path, _page_of(desk, client)

        def show(found: Any) -> None:
            from briefing_app.viewmodels.checkin import HOLDS

            path, page = found
            self._record("exported", client, "check-in page")
            self._show(panel, panel.show_page)(page)
            self._said(f"Saved as {one_line(str(path))}.", HOLDS)

        self._ask(work, show)

    def _end_page(self, panel: Any, client: int, number: int) -> None:
        def work(desk: Desk) -> Any:
            from briefing_app.storage.checkin import end_page

            end_page(desk.store, number, datetime.now().timestamp())
            return _page_of(desk, client)

        self._ask(work, self._show(panel, panel.show_page))

    # -- files

    def take_files(self, paths: list[str], report: Callable[[str], None]) -> list[str]:
        """Keep the codes among these files, open a panel for each table, and give back the paths that hold something else."""
        from briefing_app.services.checkin import sort_files

        found = sort_files([Path(path) for path in paths])
        if found.codes or found.refused:
            self._take_codes([code for _, codes in found.codes for code in codes], list(found.refused), report)
        self._next_table(list(found.tables))
        return [str(path) for path in found.others]

    def _take_codes(self, codes: list[str], refused: list[str], report: Callable[[str], None]) -> None:
        by = self._by()

        def work(desk: Desk) -> str:
            lines = list(refused)
            for code in codes:
                try:
                    lines.append(_take_code(desk, code, by))
                except Problem as problem:
                    lines.append(f"{clean(code, SHOWN_LENGTH)}: {problem}")
            return "\n".join(lines)

        def show(text: str) -> None:
            self._record("imported", 0, "check-in file")
            report(text)
            self._changed(0)

        self._ask(work, show)

    def _next_table(self, paths: list[Path]) -> None:
        """One panel after the other."""
        if not paths:
            return
        path = paths[0]

        def work(desk: Desk) -> Any:
            from briefing_app.services.checkin_table import mapping_for, open_table

            if desk.reader.hide_names:
                raise Problem(
                    "Names are hidden, and a table of check-ins may name clients.", "F9 shows them; then open it again."
                )
            table = open_table(path)
            measures = {one.id: one.asked if one.item_range else 0 for one in desk.catalogue.all()}
            return table, *mapping_for(desk.reader, desk.catalogue, table), measures

        def show(found: Any) -> None:
            from briefing_app.ui.dialogs.checkin_table import TablePanel

            table, mapping, remembered, measures = found
            panel = TablePanel(one_line(path.name), table, mapping, measures, remembered, self._window)
            panel.looked.connect(lambda chosen: self._look_at_table(panel, table, chosen))
            panel.given.connect(lambda chosen: self._keep_table(table, chosen))
            panel.finished.connect(lambda _: self._next_table(paths[1:]))
            panel.look()
            panel.open()

        self._ask(work, show)

    def _look_at_table(self, panel: Any, table: Any, mapping: Any) -> None:
        by = self._by()

        def work(desk: Desk) -> Any:
            from briefing_app.viewmodels.checkin import make_table

            return make_table(_preview(desk, table, mapping, by), date.today())

        self._ask(work, self._show(panel, lambda page: panel.show_preview(page) if panel.mapping() == mapping else None))

    def _keep_table(self, table: Any, mapping: Any) -> None:
        by = self._by()

        def work(desk: Desk) -> int:
            from briefing_app.services.checkin_table import keep

            return keep(desk.store, _preview(desk, table, mapping, by), datetime.now().astimezone(), by)

        def show(count: int) -> None:
            from briefing_app.viewmodels.checkin import say_kept

            self._record("imported", 0, "table of check-ins")
            self._changed(0)
            self._said(say_kept(count), "A file with the same columns is read in the same way from now on.")

        self._ask(work, show)


def _page_of(desk: Desk, client: int) -> Any:
    from briefing_app.services.checkin import checkins_of
    from briefing_app.storage.checkin import pages_of
    from briefing_app.viewmodels.checkin import make_checkins

    name = desk.reader.histories([client])[client].client.name
    return make_checkins(
        name, desk.catalogue.all(), pages_of(desk.reader, client), checkins_of(desk.reader, client), date.today()
    )


def _read(desk: Desk, client: int, text: str, by: str) -> Any:
    """What a code holds, and what to say of it. Raises Problem, also when it is of another client's page."""
    from briefing_app.services.checkin import read_code
    from briefing_app.storage.checkin import references
    from briefing_app.viewmodels.checkin import say_code

    received = read_code(desk.reader, desk.catalogue, text, datetime.now().astimezone(), by)
    if received.client != client:
        raise Problem("This code is of another client's page.", "Open the check-ins of the client whose page it is.")
    known = references(desk.reader) >= {(received.reference, one.measure) for one in received.scores}
    return received, say_code(received, desk.catalogue, date.today(), known=known)


def _take_code(desk: Desk, code: str, by: str) -> str:
    from briefing_app.services.checkin import read_code
    from briefing_app.storage.checkin import add_checkins
    from briefing_app.viewmodels.checkin import say_code

    now = datetime.now().astimezone()
    received = read_code(desk.reader, desk.catalogue, code, now, by)
    new = add_checkins(desk.store, [received], now.timestamp(), by)
    said = say_code(received, desk.catalogue, now.date(), known=not new)
    name = desk.reader.histories([received.client])[received.client].client.name
    return " ".join(part for part in (f"{name}: {said.words}", said.safety) if part)


def _preview(desk: Desk, table: Any, mapping: Any, by: str) -> Any:
    from briefing_app.services.checkin_table import preview

    return preview(desk.reader, desk.catalogue, table, mapping, datetime.now().astimezone(), by)
