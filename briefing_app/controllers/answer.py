"""Answers to the lines of a brief, and what the clinician sets of a client: each dialog stays until its words are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shiboken6 import isValid

from briefing_app.controllers.context import Context, Controller
from briefing_app.domain.act import By
from briefing_app.domain.client import Answer

if TYPE_CHECKING:
    from briefing_app.domain.problems import Problem
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.ui.brief_view import BriefView
    from briefing_app.ui.dialogs.answer import AnswerPanel
    from briefing_app.ui.dialogs.decision import DecisionPanel
    from briefing_app.ui.shell import Shell
    from briefing_app.viewmodels.brief import Brief
    from briefing_app.viewmodels.decision import Decision
    from briefing_app.viewmodels.line import Line


class AnswerController(Controller):
    """Keeps what was said to a line or set of a client, and opens the safety line that waits."""

    def __init__(self, context: Context, page: Shell) -> None:
        super().__init__(context, page)
        context.positive_found.connect(self.show_positive)

    def connect_brief(self, brief: BriefView) -> None:
        """Answers and decisions that are asked for from this brief come here."""
        brief.answered.connect(self._answer)
        brief.decided.connect(self._decide)

    def _answer(
        self, client: int, line: Line, action: str, reason: str, until: str = "", panel: AnswerPanel | None = None
    ) -> None:
        """``panel`` keeps the words on screen until they are kept, and says where they could not be."""
        about = line.about
        if about is None:
            return
        answer = Answer(
            client,
            about.kind,
            about.rule,
            about.measure,
            about.basis,
            line.text,
            action,
            reason,
            self.context.moment(),
            self.context.user(),
            until,
        )

        def work(desk: OpenPractice) -> None:
            from briefing_app.services.acknowledge import acknowledge

            acknowledge(desk.store, answer, [(one.measure, one.name, one.words) for one in about.scores])

        self._keep(client, work, panel, "The line stays as it was.")

    def _decide(self, client: int, decision: Decision, value: str, why: str, panel: DecisionPanel) -> None:
        by, now = self.context.user(), self.context.now()

        def work(desk: OpenPractice) -> None:
            from briefing_app.services.acknowledge import take_back
            from briefing_app.services.decision import Decided, decide

            if decision.answer is not None:
                take_back(desk.store, [decision.answer], why, now.timestamp(), by)
                return
            decide(desk.store, desk.catalogue, client, Decided(decision.kind, value, why), By(by, now))

        self._keep(client, work, panel, "Everything stays as it was.")

    def _keep(
        self, client: int, work: Callable[[OpenPractice], None], panel: AnswerPanel | DecisionPanel | None, stays: str
    ) -> None:
        def kept(_: None) -> None:
            if panel is not None and isValid(panel):
                panel.accept()
            self.context.practice_changed.emit(client)

        def refused(problem: Problem) -> None:
            if panel is not None and isValid(panel):
                panel.refuse(problem.sentence, problem.remedy)
            else:
                self.context.say(problem.sentence, f"{problem.remedy} {stays}")

        self.ask(work, kept, refused)

    def show_positive(self, client: int, measure: str) -> None:
        """Open the first safety line of a measure that waits for an answer."""
        today = self.context.now().date()

        def work(desk: OpenPractice) -> Brief:
            from briefing_app.viewmodels.client import make_client

            history = desk.reader.histories([client])[client]
            return make_client(history, desk.catalogue, today, None, desk.reader.rules()).brief

        def show(brief: Brief) -> None:
            from briefing_app.ui.dialogs.answer import AnswerPanel

            line = next((one for one in brief.waiting if one.about and one.about.measure == measure), None)
            if line is not None:
                panel = AnswerPanel(line, (), self.context.settings.crisis, self.context.shell)
                panel.name_client(brief.identity.name)
                panel.given.connect(
                    lambda line, action, reason, until: self._answer(client, line, action, reason, until, panel)
                )
                panel.open()

        self.ask(work, show)
