"""Keeping a window out of screenshots, recordings and shared screens, where the system can. Never run on the two that can."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from typing import Any

from briefing_app.system.objc import ObjC

Block = Callable[[int, bool], None]
NOBODY, SHOWN, BLACK, LEFT_OUT = 0, 0x0, 0x1, 0x11
READ_ONLY = 1


def capture_block() -> Block | None:
    """A function that is given a window's native id and whether to keep it out; None where the system offers no such thing, as X11 and Wayland."""
    try:
        if sys.platform == "win32":
            return windows_block(ctypes.CDLL("user32"))
        if sys.platform == "darwin":
            return macos_block(ObjC())
    except (OSError, AttributeError):
        return None
    return None


def windows_block(user: Any) -> Block:
    """Left out altogether; before Windows 10 of May 2020, which knows only that, black."""
    user.SetWindowDisplayAffinity.argtypes = (ctypes.c_void_p, ctypes.c_uint32)

    def block(window: int, out: bool) -> None:
        if not user.SetWindowDisplayAffinity(window, LEFT_OUT if out else SHOWN) and out:
            user.SetWindowDisplayAffinity(window, BLACK)

    return block


def macos_block(objc: ObjC) -> Block:
    """Qt's id of a window is its view."""

    def block(view: int, out: bool) -> None:
        objc.send(objc.send(view, b"window"), b"setSharingType:", NOBODY if out else READ_ONLY)

    return block
