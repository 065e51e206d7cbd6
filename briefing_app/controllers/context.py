"""What every controller may use: the profile, the choices, the clock, the open store, a sentence on screen, a row of the audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from briefing_app.controllers.audit_queue import AuditQueue
from briefing_app.controllers.change_watch import ChangeWatch
from briefing_app.controllers.current import NOBODY, CurrentClient
from briefing_app.controllers.stores import Stores
from briefing_app.controllers.waiting import WaitingActs
from briefing_app.domain.audit import SETTINGS_CHANGED
from briefing_app.system.settings import Settings, who_acts, write_settings
from briefing_app.ui.carried import PLACE, ROW
from briefing_app.ui.clipboard import Clipboard

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from briefing_app.domain.problems import Problem
    from briefing_app.services.after_import import Arrived
    from briefing_app.services.open_ledger import OpenLedger
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.system.paths import Profile
    from briefing_app.system.wall_clock import Clock
    from briefing_app.ui.dialogs.dialog import Dialog
    from briefing_app.ui.shell import Shell
    from briefing_app.ui.store_thread import StoreThread
    from briefing_app.viewmodels.day import DayPage
    from briefing_app.viewmodels.timed import Timed

T = TypeVar("T")
LOOK_MS = 15_000


class Context(QObject):
    """One for each window; a controller is given this and its page, and tells others something by these signals alone."""

    # what happened
    day_shown = Signal(object)  # the page of a day is on screen now
    practice_changed = Signal(
        ROW
    )  # the row of the client something was entered for, 0: nobody's alone; each page reads itself again
    day_turned = Signal()  # midnight, or another time zone
    client_deleted = Signal()
    brief_chosen = Signal()
    messages_shown = Signal()
    form_returned = Signal()
    ledger_seen = Signal()  # its page shows it
    note_begun = Signal(str)  # the client's id
    gaps_known = Signal(object)  # what became of the day's gaps, by the moment each began
    vault_known = Signal(object)  # how backups and keys stand
    damaged = Signal(str, str)  # a kind of store, and a sentence
    settings_changed = Signal(object)
    watched_known = Signal(list)  # what watched folders have to say, a line each
    # what is asked
    page_asked = Signal(str)
    arrived = Signal(object)  # what stands in the practice after an import
    report_asked = Signal(ROW)  # the row of an import
    new_client_asked = Signal()
    new_session_asked = Signal(str)  # the name of a client, "" for one to be named
    session_word_asked = Signal(PLACE)  # what becomes of a session of the day that is shown, by its place
    files_given = Signal(list)  # paths of what is to be read
    keys_asked = Signal()  # those of the keyboard
    form_asked = Signal(ROW, object)  # a client's row, and the measure to fill in
    positive_found = Signal(ROW, str)  # a client's row, and the measure whose safety line waits
    delete_asked = Signal(ROW)
    timer_asked = Signal()
    session_ended = Signal()
    what_if_asked = Signal(object)
    backup_asked = Signal(str, bool)  # a kind of store, "" for all, and whether to say how it went
    rehearsal_asked = Signal()
    vault_asked = Signal()
    restore_asked = Signal(object)  # the path of a backup, None to choose one
    code_asked = Signal()  # a recovery code for the practice

    def __init__(self, app: QApplication, shell: Shell, profile: Profile, settings: Settings, clock: Clock) -> None:
        super().__init__(shell)
        self.app, self.shell, self.profile, self.settings, self.demo = app, shell, profile, settings, shell.demo
        self.clock = clock
        self._looked = clock.now()
        self.clipboard = Clipboard(app.clipboard())
        self.stores = Stores(profile, demo=shell.demo, hide_names=settings.hide_names)
        self.audit = AuditQueue(lambda *job: self.ask(self, *job), self.user, self.moment)
        self.stores.stopping.connect(self.audit.write)
        self.waiting = WaitingActs(self)
        self.changes = ChangeWatch(self)
        self.stores.opened.connect(self.waiting.opened)
        self.day: DayPage | None = None
        self.chosen_day: date | None = None  # None is today
        self.chosen_on: date | None = None
        self.current = CurrentClient(shell)
        self.importing = False
        self.arrival: Arrived | None = None  # what the newest import brought, until it is put away
        self.kept_late = 0  # acts of the last closing that were kept at this opening, until it was read
        self.lock_owed = False
        self.timed: Timed | None = None
        self.timed_since: float | None = None
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self.look_at_clock)
        self._look.start()
        self._beside: StoreThread[None] | None = None
        self.stores.closing.connect(self.close)

    def user(self) -> str:
        """Whose hand it is that acts now."""
        return who_acts(self.settings)

    def now(self) -> datetime:
        """With the offset of this machine's time zone."""
        return self.clock.now()

    def moment(self) -> float:
        """Seconds since 1970."""
        return self.clock.moment()

    def zone_name(self) -> str:
        """The zone of this machine by the window's clock, for the record of an entry."""
        return self.now().tzname() or ""

    def look_at_clock(self) -> None:
        """Tell when another day has begun, or another time zone holds."""
        before, self._looked = self._looked, self.now()
        if (before.date(), before.utcoffset()) != (self._looked.date(), self._looked.utcoffset()):
            self.day_turned.emit()

    def show_day(self, day: date | None) -> None:
        """The day that Today shows when it is read next; None is today."""
        self.chosen_day, self.chosen_on = day, self.now().date()

    def change_settings(self, settings: Settings) -> None:
        """Kept in the profile; the audit says which of them were changed, not to what."""
        before, self.settings = self.settings, settings
        write_settings(self.profile.settings, settings)
        changed = [one.name for one in fields(settings) if getattr(before, one.name) != getattr(settings, one.name)]
        if changed:
            self.record(SETTINGS_CHANGED, detail=", ".join(changed).replace("_", " "))
        self.settings_changed.emit(settings)

    def ask(
        self,
        asker: QObject,
        work: Callable[[OpenPractice], T],
        then: Callable[[T], object],
        otherwise: Callable[[Problem], object] | None = None,
    ) -> None:
        """Put work to the store's thread; its answer is dropped where who asked is gone by then.

        What went wrong is told to ``otherwise``, else to the window; where who asked is gone it is said all the same.
        """
        store = self.stores.practice
        if store is None:
            return
        told = None
        if otherwise is not None:
            asked_for = otherwise

            def told(problem: Problem) -> None:
                if isValid(asker):
                    asked_for(problem)
                else:
                    self.say(problem.sentence, problem.remedy)

        store.ask(work, lambda answer: then(answer) if isValid(asker) else None, told)

    def ask_own(
        self,
        asker: QObject,
        work: Callable[[OpenLedger], T],
        then: Callable[[T], object],
        otherwise: Callable[[Problem], object] | None = None,
    ) -> bool:
        """Put work to the clinician's own store; False where it is not open. What went wrong is told to ``otherwise``, else said."""
        ledger = self.stores.ledger
        if ledger is None or not self.stores.ledger_is_open:
            return False
        ledger.ask(work, lambda answer: then(answer) if isValid(asker) else None, otherwise or self.refuse)
        return True

    def beside(self, work: Callable[[], T], then: Callable[[T], object], otherwise: Callable[[Problem], object]) -> None:
        """Beside the window: what derives a key takes a while, and a keyring may not answer."""
        if self._beside is None:
            from briefing_app.ui.store_thread import StoreThread

            self._beside = StoreThread(lambda: None, nothing)
            self._beside.start()
        self._beside.ask(lambda _: work(), then, otherwise)

    def close(self) -> None:
        """What works beside the window ends, when the stores are closed."""
        self.arrival = None
        beside, self._beside = self._beside, None
        if beside is not None:
            beside.stop()

    def refuse(self, problem: Problem) -> None:
        """Say a problem and its remedy in a dialog."""
        self.say(problem.sentence, problem.remedy)

    def say(self, sentence: str, remedy: str) -> None:
        """A sentence in a dialog, and what can be done."""
        from briefing_app.ui.dialogs.message import Refusal

        Refusal(sentence, remedy, self.shell).open()

    def record(self, action: str, client: int = 0, detail: str = "") -> None:
        """One row of the audit; the demo, where nobody exists, keeps none."""
        if not self.demo:
            self.audit.record(action, client, detail)

    def say_nobody(self) -> None:
        """A key for a client was pressed where none is on screen."""
        self.say(*NOBODY)

    def in_session(self) -> bool:
        """Whether one of the sessions on the day shown last runs now."""
        now = self.moment()
        return self.day is not None and any(row.begins <= now < row.ends for row in self.day.rows if row.begins)


