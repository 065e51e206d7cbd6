"""A window that is used for long: briefs, pages, locks and imports, round after round in one process; what grows and what shrinks."""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from tests.faults.gate import Gate
from tests.faults.nursery import TOP

WORDS = "several words"
IMPORT_EVERY, WARM = 5, 0.3  # rounds; share of the rounds that are not counted, while caches fill
MOST_LOST = 10.0  # references to None a round: the fault of PySide6 6.12.0 on Python 3.11 loses one a call, thousands a round
MOST_GROWN = 50.0  # megabytes after the warm-up


def why_not() -> str:
    return "" if Path("/proc/self/statm").exists() else "there is no /proc to read memory from"


def soak(rounds: int, place: Path) -> list[Gate]:
    """Use a window for so many rounds, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.soak", str(rounds), str(place)],
        cwd=TOP, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    return gates(rounds, found["none"], found["megabytes"], found["files"])


def gates(rounds: int, none: list[float], megabytes: list[float], files: list[float]) -> list[Gate]:
    """What was counted at the end of each round, as gates."""
    warm = int(len(none) * WARM)
    lost, grown = slope(none[warm:]), slope(megabytes[warm:])
    growth = max(0.0, grown * (rounds - warm))
    more_files = slope(files[warm:]) * (rounds - warm)
    return [
        Gate(
            f"soak of {rounds} rounds: references to None, a round", f"{lost:+.1f}", f"≥ -{MOST_LOST:.0f}", lost >= -MOST_LOST
        ),
        Gate("    memory, a round", f"{grown:+.2f} MB", "", True),
        Gate(
            "    memory, over all rounds after the first third",
            f"{growth:.0f} MB",
            f"{MOST_GROWN:.0f} MB",
            growth <= MOST_GROWN,
        ),
        Gate("    open files, over all rounds after the first third", f"{more_files:+.1f}", "< +2", more_files < 2),
    ]


def slope(values: list[float]) -> float:
    """By least squares, per step."""
    return statistics.linear_regression(range(len(values)), values).slope


# -- in the process that is watched


def use(rounds: int, place: Path) -> dict[str, list[float]]:
    """The counts at the end of each round."""
    from datetime import date

    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from briefing_app.controllers import timer as timekeeping
    from briefing_app.controllers.window import Window
    from briefing_app.services.demo import write_demo_export
    from briefing_app.storage.practice import PracticeStore
    from briefing_app.system import keys
    from briefing_app.system.paths import Profile
    from tests.gui.screenshots import options, settle, wait_for
    from tests.importing import CATALOGUE, take

    vars(keys)["TRUSTED_KEYRINGS"] = ()
    vars(timekeeping)["idle_source"] = lambda: None
    profile, export = Profile(place / "own"), place / "export"
    write_demo_export(export, date.today(), CATALOGUE)
    key = keys.unlock(profile, WORDS)
    keys.set_recovery_code(profile, key, keys.new_code())
    store = PracticeStore(profile.practice, key)
    take(store, export)
    store.close()
    app = QApplication([])
    window = Window(app, profile, options(demo=False))
    window.shell.show()

    def wait(times: int) -> None:
        """Outside Qt's own loop nobody else deletes what was asked to be deleted later."""
        settle(times)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def unlock() -> None:
        wait_for(lambda: hasattr(window, "today") and window.today._unlock.isVisible())
        QTest.keyClicks(window.today._unlock._passphrase, WORDS)
        QTest.keyClick(window.today._unlock._passphrase, Qt.Key.Key_Return)
        wait_for(lambda: window.context.day is not None and window.context.day.rows and window.pages.backup is not None)

    found: dict[str, list[float]] = {"none": [], "megabytes": [], "files": []}
    unlock()
    for number in range(rounds):
        for index in range(len(window.context.day.rows) if window.context.day else 0):
            window.today.rail.setCurrentIndex(window.today.rail.day_model.index(index))
            wait(2)
        for face in ("large", "items", "table", "rows"):
            window.today.brief.show_face(face)
            wait(1)
        for page in ("clients", "help", "import", "settings", "today"):
            window.show_page(page)
            wait(3)
        for ask in (window.today.brief.enter_score, window.today.brief.show_earlier):
            ask()
            wait_for(lambda: QApplication.activeModalWidget() is not None)
            shown = QApplication.activeModalWidget()
            assert shown is not None
            shown.close()
            wait(2)
        if not number % IMPORT_EVERY:
            window.pages.imports.start([str(export)])
            wait_for(lambda: window.pages.imports.worker is None, 60)
        wait_for(lambda: (backup := window.pages.backup) is not None and backup.worker is None and not backup._waiting, 60)
        window.lock()
        unlock()
        wait(10)
        gc.collect()
        found["none"].append(sys.getrefcount(None))
        found["megabytes"].append(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6)
        found["files"].append(len(os.listdir("/proc/self/fd")))
    window.close()
    return found


if __name__ == "__main__":
    print(json.dumps(use(int(sys.argv[1]), Path(sys.argv[2]))))
