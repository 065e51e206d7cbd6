"""One key says that a session ended, another that a break was taken; both are taken back with Ctrl+Z."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from briefing_app.controllers import timer as timekeeping
from briefing_app.controllers.window import Window
from briefing_app.domain.session_end import ENDED
from briefing_app.domain.time_entry import BREAK
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.system import computer_keyring
from briefing_app.system.keys import unlock
from briefing_app.system.paths import Profile
from tests.fhir import appointment, ndjson, patient
from tests.gui.clock import CLOCK
from tests.gui.screenshots import options
from tests.gui.test_ledger_opens import PRACTICES, open_practice
from tests.gui.using import key_of, noting, words_on, worktime
from tests.importing import take


@pytest.fixture
def window(
    request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    """A session that began twenty minutes ago, or so many as are asked for, and the ledger open."""
    monkeypatch.setattr(timekeeping, "idle_source", lambda: None)
    monkeypatch.setattr(computer_keyring, "TRUSTED_KEYRINGS", ())
    profile = Profile(tmp_path / "own")
    store = PracticeStore(profile.practice, unlock(profile, PRACTICES))
    begun = datetime.now(UTC) - timedelta(minutes=getattr(request, "param", 20))
    named = patient(name=[{"family": "Invented", "given": ["Zebulon"]}])
    take(store, ndjson(tmp_path / "z.ndjson", named, appointment("a", begun.isoformat())))
    store.close()
    PrivateStore(profile.private, unlock(profile, PRACTICES, private=True)).close()
    CLOCK.at = None
    made = Window(qapp, profile, options(demo=False), CLOCK)
    made.context.chosen_day, made.context.chosen_on = (
        begun.astimezone().date(),
        made.context.now().date(),
    )  # also soon after midnight
    made.shell.show()
    open_practice(qtbot, made, PRACTICES, locked=False)
    qtbot.waitUntil(lambda: worktime(made).ready, timeout=10_000)
    yield made
    made.close()
    made.shell.deleteLater()


def own(qtbot: QtBot, window: Window, work: Any) -> Any:
    found: list[Any] = []
    worktime(window).keeping.ask(lambda desk: work(desk.private), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5000)
    return found[0]


def test_d_records_the_end_says_so_and_is_undone(qtbot: QtBot, window: Window) -> None:
    assert own(qtbot, window, lambda private: private.session_ends()) == {}
    QTest.keyClick(window.today.rail, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: "Session ended " in worktime(window).bar._words.text(), timeout=5000)
    assert "Zebulon Invented" in words_on(window)
    (one,) = own(qtbot, window, lambda private: private.session_ends()).values()
    assert (one.session, one.client, one.kind) == ("a", "ann", ENDED)
    assert abs(one.at - time.time()) < 30
    qtbot.waitUntil(lambda: statuses(window) == ["fulfilled"], timeout=5000)
    QTest.keyClick(window.shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: own(qtbot, window, lambda private: private.session_ends()) == {}, timeout=5000)
    qtbot.waitUntil(lambda: statuses(window) == ["booked"], timeout=5000)


def statuses(window: Window) -> list[str]:
    """What is known of the client's sessions."""
    reader = PracticeReader(PracticeStore(window.profile.practice, key_of(window), make=False))
    found = [one.status for history in reader.histories([1]).values() for one in history.meetings]
    reader.close()
    return found


def test_the_end_that_was_recorded_stands_in_a_new_note_which_is_not_kept_for_it(qtbot: QtBot, window: Window) -> None:
    worktime(window).end_session()
    qtbot.waitUntil(lambda: bool(own(qtbot, window, lambda private: private.session_ends())), timeout=5000)
    window.pages.notes.open()
    qtbot.waitUntil(lambda: noting(window).page.ends.text() == f"{datetime.now():%H:%M}" != "", timeout=10_000)
    assert noting(window).page.begins.text() == ""
    assert "booked" in words_on(window)
    noting(window).leave()
    assert noting(window)._row == 0


def test_a_break_is_kept_when_it_is_over(qtbot: QtBot, window: Window) -> None:
    worktime(window).take_break()
    worktime(window)._rests_since -= 600
    worktime(window).take_break()
    entries = own(qtbot, window, lambda private: private.entries(time.time() - 700, time.time() + 1))
    assert [(one.category, round((one.end - one.start) / 60)) for one in entries] == [(BREAK, 10)]
    assert worktime(window).keeping.status.today == 0


@pytest.mark.parametrize("window", [90], indirect=True)
def test_once_the_day_is_over_one_row_asks_what_became_of_a_session_and_takes_it_back(
    qtbot: QtBot, window: Window, at_hour: Callable[[int, int], None]
) -> None:
    row = window.today.outcomes
    at_hour(23, 59)
    window.day.show(window.context.chosen_day)
    qtbot.waitUntil(row.isVisible, timeout=5000)
    assert row._words.text().startswith("Outcome not recorded: Zebulon Invented, ")
    row.answers[1].click()
    qtbot.waitUntil(lambda: row._words.text().startswith("Recorded: Zebulon Invented"), timeout=5000)
    assert window.context.day is not None
    assert window.context.day.rows[0].struck
    row.undo.click()
    qtbot.waitUntil(lambda: row._words.text().startswith("Outcome not recorded"), timeout=5000)
    row.later.click()
    assert not row.isVisible()


def test_while_a_session_runs_nothing_is_asked(qtbot: QtBot, window: Window) -> None:
    assert not window.today.outcomes.isVisible()
