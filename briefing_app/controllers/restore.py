"""Restoring a backup in the window: the file, its words, and the work beside the window, which closes its stores when it is asked to."""

from __future__ import annotations

from pathlib import Path
from queue import SimpleQueue

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from briefing_app.controllers.context import Context, Controller
from briefing_app.controllers.stores import State
from briefing_app.domain.periods import dated_at
from briefing_app.domain.problems import Problem
from briefing_app.services.backup import backups_of, vault_of
from briefing_app.services.restore import restore_backup_in_words
from briefing_app.ui.store_thread import StoreThread


def ways(context: Context, kind: str) -> list[tuple[str, str, object]]:
    """For a store that cannot be read: its newest backup, two clicks away, and any other; each with a tool tip and what it does."""
    newest = next(iter(backups_of(vault_of(context.profile, kind))), None)
    found: list[tuple[str, str, object]] = []
    if newest is not None:
        words, path = f"Restore the backup of {dated_at(newest.made)} …", newest.path
        found.append((words, "The damaged store is kept", lambda: context.restore_asked.emit(path)))
    return [
        *found,
        ("Another backup …", "From the backups' folder or another disk", lambda: context.restore_asked.emit(None)),
    ]


class RestoreController(Controller):
    """The stores are closed once the backup has proved whole, and opened again whatever came of it, unless the window was locked meanwhile."""

    _close_stores = Signal()

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(context, page)
        self._closed: SimpleQueue[Problem | None] = SimpleQueue()
        self._released = False
        self.thread_at_work: StoreThread[None] | None = None
        self._close_stores.connect(self._let_go, Qt.ConnectionType.QueuedConnection)

    def close(self) -> None:
        """It closes the stores itself, and stays."""

    def choose(self) -> None:
        """Ask for the file of a backup, and then for what opens it."""
        folder = str(self.context.profile.backups)
        path, _ = QFileDialog.getOpenFileName(self.context.shell, "Restore a backup", folder, "Briefing backup (*.briefing)")
        if path:
            self.restore(Path(path))

    def restore(self, path: Path) -> None:
        """Ask for the words, and stay until they proved right or it is given up."""
        from briefing_app.ui.dialogs.keys import RestorePanel

        panel = RestorePanel(path.name, self.context.shell)

        def refused(problem: Problem) -> None:
            self._end()
            words = f"{problem.sentence} {problem.remedy}"
            if self._released:  # the stores are closed: they are opened again
                self._open_again(words)
            elif isValid(panel):  # a lock closes it
                panel.say(words)

        def done(sentence: str) -> None:
            self._end()
            self._open_again(sentence)

        def give(words: str) -> None:
            panel.wait(
                "The backup is read and held against its list; the store that is there stays until it has proved whole …"
            )
            self._released = False
            made = self.thread_at_work = StoreThread(lambda: None, lambda _: None)
            made.start()
            profile = self.context.profile
            made.ask(lambda _: restore_backup_in_words(profile, path, words or None, self._stores_closed), done, refused)

        panel.given.connect(give)
        panel.open()

    def _end(self) -> None:
        if self.thread_at_work is not None:
            self.thread_at_work.stop()
            self.thread_at_work = None

    def _stores_closed(self) -> None:
        """In the thread of the work: have the window close its stores, and wait for it. Raises what kept it from that."""
        self._close_stores.emit()
        problem = self._closed.get()
        if problem is not None:
            raise problem

    def _let_go(self) -> None:
        self._released = True
        stores = self.context.stores
        if stores.state is State.LOCKED or stores.close(State.RESTORING, empty=False):
            self._closed.put(None)
        else:
            self._closed.put(Problem("A store is still at work.", "Nothing was replaced; try again in a moment."))

    def _open_again(self, sentence: str) -> None:
        """Another store lies there now, or the stores were closed for it: begin again with their own key, unless it was locked meanwhile."""
        stores = self.context.stores
        if stores.state is State.LOCKED:
            stores.stay_locked()
        else:
            stores.close()
            stores.unlock(None)
        self.context.say(sentence, "")
