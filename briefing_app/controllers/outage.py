"""Days without this computer: the pack of pages, written by a process of its own, beside backups that may be running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from briefing_app.controllers.context import Context, Controller
from briefing_app.services.backup import PRACTICE

if TYPE_CHECKING:
    from briefing_app.ui.worker_process import WorkerProcess


class OutageController(Controller):
    """Asks what goes into the pack and where it goes, and says when it is there."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(context, page)
        self.worker: WorkerProcess | None = None

    def close(self) -> None:
        if self.worker is not None:
            self.worker.cancel()
            self.worker = None
        super().close()

    @property
    def ended_by_a_lock(self) -> str:
        """What is to be said of a pack that the lock ended, "" where none was written."""
        return "The outage pack was ended by the lock; make it again." if self.worker is not None else ""

    def open(self) -> None:
        """The dialog of the pack for another computer."""
        from briefing_app.ui.dialogs.outage import OutagePanel

        panel = OutagePanel(self.context.shell)
        panel.given.connect(self._choose)
        panel.open()

    def _choose(self, days: int, prints: bool, initials: bool) -> None:
        folder = QFileDialog.getExistingDirectory(self.context.shell, "Where the pack goes: a stick, not a shared folder")
        if folder:
            self.write(folder, days, prints=prints, initials=initials)

    def write(self, folder: str, days: int, *, prints: bool, initials: bool) -> None:
        """For so many days from today; ``prints`` adds pages to print, ``initials`` stand instead of names."""
        from briefing_app.ui.worker_process import WorkerProcess

        context = self.context
        key = context.stores.open_keys().get(PRACTICE)
        if key is None or self.worker is not None:
            return
        order = {
            "task": "outage pack", "key": key.hex(), "folder": folder, "days": days, "prints": prints, "initials": initials,
            "by": context.user(), "demo": context.demo,
        }  # fmt: skip
        made = self.worker = WorkerProcess(str(context.profile.folder), order)
        made.done.connect(lambda report: self._written(report, ""))
        made.failed.connect(self._written)
        made.start()

    def _written(self, sentence: str, remedy: str) -> None:
        self.worker = None
        self.context.say(sentence, remedy)
