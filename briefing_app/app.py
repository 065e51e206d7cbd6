"""The window's start and end: a display to stand on, the one place in a profile, and a sentence where there is none."""

from __future__ import annotations

import argparse
import os
import sys

from PySide6.QtCore import QLockFile, QMessageLogContext, QSettings, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from briefing_app.controllers.window import Window
from briefing_app.domain.problems import NotWritten, Problem
from briefing_app.services.opening import refuse_anothers
from briefing_app.system.fonts import load_fonts
from briefing_app.system.hindrance import words_of
from briefing_app.system.paths import Profile
from briefing_app.system.single_instance import Calls, call, taken
from briefing_app.ui import theme
from briefing_app.ui.end_signals import EndSignals


def run_window(profile: Profile, options: argparse.Namespace) -> int:
    """Open the window and stay until it is closed; where this profile is open already, bring that window to the front and be done.

    Raises Problem when that one does not answer.
    """
    _choose_platform(options)
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        qInstallMessageHandler(_pass_on_messages)
    keep_no_settings()
    try:
        lock = _take_place(profile, may_call=not (options.startup_report or options.screenshot))
    except Problem as problem:
        if not (options.startup_report or options.screenshot):
            _show_refusal(problem)
        raise
    if lock is None:
        return 0
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Briefing")
    window = Window(app, profile, options)
    calls = Calls(profile.call)
    calls.called.connect(window.come_forward)
    signals = EndSignals(app)
    app.commitDataRequest.connect(lambda _: window.keep())
    try:
        return window.run()
    finally:
        window.close()
        signals.stop()
        lock.unlock()


def keep_no_settings() -> None:
    """Qt's own file dialog would write the folders that were visited, as plain text, below the home folder."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)


def _take_place(profile: Profile, *, may_call: bool) -> QLockFile | None:
    """The profile's lock; only one window holds it. None when that one was called to the front."""
    refuse_anothers(profile)
    profile.make()
    try:
        lock = taken(profile.lock)
    except OSError as fault:
        raise NotWritten(*words_of(fault, kept="the window was not opened")) from fault
    if lock is None and not (may_call and call(profile.call)):
        raise Problem("This profile is open in another window of Briefing.", "Use that window, or close it first.", exit_code=4)
    return lock


def _pass_on_messages(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Qt's offscreen platform says of every window that it cannot pass on size hints; nobody needs to read that."""
    if "propagateSizeHints" not in text:
        print(text, file=sys.stderr)


def _show_refusal(problem: Problem) -> None:
    """Say it in a window too: whoever clicked an icon sees no terminal."""
    from briefing_app.ui.dialogs.message import Refusal

    app = QApplication.instance() or QApplication(sys.argv[:1])
    if isinstance(app, QApplication):
        load_fonts()
        theme.apply(app, "system", 100)
        Refusal(problem.sentence, problem.remedy).exec()


def _choose_platform(options: argparse.Namespace) -> None:
    """Qt ends the process when there is no display; a picture or a report needs none, a window does."""
    if (
        not sys.platform.startswith("linux")
        or os.environ.get("QT_QPA_PLATFORM")
        or os.environ.get("DISPLAY")
        or os.environ.get("WAYLAND_DISPLAY")
    ):
        return
    if not (options.screenshot or options.startup_report):
        raise Problem("There is no display to open a window on.", "Try 'briefing day', or --screenshot PNG.")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
