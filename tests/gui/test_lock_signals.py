"""The desktop says that the screen is locked: over a real bus, where a small program plays the desktop; Windows and macOS are played by the test."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Callable
from ctypes import wintypes
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from briefing_app.system import lock_signals as away
from briefing_app.system.lock_signals import MacScreen, WindowsSessions, login_path
from tests.needs import lacks, needs

TOP = Path(__file__).parents[2]


def test_the_desktops_signals_ask_to_lock_and_only_until_the_watch_ends(tmp_path: Path) -> None:
    needs(lacks("dbus-run-session"))
    ended = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-m", "tests.gui.lock_signals_child"],
        cwd=TOP, env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == {"heard": [1, 1, 1, 0, 1, 1, 0], "within a second": True, "after stop": [0] * 7}


def test_the_session_of_logind_is_found_by_its_id() -> None:
    assert login_path("") == ""
    assert login_path("c2") == "/org/freedesktop/login1/session/c2"
    assert login_path("42") == "/org/freedesktop/login1/session/_342"
    assert login_path("a-1") == "/org/freedesktop/login1/session/a_2d1"


@pytest.mark.parametrize(
    ("message", "parameter", "asks"),
    [
        (away.WM_WTSSESSION_CHANGE, away.WTS_SESSION_LOCK, True),
        (away.WM_WTSSESSION_CHANGE, 0x8, False),
        (away.WM_POWERBROADCAST, away.PBT_APMSUSPEND, True),
        (away.WM_POWERBROADCAST, 0xA, False),
        (0x0200, away.WTS_SESSION_LOCK, False),
    ],
)
def test_windows_messages_of_a_lock_and_of_sleep_ask_to_lock(
    qapp: QApplication, message: int, parameter: int, asks: bool
) -> None:
    told: list[bool] = []
    listener = WindowsSessions(lambda: told.append(True))
    sent = wintypes.MSG(message=message, wParam=parameter)
    assert listener.nativeEvent(b"windows_generic_MSG", ctypes.addressof(sent)) == (False, 0)
    assert bool(told) is asks


class CoreFoundation:
    """As much of it as is called: a center that keeps who listens to what."""

    def __init__(self) -> None:
        self.listening: dict[bytes, Callable[..., None]] = {}

        def create(_: Any, text: bytes, _encoding: int) -> bytes:
            return text

        def add(_center: Any, _observer: Any, heard: Any, name: bytes, _object: Any, _behaviour: int) -> None:
            self.listening[name] = heard

        self.CFNotificationCenterGetDistributedCenter = lambda: 1
        self.CFStringCreateWithCString = create
        self.CFNotificationCenterAddObserver = add
        self.CFNotificationCenterRemoveEveryObserver = lambda *_: self.listening.clear()


def test_macos_says_that_its_screen_is_locked_until_the_watch_ends() -> None:
    told: list[bool] = []
    core = CoreFoundation()
    source = MacScreen(lambda: told.append(True), core)
    source.start()
    core.listening[b"com.apple.screenIsLocked"](None, None, None, None, None)
    assert told == [True]
    source.stop()
    assert core.listening == {}
