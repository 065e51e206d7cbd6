"""The one row that may stand above a brief on Today: what was kept late, what an import brought, or a recovery code to be written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.controllers.context import Context, Controller
from briefing_app.services.keys import lacks_code
from briefing_app.viewmodels.quiet_row import CODE, NOTHING, say_arrived
from briefing_app.viewmodels.waiting import say_kept

if TYPE_CHECKING:
    from briefing_app.services.after_import import Arrived
    from briefing_app.ui.pages.today import TodayPage
    from briefing_app.viewmodels.day import DayPage


class QuietRows(Controller):
    """Looks when a day is shown, when an import has ended, and when a key was changed."""

    def __init__(self, context: Context, page: TodayPage) -> None:
        super().__init__(context, page)
        self.page = page
        self._later = False
        page.row.pressed.connect(self._act)
        page.row.closed.connect(self._put_away)
        context.day_shown.connect(self._look)
        context.arrived.connect(self._look_again)
        context.vault_known.connect(self._look_again)

    def _act(self) -> None:
        if self.context.arrival is None:
            self.context.code_asked.emit()
        else:
            self.context.page_asked.emit("import")
            self.context.report_asked.emit(self.context.arrival.run)

    def _put_away(self) -> None:
        """What stands there was seen; the code stands there again when the stores are opened next."""
        if self.context.kept_late:
            self.context.kept_late = 0
        elif self.context.arrival is not None:
            self.context.arrival = None
        else:
            self._later = True
        self._look(self.context.day)

    def _look_again(self, _: object) -> None:
        self._look(self.context.day)

    def _look(self, day: DayPage | None) -> None:
        if day is None:
            return
        if self.context.kept_late:
            self.page.row.show_row(*say_kept(self.context.kept_late))
            return
        arrival: Arrived | None = self.context.arrival
        if arrival is not None:
            self.page.row.show_row(*say_arrived(arrival, self.context.now().date()))
            return
        wanted = not (day.first or self._later or self.context.demo) and lacks_code(self.context.profile)
        self.page.row.show_row(*(CODE if wanted else NOTHING))
