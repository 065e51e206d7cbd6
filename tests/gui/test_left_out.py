"""The last line names what a brief has no room for, and the key that it names shows it, whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from briefing_app.storage.practice import PracticeStore
from briefing_app.ui.brief_view import BriefView
from briefing_app.ui.dialogs.why import WhyPanel
from briefing_app.ui.widgets import Text, WhyText
from tests.fhir import Resource, score
from tests.viewmodels.test_since import HELD, NOW, briefed


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_the_key_that_the_last_line_names_shows_every_word_left_out(
    qtbot: QtBot, tmp_path: Path, store: PracticeStore, key: Qt.Key
) -> None:
    goals: list[Resource] = [
        {
            "resourceType": "Goal",
            "id": f"g{number}",
            "lifecycleStatus": "active",
            "subject": {"reference": "Patient/ann"},
            "description": {"text": f"goal {number} " + "of many words " * 20},
        }
        for number in range(6)
    ]
    brief = briefed(tmp_path, store, NOW, HELD, *goals, score("s", 12, "2024-03-08T10:00:00-05:00"))
    view = BriefView()
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show_brief(brief, ())
    view.show()
    qtbot.waitExposed(view)
    (line,) = [one for one in view.findChildren(WhyText) if one.text().startswith("Not shown: ")]
    assert line.text().endswith("Enter here lists them.")
    QTest.keyClick(line, key)
    panel = view.findChild(WhyPanel)
    assert panel is not None
    words = " ".join(one.text() for one in panel.findChildren(Text))
    left = [one.text for part in brief.left_off for one in part.lines]
    assert len(left) > 3
    assert all(" ".join(one.split()) in " ".join(words.split()) for one in left)
