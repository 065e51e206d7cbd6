"""Scores from paper and goals in the client's own words: entered, corrected, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.controllers.context import Controller
from briefing_app.domain.act import By
from briefing_app.domain.measure import Measure
from briefing_app.domain.person_numbers import for_person

if TYPE_CHECKING:
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.ui.brief_view import BriefView
    from briefing_app.ui.dialogs.entry import EntryPanel, Given
    from briefing_app.viewmodels.entry import Entered


class Offered(NamedTuple):
    """What the dialog offers for a client: every measure, those in use first, and what was entered before."""

    name: str
    measures: list[Measure]
    entered: tuple[Entered, ...]


class EntryController(Controller):
    """The dialog of scores, and what it keeps."""

    def connect_brief(self, brief: BriefView) -> None:
        brief.score_asked.connect(lambda row: self.open(row, brief))

    def open(self, client: int, brief: BriefView) -> None:
        """The dialog in which a score of a client (a row) is typed."""
        today = self.context.now().date()

        def show(found: Offered) -> None:
            from briefing_app.ui.dialogs.entry import EntryPanel

            panel = EntryPanel(found.name, found.measures, found.measures[0].id, found.entered, brief)
            by_id = {one.id: one for one in found.measures}
            panel.given.connect(lambda given: self._enter(panel, client, by_id.get(given.measure), given))
            panel.form_asked.connect(lambda measure: self.context.form_asked.emit(client, by_id[measure]))
            panel.withdraw_asked.connect(lambda row, reason: self._withdraw(panel, client, row, reason))
            panel.goal_end_asked.connect(lambda goal: self._end_goal(panel, client, goal))
            panel.open()

        self.ask(lambda desk: _offered(desk, client, today), show)

    def _enter(self, panel: EntryPanel, client: int, measure: Measure | None, given: Given) -> None:
        by, now = self.context.user(), self.context.now()

        def work(desk: OpenPractice) -> None:
            from briefing_app.domain.client import Goal
            from briefing_app.domain.goal import goal_measure
            from briefing_app.services.enter import enter_goal, enter_score
            from briefing_app.services.entry import Correction, Filled, make_entry
            from briefing_app.viewmodels.entry import read_answers, read_refusals, read_total

            one = measure or goal_measure(Goal(0, client, given.words, given.better, now.timestamp(), 0.0))
            correction = Correction(given.corrects, given.reason) if given.corrects is not None else None
            filled = Filled(read_total(given.total), read_answers(one, given.answers), read_refusals(one, given.answers))
            entry = make_entry(one, client, given.day, filled, By(by, now), correction)
            if measure is None:
                enter_goal(desk.store, given.words, given.better, entry)
            else:
                enter_score(desk.store, entry)

        self._keep(panel, client, work)

    def _withdraw(self, panel: EntryPanel, client: int, row: int, reason: str) -> None:
        by, now = self.context.user(), self.context.now()

        def work(desk: OpenPractice) -> None:
            from briefing_app.services.enter import withdraw_score

            withdraw_score(desk.store, row, reason, now.timestamp(), by)

        self._keep(panel, client, work)

    def _end_goal(self, panel: EntryPanel, client: int, goal: int) -> None:
        by, now = self.context.user(), self.context.moment()

        def work(desk: OpenPractice) -> None:
            from briefing_app.services.enter import end_goal_of

            end_goal_of(desk.store, goal, now, by)

        self._keep(panel, client, work)

    def _keep(self, panel: EntryPanel, client: int, work: Callable[[OpenPractice], None]) -> None:
        """The dialog closes once it is kept; what is refused is said in it, and stays there."""
        self.keep_given(panel, work, lambda _: self.context.practice_changed.emit(client))


def _offered(desk: OpenPractice, client: int, today: date) -> Offered:
    from briefing_app.domain.goal import goal_measure
    from briefing_app.domain.periods import age_on
    from briefing_app.services.brief import brief_facts
    from briefing_app.viewmodels.entry import make_entered

    history = desk.reader.histories([client])[client]
    facts = brief_facts(history, desk.catalogue, today, None, None, desk.reader.rules())
    goals = [goal_measure(goal) for goal in history.goals if not goal.ended]
    used = [one.measure for one in [*facts.due, *facts.courses] if not one.measure.part_of]
    age = age_on(history.client.birth_date, today)
    shipped = (for_person(one, history.client.gender, age) for one in desk.catalogue.all())
    every = {one.id: one for one in [*used, *goals, *shipped]}
    names = {one.id: one.short for one in every.values()}
    return Offered(history.client.name, list(every.values()), make_entered(desk.reader.own_entries(client), names, today))
