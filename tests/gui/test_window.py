"""The window in use: it opens on the day, finds clients, imports, and says what is wrong."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from briefing_app.app import run_window
from briefing_app.controllers.window import Window
from briefing_app.domain.problems import Problem
from briefing_app.system import computer_keyring, keys
from briefing_app.system.paths import Profile
from briefing_app.system.settings import Settings, read_settings
from briefing_app.system.single_instance import Calls, call, taken
from briefing_app.ui import theme
from briefing_app.ui.dialogs.questionnaire import QuestionnairePanel
from briefing_app.viewmodels import first_start
from tests.fhir import ndjson, patient, response, score
from tests.gui.clock import CLOCK
from tests.gui.screenshots import options
from tests.gui.using import clients, dialog, dialog_words, imports, locked, ready, says, words_on


def test_it_opens_on_today_with_a_brief_and_its_chart(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    assert window.first_paint_ms < window.first_brief_ms
    said = words_on(window)
    assert "Demo practice: every person is invented" in said
    assert "does not monitor anyone between sessions" in said
    assert "Data as of 07:45" in said
    assert len(window.today.rail.day_model.rows) == 7
    assert [row.isVisible() for row in window.today.brief.chart.rows] == [True, True]


def test_a_first_brief_without_scores_leaves_the_chart_to_the_next_one(
    qtbot: QtBot, window: Window, at_hour: Callable[[int, int], None]
) -> None:
    at_hour(16, 30)  # the demo's intake is next: nothing has been scored
    ready(qtbot, window)
    assert not window.today.brief.chart.isVisible()
    window.today.rail.setCurrentIndex(window.today.rail.day_model.index(1))
    assert window.today.brief.chart.isVisible()


def test_the_keys_move_between_sessions_and_turn_the_chart_into_a_table(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    rail = window.today.rail
    rail.setCurrentIndex(rail.day_model.index(1))
    QTest.keyClick(rail, Qt.Key.Key_J)
    assert "Marisol Duarte" in words_on(window)
    assert "rose from 1 to 2" in words_on(window)
    QTest.keyClick(rail, Qt.Key.Key_K)
    assert "Jonah Whitlock" in words_on(window)
    window.today.brief.toggle_table()
    assert window.today.brief.scores._table.rowCount() == 3  # type: ignore[union-attr]
    window.today.brief.toggle_table()
    QTest.keyClick(window.today.brief.chart.rows[0], Qt.Key.Key_Right)
    assert "PHQ-9" in window.today.brief.scores._focus_words.text()


def test_every_row_and_chart_says_in_words_what_the_eye_sees(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    model = window.today.rail.day_model
    spoken = [str(model.data(model.index(row), Qt.ItemDataRole.AccessibleTextRole)) for row in range(7)]
    assert any("similar name" in one and "item 9: 1 → 2" in one for one in spoken)
    window.today.rail.setCurrentIndex(model.index(2))
    brief = window.today.brief
    said = [row.accessibleDescription() for row in brief.chart.rows]
    assert "PCL-5: 4 scores, from 52 on" in said[0]  # the primary measure
    assert "PHQ-9: 8 scores, from 19" in said[1]
    assert all(words in brief.chart.accessibleDescription() for words in said)


def test_finding_locking_and_the_keys_are_in_sight_on_every_page(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    tools = {made.text(): made for made in window.shell.findChildren(QPushButton) if made.text() in ("Find", "Lock", "?  keys")}
    assert all(made.isVisible() for made in tools.values())
    tools["?  keys"].click()
    panel = dialog(qtbot)
    assert panel.windowTitle() == "Keys"
    panel.close()
    tools["Find"].click()
    assert window.shell.page_shown() == "clients"
    tools["Lock"].click()
    assert locked(window)


def test_a_line_says_why_when_it_is_asked(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    window.today.rail.setCurrentIndex(window.today.rail.day_model.index(2))
    line = window.today.brief.safety.bars[0].words
    assert line.isVisible()
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Return)
    panel = QApplication.activeModalWidget()
    assert panel is not None
    said = "\n".join(label.text() for label in panel.findChildren(QLabel))
    panel.close()
    assert "whatever the total is" in said
    assert "Observation demo-marisol-duarte-phq-9" in said


def test_a_card_says_why_too(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    window.today.rail.setCurrentIndex(window.today.rail.day_model.index(2))
    window.today.brief.scores.choose(2)
    window.today.brief.show_why_of_score()
    panel = dialog(qtbot)
    said = "\n".join(label.text() for label in panel.findChildren(QLabel))
    assert "GAD-7: two scores differ reliably from 4 points on" in said
    assert not panel.published.isVisible()
    QTest.mouseClick(panel.sources, Qt.MouseButton.LeftButton)
    assert panel.published.isVisible()
    assert "cbtwatch.com" in panel.published.text()
    panel.close()


def test_what_is_dropped_on_the_window_is_imported(qtbot: QtBot, empty: Window, tmp_path: Path) -> None:
    ready(qtbot, empty)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(ndjson(tmp_path / "dropped.ndjson", patient(), score("s", 12))))])
    action, buttons, keys_ = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    empty.shell.dropEvent(QDropEvent(QPointF(5, 5), action, data, buttons, keys_))
    qtbot.waitUntil(lambda: imports(empty).page is not None and imports(empty).worker is None, timeout=20_000)
    assert "2 new" in imports(empty).page._report.toPlainText()


def test_a_client_is_found_while_typing(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    window.find_client()
    qtbot.waitUntil(lambda: clients(window).list.model().rowCount() == 24, timeout=5000)
    QTest.keyClicks(clients(window).field, "1948")
    qtbot.waitUntil(lambda: clients(window).list.model().rowCount() == 1, timeout=5000)
    clients(window).field.clear()
    qtbot.waitUntil(lambda: clients(window).list.model().rowCount() == 24, timeout=5000)
    QTest.keyClicks(clients(window).field, "30 Apr 1948")
    qtbot.waitUntil(lambda: clients(window).list.model().rowCount() == 1, timeout=5000)
    qtbot.waitUntil(lambda: "Bartholomew Featherstonehaugh-Wyndham" in words_on(window), timeout=5000)
    clients(window).field.setText("nobody of this name")
    qtbot.waitUntil(lambda: "Nobody found" in words_on(window), timeout=5000)
    assert not clients(window).delete.isVisible()


def test_without_clients_the_list_and_the_wall_say_where_they_come_from(qtbot: QtBot, empty: Window) -> None:
    ready(qtbot, empty)
    empty.show_page("clients")
    qtbot.waitUntil(says(empty, "No clients yet"), timeout=5000)
    assert "begins with this" not in words_on(empty)
    assert not clients(empty).delete.isVisible()
    clients(empty).toggle_wall()
    qtbot.waitUntil(says(empty, "No clients yet: they come with the first import"), timeout=5000)
    assert "wedge" not in words_on(empty)


def test_an_empty_profile_says_what_to_do_and_an_import_fills_it(qtbot: QtBot, empty: Window, tmp_path: Path) -> None:
    ready(qtbot, empty)
    assert first_start.TITLE in words_on(empty)
    export = ndjson(tmp_path / "export.ndjson", patient(), score("s", 12))
    imports(empty).start([str(export)])
    qtbot.waitUntil(lambda: imports(empty).worker is None, timeout=20_000)
    assert "2 new" in imports(empty).page._report.toPlainText()
    qtbot.waitUntil(lambda: len(imports(empty).page._rows) == 1, timeout=5000)
    qtbot.waitUntil(lambda: "from export.ndjson" in empty.shell.as_of.text(), timeout=5000)


def end_of_import(qtbot: QtBot, window: Window) -> None:
    """It ends on the day it filled; back to its page."""
    qtbot.waitUntil(lambda: imports(window).worker is None, timeout=20_000)
    qtbot.waitUntil(lambda: window.shell.page_shown() == "today", timeout=5000)
    window.show_page("import")


def test_a_local_code_is_confirmed_on_the_page_and_counts_at_once(qtbot: QtBot, empty: Window, tmp_path: Path) -> None:
    ready(qtbot, empty)
    local = score("s", 9)
    local["code"] = {"coding": [{"system": "urn:practice", "code": "00009", "display": "PHQ-9 Modified Score"}]}
    export = str(ndjson(tmp_path / "export.ndjson", patient(), local))
    imports(empty).start([export])
    end_of_import(qtbot, empty)
    qtbot.waitUntil(lambda: imports(empty).page.codes.isVisible(), timeout=20_000)
    assert "PHQ-9 Modified Score" in words_on(empty)
    qtbot.waitUntil(lambda: bool(imports(empty).page.codes._choosers), timeout=5000)
    ((_, _, box),) = imports(empty).page.codes._choosers
    box.measure.setCurrentIndex(box.measure.findData("PHQ-A"))
    box.measure.activated.emit(box.measure.currentIndex())
    assert not imports(empty).page.codes._confirm.isEnabled()
    box.place.setCurrentIndex(box.place.findText("the total"))
    box.place.activated.emit(box.place.currentIndex())
    imports(empty).page.codes._confirm.click()
    qtbot.waitUntil(lambda: "1 record that was kept is understood now" in words_on(empty), timeout=10_000)
    qtbot.waitUntil(lambda: not imports(empty).page.codes._choosers, timeout=5000)
    imports(empty).start([export])
    qtbot.waitUntil(lambda: imports(empty).worker is None, timeout=20_000)
    assert "Nothing changed: all of it was here already" in imports(empty).page._report.toPlainText()


def test_a_questionnaire_is_gone_through_with_its_answers_in_sight_and_applied_at_once(
    qtbot: QtBot, empty: Window, tmp_path: Path
) -> None:
    ready(qtbot, empty)
    items = [{"linkId": f"m{number}", "answer": [{"valueInteger": number % 4}]} for number in range(1, 10)]
    made = response("r", (), item=items, questionnaire="urn:clinic:mood")
    imports(empty).start([str(ndjson(tmp_path / "export.ndjson", patient(), made))])
    end_of_import(qtbot, empty)
    qtbot.waitUntil(lambda: "urn:clinic:mood: 1 kept, 1 not understood" in words_on(empty), timeout=20_000)
    imports(empty).page.codes.form_asked.emit("urn:clinic:mood")
    panel = dialog(qtbot)
    assert isinstance(panel, QuestionnairePanel)
    assert not panel._confirm.isEnabled()
    panel.measure.setCurrentIndex(panel.measure.findData("PHQ-9"))
    panel.measure.activated.emit(panel.measure.currentIndex())
    assert not panel.said()
    panel.in_order.click()
    qtbot.waitUntil(lambda: 'Answered: "3" counts 3, once' in dialog_words(panel), timeout=5000)
    panel._confirm.click()
    qtbot.waitUntil(lambda: "1 record that was kept is understood now" in words_on(empty), timeout=10_000)
    qtbot.waitUntil(lambda: "1 kept, all of them read by what you said" in words_on(empty), timeout=5000)


def test_a_cancelled_import_is_over_at_once_and_leaves_nothing(qtbot: QtBot, empty: Window, tmp_path: Path) -> None:
    from tests.bench.corpus import write_ndjson

    ready(qtbot, empty)
    write_ndjson(tmp_path / "corpus", 60)
    imports(empty).start([str(tmp_path / "corpus")])
    qtbot.waitUntil(lambda: imports(empty).page._bar.value() > 0, timeout=20_000)
    imports(empty).cancel()
    assert imports(empty).worker is None
    assert "as it was before" in imports(empty).page._report.toPlainText()
    imports(empty).show_history()
    qtbot.wait(100)
    assert imports(empty).page._rows == ()


def test_a_missing_path_is_said_on_the_page(qtbot: QtBot, empty: Window) -> None:
    ready(qtbot, empty)
    imports(empty).start(["/nowhere/at/all"])
    qtbot.waitUntil(lambda: imports(empty).worker is None, timeout=20_000)
    assert "There is nothing at" in imports(empty).page._report.toPlainText()


def test_a_damaged_store_is_said_and_left_alone(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "unlock", lambda *_, **__: bytes(32))
    profile = Profile(tmp_path / "own")
    profile.make()
    profile.practice.write_bytes(b"x" * 4096)
    made = Window(qapp, profile, options(demo=False), CLOCK)
    made.shell.show()
    qtbot.waitUntil(lambda: "The store cannot be opened" in words_on(made), timeout=10_000)
    assert "damaged" in words_on(made)
    made.close()
    made.shell.deleteLater()
    assert profile.practice.read_bytes() == b"x" * 4096


def test_without_a_keyring_a_passphrase_is_chosen_and_asked_for(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(computer_keyring, "TRUSTED_KEYRINGS", ())
    profile = Profile(tmp_path / "own")
    for new in (True, False):
        made = Window(qapp, profile, options(demo=False), CLOCK)
        profile.make()
        made.shell.show()
        qtbot.waitUntil(says(made, "Choose a passphrase" if new else "Locked"), timeout=15_000)
        panel = made.today._unlock
        QTest.keyClicks(panel._passphrase, "several words" if new else "wrong words")
        QTest.keyClick(panel._passphrase, Qt.Key.Key_Return)
        if new:
            assert "once more" in words_on(made)
            QTest.keyClicks(panel._again, "several words")
            QTest.keyClick(panel._again, Qt.Key.Key_Return)
        else:
            qtbot.waitUntil(says(made, "not the right one"), timeout=5000)
            QTest.keyClicks(panel._passphrase, "several words")
            QTest.keyClick(panel._passphrase, Qt.Key.Key_Return)
        qtbot.waitUntil(says(made, first_start.TITLE), timeout=5000)
        made.close()
        made.shell.deleteLater()


def test_a_folder_that_cannot_be_written_is_no_other_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError):
        taken(tmp_path / "gone" / "window.lock")
    shown: list[str] = []

    def refuse(path: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path.parent))

    monkeypatch.setattr("briefing_app.app._show_refusal", lambda problem: shown.append(problem.sentence))
    monkeypatch.setattr("briefing_app.app.taken", refuse)
    with pytest.raises(Problem, match="rights of this user"):
        run_window(Profile(tmp_path), options(demo=False))
    assert shown == [
        f"“{tmp_path.name}” may not be written to or read with the rights of this user; the window was not opened."
    ]


def test_a_second_window_on_the_same_profile_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = Profile(tmp_path)
    profile.make()
    lock = QLockFile(str(profile.lock))
    assert lock.tryLock(50)
    shown: list[str] = []
    monkeypatch.setattr("briefing_app.app._show_refusal", lambda problem: shown.append(problem.sentence))
    with pytest.raises(Problem, match="open in another window"):
        run_window(profile, options(demo=True))
    lock.unlock()
    assert shown == ["This profile is open in another window of Briefing."]


def test_a_demo_that_is_made_anew_leaves_the_window_its_place(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    profile = Profile(tmp_path / "demo")
    profile.make()
    for old in (profile.practice, profile.practice.with_name("practice.db-wal")):
        old.write_bytes(b"yesterday's")
    lock, calls = QLockFile(str(profile.lock)), Calls(profile.call)
    assert lock.tryLock(50)
    made = Window(qapp, profile, options(demo=True), CLOCK)
    made.shell.show()
    ready(qtbot, made)
    assert not QLockFile(str(profile.lock)).tryLock(50)
    assert profile.call.exists()
    made.close()
    made.shell.deleteLater()
    lock.unlock()
    calls.deleteLater()


def test_a_second_start_brings_the_window_to_the_front_instead(
    qtbot: QtBot, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(qtbot, window)
    window.shell.showMinimized()
    monkeypatch.setattr("briefing_app.app._show_refusal", lambda problem: pytest.fail(problem.sentence))
    lock, calls = QLockFile(str(window.profile.lock)), Calls(window.profile.call)
    assert lock.tryLock(50)
    calls.called.connect(window.come_forward)
    ended: list[int] = []
    second = threading.Thread(target=lambda: ended.append(run_window(window.profile, options(demo=True))))
    second.start()
    qtbot.waitUntil(lambda: ended == [0], timeout=5000)
    second.join()
    assert not window.shell.isMinimized()
    assert window.shell.isVisible()
    window.shell.hide()  # a client has the page to look at together
    calls.called.emit()
    assert window.shell.isHidden()
    lock.unlock()
    assert not call(tmp_path / "nobody")


def test_colours_and_text_size_change_and_are_remembered(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    window.context.change_settings(Settings("dark", 150))
    qtbot.waitUntil(lambda: theme.tokens().name == "dark" and theme.scaled(100) == 150, timeout=5000)
    assert read_settings(window.profile.settings) == Settings("dark", 150)
    qtbot.waitUntil(lambda: len(window.today.rail.day_model.rows) == 7, timeout=5000)
    window.context.change_settings(Settings("light", 100))
    qtbot.waitUntil(lambda: theme.tokens().name == "light", timeout=5000)
    qtbot.waitUntil(lambda: len(window.today.rail.day_model.rows) == 7, timeout=5000)


def test_the_first_frame_needs_no_heavy_library() -> None:
    code = (
        "import sys\nfrom briefing_app import cli, app\nfrom briefing_app.ui import shell, theme\n"
        "print([name for name in ('sqlalchemy', 'pyqtgraph', 'pandas', 'keyring', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_markup_in_a_name_is_only_a_name(qtbot: QtBot) -> None:
    from briefing_app.ui.widgets import Text, plain_tip

    label = Text("<b>x</b>")
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert plain_tip("O'Brien <b>") == "<qt>O&#x27;Brien &lt;b&gt;</qt>"


def test_settings_says_when_the_data_folder_is_copied_elsewhere(qtbot: QtBot) -> None:
    from briefing_app.ui.pages.settings import SettingsPage

    for warning in ("", "The data folder lies in a place that is copied."):
        page = SettingsPage(Settings(), "/home/ann/Dropbox", warning)
        qtbot.addWidget(page)
        said = [label.text() for label in page.findChildren(QLabel)]
        assert any("copied." in words for words in said) is bool(warning)
