"""The one row that may stand above a brief on Today: a recovery code that is still to be written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.controllers.context import Context, Controller
from briefing_app.services.keys import lacks_code
from briefing_app.viewmodels.quiet_row import CODE

if TYPE_CHECKING:
    from briefing_app.ui.pages.today import TodayPage
    from briefing_app.viewmodels.day import DayPage


class QuietRows(Controller):
    """Looks when a day is shown, and when a key was changed."""

    def __init__(self, context: Context, page: TodayPage) -> None:
        super().__init__(context, page)
        self.page = page
        self._later = False
        page.row.pressed.connect(context.code_asked)
        page.row.closed.connect(self._put_off)
        context.day_shown.connect(self._look)
        context.vault_known.connect(self._look_again)

    def _put_off(self) -> None:
        """Not now: it stands there again when the stores are opened next."""
        self._later = True

    def _look_again(self, _vault: object) -> None:
        self._look(self.context.day)

    def _look(self, day: DayPage | None) -> None:
        if day is None:
            return
        wanted = not (day.first or self._later or self.context.demo) and lacks_code(self.context.profile)
        self.page.row.show_row(*(CODE if wanted else ("", "", "", "")))
