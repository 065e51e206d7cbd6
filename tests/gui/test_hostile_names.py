"""Names, notes and file names that are markup: every page, panel and print shows them as the text that they are."""

from __future__ import annotations

import csv
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QTextDocument
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QTextBrowser,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from briefing_app.controllers.audit import AuditController
from briefing_app.controllers.window import Window
from briefing_app.domain.audit import VIEWED
from briefing_app.domain.rtm import Episode, Payer, TimeSpent
from briefing_app.domain.rtm_record import Revision
from briefing_app.domain.time_entry import Support
from briefing_app.storage.audit import record
from briefing_app.storage.practice import PracticeStore
from briefing_app.system import keys
from briefing_app.system.paths import Profile
from briefing_app.ui.brief_view import BriefView
from tests.conftest import KEY
from tests.gui.clock import CLOCK
from tests.gui.screenshots import options, settle
from tests.gui.using import backups, clients, dialog_words, imports, noting, ready, rtm, the, worktime
from tests.hostile import words, write_hostile
from tests.importing import take

LONGEST_SHOWN = 3_000  # a title and the words of a note; names end at 200; a line of a brief alone is never cut


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A red picture, the export that points at it, and the store it was imported into."""
    folder = tmp_path_factory.mktemp("hostile")
    red = QImage(64, 64, QImage.Format.Format_RGB32)
    red.fill(QColor(255, 0, 0))
    assert red.save(str(folder / "red.png"))
    store = PracticeStore(folder / "practice.db", KEY)
    take(store, write_hostile(folder / "<b>export", date.today(), picture_in(folder)))
    store.close()
    return folder


def picture_in(folder: Path) -> str:
    return (folder / "red.png").as_uri()


@pytest.fixture
def hostile(qapp: QApplication, tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setattr(keys, "unlock", lambda *_, **__: KEY)
    profile = Profile(tmp_path / "own")
    profile.make()
    shutil.copy(place / "practice.db", profile.practice)
    made = Window(qapp, profile, options(demo=False), CLOCK)
    made.shell.resize(1366, 768)
    made.shell.show()
    yield made
    made.close()
    made.shell.deleteLater()


def red_pixels(image: QImage) -> int:
    """Pixels that are red and nothing else; no colour of ours is."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    found = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), -1, 4)
    blue, green, red = found[..., 0], found[..., 1], found[..., 2]
    return int(((red > 250) & (green < 5) & (blue < 5)).sum())


def tips_of(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(model.rowCount(parent)):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)):
            index = model.index(row, column, parent)
            yield str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
            if column == 0:
                yield from tips_of(model, index)


def check(shown: QWidget) -> None:
    """Nothing red, no label or tip that takes markup for markup, nothing longer than a person can read, no name in a title."""
    settle(2)
    assert red_pixels(shown.grab().toImage()) == 0
    tips = [widget.toolTip() for widget in [shown, *shown.findChildren(QWidget)]]
    for view in shown.findChildren(QAbstractItemView):
        if view.model() is not None:
            tips += tips_of(view.model(), QModelIndex())
    for tip in filter(None, tips):
        assert tip.startswith("<qt>")
        assert not any(mark in tip for mark in ("<img", "<span", "<table", "<b>"))
    briefs = [one.shown for one in shown.findChildren(BriefView) if one.shown is not None]
    whole = {text for brief in briefs for line in brief.in_order() for text in (line.text, line.quote)}
    for label in shown.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText, label.text()
        assert len(label.text()) < LONGEST_SHOWN or label.text() in whole, label.text()[:300]
        assert not any(sign in label.text() for sign in "\0\x1b\u202e\u2067"), label.text()[:300]
    assert not shown.findChildren(QTextBrowser)
    assert not [one for one in shown.findChildren(QTextEdit) if one.acceptRichText()]
    for window in QGuiApplication.topLevelWindows():
        assert not any(sign in window.title() for sign in "<=Z&"), window.title()


def each_session(window: Window) -> Iterator[Any]:
    rail = window.today.rail
    assert len(rail.day_model.rows) >= len(words())
    for row in range(len(rail.day_model.rows)):
        rail.setCurrentIndex(rail.day_model.index(row))
        yield window.today.brief


def dialog(qtbot: QtBot, ask: Callable[[], object]) -> QDialog:
    ask()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QDialog), timeout=5000)
    found = QApplication.activeModalWidget()
    assert isinstance(found, QDialog)
    assert not isinstance(found, QMessageBox)
    return found


def closed(panel: QDialog) -> None:
    panel.close()
    settle(2)


