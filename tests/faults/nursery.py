"""Children to be killed: a process that has loaded the program forks one for every fault, so that a kill costs milliseconds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

TOP = Path(__file__).parents[2]


class Nursery:
    """Starts children by the name of their function in ``tests.faults.children``; one at a time."""

    def __init__(self, *modules: str) -> None:
        """``modules`` are loaded once, before the first child."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.children", *modules],
            cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.says() == ["ready"]

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._process.kill()
        self._process.communicate()

    def start(self, name: str, *arguments: object, kill_after: float | None = None) -> None:
        """Start a child; ``kill_after`` so many seconds it gets a -9, if it is not done by then."""
        self.tell([kill_after, name, *map(str, arguments)])

    def tell(self, words: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()

    def says(self) -> list[Any]:
        """What the child, or the nursery about it, says next."""
        assert self._process.stdout is not None
        found: list[Any] = json.loads(self._process.stdout.readline())
        return found

    def until_ended(self) -> tuple[list[list[Any]], bool]:
        """Everything the child said until it ended, and whether it was killed. Raises AssertionError when it failed by itself."""
        said = []
        while (words := self.says())[0] != "ended":
            said.append(words)
        assert words[1] in (0, -9), said
        return said, words[1] == -9
