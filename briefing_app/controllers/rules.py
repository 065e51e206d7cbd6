"""The rules of lines in the window: looked at, tried on the practice's own histories, kept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from shiboken6 import isValid

from briefing_app.controllers.context import Controller, while_there

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from briefing_app.domain.rules import Rules
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.system.paths import Profile
    from briefing_app.ui.dialogs.confirm import ConfirmPanel
    from briefing_app.ui.dialogs.rules import RulesPanel
    from briefing_app.viewmodels.confirmation import ConfirmationPage, FileLine
    from briefing_app.viewmodels.rules import RulesPage


class RulesController(Controller):
    """The dialog of rules; a preview counts what its numbers would have said, and only Keep changes anything."""

    def open(self) -> None:
        """The dialog of the rules, with what they would have shown."""
        today = self.context.now().date()

        def show(page: RulesPage) -> None:
            from briefing_app.ui.dialogs.rules import RulesPanel

            panel = RulesPanel(self.context.shell)
            panel.show_page(page)
            panel.previewed.connect(
                lambda chosen: self.ask(lambda desk: _rules_page(desk, chosen, today), while_there(panel, panel.show_page))
            )
            panel.kept.connect(lambda rules: self._keep(panel, rules))
            panel.numbers_asked.connect(lambda: self._open_numbers(panel))
            panel.open()

        self.ask(lambda desk: _rules_page(desk, None, today), show)

    def _open_numbers(self, parent: QWidget) -> None:
        """The dialog of numbers and files that the practice confirms."""
        profile = self.context.profile

        def show(page: ConfirmationPage) -> None:
            from briefing_app.ui.dialogs.confirm import ConfirmPanel

            panel = ConfirmPanel(parent)
            panel.show_page(page)
            panel.number_given.connect(
                lambda *one: self._change(panel, lambda desk, at, by: _confirm(desk, profile, one, at, by))
            )
            panel.number_taken.connect(lambda *one: self._change(panel, lambda desk, at, by: _take_back(desk, one, at, by)))
            panel.file_asked.connect(lambda line: self._change(panel, lambda desk, at, by: _change_file(desk, line, at, by)))
            panel.open()

        self.ask(lambda desk: _confirmation_page(desk, profile), show)

    def _change(self, panel: ConfirmPanel, act: Callable[[OpenPractice, float, str], None]) -> None:
        """Keep one thing and show what counts by then; what could not be kept is said where it was typed."""
        profile, by, now = self.context.profile, self.context.user(), self.context.moment()

        def work(desk: OpenPractice) -> ConfirmationPage:
            from briefing_app.services.measure import renew

            act(desk, now, by)
            renew(desk.catalogue, desk.store)
            return _confirmation_page(desk, profile)

        def shown(page: ConfirmationPage) -> None:
            if isValid(panel):
                panel.show_page(page)
            self.context.practice_changed.emit(0)

        self.ask(work, shown, lambda problem: panel.refuse(problem.sentence, problem.remedy) if isValid(panel) else None)

    def _keep(self, panel: RulesPanel, rules: Rules) -> None:
        by, now = self.context.user(), self.context.moment()

        def work(desk: OpenPractice) -> None:
            from briefing_app.domain.rules import stored_form
            from briefing_app.services.rule_setting import change_rules

            before, after = stored_form(desk.reader.rules()), stored_form(rules)
            changed = {name: after.get(name, "") for name in {*before, *after} if before.get(name) != after.get(name)}
            change_rules(desk.store, changed, now, by)

        self.keep_given(panel, work, lambda _: self.context.practice_changed.emit(0))


def _confirm(desk: OpenPractice, profile: Profile, given: tuple[str, str, float, str], at: float, by: str) -> None:
    from briefing_app.domain.confirmation import Confirmed
    from briefing_app.services.confirmation import confirm_number
    from briefing_app.services.measure import catalogue_of

    measure, name, value, source = given
    confirm_number(desk.store, catalogue_of(profile)(measure), Confirmed(measure, name, value, source, at, by))


def _take_back(desk: OpenPractice, given: tuple[str, str], at: float, by: str) -> None:
    from briefing_app.services.confirmation import take_back_number

    take_back_number(desk.store, *given, at, by)


def _change_file(desk: OpenPractice, line: FileLine, at: float, by: str) -> None:
    from briefing_app.domain.own_version import State
    from briefing_app.services.confirmation import change_own_file

    wanted = State.ENDED if line.counts else State.COUNTS
    change_own_file(desk.store, line.measure, line.digest, wanted.value, at, by)


def _confirmation_page(desk: OpenPractice, profile: Profile) -> ConfirmationPage:
    """What may be confirmed, by the instruments as they stand without it, and what is."""
    from briefing_app.services.confirmation import confirmed_now
    from briefing_app.services.measure import catalogue_of
    from briefing_app.viewmodels.confirmation import make_confirmation

    return make_confirmation(catalogue_of(profile).all(), confirmed_now(desk.store), desk.catalogue.own_files())


def _rules_page(desk: OpenPractice, proposed: Rules | None, today: date) -> RulesPage:
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
