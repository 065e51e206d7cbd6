"""What a clinician does while the store is held: kept and shown as kept during our own import, on screen or beside the store otherwise."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.storage.note import notes
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system.keys import DEMO_KEY
from tests.gui.test_note import kept, page, stored
from tests.gui.using import dialog, noting, ready, the, worktime
from tests.holder import held

__all__ = ["page"]


pytestmark = pytest.mark.usefixtures("nobody_is_asked")


def plans(path: Path) -> list[str]:
    """The plans of the notes that a store itself holds."""
    store = PracticeStore(path, DEMO_KEY, make=False)
    reader = PracticeReader(store)
    found = [one.current.plan for one in notes(reader)]
    reader.close()
    store.close()
    return found


def test_words_of_a_note_typed_during_an_import_are_kept_at_once_and_written_when_it_ends(
    qtbot: QtBot, page: Any, window: Window
) -> None:
    path = window.profile.practice
    with held(path, DEMO_KEY) as importing:
        page.fields[3].setPlainText("walk past the site")
        kept(qtbot, page)
        assert [one.current.plan for one in stored(qtbot, window)] == ["walk past the site"]
        assert "walk past the site" not in plans(path)
        importing.let_go()
        qtbot.waitUntil(lambda: not list(window.profile.waiting.glob("*.act")), timeout=10_000)
    assert "walk past the site" in plans(path)


def test_a_signature_during_an_import_is_kept_whole_and_the_page_says_so(qtbot: QtBot, page: Any, window: Window) -> None:
    for field in page.fields:
        field.setPlainText("words")
    page.begins.setText("11:00")
    page.ends.setText("11:45")
    with held(window.profile.practice, DEMO_KEY) as importing:
        noting(window)._close_revision(sign=True)
        qtbot.waitUntil(lambda: page._kept.text().startswith("Signed by"), timeout=10_000)
        importing.let_go()
        qtbot.waitUntil(lambda: not list(window.profile.waiting.glob("*.act")), timeout=10_000)
    (one,) = stored(qtbot, window)
    assert one.signed is not None


@pytest.mark.parametrize("leave", ["lock", "close"])
def test_words_that_nobody_could_write_wait_beside_the_store_and_are_named_at_the_next_opening(
    qtbot: QtBot, page: Any, window: Window, leave: str
) -> None:
    path = window.profile.practice
    with held(path, DEMO_KEY, "a stranger"):
        page.fields[3].setPlainText("CANARY typed just now")
        getattr(window, leave)()
        (waits,) = window.profile.waiting.glob("*.act")
        assert b"CANARY" not in waits.read_bytes()
    if leave == "close":
        store = PracticeStore(path, DEMO_KEY, make=False)
        assert store.waiting.run().kept == 1
        store.close()
    else:
        window.stores.unlock(None)
        qtbot.waitUntil(lambda: row_said(window).startswith("Kept now. One thing that you did"), timeout=20_000)
        window.today.row.away.click()
        assert not row_said(window).startswith("Kept now")
    assert "CANARY typed just now" in plans(path)


def row_said(window: Window) -> str:
    return window.today.row.accessibleName() if window.today.row.isVisible() else ""


def test_words_that_a_stranger_kept_out_are_tried_again_until_they_are_kept(
    qtbot: QtBot, page: Any, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Any] = []
    the(window.stores.practice).ask(lambda desk: desk.store.waiting._wait_for_lock(0.2), done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=5000)
    with held(window.profile.practice, DEMO_KEY, "a stranger") as stranger:
        page.fields[3].setPlainText("walk past the site")
        qtbot.waitUntil(lambda: "busy" in page._kept.text(), timeout=10_000)
        assert page.fields[3].toPlainText() == "walk past the site"
        stranger.let_go()
        kept(qtbot, page)
    assert "walk past the site" in plans(window.profile.practice)


CHILD = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from briefing_app import app
from briefing_app.controllers.window import Window
from briefing_app.system.paths import Profile
from tests.gui.screenshots import options

shown = Window._finish_first_brief

def typed(window):
    shown(window)
    QTimer.singleShot(200, lambda: write(window))

def write(window):
    window.today.brief.note_asked.emit()
    look(window)

def look(window):
    noting = window.pages.notes.noting
    if noting is None or not noting.page.fields:
        QTimer.singleShot(50, lambda: look(window))
        return
    noting.page.fields[3].setPlainText("typed just before the end")
    print("typed", flush=True)

Window._finish_first_brief = typed
sys.exit(app.run_window(Profile(Path(sys.argv[1])), options(demo=True)))
"""


def _hears_signals() -> None:
    """Also where whoever runs the tests was told to ignore them, as nohup is."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such signals")
@pytest.mark.parametrize("number", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_ends_the_window_as_its_close_button_does(tmp_path: Path, number: str) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path / "demo")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_hears_signals,
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "typed"
        child.send_signal(getattr(signal, number))
        assert child.wait(timeout=60) == 0
        assert child.stderr is not None
        assert "went wrong" not in child.stderr.read()
    finally:
        child.kill()
        child.communicate()
    assert "typed just before the end" in plans(tmp_path / "demo" / "practice.db")


def test_my_load_shows_a_note_that_was_marked_while_an_import_runs(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    qtbot.waitUntil(lambda: worktime(window) is not None and worktime(window).ready, timeout=10_000)
    window.show_page("load")
    shown = worktime(window).page
    qtbot.waitUntil(lambda: shown.figures[1].figure is not None, timeout=10_000)
    before = shown.figures[1].figure.value
    with held(window.profile.practice, DEMO_KEY) as importing:
        shown.figures[1].click()
        panel = dialog(qtbot)
        count = panel.list.count()
        panel._buttons[0][0].click()
        qtbot.waitUntil(lambda: panel.list.count() == count - 1, timeout=5000)
        panel.close()
        assert list(window.profile.waiting.glob("*.act")), "it waits beside the store"
        qtbot.waitUntil(lambda: shown.figures[1].figure.value != before, timeout=5000)
        importing.let_go()
