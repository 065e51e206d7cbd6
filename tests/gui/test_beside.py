"""What others do to the practice while its window is open is seen there, and what leaves by the window is in the audit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from briefing_app.controllers import change_watch
from briefing_app.controllers.window import Window
from briefing_app.storage.audit import deeds
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import appointment, ndjson, patient
from tests.gui.clock import CLOCK
from tests.gui.using import clients, dialog, says
from tests.importing import take

KEY = bytes(range(32))


def import_beside(window: Window, folder: Path, client: str, family: str) -> None:
    """What ``briefing import`` does, by another connection."""
    begins = CLOCK.now().replace(hour=11, minute=0)
    session = appointment(f"a-{client}", begins.isoformat(), clients=(client,))
    export = ndjson(folder / f"{client}.ndjson", patient(client, name=[{"family": family, "given": ["Invented"]}]), session)
    store = PracticeStore(window.profile.practice, KEY, make=True)
    take(store, export)
    store.close()


def test_an_import_on_the_command_line_is_seen_by_every_page_of_an_open_window(
    qtbot: QtBot, empty: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: empty.context.day is not None, timeout=20_000)
    import_beside(empty, tmp_path, "ann", "Oldroyd")
    qtbot.waitUntil(says(empty, "Invented Oldroyd"), timeout=10_000)
    empty.show_page("clients")
    qtbot.waitUntil(lambda: clients(empty).brief.shown is not None, timeout=5000)
    clients(empty).field.setText("nobody")
    import_beside(empty, tmp_path, "ben", "Newbold")
    qtbot.waitUntil(lambda: len(empty.context.day.rows) == 2, timeout=10_000)  # type: ignore[union-attr]
    assert clients(empty).field.text() == "nobody", "nothing typed is lost"


def test_what_the_window_writes_itself_reads_no_page_again(
    qtbot: QtBot, empty: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: empty.context.day is not None and empty.context.changes._counter is not None, timeout=20_000)
    told: list[int] = []
    empty.context.practice_changed.connect(told.append)
    asked: list[object] = []
    monkeypatch.setattr(change_watch.ChangeWatch, "_counted", lambda _, counter: asked.append(counter))
    empty.context.record("opened", detail="once more")
    qtbot.waitUntil(lambda: bool(asked), timeout=10_000)
    assert (asked[-1], told) == (empty.context.changes._counter, [])


def test_changed_settings_and_a_picture_of_the_window_stand_in_the_audit(
    qtbot: QtBot, empty: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: empty.context.day is not None, timeout=20_000)
    monkeypatch.setattr(empty.context.clock, "moment", lambda: 1e9)
    empty.context.change_settings(replace(empty.context.settings, crisis="my own number", lock_minutes=9))
    empty.context.change_settings(empty.context.settings)
    empty._take_picture(tmp_path / "day.png")
    empty._take_picture(tmp_path / "nowhere" / "day.png")
    empty.stores.close(empty=False)
    store = PracticeStore(empty.profile.practice, KEY, make=False)
    reader = PracticeReader(store)
    rows = [(one.action, one.detail, one.at) for one in deeds(reader) if one.action in ("changed settings", "exported")]
    reader.close()
    store.close()
    assert rows == [("changed settings", "crisis, lock minutes", 1e9), ("exported", "picture of the window", 1e9)]


def test_a_consult_sheet_that_is_saved_names_its_client_in_the_audit(
    qtbot: QtBot, empty: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: empty.context.day is not None, timeout=20_000)
    import_beside(empty, tmp_path, "ann", "Oldroyd")
    qtbot.waitUntil(says(empty, "Invented Oldroyd"), timeout=10_000)
    shown = empty.today.brief.shown
    assert shown is not None
    said: list[tuple[str, int, str]] = []
    monkeypatch.setattr(empty.context, "record", lambda *row: said.append(row))
    monkeypatch.setattr(
        "briefing_app.controllers.consult.QFileDialog.getSaveFileName", lambda *_: (str(tmp_path / "c.pdf"), "")
    )
    empty.today.brief.ask_consult()
    panel = dialog(qtbot)
    panel.save_asked.emit("Somebody sleeps better.")
    assert said == [("printed", shown.identity.row, "consult sheet")]
    dialog(qtbot).close()
    panel.close()
