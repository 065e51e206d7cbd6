"""Keeps every window of the program out of screenshots and shared screens, as far as the system can."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QWindow

from briefing_app.system.capture import Block, capture_block

OFFERED = "Remote support and shared screens see nothing of Briefing while this is on. Written for Windows and macOS; nobody has tried it there yet."
NOT_OFFERED = (
    "This system offers no such thing: whoever records or shares the screen sees Briefing as you do. F9 hides the names."
)


class ScreenShield(QObject):
    """Windows are kept out as they come to the front, dialogs too."""

    def __init__(self, app: QGuiApplication, block: Block | None = None) -> None:
        super().__init__()
        self._block = block or capture_block()
        self._out = False
        if self._block is not None:
            app.focusWindowChanged.connect(self._came)

    @property
    def offered(self) -> bool:
        return self._block is not None

    def keep_out(self, out: bool) -> None:
        """From now on, and for every window that is there."""
        self._out = out
        for window in QGuiApplication.topLevelWindows():
            self._apply(window)

    def _came(self, window: QWindow | None) -> None:
        if window is not None:
            self._apply(window)

    def _apply(self, window: QWindow) -> None:
        if self._block is not None and window.isVisible():
            self._block(int(window.winId()), self._out)
