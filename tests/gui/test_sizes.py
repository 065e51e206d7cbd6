"""Large text on the screens that people have: no page is larger than the screen, and no dialog hides its words or its buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.controllers import timer as timekeeping
from briefing_app.controllers.audit import AuditController
from briefing_app.controllers.window import Window
from briefing_app.services.client_undo import Undone
from briefing_app.system.paths import Profile
from briefing_app.system.settings import Settings, write_settings
from briefing_app.ui import theme
from briefing_app.ui.dialogs import dialog as dialogs
from briefing_app.ui.dialogs.add_called import AddCalledPanel
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.dialogs.same_person import UndoPanel
from briefing_app.viewmodels.by_hand import say_undo
from briefing_app.viewmodels.calendar_names import NewPerson
from briefing_app.viewmodels.decision import Decision
from tests.calendars import event, written
from tests.fhir import ndjson, patient, response
from tests.gui.clock import CLOCK
from tests.gui.screenshots import TABLE, options, settle
from tests.gui.using import clients, dialog, imports, noting, ready, rtm, the, worktime

SCREENS = {"150 % on 1366 x 768": (150, QSize(1366, 768)), "200 % on 1920 x 1080": (200, QSize(1920, 1080))}
LONG_WORDS = "“Ada Brown” in Work and other things, Mondays 10:00, 12 times from 12 Oct 2026; “Brown, Ada” in Work, Monday 3 Nov 2026, 14:00"
PAGES = ("today", "clients", "load", "rtm", "import", "help", "settings")


@pytest.fixture(params=list(SCREENS.values()), ids=list(SCREENS))
def screen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> QSize:
    size: QSize = request.param[1]
    monkeypatch.setattr(dialogs, "room_for", lambda _: size - QSize(20, 60))
    return size


@pytest.fixture
def large(
    qtbot: QtBot,
    qapp: QApplication,
    demo_at: Callable[[Path], Profile],
    tmp_path: Path,
    screen: QSize,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Window]:
    monkeypatch.setattr(timekeeping, "idle_source", lambda: None)
    profile = demo_at(tmp_path / "demo")
    write_settings(profile.settings, Settings("light", next(percent for percent, one in SCREENS.values() if one == screen)))
    made = Window(qapp, profile, options(demo=True), CLOCK)
    made.shell.resize(screen)
    made.shell.show()
    ready(qtbot, made)
    qtbot.waitUntil(lambda: worktime(made) is not None and worktime(made).ready, timeout=20_000)
    made.today.rail.setCurrentIndex(made.today.rail.day_model.index(2))
    yield made
    made.close()
    made.shell.deleteLater()
    theme.apply(qapp, "light", 100)


def open_note(qtbot: QtBot, window: Window) -> Any:
    window.show_page("today")
    window.pages.notes.open()
    qtbot.waitUntil(lambda: noting(window) is not None and bool(noting(window).page.fields), timeout=10_000)
    return noting(window).page


def test_no_page_is_larger_than_the_screen(qtbot: QtBot, large: Window, screen: QSize) -> None:
    def check(name: str) -> None:
        settle(10)
        assert large.shell.size() == screen, name
        least = large.shell.minimumSizeHint()
        assert (least.width() <= screen.width(), least.height() <= screen.height()) == (True, True), f"{name}: {least}"

    for name in PAGES:
        large.show_page(name)
        settle(30)
        check(name)
    large.show_page("clients")
    clients(large).toggle_wall()
    check("wall")
    note = open_note(qtbot, large)
    check("note")
    note.saved.emit()
    note.show_note("Marisol Duarte", "", note._note, {}, ("An amendment",), locked=True)
    check("signed note")


def test_what_is_said_of_a_measure_never_lies_over_its_chart(qtbot: QtBot, large: Window, screen: QSize) -> None:
    brief = large.today.brief
    for row in range(len(large.today.rail.day_model.rows)):
        large.today.rail.setCurrentIndex(large.today.rail.day_model.index(row))
        settle(10)
        if not brief.chart.isVisible():
            continue
        brief.show_face("large")
        settle(10)
        face = brief.scores._large
        assert face is not None
        end = placed(face.chart, brief.scores).bottom()
        said = [label for label in (*face.changes, face.note) if label.isVisible()]
        assert said
        assert all(placed(label, brief.scores).top() > end for label in said), brief.head.name.text()
        assert all(label.height() >= label.heightForWidth(label.width()) for label in said), brief.head.name.text()
        brief.show_face("rows")


def test_every_dialog_fits_the_screen_with_all_its_words_and_buttons(
    qtbot: QtBot, large: Window, screen: QSize, tmp_path: Path
) -> None:
    seen: set[type] = set()

    def look(ask: Callable[[], object]) -> None:
        ask()
        panel = dialog(qtbot)
        settle(20)
        while isinstance(panel, QDialog):  # a dialog may have opened another
            if isinstance(panel, Dialog):
                check_fits(panel, screen)
                seen.add(type(panel))
            panel.close()
            settle(3)
            panel = QApplication.activeModalWidget()

    ask_of_a_brief(large, look)
    for ask in (large.pages.by_hand.new_client, large.pages.by_hand.new_session, large.today.ask_session_word):
        look(ask)
    look(partial(ask_of_rules, qtbot, large))
    ask_of_a_record(large, look)
    look(partial(hand_over, large, qtbot))
    table = tmp_path / "check-ins.csv"
    table.write_text(TABLE, "utf-8")
    look(lambda: large.pages.briefs.checkins.take_files([str(table)], print))
    look(lambda: imports(large).start([str(table)]))
    look(partial(ask_of_a_questionnaire, qtbot, large, tmp_path))
    look(partial(ask_of_a_calendar, qtbot, large, tmp_path))
    look(AddCalledPanel([NewPerson(f"Ada Brown {one}", one > 1, LONG_WORDS, ()) for one in range(9)], large.shell).open)
    look(lambda: imports(large).page.take_back_asked.emit())
    ask_of_my_load(qtbot, large, look)
    ask_of_rtm(qtbot, large, look)
    ask_of_keys(large, look)
    note = open_note(qtbot, large)
    note.saved.emit()
    settle(60)
    for signal in (note.phrases_asked, note.template_asked, note.process_asked, note.revisions_asked, note.signed):
        look(signal.emit)
    assert kinds_of(Dialog) - seen == set()


def ask_of_a_questionnaire(qtbot: QtBot, window: Window, folder: Path) -> None:
    """A form of nine questions that nothing understands, imported and gone through."""
    items = [{"linkId": f"m{number}", "answer": [{"valueInteger": number % 4}]} for number in range(1, 10)]
    export = ndjson(folder / "own.ndjson", patient(), response("r", (), item=items, questionnaire="urn:clinic:mood"))
    window.show_page("import")
    imports(window).start([str(export)])
    qtbot.waitUntil(lambda: imports(window).worker is None, timeout=30_000)
    imports(window).page.codes.form_asked.emit("urn:clinic:mood")


def ask_of_a_calendar(qtbot: QtBot, window: Window, folder: Path) -> None:
    """Somebody whom a calendar names by a first name and an initial."""
    session = event("1", f"{date.today():%Y%m%d}T230000", "Marisol D.", "RRULE:FREQ=WEEKLY;COUNT=30")
    imports(window).start([str(written(folder / "work.ics", session))])
    qtbot.waitUntil(lambda: imports(window).worker is None, timeout=30_000)
    window.today.ask_who()


def kinds_of(base: type) -> set[type]:
    """Every class of dialog that is itself shown."""
    below: list[type] = base.__subclasses__()
    return {one for kind in below for one in (kinds_of(kind) or {kind})}


def check_fits(panel: Dialog, screen: QSize) -> None:
    name = type(panel).__name__
    assert (panel.width() <= screen.width(), panel.height() <= screen.height()) == (True, True), f"{name}: {panel.size()}"
    for label in panel.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()) - 1, f"{name} cuts “{label.text()}”"
    scrolled = placed(panel.body, panel)
    for made in panel.findChildren(QPushButton):
        if made.isVisible() and not panel.body.isAncestorOf(made):
            place = placed(made, panel)
            assert panel.rect().contains(place), f"{name}: “{made.text()}” is out of reach"
            assert not scrolled.intersects(place), f"{name}: “{made.text()}” lies over something"


def placed(widget: QWidget, within: QWidget) -> QRect:
    return QRect(widget.mapTo(within, widget.rect().topLeft()), widget.size())


def ask_of_a_brief(window: Window, look: Callable[[Callable[[], object]], None]) -> None:
    brief = window.today.brief
    assert brief.shown is not None
    for ask in (
        window.pages.show_keys, brief.answer_first, brief.show_why_of_score, brief.ask_consult, brief.show_earlier, brief.enter_score, brief.show_contacts,
        window.today.ask_what_if, window.pages.briefs.rules.open, brief.ask_checkins, brief.ask_record,
    ):  # fmt: skip
        look(ask)
    for line in brief.shown.waiting:
        look(partial(brief._show_why, line))
        look(partial(brief._answer, line))
    start = Decision(
        "start",
        "Set the start …",
        "Start assumed: first score after 134 days without a session.",
        (("2026-03-02", "2 Mar 2026"),),
        date(2026, 3, 2),
        own=True,
    )
    for decision in (start, *brief.shown.cards[0].why.decisions):
        look(partial(brief._decide, decision))


def ask_of_a_record(window: Window, look: Callable[[Callable[[], object]], None]) -> None:
    """Details, another record of the same person, and what takes such a thing back."""
    brief = window.today.brief
    row = the(brief.shown).identity.row
    for signal in (brief.details_asked, brief.same_asked):
        look(partial(signal.emit, row))
    look(UndoPanel("Marisol Duarte", say_undo(Undone.PARTED), window.shell).open)


def ask_of_rules(qtbot: QtBot, window: Window) -> None:
    """The numbers that are confirmed, asked for in the rules."""
    window.pages.briefs.rules.open()
    rules = dialog(qtbot)
    rules.numbers_asked.emit()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not rules, timeout=5000)


def hand_over(window: Window, qtbot: QtBot) -> None:
    window.today.brief.enter_score()
    panel = dialog(qtbot)
    panel._form.click()


def ask_of_my_load(qtbot: QtBot, window: Window, look: Callable[[Callable[[], object]], None]) -> None:
    window.show_page("load")
    page = worktime(window).page
    qtbot.waitUntil(lambda: page.figures[0].figure is not None, timeout=10_000)
    for one in page.figures:
        look(partial(page.figure_asked.emit, one.figure))
    for signal in (
        page.past_asked, page.limits_asked, page.support_asked, page.check_asked, page.dates_asked, page.report_asked,
        page.over_time_asked, page.delete_asked,
    ):  # fmt: skip
        look(signal.emit)


def ask_of_keys(window: Window, look: Callable[[Callable[[], object]], None]) -> None:
    safe, brief = window.pages.keys, window.today.brief.shown
    assert brief is not None
    for ask in (
        safe.make_code, safe.choose_passphrase, safe.show_ways, safe.ask_new_key, window.pages.ask_outage,
        partial(window.pages.restore.restore, Path("practice-20261126-080000.briefing")), AuditController(window.context, window.shell).open,
        partial(window.pages.deletion.begin, brief.identity.row), partial(window.context.say, "A sentence.", "A remedy."),
    ):  # fmt: skip
        look(ask)


def ask_of_rtm(qtbot: QtBot, window: Window, look: Callable[[Callable[[], object]], None]) -> None:
    window.show_page("rtm")
    page = rtm(window).page
    qtbot.waitUntil(lambda: page.table.rowCount() > 0, timeout=10_000)
    card = page._page.cards[0]
    for signal in (page.payers_asked, page.economics_asked):
        look(signal.emit)
    for about in (page.change_asked, page.time_asked, page.day_asked, page.elsewhere_asked, page.records_asked):
        look(partial(about.emit, card))
