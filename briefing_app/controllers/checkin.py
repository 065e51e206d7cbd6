"""Check-ins in the window: codes, pages and tables, between the panels and the store's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

from briefing_app.controllers.context import Controller, while_there
from briefing_app.domain.act import By
from briefing_app.domain.problems import Problem
from briefing_app.domain.texts import SHOWN_LENGTH, clean, one_line

if TYPE_CHECKING:
    from briefing_app.domain.checkin import Received
    from briefing_app.domain.checkin_table import CheckinTable, Mapping
    from briefing_app.domain.table_mapping import TableMapping
    from briefing_app.services.checkin_table import Preview
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.ui.brief_view import BriefView
    from briefing_app.ui.dialogs.checkin import CheckinPanel
    from briefing_app.ui.dialogs.checkin_table import TablePanel
    from briefing_app.viewmodels.checkin import CheckinsPage, CodePreview, TableWords


@dataclass(frozen=True, slots=True)
class Opened:
    """A table of check-ins as it was read: what its columns are taken for, whether that was remembered, and the items of each measure."""

    table: CheckinTable
    mapping: Mapping
    remembered: bool
    items: dict[str, int]


class Checkins(Controller):
    """What came back from a client, and the pages they are sent; a positive safety answer is told at once."""

    def connect_brief(self, brief: BriefView) -> None:
        brief.checkins_asked.connect(self.show_panel)

    # -- one client

    def show_panel(self, client: int) -> None:
        """The dialog of a client's pages, codes and days (a row)."""

        def show(page: CheckinsPage) -> None:
            from briefing_app.ui.dialogs.checkin import CheckinPanel

            panel = CheckinPanel(page, self.context.shell)
            panel.typed.connect(lambda text: self._look(panel, client, text))
            panel.given.connect(lambda text: self._keep(panel, client, text))
            panel.page_asked.connect(lambda measures: self._write_page(panel, client, measures))
            panel.ended.connect(lambda number: self._end_page(panel, client, number))
            panel.open()

        now = self.context.now()
        self.ask(lambda desk: _page_of(desk, client, now), show)

    def _look(self, panel: CheckinPanel, client: int, text: str) -> None:
        """Say what a code holds; nothing is kept."""

        by, now = self.context.user(), self.context.now()

        def work(desk: OpenPractice) -> CodePreview:
            return _read(desk, client, text, by, now)[1]

        def show(said: CodePreview) -> None:
            if panel.text == text:
                panel.show_code(said.words, said.safety, ready=True)

        def refuse(problem: Problem) -> None:
            from briefing_app.domain.checkin_code import Unfinished

            if panel.text == text and not isinstance(problem, Unfinished):
                panel.show_code(f"{problem.sentence} {problem.remedy}", "", ready=False, wrong=True)

        self.ask(work, while_there(panel, show), while_there(panel, refuse))

    def _keep(self, panel: CheckinPanel, client: int, text: str) -> None:
        by, now = self.context.user(), self.context.now()

        def work(desk: OpenPractice) -> tuple[CodePreview, CheckinsPage]:
            from briefing_app.services.keep_checkin import keep_checkins

            received, said = _read(desk, client, text, by, now)
            keep_checkins(desk.store, [received], now.timestamp(), by)
            return said, _page_of(desk, client, now)

        def show(found: tuple[CodePreview, CheckinsPage]) -> None:
            said, page = found
            self.context.practice_changed.emit(client)
            if isValid(panel):
                panel.show_page(page)
                panel.show_kept(f"Kept: {said.words}")
            if said.positive:
                if isValid(panel):
                    panel.accept()
                self.context.positive_found.emit(client, said.positive)

        self.ask(work, show)

    def _write_page(self, panel: CheckinPanel, client: int, measures: list[str]) -> None:
        folder = QFileDialog.getExistingDirectory(panel, "Choose a folder for the page")
        if not folder:
            return
        by, crisis, now = self.context.user(), self.context.settings.crisis, self.context.now()

        def work(desk: OpenPractice) -> tuple[Path, CheckinsPage]:
            from briefing_app.documents.checkin_page import file_name, write_kept_page
            from briefing_app.services.checkin import make_page

            page = make_page(desk.store, desk.catalogue, client, measures, By(by, now))
            path = Path(folder) / file_name(page)
            write_kept_page(desk.store, path, page, [desk.catalogue(name) for name, _ in page.forms], crisis)
            return path, _page_of(desk, client, now)

        def show(found: tuple[Path, CheckinsPage]) -> None:
            from briefing_app.viewmodels.checkin import HOLDS

            path, page = found
            while_there(panel, panel.show_page)(page)
            self.context.say(f"Saved as {one_line(str(path))}.", HOLDS)

        self.ask(work, show)

    def _end_page(self, panel: CheckinPanel, client: int, number: int) -> None:
        by, now = self.context.user(), self.context.now()

        def work(desk: OpenPractice) -> CheckinsPage:
            from briefing_app.services.keep_checkin import end_checkin_page

            end_checkin_page(desk.store, number, now.timestamp(), by)
            return _page_of(desk, client, now)

        self.ask(work, while_there(panel, panel.show_page))

    # -- files

    def take_files(self, paths: list[str], report: Callable[[str], None]) -> list[str]:
        """Keep the codes among these files, open a panel for each table, and give back the paths that hold something else."""
        from briefing_app.services.checkin import sort_files

        found = sort_files([Path(path) for path in paths])
        if found.codes or found.refused:
            self._take_codes([code for _, codes in found.codes for code in codes], list(found.refused), report)
        self.look_at_tables(list(found.tables))
        return [str(path) for path in found.others]

    def take_codes(self, paths: list[str], report: Callable[[str], None]) -> list[str]:
        """Keep the codes among these files, and give back the paths that hold something else."""
        from briefing_app.services.checkin import sort_files

        found = sort_files([Path(path) for path in paths])
        if found.codes or found.refused:
            self._take_codes([code for _, codes in found.codes for code in codes], list(found.refused), report)
        return [str(path) for path in (*found.tables, *found.others)]

    def _take_codes(self, codes: list[str], refused: list[str], report: Callable[[str], None]) -> None:
        by, now = self.context.user(), self.context.now()

        def work(desk: OpenPractice) -> str:
            lines = list(refused)
            for code in codes:
                try:
                    lines.append(_take_code(desk, code, by, now))
                except Problem as problem:
                    lines.append(f"{clean(code, SHOWN_LENGTH)}: {problem}")
            return "\n".join(lines)

        def show(text: str) -> None:
            report(text)
            self.context.practice_changed.emit(0)

        self.ask(work, show)

    def look_at_tables(
        self, paths: list[Path], then: Callable[[], None] = lambda: None, said: TableMapping | None = None
    ) -> None:
        """One panel of check-ins after the other, and ``then`` what follows; ``said`` is what of the first one's columns is known."""
        if not paths:
            then()
            return
        path = paths[0]

        def work(desk: OpenPractice) -> Opened:
            from briefing_app.services.checkin_table import as_checkins, mapping_for, open_table

            if desk.reader.hide_names:
                raise Problem(
                    "Names are hidden, and a table of check-ins may name clients.", "F9 shows them; then open it again."
                )
            table = open_table(path)
            measures = {one.id: one.asked if one.item_range else 0 for one in desk.catalogue.all()}
            mapping, remembered = mapping_for(desk.reader, desk.catalogue, table)
            if said is not None and not remembered:
                mapping = as_checkins(said)
            return Opened(table, mapping, remembered, measures)

        def show(found: Opened) -> None:
            from briefing_app.ui.dialogs.checkin_table import TablePanel

            table, name = found.table, one_line(path.name)
            panel = TablePanel(name, table, found.mapping, found.items, found.remembered, self.context.shell)
            panel.looked.connect(lambda chosen: self._look_at_table(panel, table, chosen))
            panel.given.connect(lambda chosen: self._keep_table(panel, table, chosen))
            panel.finished.connect(lambda _: self.look_at_tables(paths[1:], then))
            panel.look()
            panel.open()

        self.ask(work, show)

    def _look_at_table(self, panel: TablePanel, table: CheckinTable, mapping: Mapping) -> None:
        by, now = self.context.user(), self.context.now()

        def work(desk: OpenPractice) -> TableWords:
            from briefing_app.viewmodels.checkin import make_table

            return make_table(_preview(desk, table, mapping, by, now), now.date())

        def show(page: TableWords) -> None:
            if panel.mapping() == mapping:
                panel.show_preview(page)

        self.ask(work, while_there(panel, show))

    def _keep_table(self, panel: TablePanel, table: CheckinTable, mapping: Mapping) -> None:
        by, now = self.context.user(), self.context.now()

        def work(desk: OpenPractice) -> int:
            from briefing_app.services.checkin_table import keep

            return keep(desk.store, _preview(desk, table, mapping, by, now), now, by)

        def show(count: int) -> None:
            from briefing_app.viewmodels.checkin import say_kept

            self.context.practice_changed.emit(0)
            self.context.say(say_kept(count), "A file with the same columns is read in the same way from now on.")

        self.keep_given(panel, work, show)


