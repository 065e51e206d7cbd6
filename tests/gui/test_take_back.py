"""An import is taken back on the Import page: with two presses, and what became of it is said where it was asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.ui.dialogs.take_back import TakeBackPanel
from tests.fhir import Resource, appointment, ndjson, patient, score
from tests.gui.screenshots import settle
from tests.gui.using import dialog_words, imports, ready


def read(qtbot: QtBot, window: Window, path: Path, *resources: Resource) -> None:
    window.show_page("import")
    imports(window).start([str(ndjson(path, *resources))])
    qtbot.waitUntil(lambda: imports(window).worker is None, timeout=60_000)
    qtbot.waitUntil(lambda: window.shell.page_shown() == "today", timeout=30_000)
    window.show_page("import")


def opened(qtbot: QtBot, window: Window) -> Any:
    imports(window).page.take_back_asked.emit()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), TakeBackPanel), timeout=5000)
    return QApplication.activeModalWidget()


def pressed(panel: Any, words: str) -> list[QPushButton]:
    settle(20)
    return [one for one in panel.findChildren(QPushButton) if one.text() == words and one.isVisible()]


def test_the_newest_import_goes_and_an_earlier_one_says_what_stands_in_its_way(
    qtbot: QtBot, empty: Window, tmp_path: Path
) -> None:
    ready(qtbot, empty)
    read(qtbot, empty, tmp_path / "first.ndjson", patient(), score("s", 12))
    read(qtbot, empty, tmp_path / "wrong.ndjson", patient(), appointment("m", "2024-03-08T09:00:00Z"))
    panel = opened(qtbot, empty)
    assert [one.isEnabled() for one in pressed(panel, "Take back")] == [True, False]
    assert "wrong.ndjson, imported " in dialog_words(panel)
    assert "holds or needs the same records." in dialog_words(panel)
    pressed(panel, "Take back")[0].click()
    assert "What you entered since stays." in dialog_words(panel)
    pressed(panel, "Keep it")[0].click()
    assert pressed(panel, "Yes, take it back") == []
    empty.context.importing = True
    pressed(panel, "Take back")[0].click()
    pressed(panel, "Yes, take it back")[0].click()
    assert "An import is running." in dialog_words(panel)
    empty.context.importing = False
    pressed(panel, "Take back")[0].click()
    pressed(panel, "Yes, take it back")[0].click()
    qtbot.waitUntil(lambda: ": taken back." in dialog_words(panel), timeout=10_000)
    assert [one.isEnabled() for one in pressed(panel, "Take back")] == [False, True]
    assert "Taken back " in dialog_words(panel)
    panel.close()
    page = imports(empty).page
    qtbot.waitUntil(lambda: page._history.count() == 1, timeout=10_000)
    assert "first.ndjson" in page._history.item(0).text()
    assert empty.context.arrival is None
