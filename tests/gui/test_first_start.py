"""An empty profile: the ways to begin, what each needs, reached and pressed by the keys alone, at every text size."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.domain.own_client import OwnClient
from briefing_app.domain.own_session import ONCE, OwnSession
from briefing_app.domain.problems import NotWritten, Problem
from briefing_app.services.first_client import add_with_session
from briefing_app.storage import act
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system import keys
from briefing_app.system.paths import Profile
from briefing_app.system.settings import Settings, write_settings
from briefing_app.ui import theme
from briefing_app.ui.first_start import FirstStart
from briefing_app.viewmodels import first_start
from tests.fhir import ndjson, patient, score
from tests.gui.clock import CLOCK
from tests.gui.screenshots import options, settle
from tests.gui.using import imports, ready, the, words_on

SCREENS = {
    "100 % on 1024 x 640": (100, QSize(1024, 640)),
    "150 % on 1366 x 768": (150, QSize(1366, 768)),
    "200 % on 1920 x 1080": (200, QSize(1920, 1080)),
}


@pytest.fixture(params=list(SCREENS.values()), ids=list(SCREENS))
def large(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    monkeypatch.setattr(keys, "unlock", lambda *_, **__: bytes(range(32)))
    percent, size = request.param
    profile = Profile(tmp_path / "own")
    profile.make()
    write_settings(profile.settings, Settings("light", percent))
    made = Window(qapp, profile, options(demo=False), CLOCK)
    made.shell.resize(size)
    made.shell.show()
    ready(qtbot, made)
    settle(10)
    assert made.shell.size() == size
    yield made
    made.close()
    made.shell.deleteLater()
    theme.apply(qapp, "light", 100)


def start_page(window: Window) -> FirstStart:
    return the(window.today.findChild(FirstStart))


def focused(window: Window) -> QWidget:
    return the(QApplication.focusWidget())


def tab_to(window: Window, words: str) -> QPushButton:
    """Tab, as often as it takes to come around once."""
    for _ in range(40):
        here = focused(window)
        if isinstance(here, QPushButton) and here.text() == words:
            return here
        QTest.keyClick(here, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not come to “{words}”")


def test_an_empty_profile_says_what_each_way_needs_and_what_can_wait(qtbot: QtBot, empty: Window) -> None:
    ready(qtbot, empty)
    said = words_on(empty)
    assert first_start.BRING.needs in said
    assert first_start.DEMO.needs in said
    assert all(kind.files in said for kind in first_start.FILES)
    assert all(line in said for line in first_start.CAN_WAIT)
    assert not empty.today.schedule.isVisible()
    assert empty.shell.pages.isVisible()


def test_the_first_key_pressed_chooses_a_file_which_is_read(
    qtbot: QtBot, empty: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(qtbot, empty)
    export = ndjson(tmp_path / "export.ndjson", patient(), score("s", 12))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(export)], ""))
    QTest.keyClick(focused(empty), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: imports(empty).page is not None and imports(empty).worker is None, timeout=20_000)
    assert "2 new" in imports(empty).page._report.toPlainText()
    empty.show_page("today")
    qtbot.waitUntil(lambda: not start_page(empty).isVisible(), timeout=5000)
    assert empty.today.schedule.isVisible()


def test_a_folder_the_demo_and_settings_are_a_tab_away(
    qtbot: QtBot, empty: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(qtbot, empty)
    given: list[list[str]] = []
    started: list[list[str]] = []
    start_page(empty).files_chosen.disconnect()
    start_page(empty).files_chosen.connect(given.append)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    monkeypatch.setattr(QProcess, "startDetached", lambda _, arguments: started.append(arguments))
    QTest.keyClick(tab_to(empty, "Choose a folder"), Qt.Key.Key_Space)
    assert given == [[str(tmp_path)]]
    QTest.keyClick(tab_to(empty, "Open the demo"), Qt.Key.Key_Space)
    assert started[0][-1] == "--demo"
    QTest.keyClick(tab_to(empty, "Settings"), Qt.Key.Key_Space)
    assert empty.shell.page_shown() == "settings"


def test_nothing_is_chosen_where_the_file_dialog_is_closed(
    qtbot: QtBot, empty: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(qtbot, empty)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    given: list[list[str]] = []
    start_page(empty).files_chosen.connect(given.append)
    QTest.keyClick(tab_to(empty, "Choose a file"), Qt.Key.Key_Space)
    QTest.keyClick(tab_to(empty, "Choose a folder"), Qt.Key.Key_Space)
    assert given == []


def test_every_control_comes_into_sight_with_tab_and_no_word_is_cut(large: Window) -> None:
    page = start_page(large)
    page.by_hand.name.setText("Noa Benedikt")
    wanted = {made for made in page.findChildren(QPushButton) if made.isVisibleTo(page)}
    for _ in range(40):
        here = focused(large)
        if here in wanted:
            settle(2)
            assert page.viewport().rect().contains(placed(here, page.viewport())), here
            wanted.discard(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
    assert wanted == set()
    for label in page.findChildren(QLabel):
        assert label.width() >= label.minimumSizeHint().width(), label.text()
        assert label.height() >= label.heightForWidth(label.width()) - 1, label.text()


def placed(widget: QWidget, within: QWidget) -> QRect:
    return QRect(widget.mapTo(within, widget.rect().topLeft()), widget.size())


def test_a_reader_of_the_screen_is_told_what_a_brief_shows_row_by_row() -> None:
    rows = first_start.rows_filled((*first_start.FILES, first_start.HAND))
    assert [name for name, _ in rows] == list(first_start.FILLED)
    assert all(len(kind.fills) == len(first_start.FILLED) for kind in (*first_start.FILES, first_start.HAND))


def type_first(window: Window, name: str) -> None:
    """As a newcomer does: Tab to the name, type, Enter."""
    for _ in range(3):
        QTest.keyClick(focused(window), Qt.Key.Key_Tab)
        if focused(window).accessibleName() == "Name":
            break
    QTest.keyClicks(focused(window), name)


def test_a_name_and_a_time_typed_without_the_mouse_make_a_day(qtbot: QtBot, empty: Window) -> None:
    ready(qtbot, empty)
    assert not start_page(empty).by_hand.add.isEnabled()
    type_first(empty, "Noa Benedikt")  # N, B and D are keys of the window; here they are letters
    QTest.keyClick(focused(empty), Qt.Key.Key_Tab)
    assert focused(empty).accessibleName() == "Day"
    for _ in range(6):
        if focused(empty).accessibleName() == "Time":
            break
        QTest.keyClick(focused(empty), Qt.Key.Key_Tab)
    QTest.keyClicks(focused(empty), "11")
    QTest.keyClick(tab_to(empty, "Add client and session"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(empty.today.rail.day_model.rows) == 1, timeout=10_000)
    (row,) = empty.today.rail.day_model.rows
    assert (row.start, row.name) == ("11:00", "Noa Benedikt")
    assert empty.today.schedule.isVisible()
    assert "Entered by hand; no file was read" in words_on(empty)
    assert "1 session" in words_on(empty)
    empty.today.day_asked.emit(CLOCK.now().date() + timedelta(weeks=26))
    qtbot.waitUntil(lambda: empty.today._page is not None and empty.today._page.title != "Today", timeout=5000)
    assert len(empty.today.rail.day_model.rows) == 1, "every week, up to the day that the box names"


def test_what_is_not_kept_stays_typed_with_the_reason(qtbot: QtBot, empty: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(qtbot, empty)
    type_first(empty, "Noa Benedikt")

    def refuse(*_: object, **__: object) -> None:
        raise NotWritten("The disk is full; nothing of this step was kept.", "Free some space and try again.")

    with monkeypatch.context() as broken:
        broken.setattr(act.Act, "__call__", refuse)
        QTest.keyClick(focused(empty), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: "Not kept. The disk is full" in words_on(empty), timeout=5000)
    assert start_page(empty).by_hand.name.text() == "Noa Benedikt"
    QTest.keyClick(tab_to(empty, "Add client and session"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(empty.today.rail.day_model.rows) == 1, timeout=10_000)


def test_a_client_whose_session_is_refused_is_taken_back(tmp_path: Path) -> None:
    store = PracticeStore(tmp_path / "practice.db", bytes(32))
    try:
        with pytest.raises(Problem, match="cannot be"):
            add_with_session(
                store, OwnClient("Noa Benedikt"), OwnSession(datetime(2026, 11, 30, 11), minutes=0), ONCE, 0.0, "A."
            )
        with closing(PracticeReader(store)) as reader:
            assert reader.client_count() == 0
    finally:
        store.close()
