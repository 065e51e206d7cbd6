"""Restoring a backup in the window: the file, its words, and the work beside the window, which closes its stores when it is asked to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from briefing_app.domain.periods import dated_at
from briefing_app.domain.problems import Problem
from briefing_app.services.backup import backups_of, vault_of
from briefing_app.services.restore import restore_backup_in_words
from briefing_app.system.paths import Profile
from briefing_app.ui.store_thread import StoreThread


class Restoring(QObject):
    """``release`` closes the stores, once the backup has proved whole; ``restored`` opens them again and says how it went."""

    _close_stores = Signal()

    def __init__(self, window: QWidget, profile: Profile, release: Callable[[], None], restored: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window, self._profile, self._release, self._restored = window, profile, release, restored
        self._closed: SimpleQueue[Problem | None] = SimpleQueue()
        self._released = False
        self._thread: StoreThread[None] | None = None
        self._close_stores.connect(self._let_go, Qt.ConnectionType.QueuedConnection)

    def ways(self, kind: str) -> list[tuple[str, str, object]]:
        """For a store that cannot be read: its newest backup, two clicks away, and any other; each with a tool tip and what it does."""
        newest = next(iter(backups_of(vault_of(self._profile, kind))), None)
        found: list[tuple[str, str, object]] = []
        if newest is not None:
            words = f"Restore the backup of {dated_at(newest.made)} …"
            found.append((words, "The damaged store is kept", lambda: self.ask(newest.path)))
        return [*found, ("Another backup …", "From the backups' folder or another disk", self.choose)]

    def choose(self) -> None:
        folder = str(self._profile.backups)
        path, _ = QFileDialog.getOpenFileName(self._window, "Restore a backup", folder, "Briefing backup (*.briefing)")
        if path:
            self.ask(Path(path))

    def ask(self, path: Path) -> None:
        """Ask for the words, and stay until they proved right or it is given up."""
        from briefing_app.ui.dialogs.keys import RestorePanel

        panel = RestorePanel(path.name, self._window)

        def refused(problem: Problem) -> None:
            self._end()
            words = f"{problem.sentence} {problem.remedy}"
            if self._released:  # the stores are closed: they are opened again
                self._restored(words)
            elif isValid(panel):  # a lock closes it
                panel.say(words)

        def done(sentence: str) -> None:
            self._end()
            self._restored(sentence)

        def give(words: str) -> None:
            panel.wait(
                "The backup is read and held against its list; the store that is there stays until it has proved whole …"
            )
            self._released = False
            made = self._thread = StoreThread(lambda: None, lambda _: None)
            made.start()
            made.ask(lambda _: restore_backup_in_words(self._profile, path, words or None, self._stores_closed), done, refused)

        panel.given.connect(give)
        panel.open()

    def _end(self) -> None:
        if self._thread is not None:
            self._thread.stop()
            self._thread = None

    def _stores_closed(self) -> None:
        """In the thread of the work: have the window close its stores, and wait for it. Raises what kept it from that."""
        self._close_stores.emit()
        problem = self._closed.get()
        if problem is not None:
            raise problem

    def _let_go(self) -> None:
        self._released = True
        try:
            self._release()
        except Problem as problem:
            self._closed.put(problem)
        else:
            self._closed.put(None)
