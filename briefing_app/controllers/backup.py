"""Backups in the window: one each half hour while something changed, a rehearsal a month, every page read once a week."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from briefing_app.controllers.context import Context, Controller
from briefing_app.services.backup import LOOK, PRIVATE, backups_of, check_due, is_due, rehearsal_due, vault_of
from briefing_app.system.keys import ways_in
from briefing_app.viewmodels.backup import make_vault

if TYPE_CHECKING:
    from briefing_app.ui.worker_process import WorkerProcess

HUNG_SECONDS = 3600.0  # longer than any backup takes; a disk that is gone may never answer


class BackupController(Controller):
    """One worker at a time, beside the window. What nobody asked for is quiet in a session; what did not work stands in Settings."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(context, page)
        self.worker: WorkerProcess | None = None
        self._troubles: dict[tuple[str, str], str] = {}
        self._told: set[str] = set()
        self._task, self._begun = ("", ""), 0.0
        self._waiting: list[tuple[str, str, bool]] = []
        self._look = QTimer(self)
        self._look.setInterval(int(LOOK.total_seconds() * 1000))
        self._look.timeout.connect(self.look)
        context.backup_asked.connect(self._ask_for)
        context.rehearsal_asked.connect(self.rehearse_now)
        context.vault_asked.connect(self.show)
        context.stores.ledger_leaving.connect(self._leave_ledger)

    def start(self) -> None:
        """From now on backups are made by their rules, and Settings is told how they stand."""
        self._look.start()
        self.look()
        self.show()

    def close(self) -> None:
        """A backup that is being written is given up: nothing half-made has its name."""
        self._look.stop()
        self._waiting.clear()
        if self.worker is not None:
            self.worker.cancel()
            self.worker = None
        super().close()

    def leave(self, kind: str) -> None:
        """Let go of one store, which is to be deleted."""
        self._waiting = [one for one in self._waiting if one[1] != kind]
        if self.worker is not None and self._task[1] == kind:
            self.worker.cancel()
            self.worker = None

    def _leave_ledger(self) -> None:
        self.leave(PRIVATE)

    def show(self) -> None:
        """Tell Settings how backups and keys stand."""
        vaults = {kind: vault_of(self.context.profile, kind) for kind in self._kinds()}
        page = make_vault(self.context.profile, vaults, self.context.now(), tuple(self._troubles.values()))
        self.context.vault_known.emit(page)

    # -- by rule

    def look(self) -> None:
        """Back up what changed half an hour after the last backup, rehearse a restore once a month, read every page once a week."""
        now = self.context.now()
        if self.worker is not None and time.monotonic() - self._begun > HUNG_SECONDS:
            self.worker.cancel()
            task, kind = self._task
            self._failed(task, kind, "A backup did not end within an hour and was given up.", "Look at the disks.", loud=False)
        for kind in self._kinds():
            vault = vault_of(self.context.profile, kind)
            if is_due(vault, now):
                self.order("back up", kind, loud=False)
            if rehearsal_due(vault, now):
                self.order("rehearse", kind, loud=False)
            if check_due(vault, now) and ("check", kind) not in self._troubles:
                self.order("check", kind, loud=False)

    def _ask_for(self, kind: str, loud: bool) -> None:
        for one in [kind] if kind else self._kinds():
            self.order("back up", one, loud=loud)

    def rehearse_now(self) -> None:
        """Restore the newest backup of each store for a trial."""
        for kind in self._kinds():
            if backups_of(vault_of(self.context.profile, kind)):
                self.order("rehearse", kind, loud=True)

    def _kinds(self) -> list[str]:
        """Stores that are open and have slots of their own; the demo's have none."""
        return [kind for kind in self.context.stores.open_keys() if ways_in(self.context.profile, private=kind == PRIVATE)]

    def order(self, task: str, kind: str, *, loud: bool) -> None:
        """Put a task to the process beside the window, once; ````loud```` says its end in a dialog."""
        if (task, kind) not in [one[:2] for one in self._waiting]:
            self._waiting.append((task, kind, loud))
        self._next()

    def _next(self) -> None:
        """One worker at a time; it runs beside the window, which stays smooth."""
        if self.worker is not None or not self._waiting:
            return
        from briefing_app.ui.worker_process import WorkerProcess

        task, kind, loud = self._waiting.pop(0)
        key = self.context.stores.open_keys().get(kind)
        if key is None:
            return
        made = self.worker = WorkerProcess(str(self.context.profile.folder), {"task": task, "kind": kind, "key": key.hex()})
        self._task, self._begun = (task, kind), time.monotonic()
        made.done.connect(lambda report: self._done(task, kind, report, loud=loud))
        made.failed.connect(lambda sentence, remedy: self._failed(task, kind, sentence, remedy, loud=loud))
        made.start()

    def _done(self, task: str, kind: str, report: str, *, loud: bool) -> None:
        self.worker = None
        self._troubles.pop((task, kind), None)
        if task == "check" and report:
            self._troubles[task, kind] = report
            self.context.damaged.emit(kind, report)
        elif loud:
            self.context.say(report, "")
        self.show()
        self._next()

    def _failed(self, task: str, kind: str, sentence: str, remedy: str, *, loud: bool) -> None:
        """What nobody asked for and did not work stands in Settings, and is said once, after the session; a check waits for a quiet moment."""
        self.worker = None
        if task != "check":
            self._troubles[task, kind] = sentence
            if loud or (sentence not in self._told and not self.context.in_session()):
                self._told.add(sentence)
                self.context.say(sentence, remedy)
        self.show()
        self._next()
