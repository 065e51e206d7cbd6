"""The rules of lines in the window: looked at, tried on the practice's own histories, kept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from briefing_app.controllers.context import Controller, while_there

if TYPE_CHECKING:
    from briefing_app.domain.rules import Rules
    from briefing_app.services.desk import Desk
    from briefing_app.viewmodels.rules import RulesPage


class RulesController(Controller):
    """The dialog of rules; a preview counts what its numbers would have said, and only Keep changes anything."""

    def open(self) -> None:
        today = self.context.now().date()

        def show(page: RulesPage) -> None:
            from briefing_app.ui.dialogs.rules import RulesPanel

            panel = RulesPanel(self.context.shell)
            panel.show_page(page)
            panel.previewed.connect(
                lambda chosen: self.ask(lambda desk: _rules_page(desk, chosen, today), while_there(panel, panel.show_page))
            )
            panel.kept.connect(self._keep)
            panel.open()

        self.ask(lambda desk: _rules_page(desk, None, today), show)

    def _keep(self, rules: Rules) -> None:
        by, now = self.context.user(), self.context.moment()

        def work(desk: Desk) -> None:
            from briefing_app.domain.rules import stored_form
            from briefing_app.services.rule_setting import change_rules

            before, after = stored_form(desk.reader.rules()), stored_form(rules)
            changed = {name: after.get(name, "") for name in {*before, *after} if before.get(name) != after.get(name)}
            change_rules(desk.store, changed, now, by)

        self.ask(work, lambda _: self.context.practice_changed.emit(0))


def _rules_page(desk: Desk, proposed: Rules | None, today: date) -> RulesPage:
    """The page of the rules in force; with ``proposed``, what those would have said beside it."""
    from briefing_app.services.caseload import caseload_rows
    from briefing_app.services.replay import replay
    from briefing_app.viewmodels.rules import make_rules

    rules = desk.reader.rules()
    rows, _ = caseload_rows(desk.reader, today)
    histories = list(desk.reader.histories(rows).values())
    now = replay(histories, desk.catalogue, today, rules)
    then = replay(histories, desk.catalogue, today, proposed) if proposed is not None else ()
    return make_rules(rules, now, then, desk.reader.line_counts(), len(histories))
