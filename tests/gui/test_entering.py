"""What a clinician enters, and what a client is handed: by keyboard, kept with who and why, and nothing else in reach."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.services.measure import Catalogue
from briefing_app.ui.client_form import ClientForm
from briefing_app.ui.wall import WallView
from briefing_app.ui.widgets import WhyText
from briefing_app.viewmodels.brief import APART
from tests.gui.using import clients, dialog, dialog_words, help_page, ready, spoken, the, words_on

MARISOL, JONAH = 2, 1


def choose(window: Window, row: int) -> None:
    window.today.rail.setCurrentIndex(window.today.rail.day_model.index(row))


def ask(qtbot: QtBot, window: Window, question: Any) -> Any:
    """What the store's thread answers."""
    found: list[Any] = []
    the(window.stores.practice).ask(question, found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5000)
    return found[0]


def test_a_safety_line_stays_until_a_person_says_what_they_did_and_why(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    choose(window, MARISOL)
    assert "rose from 1 to 2" in words_on(window)
    waiting = len(window.today.brief._brief.waiting)  # type: ignore[union-attr]
    QTest.keyClick(window.today.rail, Qt.Key.Key_A)
    panel = dialog(qtbot)
    assert "988" in dialog_words(panel)
    assert "does not monitor" in dialog_words(panel)
    assert not panel._done.isEnabled()
    panel._actions.button(1).click()
    assert not panel._done.isEnabled()
    QTest.keyClicks(panel._reason, "passive thoughts only, plan gone through")
    panel._done.click()
    qtbot.waitUntil(lambda: len(window.today.brief._brief.waiting) == waiting - 1, timeout=5000)  # type: ignore[union-attr]
    assert "reviewed the safety plan" in words_on(window)
    row = window.today.brief._brief.identity.row  # type: ignore[union-attr]
    (kept,) = ask(qtbot, window, lambda desk: desk.reader.answers_of(row))
    assert kept.action == "Reviewed the safety plan"
    assert kept.reason == "passive thoughts only, plan gone through"
    assert kept.by
    assert "rose from 1 to 2" in kept.shown


def test_acknowledge_stands_beside_the_line_that_waits_and_nowhere_else(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    brief = window.today.brief

    def offered() -> list[Any]:
        bars = (*brief.safety.bars, *brief.attention.bars)
        return [bar.button for bar in bars if bar.button.isVisible()]

    choose(window, MARISOL)
    assert [made.text() for made in offered()] == ["Acknowledge  A", "Answer"]
    assert brief.safety.bars[0].isAncestorOf(offered()[0])
    choose(window, 3)
    (made,) = offered()
    assert made.text() == "Answer  A"
    assert brief.attention.bars[0].isAncestorOf(made)
    choose(window, 0)
    assert offered() == []


def test_answers_from_paper_are_typed_digit_by_digit(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    choose(window, JONAH)
    QTest.keyClick(window.today.rail, Qt.Key.Key_E)
    panel = dialog(qtbot)
    panel._measure.setCurrentIndex(panel._measure.findData("PHQ-9"))
    panel._choose()
    QTest.keyClicks(panel._answers, "1111")
    assert "4 of 9 answers" in panel._said.text()
    QTest.keyClicks(panel._answers, "00002")
    assert panel._said.text().startswith("PHQ-9 6")
    assert "item 9 is 2" in panel._safety.text()
    panel._keep.click()
    qtbot.waitUntil(lambda: "PHQ-9 item 9" in words_on(window), timeout=5000)
    assert "entered" in str(window.today.brief._brief.cards[0].why.sources)  # type: ignore[union-attr]


def test_a_future_day_or_an_impossible_total_cannot_be_kept(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    choose(window, JONAH)
    QTest.keyClick(window.today.rail, Qt.Key.Key_E)
    panel = dialog(qtbot)
    panel._measure.setCurrentIndex(panel._measure.findData("PHQ-9"))
    panel._choose()
    QTest.keyClicks(panel._total, "28")
    assert "PHQ-9 goes from 0 to 27" in panel._said.text()
    assert not panel._keep.isEnabled()
    panel._total.setText("12")
    assert panel._keep.isEnabled()
    panel._day.setDate(QDate.currentDate().addDays(1))
    assert panel._date() == date.today()
    panel.close()


def test_a_wrong_entry_is_corrected_and_the_old_value_stays_on_file(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    choose(window, JONAH)
    row = window.today.brief._brief.identity.row  # type: ignore[union-attr]
    for total, reason in (("12", ""), ("13", "misread")):
        window.today.brief.enter_score()
        panel = dialog(qtbot)
        panel._measure.setCurrentIndex(panel._measure.findData("PHQ-9"))
        panel._choose()
        if reason:
            panel._list.setCurrentRow(0)
            panel._correct.click()
            panel._total.setText(total)
            panel._look()
            assert not panel._keep.isEnabled()
            panel._reason.setText(reason)
        panel._total.setText(total)
        panel._look()
        panel._keep.click()
        entries = ask(qtbot, window, lambda desk: desk.reader.own_entries(row))
        assert entries[0].score == float(total)
    assert [(one.score, one.stands, one.reason) for one in entries] == [(13, True, "misread"), (12, False, "")]


@pytest.fixture
def form(catalogue: Catalogue) -> Any:
    made = ClientForm(catalogue("PHQ-9"), "4711", single=True)
    made.show()
    yield made
    made._open = True
    made.close()
    made.deleteLater()


def test_the_form_goes_one_question_at_a_time_by_keyboard(qtbot: QtBot, form: ClientForm) -> None:
    given: list[list[int | None]] = []
    form.finished.connect(given.append)
    for value in (1, 2, 0, 3, 1, 1, 0, 0, 2):
        QTest.keyClick(form, Qt.Key(Qt.Key.Key_1 + value))
        QTest.keyClick(form, Qt.Key.Key_Return)
    assert given == [[1, 2, 0, 3, 1, 1, 0, 0, 2]]


def test_nothing_but_the_code_leaves_the_form(qtbot: QtBot, form: ClientForm) -> None:
    back: list[bool] = []
    form.returned.connect(lambda: back.append(True))
    QTest.keyClick(form, Qt.Key.Key_Escape)
    form.close()
    assert form.isVisible()
    form.hand_back()
    QTest.keyClicks(form._field, "0000")
    QTest.keyClick(form._field, Qt.Key.Key_Return)
    assert "not the code" in form._wrong.text()
    assert form.isVisible()
    form._field.setText("4711")
    QTest.keyClick(form._field, Qt.Key.Key_Return)
    assert back == [True]
    assert not form.isVisible()


def test_each_answer_is_said_to_a_screen_reader(qtbot: QtBot, form: ClientForm) -> None:
    question = form._questions[0]
    assert "Not at all Little interest or pleasure in doing things" in spoken(question.choices[0])
    assert "Nearly every day" in spoken(question.choices[3])
    form._enlarge()
    assert form._questions[0].choices[0].sizeHint().height() > question.choices[0].sizeHint().height()


def test_all_questions_on_one_page_keep_what_was_answered_when_the_text_grows(qtbot: QtBot, catalogue: Catalogue) -> None:
    made = ClientForm(catalogue("GAD-7"), "4711", single=False)
    qtbot.addWidget(made)
    made._questions[3].choose(2)
    made._enlarge()
    assert [question.value for question in made._questions] == [None, None, None, 2, None, None, None]
    made._open = True


def test_a_positive_item_nine_is_the_first_thing_seen_when_the_form_comes_back(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    choose(window, JONAH)
    brief = window.today.brief._brief
    assert brief is not None
    measure = ask(qtbot, window, lambda desk: desk.catalogue("PHQ-9"))
    window.pages.briefs.forms.show_form(brief.identity.row, measure, "4711", single=True)
    form = the(window.pages.briefs.forms.form)
    assert not window.shell.isVisible()
    for value in (1, 0, 0, 0, 0, 0, 0, 0, 1):
        QTest.keyClick(form, Qt.Key(Qt.Key.Key_1 + value))
        QTest.keyClick(form, Qt.Key.Key_Return)
    form._field.setText("4711")
    QTest.keyClick(form._field, Qt.Key.Key_Return)
    assert window.shell.isVisible()
    panel = dialog(qtbot)
    assert "item 9" in dialog_words(panel)
    panel.close()


def test_an_unfinished_form_is_kept_when_it_is_handed_back(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    choose(window, JONAH)
    brief = window.today.brief._brief
    assert brief is not None
    row = brief.identity.row
    measure = ask(qtbot, window, lambda desk: desk.catalogue("PHQ-9"))
    window.pages.briefs.forms.show_form(row, measure, "4711", single=True)
    form = the(window.pages.briefs.forms.form)
    QTest.keyClick(form, Qt.Key.Key_3)
    form.hand_back()
    form._field.setText("4711")
    QTest.keyClick(form._field, Qt.Key.Key_Return)
    (entry,) = ask(qtbot, window, lambda desk: desk.reader.own_entries(row))
    assert entry.score is None
    assert entry.items == "2,,,,,,,,"


def test_a_page_on_paper_carries_the_safety_line_and_what_is_not_done(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    from briefing_app.documents.printed import brief_document

    ready(qtbot, window)
    choose(window, MARISOL)
    brief = window.today.brief._brief
    assert brief is not None
    words = brief_document(brief, "Data as of 07:45", "Inter").toPlainText()
    assert "SAFETY: " in words
    assert "does not monitor anyone between sessions" in words
    window.pages.briefs.seen.save_page(brief, str(tmp_path / "page.pdf"))
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    said = dialog(qtbot)
    assert "not encrypted" in dialog_words(said)
    said.close()


def test_what_was_shown_at_the_start_of_a_session_can_be_read_again(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    choose(window, MARISOL)
    brief = window.today.brief._brief
    assert brief is not None
    window.pages.briefs.snapshots.keep(brief, 1000.0, 1001.0)
    window.today.brief.show_earlier()
    panel = dialog(qtbot)
    assert "as it was kept" in dialog_words(panel)
    panel.close()


# -- seeing


def test_all_measures_share_one_axis_and_one_focus_line(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    choose(window, MARISOL)
    brief = window.today.brief
    assert "PHQ-9: 8 scores" in spoken(brief.chart)
    assert "GAD-7" in spoken(brief.chart)
    before = brief.scores._focus_words.text()
    QTest.keyClick(brief.chart.rows[0], Qt.Key.Key_Left)
    assert brief.scores._focus_words.text() != before
    assert "PHQ-9" in brief.scores._focus_words.text()
    assert "GAD-7" in brief.scores._focus_words.text()
    assert len({row.focus_day for row in brief.chart.rows}) == 1


def test_one_measure_takes_the_room_of_what_is_new_and_gives_it_back(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    choose(window, MARISOL)
    brief = window.today.brief
    assert brief.new.height() > 0
    QTest.keyClick(brief.chart.rows[0], Qt.Key.Key_Down)  # PHQ-9
    QTest.keyClick(window.today.rail, Qt.Key.Key_M)
    large: Any = brief.scores._large
    assert large.isVisible()
    assert "PHQ-9: 8 scores" in large.chart.accessibleDescription()
    assert brief.safety.bars[0].isVisible()
    assert brief.new.height() == 0
    assert brief.shown is not None
    words = {label.text() for label in brief.findChildren(QLabel) if label.isVisible()}
    assert {line.text for line in brief.shown.of(*APART)} <= words
    QTest.keyClick(window.today.rail, Qt.Key.Key_M)
    assert (large.isVisible(), brief.chart.isVisible()) == (False, True)
    qtbot.waitUntil(lambda: brief.new.height() > 0)


def test_items_over_time_say_which_rose(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    choose(window, MARISOL)
    window.today.brief.scores.choose(1)  # PHQ-9; of the primary measure, PCL-5, the totals alone are on file
    QTest.keyClick(window.today.rail, Qt.Key.Key_I)
    strip = window.today.brief.scores._strip
    assert strip is not None
    assert strip.isVisible()
    assert "more severe than the time before" in spoken(strip)
    assert "9 " in spoken(strip)


def test_every_chart_has_a_sentence_for_a_screen_reader(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    choose(window, MARISOL)
    rows = window.today.brief.chart.rows
    assert "PCL-5: 4 scores, from 52" in spoken(rows[0])
    assert "PHQ-9: 8 scores, from 19" in spoken(rows[1])


def test_looking_together_shows_one_client_in_plain_words_and_hides_the_rest(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    choose(window, MARISOL)
    QTest.keyClick(window.today.rail, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: window.pages.briefs.forms.view is not None, timeout=5000)
    view = the(window.pages.briefs.forms.view)
    assert not window.shell.isVisible()
    said = "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())
    assert "Marisol" in said
    assert "Duarte" not in said
    assert "11 points lower than when you started (52 on" in said
    assert "Lower is better here." in said
    assert not any(word in said.lower() for word in ("safety", "item 9", "review", "severe"))
    QTest.keyClick(view, Qt.Key.Key_2)
    said = "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())
    assert "when you started (52 on" not in said
    assert "10 points lower than when you started (19 on" in said
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert window.shell.isVisible()


def test_a_consult_sheet_cannot_leave_while_it_names_somebody(
    qtbot: QtBot, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(qtbot, window)
    choose(window, MARISOL)
    QTest.keyClick(window.today.rail, Qt.Key.Key_Q)
    panel = dialog(qtbot)
    text = panel.text.toPlainText()
    assert "PHQ-9 by week: 0: 19" in text
    assert "Duarte" not in text
    assert panel.save.isEnabled()
    panel.text.appendPlainText("Marisol said on 12 November")
    assert "a name: Marisol" in panel.found.text()
    assert not panel.save.isEnabled()
    panel.text.setPlainText(text)
    target = tmp_path / "consult.pdf"
    monkeypatch.setattr("briefing_app.controllers.consult.QFileDialog.getSaveFileName", lambda *_: (str(target), ""))
    panel.save.click()
    assert target.read_bytes().startswith(b"%PDF")
    panel.close()


def test_help_holds_every_rule_and_number_with_its_source(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    window.show_page("help")
    page = help_page(window)
    qtbot.waitUntil(lambda: page.tree.topLevelItemCount() > 42, timeout=5000)
    titles = [page.tree.topLevelItem(row).text(0) for row in range(page.tree.topLevelItemCount())]
    assert titles[0] == "Rules"
    assert titles.index("Session codes") < titles.index("Keys, backups and lock")
    assert not page.rehearse.isVisible()
    page.field.setText("phq-9: reliable change")
    shown = [
        top.child(row)
        for top in (page.tree.topLevelItem(index) for index in range(page.tree.topLevelItemCount()))
        for row in range(top.childCount())
        if not top.isHidden() and not top.child(row).isHidden()
    ]
    assert [(one.text(0), one.text(1)) for one in shown] == [
        ("Reliable change", "6 points"),
        ("Not taken for reliable change", "5 points (MCID/clinical rule)"),
    ]
    assert "cbtwatch.com" in shown[0].text(2)
    assert "clinical-references" in shown[1].text(2)


def test_the_wall_shows_everybody_and_says_why_in_that_order(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    window.find_client()
    clients(window).toggle_wall()
    qtbot.waitUntil(lambda: bool(clients(window).wall.model.tiles), timeout=5000)
    wall: WallView = clients(window).wall
    tiles = wall.model.tiles
    assert len(tiles) == 24
    assert [tile.group for tile in tiles] == sorted(tile.group for tile in tiles)
    assert tiles[0].reason == "a safety line waits"
    assert any(tile.trend is None for tile in tiles)
    index = wall.model.index(0)
    assert tiles[0].name in str(index.data(Qt.ItemDataRole.AccessibleTextRole))
    assert "a safety line waits" in str(index.data(Qt.ItemDataRole.AccessibleTextRole))
    wall.view.setFocus()
    QTest.keyClick(wall.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tiles[0].name in words_on(window), timeout=5000)


def test_rules_are_previewed_before_they_are_kept(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)
    window.pages.briefs.rules.open()
    panel = dialog(qtbot)
    before = ask(qtbot, window, lambda desk: desk.reader.rules())
    assert "With these" in [panel._table.horizontalHeaderItem(column).text() for column in range(panel._table.columnCount())]
    panel._fields["review_session"].setValue(9)
    panel.previewed.emit(panel.chosen())
    qtbot.waitUntil(lambda: panel._table.item(1, 4).text() != "–", timeout=30000)
    assert ask(qtbot, window, lambda desk: desk.reader.rules()) == before
    panel.kept.emit(panel.chosen())
    panel.close()
    qtbot.waitUntil(lambda: ask(qtbot, window, lambda desk: desk.reader.rules()).review_session == 9, timeout=30000)


def test_a_line_with_a_reason_is_reached_by_tab_and_keeps_the_focus_when_it_changes(qtbot: QtBot) -> None:
    line = WhyText()
    qtbot.addWidget(line)
    line.show_line("first", "plain", "one")
    line.show()
    line.setFocus()
    assert line.focusPolicy() is Qt.FocusPolicy.TabFocus
    line.show_line("second", "plain", "two")
    with qtbot.waitSignal(line.asked) as asked:
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert asked.args == ["two"]


def test_an_acknowledgement_that_cannot_be_kept_stays_on_screen_and_leaves_no_row(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    from briefing_app.domain.problems import Problem
    from briefing_app.storage import entry as own
    from briefing_app.storage.audit import deeds

    def answered() -> list[str]:
        return [one.detail for one in ask(qtbot, window, lambda desk: deeds(desk.reader)) if one.action == "answered a line"]

    def full(*_: object) -> None:
        raise Problem("The disk is full; nothing of this step was kept.", "Free some space and try again.")

    ready(qtbot, window)
    choose(window, MARISOL)
    row = window.today.brief._brief.identity.row  # type: ignore[union-attr]
    QTest.keyClick(window.today.rail, Qt.Key.Key_A)
    panel = dialog(qtbot)
    panel._actions.button(1).click()
    QTest.keyClicks(panel._reason, "rang her")
    with monkeypatch.context() as broken:
        broken.setattr(own, "_add_shown", full)  # the last statement of the act
        panel._done.click()
        qtbot.waitUntil(lambda: "Not kept. The disk is full" in dialog_words(panel), timeout=5000)
    assert panel._reason.toPlainText() == "rang her"
    assert ask(qtbot, window, lambda desk: desk.reader.answers_of(row)) == []
    assert answered() == []
    panel._done.click()
    qtbot.waitUntil(lambda: bool(ask(qtbot, window, lambda desk: desk.reader.answers_of(row))), timeout=5000)
    assert answered() == ["safety"]


def test_a_clients_answers_that_cannot_be_kept_are_said_and_kept_later(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    from briefing_app.domain.problems import Problem
    from briefing_app.storage import entry as own

    def busy(*_: object) -> None:
        raise Problem("The store is busy.", "Try again in a moment.")

    ready(qtbot, window)
    choose(window, JONAH)
    row = window.today.brief._brief.identity.row  # type: ignore[union-attr]
    measure = ask(qtbot, window, lambda desk: desk.catalogue("PHQ-9"))
    before = len(ask(qtbot, window, lambda desk: desk.reader.own_entries(row)))
    forms = window.pages.briefs.forms
    with monkeypatch.context() as broken:
        broken.setattr(own, "insert_score", busy)
        forms.keep_form(row, measure, [0, 0, 0, 0, 0, 0, 0, 0, 2])
        qtbot.waitUntil(lambda: forms.unkept is not None, timeout=5000)
        assert forms.positive == ""
        forms.take_back(row, measure)
        panel = dialog(qtbot)
        assert "not kept yet. PHQ-9: The store is busy." in dialog_words(panel)
        assert "item 9" in dialog_words(panel)
        panel.close()
    forms.try_again()
    qtbot.waitUntil(lambda: len(ask(qtbot, window, lambda desk: desk.reader.own_entries(row))) == before + 1, timeout=5000)
    assert forms.unkept is None
