"""Keys in the window: recovery codes, passphrases, the system's keyring, what opens a store, and a new key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from briefing_app.controllers.context import Context, Controller, while_there
from briefing_app.controllers.stores import State
from briefing_app.domain.audit import KEY_CHANGED, WAY_REMOVED
from briefing_app.domain.problems import Problem
from briefing_app.services.backup import PRACTICE, PRIVATE
from briefing_app.services.keys import keys_in_words, lacks_code
from briefing_app.system.fonts import FAMILY
from briefing_app.system.key_change import opens
from briefing_app.system.keys import (
    KEYRING,
    PASSPHRASE,
    RECOVERY,
    new_code,
    normal_code,
    remove_way,
    set_passphrase,
    set_recovery_code,
    use_keyring,
    ways_in,
)
from briefing_app.viewmodels.backup import list_ways

if TYPE_CHECKING:
    from briefing_app.ui.dialogs.keys import KeyPanel
    from briefing_app.ui.worker_process import WorkerProcess

T = TypeVar("T")
CHANGING = "One moment …"
WITH_KEYRING = "Waiting for the system's keyring, ten seconds at most …"


class KeyController(Controller):
    """Every change of a key is made beside the window, and written down in the practice's audit."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(context, page)
        self.worker: WorkerProcess | None = None

    def close(self) -> None:
        """The next opening finds out which key a store has whose key was being changed. It stays: it closes the stores itself."""
        if self.worker is not None:
            self.worker.cancel()
            self.worker = None

    def need_code(self, *, private: bool = False) -> None:
        """For a store that has none yet: a recovery code."""
        if lacks_code(self.context.profile, private=private):
            self.make_code(private=private)

    def make_code(self, *, private: bool = False) -> None:
        """Make a recovery code, show it, and put it in force once it was typed back."""

        def keep(code: str) -> None:
            def work(key: bytes) -> None:
                set_recovery_code(self.context.profile, key, code, private=private)

            self._change(work, KEY_CHANGED, RECOVERY, private=private)

        self._show_code(keep, private)

    def _show_code(self, confirmed: Callable[[str], None], private: bool) -> None:
        from briefing_app.ui.dialogs.keys import CodePanel

        code = new_code()
        panel = CodePanel(code, lambda typed: normal_code(typed) == normal_code(code), self.context.shell, own=private)
        panel.confirmed.connect(lambda: confirmed(code))
        panel.save_asked.connect(lambda: self._save_code(code, private))
        panel.open()

    def _save_code(self, code: str, private: bool) -> None:
        from briefing_app.documents.printed import text_document, write_pdf
        from briefing_app.ui.saving import saved
        from briefing_app.viewmodels.backup import code_sheet

        path, _ = QFileDialog.getSaveFileName(
            self.context.shell, "Save the code to print it", "recovery-code.pdf", "PDF (*.pdf)"
        )
        sheet = text_document(code_sheet(code, own=private), FAMILY)
        if path:
            saved(
                self.context.shell,
                Path(path),
                lambda path: write_pdf(sheet, path),
                remedy="Print it, then delete the file: it opens everything.",
            )

    def choose_passphrase(self, *, private: bool = False) -> None:
        """The dialog in which a passphrase is chosen, or given up for the keyring."""
        from briefing_app.ui.dialogs.keys import PassphrasePanel

        ways = ways_in(self.context.profile, private=private)
        panel = PassphrasePanel(self.context.shell, had=PASSPHRASE in ways, keyring=KEYRING in ways, own=private)

        def give(words: str, beside: bool) -> None:
            def work(key: bytes) -> None:
                set_passphrase(self.context.profile, key, words, private=private, beside=beside)

            self._change(work, KEY_CHANGED, PASSPHRASE, panel, private=private)

        panel.given.connect(give)
        panel.keyring_asked.connect(lambda: self._take_keyring(panel, private, beside=False))
        panel.open()

    def _take_keyring(self, panel: KeyPanel, private: bool, *, beside: bool) -> None:
        def work(key: bytes) -> None:
            use_keyring(self.context.profile, key, private=private, beside=beside)

        self._change(work, KEY_CHANGED, KEYRING, panel, private=private)

    def show_ways(self, *, private: bool = False) -> None:
        """What opens the store; each way can be removed while enough remain, and a missing one added."""
        from briefing_app.ui.dialogs.keys import WaysPanel

        panel = WaysPanel(list_ways(ways_in(self.context.profile, private=private)), self.context.shell, own=private)

        def add(kind: str) -> None:
            if kind == KEYRING:
                self._take_keyring(panel, private, beside=True)
                return
            panel.accept()
            if kind == PASSPHRASE:
                self.choose_passphrase(private=private)
            else:
                self.make_code(private=private)

        def remove(kind: str) -> None:
            def work(key: bytes) -> None:
                remove_way(self.context.profile, key, kind, private=private)

            self._change(work, WAY_REMOVED, kind, panel, private=private)

        panel.added.connect(add)
        panel.removed.connect(remove)
        panel.open()

    def ask_new_key(self, *, private: bool = False) -> None:
        """Ask for what the new key is sealed by, and try it; without a recovery code that was typed, a new one is made."""
        if self.context.importing:
            self.context.say("An import is running.", "Make the new key when it is done.")
            return
        from briefing_app.ui.dialogs.keys import NewKeyPanel

        ways = ways_in(self.context.profile, private=private)
        panel = NewKeyPanel(self.context.shell, passphrase=PASSPHRASE in ways, code=RECOVERY in ways, own=private)

        def go(words: str, code: str) -> None:
            self.change_key(PRIVATE if private else PRACTICE, words, code)

        def refusal(words: str, code: str) -> str:
            if PASSPHRASE in ways and not opens(self.context.profile, PASSPHRASE, words, private=private):
                return "The passphrase is not the right one."
            if code and not opens(self.context.profile, RECOVERY, code, private=private):
                return "That is not the recovery code; leave it empty for a new one."
            return ""

        def give(words: str, code: str) -> None:
            def then(refused: str) -> None:
                if not isValid(panel):
                    return
                if refused:
                    panel.say(refused)
                    return
                panel.accept()
                if code:
                    go(words, code)
                else:
                    self._show_code(lambda made: go(words, made), private)

            panel.wait(CHANGING)
            self._beside(
                lambda: refusal(words, code),
                then,
                while_there(panel, lambda problem: panel.say(f"{problem.sentence} {problem.remedy}")),
            )

        panel.given.connect(give)
        panel.open()

    def _change(
        self,
        change: Callable[[bytes], None],
        action: str,
        detail: str,
        panel: KeyPanel | None = None,
        *,
        private: bool,
    ) -> None:
        """Change the slots beside the window; ``panel`` stays until that is done, and says what was wrong."""
        kind = PRIVATE if private else PRACTICE
        key = self.context.stores.open_keys().get(kind)

        def work() -> None:
            if key is None:
                raise Problem("This store is not open.", "Open it first.")
            change(key)
            if not private:
                self.context.record(action, detail=detail)  # here: it was done, even if the window is locked by now

        def done(_: None) -> None:
            if panel is not None and isValid(panel):
                panel.accept()
            self.context.backup_asked.emit(kind, False)  # the newest backup opens by what is in force now
            self.context.vault_asked.emit()

        def refused(problem: Problem) -> None:
            if panel is not None and isValid(panel):
                panel.say(f"{problem.sentence} {problem.remedy}")
            else:
                self.context.refuse(problem)

        if panel is not None:
            panel.wait(WITH_KEYRING if detail == KEYRING else CHANGING)
        self._beside(work, done, refused)

    def _beside(self, work: Callable[[], T], then: Callable[[T], object], otherwise: Callable[[Problem], object]) -> None:
        def guarded() -> T:
            with keys_in_words():
                return work()

        self.context.beside(guarded, then, otherwise)

    # -- a new key

    def change_key(self, kind: str, words: str, code: str) -> None:
        """Close the stores, let a process of its own give one of them another key, and open again by what opened them."""
        from briefing_app.ui.worker_process import WorkerProcess

        stores = self.context.stores
        again = words or None if kind == PRACTICE else stores.words
        order = {"task": "rekey", "kind": kind, "key": stores.open_keys()[kind].hex(), "passphrase": words, "code": code}
        stores.close(State.CHANGING_KEY)
        made = self.worker = WorkerProcess(str(self.context.profile.folder), order)
        made.done.connect(lambda sentence: self._changed(again, sentence, ""))
        made.failed.connect(lambda sentence, remedy: self._changed(again, sentence, remedy))
        made.start()

    def _changed(self, words: str | None, sentence: str, remedy: str) -> None:
        """The screen may have been locked meanwhile; then nothing is opened by itself."""
        self.worker = None
        if self.context.lock_owed:
            self.context.stores.stay_locked()
        else:
            self.context.stores.unlock(words)
        self.context.say(sentence, remedy)
