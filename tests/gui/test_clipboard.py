"""A copy carries the marks that managers ask for, whoever made it, and is gone after its seconds, on a lock and at the end, if it is still ours."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QTableWidget, QTableWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.controllers.window import Window
from briefing_app.system.objc import ObjC
from briefing_app.ui.clipboard import CONCEALED, HINTS, ZERO, Clipboard, conceal_on_macos
from tests.gui.using import ready


@pytest.fixture
def board(qapp: QApplication) -> Iterator[QClipboard]:
    found = qapp.clipboard()
    found.clear()
    yield found
    found.clear()


@pytest.fixture
def ours(board: QClipboard) -> Iterator[Clipboard]:
    made = Clipboard(board, lambda: True)
    yield made
    made.stop()


def test_a_copy_is_marked_for_every_manager_and_history(board: QClipboard, ours: Clipboard) -> None:
    ours.copy("18 on 2 Mar", html="<b>18</b>")
    data = board.mimeData()
    assert board.text() == "18 on 2 Mar"
    assert data.html() == "<b>18</b>"
    assert {name: data.data(name).data() for name in HINTS} == HINTS
    assert data.data("x-kde-passwordManagerHint") == b"secret"
    assert [value for name, value in HINTS.items() if "Can" in name] == [ZERO, ZERO]


def test_it_is_gone_after_its_seconds(qtbot: QtBot, board: QClipboard, ours: Clipboard) -> None:
    ours.copy("for a moment", seconds=0.05)
    assert board.text() == "for a moment"
    qtbot.waitUntil(lambda: board.text() == "", timeout=2000)
    ours.copy("for a minute", seconds=60)
    assert ours._timer.interval() == 60_000
    ours.copy("as ever")
    assert ours._timer.interval() == 30_000


def test_what_somebody_else_put_there_since_stays(board: QClipboard) -> None:
    ours = Clipboard(board, lambda: False)
    ours.copy("ours")
    board.setText("somebody else's")
    ours.clear()
    assert board.text() == "somebody else's"
    assert not board.mimeData().hasFormat("x-kde-passwordManagerHint")
    ours.stop()
    assert board.text() == "somebody else's"


def line(text: str) -> QWidget:
    made = QLineEdit(text)
    made.selectAll()
    return made


def page(text: str) -> QWidget:
    made = QPlainTextEdit(text)
    made.selectAll()
    return made


def label(text: str) -> QWidget:
    made = QLabel(text)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
    made.setSelection(0, len(text))
    return made


def cell(text: str) -> QWidget:
    made = QTableWidget(1, 1)
    made.setItem(0, 0, QTableWidgetItem(text))
    made.setCurrentCell(0, 0)
    return made


@pytest.mark.parametrize("make", [line, page, label, cell])
def test_ctrl_c_anywhere_in_the_program_is_marked_too(
    qtbot: QtBot, board: QClipboard, ours: Clipboard, make: Callable[[str], QWidget]
) -> None:
    shown = make("she said so")
    qtbot.addWidget(shown)
    shown.show()
    QTest.keyClick(shown, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert board.text() == "she said so"
    assert board.mimeData().data("x-kde-passwordManagerHint") == b"secret"
    ours.clear()
    assert board.text() == ""


def test_a_lock_and_the_end_of_the_window_take_copies_away(qtbot: QtBot, window: Window, board: QClipboard) -> None:
    ready(qtbot, window)
    window.context.clipboard.copy("before the lock")
    window.lock()
    assert board.text() == ""
    window.context.clipboard.copy("before the end")
    window.context.clipboard.stop()
    assert board.text() == ""
    window.context.clipboard = Clipboard(board)


class Cocoa:
    """Objective-C as far as it is called: what was sent to what, by the names that were registered."""

    def __init__(self) -> None:
        self.names: list[bytes] = []
        self.sent: list[tuple[bytes, bytes, tuple[bytes, ...]]] = []
        signature = ctypes.CFUNCTYPE(ctypes.c_void_p, *[ctypes.c_void_p] * 4)
        self.objc_msgSend = signature(self._send)
        self.objc_getClass: Any = lambda name: self._number(name)
        self.sel_registerName: Any = lambda name: self._number(name)

    def _number(self, name: bytes) -> int:
        self.names.append(name)
        return len(self.names)

    def _send(self, to: int, what: int, first: int, second: int) -> int:
        selector = self.names[what - 1]
        if selector == b"stringWithUTF8String:":
            return self._number(ctypes.string_at(first))
        known = tuple(self.names[one - 1] for one in (first, second) if one and one <= len(self.names))
        count = selector.count(b":")
        self.sent.append((self.names[to - 1], selector, known[:count]))
        return self._number(b"of " + (known[0] if count else self.names[to - 1]))


def test_macos_is_told_that_the_copy_is_concealed() -> None:
    objc = Cocoa()
    conceal_on_macos(ObjC(objc))
    assert (b"of NSPasteboard", b"setString:forType:", (CONCEALED, CONCEALED)) in objc.sent
    assert (b"of NSPasteboard", b"addTypes:owner:", (b"of " + CONCEALED,)) in objc.sent
