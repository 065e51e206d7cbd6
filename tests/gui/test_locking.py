"""Locked means closed: no store, no page, no name; and keys and backups as a clinician makes them in Settings."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Timer
from typing import Any

import keyring
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from briefing_app.controllers.audit import AuditController
from briefing_app.controllers.backup import HUNG_SECONDS
from briefing_app.controllers.importing import STILL_SECONDS
from briefing_app.controllers.window import Window
from briefing_app.domain.locking import Watch
from briefing_app.domain.problems import Problem
from briefing_app.services.backup import PRACTICE, backups_of, check_due, checked, rehearsed, vault_of
from briefing_app.storage.audit import broken_at, deeds
from briefing_app.storage.backup import slots_in
from briefing_app.storage.engine import open_keyed
from briefing_app.storage.practice import PracticeStore
from briefing_app.system import computer_keyring, keys
from briefing_app.system.keys import new_code, set_recovery_code, unlock, unlock_backup, ways_in
from briefing_app.system.paths import Profile
from briefing_app.viewmodels.brief import Brief
from briefing_app.viewmodels.client import ClientPage
from briefing_app.viewmodels.day import DayPage
from briefing_app.viewmodels.identity import Identity
from briefing_app.viewmodels.quiet_row import CODE as CODE_ROW
from tests.fhir import appointment, ndjson, patient, score
from tests.gui.clock import CLOCK
from tests.gui.screenshots import options
from tests.gui.using import (
    away,
    backups,
    clients,
    dialog,
    dialog_words,
    help_page,
    imports,
    key_of,
    locked,
    says,
    settings_page,
    the,
    vault_page,
    words_on,
    worktime,
)
from tests.importing import take
from tests.system.test_keys import MemoryKeyring

CODE = new_code()


@pytest.fixture(autouse=True)
def no_keyring_is_trusted(nobody_is_asked: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computer_keyring, "TRUSTED_KEYRINGS", ())


def later_or_earlier_today() -> str:
    """A session of today that does not run now, whatever the time: in one, much is left alone."""
    return f"{date.today().isoformat()}T{14 if datetime.now(UTC).hour < 12 else 4:02}:00:00"


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    made = Profile(tmp_path / "own")
    key = unlock(made, "several words")
    store = PracticeStore(made.practice, key)
    at = later_or_earlier_today()
    take(
        store,
        ndjson(
            tmp_path / "x.ndjson",
            patient(name=[{"family": "Invented", "given": ["Zebulon"]}]),
            appointment("a", at),
            score("s", 12),
        ),
    )
    store.close()
    return made


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, profile: Profile) -> Iterator[Window]:
    made = Window(qapp, profile, options(demo=False), CLOCK)
    made.shell.show()
    give(qtbot, made, "several words")
    qtbot.waitUntil(says(made, "Zebulon Invented"), timeout=10_000)
    qtbot.waitUntil(lambda: backups(made) is not None, timeout=5000)
    yield made
    made.close()
    made.shell.deleteLater()


def give(qtbot: QtBot, window: Window, words: str) -> None:
    qtbot.waitUntil(says(window, "Locked"), timeout=15_000)
    field = window.today._unlock._passphrase
    field.clear()
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Qt.Key.Key_Return)


def backed_up(window: Window) -> Callable[[], bool]:
    return lambda: (
        backups(window).worker is None and not backups(window)._waiting and bool(backups_of(vault_of(window.profile)))
    )


def damage_a_page(store: Path, key: bytes) -> None:
    """Turn one bit of the last page that the store can be opened without."""
    whole = store.read_bytes()
    for place in range(len(whole) - 2048, 0, -4096):
        store.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        try:
            open_keyed(store, key, cache_kib=2000).close()
        except Problem:
            continue
        return
    raise AssertionError("a store of no pages but those")


def restore_from(qtbot: QtBot, page: Any, words: str) -> None:
    """Take the newest backup, as a page offers it that cannot show its store."""
    (restore,) = (button for button in page._state._made if "Restore the backup of" in button.text())
    restore.click()
    panel = dialog(qtbot)
    panel.field.setText(words)
    panel.keep.click()
    qtbot.waitUntil(lambda: "all equal to the backup" in dialog_words(dialog(qtbot)), timeout=10_000)
    dialog(qtbot).close()


def closed(panel: QDialog) -> Callable[[], bool]:
    """A panel that is closed is deleted with the words in it."""
    return lambda: not isValid(panel)


def audit_of(qtbot: QtBot, window: Window) -> list[Any]:
    found: list[Any] = []
    the(window.stores.practice).ask(lambda desk: deeds(desk.reader), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5000)
    return list(found[0])


def all_words(window: Window) -> str:
    """Every label of the process, hidden ones too: what a lock must have dropped."""
    gc.collect()
    return "\n".join(label.text() for label in window.app.allWidgets() if isinstance(label, QLabel))


def test_ctrl_l_closes_everything_and_only_the_passphrase_opens_it(qtbot: QtBot, opened: Window) -> None:
    opened.show_page("clients")
    store = the(opened.stores.practice)
    QTest.keyClick(opened.shell, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(says(opened, "Locked"), timeout=5000)
    QApplication.processEvents()
    assert not store._thread.is_alive()
    assert key_of(opened) == b""
    assert opened.stores.words is None
    qtbot.waitUntil(lambda: "Zebulon" not in all_words(opened), timeout=5000)
    assert opened.shell.windowTitle() == "Briefing"
    for key in (Qt.Key.Key_N, Qt.Key.Key_B, Qt.Key.Key_X):
        QTest.keyClick(opened.shell, key)
    QTest.keyClick(opened.shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    for page in ("clients", "load", "import", "settings"):
        opened.show_page(page)
        assert opened.shell.stack.currentWidget() is opened.today
    imports(opened).start(["/somewhere"])
    give(qtbot, opened, "other words")
    qtbot.waitUntil(says(opened, "not the right one"), timeout=5000)
    assert "Zebulon" not in all_words(opened)
    give(qtbot, opened, "several words")
    qtbot.waitUntil(says(opened, "Zebulon Invented"), timeout=10_000)
    qtbot.waitUntil(lambda: backups(opened) is not None, timeout=5000)


def test_while_it_is_locked_no_way_is_shown_that_leads_nowhere(qtbot: QtBot, opened: Window) -> None:
    def ways() -> tuple[bool, bool]:
        pages, day = opened.shell.pages.isVisible(), opened.today.schedule.isVisible()
        return pages, day

    assert ways() == (True, True)
    opened.lock()
    assert ways() == (False, False)
    qtbot.waitUntil(lambda: opened.today._unlock._passphrase.hasFocus(), timeout=5000)
    give(qtbot, opened, "several words")
    qtbot.waitUntil(says(opened, "Zebulon Invented"), timeout=10_000)
    assert ways() == (True, True)
    qtbot.waitUntil(lambda: backups(opened) is not None, timeout=5000)


def test_a_lock_leaves_no_page_in_memory_that_python_can_reach(qtbot: QtBot, opened: Window) -> None:
    opened.today.brief.look_together()
    qtbot.waitUntil(lambda: opened.pages.briefs.forms.view is not None, timeout=5000)
    the(opened.pages.briefs.forms.view).close()
    opened.pages.notes.open()
    opened.show_page("clients")
    opened.show_page("rtm")
    qtbot.waitUntil(lambda: clients(opened).brief.shown is not None, timeout=5000)
    opened.lock()
    qtbot.waitUntil(says(opened, "Locked"), timeout=5000)

    def gone() -> bool:
        gc.collect()
        return [one for one in gc.get_objects() if isinstance(one, (DayPage, Brief, Identity, ClientPage))] == []

    qtbot.waitUntil(gone, timeout=5000)


def test_the_recovery_code_opens_a_locked_window(qtbot: QtBot, opened: Window) -> None:
    set_recovery_code(opened.profile, key_of(opened), CODE)
    opened.lock()
    give(qtbot, opened, CODE.lower())
    qtbot.waitUntil(says(opened, "Zebulon Invented"), timeout=10_000)


def test_a_running_timer_waits_without_a_name_and_is_asked_about(qtbot: QtBot, opened: Window) -> None:
    worktime(opened).open("several words")
    qtbot.waitUntil(lambda: worktime(opened).ready, timeout=10_000)
    worktime(opened).toggle()
    assert worktime(opened).keeping.timed.name == "Zebulon Invented"
    opened.lock()
    qtbot.waitUntil(says(opened, "The note timer has run since"), timeout=5000)
    assert "Zebulon" not in words_on(opened)
    give(qtbot, opened, "several words")
    qtbot.waitUntil(lambda: worktime(opened) is not None and worktime(opened).timed is not None, timeout=10_000)
    assert worktime(opened).timed.name == "Zebulon Invented"


def test_a_lock_by_itself_comes_after_five_minutes_and_leaves_a_session_alone(
    qtbot: QtBot, opened: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = the(opened.locking).watch
    watch._watch.touch(time.time() - 4 * 60)
    watch.look()
    assert not locked(opened)
    watch._watch.touch(time.time() - 5 * 60 - 1)
    monkeypatch.setattr(opened, "_in_use", lambda: True)
    watch._in_use = lambda: True
    watch.look()
    assert not locked(opened)
    watch._in_use = lambda: False
    watch._watch.touch(time.time() - 5 * 60 - 1)
    watch.look()
    assert locked(opened)


def test_a_locked_screen_locks_the_window_and_a_touch_counts_as_one(qtbot: QtBot, opened: Window) -> None:
    window = opened.shell.windowHandle()
    the(opened.locking).watch._watch_window(window)
    before = the(opened.locking).watch._watch.last = time.time() - 100
    QTest.keyClick(window, Qt.Key.Key_Shift)
    assert the(opened.locking).watch._watch.last > before
    away(opened).screen_locked(False)
    assert not locked(opened)
    away(opened).screen_locked(True)
    assert locked(opened)


def test_the_clock_decides_and_sleep_locks_at_once() -> None:
    watch = Watch(1000.0, 1000.0)
    assert not watch.due(1005.0, 5, in_use=False)
    assert not watch.due(1060.0, 5, in_use=False)
    assert watch.due(1060.0 + 8 * 3600, 5, in_use=True)
    watch = Watch(1000.0, 1295.0)
    assert not watch.due(1299.9, 5, in_use=False)
    assert watch.due(1300.0, 5, in_use=False)
    watch = Watch(1000.0, 1295.0)
    assert not watch.due(1300.0, 5, in_use=True)
    assert not watch.due(1350.0, 5, in_use=False)
    assert watch.due(100.0, 5, in_use=False)


def test_an_open_window_backs_up_by_itself_and_says_so_in_settings(qtbot: QtBot, opened: Window) -> None:
    qtbot.waitUntil(backed_up(opened), timeout=20_000)
    opened.show_page("settings")
    qtbot.waitUntil(says(opened, "The practice has one backup of"), timeout=5000)
    said = words_on(opened)
    assert "opened by your passphrase, asked at every start" in said
    assert "no recovery code" in said
    assert "do not survive the disk" in said
    opened.show_page("help")
    help_page(opened).rehearsal_asked.emit()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QDialog), timeout=20_000)
    assert "all equal" in dialog_words(dialog(qtbot))
    dialog(qtbot).close()
    qtbot.waitUntil(says(opened, "last rehearsed on"), timeout=5000)


def test_a_row_on_today_waits_for_a_code_that_is_typed_back_and_an_import_does_not(
    qtbot: QtBot, opened: Window, tmp_path: Path
) -> None:
    qtbot.waitUntil(backed_up(opened), timeout=20_000)
    assert opened.today.row.isVisible()
    assert CODE_ROW[0] in words_on(opened)
    export = ndjson(tmp_path / "y.ndjson", patient("ben"))
    imports(opened).start([str(export)])
    qtbot.waitUntil(lambda: opened.context.arrival is not None, timeout=20_000)
    opened.show_page("today")
    assert CODE_ROW[0] not in words_on(opened)
    QTest.mouseClick(opened.today.row.away, Qt.MouseButton.LeftButton)  # what came in was seen
    assert CODE_ROW[0] in words_on(opened)
    QTest.mouseClick(opened.today.row.act, Qt.MouseButton.LeftButton)
    panel = dialog(qtbot)
    code = next(label.text() for label in panel.findChildren(QLabel) if label.text().count("-") == 7)
    panel.field.setText("AAAA")
    panel._give()
    assert "not the code yet" in dialog_words(panel)
    panel.field.setText(code.lower())
    panel._give()
    qtbot.waitUntil(lambda: ways_in(opened.profile) == ("recovery", "passphrase"), timeout=5000)
    qtbot.waitUntil(lambda: not opened.today.row.isVisible(), timeout=5000)
    counted: list[int] = []
    the(opened.stores.practice).ask(lambda desk: desk.reader.client_count(), counted.append)
    qtbot.waitUntil(lambda: counted == [2], timeout=5000)
    assert ("imported", "1 file") in [(one.action, one.detail) for one in audit_of(qtbot, opened)]


def test_the_passphrase_is_changed_in_settings(qtbot: QtBot, opened: Window) -> None:
    opened.show_page("settings")
    settings_page(opened).passphrase_asked.emit(False)
    panel = dialog(qtbot)
    panel.first.setText("new words")
    panel._give()
    assert "not the same" in dialog_words(panel)
    panel.again.setText("new words")
    panel._give()
    assert not panel.keep.isEnabled()  # derived beside the window; meanwhile nothing else can be asked
    panel.reject()
    assert panel.isVisible()
    qtbot.waitUntil(closed(panel), timeout=10_000)
    opened.lock()
    give(qtbot, opened, "several words")
    qtbot.waitUntil(says(opened, "not the right one"), timeout=5000)
    give(qtbot, opened, "new words")
    qtbot.waitUntil(says(opened, "Zebulon Invented"), timeout=10_000)


def test_a_damaged_store_is_restored_in_two_clicks_and_kept(qtbot: QtBot, qapp: QApplication, profile: Profile) -> None:
    from briefing_app.services.backup import Vault, back_up, now

    back_up(Vault(profile, PRACTICE), unlock(profile, "several words"), now())
    data = bytearray(profile.practice.read_bytes())
    data[100:4000] = b"x" * 3900
    profile.practice.write_bytes(data)
    made = Window(qapp, profile, options(demo=False), CLOCK)
    made.shell.show()
    give(qtbot, made, "several words")
    qtbot.waitUntil(says(made, "The store cannot be opened"), timeout=10_000)
    restore_from(qtbot, made.today, "several words")
    give(qtbot, made, "several words")
    qtbot.waitUntil(says(made, "Zebulon Invented"), timeout=10_000)
    assert next(profile.folder.glob("practice-replaced-*.db")).read_bytes() == bytes(data)
    made.close()
    made.shell.deleteLater()


def test_what_was_opened_viewed_and_printed_stands_in_the_audit(qtbot: QtBot, opened: Window, tmp_path: Path) -> None:
    opened.pages.briefs.seen.viewing.setInterval(1)
    opened.today.rail.chosen.emit(0)
    qtbot.waitUntil(lambda: not opened.pages.briefs.seen.viewing.isActive(), timeout=5000)
    opened.pages.briefs.seen.save_page(the(opened.today.brief.shown), str(tmp_path / "brief.pdf"))
    found = audit_of(qtbot, opened)
    actions = [one.action for one in found]
    assert actions[0] == "opened"
    assert {"viewed", "printed"} <= set(actions)
    assert "Zebulon" not in str(found)
    assert broken_at(found) == 0
    dialog(qtbot).close()


def test_what_was_done_during_an_import_is_written_when_it_ends(qtbot: QtBot, opened: Window) -> None:
    qtbot.waitUntil(backed_up(opened), timeout=20_000)
    imports(opened).worker = object()  # another process that has the store to itself
    opened.context.record("viewed", 1)
    assert opened.context.audit.waiting == ["viewed"]
    imports(opened).worker = None
    opened.context.audit.write()
    assert [one.action for one in audit_of(qtbot, opened)][-1] == "viewed"
    assert opened.context.audit.waiting == []


def test_a_row_that_found_the_store_busy_waits(qtbot: QtBot, opened: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    from briefing_app.storage import audit

    def busy(*_: object, **__: object) -> None:
        raise Problem("The store is busy.")

    qtbot.waitUntil(lambda: opened.context.audit.waiting == [], timeout=5000)
    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", busy)
        opened.context.record("viewed", 1)
        qtbot.waitUntil(lambda: opened.context.audit.waiting == ["viewed"], timeout=5000)
    opened.context.record("printed", 1)
    found = audit_of(qtbot, opened)
    assert [one.action for one in found][-2:] == ["viewed", "printed"]
    assert broken_at(found) == 0


def test_an_import_keeps_the_window_open_while_it_moves_and_is_named_when_a_lock_ends_it(qtbot: QtBot, opened: Window) -> None:
    class Importing:
        cancelled = False

        def cancel(self) -> None:
            self.cancelled = True

    working = imports(opened).worker = Importing()
    imports(opened)._moved = time.monotonic()
    the(opened.locking).watch._watch.touch(time.time() - 3600)
    the(opened.locking).watch.look()
    assert not working.cancelled
    imports(opened)._moved -= STILL_SECONDS + 1  # it hangs
    the(opened.locking).watch._watch.touch(time.time() - 3600)
    the(opened.locking).watch.look()
    qtbot.waitUntil(says(opened, "The import was ended by the lock"), timeout=5000)
    assert working.cancelled


def test_names_are_gone_before_the_stores_are_closed(qtbot: QtBot, opened: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = QDialog(opened.shell)
    QLabel("Zebulon in a dialog that was closed", kept)
    seen: list[str] = []
    practice = the(opened.stores.practice)
    stop = practice.stop

    def slow() -> bool:
        seen.append(words_on(opened))
        return stop()

    monkeypatch.setattr(practice, "stop", slow)
    opened.lock()
    assert seen
    assert "Zebulon" not in seen[0]
    qtbot.waitUntil(lambda: "Zebulon" not in all_words(opened), timeout=5000)


def test_before_the_passphrase_is_given_no_page_opens(qtbot: QtBot, qapp: QApplication, profile: Profile) -> None:
    made = Window(qapp, profile, options(demo=False), CLOCK)
    made.shell.show()
    qtbot.waitUntil(says(made, "Locked"), timeout=15_000)
    for page in ("load", "clients", "settings"):
        made.show_page(page)
        assert made.shell.stack.currentWidget() is made.today
    assert worktime(made) is None
    made.close()
    made.shell.deleteLater()


def test_one_step_that_fails_takes_neither_the_page_nor_the_store_away(qtbot: QtBot, opened: Window) -> None:
    the(opened.stores.practice).ask(lambda desk: 1 / 0, lambda _: None)
    said = dialog(qtbot)
    assert "this step was not done" in dialog_words(said)
    said.close()
    assert "Zebulon Invented" in words_on(opened)
    counted: list[int] = []
    the(opened.stores.practice).ask(lambda desk: desk.reader.client_count(), counted.append)
    qtbot.waitUntil(lambda: counted == [1], timeout=5000)


def test_a_restore_that_fails_once_the_stores_are_closed_opens_them_again(
    qtbot: QtBot, opened: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(backed_up(opened), timeout=20_000)
    monkeypatch.setattr("briefing_app.services.restore.is_in_use", lambda *_: True)
    path = backups_of(vault_of(opened.profile))[0].path
    opened.pages.restore.restore(path)
    panel = dialog(qtbot)
    panel.field.setText("wrong")
    panel.keep.click()
    qtbot.waitUntil(lambda: "not the right one" in dialog_words(panel), timeout=5000)
    assert the(opened.stores.practice)._thread.is_alive()
    panel.field.setText("several words")
    panel.keep.click()
    qtbot.waitUntil(lambda: "Another program has the store open" in dialog_words(dialog(qtbot)), timeout=5000)
    dialog(qtbot).close()
    give(qtbot, opened, "several words")
    qtbot.waitUntil(says(opened, "Zebulon Invented"), timeout=10_000)
    qtbot.waitUntil(lambda: backups(opened) is not None, timeout=5000)


def test_every_page_is_read_once_a_week_and_damage_offers_the_backups(qtbot: QtBot, opened: Window) -> None:
    vault = vault_of(opened.profile)
    qtbot.waitUntil(lambda: checked(vault) is not None and backups(opened).worker is None, timeout=20_000)
    now = datetime.now().astimezone()
    assert not check_due(vault, now + timedelta(days=6))
    assert check_due(vault, now + timedelta(days=7))
    opened.show_page("settings")
    qtbot.waitUntil(says(opened, "every page was read and found whole"), timeout=5000)
    store = opened.profile.practice
    damage_a_page(store, key_of(opened))
    backups(opened).order("check", PRACTICE, loud=False)
    qtbot.waitUntil(says(opened, "is damaged in 1 place"), timeout=20_000)
    assert opened.today._state.title.text() == "The store is damaged"
    texts = [button.text() for button in opened.today._state._made]
    assert texts[0].startswith("Restore the backup of")
    assert texts[1] == "Another backup …"
    assert any("damaged in 1 place" in line.words for line in vault_page(opened).lines)


def test_a_backup_that_fails_by_itself_is_said_once_and_not_in_a_session(
    qtbot: QtBot, opened: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(backed_up(opened), timeout=20_000)
    for in_session, said in ((True, False), (False, True), (False, False)):
        monkeypatch.setattr(opened.context, "in_session", lambda running=in_session: running)
        backups(opened)._failed("back up", PRACTICE, "The disk is full.", "", loud=False)
        assert (QApplication.activeModalWidget() is not None) is said
        if said:
            dialog(qtbot).close()
            qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=5000)
    assert any(line.words == "The disk is full." for line in vault_page(opened).lines)


def test_a_new_code_goes_into_a_backup_at_once(qtbot: QtBot, opened: Window) -> None:
    qtbot.waitUntil(backed_up(opened), timeout=20_000)
    qtbot.waitUntil(lambda: backups(opened).worker is None, timeout=20_000)
    done: list[bool] = []
    opened.context.backup_asked.connect(lambda *_: done.append(True))
    opened.pages.keys._change(
        lambda key: set_recovery_code(opened.profile, key, CODE), "changed a key", "recovery", private=False
    )
    qtbot.waitUntil(lambda: bool(done) and backups(opened).worker is None, timeout=20_000)
    assert unlock_backup(slots_in(backups_of(vault_of(opened.profile))[0].path), CODE) == key_of(opened)


def test_the_ledger_is_deleted_with_its_backups_by_whoever_opened_it(qtbot: QtBot, opened: Window, tmp_path: Path) -> None:
    opened.context.change_settings(replace(opened.context.settings, backup_folder=str(tmp_path / "disk")))
    opened.show_page("load")
    qtbot.waitUntil(lambda: worktime(opened).page is not None, timeout=5000)
    worktime(opened).open("mine alone")
    qtbot.waitUntil(lambda: worktime(opened).ready, timeout=10_000)
    opened.context.backup_asked.emit("", True)
    qtbot.waitUntil(lambda: backups(opened).worker is None and not backups(opened)._waiting, timeout=20_000)
    while QApplication.activeModalWidget() is not None:
        dialog(qtbot).close()
        QApplication.processEvents()
    assert backups_of(vault_of(opened.profile, "private"))
    backups(opened).order("back up", "private", loud=False)
    worktime(opened).erasure.delete()
    qtbot.waitUntil(says(opened, "its key file, its keyring entry and"), timeout=5000)
    left = [path for place in (opened.profile.folder, tmp_path / "disk") for path in place.rglob("private*") if path.is_file()]
    assert left == []


def test_a_new_key_is_made_in_settings_and_the_window_opens_again_by_itself(qtbot: QtBot, opened: Window) -> None:
    qtbot.waitUntil(backed_up(opened), timeout=20_000)
    before = key_of(opened)
    opened.show_page("settings")
    settings_page(opened).key_asked.emit(False)
    panel = dialog(qtbot)
    panel.passphrase.setText("other words")
    panel.keep.click()
    qtbot.waitUntil(lambda: "not the right one" in dialog_words(panel), timeout=5000)
    panel.passphrase.setText("several words")
    panel.keep.click()
    qtbot.waitUntil(closed(panel), timeout=5000)
    code_panel = dialog(qtbot)
    code = next(label.text() for label in code_panel.findChildren(QLabel) if label.text().count("-") == 7)
    code_panel.field.setText(code)
    code_panel._give()
    qtbot.waitUntil(says(opened, "A new key is being made"), timeout=5000)
    assert "Zebulon" not in words_on(opened)
    assert key_of(opened) == b""
    qtbot.waitUntil(says(opened, "Zebulon Invented"), timeout=30_000)
    assert "The store has a new key" in dialog_words(dialog(qtbot))
    dialog(qtbot).close()
    assert key_of(opened) not in (b"", before)
    assert unlock(opened.profile, code) == unlock(opened.profile, "several words") == key_of(opened)


def test_a_passphrase_beside_the_keyring_is_asked_for_after_a_lock_and_the_keyring_is_removed(
    qtbot: QtBot, opened: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_recovery_code(opened.profile, key_of(opened), CODE)
    kept: dict[str, bytes] = {}
    monkeypatch.setattr(keys, "to_keyring", lambda name, secret: kept.update({name: secret}) or "a keyring")
    monkeypatch.setattr(keys, "from_keyring", kept.get)
    monkeypatch.setattr(keys, "forget_in_keyring", lambda _: kept.clear())
    opened.pages.keys.show_ways()
    panel = dialog(qtbot)
    assert "It is the only way in" in dialog_words(panel)
    next(one for one in panel.findChildren(QPushButton) if one.accessibleName() == "Add: The system's keyring").click()
    qtbot.waitUntil(closed(panel), timeout=5000)
    assert set(ways_in(opened.profile)) == {"keyring", "passphrase", "recovery"}
    assert "keyring at the start, your passphrase after a lock" in str(vault_page(opened).lines)
    opened.lock()
    qtbot.waitUntil(says(opened, "Locked"), timeout=5000)
    give(qtbot, opened, "several words")
    qtbot.waitUntil(says(opened, "Zebulon Invented"), timeout=10_000)
    qtbot.waitUntil(lambda: backups(opened) is not None, timeout=5000)
    opened.pages.keys.show_ways()
    panel = dialog(qtbot)
    next(one for one in panel.findChildren(QPushButton) if one.accessibleName() == "Remove: The system's keyring").click()
    qtbot.waitUntil(closed(panel), timeout=5000)
    assert set(ways_in(opened.profile)) == {"passphrase", "recovery"}
    assert kept == {}
    assert [(one.action, one.detail) for one in audit_of(qtbot, opened) if "key" in one.action + one.detail] == [
        ("changed a key", "keyring"),
        ("removed a way in", "keyring"),
    ]


def test_the_audit_is_read_narrowed_and_saved_in_settings(qtbot: QtBot, opened: Window, tmp_path: Path) -> None:
    opened.context.record("viewed", opened.today.brief.shown.identity.row if opened.today.brief.shown else 0)
    opened.show_page("settings")
    settings_page(opened).audit_asked.emit()
    panel = dialog(qtbot)
    assert "The chain is whole" in dialog_words(panel)
    panel.words.setText("zebulon")
    assert [line.action for line in panel.shown] == ["viewed"]
    assert panel.table.rowCount() == 1
    panel.kind.setCurrentIndex(panel.kind.findData("opened"))
    panel.kind.activated.emit(0)
    assert panel.shown == []
    panel.words.clear()
    assert [line.action for line in panel.shown] == ["opened"]
    lines = panel.shown
    panel.close()
    saving = AuditController(opened.context, opened.shell)
    for kind in ("csv", "json"):
        saving.save(lines, kind, tmp_path / f"audit.{kind}")
        assert "1 rows saved" in dialog_words(dialog(qtbot))
        dialog(qtbot).close()
        assert "opened" in (tmp_path / f"audit.{kind}").read_text()
    saving.save(lines, "csv", tmp_path / "nowhere" / "audit.csv")
    assert "could not be written" in dialog_words(dialog(qtbot))
    dialog(qtbot).close()
    found: list[Any] = []
    the(opened.stores.practice).ask(lambda desk: deeds(desk.reader), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5000)
    assert [one.action for one in found[0]].count("exported") == 2


def test_a_backup_that_hangs_is_given_up_and_the_next_one_runs(
    qtbot: QtBot, opened: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hanging:
        cancelled = False

        def cancel(self) -> None:
            self.cancelled = True

    qtbot.waitUntil(backed_up(opened), timeout=20_000)
    safe = backups(opened)
    hanging = safe.worker = Hanging()
    safe._task, safe._begun = ("back up", PRACTICE), time.monotonic()
    safe.look()
    assert safe.worker is hanging
    safe.order("rehearse", PRACTICE, loud=False)
    safe._begun -= HUNG_SECONDS + 1
    monkeypatch.setattr(opened.context, "in_session", lambda: True)
    safe.look()
    assert hanging.cancelled
    assert "given up" in safe._troubles["back up", PRACTICE]
    qtbot.waitUntil(lambda: rehearsed(vault_of(opened.profile)) is not None, timeout=20_000)


# -- locks that come while something else holds the window


def test_a_page_looked_at_together_is_closed_by_a_locked_screen(qtbot: QtBot, opened: Window) -> None:
    opened.today.brief.look_together()
    qtbot.waitUntil(lambda: opened.pages.briefs.forms.view is not None, timeout=5000)
    away(opened).screen_locked(True)
    qtbot.waitUntil(says(opened, "Locked"), timeout=5000)
    assert opened.shell.isVisible()
    assert "Zebulon" not in words_on(opened)


def test_a_lock_waits_for_the_clients_answers_and_comes_before_any_name(
    qtbot: QtBot, opened: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Any] = []
    the(opened.stores.practice).ask(lambda desk: desk.catalogue("PHQ-9"), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5000)
    opened.pages.briefs.forms.show_form(1, found[0], "4711", single=False)
    form = the(opened.pages.briefs.forms.form)
    away(opened).screen_locked(True)
    assert form.isVisible()
    key_when_shown: list[bytes] = []
    with monkeypatch.context() as patch:
        patch.setattr(opened.shell, "show", lambda: key_when_shown.append(key_of(opened)))
        form.returned.emit()
    assert key_when_shown == [b""]
    opened.shell.show()
    qtbot.waitUntil(says(opened, "Locked"), timeout=5000)
    assert "Zebulon" not in words_on(opened)


def test_a_new_key_made_while_the_screen_was_locked_opens_nothing_by_itself(
    qtbot: QtBot, opened: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(backed_up(opened), timeout=20_000)
    set_recovery_code(opened.profile, key_of(opened), CODE)
    opened.pages.keys.change_key("practice", "several words", CODE)
    away(opened).screen_locked(True)
    qtbot.waitUntil(lambda: opened.pages.keys.worker is None, timeout=20_000)
    dialog(qtbot).close()
    assert "Zebulon" not in words_on(opened)
    give(qtbot, opened, "several words")
    qtbot.waitUntil(says(opened, "Zebulon Invented"), timeout=10_000)


def test_a_restore_that_ends_after_a_lock_opens_nothing_by_itself(
    qtbot: QtBot, with_keyring: tuple[Window, MemoryKeyring], monkeypatch: pytest.MonkeyPatch
) -> None:
    window, _ = with_keyring
    window.context.backup_asked.emit("", True)
    vault = vault_of(window.profile)
    qtbot.waitUntil(lambda: bool(backups_of(vault)) and backups(window).worker is None, timeout=20_000)
    while QApplication.activeModalWidget() is not None:
        dialog(qtbot).close()
        QApplication.processEvents()
    window.pages.restore.restore(backups_of(vault)[0].path)
    dialog(qtbot).keep.click()
    away(window).screen_locked(True)
    qtbot.waitUntil(lambda: window.pages.restore.thread_at_work is None, timeout=20_000)
    assert "all equal to the backup" in dialog_words(dialog(qtbot))
    dialog(qtbot).close()
    assert key_of(window) == b""
    assert "Zebulon" not in words_on(window)
    window.today._state._made[0].click()
    qtbot.waitUntil(says(window, "Zebulon Invented"), timeout=10_000)


def test_wrong_words_stand_in_the_audit_once_the_store_is_open(qtbot: QtBot, opened: Window) -> None:
    opened.lock()
    give(qtbot, opened, "other words")
    qtbot.waitUntil(says(opened, "not the right one"), timeout=5000)
    assert opened.context.audit.waiting == ["refused to open"]
    give(qtbot, opened, "several words")
    qtbot.waitUntil(lambda: opened.context.audit.waiting == [], timeout=10_000)
    assert [one.action for one in audit_of(qtbot, opened)][-2:] == ["refused to open", "opened"]


def test_a_lock_waits_for_a_store_that_another_program_holds(qtbot: QtBot, opened: Window) -> None:
    """What was done stands in the audit although nobody could be told any more that the store was busy."""
    with closing(open_keyed(opened.profile.practice, key_of(opened))) as other:
        other.execute("BEGIN IMMEDIATE")
        opened.context.record("printed", 1)
        Timer(1.0, lambda: other.execute("COMMIT")).start()
        opened.lock()
    give(qtbot, opened, "several words")
    qtbot.waitUntil(says(opened, "Zebulon Invented"), timeout=10_000)
    assert "printed" in [one.action for one in audit_of(qtbot, opened)]


# -- a keyring that opens by itself


@pytest.fixture
def with_keyring(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Window, MemoryKeyring]]:
    backend = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    for name in ("set_password", "get_password", "delete_password"):
        monkeypatch.setattr(keyring, name, getattr(backend, name))
    monkeypatch.setattr(computer_keyring, "TRUSTED_KEYRINGS", (f"{MemoryKeyring.__module__}.MemoryKeyring",))
    made = Profile(tmp_path / "by-keyring")
    store = PracticeStore(made.practice, unlock(made))
    named = patient(name=[{"family": "Invented", "given": ["Zebulon"]}])
    take(store, ndjson(tmp_path / "z.ndjson", named, appointment("a", later_or_earlier_today())))
    store.close()
    keys.store_is_made(made)
    window = Window(qapp, made, options(demo=False), CLOCK)
    window.shell.show()
    qtbot.waitUntil(says(window, "Zebulon Invented"), timeout=15_000)
    qtbot.waitUntil(lambda: window.locking is not None and backups(window) is not None, timeout=5000)
    yield window, backend
    window.close()
    window.shell.deleteLater()


def test_without_a_passphrase_it_locks_by_itself_too_and_one_key_opens_it(
    qtbot: QtBot, with_keyring: tuple[Window, MemoryKeyring]
) -> None:
    window, _ = with_keyring
    away(window).sleeps(True)
    qtbot.waitUntil(says(window, "The stores are closed"), timeout=5000)
    assert key_of(window) == b""
    assert "Zebulon" not in words_on(window)
    window.today._state._made[0].click()
    qtbot.waitUntil(says(window, "Zebulon Invented"), timeout=10_000)


def test_a_mistyped_recovery_code_can_be_typed_again(qtbot: QtBot, with_keyring: tuple[Window, MemoryKeyring]) -> None:
    window, backend = with_keyring
    set_recovery_code(window.profile, key_of(window), CODE)
    backend.kept.clear()
    window.lock()
    window.today._state._made[0].click()
    give(qtbot, window, CODE[:-1])
    qtbot.waitUntil(says(window, "not this store's recovery code"), timeout=10_000)
    give(qtbot, window, CODE)
    qtbot.waitUntil(says(window, "Zebulon Invented"), timeout=10_000)


def test_the_row_for_a_code_can_wait_until_the_stores_are_opened_again(
    qtbot: QtBot, with_keyring: tuple[Window, MemoryKeyring]
) -> None:
    window, _ = with_keyring
    qtbot.waitUntil(lambda: window.today.row.isVisible(), timeout=10_000)
    QTest.mouseClick(window.today.row.away, Qt.MouseButton.LeftButton)
    window.context.vault_asked.emit()
    assert not window.today.row.isVisible()
    window.lock()
    assert not window.today.row.isVisible()
    window.today._state._made[0].click()
    qtbot.waitUntil(lambda: window.today.row.isVisible(), timeout=10_000)


# -- the clinician's own ledger


def test_a_new_ledger_asks_for_a_recovery_code_of_its_own_but_not_in_a_session(
    qtbot: QtBot, opened: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened.context, "in_session", lambda: True)
    opened.show_page("load")
    worktime(opened).page.passphrase_given.emit("own words")
    qtbot.waitUntil(lambda: worktime(opened).ready, timeout=10_000)
    qtbot.wait(200)
    assert QApplication.activeModalWidget() is None
    monkeypatch.setattr(opened.context, "in_session", lambda: False)
    opened.show_page("load")
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=10_000)
    panel = dialog(qtbot)
    assert "your own ledger" in dialog_words(panel)
    code = next(label.text() for label in panel.findChildren(QLabel) if label.text().count("-") == 7)
    panel.field.setText(code)
    panel._give()
    qtbot.waitUntil(lambda: ways_in(opened.profile, private=True) == ("recovery", "passphrase"), timeout=5000)


def test_a_damaged_ledger_is_restored_from_its_own_page(qtbot: QtBot, opened: Window) -> None:
    worktime(opened).open("own words")
    qtbot.waitUntil(lambda: worktime(opened).ready, timeout=10_000)
    set_recovery_code(opened.profile, opened.stores.open_keys().get("private", b""), CODE, private=True)
    opened.context.backup_asked.emit("", True)
    vault = vault_of(opened.profile, "private")
    qtbot.waitUntil(lambda: bool(backups_of(vault)) and backups(opened).worker is None, timeout=20_000)
    while QApplication.activeModalWidget() is not None:
        dialog(qtbot).close()
        QApplication.processEvents()
    opened.lock()
    data = bytearray(opened.profile.private.read_bytes())
    data[100:4000] = b"x" * 3900
    opened.profile.private.write_bytes(data)
    give(qtbot, opened, "several words")
    qtbot.waitUntil(says(opened, "Zebulon Invented"), timeout=10_000)
    opened.show_page("load")
    worktime(opened).page.passphrase_given.emit("own words")
    qtbot.waitUntil(says(opened, "Your ledger cannot be shown"), timeout=10_000)
    restore_from(qtbot, worktime(opened).page, "own words")
    give(qtbot, opened, "several words")
    qtbot.waitUntil(says(opened, "Zebulon Invented"), timeout=10_000)
    opened.show_page("load")
    worktime(opened).page.passphrase_given.emit("own words")
    qtbot.waitUntil(lambda: worktime(opened).ready, timeout=10_000)
    assert next(opened.profile.folder.glob("private-replaced-*.db")).read_bytes() == bytes(data)


def test_a_page_that_cannot_be_written_is_said_and_not_written_down(qtbot: QtBot, opened: Window, tmp_path: Path) -> None:
    opened.pages.briefs.seen.save_page(the(opened.today.brief.shown), str(tmp_path / "nowhere" / "brief.pdf"))
    assert "could not be written" in dialog_words(dialog(qtbot))
    dialog(qtbot).close()
    assert "printed" not in [one.action for one in audit_of(qtbot, opened)]
