"""Watched folders in the window: read by themselves in a process of their own, never while a client holds the form; what waits is a quiet line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from briefing_app.controllers import watch
from briefing_app.controllers.window import Window
from briefing_app.services import watch as watching
from tests.fhir import ndjson, patient, score
from tests.gui.using import imports, ready, says, the


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "SOON_MS", 10)
    monkeypatch.setattr(watch, "USUAL_MS", 50)
    monkeypatch.setattr(watching, "BETWEEN_SECONDS", 0)
    monkeypatch.setattr(watching, "QUIET_SECONDS", -1)


def watched(window: Window, tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    context = window.context
    context.change_settings(replace(context.settings, watched_folders=(str(folder),)))
    return folder


def test_a_file_that_is_put_into_a_folder_is_read_and_the_day_says_from_what(
    qtbot: QtBot, empty: Window, tmp_path: Path
) -> None:
    ready(qtbot, empty)
    folder = watched(empty, tmp_path)
    ndjson(folder / "new.ndjson", patient(), score("s", 9))
    qtbot.waitUntil(says(empty, "from new.ndjson"), timeout=20_000)
    assert empty.shell.stack.currentWidget() is empty.today
    assert not empty.context.importing


def test_nothing_is_read_while_a_client_has_the_form_and_then_it_is(
    qtbot: QtBot, empty: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(qtbot, empty)
    qtbot.waitUntil(lambda: empty.pages.watch is not None, timeout=5000)
    asked: list[list[str]] = []
    monkeypatch.setattr(imports(empty), "start_watched", lambda paths, taken, failed: asked.append(paths))
    controller = the(empty.pages.watch)
    held = [True]
    monkeypatch.setattr(controller, "_in_hands", lambda: held[0])
    looks: list[object] = []
    monkeypatch.setattr(controller, "_say", lambda: looks.append(1))
    folder = watched(empty, tmp_path)
    file = ndjson(folder / "new.ndjson", patient())
    qtbot.waitUntil(lambda: len(looks) > 3, timeout=5000)
    assert asked == []
    held[0] = False
    qtbot.waitUntil(lambda: bool(asked), timeout=5000)
    assert asked == [[str(file)]]


def test_what_waits_and_a_folder_that_is_gone_are_quiet_lines_on_the_import_page(
    qtbot: QtBot, empty: Window, tmp_path: Path
) -> None:
    ready(qtbot, empty)
    folder = watched(empty, tmp_path)
    (folder / "a.csv").write_text("name,day\nAnn,1\nBen,2\n")
    empty.show_page("import")
    qtbot.waitUntil(says(empty, "a.csv: a table whose columns were not read before; it waits"), timeout=20_000)
    (folder / "a.csv").unlink()
    folder.rmdir()
    qtbot.waitUntil(says(empty, "The watched folder drop is not there"), timeout=5000)


def test_a_file_that_fails_three_times_is_left_alone_with_its_reason(
    qtbot: QtBot, empty: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(qtbot, empty)
    asked: list[list[str]] = []

    def fail(paths: list[str], taken: object, failed: object) -> None:
        asked.append(paths)
        failed(paths, "The disk is full.")  # type: ignore[operator]

    monkeypatch.setattr(imports(empty), "start_watched", fail)
    folder = watched(empty, tmp_path)
    ndjson(folder / "new.ndjson", patient())
    empty.show_page("import")
    qtbot.waitUntil(says(empty, "new.ndjson: The disk is full; it was tried 3 times and is left alone."), timeout=5000)
    qtbot.wait(200)
    assert len(asked) == 3


def test_the_demo_watches_nothing(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    ready(qtbot, window)
    qtbot.waitUntil(lambda: window.pages.watch is not None, timeout=5000)
    watched(window, tmp_path)
    assert the(window.pages.watch)._watch.folders == ()
