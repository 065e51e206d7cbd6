"""Deleting a client in the window: what would go, the name typed, and the work in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from briefing_app.controllers.context import Context, Controller
from briefing_app.services.backup import PRACTICE, PRIVATE
from briefing_app.services.deleted import counts
from briefing_app.ui.dialogs.deletion import DeletePanel
from briefing_app.viewmodels.deleted import DeletePage, make_delete_page

if TYPE_CHECKING:
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.ui.worker_process import WorkerProcess


class DeletionController(Controller):
    """One client at a time; while the note timer runs for them, or an import runs, nobody is deleted."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(context, page)
        self.worker: WorkerProcess | None = None

    def close(self) -> None:
        """What is not committed is undone; what is stays deleted."""
        if self.worker is not None:
            self.worker.cancel()
            self.worker = None
        super().close()

    @property
    def ended_by_a_lock(self) -> str:
        """What is to be said of a deletion that the lock ended, "" where none ran."""
        words = "The deletion was ended by the lock; look whether the client is still there."
        return words if self.worker is not None else ""

    def begin(self, row: int) -> None:
        """Show what would go."""
        if self.context.importing:
            self.context.say("An import is running.", "Delete the client when it is done.")
            return

        def work(desk: OpenPractice) -> tuple[DeletePage, str]:
            client = desk.reader.histories([row])[row].client
            return make_delete_page(client, counts(desk.reader, row)), client.id

        def show(found: tuple[DeletePage, str]) -> None:
            page, source_id = found
            timed = self.context.timed
            if timed is not None and timed.client == source_id:
                self.context.say("The note timer runs for this client.", "Stop it first; your hours stay.")
                return
            panel = DeletePanel(page, self.context.shell)
            panel.confirmed.connect(lambda: self._delete(row, panel))
            panel.open()

        self.ask(work, show)

    def _delete(self, row: int, panel: DeletePanel) -> None:
        from briefing_app.ui.worker_process import WorkerProcess

        context, keys = self.context, self.context.stores.open_keys()
        order = {
            "task": "delete client", "key": keys[PRACTICE].hex(), "private": keys.get(PRIVATE, b"").hex(), "client": row,
            "by": context.user(), "demo": context.demo,
        }  # fmt: skip
        made = self.worker = WorkerProcess(str(context.profile.folder), order)
        made.done.connect(lambda text: self._finished(panel, *text.split("\n", 1)))
        made.failed.connect(lambda sentence, remedy: self._finished(panel, sentence, remedy))
        made.start()

    def _finished(self, panel: DeletePanel, sentence: str, more: str) -> None:
        self.worker = None
        panel.accept()
        self.context.client_deleted.emit()
        self.context.say(sentence, more)
