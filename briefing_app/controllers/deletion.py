"""Deleting a client in the window: what would go, the name typed, the work in a process of its own, and allowing somebody again."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from briefing_app.services.desk import Desk
from briefing_app.storage.deleted import allow_again, counts, tombstones
from briefing_app.system.paths import Profile
from briefing_app.ui.dialogs.deletion import DeletePanel
from briefing_app.viewmodels.deleted import DeletePage, TombstoneLine, make_delete_page, make_tombstones

if TYPE_CHECKING:
    from briefing_app.ui.worker_process import WorkerProcess

Ask = Callable[[Callable[[Desk], Any], Callable[[Any], None]], None]


class Deleting(QObject):
    """``ask`` puts work to the store's thread; ``keys`` gives the open stores' keys by kind; ``said`` shows sentences;

    ``deleted`` is told when a client is gone and what is on screen should be read anew.
    """

    def __init__(
        self,
        window: QWidget,
        profile: Profile,
        ask: Ask,
        keys: Callable[[], dict[str, bytes]],
        by: Callable[[], str],
        said: Callable[[str, str], None],
        deleted: Callable[[], None],
        *,
        demo: bool,
    ) -> None:
        super().__init__(window)
        self._window, self._profile, self._ask, self._keys, self._by = window, profile, ask, keys, by
        self._said, self._deleted, self._demo = said, deleted, demo
        self.worker: WorkerProcess | None = None

    def close(self) -> None:
        """What is not committed is undone; what is stays deleted."""
        if self.worker is not None:
            self.worker.cancel()
            self.worker = None

    def begin(self, row: int, timed: str) -> None:
        """Show what would go. ``timed`` is the id of the client whom the note timer runs for."""

        def work(desk: Desk) -> tuple[DeletePage, str]:
            client = desk.reader.histories([row])[row].client
            return make_delete_page(client, counts(desk.reader, row)), client.id

        def show(found: tuple[DeletePage, str]) -> None:
            page, source_id = found
            if timed and timed == source_id:
                self._said("The note timer runs for this client.", "Stop it first; your hours stay.")
                return
            panel = DeletePanel(page, self._window)
            panel.confirmed.connect(lambda: self._delete(row, panel))
            panel.open()

        self._ask(work, show)

    def _delete(self, row: int, panel: DeletePanel) -> None:
        from briefing_app.ui.worker_process import WorkerProcess

        keys = self._keys()
        order = {
            "task": "delete client", "key": keys["practice"].hex(), "private": keys.get("private", b"").hex(), "client": row,
            "by": self._by(), "demo": self._demo,
        }  # fmt: skip
        made = self.worker = WorkerProcess(str(self._profile.folder), order)
        made.done.connect(lambda text: self._finished(panel, *text.split("\n", 1)))
        made.failed.connect(lambda sentence, remedy: self._finished(panel, sentence, remedy))
        made.start()

    def _finished(self, panel: DeletePanel, sentence: str, more: str) -> None:
        self.worker = None
        panel.accept()
        self._deleted()
        self._said(sentence, more)

    # -- whoever was deleted

    def show_tombstones(self, show: Callable[[tuple[TombstoneLine, ...]], None]) -> None:
        self._ask(lambda desk: make_tombstones(tombstones(desk.reader), date.today()), show)

    def allow_again(self, row: int, then: Callable[[], None]) -> None:
        by, now = self._by(), time.time()
        self._ask(lambda desk: allow_again(desk.store, row, now, by), lambda _: then())
