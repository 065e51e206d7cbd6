"""Watched folders in the window: looks beside it, a signal of the folder as a hint, and the import's own process for what is whole."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QTimer
from PySide6.QtWidgets import QWidget

from briefing_app.controllers.context import Context, Controller, nothing
from briefing_app.domain.problems import Problem
from briefing_app.services.watch import Look, Watch
from briefing_app.system.settings import Settings
from briefing_app.viewmodels.watch import lines_of

if TYPE_CHECKING:
    from briefing_app.controllers.importing import ImportController
    from briefing_app.ui.store_thread import StoreThread

SOON_MS, USUAL_MS = 2000, 60_000
MOST_TRIES = 3


class WatchController(Controller):
    """Looks every minute, and every two seconds while a file is being written. Nothing is read in a session, while a client has the form or the page, or

    while another import runs; and nothing is read of a file that failed three times."""

    def __init__(
        self, context: Context, page: QWidget, in_hands: Callable[[], bool], imports: Callable[[], ImportController]
    ) -> None:
        super().__init__(context, page)
        self._in_hands, self._imports = in_hands, imports
        self._watch = Watch(())
        self._look_at: Look = Look()
        self._left: dict[str, str] = {}
        self._tries: Counter[str] = Counter()
        self._hints: QFileSystemWatcher | None = None
        self._thread: StoreThread[None] | None = None
        self._looking = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        context.settings_changed.connect(self._follow)

    def start(self) -> None:
        """By the settings as they are; the demo, where nobody exists, watches nothing."""
        self._follow(self.context.settings)

    def close(self) -> None:
        self._timer.stop()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.stop()
        super().close()

    def _follow(self, settings: Settings) -> None:
        folders = () if self.context.demo else settings.watched_folders
        if folders == self._watch.folders:
            return
        self._watch, self._left, self._look_at = Watch(folders), {}, Look()
        self._hints = None
        if not folders:
            self._timer.stop()
            self._say()
            return
        self._hints = QFileSystemWatcher(self)
        self._hints.directoryChanged.connect(self._hint)
        self._timer.start(SOON_MS)

    def _hint(self, _: str) -> None:
        """Something changed in a folder; only a look tells what."""
        if not self._timer.isActive() or self._timer.remainingTime() > SOON_MS:
            self._timer.start(SOON_MS)

    @property
    def may_read(self) -> bool:
        """Whether reading disturbs nothing now: no session, no form in a client's hands, no import."""
        context = self.context
        return context.stores.is_open and not (context.importing or context.in_session() or self._in_hands())

    def look(self) -> None:
        """Beside the window: a folder on a disk that is gone may not answer."""
        if self._looking or not self._watch.folders or not self.context.stores.is_open:
            return
        if self._thread is None:
            from briefing_app.ui.store_thread import StoreThread

            self._thread = StoreThread(lambda: None, nothing)
            self._thread.start()
        watch, self._looking = self._watch, True
        self._thread.ask(lambda _: watch.look(time.time()), lambda found: self._looked(watch, found), self._failed_to_look)

    def _failed_to_look(self, _: Problem) -> None:
        self._looking = False
        self._timer.start(USUAL_MS)

    def _looked(self, watch: Watch, found: Look) -> None:
        self._looking = False
        if watch is not self._watch:
            self._timer.start(SOON_MS)
            return
        self._look_at = found
        self._follow_folders(found)
        ready = [path for path in found.whole if self._tries[str(path)] < MOST_TRIES]
        if ready and self.may_read:
            self._imports().start_watched([str(path) for path in ready], self._taken, self._failed)
        else:
            watch.again(ready)
        self._timer.start(SOON_MS if found.unfinished else USUAL_MS)
        self._say()

    def _follow_folders(self, found: Look) -> None:
        """The system forgets a folder that was taken away."""
        hints = self._hints
        if hints is not None:
            there = [one for one in self._watch.folders if one not in found.lost and one not in hints.directories()]
            if there:
                hints.addPaths(there)

    def _taken(self, paths: Sequence[str], left: Sequence[Sequence[str]]) -> None:
        for path in paths:
            self._tries.pop(path, None)
            self._left.pop(Path(path).name, None)
        self._left.update((name, why) for name, why in left)
        self._say()

    def _failed(self, paths: Sequence[str], sentence: str) -> None:
        """Tried again at later looks, three times in all."""
        self._tries.update(paths)
        self._watch.again([Path(path) for path in paths if self._tries[path] < MOST_TRIES])
        for path in paths:
            if self._tries[path] >= MOST_TRIES:
                self._left[Path(path).name] = f"{sentence.rstrip('.')}; it was tried {MOST_TRIES} times and is left alone"
        self._say()

    def _say(self) -> None:
        self.context.watched_known.emit(lines_of(self._look_at, tuple(self._left.items())))
