"""The screen in the client's hands: a form to fill in, kept before the machine is handed back, or their own courses to look at together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QTimer

from briefing_app.controllers.context import Context, Controller
from briefing_app.domain.act import By
from briefing_app.viewmodels.entry import say_positive

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing_app.domain.measure import Measure
    from briefing_app.domain.problems import Problem
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.ui.brief_view import BriefView
    from briefing_app.ui.client_form import ClientForm
    from briefing_app.ui.client_view import ClientViewWindow
    from briefing_app.ui.shell import Shell
    from briefing_app.viewmodels.client_view import ClientView

AGAIN_MS = 5000


class Unkept(NamedTuple):
    """A client's answers that could not be kept yet: how they are tried again, and what is said of them."""

    again: Callable[[], None]
    words: str


class ClientFormController(Controller):
    """Everything of ours is hidden while the client has the form or the view; ``form`` and ``view`` are what they have."""

    def __init__(self, context: Context, page: Shell) -> None:
        super().__init__(context, page)
        self.form: ClientForm | None = None
        self.view: ClientViewWindow | None = None
        self.unkept: Unkept | None = None
        self.positive = ""
        self._closed = False
        self._again = QTimer(self)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self.try_again)
        context.form_asked.connect(self._hand_over)

    def connect_brief(self, brief: BriefView) -> None:
        brief.together_asked.connect(self._look_together)

    @property
    def in_hands(self) -> bool:
        """Whether a client has the form or the page to look at together: the window behind it is hidden already."""
        return self.form is not None or self.context.shell.isHidden()

    def close(self) -> None:
        self._closed = True
        self._again.stop()
        self.view = None
        super().close()

    # -- the form

    def _hand_over(self, client: int, measure: Measure) -> None:
        from briefing_app.ui.dialogs.hand_over import HandOverPanel

        panel = HandOverPanel(measure.short, self.context.shell)
        panel.started.connect(lambda code, single: self.show_form(client, measure, code, single=single))
        panel.open()

    def show_form(self, client: int, measure: Measure, code: str, *, single: bool) -> None:
        """Hide everything of ours and fill the screen with the form."""
        from briefing_app.ui.client_form import ClientForm

        form = self.form = ClientForm(measure, code, single=single)
        form.finished.connect(lambda answers: self.keep_form(client, measure, answers))
        form.returned.connect(lambda: self.take_back(client, measure))
        self.context.shell.hide()
        form.showFullScreen()

    def keep_form(self, client: int, measure: Measure, answers: list[int | None]) -> None:
        """Kept at once, before the machine is handed back; what cannot be kept yet is tried again until it is, and said on the way back."""
        by, now = self.context.user(), self.context.now()
        if all(value is None for value in answers):
            return
        self.positive = ""

        def work(desk: OpenPractice) -> None:
            from briefing_app.services.enter import enter_score
            from briefing_app.services.entry import Filled, make_entry

            enter_score(desk.store, make_entry(measure, client, now.date(), Filled(items=answers, form=True), By(by, now)))

        def kept(_: None) -> None:
            self.unkept = None
            self._again.stop()
            self.positive = measure.id if say_positive(measure, answers) else ""
            if self.form is None and not self._closed:  # it came back before it was kept
                self.context.practice_changed.emit(client)
                self._open_positive(client, measure)

        def refused(problem: Problem) -> None:
            self.unkept = Unkept(
                lambda: self.ask(work, kept, refused),
                f"{measure.short}: {problem.sentence} {say_positive(measure, answers)}".strip(),
            )
            if not self._closed:
                self._again.start()

        self.ask(work, kept, refused)

    def try_again(self) -> None:
        """Keep the answers that could not be kept."""
        if self.unkept is not None:
            self.unkept.again()

    def take_back(self, client: int, measure: Measure) -> None:
        """Back with the clinician: the brief is read again, and a positive safety item is the first thing they see."""
        self.form = None
        self.context.form_returned.emit()
        self.context.shell.show()
        if self._closed:  # locked by now; the line waits in the brief
            return
        self.context.practice_changed.emit(client)
        if self.unkept is not None:
            self.context.say(
                f"The client's answers are not kept yet. {self.unkept.words}",
                "They are tried again every few seconds; leave this window open.",
            )
        self._open_positive(client, measure)

    def _open_positive(self, client: int, measure: Measure) -> None:
        if self.positive == measure.id:
            self.positive = ""
            self.context.positive_found.emit(client, measure.id)

    # -- looking together

    def _look_together(self, client: int) -> None:
        """Hide the window, with everybody in it, and fill the screen with this client's own courses."""
        today = self.context.now().date()

        def work(desk: OpenPractice) -> ClientView:
            from briefing_app.services.brief import brief_facts
            from briefing_app.viewmodels.client_view import make_client_view

            history = desk.reader.histories([client])[client]
            return make_client_view(brief_facts(history, desk.catalogue, today, None, None, desk.reader.rules()))

        def show(found: ClientView) -> None:
            from briefing_app.ui.client_view import ClientViewWindow

            self.view = ClientViewWindow(found)
            self.view.ended.connect(self._end_view)
            self.context.shell.hide()
            self.view.showFullScreen()

        self.ask(work, show)

    def _end_view(self) -> None:
        self.view = None
        self.context.shell.show()
