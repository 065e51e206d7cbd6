"""How long nobody has touched keyboard or mouse, asked of the system. Only the number of seconds; never keys, titles or pictures."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from collections.abc import Callable

CANNOT_TELL = "This desktop does not say when you are away: the timer runs until you stop it."
IdleSource = Callable[[], float | None]


def idle_source() -> IdleSource | None:
    """A function giving seconds since the last input, or None where this desktop offers none."""
    for make in _SOURCES.get(sys.platform, (_wayland, _gnome, _x11)):
        try:
            source = make()
            if source is not None and source() is not None:
                return source
        except (OSError, AttributeError, ImportError):
            continue
    return None


def _wayland() -> IdleSource | None:
    """What most compositors tell of a seat; GNOME's older ones do not, and are asked over D-Bus."""
    from briefing_app.system.wayland import WaylandIdle

    return WaylandIdle() if os.environ.get("WAYLAND_DISPLAY") else None


def _x11() -> IdleSource | None:
    """The screen saver extension; under Wayland it would count only what X programs see, so it is not asked there."""
    if not os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return None
    x11_name, saver_name = ctypes.util.find_library("X11"), ctypes.util.find_library("Xss")
    if not x11_name or not saver_name:
        return None
    x11, saver = ctypes.CDLL(x11_name), ctypes.CDLL(saver_name)

    class Info(ctypes.Structure):
        _fields_ = (
            ("window", ctypes.c_ulong),
            ("state", ctypes.c_int),
            ("kind", ctypes.c_int),
            ("since", ctypes.c_ulong),
            ("idle", ctypes.c_ulong),
            ("mask", ctypes.c_ulong),
        )

    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    x11.XDefaultRootWindow.argtypes = (ctypes.c_void_p,)
    saver.XScreenSaverAllocInfo.restype = ctypes.POINTER(Info)
    saver.XScreenSaverQueryInfo.argtypes = (ctypes.c_void_p, ctypes.c_ulong, ctypes.POINTER(Info))
    display = x11.XOpenDisplay(None)
    if not display:
        return None
    info, root = saver.XScreenSaverAllocInfo(), x11.XDefaultRootWindow(display)

    def ask() -> float | None:
        return info.contents.idle / 1000 if saver.XScreenSaverQueryInfo(display, root, info) else None

    return ask


def _gnome() -> IdleSource | None:
    """Mutter's idle monitor, under Wayland and X alike."""
    from PySide6.QtDBus import QDBusConnection, QDBusInterface, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return None
    monitor = QDBusInterface(
        "org.gnome.Mutter.IdleMonitor", "/org/gnome/Mutter/IdleMonitor/Core", "org.gnome.Mutter.IdleMonitor", bus
    )
    if not monitor.isValid():
        return None
    monitor.setTimeout(500)

    def ask() -> float | None:
        answer = monitor.call("GetIdletime")
        good = answer.type() == QDBusMessage.MessageType.ReplyMessage and answer.arguments()
        return float(answer.arguments()[0]) / 1000 if good else None

    return ask


def _macos() -> IdleSource | None:
    services = ctypes.CDLL("/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices")
    ask = services.CGEventSourceSecondsSinceLastEventType
    ask.restype, ask.argtypes = ctypes.c_double, (ctypes.c_int32, ctypes.c_uint32)
    combined, any_input = 0, 0xFFFFFFFF
    return lambda: float(ask(combined, any_input))


def _windows() -> IdleSource | None:
    if sys.platform == "win32":

        class LastInput(ctypes.Structure):
            _fields_ = (("size", ctypes.c_uint), ("ticks", ctypes.c_uint))

        user, kernel = ctypes.windll.user32, ctypes.windll.kernel32

        def ask() -> float | None:
            info = LastInput(ctypes.sizeof(LastInput), 0)
            if not user.GetLastInputInfo(ctypes.byref(info)):
                return None
            return float((kernel.GetTickCount() - info.ticks) & 0xFFFFFFFF) / 1000

        return ask
    return None


_SOURCES: dict[str, tuple[Callable[[], IdleSource | None], ...]] = {"darwin": (_macos,), "win32": (_windows,)}
