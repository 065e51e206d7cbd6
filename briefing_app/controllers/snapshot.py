"""What is kept of a brief at the start of its session, as it stood on screen then, and looked at again later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from briefing_app.controllers.context import Context, Controller, nothing

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.ui.brief_view import BriefView
    from briefing_app.ui.shell import Shell
    from briefing_app.viewmodels.brief import Brief
    from briefing_app.viewmodels.day import DayPage

LOOK_MS = 15_000
FIRST_LOOK_MS = 500  # what is on screen is painted first
LONGEST_SECONDS = 3600.0  # of a session without a booked end


class SnapshotController(Controller):
    """Looks every few seconds whether a session of the day on screen has begun."""

    def __init__(self, context: Context, page: Shell) -> None:
        super().__init__(context, page)
        self._page: DayPage | None = None
        self._kept: set[tuple[int, float]] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._keep_started)
        context.day_shown.connect(self.watch)

    def connect_brief(self, brief: BriefView) -> None:
        brief.earlier_asked.connect(lambda shown: self._show_earlier(shown, brief))

    def close(self) -> None:
        """Nothing is kept of a session any more, and nobody's page is held."""
        self._timer.stop()
        self._page = None
        super().close()

    def watch(self, page: DayPage) -> None:
        """From now on, keep each brief of this page once its session has begun, as it stands on screen then."""
        self._page = page
        if not self._timer.isActive():
            self._timer.start()
        QTimer.singleShot(FIRST_LOOK_MS, self, self._keep_started)

    def _keep_started(self) -> None:
        now, page = self.context.moment(), self._page
        if page is None or page.day != self.context.now().date():
            return
        for row, brief in zip(page.rows, page.briefs, strict=True):
            key = (brief.identity.row, row.begins)
            if row.begins and row.begins <= now <= (row.ends or row.begins + LONGEST_SECONDS) and key not in self._kept:
                self._kept.add(key)
                self.keep(brief, row.begins, now)

    def keep(self, brief: Brief, begins: float, now: float) -> None:
        """Keep a brief as it stands at the start of its session."""

        def work(desk: OpenPractice) -> None:
            from briefing_app.documents.snapshot import lines_shown, snapshot_of
            from briefing_app.domain.entry import Content
            from briefing_app.services.shown import keep_snapshot

            content = Content(*snapshot_of(brief, begins), lines_shown(brief, now))
            keep_snapshot(desk.store, brief.identity.row, begins, now, content)

        # While an import has the store to itself it cannot be kept yet: the next look tries again, and nobody is interrupted.
        self.ask(work, nothing, lambda _: self._kept.discard((brief.identity.row, begins)))

    def _show_earlier(self, shown: Brief, parent: QWidget) -> None:
        today = self.context.now().date()

        def work(desk: OpenPractice) -> list[tuple[str, str, str]]:
            from briefing_app.documents.snapshot import kept_as_lines

            client = desk.reader.histories([shown.identity.row])[shown.identity.row].client
            return kept_as_lines(desk.reader.snapshots(shown.identity.row), client, today)

        def show(kept: list[tuple[str, str, str]]) -> None:
            from briefing_app.ui.dialogs.snapshot import EarlierPanel

            EarlierPanel(shown.identity.name, kept, parent).open()

        self.ask(work, show)
