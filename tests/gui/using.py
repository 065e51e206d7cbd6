"""Short ways to look at a window under test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.controllers.stores import State
from briefing_app.controllers.window import Window
from briefing_app.ui.brief_view import BriefView

T = TypeVar("T")


def the(one: T | None) -> T:
    """What is there by now."""
    assert one is not None
    return one


def ready(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: window.first_brief_ms > 0, timeout=20_000)


def words_on(window: Window) -> str:
    return "\n".join(label.text() for label in window.shell.findChildren(QLabel) if label.isVisible())


def says(window: Window, words: str) -> Callable[[], bool]:
    return lambda: words in words_on(window)


def dialog_words(panel: QWidget) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel))


def spoken(widget: QWidget) -> str:
    """Name and description as a screen reader is given them."""
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return f"{found.text(QAccessible.Text.Name)} {found.text(QAccessible.Text.Description)}"


def dialog(qtbot: QtBot) -> Any:
    """The dialog in front, once there is one."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QDialog), timeout=5000)
    return QApplication.activeModalWidget()


# -- what stands in a window, asked for where it is known to be there


def worktime(window: Window) -> Any:
    return window.pages.own_time


def backups(window: Window) -> Any:
    return window.pages.backup


def noting(window: Window) -> Any:
    return window.pages.notes.noting


def imports(window: Window) -> Any:
    return window.pages.imports


def clients(window: Window) -> Any:
    return window.pages.clients


def rtm(window: Window) -> Any:
    return window.pages.rtm


def settings_page(window: Window) -> Any:
    return window.pages.settings.page if window.pages.settings is not None else None


def help_page(window: Window) -> Any:
    return window.pages.help.page if window.pages.help is not None else None


def key_of(window: Window) -> bytes:
    """The practice's key while its store is open."""
    return window.stores.open_keys().get("practice", b"")


def locked(window: Window) -> bool:
    return window.stores.state is State.LOCKED


def away(window: Window) -> Any:
    """What tells of a locked screen and of sleep."""
    return the(window.locking).watch._away


def vault_page(window: Window) -> Any:
    """How backups and keys stand, as Settings is told."""
    found: list[Any] = []
    window.context.vault_known.connect(found.append)
    window.context.vault_asked.emit()
    window.context.vault_known.disconnect(found.append)
    return found[0]


def painted_words(view: BriefView) -> list[str]:
    """The words of information that a brief shows: not who it is, what waits, the client's own words, nor the names of buttons."""
    parts = (view.asked_of, view.new, view.scores, view.due, view.left_out, view._no_measures)
    own = set(view.new.quotes)
    shown = [label for part in parts for label in (part, *part.findChildren(QLabel)) if isinstance(label, QLabel)]
    words = [label.text() for label in shown if label.isVisible() and label not in own]
    words += [row.accessibleName() for row in view.chart.rows if row.isVisible()]
    return " ".join(words).split()
