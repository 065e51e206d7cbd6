"""Idle time under Wayland, by the protocol ext-idle-notify-v1, spoken on the compositor's own local socket: three requests, two events."""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path

AFTER_SECONDS = 1.0  # the compositor tells once nobody has touched anything for so long
ANSWER_SECONDS = 2.0
DISPLAY, REGISTRY, CALLBACK, SEAT, NOTIFIER, NOTIFICATION = range(1, 7)
SYNC, GET_REGISTRY, BIND, GET_IDLE_NOTIFICATION = 0, 1, 0, 1
GLOBAL, DONE, IDLED, RESUMED = 0, 0, 0, 1
LONGEST_MESSAGE = 65_535
UNIX: int = getattr(socket, "AF_UNIX", 1)  # Windows has no such family, and no Wayland


class WaylandIdle:
    """Seconds since the last input on the seat. Raises OSError where the compositor does not offer it."""

    def __init__(self) -> None:
        folder, name = os.environ.get("XDG_RUNTIME_DIR", ""), os.environ.get("WAYLAND_DISPLAY", "")
        if not name:
            raise OSError("no Wayland display")
        self._socket = socket.socket(UNIX, socket.SOCK_STREAM)
        self._idle_since: float | None = None
        self._gone = False
        try:
            self._socket.settimeout(ANSWER_SECONDS)
            self._socket.connect(str(Path(folder) / name))
            self._ask()
        except BaseException:
            self._socket.close()
            raise
        self._socket.settimeout(None)
        threading.Thread(target=self._listen, name="wayland-idle", daemon=True).start()

    def __call__(self) -> float | None:
        """None once the compositor has gone."""
        if self._gone:
            return None
        since = self._idle_since
        return 0.0 if since is None else time.monotonic() - since

    def close(self) -> None:
        self._gone = True
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _ask(self) -> None:
        self._send(DISPLAY, GET_REGISTRY, struct.pack("=I", REGISTRY))
        self._send(DISPLAY, SYNC, struct.pack("=I", CALLBACK))
        found: dict[str, int] = {}
        for sender, opcode, body in self._messages():
            if sender == REGISTRY and opcode == GLOBAL:
                (number, length) = struct.unpack_from("=II", body)
                found[body[8 : 8 + length - 1].decode("utf-8", "replace")] = number
            elif sender == CALLBACK and opcode == DONE:
                break
        if "wl_seat" not in found or "ext_idle_notifier_v1" not in found:
            raise OSError("this compositor does not tell when nobody is there")
        self._bind(found["wl_seat"], "wl_seat", SEAT)
        self._bind(found["ext_idle_notifier_v1"], "ext_idle_notifier_v1", NOTIFIER)
        timeout = struct.pack("=III", NOTIFICATION, int(AFTER_SECONDS * 1000), SEAT)
        self._send(NOTIFIER, GET_IDLE_NOTIFICATION, timeout)

    def _bind(self, number: int, interface: str, id: int) -> None:
        text = interface.encode() + b"\0"
        padded = text + b"\0" * (-len(text) % 4)
        self._send(REGISTRY, BIND, struct.pack("=II", number, len(text)) + padded + struct.pack("=II", 1, id))

    def _send(self, receiver: int, opcode: int, body: bytes) -> None:
        self._socket.sendall(struct.pack("=II", receiver, (len(body) + 8) << 16 | opcode) + body)

    def _messages(self) -> Iterator[tuple[int, int, bytes]]:
        """Sender, opcode and body of each event; ends when the compositor closes. Raises OSError for what is no message."""
        heard = b""
        while True:
            while len(heard) >= 8:
                sender, word = struct.unpack_from("=II", heard)
                size = word >> 16
                if size < 8:
                    raise OSError("not a Wayland message")
                if len(heard) < size:
                    break
                yield sender, word & 0xFFFF, heard[8:size]
                heard = heard[size:]
            more = self._socket.recv(LONGEST_MESSAGE)
            if not more:
                return
            heard += more

    def _listen(self) -> None:
        try:
            for sender, opcode, _ in self._messages():
                if sender == NOTIFICATION and opcode == IDLED:
                    self._idle_since = time.monotonic() - AFTER_SECONDS
                elif sender == NOTIFICATION and opcode == RESUMED:
                    self._idle_since = None
        except OSError:
            pass
        self._gone = True
