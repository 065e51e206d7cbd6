"""Numbers without a source, and files of the practice's own, are confirmed in the window by the same acts as from the command line."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.domain.confirmation import Confirmed
from briefing_app.services.measure import Catalogue, OwnFile
from briefing_app.storage.audit import deeds
from briefing_app.storage.confirmed_number import confirmed_numbers
from briefing_app.system.resources import resources
from briefing_app.ui.dialogs.confirm import ConfirmPanel
from briefing_app.viewmodels.confirmation import ConfirmationPage, FileLine, make_confirmation
from tests.gui.test_entering import ask
from tests.gui.using import dialog, dialog_words, ready

SHIPPED = resources() / "measures"
ISI = Confirmed("ISI", "reliable_change", 8, "manual, table 2", 1_790_000_000, "R. V.")
FILE = OwnFile("PHQ-9", SHIPPED / "phq-9.toml", "d1", counts=False)


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def page(*numbers: Confirmed) -> ConfirmationPage:
    measures = [one for one in Catalogue(SHIPPED).all() if one.id in ("ISI", "PHQ-9")]
    return make_confirmation(measures, {one.measure: (one,) for one in numbers}, [FILE])


def press(panel: QWidget, words: str) -> None:
    next(one for one in panel.findChildren(QPushButton) if one.text() == words).click()


def test_what_has_a_source_is_not_offered_and_what_is_a_reference_says_so() -> None:
    offered = {(one.measure, one.name): one.words for one in page().offered}
    assert offered["ISI", "reliable_change"] == "Reliable change (reference, unverified: 8)"
    assert ("PHQ-9", "reliable_change") not in offered
    (file,) = page().files
    assert file.words == "PHQ-9: your file phq-9.toml does not count; the instrument that ships stands."
    (kept,) = page(ISI).kept
    assert kept.words.startswith("ISI, reliable change: 8, confirmed by R. V. on ")


def test_a_number_is_given_with_its_source_and_stays_typed_where_it_was_refused(parent: QWidget) -> None:
    panel, given = ConfirmPanel(parent), []
    panel.number_given.connect(lambda *one: given.append(one))
    panel.show_page(page())
    panel.measure.setCurrentText("ISI")
    panel.number.setCurrentText("Reliable change (reference, unverified: 8)")
    assert panel.value.value() == 8
    assert not panel.keep.isEnabled(), "no number without its source"
    panel.source.setText("manual, table 2")
    panel.keep.click()
    assert given == [("ISI", "reliable_change", 8.0, "manual, table 2")]
    panel.refuse("The disk is full.", "Make room.")
    assert (panel.source.text(), panel.keep.isEnabled()) == ("manual, table 2", True)
    panel.show_page(page(ISI))
    assert (panel.measure.currentText(), panel.source.text()) == ("ISI", "")


def test_what_was_confirmed_is_taken_back_and_a_file_is_let_count(parent: QWidget) -> None:
    panel = ConfirmPanel(parent)
    taken: list[tuple[str, str]] = []
    files: list[FileLine] = []
    panel.number_taken.connect(lambda *one: taken.append(one))
    panel.file_asked.connect(files.append)
    panel.show_page(page(ISI))
    press(panel, "Take back")
    press(panel, "Let it count")
    assert taken == [("ISI", "reliable_change")]
    assert files == list(page().files)


def test_a_number_confirmed_in_the_window_counts_at_once(qtbot: QtBot, window: Window) -> None:
    ready(qtbot, window)

    def standing(desk: Any) -> tuple[list[Confirmed], str, float | None]:
        numbers = [one for given in confirmed_numbers(desk.store).values() for one in given]
        change = desk.catalogue("ISI").reliable_change
        return numbers, deeds(desk.reader)[-1].action, change.value if change is not None and change.sourced else None

    window.pages.briefs.rules.open()
    press(dialog(qtbot), "Numbers of instruments …")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ConfirmPanel), timeout=10_000)
    panel = dialog(qtbot)
    assert isinstance(panel, ConfirmPanel)
    panel.measure.setCurrentText("ISI")
    panel.number.setCurrentIndex(panel.number.findText("Reliable change (reference, unverified: 8)"))
    panel.source.setText("manual, table 2")
    panel.keep.click()
    qtbot.waitUntil(lambda: "manual, table 2" in dialog_words(panel), timeout=10_000)
    (number,), deed, counts = ask(qtbot, window, standing)
    assert (number[:4], deed, counts) == (("ISI", "reliable_change", 8.0, "manual, table 2"), "confirmed a number", 8.0)
    press(panel, "Take back")
    qtbot.waitUntil(lambda: "No number is confirmed." in dialog_words(panel), timeout=10_000)
    assert ask(qtbot, window, standing) == ([], "took a number back", None)
