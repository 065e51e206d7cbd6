"""Long work in a process of its own, so that the window stays smooth and Cancel is immediate: the process is ended and its transaction with it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from PySide6.QtCore import QObject, QProcess, Signal


class WorkerProcess(QObject):
    """Speaks JSON lines with ``briefing worker``; the order, with the key in it, goes through a pipe, never through arguments."""

    progressed = Signal(object)
    done = Signal(object)
    failed = Signal(str, str)

    def __init__(self, profile: str, order: Mapping[str, object]) -> None:
        super().__init__()
        self._order = json.dumps(order).encode() + b"\n"
        self._heard = b""
        self._outcome: dict[str, str] | None = None
        self._cancelled = False
        self._process = QProcess(self)
        self._process.setProgram(sys.executable)
        self._process.setArguments(["-m", "briefing_app.cli", "--profile", profile, "worker"])
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.SeparateChannels)
        self._process.readyReadStandardOutput.connect(self._listen)
        self._process.finished.connect(self._finish)

    def start(self) -> None:
        self._process.start()
        self._process.write(self._order)

    def cancel(self) -> None:
        """End it now; what it had not committed is gone."""
        self._cancelled = True
        self._process.kill()
        self._process.waitForFinished(2000)

    def _listen(self) -> None:
        self._heard += self._process.readAllStandardOutput().data()
        *lines, self._heard = self._heard.split(b"\n")
        for line in lines:
            message = json.loads(line)
            if "progress" in message:
                self.progressed.emit(message["progress"])
            else:
                self._outcome = message

    def _finish(self) -> None:
        """Told once, when the process is gone."""
        self._listen()
        if self._cancelled:
            return
        if self._outcome is None:
            self.failed.emit("The work ended before it was done; everything is as it was before.", "Try again.")
        elif "report" in self._outcome:
            self.done.emit(self._outcome["report"])
        else:
            self.failed.emit(self._outcome["sentence"], self._outcome["remedy"])