def test_the_red_would_be_seen(qtbot: QtBot, place: Path) -> None:
    for evil in words(picture_in(place))[:3]:
        label = QLabel(evil)
        qtbot.addWidget(label)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.resize(600, 400)
        assert red_pixels(label.grab().toImage()) > 100, evil


def test_every_session_and_every_face_of_its_trend_shows_markup_as_text(qtbot: QtBot, hostile: Window) -> None:
    ready(qtbot, hostile)
    for number, brief in enumerate(each_session(hostile)):
        check(hostile.shell)
        assert brief.widget().minimumSizeHint().width() <= brief.viewport().width(), brief.shown.identity.name
        if number < 3:
            for face in ("large", "items", "table", "rows"):
                brief.show_face(face)
                check(hostile.shell)
    assert hostile.shell.minimumSizeHint().width() <= 1366


def test_every_other_page_shows_markup_as_text(qtbot: QtBot, hostile: Window) -> None:
    ready(qtbot, hostile)
    hostile.show_page("clients")
    model = clients(hostile).list.model()
    qtbot.waitUntil(lambda: model.rowCount() >= len(words()), timeout=5000)
    for row in range(model.rowCount()):
        clients(hostile).list.setCurrentIndex(model.index(row, 0))
        settle(4)
        check(hostile.shell)
    clients(hostile).field.setText("<span")
    settle(4)
    check(hostile.shell)
    clients(hostile).toggle_wall()
    qtbot.waitUntil(lambda: bool(clients(hostile).wall.model.tiles), timeout=5000)
    check(hostile.shell)
    hostile.show_page("import")
    qtbot.waitUntil(lambda: bool(imports(hostile).page._rows) and imports(hostile).page.codes.isVisible(), timeout=5000)
    imports(hostile).show_report(imports(hostile).page._rows[0].id)
    qtbot.waitUntil(lambda: "<img src=x>" in imports(hostile).page._report.toPlainText(), timeout=5000)
    check(hostile.shell)
    for name in ("settings", "help"):
        hostile.show_page(name)
        settle(4)
        check(hostile.shell)
    assert hostile.shell.minimumSizeHint().width() <= 1366


def test_every_panel_of_a_brief_shows_markup_as_text(qtbot: QtBot, hostile: Window, place: Path) -> None:
    ready(qtbot, hostile)
    seen = set()
    for number, brief in enumerate(each_session(hostile)):
        if number > 2 or not brief.shown.cards:
            continue
        hostile.pages.briefs.snapshots.keep(brief.shown, 1000.0, 1001.0)
        asks = (brief.answer_first, brief.enter_score, brief.show_earlier, brief.ask_consult, brief.show_why_of_score)
        for ask in asks:
            panel = dialog(qtbot, ask)
            check(panel)
            seen.add(panel.windowTitle())
            closed(panel)
        for line in brief.shown.lines[:6]:
            panel = dialog(qtbot, lambda brief=brief, line=line: brief._show_why(line))  # type: ignore[misc]
            assert "<b>export" in dialog_words(panel) or "Records" not in dialog_words(panel)
            check(panel)
            closed(panel)
        brief.look_together()
        qtbot.waitUntil(lambda: hostile.pages.briefs.forms.view is not None, timeout=5000)
        view = the(hostile.pages.briefs.forms.view)
        check(view)
        view.close()
        hostile.pages.briefs.forms.view = None
        hostile.shell.show()
    assert {"Enter a score", "Earlier briefs", "Consult sheet"} <= seen


def test_the_panels_of_the_day_and_of_my_load_show_markup_as_text(qtbot: QtBot, hostile: Window) -> None:
    ready(qtbot, hostile)
    panel = dialog(qtbot, hostile.pages.briefs.rules.open)
    assert panel is not None
    check(panel)
    closed(panel)
    hostile.show_page("load")
    qtbot.waitUntil(lambda: worktime(hostile) is not None and worktime(hostile).ready, timeout=10_000)
    page = worktime(hostile).page
    qtbot.waitUntil(lambda: page.figures[0].figure is not None, timeout=10_000)
    check(hostile.shell)
    for one in page.figures:
        panel = dialog(qtbot, lambda one=one: page.figure_asked.emit(one.figure))  # type: ignore[misc]
        check(panel)
        closed(panel)
    hostile.show_page("today")
    for _ in each_session(hostile):
        worktime(hostile).toggle()
        settle(3)
        check(hostile.shell)
    worktime(hostile).finish()
    panel = dialog(qtbot, lambda: hostile.context.what_if_asked.emit(hostile.context.day))
    check(panel)
    closed(panel)


