"""Plays a desktop on a private bus and says as JSON which of its signals asked to lock."""

from __future__ import annotations

import json
import os
import sys
import time

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
os.environ["XDG_SESSION_ID"] = "7"

from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication

from briefing_app.ui.lock_watch import LockWatch

SIGNALS: tuple[tuple[str, str, str, tuple[bool, ...]], ...] = (
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", (True,)),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", (True,)),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", (True,)),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", (False,)),
    ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", (True,)),
    ("/org/freedesktop/login1/session/_37", "org.freedesktop.login1.Session", "Lock", ()),
    ("/org/freedesktop/login1/session/_38", "org.freedesktop.login1.Session", "Lock", ()),
)


def main() -> dict[str, object]:
    app = QApplication(sys.argv[:1])
    asked: list[str] = []
    watch = LockWatch(app, lambda: 5, lambda: False)
    watch.due.connect(asked.append)
    desktop = QDBusConnection.connectToBus(os.environ["DBUS_SESSION_BUS_ADDRESS"], "desktop")

    def play() -> tuple[list[int], float]:
        counts, slowest = [], 0.0
        for path, interface, name, values in SIGNALS:
            asked.clear()
            signal = QDBusMessage.createSignal(path, interface, name)
            signal.setArguments(list(values))
            began = time.perf_counter()
            assert desktop.send(signal)
            while time.perf_counter() - began < 0.3 and not asked:
                app.processEvents()
            counts.append(len(asked))
            slowest = max([slowest, time.perf_counter() - began] if asked else [slowest])
        return counts, slowest

    watch.start()
    heard, slowest = play()
    watch.stop()
    return {"heard": heard, "within a second": slowest < 1, "after stop": play()[0]}


if __name__ == "__main__":
    print(json.dumps(main()))
