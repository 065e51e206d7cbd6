"""The clinician's own time: the note timer from anywhere, time away asked about once, the My load page. All in the private store's thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from briefing_app.controllers.context import Context, nothing
from briefing_app.domain.clock import time_within
from briefing_app.domain.periods import local_midnight, local_time
from briefing_app.domain.problems import Locked, Problem
from briefing_app.domain.time_entry import BREAK, DELETED, TimeEntry
from briefing_app.domain.timer import AWAY_SECONDS, CONFIRMED, UNCONFIRMED, Absence, Stretch, Watch, after_restart, stretches
from briefing_app.services.open_ledger import OpenLedger
from briefing_app.system.elapsed import elapsed
from briefing_app.system.idle import CANNOT_TELL, idle_source
from briefing_app.ui.store_thread import StoreThread
from briefing_app.viewmodels.timed import Timed

T = TypeVar("T")
TICK_SECONDS = 5
SEEN_SECONDS = 15
AWAY_DAYS = 7


@dataclass(frozen=True, slots=True)
class Status:
    """What the bottom bar needs to know after every change."""

    today: float
    away: tuple[TimeEntry, ...]
    undo: str
    redo: str
    reminders: bool = True


class Timekeeping(QObject):
    """The timer of one opening of the ledger; ``locked`` asks for words, ``failed`` says what did not work."""

    changed = Signal()
    locked = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._store: StoreThread[OpenLedger] | None = None
        self.ready = False
        self.timed: Timed | None = None
        self.resumable: Timed | None = None
        self.begun = 0.0
        self.status = Status(0.0, (), "", "")
        self._watch: Watch | None = None
        self._idle: Callable[[], float | None] | None = None
        self._seen = 0.0
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_SECONDS * 1000)
        self._tick.timeout.connect(self._on_tick)

    # -- opening

    def start(self, words: str | None) -> None:
        """Open the ledger by these words, else by what is known; what was left running goes on or is asked about."""
        store = self._store = self._context.stores.open_ledger(words)
        store.failed.connect(self._fail)
        now = self._context.moment()
        store.ask(lambda desk: _recover(desk, now), self._recovered)

    def stop(self) -> None:
        """The timer's row stays, seen until now, and is asked about at the next start."""
        self._tick.stop()
        if self.ready:
            self._mark_seen()

    def ask(
        self,
        work: Callable[[OpenLedger], T],
        then: Callable[[T], object],
        otherwise: Callable[[Problem], object] | None = None,
    ) -> None:
        if self._store is not None:
            self._store.ask(work, then, otherwise or self.failed.emit)

    def _fail(self, problem: Problem) -> None:
        (self.locked if isinstance(problem, Locked) else self.failed).emit(problem)

    def _recovered(self, found: tuple[Timed | None, Status]) -> None:
        self.ready = True
        self._idle = idle_source()
        resumed, self.status = found
        if resumed is not None:
            self._run(resumed)
        self.changed.emit()

    @property
    def idle_words(self) -> str:
        """What is to be said where this computer does not tell when nobody uses it."""
        return "" if self._idle is not None else CANNOT_TELL

    def hide_names(self, hide: bool) -> None:
        """Initials or names from now on, also for what runs."""

        def work(desk: OpenLedger) -> dict[str, str]:
            desk.reader.hide_names = hide
            return desk.reader.names()

        def show(names: dict[str, str]) -> None:
            self.timed, self.resumable = (
                replace(one, name=names.get(one.client, "")) if one is not None else None
                for one in (self.timed, self.resumable)
            )
            self.changed.emit()

        self.ask(work, show)

    # -- the timer

    def toggle(self, timed: Timed) -> None:
        """One key: stop what runs for this client; stop another's and start this one's."""
        if not self.ready:
            return
        running = self.timed
        self.finish()
        if running is None or running.client != timed.client:
            self.begin(timed)

    def time_for(self, category: str) -> None:
        """Say what the running timer is for; it holds from its start."""
        if self.timed is not None:
            self.timed = replace(self.timed, category=category)
            self.ask(lambda desk: desk.private.time_for(category), lambda _: self.changed.emit())

    def begin(self, timed: Timed) -> None:
        """Start the timer for this; another one that runs is stopped first."""
        now, zone = self._context.moment(), self._context.zone_name()

        def work(desk: OpenLedger) -> Status:
            desk.private.start_timer(now, zone, timed.category, timed.client)
            return _status(desk, self._context.moment())

        def not_begun(problem: Problem) -> None:
            """Nothing was written: a bar that counts on would be a lie."""
            if self.timed is timed:
                self._tick.stop()
                self.timed = self._watch = None
                self.changed.emit()
            self.failed.emit(problem)

        self._run(timed)
        if self._store is not None:
            self._store.ask(work, self._show, not_begun)

    def finish(self, *, resumable: bool = False) -> None:
        """Stop: what was timed becomes an entry that can be changed and undone."""
        if self.timed is None or self._watch is None:
            return
        self._on_tick()
        begun, end, timed = self.begun, self._watch.seen, self.timed
        self._tick.stop()
        self.timed, self._watch = None, None
        self.resumable = timed if resumable else None
        self._close(stretches(begun, end), f"timed {timed.category}")

    def _run(self, timed: Timed) -> None:
        self.timed, self.resumable, self.begun = timed, None, self._context.moment()
        self._watch = Watch(self.begun, time.monotonic(), elapsed())
        self._seen = self.begun
        self._tick.start()
        self.changed.emit()

    def _close(self, spans: list[Stretch], words: str) -> None:
        now = self._context.moment()

        def work(desk: OpenLedger) -> Status:
            desk.private.stop_timer(spans, now, words)
            return _status(desk, self._context.moment())

        self.ask(work, self._show)

    def _on_tick(self) -> None:
        if self._watch is None or self.timed is None:
            return
        idle = self._idle() if self._idle is not None else None
        absence = self._watch.tick(
            self._context.moment(), time.monotonic(), idle, elapsed=elapsed(), meeting=self._context.in_session()
        )
        if self._watch.shift:
            self._move(self._watch.shift)
        if absence is not None:
            self._after(absence)
        elif abs(self._watch.seen - self._seen) >= SEEN_SECONDS:
            self._mark_seen()

    def _move(self, seconds: float) -> None:
        """The clock was set: the length of what was timed is what the steady clock says, and its entry will say that this was so."""
        self.begun += seconds
        self._seen += seconds
        self.ask(lambda desk: desk.private.move_timer(seconds), lambda _: None)

    def _after(self, absence: Absence) -> None:
        """Close the stretch before the absence and begin another after it; the absence is asked about, not counted."""
        timed = self.timed
        if timed is None:
            return
        spans, resumed = stretches(self.begun, 0.0, absence), absence.end
        self.begun = self._seen = resumed
        now, zone = self._context.moment(), self._context.zone_name()

        def work(desk: OpenLedger) -> Status:
            desk.private.stop_timer(spans, now, "timed, until time away")
            desk.private.start_timer(resumed, zone, timed.category, timed.client)
            return _status(desk, self._context.moment())

        self.ask(work, self._show)

    def _mark_seen(self) -> None:
        if self._watch is None:
            return
        seen = self._seen = self._watch.seen
        self.ask(lambda desk: desk.private.seen(seen), lambda _: None)

    def _show(self, status: Status) -> None:
        self.status = status
        self.changed.emit()

    # -- time away, undo, past time

    def settle_away(self, keep: bool, until: str = "") -> str:
        """Keep, drop, or keep up to a time of the first stretch that waits. A sentence when the time will not do."""
        if not self.status.away:
            return ""
        one = self.status.away[0]
        end = one.end
        if until:
            try:
                end = time_within(until, one.start, one.end)
            except ValueError as fault:
                return str(fault)
        changed = one._replace(state=CONFIRMED if keep else DELETED, end=end)
        self.write([changed], "time away kept" if keep else "time away dropped")
        return ""

    def write(
        self,
        entries: list[TimeEntry],
        words: str,
        then: Callable[[Status], object] = nothing,
        otherwise: Callable[[Problem], object] | None = None,
    ) -> None:
        """Add or change entries as one step that can be undone."""
        now = self._context.moment()

        def work(desk: OpenLedger) -> Status:
            desk.private.write(entries, now, words)
            return _status(desk, self._context.moment())

        def kept(status: Status) -> None:
            then(status)
            self._show(status)

        self.ask(work, kept, otherwise)

    def end_session(self, client: str, practitioner: str, said: Callable[[str], None]) -> None:
        """The client's session ended now, and so was held; ``said`` is told what was kept."""
        by, now = self._context.user(), self._context.now()

        def work(desk: OpenLedger) -> tuple[str, Status]:
            from briefing_app.services.session_end import end_session, was_held

            words = end_session(desk.private, desk.reader, now, client, practitioner)
            was_held(desk.private, desk.store, desk.reader, now.timestamp(), client, by)
            return words, _status(desk, self._context.moment())

        def show(found: tuple[str, Status]) -> None:
            words, status = found
            said(words)
            self._show(status)
            self._context.practice_changed.emit(0)

        self.ask(work, show)

    def note_begun(self, client: str, practitioner: str) -> None:
        """A note of the client is begun: their session, if it is past, was over by now."""

        now = self._context.now()

        def work(desk: OpenLedger) -> Status:
            from briefing_app.services.session_end import note_begun

            note_begun(desk.private, desk.reader, now, client, practitioner)
            return _status(desk, self._context.moment())

        self.ask(work, self._show)

    def undo(self, *, again: bool = False) -> None:
        """Take back the timer's last step, or take it ````again````."""
        now, by = self._context.moment(), self._context.user()

        def work(desk: OpenLedger) -> tuple[bool, Status]:
            from briefing_app.services.session_end import step_back

            return step_back(desk.private, desk.store, desk.reader, now, by, again=again), _status(desk, self._context.moment())

        def show(found: tuple[bool, Status]) -> None:
            ended, status = found
            self._show(status)
            if ended:
                self._context.practice_changed.emit(0)

        self.ask(work, show)


