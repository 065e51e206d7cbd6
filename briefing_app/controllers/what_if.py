"""A copy of the day to move and buffer; saved as a calendar file on request, never booked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from briefing_app.controllers.context import Context, Controller
from briefing_app.ui.saving import saved

if TYPE_CHECKING:
    from briefing_app.domain.recovery import Session
    from briefing_app.services.ledger import DayOutlook
    from briefing_app.services.open_ledger import OpenLedger
    from briefing_app.viewmodels.day import DayPage


class WhatIfController(Controller):
    """With the clinician's own targets, tags and caps where their ledger is open."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(context, page)
        context.what_if_asked.connect(self.open)

    def open(self, page: DayPage) -> None:
        """The dialog in which a copy of a day is moved about."""
        practitioner, now = self.context.settings.practitioner, self.context.now()

        def work(desk: OpenLedger) -> DayOutlook:
            from briefing_app.services.ledger import day_outlook

            return day_outlook(desk.private, desk.reader, now, page.day, None, practitioner)

        if not self.context.ask_own(self, work, lambda found: self._open(page, found)):
            self._open(page, None)

    def _open(self, page: DayPage, own: DayOutlook | None) -> None:
        from briefing_app.domain.recovery import Targets
        from briefing_app.ui.dialogs.what_if import WhatIfPanel
        from briefing_app.viewmodels.load_statement import say_cap
        from briefing_app.viewmodels.what_if import sessions_of

        sessions, names = sessions_of(page, own.trauma if own is not None else frozenset())
        caps = [say_cap(one) for one in own.caps] if own is not None else []
        panel = WhatIfPanel(sessions, names, own.targets if own is not None else Targets(), caps, self.context.shell)
        panel.save_asked.connect(lambda proposed: self._save(proposed, names, page))
        panel.open()

    def _save(self, proposed: tuple[Session, ...], names: dict[str, str], page: DayPage) -> None:
        from briefing_app.documents.calendar import write_calendar
        from briefing_app.viewmodels.what_if import file_name, initials

        shell, now = self.context.shell, self.context.now()
        path, _ = QFileDialog.getSaveFileName(shell, "Save the proposal", file_name(page.day), "Calendar (*.ics)")
        if path:
            events = [(one.key, one.planned[0], one.planned[1], initials(names[one.key])) for one in proposed]
            remedy = "Initials only; it is not encrypted."
            if saved(shell, Path(path), lambda path: write_calendar(events, path, now), remedy=remedy):
                self.context.record("exported", 0, "proposal of a day, with initials")
