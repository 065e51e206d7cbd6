"""An import ends on the day it filled, with one row that says what is here now; an old one with a key to its last day."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, time, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.services.day import open_day
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.ui.dialogs.who import WhoPanel
from briefing_app.viewmodels.day import make_day
from tests.calendars import event, written
from tests.fhir import Resource, appointment, ndjson, patient, score
from tests.gui.clock import CLOCK
from tests.gui.test_by_hand import add_session
from tests.gui.using import clients, imports, ready, says, the, words_on
from tests.importing import CATALOGUE, take


def read(qtbot: QtBot, window: Window, *resources: Resource, folder: Path, broken: str = "") -> None:
    export = ndjson(folder / "export.ndjson", *resources)
    export.write_text(export.read_text("utf-8") + broken, "utf-8")
    window.context.files_given.emit([str(export)])
    qtbot.waitUntil(lambda: imports(window).worker is None, timeout=60_000)
    qtbot.waitUntil(lambda: window.shell.page_shown() == "today" and window.today.row.isVisible(), timeout=30_000)


def at(days: int) -> str:
    """Ten o'clock, so many days from today."""
    return datetime.combine(CLOCK.now().date() + timedelta(days=days), time(10)).astimezone().isoformat()


def test_it_ends_on_the_day_with_sessions_clients_and_scores_and_what_was_not_understood(
    qtbot: QtBot, empty: Window, tmp_path: Path
) -> None:
    ready(qtbot, empty)
    local = score("local", 9)
    local["code"] = {"coding": [{"system": "urn:practice", "code": "00009", "display": "PHQ-9 Modified Score"}]}
    read(qtbot, empty, patient(), appointment("now", at(0)), score("s", 12), local, folder=tmp_path, broken="{")
    said = empty.today.row.accessibleName()
    assert said.startswith("export.ndjson. Here now: 1 session on ")
    assert "1 client, 1 score." in said
    assert "1 waits for a measure to be named" in said
    assert "1 refused" in said
    assert "Ann Invented" in words_on(empty)
    row, arrival = empty.today.row, empty.context.arrival
    row.act.setFocus()
    QTest.keyClick(row.act, Qt.Key.Key_Return)
    assert empty.shell.page_shown() == "import"
    qtbot.waitUntil(lambda: "refused" in imports(empty).page._report.toPlainText(), timeout=5000)
    empty.show_page("today")
    row.away.setFocus()
    QTest.keyClick(row.away, Qt.Key.Key_Return)
    assert not row.isVisible()
    empty.day.refresh()
    qtbot.wait(200)
    assert not row.isVisible(), "what was put away stays away"
    empty.context.arrival = arrival
    empty.toggle_names()
    qtbot.waitUntil(lambda: empty.context.day is not None and bool(empty.today.rail.day_model.rows), timeout=30_000)
    assert "export.ndjson" not in words_on(empty), "a file may be named after a client"


def test_a_file_of_which_nothing_can_be_read_ends_on_the_page_that_says_why(
    qtbot: QtBot, empty: Window, tmp_path: Path
) -> None:
    ready(qtbot, empty)
    bad = tmp_path / "bad.ndjson"
    bad.write_text("{no json\n", "utf-8")
    empty.context.files_given.emit([str(bad)])
    qtbot.waitUntil(lambda: imports(empty).page is not None and imports(empty).worker is None, timeout=60_000)
    qtbot.wait(300)
    assert empty.shell.page_shown() == "import"
    assert "nothing could be read" in imports(empty).page._report.toPlainText()
    assert empty.context.arrival is None


def test_an_old_export_says_when_its_clients_were_last_seen_and_one_key_shows_that_day(
    qtbot: QtBot, empty: Window, tmp_path: Path
) -> None:
    ready(qtbot, empty)
    read(qtbot, empty, patient(), appointment("old", at(-400), status="fulfilled"), folder=tmp_path)
    qtbot.waitUntil(says(empty, "1 client, last seen "), timeout=5000)
    assert "No sessions today." in words_on(empty)
    key = the(QApplication.focusWidget())
    assert key.property("text") == "Show that day"
    QTest.keyClick(key, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(empty.today.rail.day_model.rows) == 1, timeout=5000)
    assert the(empty.context.day).day == CLOCK.now().date() - timedelta(days=400)
    empty.show_page("clients")
    clients(empty).toggle_wall()
    qtbot.waitUntil(says(empty, "Nobody was seen or measured in the last half year. 1 client"), timeout=5000)
    assert len(clients(empty).wall.model.tiles) == 1


def test_a_last_day_on_which_nobody_was_met_is_not_called_seen(tmp_path: Path) -> None:
    now = CLOCK.now()
    for status, said in (("cancelled", "1 client, last in the schedule on"), ("fulfilled", "1 client, last seen")):
        store = PracticeStore(tmp_path / f"{status}.db", bytes(32))
        take(store, ndjson(tmp_path / f"{status}.ndjson", patient(), appointment("old", at(-400), status=status)))
        with closing(store), closing(PracticeReader(store)) as reader:
            page = make_day(open_day(reader, now.date()), CATALOGUE, now)
            assert page.caseload.startswith(said)


def way(qtbot: QtBot, window: Window, words: str) -> QPushButton:
    """A button of the page that has nothing to show."""
    found: list[QPushButton] = []

    def there() -> bool:
        found[:] = [one for one in window.today._state.findChildren(QPushButton) if words in one.text() and one.isVisible()]
        return bool(found)

    qtbot.waitUntil(there, timeout=10_000)
    return found[0]


def test_a_calendar_of_which_nothing_is_said_asks_on_the_page_itself(qtbot: QtBot, empty: Window, tmp_path: Path) -> None:
    ready(qtbot, empty)
    today = f"{CLOCK.now().date():%Y%m%d}"
    imports(empty).start([str(written(tmp_path / "work.ics", event("1", f"{today}T090000", "Ada Brown", zone="")))])
    qtbot.waitUntil(lambda: "1 name of a calendar" in empty.today._who.text(), timeout=30_000)
    assert not empty.today._ways.isVisible(), "an event was kept"
    QTest.keyClick(way(qtbot, empty, "Who is this?"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), WhoPanel), timeout=5000)


def test_as_long_as_nothing_real_was_kept_the_ways_to_begin_are_a_press_away(
    qtbot: QtBot, empty: Window, tmp_path: Path
) -> None:
    ready(qtbot, empty)
    nobody = {"resourceType": "Practitioner", "id": "p", "name": [{"family": "Clark"}]}
    imports(empty).start([str(ndjson(tmp_path / "export.ndjson", nobody))])
    qtbot.waitUntil(lambda: imports(empty).worker is None, timeout=30_000)
    empty.show_page("today")
    qtbot.waitUntil(lambda: empty.today._page is not None and not empty.today._page.first, timeout=10_000)
    qtbot.waitUntil(lambda: empty.today._ways.isVisible(), timeout=5000)
    way(qtbot, empty, "Ways to begin").click()
    assert "Three ways to begin" in words_on(empty)
    add_session(qtbot, empty, "Ada Brown", 9)
    qtbot.waitUntil(lambda: not empty.today._ways.isVisible(), timeout=10_000)
    assert "Three ways to begin" not in words_on(empty)
