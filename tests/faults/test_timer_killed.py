"""Kill -9 with the note timer running: what was timed until then is kept, and nothing is made up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from briefing_app.domain.timer import CONFIRMED, UNCONFIRMED
from briefing_app.storage.private import PrivateStore
from tests.conftest import KEY

RUNNER = """
import sys, time
from pathlib import Path
from briefing_app.storage.private import PrivateStore
store = PrivateStore(Path(sys.argv[1]), bytes(range(32)))
begun = time.time()
store.start_timer(begun, "UTC", "notes", "ann")
print(begun, flush=True)
while True:
    store.seen(time.time())
    time.sleep(0.01)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_timer_keeps_its_time_and_asks_about_the_rest(tmp_path: Path) -> None:
    from briefing_app.domain.timer import after_restart

    path = tmp_path / "private.db"
    running = subprocess.Popen([sys.executable, "-c", RUNNER, str(path)], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    begun = float(running.stdout.readline())
    time.sleep(0.7)
    os.kill(running.pid, signal.SIGKILL)
    killed = time.time()
    running.wait()
    running.stdout.close()
    store = PrivateStore(path, KEY)
    left = store.running()
    assert left is not None
    assert left.start == begun
    assert begun < left.seen <= killed
    now = killed + 1800
    store.stop_timer(after_restart(left.start, left.seen, now), now, "timed, until the program ended")
    found = store.entries(begun - 1, now + 1)
    assert [(one.start, one.end, one.state) for one in found] == [
        (begun, left.seen, CONFIRMED), (left.seen, now, UNCONFIRMED)
    ]  # fmt: skip
    store.close()
