"""The note in use: one key begins it with what is known, what is typed is kept, signed it does not change, and process notes stay apart."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QPageSize, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.documents.printed import paper_size
from briefing_app.storage.note import notes
from briefing_app.storage.rtm import client_payers
from tests.gui.test_by_hand import add_session
from tests.gui.using import dialog, dialog_words, key_of, noting, ready, the, words_on, worktime

MARISOL = "demo-marisol-duarte"


pytestmark = pytest.mark.usefixtures("nobody_is_asked")


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> Any:
    ready(qtbot, window)
    qtbot.waitUntil(lambda: worktime(window) is not None and worktime(window).ready, timeout=10_000)
    rail = window.today.rail
    rail.setCurrentIndex(rail.day_model.index(2))
    QTest.keyClick(rail, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: noting(window) is not None and bool(noting(window).page.fields), timeout=10_000)
    return noting(window).page


def stored(qtbot: QtBot, window: Window) -> Any:
    found: list[Any] = []
    the(window.stores.practice).ask(lambda desk: notes(desk.reader, desk.reader.row_of(MARISOL) or 0), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5000)
    return found[0]


def kept(qtbot: QtBot, page: Any) -> None:
    qtbot.waitUntil(lambda: "Kept at" in page._kept.text(), timeout=6000)


def test_one_key_starts_the_timer_and_begins_the_note_with_what_is_known(page: Any, window: Window) -> None:
    assert worktime(window).timed.client == MARISOL
    words = words_on(window)
    assert "Marisol Duarte" in words
    assert "booked 11:00" in words
    assert "PHQ-9 9 (mild) on" in page.fields[1].toPlainText()
    assert (page.begins.text(), page.ends.text()) == ("", "")  # the booked slot is no record
    QTest.keyClick(window.shell, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert worktime(window).timed is None


def test_what_is_typed_is_kept_in_seconds_and_found_again(qtbot: QtBot, page: Any, window: Window) -> None:
    page.fields[3].setPlainText("walk past the site")
    kept(qtbot, page)
    (one,) = stored(qtbot, window)
    assert one.current.plan == "walk past the site"
    page.left.emit()
    assert window.shell.stack.currentWidget() is window.today
    window.today.brief.note_asked.emit()
    qtbot.waitUntil(lambda: page.fields[3].toPlainText() == "walk past the site", timeout=5000)
    assert len(stored(qtbot, window)) == 1


@pytest.mark.parametrize("leave", ["lock", "close"])
def test_leaving_by_lock_or_close_keeps_the_last_words(qtbot: QtBot, page: Any, window: Window, leave: str) -> None:
    page.fields[3].setPlainText("typed just now")
    path, key = window.profile.practice, key_of(window)
    getattr(window, leave)()
    assert "Marisol" not in words_on(window)
    from briefing_app.storage.practice import PracticeReader, PracticeStore

    store = PracticeStore(path, key)
    reader = PracticeReader(store)
    assert notes(reader)[-1].current.plan == "typed just now"
    reader.close()
    store.close()


def test_recorded_minutes_give_the_code_and_an_impossible_time_is_said(page: Any, window: Window) -> None:
    page.begins.setText("11:02")
    page.ends.setText("11:55")
    page.edited.emit()
    assert "53 min recorded: 90837" in words_on(window)
    page.ends.setText("noon")
    page.edited.emit()
    assert "“noon” is not a time such as 14:02." in words_on(window)
    page.ends.setText("10:00")
    page.edited.emit()
    assert "ends before it begins" in words_on(window)


def test_a_session_may_go_over_midnight(page: Any, window: Window) -> None:
    page._day = datetime(2026, 3, 7, 12)  # the clock is changed in some places on the night after it
    page.begins.setText("23:30")
    page.ends.setText("00:20")
    page.edited.emit()
    assert "50 min recorded" in words_on(window)
    note = page.written()
    assert datetime.fromtimestamp(note.begins) == datetime(2026, 3, 7, 23, 30)
    assert datetime.fromtimestamp(note.ends) == datetime(2026, 3, 8, 0, 20)
    page.begins.setText("12:20")
    with pytest.raises(ValueError, match="ends before it begins"):
        page.written()


def test_a_session_whose_end_is_typed_after_midnight_began_the_day_before(page: Any) -> None:
    after = datetime.now().replace(hour=0, minute=20, second=0, microsecond=0) + timedelta(days=1)
    page._day = after
    page.begins.setText("23:30")
    page.ends.setText("00:20")
    note = page.written()
    assert datetime.fromtimestamp(note.ends) == after
    assert datetime.fromtimestamp(note.begins) == after - timedelta(minutes=50)


def test_a_signed_note_is_locked_finished_and_takes_an_amendment(qtbot: QtBot, page: Any, window: Window) -> None:
    page._sign.click()
    panel = dialog(qtbot)
    assert "Still empty: when it began, when it ended, where and Plan." in dialog_words(panel)
    panel.reject()
    assert not page.fields[0].isReadOnly()
    page.fields[3].setPlainText("listen to the recording daily")
    page._sign.click()
    panel = dialog(qtbot)
    assert "Still empty: when it began, when it ended and where." in dialog_words(panel)
    panel.keep.click()
    qtbot.waitUntil(lambda: page.fields[0].isReadOnly(), timeout=5000)
    assert "it does not change any more" in words_on(window)
    marks: list[Any] = []
    the(window.stores.practice).ask(lambda desk: desk.reader.note_marks(), marks.append)
    qtbot.waitUntil(lambda: bool(marks), timeout=5000)
    assert any(client == MARISOL and mark.state == "finished" for (client, _), mark in marks[0].items())
    page._amendment.setPlainText("Her sister was present.")
    page._amend.click()
    qtbot.waitUntil(lambda: "Her sister was present." in words_on(window), timeout=5000)
    page.left.emit()
    qtbot.waitUntil(lambda: "listen to the recording daily" in words_on(window), timeout=5000)  # where you left off


def test_phrases_are_written_out_as_they_are_typed(qtbot: QtBot, page: Any) -> None:
    page.phrases_asked.emit()
    panel = dialog(qtbot)
    panel._short.setText("s l")
    panel.keep.click()
    assert "letters and figures only" in dialog_words(panel)
    panel._short.setText(";sl")
    panel._words.setPlainText("sleep diary was gone through")
    panel.keep.click()
    qtbot.waitUntil(lambda: "sl" in page.fields[0]._phrases, timeout=5000)
    QTest.keyClicks(page.fields[3], ";sl and")
    assert page.fields[3].toPlainText() == "sleep diary was gone through and"


def test_what_is_carried_forward_is_marked_until_it_is_changed(qtbot: QtBot, page: Any, window: Window) -> None:
    page.carry_asked.emit()
    assert "no earlier note" in words_on(window)
    page.fields[3].carry("walk daily\ncall the clinic", "2026-11-12")
    assert "2 carried lines unchanged" in words_on(window)
    cursor = page.fields[3].textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.insertText(", done")
    assert "1 carried line unchanged" in words_on(window)
    assert page.fields[3].unchanged == {0}


def test_a_word_that_no_dictionary_knows_is_offered_better_ones_and_can_be_taught(
    qtbot: QtBot, page: Any, window: Window
) -> None:
    qtbot.waitUntil(lambda: page.fields[3].spelling is not None, timeout=5000)
    field = page.fields[3]
    field.setPlainText("recodring with Marisol")
    menu = QMenu()
    field.add_suggestions(menu, QPoint(20, field.cursorRect().center().y()))
    offered = [action.text() for action in menu.actions() if action.text()]
    assert offered[0] == "recording"
    assert offered[-1] == "Know “recodring” from now on"
    menu.actions()[-2 if not menu.actions()[-1].text() else -1].trigger()
    qtbot.waitUntil(lambda: field.spelling.wrong("recodring") == [], timeout=5000)


def test_a_format_is_edited_with_its_preview_and_a_field_that_is_unknown_is_named(
    qtbot: QtBot, page: Any, window: Window
) -> None:
    page.template_asked.emit()
    panel = dialog(qtbot)
    assert "PHQ-9 9 (mild) on" in panel.preview.toPlainText()
    text = panel.text.toPlainText()
    panel.text.setPlainText(text.replace("{scores}", "{scoers}"))
    assert "'{scoers}' is no known field" in dialog_words(panel)
    assert not panel.keep.isEnabled()
    panel.text.setPlainText(text.replace('title = "Plan"', 'title = "Agreed"'))
    panel.keep.click()
    qtbot.waitUntil(lambda: page.fields[3].section.title == "Agreed", timeout=5000)
    assert (window.profile.formats / "soap.toml").is_file()


def test_another_format_is_another_note_of_the_same_session(qtbot: QtBot, page: Any, window: Window) -> None:
    page.fields[3].setPlainText("first")
    page.format_chosen.emit("crisis")
    qtbot.waitUntil(lambda: page.fields[0].section.title == "What happened", timeout=5000)
    page.fields[0].setPlainText("called at night")
    kept(qtbot, page)
    assert {one.current.format for one in stored(qtbot, window)} == {"soap", "crisis"}


def test_a_process_note_lies_in_the_clinicians_own_store_alone(qtbot: QtBot, page: Any, window: Window, tmp_path: Path) -> None:
    page.process_asked.emit()
    panel = dialog(qtbot)
    panel.text.setPlainText("my own impression, zanzibar")
    panel.reject()
    found: list[Any] = []
    worktime(window).keeping.ask(lambda desk: desk.private.process_note(MARISOL, stored_session(window)), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5000)
    assert found[0] == "my own impression, zanzibar"
    for kind in ("txt", "json"):
        noting(window).export.export_to(tmp_path / f"note.{kind}", kind)
        dialog(qtbot).accept()
        assert "zanzibar" not in (tmp_path / f"note.{kind}").read_text("utf-8")
    dump: list[Any] = []
    the(window.stores.practice).ask(
        lambda desk: [desk.reader.rows(f"SELECT * FROM {name}") for name in ("note", "note_revision")], dump.append
    )
    qtbot.waitUntil(lambda: bool(dump), timeout=5000)
    assert "zanzibar" not in str(dump)


def stored_session(window: Window) -> str:
    return str(noting(window).facts.session)


def test_the_note_leaves_as_text_pdf_and_fhir_and_as_a_copy(qtbot: QtBot, page: Any, window: Window, tmp_path: Path) -> None:
    page.fields[3].setPlainText("<b>walk</b> daily")
    for kind in ("txt", "pdf", "json"):
        noting(window).export.export_to(tmp_path / f"note.{kind}", kind)
        dialog(qtbot).accept()
    assert "<b>walk</b> daily" in (tmp_path / "note.txt").read_text("utf-8")
    assert (tmp_path / "note.pdf").read_bytes().startswith(b"%PDF")
    bundle = json.loads((tmp_path / "note.json").read_text("utf-8"))
    assert bundle["entry"][0]["resource"]["status"] == "preliminary"
    page.copy_asked.emit("html")
    data = QApplication.clipboard().mimeData()
    assert "<b>walk</b> daily" in data.text()
    assert "&lt;b&gt;walk&lt;/b&gt; daily" in data.html()
    assert data.data("x-kde-passwordManagerHint") == b"secret"
    assert window.context.clipboard._timer.interval() == 60_000


def test_the_payer_of_a_client_is_entered_beside_the_note(qtbot: QtBot, page: Any, window: Window) -> None:
    assert page.payer.text() == "Invented Health"  # of her episode of RTM
    page.payer.setText("Own means")
    page.payer.editingFinished.emit()
    found: list[Any] = []
    the(window.stores.practice).ask(lambda desk: client_payers(desk.reader), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5000)
    assert found[0][MARISOL] == "Own means"


def test_a_name_that_is_missing_is_asked_for_where_it_would_stand_and_kept(qtbot: QtBot, empty: Window) -> None:
    ready(qtbot, empty)
    add_session(qtbot, empty, "Noa Benedikt", 9)
    qtbot.waitUntil(lambda: empty.today.brief.on_screen is not None, timeout=20_000)
    empty.pages.notes.open()
    qtbot.waitUntil(lambda: noting(empty) is not None and bool(noting(empty).page.fields), timeout=10_000)
    page = noting(empty).page
    for field in page.fields:
        field.setPlainText("as agreed")
    page.begins.setText("09:00")
    page.ends.setText("09:50")
    page._sign.click()
    panel = dialog(qtbot)
    assert "Your name is not set: the note would be signed by" in dialog_words(panel)
    panel.name.setText("A. Clark, LMFT")
    panel.keep.click()
    qtbot.waitUntil(lambda: "A. Clark, LMFT" in words_on(empty), timeout=10_000)
    assert empty.context.settings.name == "A. Clark, LMFT"


def test_paper_is_that_of_the_region() -> None:
    assert paper_size(QLocale("en_US")) is QPageSize.PageSizeId.Letter
    assert paper_size(QLocale("es_MX")) is QPageSize.PageSizeId.Letter
    assert paper_size(QLocale("en_GB")) is QPageSize.PageSizeId.A4
    assert paper_size(QLocale.c()) is QPageSize.PageSizeId.A4
