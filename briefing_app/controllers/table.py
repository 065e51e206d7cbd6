"""Tables that are dropped: a known one is read at once, any other is looked at first; then the import reads what was said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from briefing_app.controllers.checkin import Checkins
from briefing_app.controllers.context import Controller, while_there
from briefing_app.domain.problems import Problem
from briefing_app.domain.texts import one_line

if TYPE_CHECKING:
    from briefing_app.domain.table_mapping import TableMapping
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.services.table import Look, Opened
    from briefing_app.ui.dialogs.table import TableDialog
    from briefing_app.viewmodels.table import TableWords

Read = Callable[[list[str]], None]
SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".xlsx")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A table that somebody has to look at first; ``of_checkins`` when one with its header was kept as check-ins before."""

    opened: Opened | None
    mapping: TableMapping | None
    words: str
    measures: dict[str, int]
    of_checkins: bool = False


class TableController(Controller):
    """One panel after the other, then one import of all that may be read."""

    def open(self, paths: list[str], checkins: Checkins, read: Read) -> None:
        """``read`` is given the files that are to be imported, once all tables among them were looked at."""
        tables = [path for path in paths if _may_be_table(Path(path))]
        self._next(tables, [path for path in paths if path not in tables], checkins, read)

    def _next(self, tables: list[str], accepted: list[str], checkins: Checkins, read: Read) -> None:
        if not tables:
            if accepted:
                read(accepted)
            return
        path, rest = tables[0], tables[1:]
        today = self.context.now().date()

        def go_on(more: list[str]) -> None:
            self._next(rest, [*accepted, *more], checkins, read)

        def show(seen: _Seen) -> None:
            if seen.of_checkins:
                checkins.look_at_tables([Path(path)], lambda: go_on([]))
            elif seen.opened is None or seen.mapping is None:
                go_on([path])
            else:
                self._show(seen, path, checkins, go_on)

        self.ask(lambda desk: _see(desk, Path(path), today), show)

    def _show(self, seen: _Seen, path: str, checkins: Checkins, go_on: Read) -> None:
        from briefing_app.ui.dialogs.table import TableDialog

        opened, mapping = seen.opened, seen.mapping
        if opened is None or mapping is None:
            return
        panel = TableDialog(opened, mapping, seen.measures, seen.words, self.context.shell)
        went = [False]

        def as_checkins(chosen: TableMapping) -> None:
            went[0] = True
            panel.reject()
            checkins.look_at_tables([Path(path)], lambda: go_on([]), chosen)

        def kept() -> None:
            went[0] = True
            go_on([path])

        panel.looked.connect(lambda chosen, answers: self._look(panel, opened, chosen, answers))
        panel.given.connect(lambda chosen, answers: self._keep(panel, opened, (chosen, answers), kept))
        panel.checkins.connect(as_checkins)
        panel.finished.connect(lambda _: None if went[0] else go_on([]))
        panel.look()
        panel.open()

    def _look(self, panel: TableDialog, opened: Opened, mapping: TableMapping, answers: Mapping[str, str]) -> None:
        now = self.context.now()

        def show(words: TableWords) -> None:
            if panel.mapping() == mapping and panel.answers == answers:
                panel.show_words(words)

        self.ask(lambda desk: _words(desk, opened, mapping, answers, now), while_there(panel, show))

    def _keep(
        self, panel: TableDialog, opened: Opened, said: tuple[TableMapping, Mapping[str, str]], kept: Callable[[], None]
    ) -> None:
        by, now = self.context.user(), self.context.now()
        mapping, answers = said

        def work(desk: OpenPractice) -> None:
            from briefing_app.services.table import as_json
            from briefing_app.services.table_said import say_columns, say_who

            say_columns(desk.store, opened.signature, as_json(mapping), now.timestamp(), by)
            for name, person in answers.items():
                row = desk.reader.row_of(person) if person else None
                if row is not None:
                    say_who(desk.store, name, row, now.timestamp(), by)

        self.keep_given(panel, work, lambda _: kept())


def _may_be_table(path: Path) -> bool:
    from briefing_app.services.checkin import codes_in

    try:
        return path.is_file() and path.suffix.lower() in SUFFIXES and codes_in(path) is None
    except Problem:
        return False


def _see(desk: OpenPractice, path: Path, today: date) -> _Seen:
    """What a dropped table is. One that cannot be opened is left to the import, which says why; so is one that is read without asking."""
    from briefing_app.domain.table_people import Directory
    from briefing_app.services.checkin_table import mapping_for, open_table
    from briefing_app.services.table import LARGEST, choose, everybody, look, open_bytes, read_before
    from briefing_app.sources.bounded_file import read_whole
    from briefing_app.sources.kinds import Look as Head
    from briefing_app.sources.tables.recognise import may_be_table

    if desk.reader.hide_names:
        raise Problem("Names are hidden, and a table may name clients.", "F9 shows them; then open it again.")
    nothing = _Seen(None, None, "", {})
    try:
        data = read_whole(path, LARGEST, "Split it, and import the parts.")
        if not data.startswith(b"PK") and not may_be_table(Head(data[:4096]).head, frozenset()):
            return nothing
        opened = open_bytes(data, one_line(path.name), desk.catalogue)
        if mapping_for(desk.reader, desk.catalogue, open_table(path))[1]:
            return _Seen(None, None, "", {}, of_checkins=True)
    except Problem:
        return nothing
    chosen = choose(opened, desk.catalogue, read_before(desk.reader))
    measures = {one.id: one.asked if one.item_range else 0 for one in desk.catalogue.all()}
    if not chosen.asked:
        found = look(opened, chosen.mapping, desk.catalogue, Directory(everybody(desk.reader)), today)
        if not found.asks and not found.waiting:
            return nothing
    words = chosen.words or "What the columns are is proposed from their names: look, and say."
    return _Seen(opened, chosen.mapping, words, measures)


def _words(desk: OpenPractice, opened: Opened, mapping: TableMapping, answers: Mapping[str, str], now: datetime) -> TableWords:
    from briefing_app.domain.table_people import Directory
    from briefing_app.services.table import everybody, kept_already, look
    from briefing_app.viewmodels.table import make_table

    known = everybody(desk.reader)
    found: Look = look(opened, mapping, desk.catalogue, Directory(known, answers), now.date())
    return make_table(mapping, found, {one.id: one for one in known}, kept_already(desk.reader), now.date())
