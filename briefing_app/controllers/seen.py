"""What of a brief has been on screen or was printed, written down for the clinician it was shown to."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from briefing_app.controllers.context import Context, Controller
from briefing_app.domain.hiding import SAID as HIDDEN
from briefing_app.system.fonts import FAMILY
from briefing_app.ui.saving import saved
from briefing_app.ui.shown_watch import ShownWatch

if TYPE_CHECKING:
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.ui.brief_view import BriefView
    from briefing_app.viewmodels.brief import Brief


VIEWED_AFTER_MS = 2000


class SeenController(Controller):
    """Watches each brief while it is on screen, and prints it. One that stayed for two seconds was viewed; leafing past is not worth a row."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(context, page)
        self.viewing = QTimer(self)
        self.viewing.setSingleShot(True)
        self.viewing.setInterval(VIEWED_AFTER_MS)
        self.viewing.timeout.connect(self._note_view)
        context.brief_chosen.connect(self.viewing.start)

    def close(self) -> None:
        self.viewing.stop()
        super().close()

    def _note_view(self) -> None:
        brief = self.context.current.brief
        if brief is not None:
            self.context.record("viewed", brief.identity.row)

    def connect_brief(self, brief: BriefView) -> None:
        brief.print_asked.connect(self._print)
        watch = ShownWatch(brief)
        watch.seen.connect(lambda client, keys, since, whose: self._keep((client, since, whose), keys, watch))

    def _keep(self, brief: tuple[int, float, str], keys: tuple[str, ...], watch: ShownWatch | None = None) -> None:
        """Write down what of a brief (client, start of the last session, whose) has been on screen or was printed, for the clinician whose day
        is chosen, else for the one whose brief it is. A busy store interrupts nobody: the next look tries again."""
        client, since, whose = brief
        user, at, whose = self.context.user(), self.context.moment(), self.context.settings.practitioner or whose

        def work(desk: OpenPractice) -> None:
            from briefing_app.services.shown import BriefOf, keep_seen

            keep_seen(desk.store, BriefOf(client, since, whose), keys, at, user)

        def kept(_: None) -> None:
            if any(keys):
                self.context.messages_shown.emit()

        self.ask(work, kept, lambda _: watch.not_kept(keys) if watch is not None and isValid(watch) else None)

    # -- paper

    def _print(self, brief: Brief) -> None:
        name = f"brief-{datetime.now(UTC):%Y-%m-%d}.pdf"
        path, _ = QFileDialog.getSaveFileName(self.context.shell, "Save this brief as a page", name, "PDF (*.pdf)")
        if path:
            self.save_page(brief, path)

    def save_page(self, brief: Brief, path: str) -> None:
        """Write the brief as PDF, and say where it is and that it is not encrypted."""
        from briefing_app.documents.printed import brief_document, write_pdf

        day = self.context.day
        sheet = brief_document(brief, day.as_of if day is not None else "", FAMILY)
        said = f"Saved as {path}.{f' {HIDDEN}' if brief.identity.hidden else ''}"
        if saved(self.context.shell, Path(path), lambda path: write_pdf(sheet, path), said=said):
            self.context.record("printed", brief.identity.row, "brief")
            about = (brief.identity.row, brief.last_begun, brief.whose)
            self._keep(about, ("", *(line.key for line in brief.messages)))
