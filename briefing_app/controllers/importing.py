"""Imports in the window: a process of its own reads, the Import page shows its progress, its report and what was imported before."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from shiboken6 import isValid

from briefing_app.services.desk import Desk
from briefing_app.ui.pages.importing import ImportPage
from briefing_app.ui.worker_process import WorkerProcess

STILL_SECONDS = 120.0


class Intake(QObject):
    """``key`` is the open store's, empty while it is closed; ``wait_for_code`` may put an import off until a recovery code is in force;

    ``imported`` is told when there is something new to read, ``ended`` when the store is free again; ``set_aside`` takes what is no export
    and gives back the rest, and reports; ``by`` is who acts. ``page`` is made when first asked for, and made anew with the frame.
    """

    def __init__(
        self,
        profile: str,
        key: Callable[[], bytes],
        ask: Callable[[Callable[[Desk], Any], Callable[[Any], None]], None],
        show: Callable[[], None],
        wait_for_code: Callable[[Callable[[], None]], bool],
        imported: Callable[[], None],
        ended: Callable[[], None],
        set_aside: Callable[[list[str], Callable[[str], None]], list[str]],
        by: Callable[[], str],
    ) -> None:
        super().__init__()
        self._ended, self._by = ended, by
        self._profile, self._key, self._ask, self._show = profile, key, ask, show
        self._wait_for_code, self._imported, self._set_aside = wait_for_code, imported, set_aside
        self.page: Any = None
        self.worker: WorkerProcess | None = None
        self._moved = 0.0

    def make_page(self) -> ImportPage:
        made = self.page = ImportPage()
        self.page.paths_chosen.connect(self.start)
        self.page.cancel_asked.connect(self.cancel)
        self.page.report_asked.connect(self.show_report)
        self.page.codes.given.connect(self._map_codes)
        self.page.codes.form_asked.connect(self._ask_form)
        self.show_history()
        return made

    def start(self, paths: list[str]) -> None:
        self._show()
        if self.worker is not None or not paths or not self._key():
            return
        if self._wait_for_code(lambda: self.start(paths)):
            return
        self.page.show_report("")
        self.page.codes.show_done("")
        paths = self._set_aside(paths, self.page.show_report)
        if not paths:
            return
        made = self.worker = WorkerProcess(self._profile, {"task": "import", "key": self._key().hex(), "paths": paths})
        made.progressed.connect(self._show_progress)
        made.done.connect(self._done)
        made.failed.connect(lambda sentence, remedy: self._end(f"{sentence}\n{remedy}"))
        self._moved = time.monotonic()
        made.start()

    @property
    def moves(self) -> bool:
        """Whether it told of progress in the last two minutes; one that hangs keeps no window open."""
        return time.monotonic() - self._moved < STILL_SECONDS

    def cancel(self) -> None:
        if self.worker is not None:
            self.worker.cancel()
            self._end("Cancelled: everything is as it was before.")

    def give_up(self) -> None:
        """End it without a word: the window closes, or locks."""
        if self.worker is not None:
            self.worker.cancel()
            self.worker = None

    def _show_progress(self, numbers: dict[str, Any]) -> None:
        from briefing_app.services.importing import Progress
        from briefing_app.viewmodels.importing import make_progress

        self._moved = time.monotonic()
        if self.worker is not None:
            self.page.show_progress(make_progress(Progress(numbers["done"], numbers["total"], numbers["seconds"])))

    def _done(self, text: str) -> None:
        self._end(text)
        self.show_history()
        self._imported()

    def _end(self, text: str) -> None:
        self.worker = None
        self._ended()
        self.page.show_progress(None)
        self.page.show_report(text)

    def show_history(self) -> None:
        def work(desk: Desk) -> Any:
            from datetime import date

            from briefing_app.services.mapping import asked_forms
            from briefing_app.viewmodels.importing import make_codes, make_history
            from briefing_app.viewmodels.mapping import make_form, unnamed_words

            history = make_history(desk.reader.imports(), date.today())
            forms, unnamed = asked_forms(desk.reader, desk.catalogue)
            measures = [*desk.catalogue.all()] if forms else []
            words = [make_form(form, measures) for form in forms]
            return history, make_codes(desk.reader.unmapped_codes(), desk.catalogue), words, unnamed_words(unnamed)

        def show(answer: Any) -> None:
            self.page.show_history(answer[0])
            self.page.codes.show_codes(*answer[1:])

        self._ask(work, show)

    def _map_codes(self, said: list[Any]) -> None:
        def work(desk: Desk) -> Any:
            from briefing_app.services.importing import map_codes
            from briefing_app.viewmodels.importing import say_mapped

            return say_mapped(map_codes(desk.store, desk.catalogue, said, self._by()))

        def show(words: str) -> None:
            self.page.codes.show_done(words)
            self.show_history()
            self._imported()

        self._ask(work, show)

    def _ask_form(self, name: str) -> None:
        """Go through a questionnaire of the practice's own, question by question."""

        def work(desk: Desk) -> Any:
            from briefing_app.services.mapping import asked_forms
            from briefing_app.viewmodels.importing import make_places
            from briefing_app.viewmodels.mapping import make_form

            measures = {measure.id: measure for measure in desk.catalogue.all()}
            forms, _ = asked_forms(desk.reader, desk.catalogue)
            form = next((make_form(one, measures.values()) for one in forms if one.name == name), None)
            return form, make_places(desk.catalogue), measures

        def show(found: Any) -> None:
            from briefing_app.ui.dialogs.questionnaire import QuestionnairePanel

            if found[0] is None:
                self.show_history()
                return
            form, places, measures = found
            panel = QuestionnairePanel(form, places, measures, self.page.window())
            panel.looked.connect(lambda said: self._look(panel, name, said))
            panel.given.connect(self._map_codes)
            panel.look()
            panel.open()

        self._ask(work, show)

    def _look(self, panel: Any, name: str, said: list[Any]) -> None:
        def work(desk: Desk) -> Any:
            from briefing_app.services.mapping import preview

            return preview(desk.reader, desk.catalogue, name, said)

        def show(found: Any) -> None:
            if isValid(panel) and panel.said() == said:
                panel.show_preview(found)

        self._ask(work, show)

    def show_report(self, import_id: int) -> None:
        def work(desk: Desk) -> str:
            from briefing_app.documents.report import report_as_text
            from briefing_app.domain.hiding import SAID as HIDDEN
            from briefing_app.services.importing import report_from

            if desk.reader.hide_names:
                return HIDDEN

            run = next((one for one in desk.reader.imports() if one.id == import_id), None)
            return report_as_text(report_from(run.report), whole=True) if run and run.report else ""

        self._ask(work, self.page.show_report)