def _page_of(desk: OpenPractice, client: int, now: datetime) -> CheckinsPage:
    from briefing_app.services.checkin import pages_and_days
    from briefing_app.viewmodels.checkin import make_checkins

    name, pages, days = pages_and_days(desk.reader, client)
    return make_checkins(name, desk.catalogue.all(), pages, days, now.date())


def _read(desk: OpenPractice, client: int, text: str, by: str, now: datetime) -> tuple[Received, CodePreview]:
    """What a code holds, and what to say of it. Raises Problem, also when it is of another client's page."""
    from briefing_app.services.checkin import is_known, read_code
    from briefing_app.viewmodels.checkin import say_code

    received = read_code(desk.reader, desk.catalogue, text, now, by)
    if received.client != client:
        raise Problem("This code is of another client's page.", "Open the check-ins of the client whose page it is.")
    return received, say_code(received, desk.catalogue, now.date(), known=is_known(desk.reader, received))


def _take_code(desk: OpenPractice, code: str, by: str, now: datetime) -> str:
    from briefing_app.services.checkin import read_code
    from briefing_app.services.keep_checkin import keep_checkins
    from briefing_app.viewmodels.checkin import say_code

    received = read_code(desk.reader, desk.catalogue, code, now, by)
    new = keep_checkins(desk.store, [received], now.timestamp(), by).number
    said = say_code(received, desk.catalogue, now.date(), known=not new)
    name = desk.reader.histories([received.client])[received.client].client.name
    return " ".join(part for part in (f"{name}: {said.words}", said.safety) if part)


def _preview(desk: OpenPractice, table: CheckinTable, mapping: Mapping, by: str, now: datetime) -> Preview:
    from briefing_app.services.checkin_table import preview

    return preview(desk.reader, desk.catalogue, table, mapping, By(by, now))
