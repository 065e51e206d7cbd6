"""Imports in the window: a process of its own reads, the Import page shows its progress, its report and what was imported before."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from briefing_app.controllers.checkin import Checkins
from briefing_app.controllers.context import Context, Controller
from briefing_app.controllers.mapping import MappingController
from briefing_app.controllers.table import TableController
from briefing_app.controllers.take_back import TakeBackController
from briefing_app.ui.pages.importing import ImportPage
from briefing_app.ui.worker_process import WorkerProcess

if TYPE_CHECKING:
    from briefing_app.services.after_import import Arrived
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.viewmodels.importing import HistoryRow

T = TypeVar("T")
STILL_SECONDS = 120.0


class ImportController(Controller):
    """One import at a time, which goes on while its page is made anew."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(context, page)
        self._page: ImportPage | None = None
        self.worker: WorkerProcess | None = None
        self._moved = 0.0
        self._checkins = Checkins(context, page)
        self._watched: list[str] = []
        context.watched_known.connect(self._show_watched)
        self._tables = TableController(context, page)
        context.practice_changed.connect(self._read_again)
        context.report_asked.connect(self.show_report)

    def _read_again(self, client: int) -> None:
        if not client:
            self.show_history()

    @property
    def page(self) -> ImportPage | None:
        """The page, where it was asked for since the frame was made."""
        return self._page if self._page is not None and isValid(self._page) else None

    def forget_page(self) -> None:
        """The frame is made anew."""
        self._page = None

    def close(self) -> None:
        """End it without a word: the window closes, or locks."""
        if self.worker is not None:
            self.worker.cancel()
            self.worker = None
            self.context.importing = False
        super().close()

    @property
    def ended_by_a_lock(self) -> str:
        """What is to be said of an import that the lock ended, "" where none ran."""
        words = "The import was ended by the lock; nothing of it was kept."
        return words if self.worker is not None else ""

    def make_page(self) -> ImportPage:
        made = self._page = ImportPage()
        made.paths_chosen.connect(self.start)
        made.cancel_asked.connect(self.cancel)
        made.report_asked.connect(self.show_report)
        MappingController(self.context, made)
        made.take_back_asked.connect(TakeBackController(self.context, made).open)
        made.show_watched(self._watched)
        self.show_history()
        return made

    def _show_watched(self, lines: list[str]) -> None:
        self._watched = lines
        if self.page is not None:
            self.page.show_watched(lines)

    def start(self, paths: list[str]) -> None:
        """Import these files and folders in a process beside the window."""
        context = self.context
        context.page_asked.emit("import")
        key, page = context.stores.open_keys().get("practice"), self.page
        if self.worker is not None or not paths or not context.stores.is_open or key is None or page is None:
            return
        page.show_report("")
        page.codes.show_done("")
        others = self._checkins.take_codes(paths, page.show_report)
        if others:
            self._tables.open(others, self._checkins, self._read)

    def _read(self, paths: list[str]) -> None:
        """The import itself, of files of which all is said."""
        context = self.context
        key = context.stores.open_keys().get("practice")
        if self.worker is not None or not context.stores.is_open or key is None:
            return
        order: dict[str, object] = {"task": "import", "key": key.hex(), "paths": paths}
        made = self.worker = WorkerProcess(str(context.profile.folder), order)
        context.importing = True
        made.progressed.connect(self._show_progress)
        made.done.connect(self._done)
        made.failed.connect(lambda sentence, remedy: self._end(f"{sentence}\n{remedy}"))
        self._moved = time.monotonic()
        made.start()

    def start_watched(
        self,
        paths: list[str],
        taken: Callable[[Sequence[str], Sequence[Sequence[str]]], object],
        failed: Callable[[Sequence[str], str], object],
    ) -> None:
        """Read files of a watched folder, with nothing on screen but what they bring. ``taken`` is told the files and those left alone with why."""
        key = self.context.stores.open_keys().get("practice")
        if self.worker is not None or key is None:
            return
        order: dict[str, object] = {"task": "read watched", "key": key.hex(), "paths": paths}
        made = self.worker = WorkerProcess(str(self.context.profile.folder), order)
        self.context.importing = True

        def done(outcome: dict[str, list[list[str]]]) -> None:
            self._end_quietly()
            taken(paths, outcome["left"])
            if outcome["read"]:
                self.context.practice_changed.emit(0)

        def refused(sentence: str, _remedy: str) -> None:
            self._end_quietly()
            failed(paths, sentence)

        made.done.connect(done)
        made.failed.connect(refused)
        made.start()

    def _end_quietly(self) -> None:
        self.worker = None
        self.context.importing = False
        self.context.audit.write()

    @property
    def moves(self) -> bool:
        """Whether one runs that told of progress in the last two minutes; one that hangs keeps no window open."""
        return self.worker is not None and time.monotonic() - self._moved < STILL_SECONDS

    def cancel(self) -> None:
        """End the import; nothing of it is kept."""
        if self.worker is not None:
            self.worker.cancel()
            self._end("Cancelled: everything is as it was before.")

    def _show_progress(self, numbers: dict[str, float]) -> None:
        from briefing_app.services.importing import Progress
        from briefing_app.viewmodels.importing import make_progress

        self._moved, page = time.monotonic(), self.page
        if self.worker is not None and page is not None:
            progress = Progress(int(numbers["done"]), int(numbers["total"]), numbers["seconds"])
            page.show_progress(make_progress(progress))

    def _done(self, text: str) -> None:
        self._end(text)
        self.context.practice_changed.emit(0)
        now = self.context.now()

        def work(desk: OpenPractice) -> Arrived | None:
            from briefing_app.services.after_import import arrived

            return arrived(desk.reader, now)

        self.ask(work, self._show_arrived)

    def _show_arrived(self, found: Arrived | None) -> None:
        """An import ends on the day that it filled; where nothing could be read, on the page that says why."""
        if found is None or found.nothing_read:
            return
        self.context.arrival = found
        self.context.arrived.emit(found)
        if self.context.shell.page_shown() == "import":
            self.context.page_asked.emit("today")

    def _end(self, text: str) -> None:
        self._end_quietly()
        if self.page is not None:
            self.page.show_progress(None)
            self.page.show_report(text)

    def show_history(self) -> None:
        """The list of imports of before."""
        page, today = self.page, self.context.now().date()
        if page is None:
            return

        def work(desk: OpenPractice) -> tuple[HistoryRow, ...]:
            from briefing_app.viewmodels.importing import make_history

            return make_history(desk.reader.imports(), today)

        self._ask_for(page, work, page.show_history)

    def show_report(self, import_id: int) -> None:
        """The report of an import as it was kept."""
        page = self.page
        if page is None:
            return

        def work(desk: OpenPractice) -> str:
            from briefing_app.documents.report import report_as_text
            from briefing_app.domain.hiding import SAID as HIDDEN
            from briefing_app.services.importing import report_from

            if desk.reader.hide_names:
                return HIDDEN

            run = next((one for one in desk.reader.imports() if one.id == import_id), None)
            return report_as_text(report_from(run.report), whole=True) if run and run.report else ""

        self._ask_for(page, work, page.show_report)

    def _ask_for(self, page: QObject, work: Callable[[OpenPractice], T], show: Callable[[T], object]) -> None:
        self.context.ask(page, work, show, self.refuse)