def with_own_time(qtbot: QtBot, window: Window) -> Any:
    """The clinician's own store, opened, with hostile words of their own in it."""
    ready(qtbot, window)
    window.show_page("load")
    qtbot.waitUntil(lambda: worktime(window) is not None and worktime(window).ready, timeout=10_000)
    evil, day = words(), date.today().isoformat()

    def enter(desk: Any) -> bool:
        for number, one in enumerate(evil):
            desk.private.add_dated_change(day, one, float(number))
            desk.private.add_support(Support("peer", day, 50.0, one, one), float(number))
            desk.private.add_override("points", 31.5, one or "-", float(number))
            desk.private.set_weight(f"c{number}", 2, False, False, float(number))
        return True

    done: list[bool] = []
    worktime(window).keeping.ask(enter, done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=5000)
    return worktime(window)


def check_fields(shown: QWidget) -> None:
    """No field holds what a screen or a printer would obey, and none is wider than its window."""
    for field in shown.findChildren(QPlainTextEdit):
        assert not any(sign in field.toPlainText() for sign in "\0\x1b\u202e\u2067")
    for line in shown.findChildren(QLineEdit):
        assert not any(sign in line.text() for sign in "\0\x1b\u202e\u2067\n")


@pytest.mark.usefixtures("nobody_is_asked")
def test_the_note_of_everybody_and_its_dialogs_show_markup_as_text(qtbot: QtBot, hostile: Window) -> None:
    with_own_time(qtbot, hostile)
    rail, seen = hostile.today.rail, set()
    for row in range(len(words())):
        hostile.show_page("today")
        rail.setCurrentIndex(rail.day_model.index(row))
        settle(4)
        hostile.pages.notes.write()
        qtbot.waitUntil(lambda: noting(hostile) is not None and bool(noting(hostile).page.fields), timeout=10_000)
        settle(4)
        check(hostile.shell)
        check_fields(hostile.shell)
        page = noting(hostile).page
        if row < 7:
            evil = words()[row]
            page.fields[0].setPlainText(evil)
            page.place.setText(evil)
            page.payer.setText(evil)
            page.edited.emit()
            page.saved.emit()
            settle(20)
            for ask in (page.phrases_asked, page.template_asked, page.process_asked, page.revisions_asked):
                panel = dialog(qtbot, ask.emit)
                check(panel)
                seen.add(panel.windowTitle())
                closed(panel)
    assert len(seen) == 4


@pytest.mark.usefixtures("nobody_is_asked")
def test_remote_monitoring_of_everybody_and_its_dialogs_show_markup_as_text(qtbot: QtBot, hostile: Window) -> None:
    with_own_time(qtbot, hostile)
    evil = words()

    hostile.show_page("rtm")
    qtbot.waitUntil(lambda: rtm(hostile) is not None, timeout=10_000)
    clients: list[int | None] = []
    the(hostile.stores.practice).ask(
        lambda desk: [desk.reader.row_of(f"c{number}") for number in range(len(evil))], clients.extend
    )
    qtbot.waitUntil(lambda: bool(clients), timeout=5000)
    for client, one in zip(clients, evil, strict=True):  # as they come out of the panels
        episode = Episode(0, date.today() - timedelta(days=20), plan=one, device=one, biller=one, payer=one)
        for work in (
            rtm(hostile)._adding(Revision(int(client or 0), episode)),
            rtm(hostile)._setting(Payer(one), date.today()),
        ):
            rtm(hostile).ask(work, lambda _: rtm(hostile).refresh())
    qtbot.waitUntil(lambda: rtm(hostile).page.episodes.count() >= len(evil), timeout=10_000)
    for card, one in zip(rtm(hostile).page._page.cards, evil, strict=True):
        now = time.time()
        spent = TimeSpent(0, date.today(), now - 700, now - 100, one, linked=one)
        record = card.facts.record
        rtm(hostile).ask(rtm(hostile)._adding(Revision(record.client, spent, record.thing)), lambda _: rtm(hostile).refresh())
    settle(20)
    page = rtm(hostile).page
    for row in range(len(evil)):
        page.episodes.setCurrentRow(row)
        settle(4)
        check(hostile.shell)
        for asked in ("change", "time", "day", "elsewhere", "records"):
            if row in (0, 3, 6):
                panel = dialog(qtbot, lambda asked=asked, row=row: getattr(page, f"{asked}_asked").emit(page._page.cards[row]))  # type: ignore[misc]
                check(panel)
                check_fields(panel)
                closed(panel)
    for asked in ("start", "payers", "economics"):
        panel = dialog(qtbot, getattr(page, f"{asked}_asked").emit)
        check(panel)
        closed(panel)
    assert hostile.shell.minimumSizeHint().width() <= 1366


