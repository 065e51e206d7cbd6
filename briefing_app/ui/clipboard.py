"""Every copy that leaves by the clipboard: marked so that no manager or history keeps it, and cleared after a while, on a lock and at the end."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard

from briefing_app.system.objc import ObjC

SECONDS = 30
OURS = "application/x-briefing-copy"  # holds a number that says which copy this is
ZERO = bytes(4)
# What managers ask for before they keep a copy: KDE and others; Windows' history and its cloud. macOS is told natively.
HINTS = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': ZERO,
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': ZERO,
}
CONCEALED = b"org.nspasteboard.ConcealedType"


class Clipboard(QObject):
    """``copy`` is for the program's own copies; what a field or a list of it puts there (Ctrl+C, a menu) is taken over at once.

    ``owns`` tells whether what lies there is from this program.
    """

    def __init__(self, clipboard: QClipboard, owns: Callable[[], bool] | None = None) -> None:
        super().__init__()
        self._clipboard, self._owns = clipboard, owns or clipboard.ownsClipboard
        self._mark = b""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        clipboard.dataChanged.connect(self._take_over)

    def copy(self, text: str, seconds: float = SECONDS, html: str = "") -> None:
        """Put the text there, with a formatted form of it if there is one, for so many seconds."""
        self._mark = secrets.token_bytes(8)
        data = QMimeData()
        data.setText(text)
        if html:
            data.setData("text/html", html.encode())
        for name, value in {**HINTS, OURS: self._mark}.items():
            data.setData(name, value)
        self._clipboard.setMimeData(data)
        if sys.platform == "darwin":
            conceal_on_macos(ObjC())
        self._timer.start(int(seconds * 1000))

    def clear(self) -> None:
        """Take away what was copied here, if it is still what lies there; and what X11 pastes with the middle button, if it is ours."""
        self._timer.stop()
        if self._is_ours():
            self._clipboard.clear()
        self._mark = b""
        if self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)

    def stop(self) -> None:
        """The window closes: nothing stays, and nothing is taken over any more."""
        self._owns = lambda: False
        self.clear()

    def _is_ours(self) -> bool:
        data: QMimeData | None = self._clipboard.mimeData()
        return data is not None and bool(self._mark) and data.data(OURS).data() == self._mark

    def _take_over(self) -> None:
        if self._is_ours() or not self._owns():
            return
        text = self._clipboard.text()
        if text:
            self.copy(text)


def conceal_on_macos(objc: ObjC) -> None:
    """Say beside the copy that it is concealed."""
    board, kind = objc.send(objc.class_of(b"NSPasteboard"), b"generalPasteboard"), objc.string(CONCEALED)
    objc.send(board, b"addTypes:owner:", objc.send(objc.class_of(b"NSArray"), b"arrayWithObject:", kind), None)
    objc.send(board, b"setString:forType:", kind, kind)
