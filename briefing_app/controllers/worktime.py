"""The clinician's own time in the window: the note timer in the bottom bar, the row about time away, the My load page."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from briefing_app.controllers.timer import Timed, Timekeeping, zone_name
from briefing_app.domain.note import FINISHED
from briefing_app.domain.problems import Locked, Problem
from briefing_app.domain.time_entry import BREAK, TimeEntry
from briefing_app.ui.shell import Shell
from briefing_app.ui.timer_bar import AwayBar, TimerBar
from briefing_app.viewmodels.brief import Brief
from briefing_app.viewmodels.timed import CATEGORIES, say_away, say_minutes

if TYPE_CHECKING:
    from briefing_app.domain.recovery import Session
    from briefing_app.services.ledger import DayOutlook
    from briefing_app.services.private_desk import PrivateDesk
    from briefing_app.viewmodels.day import DayPage


LATEST_SECONDS = 3600.0  # after its booked end a session's end is no longer asked for
LEAST_BREAK = 60.0  # seconds; a shorter one was a slip of the key


class OwnTime(QObject):
    """``open_desk`` opens the private store with its passphrase, if one was given; ``brief`` and ``day`` are what is on screen.

    ``gaps_known`` is told what became of the day's gaps, by the moment each began; ``mark_note`` says in the practice store what is true of
    the note of a client's session, and calls back when it is kept; ``erase`` deletes the store and says so; ``leave`` shows today instead.
    ``backups`` are the ways out for a store that cannot be read; ``seen`` is told when its page shows it; ``since`` when a timer began that
    ran at the last lock. ``by`` names whose hand it is; ``outcomes``: what became of a session may be known now, or be open again.
    """

    outcomes = Signal()

    def __init__(
        self,
        shell: Shell,
        open_desk: Callable[[str | None], PrivateDesk],
        in_session: Callable[[], bool],
        brief: Callable[[], Brief | None],
        practitioner: Callable[[], str],
        day: Callable[[], date | None],
        gaps_known: Callable[[dict[float, str]], None],
        mark_note: Callable[[str, str, str, Callable[[], None]], None],
        erase: Callable[[], str],
        leave: Callable[[], None],
        backups: Callable[[], list[tuple[str, str, object]]],
        seen: Callable[[], None],
        since: float | None,
    ) -> None:
        super().__init__(shell)
        self._shell, self._open_desk, self._in_session = shell, open_desk, in_session
        self.by: Callable[[], str] = str
        self._brief, self._practitioner = brief, practitioner
        self._day, self._gaps_known, self._mark = day, gaps_known, mark_note
        self._erase, self._leave = erase, leave
        self._backups, self._seen, self._since = backups, seen, since
        self._sessions: list[tuple[float, float]] = []
        self._gap_words = ""
        self._was_seen = False
        self._boundary = QTimer(self)
        self._boundary.setSingleShot(True)
        self._boundary.timeout.connect(self._at_boundary)
        self.keeping: Timekeeping | None = None
        self.page: Any = None
        self.my_load: Any = None
        self._fault: Problem | None = None
        self._rests_since = 0.0
        self._ended = ""
        self._last_timed: Timed | None = None
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._show_second)
        self.bar, self.away = TimerBar(CATEGORIES), AwayBar()

    def open(self, passphrase: str | None) -> None:
        """Open the private store in a thread of its own, again where that failed before; it is made where there is none."""
        if self.keeping is not None:
            self.keeping.blockSignals(True)
            self.keeping.stop()
        self._fault = None
        made = self.keeping = Timekeeping(lambda: self._open_desk(passphrase), self._in_session)
        made.by = self.by
        made.outcomes.connect(self.outcomes)
        made.changed.connect(self._show)
        made.changed.connect(self.show_gaps)
        made.changed.connect(self._opened)
        made.failed.connect(self._failed)
        made.locked.connect(self._locked)
        made.start()
        if self.page is not None:
            self._connect_page()

    def hide_names(self, hide: bool) -> None:
        self._ended = ""
        if self.keeping is not None:
            self.keeping.hide_names(hide)

    def close(self) -> bool:
        """False when the store's thread is still at work."""
        self._second.stop()
        self._boundary.stop()
        self._end_break()
        return self.keeping is None or self.keeping.stop()

    # -- sessions begin and end

    def watch_sessions(self, sessions: list[tuple[float, float]]) -> None:
        """Today's sessions as (begin, end): when one begins My load is left, when one ends the bar may say that a gap begins."""
        self._sessions = sorted(sessions)
        self._at_boundary(started=False)

    def _at_boundary(self, *, started: bool = True) -> None:
        """Set up for the next beginning or end; nothing is said while a session runs."""
        now = time.time()
        running = any(begins <= now < ends for begins, ends in self._sessions)
        if running and started:
            self._end_break()
            self._leave()
        self._gap_words = "" if running else _say_gap(self._sessions, now)
        ahead = [moment - now for one in self._sessions for moment in one if moment > now]
        if ahead:
            self._boundary.start(int(min(ahead) * 1000) + 500)
        self._show()

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
        self.bar.opening_asked.connect(lambda: self._shell.page_asked.emit("load"))
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
        keeping, now = self.keeping, time.time()
        self.bar.may_end = any(begins <= now <= ends + LATEST_SECONDS for begins, ends in self._sessions)
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
            gap = self._gap_words if keeping.status.reminders else ""
            self.bar.show_idle(
                (f"Break since {datetime.fromtimestamp(self._rests_since):%H:%M}" if self._rests_since else "")
                or self._ended
                or gap
                or words,
                resumable=keeping.resumable is not None,
                note_open=done,
                resting=bool(self._rests_since),
            )
        self.away.show_away(say_away(keeping.status.away, datetime.now().astimezone().date()))

    def _show_second(self) -> None:
        if self.keeping is not None:
            self.bar.show_seconds(time.time() - self.keeping.begun)

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

    def ask(self, work: Callable[[PrivateDesk], Any], then: Callable[[Any], None]) -> bool:
        """Put work to the clinician's own store; False where it is not open."""
        if self.keeping is None or not self.keeping.ready:
            return False
        self.keeping.ask(work, then)
        return True

    def _remember_note(self) -> None:
        """A note of a client that has just been timed may be finished by a click."""
        timed = self.keeping.timed if self.keeping is not None else None
        if timed is not None:
            self._last_timed = timed if timed.client and timed.category == "notes" else None

    def toggle(self) -> None:
        """Start or stop the note timer for the client on screen; without a ledger yet, go and make one."""
        if self.keeping is None or not self.keeping.ready:
            self._shell.page_asked.emit("load")
            return
        self._remember_note()
        self._end_break()
        self._ended = ""
        brief = self._brief()
        identity = brief.identity if brief is not None else None
        if identity is not None and (self.timed is None or self.timed.client != identity.client_id):
            self.keeping.note_begun(identity.client_id, self._practitioner())
        self.keeping.toggle(Timed(identity.client_id, identity.name) if identity is not None else Timed())

    def finish(self, *, resumable: bool = False) -> None:
        if self.keeping is not None:
            self._remember_note()
            self.keeping.finish(resumable=resumable)

    def _resume(self) -> None:
        if self.keeping is not None and self.keeping.resumable is not None:
            self.keeping.begin(self.keeping.resumable)

    def _time_for(self, category: str) -> None:
        if self.keeping is not None:
            self.keeping.time_for(category)

    def take_break(self) -> None:
        """Rest now: the timer stops, and the bar says since when; asked for again, or when a session begins, the break is over and kept."""
        if not self.ready:
            self._shell.page_asked.emit("load")
        elif self._rests_since:
            self._end_break()
            self._show()
        else:
            self._rests_since, self._ended = time.time(), ""
            self.finish(resumable=True)
            self._show()

    def _end_break(self) -> None:
        since, self._rests_since = self._rests_since, 0.0
        if since and self.keeping is not None and time.time() - since >= LEAST_BREAK:
            self.keeping.write([TimeEntry(since, time.time(), zone_name(), BREAK)], "break timed")

    def end_session(self) -> None:
        """The session of the client on screen ended now; without a ledger yet, go and make one."""
        if self.keeping is None or not self.keeping.ready:
            self._shell.page_asked.emit("load")
            return
        brief = self._brief()
        if brief is None:
            return
        name = brief.identity.name

        def said(words: str) -> None:
            self._ended = f"{words[:1].upper()}{words[1:]}: {name}"
            self._show()

        self.keeping.end_session(brief.identity.client_id, self._practitioner(), said)

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

    def mark_note(self, client: str, session: str, state: str) -> None:
        self._mark(client, session, state, self._refresh)

    def _finish_note(self) -> None:
        """The note that was timed last is finished: the newest session of that client that owes one."""
        timed, practitioner = self._last_timed, self._practitioner()
        self._last_timed = None
        self._show()
        if timed is None or self.keeping is None:
            return

        def work(desk: PrivateDesk) -> str:
            from briefing_app.services.owed import owed_by

            return owed_by(desk.private, desk.reader, datetime.now().astimezone(), timed.client, None, practitioner)

        def mark(session: str) -> None:
            if session:
                self.mark_note(timed.client, session, FINISHED)

        self.keeping.ask(work, mark)

    # -- gaps on the rail

    def show_gaps(self) -> None:
        """Say on the schedule what became of the gaps so far; only the clinician's own store knows."""
        day = self._day()
        if day is None or self.keeping is None or not self.keeping.ready:
            return
        practitioner = self._practitioner()

        def work(desk: PrivateDesk) -> dict[float, str]:
            from briefing_app.services.worktime import gaps_of_day
            from briefing_app.viewmodels.recovery import gap_words

            return gap_words(gaps_of_day(desk.private, desk.reader, datetime.now().astimezone(), day, None, practitioner))

        self.keeping.ask(work, self._gaps_known)

    # -- what if

    def what_if(self, page: DayPage) -> None:
        """A copy of the day to move and buffer; saved as a calendar file on request, never booked."""
        if self.keeping is None or not self.keeping.ready:
            self._open_what_if(page, None)
            return
        practitioner = self._practitioner()

        def work(desk: PrivateDesk) -> DayOutlook:
            from briefing_app.services.ledger import day_outlook

            return day_outlook(desk.private, desk.reader, datetime.now().astimezone(), page.day, None, practitioner)

        self.keeping.ask(work, lambda found: self._open_what_if(page, found))

    def _open_what_if(self, page: DayPage, own: DayOutlook | None) -> None:
        """With the clinician's own targets, tags and caps where their ledger is open."""
        from briefing_app.domain.recovery import Targets
        from briefing_app.ui.dialogs.what_if import WhatIfPanel
        from briefing_app.viewmodels.ledger import say_cap
        from briefing_app.viewmodels.what_if import sessions_of

        sessions, names = sessions_of(page, own.trauma if own is not None else frozenset())
        caps = [say_cap(one) for one in own.caps] if own is not None else []
        panel = WhatIfPanel(sessions, names, own.targets if own is not None else Targets(), caps, self._shell)
        panel.save_asked.connect(lambda proposed: self._save_proposal(proposed, names, page))
        panel.open()

    def _save_proposal(self, proposed: tuple[Session, ...], names: dict[str, str], page: DayPage) -> None:
        from briefing_app.documents.calendar import write_calendar
        from briefing_app.ui.saving import saved
        from briefing_app.viewmodels.what_if import file_name, initials

        path, _ = QFileDialog.getSaveFileName(self._shell, "Save the proposal", file_name(page.day), "Calendar (*.ics)")
        if path:
            events = [(one.key, one.planned[0], one.planned[1], initials(names[one.key])) for one in proposed]
            now = datetime.now().astimezone()
            saved(
                self._shell,
                Path(path),
                lambda path: write_calendar(events, path, now),
                remedy="Initials only; it is not encrypted.",
            )

    # -- the page

    def show_page(self, passphrase: str | None) -> None:
        """My load, made when first asked for; the store is opened or made with it."""
        if self.page is not None and self.keeping is None:  # deleted before: begin again
            self._shell.stack.removeWidget(self.page)
            self.page.deleteLater()
            self.page = None
        if self.page is None:
            from briefing_app.ui.pages.load import LoadPage

            self.page = LoadPage()
            self.page.passphrase_given.connect(self.open)
            self.page.delete_asked.connect(self._ask_delete)
            self._shell.add_page("load", self.page)
            if self.keeping is not None:
                self._connect_page()
        if self.keeping is None or self._fault is not None:
            self.open(passphrase)
        QTimer.singleShot(0, self._refresh)

    def _connect_page(self) -> None:
        from briefing_app.controllers.ledger import MyLoad

        if self.my_load is not None:
            self.my_load.deleteLater()
        if self.keeping is not None:
            self.my_load = MyLoad(self.keeping, self.page, self._practitioner, self.mark_note)

    def _ask_delete(self) -> None:
        from briefing_app.ui.dialogs.ledger import DeletePanel
        from briefing_app.viewmodels.deleted import say_process_notes

        def work(desk: PrivateDesk) -> str:
            return say_process_notes(desk.private.process_notes_by_client(), desk.reader.names())

        def show(notes: str) -> None:
            panel = DeletePanel(notes, self.page)
            panel.confirmed.connect(self.delete)
            panel.open()

        self.ask(work, show)

    def delete(self) -> None:
        """Close the store, delete it with its key, and say what is gone; the next timer makes a new one."""
        if self.keeping is None:
            return
        self._second.stop()
        self.keeping.stop()
        self.keeping, self.my_load = None, None
        self.bar.show_idle("")
        try:
            self.page.show_state("Your ledger is deleted", self._erase())
        except Problem as problem:
            self.page.show_problem(problem.sentence, problem.remedy)

    def _refresh(self) -> None:
        self._opened()
        if self.my_load is not None:
            self.my_load.refresh()

    def _opened(self) -> None:
        """Told once for each opening that is seen; a ledger opened behind another page, or in a session, waits."""
        if not self.ready:
            return
        self._since = None
        seen = self.page is not None and self._shell.stack.currentWidget() is self.page and not self._in_session()
        if seen and not self._was_seen:
            self._was_seen = True
            self._seen()

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
        if self._since is None:
            return "Your ledger is closed"
        return f"The note timer runs since {datetime.fromtimestamp(self._since):%H:%M}; your ledger is closed"

    def _failed(self, problem: Problem) -> None:
        from briefing_app.ui.dialogs.message import Refusal

        if not self.ready:
            self._fault = problem
            self._show()
        if self.page is not None and not self.ready:
            ways = self._backups() if problem.exit_code in (4, 5) and not isinstance(problem, Locked) else []
            self.page.show_problem(problem.sentence, problem.remedy, ways)
        else:
            Refusal(problem.sentence, problem.remedy, self._shell).open()


def _say_gap(sessions: list[tuple[float, float]], now: float) -> str:
    """``Gap until 11:00: 10 min`` between two sessions of today; "" before the first, after the last, and in a session."""
    following = min((begins for begins, _ in sessions if begins > now), default=None)
    if following is None or not any(ends <= now for _, ends in sessions):
        return ""
    return f"Gap until {datetime.fromtimestamp(following):%H:%M}: {(following - now) / 60:.0f} min"