@pytest.mark.usefixtures("nobody_is_asked")
def test_check_ins_and_what_stands_before_a_deletion_show_markup_as_text(qtbot: QtBot, hostile: Window) -> None:
    ready(qtbot, hostile)
    for number, brief in enumerate(each_session(hostile)):
        if number < len(words()):
            panel = dialog(qtbot, lambda brief=brief: brief.checkins_asked.emit(brief.shown.identity.row))  # type: ignore[misc]
            check(panel)
            closed(panel)
    hostile.show_page("clients")
    model = clients(hostile).list.model()
    qtbot.waitUntil(lambda: model.rowCount() >= len(words()), timeout=5000)
    for row in range(min(model.rowCount(), 12)):
        clients(hostile).list.setCurrentIndex(model.index(row, 0))
        settle(4)
        panel = dialog(qtbot, clients(hostile).delete.click)
        check(panel)
        assert panel.minimumSizeHint().width() <= 1366
        closed(panel)


@pytest.mark.usefixtures("nobody_is_asked")
def test_the_audit_the_pack_and_the_conditions_show_markup_as_text(qtbot: QtBot, hostile: Window) -> None:
    own = with_own_time(qtbot, hostile)
    for asked in ("over_time", "dates", "report", "limits", "support"):
        panel = dialog(qtbot, getattr(own.page, f"{asked}_asked").emit)
        check(panel)
        closed(panel)
    evil = words()

    def enter(desk: Any) -> bool:
        for number, one in enumerate(evil):
            record(desk.store, VIEWED, 1.0, one, client=desk.reader.row_of(f"c{number}") or 0, detail=one)
        return True

    done: list[bool] = []
    the(hostile.stores.practice).ask(enter, done.append)
    qtbot.waitUntil(lambda: bool(done) and backups(hostile) is not None, timeout=5000)
    panel = dialog(qtbot, AuditController(hostile.context, hostile.shell).open)
    check(panel)
    closed(panel)
    panel = dialog(qtbot, hostile.pages.ask_outage)
    check(panel)
    closed(panel)


def test_a_table_of_check_ins_and_codes_show_markup_as_text(qtbot: QtBot, hostile: Window, tmp_path: Path) -> None:
    ready(qtbot, hostile)
    evil = [one.replace("\0", "") for one in words()]  # a table with a zero byte is refused
    table = tmp_path / "<b>x\u202e.csv"
    with table.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["client", "date", "phq9", evil[0], evil[3], evil[5], evil[6]])
        for one in evil:
            writer.writerow([one, "2026-01-02", "5", one, one, one, one])
        writer.writerow(["c0", "\x1b[31m\u202e<b>", "5"])
    panel = dialog(qtbot, lambda: imports(hostile).start([str(table)]))
    qtbot.waitUntil(lambda: len(panel.findChildren(QAbstractItemView)) > 0, timeout=5000)
    settle(20)
    check(panel)
    assert panel.minimumSizeHint().width() <= 1366
    closed(panel)
    codes = tmp_path / "codes.txt"
    codes.write_text("Briefing check-in\n<img src=x>\x1b\u202e\n" + "Z" * 60_000 + "\n", "utf-8")
    imports(hostile).start([str(codes)])
    qtbot.waitUntil(lambda: bool(imports(hostile).page._report.toPlainText()), timeout=5000)
    check(hostile.shell)
    check_fields(hostile.shell)


def picture_of(document: QTextDocument) -> QImage:
    document.setTextWidth(700)
    image = QImage(QSize(720, 1000), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    document.drawContents(painter)
    painter.end()
    return image


def test_a_print_holds_markup_as_text(qtbot: QtBot, hostile: Window, place: Path, tmp_path: Path) -> None:
    from briefing_app.documents.printed import brief_document, text_document

    ready(qtbot, hostile)
    for number, brief in enumerate(each_session(hostile)):
        printed = brief_document(brief.shown, "Data as of <b>now</b>", "Inter")
        assert red_pixels(picture_of(printed)) == 0
        assert brief.shown.identity.name in printed.toPlainText()
        if number == 0:
            hostile.pages.briefs.seen.save_page(brief.shown, str(tmp_path / "page.pdf"))
            assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
            said = QApplication.activeModalWidget()
            assert isinstance(said, QDialog)
            check(said)
            closed(said)
    sheet = text_document("\n".join(words(picture_in(place))), "Inter")
    assert red_pixels(picture_of(sheet)) == 0
    assert picture_in(place) in sheet.toPlainText()
