"""A headless Chromium spoken to over two pipes (the DevTools protocol, without a port and without a library)."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip
PATIENCE = 20.0
ON_3_AND_4 = "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"


def why_not() -> str:
    """Why no browser can be tried here, or an empty string."""
    if sys.platform == "win32":
        return "two pipes are handed to the browser, which Windows does not do"
    return "" if found() else "there is no Chromium here (Debian: apt-get install chromium)"


def found() -> str:
    return next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), "")


class Chromium:
    """One browser with one page. What it complains about is in ``said``."""

    def __init__(self, folder: Path) -> None:
        self.downloads = folder / "downloads"
        self.downloads.mkdir(parents=True)
        ours, theirs = os.pipe(), os.pipe()
        place = f"--user-data-dir={folder / 'profile'}"
        started = [sys.executable, "-c", ON_3_AND_4, str(ours[0]), str(theirs[1]), found(), *FLAGS, place, "about:blank"]
        quiet = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
        self._process = subprocess.Popen(
            started,
            pass_fds=(ours[0], theirs[1]),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=quiet,
        )
        os.close(ours[0])
        os.close(theirs[1])
        self._write, self._read = ours[1], theirs[0]
        self._number, self._rest, self._session = 0, b"", ""
        self._asked: dict[str, str] = {}
        self.said: list[str] = []
        self._events: list[str] = []
        try:
            self._attach()
        except BaseException:
            self.close()
            raise

    def _attach(self) -> None:
        target = next(one for one in self.call("Target.getTargets")["targetInfos"] if one["type"] == "page")
        self._session = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log", "Accessibility", "DOM"):
            self.call(f"{domain}.enable")
        self.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(self.downloads), eventsEnabled=False)

    def close(self) -> None:
        """End the browser that was started here."""
        self._session = ""
        try:
            self.call("Browser.close")
            self._process.wait(10)
        except (OSError, TimeoutError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        os.close(self._write)
        os.close(self._read)

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Ask the browser, and wait for its answer; what it tells meanwhile is kept."""
        self._number += 1
        asked = {"id": self._number, "method": method, "params": parameters} | (
            {"sessionId": self._session} if self._session else {}
        )
        os.write(self._write, json.dumps(asked).encode() + b"\0")
        while True:
            told = self._next()
            if told.get("id") == self._number:
                if "error" in told:
                    raise AssertionError(f"{method}: {told['error']}")
                result: dict[str, Any] = told["result"]
                return result
            self._note(told)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            if not select.select([self._read], [], [], PATIENCE)[0]:
                raise TimeoutError("the browser does not answer")
            more = os.read(self._read, 1 << 16)
            if not more:
                raise BrokenPipeError("the browser has gone")
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        told: dict[str, Any] = json.loads(message)
        return told

    def _note(self, told: dict[str, Any]) -> None:
        method, more = str(told.get("method")), told.get("params", {})
        self._events.append(method)
        if method == "Network.requestWillBeSent":
            self._asked[more["requestId"]] = more["request"]["url"]
        elif method == "Network.loadingFailed" and more.get("blockedReason") == "csp":
            self._asked.pop(more["requestId"], None)
        elif method == "Log.entryAdded":
            self.said.append(more["entry"]["text"])
        elif method in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled"):
            self.said.append(json.dumps(more))

    def open(self, path: Path) -> None:
        self._events.clear()
        self._asked.clear()
        self.said.clear()
        self.call("Page.navigate", url=path.as_uri())
        self.wait(lambda: "Page.loadEventFired" in self._events)

    @property
    def requests(self) -> list[str]:
        """What was asked for since the page was opened; what its policy stopped was not."""
        return list(self._asked.values())

    def run(self, script: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""
        told = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True, userGesture=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def wait(self, condition: Callable[[], object]) -> None:
        until = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > until:
                raise TimeoutError
            self.run("new Promise((done) => setTimeout(done, 10))")

    def size(self, width: int, height: int = 800) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def scheme(self, name: str) -> None:
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def press(self, key: str, *, text: str = "", code: int = 0) -> None:
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                windowsVirtualKeyCode=code,
                text=text if kind == "keyDown" else "",
            )

    def tree(self) -> list[dict[str, Any]]:
        """What a screen reader is given, node by node, without what it never hears."""
        return [node for node in self.call("Accessibility.getFullAXTree")["nodes"] if not node.get("ignored")]

    def picture(self, path: Path) -> None:
        import base64

        whole = self.call("Page.captureScreenshot", captureBeyondViewport=True, format="png")
        path.write_bytes(base64.b64decode(whole["data"]))