class Controller(QObject):
    """One page or feature: a child of its page, so that it goes when that goes, and with it every answer that it waits for."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self.context = context
        context.stores.closing.connect(self.close)

    def close(self) -> None:
        """The stores are closed. What belongs to the frame, which stays, goes by itself, with every name that it holds."""
        if self.parent() is self.context.shell:
            self.deleteLater()

    def ask(
        self,
        work: Callable[[OpenPractice], T],
        then: Callable[[T], object],
        otherwise: Callable[[Problem], object] | None = None,
    ) -> None:
        """Put work to the store's thread; what goes wrong is said, unless ``otherwise`` answers it."""
        self.context.ask(self, work, then, otherwise or self.refuse)

    def keep_given(self, panel: Dialog, work: Callable[[OpenPractice], T], then: Callable[[T], object]) -> None:
        """Put an act to the store: the dialog that gave it closes once it is kept, or says in it why it is not, with its words still there."""
        from briefing_app.ui.dialogs.dialog import until_kept

        panel.hold()
        self.context.ask(self, work, *until_kept(panel, then, self.refuse))

    def refuse(self, problem: Problem) -> None:
        self.context.refuse(problem)


def while_there(panel: QObject, show: Callable[[T], object]) -> Callable[[T], None]:
    """``show`` for an answer that may come when the panel is closed and gone."""

    def shown(answer: T) -> None:
        if isValid(panel):
            show(answer)

    return shown


def nothing(_: object) -> None:
    """For work whose answer nobody waits for."""
