"""Keys and backups in the window: a backup each half hour while something changed, a rehearsal a month, codes and passphrases."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from briefing_app.domain.audit import KEY_CHANGED, WAY_REMOVED
from briefing_app.domain.problems import Problem
from briefing_app.services.backup import LOOK, PRACTICE, PRIVATE, backups_of, check_due, is_due, rehearsal_due, vault_of
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
from briefing_app.system.paths import Profile
from briefing_app.ui.store_thread import StoreThread
from briefing_app.viewmodels.backup import VaultPage, list_ways, make_vault

if TYPE_CHECKING:
    from briefing_app.ui.dialogs.keys import KeyPanel
    from briefing_app.ui.worker_process import WorkerProcess

HUNG_SECONDS = 3600.0  # longer than any backup takes; a disk that is gone may never answer
CHANGING = "One moment …"
WITH_KEYRING = "Waiting for the system's keyring, ten seconds at most …"


class Safekeeping(QObject):
    """``keys`` gives the open stores' keys by kind; ``said`` shows a sentence; ``changed`` is told when the page of Settings should be read anew;

    ``recorded`` writes a row of the practice's audit; ``in_session`` keeps what nobody asked for quiet; ``damaged`` is told a kind of store and
    what is wrong with it.
    """

    def __init__(
        self,
        window: QWidget,
        profile: Profile,
        keys: Callable[[], dict[str, bytes]],
        said: Callable[[str, str], None],
        changed: Callable[[], None],
        recorded: Callable[..., None],
        in_session: Callable[[], bool] = lambda: False,
        damaged: Callable[[str, str], None] = lambda *_: None,
    ) -> None:
        super().__init__(window)
        self._window, self._profile, self._keys = window, profile, keys
        self._said, self._changed, self._recorded = said, changed, recorded
        self.worker: WorkerProcess | None = None
        self._in_session, self._damaged = in_session, damaged
        self._troubles: dict[tuple[str, str], str] = {}
        self._told: set[str] = set()
        self._task, self._begun = ("", ""), 0.0
        self.packing: WorkerProcess | None = None
        self._waiting: list[tuple[str, str, bool]] = []
        self._beside: StoreThread[None] | None = None
        self._look = QTimer(self)
        self._look.setInterval(int(LOOK.total_seconds() * 1000))
        self._look.timeout.connect(self.look)

    def start(self) -> None:
        self._look.start()
        self.look()

    def close(self) -> None:
        """A backup that is being written is given up: nothing half-made has its name."""
        self._look.stop()
        self._waiting.clear()
        for made in (self.worker, self.packing):
            if made is not None:
                made.cancel()
        self.worker = self.packing = None
        if self._beside is not None:
            self._beside.stop()
            self._beside = None

    def _do(self, work: Callable[[], Any], then: Callable[[Any], None], otherwise: Callable[[Problem], None]) -> None:
        """Beside the window: what derives a key takes a while, and a keyring may not answer."""
        if self._beside is None:
            self._beside = StoreThread(lambda: None, lambda _: None)
            self._beside.start()

        def guarded(_: Any) -> Any:
            with keys_in_words():
                return work()

        self._beside.ask(guarded, then, otherwise)

    def leave(self, kind: str) -> None:
        """Let go of one store, which is to be deleted."""
        self._waiting = [one for one in self._waiting if one[1] != kind]
        if self.worker is not None and self._task[1] == kind:
            self.worker.cancel()
            self.worker = None

    # -- by rule

    def look(self) -> None:
        """Back up what changed half an hour after the last backup, rehearse a restore once a month, read every page once a week."""
        now = datetime.now().astimezone()
        if self.worker is not None and time.monotonic() - self._begun > HUNG_SECONDS:
            self.worker.cancel()
            task, kind = self._task
            self._failed(task, kind, "A backup did not end within an hour and was given up.", "Look at the disks.", loud=False)
        for kind in self._kinds():
            vault = vault_of(self._profile, kind)
            if is_due(vault, now):
                self._ask("back up", kind, loud=False)
            if rehearsal_due(vault, now):
                self._ask("rehearse", kind, loud=False)
            if check_due(vault, now) and ("check", kind) not in self._troubles:
                self._ask("check", kind, loud=False)

    def back_up_now(self) -> None:
        for kind in self._kinds():
            self._ask("back up", kind, loud=True)

    def rehearse_now(self) -> None:
        for kind in self._kinds():
            if backups_of(vault_of(self._profile, kind)):
                self._ask("rehearse", kind, loud=True)

    def _kinds(self) -> list[str]:
        """Stores that are open and have slots of their own; the demo's have none."""
        return [kind for kind in self._keys() if ways_in(self._profile, private=kind == PRIVATE)]

    def _ask(self, task: str, kind: str, *, loud: bool) -> None:
        if (task, kind) not in [one[:2] for one in self._waiting]:
            self._waiting.append((task, kind, loud))
        self._next()

    def _next(self) -> None:
        """One worker at a time; it runs beside the window, which stays smooth."""
        if self.worker is not None or not self._waiting:
            return
        from briefing_app.ui.worker_process import WorkerProcess

        task, kind, loud = self._waiting.pop(0)
        key = self._keys().get(kind)
        if key is None:
            return
        made = self.worker = WorkerProcess(str(self._profile.folder), {"task": task, "kind": kind, "key": key.hex()})
        self._task, self._begun = (task, kind), time.monotonic()
        made.done.connect(lambda report: self._done(task, kind, report, loud=loud))
        made.failed.connect(lambda sentence, remedy: self._failed(task, kind, sentence, remedy, loud=loud))
        made.start()

    def _done(self, task: str, kind: str, report: str, *, loud: bool) -> None:
        self.worker = None
        self._troubles.pop((task, kind), None)
        if task == "check" and report:
            self._troubles[task, kind] = report
            self._damaged(kind, report)
        elif loud:
            self._said(report, "")
        self._changed()
        self._next()

    def _failed(self, task: str, kind: str, sentence: str, remedy: str, *, loud: bool) -> None:
        """What nobody asked for and did not work stands in Settings, and is said once, after the session; a check waits for a quiet moment."""
        self.worker = None
        if task != "check":
            self._troubles[task, kind] = sentence
            if loud or (sentence not in self._told and not self._in_session()):
                self._told.add(sentence)
                self._said(sentence, remedy)
        self._changed()
        self._next()

    # -- what Settings says

    def page(self) -> VaultPage:
        now = datetime.now().astimezone()
        vaults = {kind: vault_of(self._profile, kind) for kind in self._kinds()}
        return make_vault(self._profile, vaults, now, tuple(self._troubles.values()))

    # -- keys

    def need_code(self, then: Callable[[], None] | None = None, *, private: bool = False) -> bool:
        """Before the first import, and for a ledger just made: a recovery code, then ``then``. False where there is one already."""
        if not lacks_code(self._profile, private=private):
            return False
        self.make_code(private=private, then=then)
        return True

    def make_code(self, *, private: bool = False, then: Callable[[], None] | None = None) -> None:
        def keep(code: str) -> None:
            def work(key: bytes) -> None:
                set_recovery_code(self._profile, key, code, private=private)

            self._change(work, KEY_CHANGED, RECOVERY, private=private, then=then)

        self._show_code(keep, private, waits=then is not None)

    def _show_code(self, confirmed: Callable[[str], None], private: bool, *, waits: bool = False) -> None:
        from briefing_app.ui.dialogs.keys import CodePanel

        code = new_code()
        panel = CodePanel(code, lambda typed: normal_code(typed) == normal_code(code), self._window, own=private, waits=waits)
        panel.confirmed.connect(lambda: confirmed(code))
        panel.save_asked.connect(lambda: self._save_code(code, private))
        panel.open()

    def _save_code(self, code: str, private: bool) -> None:
        from briefing_app.documents.printed import text_document, write_pdf
        from briefing_app.ui.saving import saved
        from briefing_app.viewmodels.backup import code_sheet

        path, _ = QFileDialog.getSaveFileName(self._window, "Save the code to print it", "recovery-code.pdf", "PDF (*.pdf)")
        sheet = text_document(code_sheet(code, own=private), FAMILY)
        if path:
            saved(
                self._window,
                Path(path),
                lambda path: write_pdf(sheet, path),
                remedy="Print it, then delete the file: it opens everything.",
            )

    def choose_passphrase(self, *, private: bool = False) -> None:
        from briefing_app.ui.dialogs.keys import PassphrasePanel

        ways = ways_in(self._profile, private=private)
        panel = PassphrasePanel(self._window, had=PASSPHRASE in ways, keyring=KEYRING in ways, own=private)

        def give(words: str, beside: bool) -> None:
            def work(key: bytes) -> None:
                set_passphrase(self._profile, key, words, private=private, beside=beside)

            self._change(work, KEY_CHANGED, PASSPHRASE, panel, private=private)

        panel.given.connect(give)
        panel.keyring_asked.connect(lambda: self._take_keyring(panel, private, beside=False))
        panel.open()

    def _take_keyring(self, panel: KeyPanel, private: bool, *, beside: bool) -> None:
        def work(key: bytes) -> None:
            use_keyring(self._profile, key, private=private, beside=beside)

        self._change(work, KEY_CHANGED, KEYRING, panel, private=private)

    def show_ways(self, *, private: bool = False) -> None:
        """What opens the store; each way can be removed while enough remain, and a missing one added."""
        from briefing_app.ui.dialogs.keys import WaysPanel

        panel = WaysPanel(list_ways(ways_in(self._profile, private=private)), self._window, own=private)

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
                remove_way(self._profile, key, kind, private=private)

            self._change(work, WAY_REMOVED, kind, panel, private=private)

        panel.added.connect(add)
        panel.removed.connect(remove)
        panel.open()

    def ask_new_key(self, go: Callable[[str, str], None], *, private: bool = False) -> None:
        """Ask for what the new key is sealed by, and try it; ``go`` is told the passphrase and the recovery code, a new one if none was typed."""
        from briefing_app.ui.dialogs.keys import NewKeyPanel

        ways = ways_in(self._profile, private=private)
        panel = NewKeyPanel(self._window, passphrase=PASSPHRASE in ways, code=RECOVERY in ways, own=private)

        def refusal(words: str, code: str) -> str:
            if PASSPHRASE in ways and not opens(self._profile, PASSPHRASE, words, private=private):
                return "The passphrase is not the right one."
            if code and not opens(self._profile, RECOVERY, code, private=private):
                return "That is not the recovery code; leave it empty for a new one."
            return ""

        def give(words: str, code: str) -> None:
            def then(refused: str) -> None:
                if refused:
                    panel.say(refused)
                    return
                panel.accept()
                if code:
                    go(words, code)
                else:
                    self._show_code(lambda made: go(words, made), private)

            panel.wait(CHANGING)
            self._do(lambda: refusal(words, code), then, lambda problem: panel.say(f"{problem.sentence} {problem.remedy}"))

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
        then: Callable[[], None] | None = None,
    ) -> None:
        """Change the slots beside the window; ``panel`` stays until that is done, and says what was wrong."""
        kind = PRIVATE if private else PRACTICE
        key = self._keys().get(kind)

        def work() -> None:
            if key is None:
                raise Problem("This store is not open.", "Open it first.")
            change(key)
            if not private:
                self._recorded(action, detail=detail)  # here: it was done, even if the window is locked by now

        def done(_: None) -> None:
            if panel is not None:
                panel.accept()
            self._ask("back up", kind, loud=False)  # the newest backup opens by what is in force now
            self._changed()
            if then is not None:
                then()

        def refused(problem: Problem) -> None:
            if panel is not None:
                panel.say(f"{problem.sentence} {problem.remedy}")
            else:
                self._said(problem.sentence, problem.remedy)

        if panel is not None:
            panel.wait(WITH_KEYRING if detail == KEYRING else CHANGING)
        self._do(work, done, refused)

    # -- days without this computer

    def ask_outage(self, by: str, *, demo: bool) -> None:
        from briefing_app.ui.dialogs.outage import OutagePanel

        panel = OutagePanel(self._window)
        panel.given.connect(lambda *given: self._choose_outage(by, demo, *given))
        panel.open()

    def _choose_outage(self, by: str, demo: bool, days: int, prints: bool, initials: bool) -> None:
        folder = QFileDialog.getExistingDirectory(self._window, "Where the pack goes: a stick, not a shared folder")
        if folder:
            self.write_outage(by, folder, days, prints=prints, initials=initials, demo=demo)

    def write_outage(self, by: str, folder: str, days: int, *, prints: bool, initials: bool, demo: bool) -> None:
        """In a process of its own, beside backups that may be running."""
        from briefing_app.ui.worker_process import WorkerProcess

        key = self._keys().get(PRACTICE)
        if key is None or self.packing is not None:
            return
        order = {
            "task": "outage pack", "key": key.hex(), "folder": folder, "days": days, "prints": prints, "initials": initials,
            "by": by, "demo": demo,
        }  # fmt: skip
        made = self.packing = WorkerProcess(str(self._profile.folder), order)
        made.done.connect(lambda report: self._packed(report, ""))
        made.failed.connect(self._packed)
        made.start()

    def _packed(self, sentence: str, remedy: str) -> None:
        self.packing = None
        self._said(sentence, remedy)
