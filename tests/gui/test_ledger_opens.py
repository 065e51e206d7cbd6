"""The clinician's ledger opens again after every start and every lock, by itself or by words typed on My load."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import keyring
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from briefing_app.controllers import timer as timekeeping
from briefing_app.controllers.window import Window
from briefing_app.storage.practice import PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.system import computer_keyring
from briefing_app.system.keys import set_recovery_code, store_is_made, unlock
from briefing_app.system.paths import Profile
from tests.fhir import appointment, ndjson, patient
from tests.gui.clock import CLOCK
from tests.gui.screenshots import options
from tests.gui.test_locking import CODE, give, later_or_earlier_today
from tests.gui.using import says, words_on, worktime
from tests.importing import take
from tests.system.test_keys import MemoryKeyring

PRACTICES, OTHERS = "several words", "mine alone"
# What opens the practice, what opens the ledger, and the words that are asked for: none where it opens by itself.
WAYS = {
    "passphrase, the same": (PRACTICES, PRACTICES, ""),
    "passphrase, another": (PRACTICES, OTHERS, OTHERS),
    "passphrase, keyring": (PRACTICES, None, ""),
    "passphrase, a keyring that lost it": (PRACTICES, CODE, CODE),
    "keyring, keyring": (None, None, ""),
    "keyring, passphrase": (None, OTHERS, OTHERS),
}
MOMENTS = ("start", "lock", "lock with the timer running")


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    made = MemoryKeyring()
    monkeypatch.setattr(timekeeping, "idle_source", lambda: None)
    monkeypatch.setattr(keyring, "get_keyring", lambda: made)
    for name in ("set_password", "get_password", "delete_password"):
        monkeypatch.setattr(keyring, name, getattr(made, name))
    monkeypatch.setattr(computer_keyring, "TRUSTED_KEYRINGS", (f"{MemoryKeyring.__module__}.MemoryKeyring",))
    return made


@pytest.fixture(params=WAYS)
def window(
    request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, tmp_path: Any, backend: MemoryKeyring
) -> Iterator[tuple[Window, str | None, str]]:
    practices, own, asked = WAYS[request.param]
    profile = Profile(tmp_path / "own")
    store = PracticeStore(profile.practice, unlock(profile, practices))
    named = patient(name=[{"family": "Invented", "given": ["Zebulon"]}])
    take(store, ndjson(tmp_path / "z.ndjson", named, appointment("a", later_or_earlier_today())))
    store.close()
    key = unlock(profile, None if own == CODE else own, private=True)
    PrivateStore(profile.private, key).close()
    for private in (False, True):
        store_is_made(profile, private=private)
    if own == CODE:
        set_recovery_code(profile, key, CODE, private=True)
        backend.kept.clear()
    made = Window(qapp, profile, options(demo=False), CLOCK)
    made.shell.show()
    open_practice(qtbot, made, practices, locked=False)
    yield made, practices, asked
    made.close()
    made.shell.deleteLater()


def open_practice(qtbot: QtBot, window: Window, words: str | None, *, locked: bool) -> None:
    if words is not None:
        give(qtbot, window, words)
    elif locked:
        qtbot.waitUntil(says(window, "The stores are closed"), timeout=10_000)
        window.today._state._made[0].click()
    qtbot.waitUntil(says(window, "Zebulon Invented"), timeout=15_000)
    qtbot.waitUntil(lambda: worktime(window) is not None, timeout=10_000)


def open_ledger(qtbot: QtBot, window: Window, asked: str) -> None:
    """Wait for it, or go where the bar leads and type what is asked for."""
    if asked:
        bar = worktime(window).bar
        qtbot.waitUntil(bar._open.isVisible, timeout=10_000)
        assert "our ledger is closed" in bar._words.text()
        bar._open.click()
        field = worktime(window).page._unlock._passphrase
        qtbot.waitUntil(field.isVisible, timeout=10_000)
        assert "not the right one" not in words_on(window)
        QTest.keyClicks(field, asked)
        QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: worktime(window).ready, timeout=10_000)
    assert not worktime(window).bar._open.isVisible()


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_ledger_opens_again(qtbot: QtBot, window: tuple[Window, str | None, str], moment: str) -> None:
    made, practices, asked = window
    open_ledger(qtbot, made, asked)
    if moment != "start":
        made.show_page("today")
        if "timer" in moment:
            worktime(made).toggle()
            assert worktime(made).timed is not None
        made.lock()
        open_practice(qtbot, made, practices, locked=True)
        open_ledger(qtbot, made, asked)
    if "timer" in moment:
        qtbot.waitUntil(lambda: worktime(made).timed is not None, timeout=5000)
        worktime(made).keeping.begun -= 60
        worktime(made).finish()
        found: list[Any] = []
        worktime(made).keeping.ask(
            lambda desk: (desk.private.running(), desk.private.entries(0, time.time() + 1)), found.append
        )
        qtbot.waitUntil(lambda: bool(found), timeout=5000)
        assert found[0][0] is None
        assert found[0][1]


def test_the_page_asks_however_late_it_is_looked_at_and_again_after_wrong_words(
    qtbot: QtBot, qapp: QApplication, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(computer_keyring, "TRUSTED_KEYRINGS", ())
    monkeypatch.setattr(timekeeping, "idle_source", lambda: None)
    profile = Profile(tmp_path / "own")
    store = PracticeStore(profile.practice, unlock(profile, PRACTICES))
    named = patient(name=[{"family": "Invented", "given": ["Zebulon"]}])
    take(store, ndjson(tmp_path / "z.ndjson", named, appointment("a", later_or_earlier_today())))
    store.close()
    PrivateStore(profile.private, unlock(profile, OTHERS, private=True)).close()
    made = Window(qapp, profile, options(demo=False), CLOCK)
    made.shell.show()
    open_practice(qtbot, made, PRACTICES, locked=False)
    qtbot.waitUntil(worktime(made).bar._open.isVisible, timeout=10_000)
    QTest.keyClick(made.today.rail, Qt.Key.Key_B)
    qtbot.waitUntil(
        lambda: worktime(made).page is not None and worktime(made).page._unlock._passphrase.isVisible(), timeout=10_000
    )
    worktime(made).page.passphrase_given.emit("not these")
    qtbot.waitUntil(says(made, "not the right one"), timeout=10_000)
    made.show_page("today")
    made.show_page("load")
    qtbot.waitUntil(worktime(made).page._unlock._passphrase.isVisible, timeout=10_000)
    worktime(made).page.passphrase_given.emit(OTHERS)
    qtbot.waitUntil(lambda: worktime(made).ready, timeout=10_000)
    made.close()
    made.shell.deleteLater()
