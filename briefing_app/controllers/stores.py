"""Both stores of a window: their threads, their keys and one state. Only this opens, closes and locks them."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from briefing_app.domain.problems import Locked, Problem

if TYPE_CHECKING:
    from briefing_app.domain.act import Ran
    from briefing_app.services.open_ledger import OpenLedger
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.system.paths import Profile
    from briefing_app.ui.store_thread import StoreThread


class State(Enum):
    """What becomes of the practice's store; the clinician's ledger is open only beside it."""

    CLOSED = "closed"
    OPENING = "opening"
    OPEN = "open"
    LOCKED = "locked"
    CHANGING_KEY = "changing key"
    RESTORING = "restoring"


class Stores(QObject):
    """They are closed in steps, each told by a signal; then the threads end, however long that takes."""

    opening = Signal()
    opened = Signal(object)  # what had waited beside the practice and was kept, or refused, at its opening
    failed = Signal(object)  # the Problem of an opening, or of work for which nobody answers
    keeping = Signal()  # what is typed is kept now
    emptied = Signal()  # nothing of them stays on screen
    closing = Signal()  # what works for them ends
    stopping = Signal()  # the last that is put to the practice
    closed = Signal()
    ledger_leaving = Signal()  # it is to be deleted, and nothing may hold it

    def __init__(self, profile: Profile, *, demo: bool, hide_names: bool) -> None:
        super().__init__()
        self._profile, self._demo, self.hide_names = profile, demo, hide_names
        self.state = State.CLOSED
        self.practice: StoreThread[OpenPractice] | None = None
        self.ledger: StoreThread[OpenLedger] | None = None
        self.ledger_is_open = False
        self._keys: dict[str, bytes] = {}
        self._words: str | None = None
        self._own_words: str | None = None

    def open_keys(self) -> dict[str, bytes]:
        """The keys of the stores that are open, by kind: practice, private."""
        return dict(self._keys)

    @property
    def is_open(self) -> bool:
        """Whether the practice can be asked."""
        return self.state is State.OPEN

    @property
    def words(self) -> str | None:
        """The passphrase that opened the practice, while it is open."""
        return self._words

    def asks_passphrase(self) -> bool:
        """Whether a passphrase opens the practice."""
        from briefing_app.system.keys import PASSPHRASE, ways_in

        return PASSPHRASE in ways_in(self._profile)

    # -- the practice

    def read_words(self, descriptor: int | None) -> None:
        """Take the passphrases that stand in a file descriptor. Raises Problem; then the stores are locked."""
        from briefing_app.services.opening import read_passphrases

        try:
            self._words, self._own_words = read_passphrases(descriptor)
        except Problem:
            self.state = State.LOCKED
            raise

    def open(self) -> None:
        """By what was read before, or by the system's keyring."""
        from briefing_app.ui.store_thread import StoreThread

        self.state = State.OPENING
        self.practice = StoreThread(self._open_practice, lambda desk: desk.close(), _let_all_wait)
        self.practice.failed.connect(self._fail)
        self.practice.start()
        self.practice.ask(lambda desk: desk.store.waiting.ran, self._is_open)
        self.opening.emit()

    def unlock(self, words: str | None) -> None:
        """Begin again with these words, None for the keyring."""
        self._words = words
        if self.practice is not None:
            self.practice.stop()
        self.open()

    def _is_open(self, ran: Ran) -> None:
        self.state = State.OPEN
        self.opened.emit(ran)

    def _fail(self, problem: Problem) -> None:
        if self.state is State.OPENING:
            self.state = State.LOCKED if isinstance(problem, Locked) else State.CLOSED
        self.failed.emit(problem)

    def _open_practice(self) -> OpenPractice:
        """In the store's thread: the key, worked out while SQLAlchemy is loaded; then the store, and for the demo its making."""
        from briefing_app.services.opening import key_of
        from briefing_app.system.background import Ahead

        key = Ahead(lambda: key_of(self._profile, self._words, demo=self._demo))
        from briefing_app.services.open_practice import opened_practice

        found = self._keys["practice"] = key.result()
        return opened_practice(self._profile, found, demo=self._demo, hide_names=self.hide_names)

    def hide(self, *, names: bool) -> None:
        """Initials instead of names from now on, or names again; what was asked before shows nothing any more."""
        self.hide_names = names

        def work(desk: OpenPractice) -> None:
            desk.reader.hide_names = names

        if self.practice is not None:
            self.practice.turn_page()
            self.practice.ask(work, lambda _: None)

    # -- the clinician's own

    def may_open_ledger(self) -> bool:
        """Whether there is one; the demo's is made with it."""
        return self._demo or self._profile.private.exists()

    def open_ledger(self, words: str | None = None) -> StoreThread[OpenLedger]:
        """In a thread of its own, again where that failed before; it is made where there is none. Words that are given stand for those known."""
        from briefing_app.ui.store_thread import StoreThread

        given = words if words is not None else self._own_words
        self.close_ledger()
        made = self.ledger = StoreThread(lambda: self._open_ledger(given), lambda desk: desk.close())
        made.start()
        made.ask(lambda _: None, lambda _: self._ledger_opened())
        return made

    def _ledger_opened(self) -> None:
        self.ledger_is_open = True

    def _open_ledger(self, words: str | None) -> OpenLedger:
        """In the ledger's thread: its own key, and a second reading connection to the practice."""
        from briefing_app.services.open_ledger import opened_ledger
        from briefing_app.services.opening import own_key_of

        key = own_key_of(self._profile, words, demo=self._demo, practices=self._words)
        practice, hide = self._keys["practice"], self.hide_names
        desk = opened_ledger(self._profile, key, practice, demo=self._demo, hide_names=hide)
        self._keys["private"] = key
        return desk

    def close_ledger(self) -> bool:
        """False when its thread is still at work after ten seconds."""
        ledger, self.ledger, self.ledger_is_open = self.ledger, None, False
        return ledger is None or ledger.stop()

    def erase_ledger(self) -> str:
        """Close the ledger and delete it with its key; a sentence that says what is gone. Raises Problem."""
        from briefing_app.services.erasure import erase_ledger

        self.ledger_leaving.emit()
        self.close_ledger()
        key = self._keys.pop("private", b"")
        if not key:
            raise Problem("Your ledger is not open.", "Open it first.")
        return erase_ledger(self._profile, key)

    # -- closing

    def close(self, state: State = State.CLOSED, *, empty: bool = True) -> bool:
        """Keep what is typed, show nothing any more (unless not ``empty``), end what works, close both and forget the keys and the words.

        False when a thread is still at work after ten seconds.
        """
        self.state = state
        self.keeping.emit()
        if empty:
            self.emptied.emit()
        self.closing.emit()
        closed = self.close_ledger()
        practice = self.practice
        if practice is not None:
            self.stopping.emit()
            closed = practice.stop() and closed
            self.practice = None
        self._keys.clear()
        self._words = self._own_words = None
        if empty:
            self.closed.emit()
        return closed

    def stay_locked(self) -> None:
        """What kept them closed is done, and the window was locked meanwhile."""
        self.state = State.LOCKED
        self.emptied.emit()
        self.closed.emit()


def _let_all_wait(desk: OpenPractice) -> None:
    """The window ends, or locks: what cannot be written now waits beside the store."""
    desk.store.waiting.always = True
