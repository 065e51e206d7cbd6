"""What somebody else does to the practice while the window is open, such as an import on the command line: every page reads itself again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from briefing_app.controllers.context import Context
    from briefing_app.services.open_practice import OpenPractice

LOOK_MS = 3000
Looked = tuple[tuple[int, int], ...]


class ChangeWatch(QObject):
    """Looks at the store's files every few seconds, which costs nothing, and asks the store only where they are not as they were.

    Our own import says itself what it changed. Dialogs and what is typed stay; a page keeps who is looked at.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._files: Looked | None = None
        self._counter: int | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        context.stores.opened.connect(self._begin)
        context.stores.closing.connect(self._end)

    def _begin(self, _: object) -> None:
        self._end()
        self.look()

    def _end(self) -> None:
        self._files = self._counter = None

    def look(self) -> None:
        """Ask what changed, if anything may have."""
        if not self._context.stores.is_open or self._context.importing:
            return
        files = self._look_at_files()
        if files == self._files:
            return
        self._files = files
        self._context.ask(self, _counter, self._counted, lambda _: self._end_look())

    def _end_look(self) -> None:
        """The store was busy: it is asked again."""
        self._files = None

    def _counted(self, counter: int) -> None:
        before, self._counter = self._counter, counter
        if before is not None and counter != before:
            self._context.practice_changed.emit(0)

    def _look_at_files(self) -> Looked:
        path, found = self._context.profile.practice, []
        for one in (path, path.with_name(path.name + "-wal")):
            try:
                stat = one.stat()
            except OSError:
                continue
            found.append((stat.st_mtime_ns, stat.st_size))
        return tuple(found)


def _counter(desk: OpenPractice) -> int:
    from briefing_app.services.changes import changes_of_others

    return changes_of_others(desk.store)
