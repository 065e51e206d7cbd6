"""One key hides every name: on every page, in lists, tips, titles, dialogs and what stands behind them, until it is pressed again."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.controllers import timer as timekeeping
from briefing_app.controllers.audit import AuditController
from briefing_app.controllers.window import Window
from briefing_app.documents.printed import brief_document
from briefing_app.domain.hiding import SAID
from briefing_app.domain.rtm import Episode
from briefing_app.domain.rtm_record import Revision
from briefing_app.storage.practice import PracticeStore
from briefing_app.system import keys
from briefing_app.system.paths import Profile
from briefing_app.system.settings import read_settings
from briefing_app.viewmodels.identity import Identity
from tests.fhir import appointment, ndjson, patient, score
from tests.gui.clock import CLOCK
from tests.gui.screenshots import options, settle
from tests.gui.using import backups, clients, dialog_words, imports, noting, rtm, says, words_on, worktime
from tests.importing import take

NAMES = ("zebulon", "quartermaine")
ID = "zebulon-quartermaine"
TODAY = date.today()
LEFT: list[object] = []  # what windows of earlier tests still hold


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    monkeypatch.setattr(timekeeping, "idle_source", lambda: None)
    monkeypatch.setattr(keys, "unlock", lambda *_, **__: bytes(range(32)))
    made = Profile(tmp_path / "own")
    made.make()
    store = PracticeStore(made.practice, bytes(range(32)))
    days = [TODAY - timedelta(days=days) for days in (60, 30, 7)]
    take(
        store,
        ndjson(
            tmp_path / f"{ID}.ndjson",
            patient(ID, name=[{"family": "Quartermaine", "given": ["Zebulon"]}], birthDate="1990-02-03"),
            patient("ben", name=[{"family": "Otherwise", "given": ["Ben"]}]),
            appointment("a", f"{TODAY}T10:00:00", clients=(ID,)),
            appointment("b", f"{TODAY}T11:00:00", clients=("ben",)),
            {
                "resourceType": "Goal",
                "id": "g",
                "subject": {"reference": f"Patient/{ID}"},
                "lifecycleStatus": "active",
                "description": {"text": "Zebulon wants to sleep"},
            },
            *(score(f"{ID}-{day}", 18, f"{day}T09:00:00Z", client=ID) for day in days),
        ),
    )
    store.close()
    return made


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, profile: Profile) -> Iterator[Window]:
    yield from a_window(qtbot, qapp, profile, "Zebulon Quartermaine")


def a_window(qtbot: QtBot, qapp: QApplication, profile: Profile, expected: str) -> Iterator[Window]:
    LEFT[:] = view_models()
    made = Window(qapp, profile, options(demo=False), CLOCK)
    made.shell.show()
    qtbot.waitUntil(says(made, expected), timeout=15_000)
    qtbot.waitUntil(lambda: backups(made) is not None, timeout=5000)
    backups(made).close()
    yield made
    made.close()
    made.shell.deleteLater()


def texts_of(widget: QWidget) -> Iterator[str]:
    yield widget.toolTip()
    yield widget.windowTitle()
    spoken = QAccessible.queryAccessibleInterface(widget)
    if spoken is not None:
        yield from (spoken.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value))
    if isinstance(widget, (QLabel, QLineEdit)):
        yield widget.text()
    if isinstance(widget, QPlainTextEdit):
        yield widget.toPlainText()
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        model = widget.model()
        for row in range(model.rowCount(QModelIndex())):
            for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())):
                for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                    yield str(model.index(row, column, QModelIndex()).data(role) or "")


def view_models() -> list[object]:
    gc.unfreeze()
    gc.collect()
    return [one for one in gc.get_objects() if str(type(one).__module__).startswith("briefing_app.viewmodels")]


def named_in(window: Window) -> list[str]:
    """Every text of every widget that names the client, and every view model that does."""
    settle(3)
    shown = [text for widget in window.app.allWidgets() for text in texts_of(widget)]
    shown += [one.title() for one in QGuiApplication.topLevelWindows()]
    left = {id(one) for one in LEFT}
    modelled = [repr(one) for one in view_models() if id(one) not in left]
    return [
        text
        for text in (*shown, *modelled)
        if any(name in re.sub(rf"\b(client|client_id|id)='{ID}'", "", text).lower() for name in NAMES)
    ]


def who(window: Window) -> Identity:
    shown = window.today.brief.shown
    assert shown is not None
    return shown.identity


def name_on(page: Any) -> str:
    return page.brief.shown.identity.name if page.brief.shown is not None else ""


def press(window: Window) -> None:
    QTest.keyClick(window.shell, Qt.Key.Key_F9)


def dialog(qtbot: QtBot, ask: Callable[[], object]) -> Any:
    ask()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QDialog), timeout=5000)
    return QApplication.activeModalWidget()


def test_one_key_hides_every_name_on_every_page_and_shows_them_again(qtbot: QtBot, opened: Window) -> None:
    worktime(opened).open(None)
    qtbot.waitUntil(lambda: worktime(opened).ready, timeout=10_000)
    worktime(opened).toggle()
    qtbot.waitUntil(says(opened, "Notes: Zebulon Quartermaine"), timeout=5000)
    assert named_in(opened)
    assert "born 3 Feb 1990" in words_on(opened)
    press(opened)
    qtbot.waitUntil(says(opened, "Z. Q."), timeout=5000)
    qtbot.waitUntil(says(opened, "Notes: Z. Q."), timeout=5000)
    assert "Names hidden  F9" in words_on(opened)
    qtbot.waitUntil(lambda: opened.today.brief.shown is not None, timeout=5000)
    assert who(opened).hidden
    assert named_in(opened) == []
    assert who(opened).details.startswith("age ")
    assert not [text for widget in opened.app.allWidgets() for text in texts_of(widget) if "Feb 1990" in text]
    opened.show_page("clients")
    qtbot.waitUntil(lambda: clients(opened).list.model().rowCount() == 2, timeout=5000)
    clients(opened).field.setText("quarterm")
    qtbot.waitUntil(lambda: clients(opened).list.model().rowCount() == 1, timeout=5000)
    clients(opened).field.setText("")
    clients(opened).toggle_wall()
    qtbot.waitUntil(lambda: bool(clients(opened).wall.model.tiles), timeout=5000)
    assert named_in(opened) == []
    assert not [text for widget in opened.app.allWidgets() for text in texts_of(widget) if "Feb 1990" in text]
    for page in ("load", "rtm", "import", "help", "settings", "today"):
        opened.show_page(page)
        settle(10)
        assert named_in(opened) == [], page
    worktime(opened).toggle()
    assert worktime(opened).keeping.timed is None
    press(opened)
    qtbot.waitUntil(says(opened, "Zebulon Quartermaine"), timeout=5000)
    assert "Names hidden" not in words_on(opened)


def test_dialogs_and_prints_name_nobody_either_and_the_print_says_so(qtbot: QtBot, opened: Window, tmp_path: Path) -> None:
    brief = opened.today.brief
    assert brief.shown is not None
    opened.pages.briefs.snapshots.keep(brief.shown, 1000.0, 1001.0)
    press(opened)
    qtbot.waitUntil(says(opened, "Z. Q."), timeout=5000)
    brief = opened.today.brief
    for ask in (brief.enter_score, brief.ask_consult, lambda: brief.earlier_asked.emit(brief.shown), opened.today.ask_what_if):
        panel = dialog(qtbot, ask)
        assert [text for text in named_in(opened) if "a name" not in text] == []
        panel.close()
    assert brief.shown is not None
    printed = brief_document(brief.shown, "as of", "Inter").toPlainText()
    assert SAID in printed
    assert "Zebulon" not in printed
    opened.pages.briefs.seen.save_page(brief.shown, str(tmp_path / "brief.pdf"))
    panel = dialog(qtbot, lambda: None)
    assert SAID in dialog_words(panel)
    panel.close()


def test_check_ins_their_tables_and_what_stands_before_a_deletion_name_nobody(
    qtbot: QtBot, opened: Window, tmp_path: Path
) -> None:
    table = tmp_path / f"{ID}.csv"
    table.write_text(f"id,date,phq,remark\n{ID},{TODAY - timedelta(days=3)},5,Zebulon slept\n", "utf-8")
    press(opened)
    qtbot.waitUntil(says(opened, "Z. Q."), timeout=5000)
    qtbot.waitUntil(lambda: opened.today.brief.shown is not None, timeout=5000)
    panel = dialog(qtbot, opened.today.brief.ask_checkins)
    assert "Z. Q." in dialog_words(panel)
    assert named_in(opened) == []
    panel.close()
    panel = dialog(qtbot, lambda: imports(opened).start([str(table)]))
    assert "Names are hidden, and a table may name clients." in dialog_words(panel)
    panel.close()
    panel = dialog(qtbot, imports(opened).page.take_back_asked.emit)
    assert "an export, imported" in dialog_words(panel)
    assert named_in(opened) == []
    panel.close()
    opened.show_page("clients")
    qtbot.waitUntil(lambda: clients(opened).list.model().rowCount() == 2, timeout=5000)
    clients(opened).list.setCurrentIndex(clients(opened).list.model().index(1, 0))
    qtbot.waitUntil(lambda: name_on(clients(opened)) == "Z. Q.", timeout=5000)
    panel = dialog(qtbot, clients(opened).delete.click)
    assert "Z. Q.: these go" in dialog_words(panel)
    assert named_in(opened) == []
    panel.close()


def test_the_audit_the_pack_and_remote_monitoring_name_nobody(qtbot: QtBot, opened: Window) -> None:
    worktime(opened).open(None)
    qtbot.waitUntil(lambda: worktime(opened).ready, timeout=10_000)
    row = who(opened).row
    opened.show_page("rtm")
    qtbot.waitUntil(lambda: rtm(opened) is not None, timeout=5000)
    episode = Episode(0, TODAY - timedelta(days=20), device="a watch", payer="a payer")
    rtm(opened).ask(rtm(opened)._adding(Revision(row, episode)), lambda _: rtm(opened).refresh())
    qtbot.waitUntil(lambda: rtm(opened).page.episodes.count() == 1, timeout=5000)
    assert "Zebulon Quartermaine" in words_on(opened)
    opened.show_page("today")
    press(opened)
    qtbot.waitUntil(says(opened, "Z. Q."), timeout=5000)
    opened.show_page("rtm")
    qtbot.waitUntil(
        lambda: rtm(opened).page.episodes.count() == 1 and rtm(opened).page._page.cards[0].name == "Z. Q.", timeout=5000
    )
    page = rtm(opened).page
    page.episodes.setCurrentRow(0)
    assert named_in(opened) == []
    for asked in ("change", "time", "day", "elsewhere", "records"):
        panel = dialog(qtbot, lambda asked=asked: getattr(page, f"{asked}_asked").emit(page._page.cards[0]))  # type: ignore[misc]
        assert named_in(opened) == [], asked
        panel.close()
    for ask in (
        page.start_asked.emit,
        page.payers_asked.emit,
        page.economics_asked.emit,
        AuditController(opened.context, opened.shell).open,
        opened.pages.ask_outage,
    ):
        panel = dialog(qtbot, ask)
        settle(5)
        assert named_in(opened) == [], ask
        panel.close()


def test_a_consult_sheet_still_knows_the_name_that_must_not_leave(qtbot: QtBot, opened: Window) -> None:
    press(opened)
    qtbot.waitUntil(says(opened, "Z. Q."), timeout=5000)
    panel = dialog(qtbot, opened.today.brief.ask_consult)
    panel.text.setPlainText("What would you do with Zebulon?")
    assert "a name: Zebulon" in dialog_words(panel)
    panel.close()


def test_a_note_which_names_its_client_neither_opens_nor_takes_up_initials(qtbot: QtBot, opened: Window) -> None:
    press(opened)
    qtbot.waitUntil(says(opened, "Z. Q."), timeout=5000)
    panel = dialog(qtbot, opened.pages.notes.open)
    assert "a note names its client" in dialog_words(panel)
    panel.close()
    assert noting(opened) is None
    opened.toggle_names()
    qtbot.waitUntil(says(opened, "Zebulon Quartermaine"), timeout=5000)
    opened.pages.notes.open()
    assert opened.shell.page_shown() == "note"
    opened.toggle_names()
    qtbot.waitUntil(says(opened, "Z. Q."), timeout=5000)
    assert opened.shell.page_shown() == "today"
    assert named_in(opened) == []


def test_hidden_names_stay_hidden_at_the_next_start_and_on_the_page_that_was_open(
    qtbot: QtBot, qapp: QApplication, opened: Window, profile: Profile
) -> None:
    opened.show_page("clients")
    qtbot.waitUntil(lambda: clients(opened).list.model().rowCount() == 2, timeout=5000)
    clients(opened).list.setCurrentIndex(clients(opened).list.model().index(1, 0))
    qtbot.waitUntil(lambda: name_on(clients(opened)) == "Zebulon Quartermaine", timeout=5000)
    press(opened)
    assert opened.shell.page_shown() == "clients"
    qtbot.waitUntil(lambda: name_on(clients(opened)) != "", timeout=5000)
    assert name_on(clients(opened)) == "Z. Q."
    assert read_settings(profile.settings).hide_names
    opened.close()
    for again in a_window(qtbot, qapp, profile, "Z. Q."):
        assert named_in(again) == []
        assert "Names hidden  F9" in words_on(again)
