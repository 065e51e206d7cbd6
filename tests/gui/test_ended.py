"""Logging out, a closed terminal and Ctrl+C end the window as its close button does: what was typed is kept, and no fault is printed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from briefing_app.storage.note import notes
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system.keys import DEMO_KEY
from briefing_app.system.paths import Profile

TOP = Path(__file__).parents[2]
RUNNER = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from briefing_app import app
from briefing_app.controllers.window import Window
from briefing_app.system.paths import Profile
from tests.gui.screenshots import options

class Typing(Window):
    def run(self):
        self.look = QTimer(self)
        self.look.timeout.connect(self.type_when_ready)
        self.look.start(50)
        return super().run()

    def type_when_ready(self):
        if not self.first_brief_ms:
            return
        notes = self.pages.notes
        if notes.noting is None:
            notes.open()
        elif notes.noting.page.fields:
            self.look.stop()
            notes.noting.page.fields[3].setPlainText("walk past the site")
            print("typed", flush=True)

app.Window = Typing
sys.exit(app.run_window(Profile(Path(sys.argv[1])), options(demo=True)))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="these signals are not sent there")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_ends_the_window_with_its_words_kept(tmp_path: Path, name: str) -> None:
    running = subprocess.Popen(
        [sys.executable, "-c", RUNNER, str(tmp_path)],
        cwd=TOP,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "typed\n"
    running.send_signal(getattr(signal, name))
    _, said = running.communicate(timeout=60)
    assert (running.returncode, said) == (0, "")
    store = PracticeStore(Profile(tmp_path).practice, DEMO_KEY)
    reader = PracticeReader(store)
    assert "walk past the site" in [one.current.plan for one in notes(reader)]
    reader.close()
    store.close()
