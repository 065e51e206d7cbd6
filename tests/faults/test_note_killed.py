"""Kill -9 five seconds after the last letter of a note: the words are there at the next start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from briefing_app.storage.note import notes
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system.keys import DEMO_KEY
from briefing_app.system.paths import Profile

RUNNER = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from briefing_app.controllers.window import Window
from briefing_app.system.paths import Profile
from tests.gui.screenshots import options, wait_for
app = QApplication(sys.argv[:1])
profile = Profile(Path(sys.argv[1]))
profile.make()
window = Window(app, profile, options(demo=True))
window.shell.show()
wait_for(lambda: window.first_brief_ms)
window.pages.notes.open()
wait_for(lambda: window.pages.notes.noting.page.fields)
window.pages.notes.noting.page.fields[3].setPlainText("walk past the site")
print("typed", flush=True)
app.exec()
"""
LOST_AT_MOST = 5.0  # seconds


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_what_was_typed_five_seconds_ago_survives_a_kill(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    running = subprocess.Popen(
        [sys.executable, "-c", RUNNER, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "typed\n"
    time.sleep(LOST_AT_MOST)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    running.stdout.close()
    store = PracticeStore(Profile(tmp_path).practice, DEMO_KEY)
    reader = PracticeReader(store)
    assert "walk past the site" in [one.current.plan for one in notes(reader)]
    reader.close()
    store.close()
