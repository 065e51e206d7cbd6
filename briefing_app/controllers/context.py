"""What every controller may use: the profile, the choices, the clock, the open store, a sentence on screen, a row of the audit."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from briefing_app.controllers.audit_queue import AuditQueue
from briefing_app.controllers.waiting import WaitingActs
from briefing_app.system.settings import Settings, who_acts, write_settings

if TYPE_CHECKING:
    from briefing_app.domain.problems import Problem
    from briefing_app.services.desk import Desk
    from briefing_app.system.paths import Profile
    from briefing_app.ui.shell import Shell
    from briefing_app.ui.store_thread import StoreThread
    from briefing_app.viewmodels.brief import Brief
    from briefing_app.viewmodels.day import DayPage

T = TypeVar("T")


class Context(QObject):
    """One for each window; a controller is given this and its page, and tells others something by these signals alone.

    ``practice_changed`` carries the row of the client something was entered for, 0 where it is nobody's alone: each page reads itself again.
    ``positive_found`` carries a client's row and the measure whose safety line waits; ``form_asked`` a client's row and the measure to fill in.
    """

    page_asked = Signal(str)
    day_shown = Signal(object)
    practice_changed = Signal(int)
    messages_shown = Signal()
    positive_found = Signal(int, str)
    form_asked = Signal(int, object)
    form_returned = Signal()
    settings_changed = Signal(object)
    closing = Signal()

    def __init__(self, shell: Shell, profile: Profile, settings: Settings, *, demo: bool) -> None:
        super().__init__(shell)
        self.shell, self.profile, self.demo = shell, profile, demo
        self.settings = settings
        self.store: StoreThread[Desk] | None = None
        self.day: DayPage | None = None
        self.waiting = WaitingActs(self)
        self.audit = AuditQueue(lambda *job: self.ask(self, *job), self.user)
        self._briefs: dict[QWidget, Callable[[], Brief | None]] = {}

    def user(self) -> str:
        """Whose hand it is that acts now."""
        return who_acts(self.settings)

    def now(self) -> datetime:
        return datetime.now().astimezone()

    def moment(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def change_settings(self, settings: Settings) -> None:
        self.settings = settings
        write_settings(self.profile.settings, settings)
        self.settings_changed.emit(settings)

    def ask(
        self,
        asker: QObject,
        work: Callable[[Desk], T],
        then: Callable[[T], object],
        otherwise: Callable[[Problem], object] | None = None,
    ) -> None:
        """Put work to the store's thread; its answer is dropped where who asked is gone by then.

        What went wrong is told to ``otherwise``, else to the window; where who asked is gone it is said all the same.
        """
        if self.store is None:
            return
        told = None
        if otherwise is not None:
            asked_for = otherwise

            def told(problem: Problem) -> None:
                if isValid(asker):
                    asked_for(problem)
                else:
                    self.say(problem.sentence, problem.remedy)

        self.store.ask(work, lambda answer: then(answer) if isValid(asker) else None, told)

    def say(self, sentence: str, remedy: str) -> None:
        from briefing_app.ui.dialogs.message import Refusal

        Refusal(sentence, remedy, self.shell).open()

    def record(self, action: str, client: int = 0, detail: str = "") -> None:
        """One row of the audit; the demo, where nobody exists, keeps none."""
        if not self.demo:
            self.audit.record(action, client, detail)

    # -- what is on screen

    def show_briefs(self, page: QWidget, shown: Callable[[], Brief | None]) -> None:
        """``shown`` gives the brief that a page shows, while it is the page on screen."""
        self._briefs[page] = shown

    def brief_on_screen(self) -> Brief | None:
        page = self.shell.stack.currentWidget()
        shown = self._briefs.get(page) if page is not None else None
        return shown() if shown is not None else None

    def forget_pages(self) -> None:
        """The frame is made anew, and its pages go with what they showed."""
        self._briefs.clear()

    def in_session(self) -> bool:
        """Whether one of the sessions on the day shown last runs now."""
        now = self.moment()
        return self.day is not None and any(row.begins <= now < row.ends for row in self.day.rows if row.begins)


class Controller(QObject):
    """One page or feature: a child of its page, so that it goes when that goes, and with it every answer that it waits for."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self.context = context
        context.closing.connect(self.close)

    def close(self) -> None:
        """The stores are closed. What belongs to the frame, which stays, goes by itself, with every name that it holds."""
        if self.parent() is self.context.shell:
            self.deleteLater()

    def ask(
        self,
        work: Callable[[Desk], T],
        then: Callable[[T], object],
        otherwise: Callable[[Problem], object] | None = None,
    ) -> None:
        """Put work to the store's thread; what goes wrong is said, unless ``otherwise`` answers it."""
        self.context.ask(self, work, then, otherwise or self.refuse)

    def refuse(self, problem: Problem) -> None:
        self.context.say(problem.sentence, problem.remedy)


def while_there(panel: QObject, show: Callable[[T], object]) -> Callable[[T], None]:
    """``show`` for an answer that may come when the panel is closed and gone."""

    def shown(answer: T) -> None:
        if isValid(panel):
            show(answer)

    return shown


def nothing(_: object) -> None:
    """For work whose answer nobody waits for."""
