"""The Help page: rules, numbers and codes as they are in force, and the keys of the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.controllers.context import Context, Controller
from briefing_app.ui.pages.help import HelpPage

if TYPE_CHECKING:
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.viewmodels.reference import Chapter


class HelpController(Controller):
    """Reads the reference anew each time the page is looked at."""

    def __init__(self, context: Context, page: HelpPage) -> None:
        super().__init__(context, page)
        self.page = page
        page.keys_asked.connect(context.keys_asked)
        page.rehearsal_asked.connect(self._rehearse)

    def refresh(self) -> None:
        """Help as the rules and measures stand now."""

        def work(desk: OpenPractice) -> tuple[Chapter, ...]:
            from briefing_app.services.note import shipped_session_rules
            from briefing_app.services.rtm import shipped_rtm_rules
            from briefing_app.viewmodels.billing import make_billing
            from briefing_app.viewmodels.reference import make_reference

            chapters = make_reference(list(desk.catalogue.all()), desk.reader.rules(), desk.catalogue.refused.values())
            return (*make_billing(shipped_rtm_rules(), shipped_session_rules()), *chapters)

        self.ask(work, self.page.show_reference)

    def _rehearse(self) -> None:
        """Settings says how it went."""
        self.context.page_asked.emit("settings")
        self.context.rehearsal_asked.emit()
