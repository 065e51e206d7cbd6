"""Idle time as desktops tell it: a compositor played by the test, and none at all."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from briefing_app.system import idle, wayland
from briefing_app.system.wayland import WaylandIdle


class Compositor:
    """Speaks enough of the protocol: lists what it offers, then says idled and resumed when told to."""

    def __init__(self, path: Path, offers: tuple[str, ...]) -> None:
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(path))
        self._server.listen(1)
        self._offers = offers
        self.heard = b""
        self._client: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        self._client, _ = self._server.accept()
        self.heard += self._client.recv(4096)
        for number, name in enumerate(self._offers, start=1):
            text = name.encode() + b"\0"
            body = struct.pack("=II", number, len(text)) + text + b"\0" * (-len(text) % 4) + struct.pack("=I", 1)
            self.tell(wayland.REGISTRY, wayland.GLOBAL, body)
        self.tell(wayland.CALLBACK, wayland.DONE, struct.pack("=I", 0))
        with suppress(OSError):  # closed at the end of the test
            while more := self._client.recv(4096):
                self.heard += more

    def tell(self, sender: int, opcode: int, body: bytes = b"") -> None:
        assert self._client is not None
        self._client.sendall(struct.pack("=II", sender, (len(body) + 8) << 16 | opcode) + body)

    def close(self) -> None:
        if self._client is not None:
            self._client.shutdown(socket.SHUT_RDWR)
            self._client.close()
        self._server.close()
        self._thread.join(5)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Compositor]]:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-test")
    found: list[Compositor] = []

    def make(*offers: str) -> Compositor:
        found.append(Compositor(tmp_path / "wayland-test", offers))
        return found[-1]

    yield make
    for one in found:
        one.close()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_compositor_says_when_nobody_is_there_and_when_somebody_is_again(made: Callable[..., Compositor]) -> None:
    compositor = made("wl_compositor", "wl_seat", "ext_idle_notifier_v1")
    source = WaylandIdle()
    assert source() == 0
    until(lambda: b"ext_idle_notifier_v1" in compositor.heard)
    compositor.tell(wayland.SEAT, 0, struct.pack("=I", 3))
    compositor.tell(wayland.NOTIFICATION, wayland.IDLED)
    until(lambda: (source() or 0) >= wayland.AFTER_SECONDS)
    compositor.tell(wayland.NOTIFICATION, wayland.RESUMED)
    until(lambda: source() == 0)
    source.close()
    assert source() is None


def test_the_request_names_the_seat_and_the_time(made: Callable[..., Compositor]) -> None:
    compositor = made("wl_seat", "ext_idle_notifier_v1")
    source = WaylandIdle()
    request = struct.pack("=IIIII", wayland.NOTIFIER, 20 << 16 | 1, wayland.NOTIFICATION, 1000, wayland.SEAT)
    until(lambda: compositor.heard.endswith(request))
    source.close()


def test_a_compositor_without_the_protocol_is_said_to_be_no_source(made: Callable[..., Compositor]) -> None:
    made("wl_seat")
    with pytest.raises(OSError, match="does not tell"):
        WaylandIdle()


def test_without_any_desktop_there_is_no_source_and_the_app_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    assert idle.idle_source() is None
    assert "until you stop it" in idle.CANNOT_TELL
