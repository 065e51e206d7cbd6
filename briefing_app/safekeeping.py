"""Keys and backups in the window: a backup each half hour while something changed, a rehearsal a month, codes, passphrases and restores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from briefing_app.domain.problems import Problem
from briefing_app.services.vault import PRACTICE, PRIVATE, backups_of, check_due, is_due, rehearsal_due
from briefing_app.storage.audit import KEY_CHANGED, WAY_REMOVED
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
from briefing_app.vault import keys_in_words, lacks_code, restore_backup_in_words, vault_of
from briefing_app.viewmodels.vault import VaultPage, list_ways, make_vault

if TYPE_CHECKING:
    from briefing_app.ui.worker_process import WorkerProcess

LOOK_SECONDS = 300


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
        self._task = ("", "")
        self.packing: WorkerProcess | None = None
        self._waiting: list[tuple[str, str, bool]] = []
        self._look = QTimer(self)
        self._look.setInterval(LOOK_SECONDS * 1000)
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
        self._task = (task, kind)
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

    def need_code(self, then: Callable[[], None]) -> bool:
        """Before the first import: a recovery code first, and the import once it is in force. False where there is one already."""
        if not lacks_code(self._profile):
            return False
        self.make_code(then=then)
        return True

    def make_code(self, *, private: bool = False, then: Callable[[], None] | None = None) -> None:
        def keep(code: str) -> None:
            def work(key: bytes) -> None:
                set_recovery_code(self._profile, key, code, private=private)

            if self._change(work, KEY_CHANGED, RECOVERY, private=private) and then:
                then()

        self._show_code(keep, private)

    def _show_code(self, confirmed: Callable[[str], None], private: bool) -> None:
        from briefing_app.ui.key_panels import CodePanel

        code = new_code()
        panel = CodePanel(code, lambda typed: normal_code(typed) == normal_code(code), self._window, own=private)
        panel.confirmed.connect(lambda: confirmed(code))
        panel.save_asked.connect(lambda: self._save_code(code, private))
        panel.open()

    def _save_code(self, code: str, private: bool) -> None:
        from briefing_app.documents.printed import text_document, write_pdf
        from briefing_app.ui import theme
        from briefing_app.viewmodels.vault import code_sheet

        path, _ = QFileDialog.getSaveFileName(self._window, "Save the code to print it", "recovery-code.pdf", "PDF (*.pdf)")
        if path:
            write_pdf(text_document(code_sheet(code, own=private), theme.FAMILY), Path(path))

    def choose_passphrase(self, *, private: bool = False) -> None:
        from briefing_app.ui.key_panels import PassphrasePanel

        ways = ways_in(self._profile, private=private)
        panel = PassphrasePanel(self._window, had=PASSPHRASE in ways, keyring=KEYRING in ways, own=private)

        def give(words: str, beside: bool) -> None:
            def work(key: bytes) -> None:
                set_passphrase(self._profile, key, words, private=private, beside=beside)

            self._change(work, KEY_CHANGED, PASSPHRASE, private=private)

        panel.given.connect(give)
        panel.keyring_asked.connect(lambda: self._take_keyring(private, beside=False))
        panel.open()

    def _take_keyring(self, private: bool, *, beside: bool) -> None:
        def work(key: bytes) -> None:
            use_keyring(self._profile, key, private=private, beside=beside)

        self._change(work, KEY_CHANGED, KEYRING, private=private)

    def show_ways(self, *, private: bool = False) -> None:
        """What opens the store; each way can be removed while enough remain, and a missing one added."""
        from briefing_app.ui.key_panels import WaysPanel

        panel = WaysPanel(list_ways(ways_in(self._profile, private=private)), self._window, own=private)

        def add(kind: str) -> None:
            if kind == KEYRING:
                self._take_keyring(private, beside=True)
            elif kind == PASSPHRASE:
                self.choose_passphrase(private=private)
            else:
                self.make_code(private=private)

        def remove(kind: str) -> None:
            self._change(lambda key: remove_way(self._profile, key, kind, private=private), WAY_REMOVED, kind, private=private)

        panel.added.connect(add)
        panel.removed.connect(remove)
        panel.open()

    def ask_new_key(self, go: Callable[[str, str], None], *, private: bool = False) -> None:
        """Ask for what the new key is sealed by, and try it; ``go`` is told the passphrase and the recovery code, a new one if none was typed."""
        from briefing_app.ui.key_panels import NewKeyPanel

        ways = ways_in(self._profile, private=private)
        panel = NewKeyPanel(self._window, passphrase=PASSPHRASE in ways, code=RECOVERY in ways, own=private)

        def give(words: str, code: str) -> None:
            if PASSPHRASE in ways and not opens(self._profile, PASSPHRASE, words, private=private):
                panel.say("The passphrase is not the right one.")
            elif code and not opens(self._profile, RECOVERY, code, private=private):
                panel.say("That is not the recovery code; leave it empty for a new one.")
            else:
                panel.accept()
                if code:
                    go(words, code)
                else:
                    self._show_code(lambda made: go(words, made), private)

        panel.given.connect(give)
        panel.open()

    def _change(self, work: Callable[[bytes], None], action: str, detail: str, *, private: bool) -> bool:
        key = self._keys().get(PRIVATE if private else PRACTICE)
        try:
            if key is None:
                raise Problem("This store is not open.", "Open it first.")
            with keys_in_words():
                work(key)
        except Problem as problem:
            self._said(problem.sentence, problem.remedy)
            return False
        if not private:
            self._recorded(action, detail=detail)
        self._ask("back up", PRIVATE if private else PRACTICE, loud=False)  # the newest backup opens by what is in force now
        self._changed()
        return True

    # -- days without this computer

    def ask_outage(self, by: str, *, demo: bool) -> None:
        from briefing_app.ui.outage_panel import OutagePanel

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

    # -- restoring

    def choose_backup(self, restored: Callable[[str], None], release: Callable[[], None]) -> None:
        """Ask for a file and its words; ``release`` closes the stores first, ``restored`` opens them again."""
        path, _ = QFileDialog.getOpenFileName(
            self._window, "Restore a backup", str(self._profile.backups), "Briefing backup (*.briefing)"
        )
        if path:
            self.ask_restore(Path(path), restored, release)

    def ask_restore(self, path: Path, restored: Callable[[str], None], release: Callable[[], None]) -> None:
        from briefing_app.ui.key_panels import RestorePanel

        panel = RestorePanel(path.name, self._window)
        closed: list[bool] = []

        def let_go() -> None:
            closed.append(True)
            release()

        def give(words: str) -> None:
            try:
                sentence = restore_backup_in_words(self._profile, path, words or None, let_go)
            except Problem as problem:
                if not closed:
                    panel.say(f"{problem.sentence} {problem.remedy}")
                    return
                sentence = f"{problem.sentence} {problem.remedy}"  # the stores are closed: they are opened again
            panel.accept()
            restored(sentence)

        panel.given.connect(give)
        panel.open()


def newest_backup(profile: Profile) -> Any:
    """The newest backup of the practice, to be offered where the store cannot be read; None where there is none."""
    return next(iter(backups_of(vault_of(profile))), None)
