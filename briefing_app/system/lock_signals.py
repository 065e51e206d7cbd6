"""The system's word that the screen was locked or the machine goes to sleep, behind one port. Tried on Linux alone."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from ctypes import wintypes
from typing import Any, Protocol

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtGui import QWindow

Told = Callable[[], None]


class AwaySource(Protocol):
    """What tells that the screen was locked or the machine sleeps."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


def away_source(told: Told) -> AwaySource | None:
    """A source that calls ``told`` on the window's thread, or None where the system has none; the clock tells of sleep all the same."""
    try:
        if sys.platform == "win32":
            return WindowsSessions(told)
        if sys.platform == "darwin":
            return MacScreen(told)
        return DesktopSignals(told)
    except (OSError, AttributeError, ImportError):
        return None


# -- Linux: freedesktop, GNOME and logind over D-Bus

SCREEN_SAVERS = (
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
)
LOGIN = "org.freedesktop.login1"


class DesktopSignals(QObject):
    """Where nobody speaks D-Bus it stays silent."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self._told = told

    def start(self) -> None:
        self._listen("connect")

    def stop(self) -> None:
        self._listen("disconnect")

    def _listen(self, what: str) -> None:
        from PySide6.QtDBus import QDBusConnection

        session, system = QDBusConnection.sessionBus(), QDBusConnection.systemBus()
        for bus, path, interface, name, slot in (
            *((session, path, interface, "ActiveChanged", "screen_locked(bool)") for path, interface in SCREEN_SAVERS),
            (system, "/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", "sleeps(bool)"),
            (system, login_path(os.environ.get("XDG_SESSION_ID", "")), f"{LOGIN}.Session", "Lock", "locks()"),
        ):
            if path and bus.isConnected():
                getattr(bus, what)("", path, interface, name, self, SLOT(slot))  # its stub says bytes, and it refuses them

    @Slot(bool)
    def screen_locked(self, locked: bool) -> None:
        if locked:
            self._told()

    @Slot(bool)
    def sleeps(self, _begins: bool) -> None:
        """Before and after: whichever comes first while the window is still open."""
        self._told()

    @Slot()
    def locks(self) -> None:
        self._told()


def login_path(session: str) -> str:
    """Where logind keeps a session, "" for none: whatever is no letter or digit, and a digit in front, is written as its number."""
    if not session:
        return ""
    written = [
        one if one.isascii() and one.isalnum() and not (place == 0 and one.isdigit()) else f"_{ord(one):02x}"
        for place, one in enumerate(session)
    ]
    return f"/org/freedesktop/login1/session/{''.join(written)}"


# -- Windows: session and power messages to a window of its own, which is never shown

WM_POWERBROADCAST, PBT_APMSUSPEND, PBT_APMRESUMEAUTOMATIC = 0x0218, 0x0004, 0x0012
WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK, WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT = 0x02B1, 0x7, 0x2, 0x4
LOCKS = frozenset(
    {
        (WM_POWERBROADCAST, PBT_APMSUSPEND),
        (WM_POWERBROADCAST, PBT_APMRESUMEAUTOMATIC),
        (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK),
        (WM_WTSSESSION_CHANGE, WTS_CONSOLE_DISCONNECT),
        (WM_WTSSESSION_CHANGE, WTS_REMOTE_DISCONNECT),
    }
)


class WindowsSessions(QWindow):
    """A filter on the whole program's messages would cost each of them; a window that nobody sees is sent only these."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self._told = told
        self._sessions: Any = (
            ctypes.CDLL("wtsapi32") if sys.platform == "win32" else None
        )  # one calling convention on 64-bit Windows

    def start(self) -> None:
        self.create()
        this_session_only = 0
        self._sessions.WTSRegisterSessionNotification(wintypes.HWND(int(self.winId())), this_session_only)

    def stop(self) -> None:
        self._sessions.WTSUnRegisterSessionNotification(wintypes.HWND(int(self.winId())))
        self.destroy()

    def nativeEvent(self, kind: Any, message: Any) -> Any:
        if bytes(kind) == b"windows_generic_MSG":
            found = wintypes.MSG.from_address(int(message))
            if (found.message, found.wParam) in LOCKS:
                self._told()
        return False, 0


# -- macOS: what the login window says to everybody

SCREEN_IS_LOCKED = b"com.apple.screenIsLocked"
UTF8, AT_ONCE = 0x08000100, 4
HEARD = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 5)


class MacScreen:
    """A sleep shows in the clock at the first look after it, and mostly locks the screen before."""

    def __init__(self, told: Told, library: Any = None) -> None:
        core = library or ctypes.CDLL("/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation")
        pointer = ctypes.c_void_p
        for name, gives, takes in (
            ("CFNotificationCenterGetDistributedCenter", pointer, ()),
            ("CFStringCreateWithCString", pointer, (pointer, ctypes.c_char_p, ctypes.c_uint32)),
            ("CFNotificationCenterAddObserver", None, (pointer, pointer, HEARD, pointer, pointer, ctypes.c_long)),
            ("CFNotificationCenterRemoveEveryObserver", None, (pointer, pointer)),
        ):
            function = getattr(core, name)
            function.restype, function.argtypes = gives, takes
        self._core = core
        self._heard = HEARD(lambda *_: told())
        self._me = ctypes.c_void_p(id(self))
        self._name = core.CFStringCreateWithCString(None, SCREEN_IS_LOCKED, UTF8)

    def start(self) -> None:
        center = self._core.CFNotificationCenterGetDistributedCenter()
        self._core.CFNotificationCenterAddObserver(center, self._me, self._heard, self._name, None, AT_ONCE)

    def stop(self) -> None:
        self._core.CFNotificationCenterRemoveEveryObserver(self._core.CFNotificationCenterGetDistributedCenter(), self._me)
