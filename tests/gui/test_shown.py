"""A message has been shown when it stood on screen, whole, with names visible, for five seconds, or was printed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.storage.practice import PracticeStore
from briefing_app.ui.brief_view import BriefView
from briefing_app.ui.shown_watch import SHOWN_SECONDS, ShownWatch
from briefing_app.viewmodels.brief import Brief
from tests.gui.test_entering import ask
from tests.gui.using import ready
from tests.messages import message
from tests.viewmodels.test_since import HELD, NOW, briefed

LINK = "https://portal.example/" + "W" * 2000
LONG = "And then one thing more happened that I want to tell. " * 200


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def brief(tmp_path: Path, store: PracticeStore) -> Brief:
    return briefed(
        tmp_path, store, NOW, HELD, message("Short", "2024-03-09T10:00:00-05:00", "a"), message(LONG, "2024-03-08T10:00:00-05:00", "b")
    )  # fmt: skip


@pytest.fixture
def watched(qtbot: QtBot, brief: Brief, clock: Clock) -> tuple[BriefView, ShownWatch, list[str]]:
    """A brief on screen, smaller than its long message, and the keys that were told so far."""
    view = BriefView()
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show_brief(brief, ())
    view.show()
    qtbot.waitExposed(view)
    watch = ShownWatch(view, clock)
    watch._timer.stop()
    told: list[str] = []
    watch.seen.connect(lambda _client, keys, _since, _whose: told.extend(keys))
    return view, watch, told


def look(watch: ShownWatch, clock: Clock, seconds: float) -> None:
    watch.look()
    clock.now += seconds
    watch.look()


def test_a_word_longer_than_the_line_breaks_and_is_read_to_its_end(qtbot: QtBot, tmp_path: Path, store: PracticeStore) -> None:
    view = BriefView()
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show_brief(briefed(tmp_path, store, NOW, HELD, message(f"See {LINK}", "2024-03-09T10:00:00-05:00", "a")), ())
    view.show()
    qtbot.waitExposed(view)
    ((_, label),) = view.messages_on_screen()
    wide = label.fontMetrics().horizontalAdvance(LINK)
    assert label.text() == f"“See {LINK}”"
    assert label.height() >= wide // label.width() * label.fontMetrics().height()
    inside = view.widget()
    assert inside is not None
    assert inside.minimumSizeHint().width() <= view.viewport().width()


def test_five_seconds_on_screen_are_shown_and_less_are_not(watched: Any, clock: Clock, brief: Brief) -> None:
    _, watch, told = watched
    short, _long = (line.key for line in brief.messages)
    look(watch, clock, SHOWN_SECONDS - 0.1)
    assert told == []
    look(watch, clock, 0.1)
    assert told == ["", short]
    look(watch, clock, 60)
    assert told == ["", short], "each once, and never what lies below the screen"


def test_a_long_message_is_shown_once_its_last_line_was(watched: Any, clock: Clock, brief: Brief) -> None:
    view, watch, told = watched
    watch.look()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    look(watch, clock, SHOWN_SECONDS)
    assert brief.messages[1].key in told
    assert len(view.messages_on_screen()) == 2
    assert view.messages_on_screen()[1][1].text().endswith("want to tell.”")


def test_hidden_names_and_a_hidden_window_show_nothing(watched: Any, clock: Clock, brief: Brief) -> None:
    view, watch, told = watched
    view.show_brief(replace(brief, identity=replace(brief.identity, hidden=True)), ())
    look(watch, clock, 60)
    view.show_brief(brief, ())
    view.hide()
    look(watch, clock, 60)
    assert told == []


def test_looking_away_begins_the_five_seconds_anew(watched: Any, clock: Clock) -> None:
    view, watch, told = watched
    look(watch, clock, 3)
    view.hide()
    watch.look()
    view.show()
    look(watch, clock, 3)
    assert told == []


def test_another_client_is_another_five_seconds(watched: Any, clock: Clock, brief: Brief) -> None:
    view, watch, told = watched
    look(watch, clock, 3)
    view.show_brief(replace(brief, identity=replace(brief.identity, row=brief.identity.row + 1)), ())
    look(watch, clock, 3)
    assert told == []


def test_what_could_not_be_written_down_is_told_again(watched: Any, clock: Clock) -> None:
    _, watch, told = watched
    look(watch, clock, SHOWN_SECONDS)
    watch.not_kept(("",))
    watch.look()
    assert told.count("") == 2


def test_a_printed_brief_has_been_shown(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    ready(qtbot, window)
    brief = window.today.brief.shown
    assert brief is not None
    window.pages.briefs.seen.save_page(brief, str(tmp_path / "page.pdf"))
    row = brief.identity.row
    qtbot.waitUntil(lambda: bool(ask(qtbot, window, lambda desk: desk.reader.histories([row])[row].seen)), timeout=5000)
    (kept,) = ask(qtbot, window, lambda desk: desk.reader.histories([row])[row].seen)
    assert (kept.what, kept.since) == ("", brief.last_begun)


def test_the_head_of_the_day_says_how_many_need_a_look_and_counts_again_once_a_message_was_shown(
    qtbot: QtBot, window: Window
) -> None:
    ready(qtbot, window)
    count = window.today._count
    qtbot.waitUntil(lambda: " a look" in count.text(), timeout=10_000)
    said = count.text()
    count.show_text("")
    window.context.messages_shown.emit()
    qtbot.waitUntil(lambda: count.text() == said, timeout=10_000)
