"""The clinician's own time in the window: the note timer in the bottom bar, the row about time away, the My load page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from briefing_app.controllers.context import Context, Controller
from briefing_app.controllers.gaps import GapWatch
from briefing_app.controllers.owed_note import OwedNotes
from briefing_app.controllers.timer import Timekeeping
from briefing_app.domain.problems import Locked, Problem
from briefing_app.domain.time_entry import BREAK, TimeEntry
from briefing_app.services.backup import PRIVATE
from briefing_app.ui.shell import Shell
from briefing_app.ui.timer_bar import AwayBar, TimerBar
from briefing_app.viewmodels.timed import CATEGORIES, Timed, say_away, say_closed, say_minutes

if TYPE_CHECKING:
    from briefing_app.controllers.ledger import MyLoad
    from briefing_app.controllers.ledger_erasure import LedgerErasure
    from briefing_app.services.open_ledger import OpenLedger
    from briefing_app.ui.pages.load import LoadPage
    from briefing_app.viewmodels.day import DayPage


LEAST_BREAK = 60.0  # seconds; a shorter one was a slip of the key


class OwnTime(Controller):
    """The note timer's keys, its bar, and the page of the ledger; while that is closed the bar says why and leads to its page."""

    def __init__(self, context: Context, shell: Shell) -> None:
        super().__init__(context, shell)
        self._shell = shell
        self._was_seen = False
        self.keeping: Timekeeping | None = None
        self.page: LoadPage | None = None
        self.my_load: MyLoad | None = None
        self.erasure: LedgerErasure | None = None
        self._fault: Problem | None = None
        self._rests_since = 0.0
        self._ended = ""
        self._last_timed: Timed | None = None
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._show_second)
        self.bar, self.away = TimerBar(CATEGORIES), AwayBar()
        self.gaps = GapWatch(context, self)
        self.gaps.began.connect(self._session_began)
        self.gaps.changed.connect(self._show)
        self.owed = OwedNotes(context, shell)
        self.owed.marked.connect(self._refresh)
        context.timer_asked.connect(self.toggle)
        context.session_ended.connect(self.end_session)
        context.note_begun.connect(self._note_begun)
        context.day_shown.connect(self._day_shown)
        context.client_deleted.connect(self.forget_names)
        context.damaged.connect(self._damaged)
        context.stores.ledger_leaving.connect(self._ledger_leaving)

    def open(self, passphrase: str | None = None) -> None:
        """Open the private store in a thread of its own, again where that failed before; it is made where there is none."""
        self._leave()
        self._fault = None
        made = self.keeping = Timekeeping(self.context, self)
        made.changed.connect(self._show)
        made.changed.connect(self.show_gaps)
        made.changed.connect(self._opened)
        made.failed.connect(self._failed)
        made.locked.connect(self._locked)
        made.start(passphrase)
        if self.page is not None:
            self._connect_page()

    def _leave(self) -> None:
        """What was timed stays in the ledger; nothing of it is looked at here any more."""
        if self.keeping is not None:
            self.keeping.blockSignals(True)
            self.keeping.stop()
            self.keeping.deleteLater()
            self.keeping = None
            self._second.stop()
        if self.my_load is not None:
            self.my_load.deleteLater()
            self.my_load = None

    def _ledger_leaving(self) -> None:
        self._leave()
        self.bar.show_idle("")

    def hide_names(self, hide: bool) -> None:
        self._ended = ""
        if self.keeping is not None:
            self.keeping.hide_names(hide)

    def close(self) -> None:
        self._second.stop()
        self.gaps.stop()
        self._end_break()
        if self.keeping is not None:
            self.context.timed_since = self.timed_since
            self.keeping.stop()
        self.context.timed = None
        super().close()

    def _day_shown(self, _page: DayPage) -> None:
        self.show_gaps()

    def _session_began(self) -> None:
        """The clinician's own page is not what stands on the screen in a session."""
        self._end_break()
        if self.page is not None and self._shell.stack.currentWidget() is self.page:
            self.context.page_asked.emit("today")

    # -- the bars; made anew with the frame

    def add_bars(self) -> None:
        """Put the timer into the frame, once for each frame."""
        if self.bar.parent() is not None:
            return
        self.bar.stopped.connect(self.finish)
        self.bar.paused.connect(lambda: self.finish(resumable=True))
        self.bar.resumed.connect(self._resume)
        self.bar.rested.connect(self.take_break)
        self.bar.session_ended.connect(self.end_session)
        self.bar.opening_asked.connect(lambda: self.context.page_asked.emit("load"))
        self.bar.note_finished.connect(self._finish_note)
        self.bar.category_chosen.connect(self._time_for)
        self.away.kept.connect(lambda: self._settle(keep=True))
        self.away.dropped.connect(lambda: self._settle(keep=False))
        self.away.split.connect(lambda until: self._settle(keep=True, until=until))
        self._shell.add_timer(self.bar, self.away)
        self._show()

    def renew(self) -> None:
        """The frame has been made anew in other colours or sizes, and took the bars and the page with it."""
        self.bar, self.away, self.page, self.my_load = TimerBar(CATEGORIES), AwayBar(), None, None
        self.add_bars()

    def _show(self) -> None:
        self.context.timed = self.timed
        keeping = self.keeping
        self.bar.may_end = self.gaps.may_end()
        if keeping is None or not keeping.ready:
            self.bar.show_closed(self._closed_words())
            return
        timed = keeping.timed
        if timed is not None:
            self._last_timed = None
            self.bar.show_running(
                f"{CATEGORIES[timed.category]}: {timed.name}" if timed.name else CATEGORIES[timed.category], 0
            )
            self._show_second()
            self._second.start()
        else:
            self._second.stop()
            words = f"Documentation today {say_minutes(keeping.status.today)}" if keeping.status.today >= 1 else "Note timer  N"
            done = self._last_timed is not None
            gap = self.gaps.words if keeping.status.reminders else ""
            self.bar.show_idle(
                (f"Break since {datetime.fromtimestamp(self._rests_since):%H:%M}" if self._rests_since else "")
                or self._ended
                or gap
                or words,
                resumable=keeping.resumable is not None,
                note_open=done,
                resting=bool(self._rests_since),
            )
        self.away.show_away(say_away(keeping.status.away, self.context.now().date()))

    def _show_second(self) -> None:
        if self.keeping is not None:
            self.bar.show_seconds(self.context.moment() - self.keeping.begun)

    # -- keys

    @property
    def timed_since(self) -> float | None:
        """When the running timer began, in seconds since 1970; for a locked window, which names nobody."""
        return self.keeping.begun if self.keeping is not None and self.keeping.timed is not None else None

    @property
    def timed(self) -> Timed | None:
        """What the timer runs for."""
        return self.keeping.timed if self.keeping is not None else None

    def forget_names(self) -> None:
        """A client is gone: nothing that was timed before is gone on with."""
        self._ended = ""
        self._last_timed = None
        if self.keeping is not None:
            self.keeping.resumable = None

    @property
    def ready(self) -> bool:
        return self.keeping is not None and self.keeping.ready

    def _remember_note(self) -> None:
        """A note of a client that has just been timed may be finished by a click."""
        timed = self.keeping.timed if self.keeping is not None else None
        if timed is not None:
            self._last_timed = timed if timed.client and timed.category == "notes" else None

    def toggle(self) -> None:
        """Start or stop the note timer for the client on screen; without a ledger yet, go and make one."""
        if self.keeping is None or not self.keeping.ready:
            self.context.page_asked.emit("load")
            return
        self._remember_note()
        self._end_break()
        self._ended = ""
        brief = self.context.current.brief
        identity = brief.identity if brief is not None else None
        if identity is None and self.context.current.may_be_somebody:
            self._stop_for_nobody()
            return
        if identity is not None and (self.timed is None or self.timed.client != identity.client_id):
            self.keeping.note_begun(identity.client_id, self.context.settings.practitioner)
        self.keeping.toggle(Timed(identity.client_id, identity.name) if identity is not None else Timed())
        self.context.timed = self.timed

    def _stop_for_nobody(self) -> None:
        """The key where nobody is on screen: what runs for somebody, whose name stands in the bar, is stopped; nothing is begun."""
        if self.timed is not None:
            self.finish()
        else:
            self.context.say_nobody()

    def finish(self, *, resumable: bool = False) -> None:
        if self.keeping is not None:
            self._remember_note()
            self.keeping.finish(resumable=resumable)
            self.context.timed = self.timed

    def _resume(self) -> None:
        if self.keeping is not None and self.keeping.resumable is not None:
            self.keeping.begin(self.keeping.resumable)

    def _time_for(self, category: str) -> None:
        if self.keeping is not None:
            self.keeping.time_for(category)

    def take_break(self) -> None:
        """Rest now: the timer stops, and the bar says since when; asked for again, or when a session begins, the break is over and kept."""
        if not self.ready:
            self.context.page_asked.emit("load")
        elif self._rests_since:
            self._end_break()
            self._show()
        else:
            self._rests_since, self._ended = self.context.moment(), ""
            self.finish(resumable=True)
            self._show()

    def _end_break(self) -> None:
        since, self._rests_since = self._rests_since, 0.0
        if since and self.keeping is not None and self.context.moment() - since >= LEAST_BREAK:
            self.keeping.write([TimeEntry(since, self.context.moment(), self.context.zone_name(), BREAK)], "break timed")

    def end_session(self) -> None:
        """The session of the client on screen ended now; without a ledger yet, go and make one."""
        if self.keeping is None or not self.keeping.ready:
            self.context.page_asked.emit("load")
            return
        brief = self.context.current.brief
        if brief is None:
            self.context.say_nobody()
            return
        name = brief.identity.name

        def said(words: str) -> None:
            self._ended = f"{words[:1].upper()}{words[1:]}: {name}"
            self._show()

        self.keeping.end_session(brief.identity.client_id, self.context.settings.practitioner, said)

    def undo(self) -> None:
        self._ended = ""
        if self.ready and self.keeping is not None:
            self.keeping.undo()

    def redo(self) -> None:
        if self.ready and self.keeping is not None:
            self.keeping.undo(again=True)

    def _settle(self, *, keep: bool, until: str = "") -> None:
        if self.keeping is not None:
            self.away.say(self.keeping.settle_away(keep, until))

    # -- notes owed

    def _note_begun(self, client: str) -> None:
        if self.keeping is not None and self.keeping.ready:
            self.keeping.note_begun(client, self.context.settings.practitioner)

    def _finish_note(self) -> None:
        """The note that was timed last is finished: the newest session of that client that owes one."""
        timed, self._last_timed = self._last_timed, None
        self._show()
        if timed is not None:
            self.owed.finish(timed.client)

    # -- gaps on the rail

    def show_gaps(self) -> None:
        """Say on the schedule what became of the gaps so far; only the clinician's own store knows."""
        page = self.context.day
        if page is None or self.keeping is None or not self.keeping.ready:
            return
        day, practitioner, now = page.day, self.context.settings.practitioner, self.context.now()

        def work(desk: OpenLedger) -> object:
            from briefing_app.services.worktime import gaps_of_day
            from briefing_app.viewmodels.recovery import gap_words

            return gap_words(gaps_of_day(desk.private, desk.reader, now, day, None, practitioner))

        self.keeping.ask(work, self.context.gaps_known.emit)

    # -- the page

    def show_page(self) -> None:
        """My load, made when first asked for; the store is opened or made with it."""
        if self.page is not None and self.keeping is None:  # deleted before: begin again
            self._shell.stack.removeWidget(self.page)
            self.page.deleteLater()
            self.page = None
        if self.page is None:
            from briefing_app.controllers.ledger_erasure import LedgerErasure
            from briefing_app.ui.pages.load import LoadPage

            self.page = LoadPage()
            self.page.passphrase_given.connect(self.open)
            self.erasure = LedgerErasure(self.context, self.page)
            self._shell.add_page("load", self.page)
            if self.keeping is not None:
                self._connect_page()
        if self.keeping is None or self._fault is not None:
            self.open()
        QTimer.singleShot(0, self, self._refresh)

    def _connect_page(self) -> None:
        from briefing_app.controllers.ledger import MyLoad

        if self.keeping is not None and self.page is not None:
            self.my_load = MyLoad(self.context, self.page, self.keeping)
            self.my_load.note_marked.connect(self.owed.mark_line)

    def _refresh(self) -> None:
        self._opened()
        if self.my_load is not None:
            self.my_load.refresh()

    def _opened(self) -> None:
        """Told once for each opening that is seen; a ledger opened behind another page, or in a session, waits."""
        if not self.ready:
            return
        self.context.timed_since = None
        seen = self.page is not None and self._shell.stack.currentWidget() is self.page and not self.context.in_session()
        if seen and not self._was_seen:
            self._was_seen = True
            self.context.ledger_seen.emit()

    def _locked(self, problem: Locked) -> None:
        """Words are needed. Where its page was not asked for yet, the bar says so and leads there."""
        self._fault = problem
        self._show()
        if self.page is not None:
            self.page.ask_passphrase(new=problem.new, said=problem.sentence if problem.wrong else "")

    def _closed_words(self) -> str:
        """Why nothing can be timed; "" while the ledger opens, and where there is none."""
        if self._fault is None or (isinstance(self._fault, Locked) and self._fault.new):
            return ""
        return say_closed(self.context.timed_since)

    def _failed(self, problem: Problem) -> None:
        if not self.ready:
            self._fault = problem
            self._show()
        if self.page is not None and not self.ready:
            from briefing_app.controllers.restore import ways

            found = ways(self.context, PRIVATE) if problem.exit_code in (4, 5) and not isinstance(problem, Locked) else []
            self.page.show_problem(problem.sentence, problem.remedy, found)
        else:
            self.context.refuse(problem)

    def _damaged(self, kind: str, sentence: str) -> None:
        """The weekly check found the ledger damaged: its own page says so, and offers the newest backup."""
        if kind == PRIVATE:
            from briefing_app.controllers.restore import ways

            self.context.page_asked.emit("load")
            if self.page is not None:
                kept = "It was left as it is. A backup takes its place on request."
                self.page.show_problem(sentence, kept, ways(self.context, PRIVATE))
