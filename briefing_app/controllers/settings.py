"""The page of settings: choices, keys and backups, and whoever was deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.controllers.context import Context, Controller
from briefing_app.services.deleted import allow_again, tombstones
from briefing_app.viewmodels.deleted import TombstoneLine, make_tombstones

if TYPE_CHECKING:
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.ui.pages.settings import SettingsPage


class SettingsController(Controller):
    """Keeps what is chosen, and shows how backups and keys stand when that changes."""

    def __init__(self, context: Context, page: SettingsPage) -> None:
        super().__init__(context, page)
        self.page = page
        page.changed.connect(context.change_settings)
        page.backup_asked.connect(lambda: context.backup_asked.emit("", True))
        page.rehearsal_asked.connect(context.rehearsal_asked)
        page.restore_asked.connect(lambda: context.restore_asked.emit(None))
        page.allow_asked.connect(self._allow_again)
        context.settings_changed.connect(page.take)
        context.vault_known.connect(page.show_vault)
        context.client_deleted.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        self.context.vault_asked.emit()
        today = self.context.now().date()

        def work(desk: OpenPractice) -> tuple[TombstoneLine, ...]:
            return make_tombstones(tombstones(desk.reader), today)

        self.context.ask(self, work, self.page.show_deleted)

    def _allow_again(self, row: int) -> None:
        by, now = self.context.user(), self.context.moment()
        self.ask(lambda desk: allow_again(desk.store, row, now, by), lambda _: self._refresh())