def _recover(desk: OpenLedger, now: float) -> tuple[Timed | None, Status]:
    """At the start: a timer that was left running is counted to when it was last seen; after a short gap it goes on."""
    left = desk.private.running()
    resumed = None
    if left is not None:
        desk.private.stop_timer(after_restart(left.start, left.seen, now), now, "timed, until the program ended")
        if 0 <= now - left.seen < AWAY_SECONDS:
            desk.private.start_timer(now, left.zone, left.category, left.client)
            resumed = Timed(left.client, desk.reader.names().get(left.client, ""), left.category)
    return resumed, _status(desk, now)


def _status(desk: OpenLedger, now: float, zone: tzinfo | None = None) -> Status:
    day = local_time(now, zone).date()
    midnight = local_midnight(day, zone)
    found = desk.private.entries(local_midnight(day - timedelta(days=AWAY_DAYS), zone), now + 1)
    today = (
        sum(
            one.end - max(one.start, midnight)
            for one in found
            if one.state == CONFIRMED and one.category != BREAK and one.end > midnight
        )
        / 60
    )
    away = tuple(one for one in found if one.state == UNCONFIRMED)
    reminders = desk.private.choices().get("reminder:gap", "on") == "on"
    return Status(today, away, *desk.private.next_steps(), reminders)
